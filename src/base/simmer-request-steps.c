/* Requests that go out one after the other before what they are for; what the answer of one keeps,
 * the next ones have. Pure. */

#include "config.h"

#include "simmer-request-steps.h"

#include "simmer-json.h"
#include "simmer-refusal.h"
#include "simmer-ruling.h"

#include <glib/gi18n-lib.h>

static void
step_free (SimmerRequest *step)
{
  simmer_request_clear (step);
  g_free (step);
}

/**
 * simmer_request_steps_read:
 * @check: (nullable): notes what is wrong
 * @node: what should be a list of requests; must live as long as the result
 * @where: what it is called
 *
 * Returns: (transfer full) (element-type SimmerRequest): the requests
 */
GPtrArray *
simmer_request_steps_read (SimmerProfileCheck *check, JsonNode *node, const char *where)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) == 0)
    {
      simmer_profile_check_fault (check, where, _ ("must be a list of requests"));
      return steps;
    }

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s[%u]", where, i);
      g_autofree char *answer = simmer_profile_check_join (place, "answer");
      JsonNode *element = json_array_get_element (array, i);
      SimmerRequest *step;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        {
          simmer_profile_check_fault (check, place, _ ("must be an object"));
          continue;
        }
      step = g_new0 (SimmerRequest, 1);
      simmer_request_read (step, check, json_node_get_object (element), place);
      if (step->before != NULL)
        simmer_profile_check_fault (check, place, _ ("has a “before”, which is for lists alone"));
      if (step->own != NULL)
        step->rules = simmer_rules_new (check, step->own, answer);
      g_ptr_array_add (steps, step);
    }

  return steps;
}

/* Some services write the fields of a form as JSON within a text. */
static JsonNode *
dup_value (SimmerRuling *ruling, const SimmerValueRule *rule)
{
  g_autofree char *text = NULL;
  JsonNode *node = NULL;

  if (rule->path != NULL && rule->match == NULL)
    node = simmer_path_find (rule->path, ruling->whole);
  if (node != NULL && simmer_node_holds (node, G_TYPE_STRING))
    {
      JsonNode *tree = simmer_json_parse_typed (json_node_get_string (node), "object");

      if (tree == NULL)
        return node;
      json_node_unref (node);
      return tree;
    }
  if (node != NULL)
    return node;

  text = simmer_ruling_dup_value (ruling, rule);
  return text != NULL ? json_node_init_string (json_node_alloc (), text) : NULL;
}

/**
 * simmer_request_step_read_answer:
 * @step: what was asked
 * @verb: what it is for
 * @answer: the answer
 * @error: return location; of %SIMMER_ERROR
 *
 * Returns: (transfer full): what the step keeps of the answer, for the requests after it
 */
JsonObject *
simmer_request_step_read_answer (const SimmerRequest *step,
                                 SimmerVerb verb,
                                 const SimmerAnswer *answer,
                                 GError **error)
{
  g_autoptr (JsonObject) kept = json_object_new ();
  g_autoptr (JsonNode) whole = NULL;
  SimmerRuling ruling = { step->rules, answer, NULL, NULL };

  if (!simmer_request_is_success (step, answer->http_status))
    {
      simmer_refusal_set (error, verb, answer->http_status, answer->content_type, answer->body);
      return NULL;
    }
  if (step->rules == NULL)
    return g_steal_pointer (&kept);

  whole = simmer_json_parse (answer->body, NULL);
  ruling.whole = ruling.task = whole;
  for (guint i = 0; i < step->rules->keep->len; i++)
    {
      const SimmerValueRule *rule = g_ptr_array_index (step->rules->keep, i);
      JsonNode *value = dup_value (&ruling, rule);

      if (value != NULL)
        json_object_set_member (kept, rule->name, value);
      else if (whole != NULL && simmer_refusal_check_envelope (error, verb, whole))
        return NULL;
    }

  return g_steal_pointer (&kept);
}
