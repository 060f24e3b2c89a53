/* What a person pastes to name a task: its id, or an address that has the id in it. Pure. */

#include "simmer-task-address.h"

#include <string.h>

#include "simmer-template.h"

#define MOST_LETTERS 512
#define MOST_ADDRESS 4096

static gboolean
is_plain (const char *text, gsize most)
{
  if (*text == '\0' || strlen (text) > most || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_plain_id (const char *text)
{
  return is_plain (text, MOST_LETTERS);
}

/* What is filled into an address as it is must not lead elsewhere in it. */
static gboolean
stays_in_place (const char *id)
{
  g_auto (GStrv) steps = g_strsplit (id, "/", -1);

  for (guint i = 0; steps[i] != NULL; i++)
    if (g_str_equal (steps[i], "..") || g_str_equal (steps[i], "."))
      return FALSE;

  return strpbrk (id, "?#\\") == NULL;
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
 * simmer_task_address_is_web:
 * @text: what somebody pasted
 *
 * Returns: whether it is an address of the web rather than an id
 */
gboolean
simmer_task_address_is_web (const char *text)
{
  return g_ascii_strncasecmp (text, "https://", 8) == 0 ||
         g_ascii_strncasecmp (text, "http://", 7) == 0;
}

/**
 * simmer_task_address_parse:
 * @profile: the service's API
 * @text: what somebody pasted; white space around it does not matter
 * @address: (out) (nullable): the service's address, if @text has one
 * @remote_id: (out): what the service calls the task
 *
 * For a service that speaks @profile at an address that nobody knows yet.
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
  if (strstr (trimmed, "://") == NULL)
    {
      if (!is_plain_id (trimmed))
        return FALSE;
      *remote_id = g_steal_pointer (&trimmed);
      return TRUE;
    }
  if (!simmer_task_address_is_web (trimmed) || !is_plain (trimmed, MOST_ADDRESS))
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

/* "https://host:port/path?query": no fragment, the host in small letters, no usual port. NULL for
 * what has a name and password in it. */
static char *
normalize (const char *text, gboolean with_query)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *host = NULL;
  int port;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_userinfo (uri) != NULL ||
      !simmer_task_address_is_web (text))
    return NULL;

  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  port = g_uri_get_port (uri);
  if (port == (g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80))
    port = -1;

  return g_uri_join (G_URI_FLAGS_ENCODED,
                     g_uri_get_scheme (uri),
                     NULL,
                     host,
                     port,
                     g_uri_get_path (uri),
                     with_query ? g_uri_get_query (uri) : NULL,
                     NULL);
}

/* A template as a regular expression; the names of its variables, in their order, in @names. */
static GRegex *
make_regex (const char *template, GPtrArray *names)
{
  g_autoptr (GString) pattern = g_string_new ("^");

  while (*template != '\0')
    {
      gsize literal = strcspn (template, "{");
      const char *close = strchr (template + literal, '}');
      g_autofree char *escaped = g_regex_escape_string (template, (int) literal);
      gboolean reserved;

      g_string_append (pattern, escaped);
      if (template[literal] == '\0' || close == NULL)
        break;
      reserved = template[literal + 1] == '+';
      template += literal + (reserved ? 2 : 1);
      g_ptr_array_add (names, g_strndup (template, (gsize) (close - template)));
      g_string_append (pattern, reserved ? "([^?#]+)" : "([^/?#]+)");
      template = close + 1;
    }
  g_string_append (pattern, "/?$");

  return g_regex_new (pattern->str, 0, 0, NULL);
}

static JsonObject *
read_match (GMatchInfo *info, GPtrArray *names)
{
  g_autoptr (JsonObject) variables = json_object_new ();

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *escaped = g_match_info_fetch (info, (int) i + 1);
      g_autofree char *value = g_uri_unescape_string (escaped, NULL);

      if (value == NULL || !is_plain_id (value) || !stays_in_place (value))
        return NULL;
      json_object_set_string_member (variables, names->pdata[i], value);
    }

  return g_steal_pointer (&variables);
}

static JsonObject *
match_whole (const char *template, const char *url)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *plain = normalize (url, strchr (template, '?') != NULL);
  g_autoptr (GRegex) regex = make_regex (template, names);
  g_autoptr (GMatchInfo) info = NULL;

  if (plain == NULL || regex == NULL || !g_regex_match (regex, plain, 0, &info))
    return NULL;

  return read_match (info, names);
}

/* Below the service's address, or whole. */
static JsonObject *
match_at (const char *home, const char *template, const char *url)
{
  g_autofree char *plain = home != NULL ? normalize (home, FALSE) : NULL;
  g_autofree char *whole = NULL;

  if (simmer_task_address_is_web (template))
    return match_whole (template, url);
  if (plain == NULL || *template != '/')
    return NULL;
  if (g_str_has_suffix (plain, "/"))
    plain[strlen (plain) - 1] = '\0';

  whole = g_strconcat (plain, template, NULL);
  return match_whole (whole, url);
}

static JsonObject *
match_request (const SimmerRequest *request, const char *home, const char *url)
{
  for (guint i = 0; request != NULL && request->paths[i] != NULL; i++)
    {
      g_autoptr (JsonObject) variables = NULL;

      if (strstr (request->paths[i], "id}") != NULL)
        variables = match_at (home, request->paths[i], url);
      if (variables != NULL && json_object_has_member (variables, "id"))
        return g_steal_pointer (&variables);
    }

  return NULL;
}

static JsonObject *
match_page (const SimmerPage *page, const char *home, const char *url)
{
  g_autoptr (JsonObject) variables = match_at (home, page->page, url);
  g_autofree char *id = NULL;

  if (variables == NULL)
    {
      /* A page may stand beside what the account asks, at the same host. */
      g_autofree char *origin =
        home != NULL ? g_uri_resolve_relative (home, "/", G_URI_FLAGS_ENCODED, NULL) : NULL;

      variables = origin != NULL ? match_at (origin, page->page, url) : NULL;
    }
  if (variables == NULL)
    return NULL;
  if (page->id == NULL)
    return json_object_has_member (variables, "id") ? g_steal_pointer (&variables) : NULL;

  id = simmer_template_fill_text (page->id, variables);
  json_object_unref (variables);
  variables = json_object_new ();
  json_object_set_string_member (variables, "id", id);

  return g_steal_pointer (&variables);
}

/**
 * simmer_task_address_match:
 * @profile: a service's API
 * @home: (nullable): the service's address
 * @text: what somebody pasted; white space around it does not matter
 *
 * Holds an address against the service's own: those of its requests, and its pages for people.
 *
 * Returns: (transfer full) (nullable): "id" and what else is to be known of the task; %NULL where
 *   the address is not of this service, or of no task
 */
JsonObject *
simmer_task_address_match (SimmerProfile *profile, const char *home, const char *text)
{
  static const SimmerVerb verbs[] = {
    SIMMER_VERB_STATUS, SIMMER_VERB_CANCEL, SIMMER_VERB_RESULT, SIMMER_VERB_OUTCOME
  };
  GPtrArray *pages = simmer_profile_get_pages (profile);
  g_autofree char *url = g_strstrip (g_strdup (text));

  if (!simmer_task_address_is_web (url) || !is_plain (url, MOST_ADDRESS))
    return NULL;

  for (guint i = 0; i < pages->len; i++)
    {
      JsonObject *variables = match_page (pages->pdata[i], home, url);

      if (variables != NULL)
        return variables;
    }
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      JsonObject *variables =
        match_request (simmer_profile_get_request (profile, verbs[i]), home, url);

      if (variables != NULL)
        return variables;
    }

  return NULL;
}
