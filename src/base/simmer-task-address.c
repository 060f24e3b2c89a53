/* What a person pastes to name a task: its id, or an address that has the id in it. Pure. */

#include "simmer-task-address.h"

#define MOST_LETTERS 512

static gboolean
is_plain_id (const char *text)
{
  if (*text == '\0' || strlen (text) > MOST_LETTERS || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        return FALSE;
    }

  return TRUE;
}

/* Holds an URL against "/before/{id}/after": what stands ahead of that is the service's address. */
static gboolean
match_template (const char *template, const char *url, char **address, char **remote_id)
{
  const char *hole = strstr (template, "{id}");
  g_autofree char *before = NULL;
  g_autofree char *id = NULL;
  const char *found;
  const char *start;
  const char *end;
  gsize after;

  if (hole == NULL || hole == template)
    return FALSE;
  before = g_strndup (template, (gsize) (hole - template));
  found = strstr (url, before);
  if (found == NULL || found == url)
    return FALSE;
  start = found + strlen (before);
  end = start + strcspn (start, "/?#");
  after = strlen (hole + strlen ("{id}"));
  if (strncmp (end, hole + strlen ("{id}"), after) != 0 || strchr ("?#", end[after]) == NULL)
    return FALSE;
  id = g_uri_unescape_segment (start, end, NULL);
  if (id == NULL || !is_plain_id (id))
    return FALSE;

  *address = g_strndup (url, (gsize) (found - url));
  *remote_id = g_steal_pointer (&id);

  return TRUE;
}

/**
 * simmer_task_address_parse:
 * @profile: the service's API
 * @text: what somebody pasted; white space around it does not matter
 * @address: (out) (nullable): the service's address, if @text has one
 * @remote_id: (out): what the service calls the task
 *
 * Returns: whether @text names a task
 */
gboolean
simmer_task_address_parse (SimmerProfile *profile,
                           const char *text,
                           char **address,
                           char **remote_id)
{
  static const SimmerVerb verbs[] = { SIMMER_VERB_STATUS, SIMMER_VERB_RESULT, SIMMER_VERB_CANCEL };
  g_autofree char *trimmed = g_strstrip (g_strdup (text));

  *address = NULL;
  *remote_id = NULL;
  if (!is_plain_id (trimmed))
    return FALSE;
  if (strstr (trimmed, "://") == NULL)
    {
      *remote_id = g_steal_pointer (&trimmed);
      return TRUE;
    }
  if (!g_str_has_prefix (trimmed, "http://") && !g_str_has_prefix (trimmed, "https://"))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      const SimmerRequest *request = simmer_profile_get_request (profile, verbs[i]);

      for (guint j = 0; request != NULL && request->paths[j] != NULL; j++)
        if (match_template (request->paths[j], trimmed, address, remote_id))
          return TRUE;
    }

  return FALSE;
}
