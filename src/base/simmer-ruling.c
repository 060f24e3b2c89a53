/* A profile's rules at work on one answer: its verdict, its values, its numbers. Pure. */

#include "simmer-ruling.h"

#include "simmer-measure.h"
#include "simmer-members.h"
#include "simmer-template.h"

#include <string.h>

#define MAX_WORD    64
#define MAX_TITLE   1000
#define MAX_VALUE   2048
#define MAX_MATCHED 4096
#define MAX_VALUES  1000

static int
find_word (SimmerStatusRule *rule, SimmerRuling *ruling, char **unknown_word)
{
  g_autoptr (JsonNode) node =
    simmer_path_find (rule->path, rule->whole ? ruling->whole : ruling->task);
  g_autofree char *number = node != NULL ? simmer_node_dup_id (node) : NULL;
  g_autofree char *folded = NULL;
  const char *word = number;
  gpointer verdict;

  if (node != NULL && simmer_node_is_text (node))
    word = json_node_get_string (node);
  else if (node != NULL && simmer_node_holds (node, G_TYPE_BOOLEAN))
    word = json_node_get_boolean (node) ? "true" : "false";
  if (word == NULL || *word == '\0')
    return SIMMER_VERDICT_NONE;

  folded = g_utf8_casefold (word, -1);
  if (g_hash_table_lookup_extended (rule->words, folded, NULL, &verdict))
    return GPOINTER_TO_INT (verdict);

  if (*unknown_word == NULL)
    *unknown_word = simmer_text_clean (word, MAX_WORD);
  return SIMMER_VERDICT_NONE;
}

/**
 * simmer_ruling_find_verdict:
 * @self: a ruling
 * @good: whether the HTTP status is one of success; where it is not, only rules count that name it
 * @unknown_word: (out) (transfer full) (nullable): a status word that no rule knows
 *
 * Returns: what the first rule concludes that applies, a #SimmerTaskStatus or a #SimmerVerdict
 */
int
simmer_ruling_find_verdict (SimmerRuling *self, gboolean good, char **unknown_word)
{
  g_autofree char *unknown = NULL;

  *unknown_word = NULL;
  for (guint i = 0; i < self->rules->status->len; i++)
    {
      SimmerStatusRule *rule = g_ptr_array_index (self->rules->status, i);
      int verdict = rule->verdict;

      if ((!good && !simmer_condition_names_http (rule->condition)) ||
          !simmer_condition_holds (
            rule->condition, self->answer->http_status, self->task, self->whole))
        continue;
      if (rule->words != NULL)
        verdict = find_word (rule, self, &unknown);
      if (verdict != SIMMER_VERDICT_NONE)
        return verdict;
    }

  *unknown_word = g_steal_pointer (&unknown);
  return SIMMER_VERDICT_NONE;
}

/* The part of @text that @match is about: its first group, else all of it. */
static char *
cut (GRegex *match, const char *text, int group)
{
  g_autoptr (GMatchInfo) info = NULL;

  if (strlen (text) > MAX_MATCHED || !g_regex_match (match, text, 0, &info))
    return NULL;
  if (group > 1 && g_match_info_get_match_count (info) <= group)
    return NULL;

  return g_match_info_fetch (info, g_regex_get_capture_count (match) > 0 ? group : 0);
}

static char *
finish_value (const SimmerValueRule *rule, const char *text)
{
  if (text == NULL || *text == '\0' || strlen (text) > MAX_VALUE)
    return NULL;

  return rule->match != NULL ? cut (rule->match, text, 1) : g_strdup (text);
}

/**
 * simmer_ruling_dup_values:
 * @self: a ruling
 * @rule: where a text is
 *
 * Returns: (transfer full): all that is there; usually one or none
 */
GStrv
simmer_ruling_dup_values (SimmerRuling *self, const SimmerValueRule *rule)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (JsonArray) found = simmer_path_find_all (rule->path, self->task);
  g_autofree char *made = NULL;
  guint n = found != NULL ? json_array_get_length (found) : 0;

  for (guint i = 0; i < n && i < MAX_VALUES; i++)
    {
      JsonNode *node = json_array_get_element (found, i);
      g_autofree char *number = simmer_node_is_text (node) ? NULL : simmer_node_dup_id (node);
      g_autofree char *value =
        finish_value (rule, simmer_node_is_text (node) ? json_node_get_string (node) : number);

      if (value != NULL)
        g_strv_builder_add (builder, value);
    }
  if (rule->header != NULL)
    made = finish_value (rule, simmer_answer_get_header (self->answer, rule->header));
  else if (rule->from != NULL)
    {
      g_autofree char *filled = simmer_template_fill_text (rule->from, self->answer->variables);

      made = finish_value (rule, filled);
    }
  if (made != NULL)
    g_strv_builder_add (builder, made);

  return g_strv_builder_end (builder);
}

/**
 * simmer_ruling_dup_value:
 * @self: a ruling
 * @rule: where a text is
 *
 * Returns: (transfer full) (nullable): the first that is there
 */
char *
simmer_ruling_dup_value (SimmerRuling *self, const SimmerValueRule *rule)
{
  g_auto (GStrv) values = simmer_ruling_dup_values (self, rule);

  return g_strdup (values[0]);
}

static double
add_up (GPtrArray *paths, JsonNode *task, gboolean *any)
{
  double sum = 0;

  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (JsonNode) node = simmer_path_find (g_ptr_array_index (paths, i), task);
      double number;

      if (simmer_node_get_number (node, &number))
        {
          sum += number;
          *any = TRUE;
        }
    }

  return sum;
}

/* "progress=2/4" with two groups is a share, anything with one a number. */
static gboolean
read_matched (const SimmerNumberRule *rule, const char *text, double *number)
{
  g_autofree char *first = cut (rule->value->match, text, 1);
  g_autofree char *second = cut (rule->value->match, text, 2);

  if (first == NULL)
    return FALSE;

  *number = g_ascii_strtod (first, NULL);
  if (second == NULL)
    return TRUE;

  *number = g_ascii_strtod (second, NULL) > 0 ? *number / g_ascii_strtod (second, NULL) : -1;
  return *number >= 0;
}

/* @raw: (out) (nullable) (optional): the node itself, for what is no number */
static gboolean
read_number (SimmerRuling *self, const SimmerNumberRule *rule, double *number, JsonNode **raw)
{
  g_autoptr (JsonNode) node = NULL;
  gboolean any = FALSE;

  if (rule->sum != NULL)
    {
      double whole = rule->of != NULL ? add_up (rule->of, self->task, &any) : 1;

      *number = add_up (rule->sum, self->task, &any);
      if (!any || whole <= 0)
        return FALSE;
      *number = *number / whole / rule->scale;
      return TRUE;
    }

  if (rule->value->header != NULL)
    {
      const char *text = simmer_answer_get_header (self->answer, rule->value->header);

      if (text == NULL)
        return FALSE;
      node = json_node_init_string (json_node_alloc (), text);
    }
  else
    node = simmer_path_find (rule->value->path, self->task);
  if (node == NULL)
    return FALSE;
  if (raw != NULL)
    *raw = json_node_copy (node);

  if (rule->value->match != NULL)
    any = simmer_node_is_text (node) && read_matched (rule, json_node_get_string (node), number);
  else
    any = simmer_node_get_number (node, number) ||
          (raw == NULL && simmer_node_get_progress (node, FALSE, number));
  *number /= any ? rule->scale : 1;

  return any;
}

/* A length of time in seconds; an absolute one counts from the answer. */
static gboolean
read_seconds (SimmerRuling *self, const SimmerNumberRule *rule, double *seconds)
{
  g_autoptr (JsonNode) node = NULL;
  gboolean found;

  *seconds = 0;
  found = read_number (self, rule, seconds, &node);
  switch (rule->unit)
    {
    case SIMMER_UNIT_TIME:
      *seconds = node != NULL && self->answer->now > 0
                   ? (double) (simmer_node_get_time (node) - self->answer->now) / G_USEC_PER_SEC
                   : -1;
      return *seconds >= 0;
    case SIMMER_UNIT_MILLISECONDS:
      *seconds /= 1000;
      break;
    case SIMMER_UNIT_MINUTES:
      *seconds *= 60;
      break;
    case SIMMER_UNIT_SECONDS:
    default:
      break;
    }

  return found && *seconds >= 0 && *seconds < 1e9;
}

/**
 * simmer_ruling_get_poll_after:
 * @self: a ruling
 *
 * Returns: how long the service wants to be left alone, µs; -1 if it does not say
 */
gint64
simmer_ruling_get_poll_after (SimmerRuling *self)
{
  double seconds;

  if (self->rules->poll_after == NULL || !read_seconds (self, self->rules->poll_after, &seconds))
    return -1;

  return (gint64) (seconds * G_USEC_PER_SEC);
}

/**
 * simmer_ruling_read_numbers:
 * @self: a ruling
 * @report: a report that is being filled
 *
 * Tells the report progress, queue position, remaining time, attempt, and when to ask again, as far
 * as the rules speak of them.
 */
void
simmer_ruling_read_numbers (SimmerRuling *self, SimmerReport *report)
{
  const SimmerRules *rules = self->rules;
  gint64 poll_after = simmer_ruling_get_poll_after (self);
  double number;

  if (rules->progress != NULL && read_number (self, rules->progress, &number, NULL) && number >= 0)
    simmer_report_set_progress (report, MIN (number, 1.0));
  if (rules->queue != NULL && read_number (self, rules->queue, &number, NULL) &&
      number >= rules->queue->base && number < 1e9)
    simmer_report_set_queue_position (report, (int) number, rules->queue->base);
  if (rules->eta != NULL && read_seconds (self, rules->eta, &number))
    simmer_report_set_eta (report, number);
  if (rules->attempt != NULL && read_number (self, rules->attempt, &number, NULL) && number >= 1 &&
      number < 1e6)
    simmer_report_set_attempt (report, (guint) number);
  if (poll_after >= 0)
    simmer_report_set_poll_after (report, poll_after);
}

static char *
dup_words (SimmerRuling *self, SimmerPath *path, glong max)
{
  g_autofree char *reason = simmer_path_dup_reason (path, self->task);

  return reason != NULL ? simmer_text_clean (reason, max) : NULL;
}

static gint64
find_time (SimmerRuling *self, SimmerPath *path)
{
  g_autoptr (JsonNode) node = simmer_path_find (path, self->task);

  return node != NULL ? simmer_node_get_time (node) : 0;
}

/**
 * simmer_ruling_read_words:
 * @self: a ruling
 * @report: a report that is being filled
 *
 * Tells the report message, title, kind and times, as far as the rules speak of them.
 */
void
simmer_ruling_read_words (SimmerRuling *self, SimmerReport *report)
{
  const SimmerRules *rules = self->rules;
  g_autofree char *message = dup_words (self, rules->message, SIMMER_MEMBERS_MAX_TEXT);
  g_autofree char *title = dup_words (self, rules->title, MAX_TITLE);
  g_autofree char *kind = dup_words (self, rules->kind, MAX_WORD);

  if (rules->said[SIMMER_FIELD_MESSAGE])
    simmer_report_set_message (report, message);
  if (rules->warning != NULL &&
      simmer_condition_holds (rules->warning, self->answer->http_status, self->task, self->whole))
    simmer_report_set_message (report, rules->warning_says);
  if (rules->said[SIMMER_FIELD_TITLE])
    simmer_report_set_title (report, title);
  if (rules->said[SIMMER_FIELD_KIND])
    simmer_report_set_kind (report, kind);
  if (rules->said[SIMMER_FIELD_TIMES])
    simmer_report_set_times (report,
                             find_time (self, rules->times[0]),
                             find_time (self, rules->times[1]),
                             find_time (self, rules->times[2]));
}

/**
 * simmer_ruling_read_kept:
 * @self: a ruling
 * @report: a report that is being filled
 *
 * Tells the report what is to be kept for later requests about the task.
 */
void
simmer_ruling_read_kept (SimmerRuling *self, SimmerReport *report)
{
  for (guint i = 0; i < self->rules->keep->len; i++)
    {
      SimmerValueRule *rule = g_ptr_array_index (self->rules->keep, i);
      g_autofree char *value = simmer_ruling_dup_value (self, rule);

      if (value != NULL)
        simmer_report_keep (report, rule->name, value);
    }
}
