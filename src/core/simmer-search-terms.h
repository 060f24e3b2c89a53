#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimmerSearchTerms:
 *
 * Words that a person looks for: all of them must be in a text, however they are written.
 * Immutable.
 */
typedef struct _SimmerSearchTerms SimmerSearchTerms;

SimmerSearchTerms *simmer_search_terms_new (const char *const *words);
SimmerSearchTerms *simmer_search_terms_ref (SimmerSearchTerms *self);
void simmer_search_terms_unref (SimmerSearchTerms *self);
gboolean simmer_search_terms_match (SimmerSearchTerms *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerSearchTerms, simmer_search_terms_unref)

G_END_DECLS
