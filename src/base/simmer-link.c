/* Links that lead into Simmer, from wherever: simmer://track?url=… and
 * simmer://track?service=…&id=…. Whoever wrote one may mean no good, so it names a task and nothing
 * else. Pure. */

#include "config.h"

#include "simmer-link.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "simmer-error.h"
#include "simmer-task-address.h"

#define MOST_LETTERS 4096

static SimmerLink *
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED, sentence);

  return NULL;
}

/* Letters that ids have; none that means something in an address or looks like another. */
static gboolean
is_id (const char *text, const char *marks)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr (marks, *p) == NULL)
      return FALSE;

  return *text != '\0' && strlen (text) <= 512 && strstr (text, "..") == NULL;
}

/* Without a name and password in it, which would say that it is of another host than it is. */
static gboolean
is_address (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (*p <= ' ' || *p >= 0x7f || strchr ("\\\"<>^`{|}", *p) != NULL)
      return FALSE;

  return uri != NULL && simmer_task_address_is_web (text) && g_uri_get_host (uri) != NULL &&
         *g_uri_get_host (uri) != '\0' && g_uri_get_user (uri) == NULL;
}

static SimmerLink *
make (const char *text, const char *service)
{
  SimmerLink *self = g_new0 (SimmerLink, 1);

  self->text = g_strdup (text);
  self->service = g_strdup (service);

  return self;
}

/**
 * simmer_link_new:
 * @text: a link, from wherever
 * @error: return location; %SIMMER_ERROR_MALFORMED and a sentence
 *
 * Returns: (transfer full): what it asks for; %NULL where it is not one that Simmer follows
 */
SimmerLink *
simmer_link_new (const char *text, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GHashTable) said = NULL;
  const char *url;
  const char *id;
  const char *service;

  if (strlen (text) > MOST_LETTERS)
    return refuse (error, _ ("The link is longer than any that leads to a task."));

  uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || !g_str_equal (g_uri_get_scheme (uri), "simmer"))
    return refuse (error, _ ("This is no link that Simmer can follow."));
  if (g_strcmp0 (g_uri_get_host (uri), "track") != 0 || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_port (uri) != -1 ||
      strspn (g_uri_get_path (uri), "/") != strlen (g_uri_get_path (uri)))
    return refuse (error, _ ("Links can ask Simmer to track a task, and nothing else."));

  said = g_uri_get_query (uri) != NULL
           ? g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL)
           : NULL;
  if (said == NULL)
    return refuse (error, _ ("The link does not say which task it is about."));

  url = g_hash_table_lookup (said, "url");
  id = g_hash_table_lookup (said, "id");
  service = g_hash_table_lookup (said, "service");
  if (g_hash_table_size (said) == 1 && url != NULL)
    return is_address (url) ? make (url, NULL)
                            : refuse (error, _ ("The address in the link is not one of the web."));
  if (g_hash_table_size (said) != 2 || id == NULL || service == NULL)
    return refuse (error, _ ("The link does not say which task it is about."));
  if (!is_id (service, "-") || !is_id (id, "-._~:/=+@"))
    return refuse (error, _ ("The task’s id in the link is not one."));

  return make (id, service);
}

void
simmer_link_free (SimmerLink *self)
{
  g_free (self->text);
  g_free (self->service);
  g_free (self);
}
