#pragma once

#include "simmer-profile-check.h"

G_BEGIN_DECLS

/**
 * SimmerPage:
 * @page: a template of the address of a page for people, whole or at the account's host
 * @id: (nullable): a template of the task's id, made of what @page found; %NULL where that is {id}
 *
 * Where people look at one task.
 */
typedef struct
{
  const char *page;
  const char *id;
} SimmerPage;

GPtrArray *simmer_profile_pages_read (SimmerProfileCheck *check, JsonObject *root);

G_END_DECLS
