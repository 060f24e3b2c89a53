/* How a service is signed in to, and which hosts may see that. Pure. */

#include "config.h"

#include "simmer-profile-auth.h"

#include "simmer-json.h"
#include "simmer-profile-request.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
read_header (SimmerProfileAuth *self, SimmerProfileCheck *check, JsonObject *root)
{
  static const char *const known[] = { "header",     "prefix",   "user", "basic",
                                       "basicPairs", "required", "hint", NULL };
  JsonObject *auth = simmer_profile_check_object (check, root, "", "auth", known);

  if (auth == NULL)
    return;

  self->header = simmer_profile_check_text (check, auth, "auth", "header", TRUE);
  self->prefix = simmer_profile_check_text (check, auth, "auth", "prefix", FALSE);
  self->user = simmer_profile_check_text (check, auth, "auth", "user", FALSE);
  self->basic = simmer_profile_check_flag (check, auth, "auth", "basic", FALSE);
  self->basic_pairs = simmer_profile_check_flag (check, auth, "auth", "basicPairs", FALSE);
  self->required = simmer_profile_check_flag (check, auth, "auth", "required", FALSE);
  self->hint = simmer_profile_check_text (check, auth, "auth", "hint", FALSE);
  if (self->header != NULL && !simmer_text_is_header (self->header, TRUE))
    simmer_profile_check_fault (check, "auth.header", _ ("is not the name of a header"));
  if (self->user != NULL && !simmer_text_is_header (self->user, TRUE))
    simmer_profile_check_fault (check, "auth.user", _ ("is not the name of a header"));
  if (self->prefix != NULL && !simmer_text_is_header (self->prefix, FALSE))
    simmer_profile_check_fault (
      check, "auth.prefix", _ ("has characters that a header cannot carry"));
}

/* A host's name, maybe with "*." in place of its first part, maybe with a port. */
static gboolean
is_host (const char *host)
{
  const char *rest = g_str_has_prefix (host, "*.") ? host + 2 : host;

  for (const char *p = rest; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-.:", *p) == NULL)
      return FALSE;

  /* All of a top-level domain is nobody's. */
  return *rest != '\0' && (rest == host || strchr (rest, '.') != NULL);
}

static void
read_hosts (SimmerProfileAuth *self, SimmerProfileCheck *check, JsonObject *root)
{
  JsonNode *node = json_object_get_member (root, "hosts");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (node != NULL && !JSON_NODE_HOLDS_ARRAY (node))
    simmer_profile_check_fault (check, "hosts", _ ("must be a list"));
  else if (node != NULL)
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        JsonNode *host = json_array_get_element (json_node_get_array (node), i);

        if (simmer_node_holds (host, G_TYPE_STRING) && is_host (json_node_get_string (host)))
          g_strv_builder_add (builder, json_node_get_string (host));
        else
          simmer_profile_check_fault (check, "hosts", _ ("holds something that is no host"));
      }
  self->hosts = g_strv_builder_end (builder);
}

/**
 * simmer_profile_auth_read:
 * @self: all zeros
 * @check: notes what is wrong
 * @root: a profile; must live as long as @self
 *
 * Reads "auth" and "hosts".
 */
void
simmer_profile_auth_read (SimmerProfileAuth *self, SimmerProfileCheck *check, JsonObject *root)
{
  read_header (self, check, root);
  read_hosts (self, check, root);
}

void
simmer_profile_auth_clear (SimmerProfileAuth *self)
{
  g_clear_pointer (&self->hosts, g_strfreev);
}

/**
 * simmer_profile_auth_split:
 * @self: how a service is signed in to
 * @credential: a key or token; where the service wants a user's name too, that and a colon first
 * @user: (out) (nullable): the user's name
 * @value: (out): the rest, as its header bears it
 */
void
simmer_profile_auth_split (const SimmerProfileAuth *self,
                           const char *credential,
                           char **user,
                           char **value)
{
  const char *prefix = self->prefix != NULL ? self->prefix : "";
  const char *colon = self->user != NULL ? strchr (credential, ':') : NULL;
  g_autofree char *encoded = NULL;

  *user = colon != NULL ? g_strndup (credential, (gsize) (colon - credential)) : NULL;
  if (colon != NULL)
    credential = colon + 1;
  /* RFC 7617 */
  if (self->basic || (self->basic_pairs && strchr (credential, ':') != NULL))
    {
      encoded = g_base64_encode ((const guchar *) credential, strlen (credential));
      credential = encoded;
      prefix = self->basic && self->prefix != NULL ? prefix : "Basic ";
    }
  *value = g_strconcat (prefix, credential, NULL);
}
