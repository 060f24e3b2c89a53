/* What must be so in an answer for a rule of a profile to apply. Pure. */

#include "config.h"

#include "simmer-condition.h"

#include "simmer-measure.h"
#include "simmer-members.h"
#include "simmer-path.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Expressions may take their time over long texts: what a status is told with is short. */
#define MAX_MATCHED 4096

struct _SimmerCondition
{
  guint *http;      /* (owned) (nullable) (array zero-terminated=1) */
  SimmerPath *path; /* (owned) (nullable) */
  gboolean whole;
  JsonObject *tests; /* (owned): the object that the condition was read from */
  GRegex *pattern;   /* (owned) (nullable) */
  GPtrArray *all;    /* (owned) (nullable) (element-type SimmerCondition) */
};

static gboolean
names_test (JsonObject *object)
{
  static const char *const names[] = { "exists", "equals", "not",   "in",      "matches",
                                       "truthy", "above",  "below", "atLeast", "atMost" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (json_object_has_member (object, names[i]))
      return TRUE;

  return FALSE;
}

static void
read_tests (SimmerCondition *self, SimmerProfileCheck *check, const char *where)
{
  static const char *const flags[] = { "exists", "truthy" };
  static const char *const numbers[] = { "above", "below", "atLeast", "atMost" };
  g_autofree char *in = simmer_profile_check_join (where, "in");

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    simmer_profile_check_flag (check, self->tests, where, flags[i], FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    simmer_profile_check_number (check, self->tests, where, numbers[i], -G_MAXDOUBLE, 0);
  self->pattern = simmer_profile_check_pattern (check, self->tests, where, "matches");
  if (json_object_has_member (self->tests, "in") &&
      !JSON_NODE_HOLDS_ARRAY (json_object_get_member (self->tests, "in")))
    simmer_profile_check_fault (check, in, _ ("must be a list"));
}

static void
read_all (SimmerCondition *self, SimmerProfileCheck *check, const char *where)
{
  static const char *const known[] = { SIMMER_CONDITION_MEMBERS, NULL };
  JsonNode *node = json_object_get_member (self->tests, "all");
  g_autofree char *path = simmer_profile_check_join (where, "all");
  JsonArray *array;

  if (node == NULL)
    return;

  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_condition_free);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      simmer_profile_check_fault (check, path, _ ("must be a list"));
      return;
    }

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *element = g_strdup_printf ("%s[%u]", path, i);
      JsonNode *condition = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_OBJECT (condition))
        {
          simmer_profile_check_fault (check, element, _ ("must be an object"));
          continue;
        }
      simmer_profile_check_members (check, json_node_get_object (condition), element, known);
      g_ptr_array_add (self->all,
                       simmer_condition_new (check, json_node_get_object (condition), element));
    }
}

/**
 * simmer_condition_new:
 * @check: (nullable): notes what is wrong
 * @object: an object with some of #SIMMER_CONDITION_MEMBERS, and maybe others
 * @where: what @object is called
 *
 * Returns: (transfer full): the condition in it
 */
SimmerCondition *
simmer_condition_new (SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  SimmerCondition *self = g_new0 (SimmerCondition, 1);
  JsonNode *path = json_object_get_member (object, "path");
  g_autofree char *path_where = simmer_profile_check_join (where, "path");

  self->tests = json_object_ref (object);
  self->http = simmer_profile_check_codes (check, object, where, "http");
  self->whole = simmer_profile_check_flag (check, object, where, "whole", FALSE);
  if (path != NULL)
    self->path = simmer_path_new (check, path, path_where);
  read_tests (self, check, where);
  read_all (self, check, where);

  if (path == NULL && names_test (object))
    simmer_profile_check_fault (check, path_where, _ ("is missing"));
  else if (path != NULL && !names_test (object) && !json_object_has_member (object, "words"))
    simmer_profile_check_fault (check, where, _ ("has a path, but says nothing about it"));
  else if (path == NULL && self->http == NULL && self->all == NULL)
    simmer_profile_check_fault (check, where, _ ("says nothing about the answer"));

  return self;
}

void
simmer_condition_free (SimmerCondition *self)
{
  g_free (self->http);
  g_clear_pointer (&self->path, simmer_path_free);
  g_clear_pointer (&self->pattern, g_regex_unref);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  json_object_unref (self->tests);
  g_free (self);
}

/**
 * simmer_condition_names_http:
 * @self: a condition
 *
 * Returns: whether it is about the HTTP status; those that are not hold for good answers only
 */
gboolean
simmer_condition_names_http (SimmerCondition *self)
{
  for (guint i = 0; self->all != NULL && i < self->all->len; i++)
    if (simmer_condition_names_http (g_ptr_array_index (self->all, i)))
      return TRUE;

  return self->http != NULL;
}

/* The same value: a number is the same as a text that is that number, since services mix them. */
static gboolean
is_same (JsonNode *a, JsonNode *b)
{
  double one;
  double other;

  if (simmer_node_is_text (a) && simmer_node_is_text (b))
    return g_str_equal (json_node_get_string (a), json_node_get_string (b));
  if (simmer_node_get_number (a, &one) && simmer_node_get_number (b, &other))
    return !(one < other) && !(one > other);

  return json_node_equal (a, b);
}

static gboolean
is_truthy (JsonNode *node)
{
  double number;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_size (json_node_get_object (node)) > 0;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node)) > 0;
  if (simmer_node_holds (node, G_TYPE_BOOLEAN))
    return json_node_get_boolean (node);
  if (simmer_node_get_number (node, &number))
    return number < 0 || number > 0;

  return *json_node_get_string (node) != '\0' &&
         g_ascii_strcasecmp (json_node_get_string (node), "false") != 0;
}

static gboolean
is_among (JsonNode *node, JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (is_same (node, json_array_get_element (array, i)))
      return TRUE;

  return FALSE;
}

static gboolean
matches (GRegex *pattern, JsonNode *node)
{
  g_autofree char *number = simmer_node_is_text (node) ? NULL : simmer_node_dup_id (node);
  const char *text = simmer_node_is_text (node) ? json_node_get_string (node) : number;

  return text != NULL && strlen (text) <= MAX_MATCHED && g_regex_match (pattern, text, 0, NULL);
}

static gboolean
compares (JsonObject *tests, JsonNode *node)
{
  static const char *const names[] = { "above", "below", "atLeast", "atMost" };
  double number;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      double limit;

      if (!json_object_has_member (tests, names[i]))
        continue;
      limit = json_node_get_double (json_object_get_member (tests, names[i]));
      if (!simmer_node_get_number (node, &number) || (i == 0 && !(number > limit)) ||
          (i == 1 && !(number < limit)) || (i == 2 && number < limit) || (i == 3 && number > limit))
        return FALSE;
    }

  return TRUE;
}

/* @node: (nullable): what the path found; where there is nothing, only what asks for that holds. */
static gboolean
passes (SimmerCondition *self, JsonNode *node)
{
  JsonObject *tests = self->tests;

  if (json_object_has_member (tests, "exists") &&
      json_object_get_boolean_member (tests, "exists") != (node != NULL))
    return FALSE;
  if (json_object_has_member (tests, "truthy") &&
      json_object_get_boolean_member (tests, "truthy") != (node != NULL && is_truthy (node)))
    return FALSE;
  if (json_object_has_member (tests, "not") && node != NULL &&
      is_same (node, json_object_get_member (tests, "not")))
    return FALSE;
  if (node == NULL)
    return !json_object_has_member (tests, "equals") && !json_object_has_member (tests, "in") &&
           self->pattern == NULL && !json_object_has_member (tests, "above") &&
           !json_object_has_member (tests, "below") && !json_object_has_member (tests, "atLeast") &&
           !json_object_has_member (tests, "atMost");

  if (json_object_has_member (tests, "equals") &&
      !is_same (node, json_object_get_member (tests, "equals")))
    return FALSE;
  if (json_object_has_member (tests, "in") &&
      !is_among (node, json_object_get_array_member (tests, "in")))
    return FALSE;
  if (self->pattern != NULL && !matches (self->pattern, node))
    return FALSE;

  return compares (tests, node);
}

/**
 * simmer_condition_holds:
 * @self: a condition
 * @http_status: HTTP status of the answer
 * @task: (nullable): the part of the answer that is about the task
 * @whole: (nullable): the whole answer; %NULL where it is no JSON
 *
 * Returns: whether all that @self asks for is so
 */
gboolean
simmer_condition_holds (SimmerCondition *self, guint http_status, JsonNode *task, JsonNode *whole)
{
  gboolean listed = self->http == NULL;

  for (guint i = 0; !listed && self->http[i] != 0; i++)
    listed = self->http[i] == http_status;
  if (!listed)
    return FALSE;

  if (self->path != NULL)
    {
      g_autoptr (JsonNode) node = simmer_path_find (self->path, self->whole ? whole : task);

      if (!passes (self, node))
        return FALSE;
    }
  for (guint i = 0; self->all != NULL && i < self->all->len; i++)
    if (!simmer_condition_holds (g_ptr_array_index (self->all, i), http_status, task, whole))
      return FALSE;

  return TRUE;
}
