/* How a service wants a file that belongs to a submission. Pure. */

#include "config.h"

#include "simmer-upload.h"

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

static void
read_steps (SimmerUpload *self, SimmerProfileCheck *check, JsonNode *node, const char *where)
{
  g_autofree char *path = simmer_profile_check_join (where, "upload");
  JsonArray *steps;

  if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) == 0)
    {
      simmer_profile_check_fault (check, path, _ ("must be a list of requests"));
      return;
    }

  steps = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s[%u]", path, i);
      g_autofree char *answer = simmer_profile_check_join (place, "answer");
      JsonNode *element = json_array_get_element (steps, i);
      SimmerRequest *step;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        {
          simmer_profile_check_fault (check, place, _ ("must be an object"));
          continue;
        }
      step = g_new0 (SimmerRequest, 1);
      simmer_request_read (step, check, json_node_get_object (element), place);
      if (step->own != NULL)
        step->rules = simmer_rules_new (check, step->own, answer);
      g_ptr_array_add (self->steps, step);
    }
}

/**
 * simmer_upload_read:
 * @check: notes what is wrong
 * @input: an input of the type "file"; must live as long as the result
 * @where: what it is called
 * @in_parts: whether the submission's body is in parts
 *
 * Returns: (transfer full): how its file is sent
 */
SimmerUpload *
simmer_upload_read (SimmerProfileCheck *check,
                    JsonObject *input,
                    const char *where,
                    gboolean in_parts)
{
  static const char *const forms[] = { "data", "base64", "text", "json", NULL };
  SimmerUpload *self = g_new0 (SimmerUpload, 1);
  JsonNode *steps = json_object_get_member (input, "upload");
  JsonNode *name = json_object_get_member (input, "name");

  self->name = simmer_node_holds (name, G_TYPE_STRING) ? json_node_get_string (name) : NULL;
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  if (in_parts && !json_object_has_member (input, "as"))
    self->form = SIMMER_UPLOAD_FILE;
  else
    self->form = (SimmerUploadForm) (SIMMER_UPLOAD_DATA + simmer_profile_check_choice (
                                                            check, input, where, "as", forms, 0));
  simmer_profile_check_number (check, input, where, "maxBytes", 1, 0);
  self->value = simmer_profile_check_text (check, input, where, "value", steps != NULL);
  if (steps == NULL)
    {
      if (self->value != NULL)
        simmer_profile_check_fault (check, where, _ ("has a “value” and no “upload”"));
      return self;
    }

  if (json_object_has_member (input, "as"))
    simmer_profile_check_fault (check, where, _ ("has both “as” and “upload”"));
  self->form = SIMMER_UPLOAD_AHEAD;
  read_steps (self, check, steps, where);

  return self;
}

void
simmer_upload_free (SimmerUpload *self)
{
  g_ptr_array_unref (self->steps);
  g_free (self);
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
 * simmer_upload_read_answer:
 * @step: what was asked to bring a file to its service
 * @answer: the answer
 * @error: return location; of %SIMMER_ERROR
 *
 * Returns: (transfer full): what the step keeps of the answer, for the requests after it
 */
JsonObject *
simmer_upload_read_answer (const SimmerRequest *step, const SimmerAnswer *answer, GError **error)
{
  g_autoptr (JsonObject) kept = json_object_new ();
  g_autoptr (JsonNode) whole = NULL;
  SimmerRuling ruling = { step->rules, answer, NULL, NULL };

  if (!simmer_request_is_success (step, answer->http_status))
    {
      simmer_refusal_set (
        error, SIMMER_VERB_SUBMIT, answer->http_status, answer->content_type, answer->body);
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
      else if (whole != NULL && simmer_refusal_check_envelope (error, SIMMER_VERB_SUBMIT, whole))
        return NULL;
    }

  return g_steal_pointer (&kept);
}
