#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimmerLink:
 * @text: the id or address of a task
 * @service: (nullable): the id of the profile that @text is an id of
 *
 * What a link such as simmer://track?url=https%3A%2F%2F… asks for.
 */
typedef struct
{
  char *text;
  char *service;
} SimmerLink;

SimmerLink *simmer_link_new (const char *text, GError **error);
void simmer_link_free (SimmerLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerLink, simmer_link_free)

G_END_DECLS
