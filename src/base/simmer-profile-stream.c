/* How a service tells by itself what happens to its tasks. Pure. */

#include "config.h"

#include "simmer-profile-stream.h"

#include "simmer-profile-request.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const stream_kinds[SIMMER_N_STREAM_KINDS] = { "websocket", "events" };

static gboolean
add_kind (SimmerStream *self, JsonNode *node)
{
  for (guint i = 0; i < SIMMER_N_STREAM_KINDS; i++)
    if (self->n_kinds < SIMMER_N_STREAM_KINDS && simmer_node_holds (node, G_TYPE_STRING) &&
        g_str_equal (json_node_get_string (node), stream_kinds[i]))
      {
        self->kinds[self->n_kinds++] = (SimmerStreamKind) i;
        return TRUE;
      }

  return FALSE;
}

static void
read_kinds (SimmerStream *self, SimmerProfileCheck *check, JsonObject *stream)
{
  JsonNode *kinds = json_object_get_member (stream, "kinds");

  if (kinds == NULL || !JSON_NODE_HOLDS_ARRAY (kinds))
    {
      simmer_profile_check_fault (check, "stream.kinds", _ ("must be a list"));
      return;
    }

  for (guint i = 0; i < json_array_get_length (json_node_get_array (kinds)); i++)
    if (!add_kind (self, json_array_get_element (json_node_get_array (kinds), i)))
      simmer_profile_check_fault (
        check, "stream.kinds", _ ("has more than “websocket” and “events”"));
  if (json_array_get_length (json_node_get_array (kinds)) == 0)
    simmer_profile_check_fault (check, "stream.kinds", _ ("is empty"));
}

/**
 * simmer_stream_read:
 * @self: a stream that is filled with zeros
 * @check: (nullable): notes what is wrong
 * @root: a profile; must live as long as @self
 */
void
simmer_stream_read (SimmerStream *self, SimmerProfileCheck *check, JsonObject *root)
{
  static const char *const known[] = {
    "path", "kinds", "subscribe", "heartbeat", "answer", NULL,
  };
  JsonObject *stream = simmer_profile_check_object (check, root, "", "stream", known);

  if (stream == NULL)
    return;

  self->path = simmer_profile_check_text (check, stream, "stream", "path", TRUE);
  if (self->path != NULL && !simmer_text_is_path (self->path))
    simmer_profile_check_fault (
      check, "stream.path", _ ("must begin with a slash, and have a name in each pair of braces"));
  self->single = self->path != NULL && strstr (self->path, "id}") != NULL;
  read_kinds (self, check, stream);
  self->subscribe = json_object_get_member (stream, "subscribe");
  self->heartbeat = simmer_profile_check_number (check, stream, "stream", "heartbeat", 1, 0);
  self->own = simmer_profile_check_object (check, stream, "stream", "answer", NULL);
}

void
simmer_stream_clear (SimmerStream *self)
{
  g_clear_pointer (&self->rules, simmer_rules_free);
}
