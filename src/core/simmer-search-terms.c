#include "config.h"

#include "simmer-search-terms.h"

#include <string.h>

struct _SimmerSearchTerms
{
  GStrv folded; /* (owned) */
};

static char *
fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *normal = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal, -1);
}

static void
clear (gpointer data)
{
  g_strfreev (((SimmerSearchTerms *) data)->folded);
}

/**
 * simmer_search_terms_new:
 * @words: (array zero-terminated=1): any text, also such as is not UTF-8
 *
 * Returns: (transfer full): terms, good in any thread
 */
SimmerSearchTerms *
simmer_search_terms_new (const char *const *words)
{
  SimmerSearchTerms *self = g_atomic_rc_box_new0 (SimmerSearchTerms);
  guint n = g_strv_length ((char **) words);

  self->folded = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->folded[i] = fold (words[i]);

  return self;
}

SimmerSearchTerms *
simmer_search_terms_ref (SimmerSearchTerms *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
simmer_search_terms_unref (SimmerSearchTerms *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * simmer_search_terms_match:
 * @self: terms
 * @text: (nullable): where to look
 *
 * Returns: whether there are terms, and all of them are in @text
 */
gboolean
simmer_search_terms_match (SimmerSearchTerms *self, const char *text)
{
  g_autofree char *folded = text != NULL ? fold (text) : NULL;

  if (folded == NULL)
    return FALSE;
  for (guint i = 0; self->folded[i] != NULL; i++)
    if (strstr (folded, self->folded[i]) == NULL)
      return FALSE;

  return self->folded[0] != NULL;
}
