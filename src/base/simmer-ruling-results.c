/* The results that a profile's rules find in an answer. Pure. */

#include "config.h"

#include "simmer-ruling.h"

#include "simmer-measure.h"
#include "simmer-members.h"
#include "simmer-payload.h"
#include "simmer-template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More results than that are no task's; it is a list of something else. */
#define MAX_RESULTS 1000

static guint
count (SimmerReport *report)
{
  GPtrArray *results = simmer_report_get_results (report);

  return results != NULL ? results->len : 0;
}

static void
take_bytes (SimmerReport *report, const SimmerResultRule *rule, GBytes *bytes, const char *type)
{
  if (rule->media_type != NULL)
    type = rule->media_type;

  simmer_report_take_result (
    report, simmer_result_new_inline (bytes, type != NULL ? type : "application/octet-stream"));
}

static void
take_address (SimmerReport *report, const SimmerResultRule *rule, const char *address)
{
  simmer_report_take_result (report, simmer_result_new (address, rule->media_type, NULL));
}

static void
take_template (SimmerRuling *self,
               SimmerReport *report,
               const SimmerResultRule *rule,
               JsonNode *value)
{
  g_autoptr (JsonObject) variables = json_object_new ();
  const char *id = simmer_report_get_remote_id (report);
  g_autofree char *address = NULL;

  /* Below the account's address, wherever that is: so not from the root of its host. */
  if (id == NULL)
    id = self->answer->id;
  if (id != NULL)
    json_object_set_string_member (variables, "id", id);
  if (value != NULL)
    json_object_set_member (variables, "value", json_node_copy (value));
  address = simmer_template_expand (rule->url, variables, NULL);
  if (address != NULL)
    take_address (report, rule, *address == '/' ? address + 1 : address);
}

static gboolean
is_address (const char *text)
{
  return g_str_has_prefix (text, "https://") || g_str_has_prefix (text, "http://") ||
         (*text == '/' && strpbrk (text, " \t\r\n") == NULL);
}

static void
take_text (SimmerReport *report, const SimmerResultRule *rule, const char *text)
{
  g_autofree char *type = NULL;
  g_autoptr (GBytes) bytes = simmer_payload_from_data_uri (text, &type);
  const char *sniffed = NULL;

  if (*text == '\0')
    return;
  if (bytes == NULL && (rule->form == SIMMER_RESULT_AUTO || rule->form == SIMMER_RESULT_BASE64) &&
      !is_address (text))
    {
      bytes = simmer_payload_from_base64 (text);
      sniffed = bytes != NULL ? simmer_payload_sniff (bytes) : NULL;
      if (sniffed == NULL && rule->form == SIMMER_RESULT_AUTO)
        g_clear_pointer (&bytes, g_bytes_unref);
    }

  if (bytes != NULL)
    take_bytes (report, rule, bytes, type != NULL ? type : sniffed);
  else if (rule->form == SIMMER_RESULT_URL ||
           (rule->form == SIMMER_RESULT_AUTO && is_address (text)))
    take_address (report, rule, text);
  else if (rule->form != SIMMER_RESULT_BASE64)
    {
      bytes = g_bytes_new (text, strlen (text));
      take_bytes (report, rule, bytes, "text/plain");
    }
}

static void
take_value (SimmerRuling *self, SimmerReport *report, const SimmerResultRule *rule, JsonNode *value)
{
  g_autoptr (GBytes) bytes = NULL;
  char *json;

  if (count (report) >= MAX_RESULTS || JSON_NODE_HOLDS_NULL (value))
    return;
  if (rule->unless != NULL &&
      simmer_condition_holds (rule->unless, self->answer->http_status, value, self->whole))
    return;

  if (rule->url != NULL)
    take_template (self, report, rule, value);
  else if (simmer_node_is_text (value) && rule->form != SIMMER_RESULT_JSON)
    take_text (report, rule, json_node_get_string (value));
  else if (JSON_NODE_HOLDS_ARRAY (value) && rule->form != SIMMER_RESULT_JSON)
    for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
      take_value (self, report, rule, json_array_get_element (json_node_get_array (value), i));
  else
    {
      json = json_to_string (value, FALSE);
      bytes = g_bytes_new_take (json, strlen (json));
      take_bytes (report, rule, bytes, "application/json");
    }
}

static void
read_rule (SimmerRuling *self, SimmerReport *report, const SimmerResultRule *rule)
{
  g_autoptr (JsonArray) found = NULL;

  if (rule->body && self->answer->body != NULL && g_bytes_get_size (self->answer->body) > 0)
    {
      g_autofree char *type = g_strdup (self->answer->content_type);

      if (type != NULL)
        type[strcspn (type, "; ")] = '\0';
      take_bytes (report, rule, self->answer->body, type);
    }
  if (rule->path == NULL && !rule->body &&
      (rule->unless == NULL ||
       !simmer_condition_holds (rule->unless, self->answer->http_status, self->task, self->whole)))
    take_template (self, report, rule, NULL);

  found = simmer_path_find_all (rule->path, self->task);
  for (guint i = 0; found != NULL && i < json_array_get_length (found); i++)
    take_value (self, report, rule, json_array_get_element (found, i));
}

static gboolean
has_partial (const SimmerRules *rules)
{
  for (guint i = 0; i < rules->results->len; i++)
    if (((const SimmerResultRule *) g_ptr_array_index (rules->results, i))->partial)
      return TRUE;

  return FALSE;
}

/**
 * simmer_ruling_read_results:
 * @self: a ruling about a task that has ended
 * @report: a report that is being filled
 * @partial: whether the task was cancelled, so that only what a rule calls partial counts
 *
 * Tells the report the results; where the service withholds them, that instead.
 */
void
simmer_ruling_read_results (SimmerRuling *self, SimmerReport *report, gboolean partial)
{
  const SimmerRules *rules = self->rules;

  if (partial && !has_partial (rules))
    return;

  if (rules->withheld != NULL &&
      simmer_condition_holds (rules->withheld, self->answer->http_status, self->task, self->whole))
    {
      if (simmer_report_get_message (report) == NULL)
        simmer_report_set_message (report, _ ("The service withholds the result."));
      return;
    }

  for (guint i = 0; i < rules->results->len; i++)
    {
      const SimmerResultRule *rule = g_ptr_array_index (rules->results, i);

      if (rule->partial || !partial)
        read_rule (self, report, rule);
    }

  if (rules->expires > 0)
    simmer_report_set_expires_after (report, (gint64) (rules->expires * G_USEC_PER_SEC));
  else if (rules->expires_at != NULL && self->answer->now > 0)
    {
      g_autoptr (JsonNode) node = simmer_path_find (rules->expires_at, self->task);
      gint64 when = node != NULL ? simmer_node_get_time (node) : 0;

      if (when > self->answer->now)
        simmer_report_set_expires_after (report, when - self->answer->now);
    }
}
