/* Looks the members of a profile over and collects what is wrong with them. Pure. */

#include "config.h"

#include "simmer-profile-check.h"

#include "simmer-json-place.h"
#include "simmer-members.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More faults than that are one: it is no profile. */
#define MAX_FAULTS 100

struct _SimmerProfileCheck
{
  GBytes *bytes;     /* (owned) */
  GPtrArray *faults; /* (owned) (element-type SimmerFault) */
};

static void
fault_free (gpointer data)
{
  SimmerFault *fault = data;

  g_free (fault->where);
  g_free (fault->reason);
  g_free (fault);
}

/**
 * simmer_profile_check_new:
 * @bytes: the text of a profile
 *
 * Returns: (transfer full): a check that has found nothing yet
 */
SimmerProfileCheck *
simmer_profile_check_new (GBytes *bytes)
{
  SimmerProfileCheck *self = g_new0 (SimmerProfileCheck, 1);

  self->bytes = g_bytes_ref (bytes);
  self->faults = g_ptr_array_new_with_free_func (fault_free);

  return self;
}

void
simmer_profile_check_free (SimmerProfileCheck *self)
{
  g_bytes_unref (self->bytes);
  g_ptr_array_unref (self->faults);
  g_free (self);
}

/**
 * simmer_profile_check_get_faults:
 * @self: a check
 *
 * Returns: (transfer none) (element-type SimmerFault): what it found, in order
 */
GPtrArray *
simmer_profile_check_get_faults (SimmerProfileCheck *self)
{
  return self->faults;
}

/**
 * simmer_profile_check_fault_at:
 * @self: (nullable): a check; without one nothing is noted
 * @where: the member; "" is the profile as a whole
 * @line: where it stands, from 1
 * @reason: what is wrong with it, as the end of a sentence that begins with its name
 */
void
simmer_profile_check_fault_at (SimmerProfileCheck *self,
                               const char *where,
                               guint line,
                               const char *reason)
{
  g_autofree char *valid = NULL;
  SimmerFault *fault;

  if (self == NULL || self->faults->len >= MAX_FAULTS)
    return;

  fault = g_new0 (SimmerFault, 1);
  fault->where = g_strdup (where);
  fault->line = line;
  /* What a library says of a piece of the profile may end within a letter. */
  valid = g_utf8_make_valid (reason, -1);
  fault->reason = simmer_text_clean (valid, SIMMER_MEMBERS_MAX_TEXT);
  g_ptr_array_add (self->faults, fault);
}

/**
 * simmer_profile_check_fault:
 * @self: (nullable): a check; without one nothing is noted
 * @where: the member
 * @reason: what is wrong with it, as the end of a sentence that begins with its name
 */
void
simmer_profile_check_fault (SimmerProfileCheck *self, const char *where, const char *reason)
{
  if (self != NULL)
    simmer_profile_check_fault_at (self, where, simmer_json_find_line (self->bytes, where), reason);
}

/**
 * simmer_profile_check_join:
 * @where: a member; "" is the profile as a whole
 * @name: a member of it
 *
 * Returns: (transfer full): how that is called
 */
char *
simmer_profile_check_join (const char *where, const char *name)
{
  return g_strconcat (where, *where != '\0' ? "." : "", name, NULL);
}

/**
 * simmer_profile_check_members:
 * @self: (nullable): a check
 * @object: an object
 * @where: what it is called
 * @known: (array zero-terminated=1): the members that it may have
 *
 * Members that are not known are faults, so that a typing error is not passed over.
 */
void
simmer_profile_check_members (SimmerProfileCheck *self,
                              JsonObject *object,
                              const char *where,
                              const char *const *known)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      {
        g_autofree char *path = simmer_profile_check_join (where, name);

        simmer_profile_check_fault (self, path, _ ("is not known"));
      }
}

/**
 * simmer_profile_check_object:
 * @self: (nullable): a check
 * @object: an object
 * @where: what it is called
 * @name: a member of it
 * @known: (nullable): the members that this one may have; %NULL = any
 *
 * Returns: (transfer none) (nullable): the member, if it is an object
 */
JsonObject *
simmer_profile_check_object (SimmerProfileCheck *self,
                             JsonObject *object,
                             const char *where,
                             const char *name,
                             const char *const *known)
{
  JsonNode *node = json_object_get_member (object, name);
  g_autofree char *path = simmer_profile_check_join (where, name);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      simmer_profile_check_fault (self, path, _ ("must be an object"));
      return NULL;
    }
  if (known != NULL)
    simmer_profile_check_members (self, json_node_get_object (node), path, known);

  return json_node_get_object (node);
}

gboolean
simmer_node_holds (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

gboolean
simmer_node_holds_number (JsonNode *node)
{
  return simmer_node_holds (node, G_TYPE_INT64) || simmer_node_holds (node, G_TYPE_DOUBLE);
}

/**
 * simmer_profile_check_text:
 * @self: (nullable): a check
 * @object: an object
 * @where: what it is called
 * @name: a member of it
 * @required: whether it must be there and hold something
 *
 * Returns: (transfer none) (nullable): the member, if it is a text
 */
const char *
simmer_profile_check_text (SimmerProfileCheck *self,
                           JsonObject *object,
                           const char *where,
                           const char *name,
                           gboolean required)
{
  g_autofree char *path = simmer_profile_check_join (where, name);
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL && required)
    simmer_profile_check_fault (self, path, _ ("is missing"));
  if (node == NULL)
    return NULL;
  if (!simmer_node_holds (node, G_TYPE_STRING))
    {
      simmer_profile_check_fault (self, path, _ ("must be a text"));
      return NULL;
    }
  if (required && *json_node_get_string (node) == '\0')
    {
      simmer_profile_check_fault (self, path, _ ("is empty"));
      return NULL;
    }

  return json_node_get_string (node);
}

/**
 * simmer_profile_check_flag:
 * @self: (nullable): a check
 * @object: an object
 * @where: what it is called
 * @name: a member of it
 * @fallback: what holds where it is absent
 *
 * Returns: the member's value
 */
gboolean
simmer_profile_check_flag (SimmerProfileCheck *self,
                           JsonObject *object,
                           const char *where,
                           const char *name,
                           gboolean fallback)
{
  g_autofree char *path = simmer_profile_check_join (where, name);
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return fallback;
  if (simmer_node_holds (node, G_TYPE_BOOLEAN))
    return json_node_get_boolean (node);

  simmer_profile_check_fault (self, path, _ ("must be true or false"));
  return fallback;
}

/**
 * simmer_profile_check_number:
 * @self: (nullable): a check
 * @object: an object
 * @where: what it is called
 * @name: a member of it
 * @smallest: it may not be below that
 * @fallback: what holds where it is absent
 *
 * Returns: the member's value
 */
double
simmer_profile_check_number (SimmerProfileCheck *self,
                             JsonObject *object,
                             const char *where,
                             const char *name,
                             double smallest,
                             double fallback)
{
  g_autofree char *path = simmer_profile_check_join (where, name);
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return fallback;
  if (!simmer_node_holds_number (node))
    simmer_profile_check_fault (self, path, _ ("must be a number"));
  else if (json_node_get_double (node) < smallest)
    simmer_profile_check_fault (self, path, _ ("is too small"));
  else
    return json_node_get_double (node);

  return fallback;
}

/**
 * simmer_profile_check_choice:
 * @self: (nullable): a check
 * @object: an object
 * @where: what it is called
 * @name: a member of it
 * @choices: (array zero-terminated=1): the words that it may be
 * @fallback: what holds where it is absent or wrong
 *
 * Returns: which of @choices it is
 */
int
simmer_profile_check_choice (SimmerProfileCheck *self,
                             JsonObject *object,
                             const char *where,
                             const char *name,
                             const char *const *choices,
                             int fallback)
{
  g_autofree char *path = simmer_profile_check_join (where, name);
  g_autofree char *words = g_strjoinv (", ", (char **) choices);
  g_autofree char *reason = NULL;
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return fallback;
  for (int i = 0; simmer_node_holds (node, G_TYPE_STRING) && choices[i] != NULL; i++)
    if (g_str_equal (json_node_get_string (node), choices[i]))
      return i;

  /* Translators: words of the language of profiles, such as “json, form, multipart”. */
  reason = g_strdup_printf (_ ("must be one of: %s"), words);
  simmer_profile_check_fault (self, path, reason);
  return fallback;
}

static gboolean
is_code (JsonNode *node)
{
  return simmer_node_holds (node, G_TYPE_INT64) && json_node_get_int (node) >= 100 &&
         json_node_get_int (node) <= 599;
}

/**
 * simmer_profile_check_codes:
 * @self: (nullable): a check
 * @object: an object
 * @where: what it is called
 * @name: a member of it: an HTTP status or a list of them
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): the statuses
 */
guint *
simmer_profile_check_codes (SimmerProfileCheck *self,
                            JsonObject *object,
                            const char *where,
                            const char *name)
{
  g_autofree char *path = simmer_profile_check_join (where, name);
  JsonNode *node = json_object_get_member (object, name);
  g_autoptr (GArray) codes = g_array_new (TRUE, TRUE, sizeof (guint));
  guint code;

  if (node == NULL)
    return NULL;
  if (is_code (node))
    {
      code = (guint) json_node_get_int (node);
      g_array_append_val (codes, code);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        JsonNode *element = json_array_get_element (json_node_get_array (node), i);

        code = is_code (element) ? (guint) json_node_get_int (element) : 0;
        if (code > 0)
          g_array_append_val (codes, code);
        else
          simmer_profile_check_fault (self, path, _ ("holds something that is no HTTP status"));
      }
  if (codes->len == 0)
    {
      simmer_profile_check_fault (self, path, _ ("must be an HTTP status or a list of them"));
      return NULL;
    }

  return (guint *) g_array_free (g_steal_pointer (&codes), FALSE);
}

/**
 * simmer_profile_check_pattern:
 * @self: (nullable): a check
 * @object: an object
 * @where: what it is called
 * @name: a member of it: a regular expression
 *
 * Returns: (transfer full) (nullable): the expression
 */
GRegex *
simmer_profile_check_pattern (SimmerProfileCheck *self,
                              JsonObject *object,
                              const char *where,
                              const char *name)
{
  const char *text = simmer_profile_check_text (self, object, where, name, FALSE);
  g_autofree char *path = simmer_profile_check_join (where, name);
  g_autoptr (GError) error = NULL;
  GRegex *regex;

  if (text == NULL)
    return NULL;

  regex = g_regex_new (text, G_REGEX_OPTIMIZE, 0, &error);
  if (regex == NULL)
    {
      g_autofree char *reason =
        /* Translators: then what the library for regular expressions says. */
        g_strdup_printf (_ ("is not a regular expression: %s"), error->message);

      simmer_profile_check_fault (self, path, reason);
    }

  return regex;
}
