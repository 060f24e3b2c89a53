/* What an answer says of a task, by the names that services use: the tolerant reader's rules, field
 * by field. Pure. */

#include "simmer-guess.h"

#include "simmer-blame.h"
#include "simmer-harvest.h"
#include "simmer-measure.h"
#include "simmer-members.h"
#include "simmer-vocabulary.h"

#include <string.h>

#define MAX_WORD  64
#define MAX_TITLE 1000

static gboolean
has_end (const char *name, const char *const *ends)
{
  for (guint i = 0; ends[i] != NULL; i++)
    if (g_str_has_suffix (name, ends[i]))
      return TRUE;

  return FALSE;
}

/* "percent_done", "pct_complete" */
static gboolean
names_percentage (const char *name)
{
  static const char *const rests[] = { "", "complete", "completed", "done", "finished", NULL };

  if (g_str_has_prefix (name, "percentage"))
    name += strlen ("percentage");
  else if (g_str_has_prefix (name, "percent"))
    name += strlen ("percent");
  else if (g_str_has_prefix (name, "pct"))
    name += strlen ("pct");
  else
    return FALSE;

  return g_strv_contains (rests, name);
}

/* "frames_done" of "frames_total", "completedLength" of "totalLength": a part and the whole of the
 * same. */
static gboolean
get_share_of_total (SimmerSubject *subject, double *progress)
{
  static const char *const parts[] = { "done", "completed", "finished", "processed", "rendered" };
  g_auto (SimmerMembersIter) iter = simmer_members_iterate (subject->object);
  double total;
  double part;

  if (!subject->has_status || subject->status != SIMMER_TASK_STATUS_IN_PROGRESS)
    return FALSE;

  while (simmer_members_iter_next (&iter))
    {
      gboolean first = g_str_has_prefix (iter.name, "total");
      g_autofree char *of = NULL;

      if (!(first || g_str_has_suffix (iter.name, "total")) ||
          strlen (iter.name) == strlen ("total") || !simmer_node_get_number (iter.node, &total) ||
          total <= 0)
        continue;
      of = first ? g_strdup (iter.name + strlen ("total"))
                 : g_strndup (iter.name, strlen (iter.name) - strlen ("total"));
      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        {
          g_autofree char *before = g_strconcat (parts[i], of, NULL);
          g_autofree char *after = g_strconcat (of, parts[i], NULL);
          const char *const names[] = { before, after, NULL };

          if (simmer_node_get_number (simmer_members_find (subject->members, names), &part) &&
              part >= 0 && part <= total)
            {
              *progress = part / total;
              return TRUE;
            }
        }
    }

  return FALSE;
}

/* "jobPercentComplete", "overall_progress": of what it is stands before it. */
static gboolean
get_named_progress (SimmerSubject *subject, double *progress)
{
  static const char *const percents[] = { "percent", "percentage", "percentcomplete", NULL };
  static const char *const names[] = { "progress", NULL };
  g_auto (SimmerMembersIter) iter = simmer_members_iterate (subject->object);

  while (simmer_members_iter_next (&iter))
    {
      if ((has_end (iter.name, names) && simmer_node_get_progress (iter.node, FALSE, progress)) ||
          ((has_end (iter.name, percents) || names_percentage (iter.name)) &&
           simmer_node_get_progress (iter.node, TRUE, progress)))
        return TRUE;
    }

  return FALSE;
}

/* While a task runs, what it has of results, or what is told of it beside its status, may say how
 * far it is. */
static gboolean
get_inner_progress (SimmerSubject *subject, double *progress)
{
  static const char *const names[] = { "meta",  "metadata", "info",   "status",   "state",
                                       "steps", "output",   "result", "response", NULL };
  static const char *const ends[] = { "metrics", "counts", "stats", NULL };
  g_auto (SimmerMembersIter) iter = simmer_members_iterate (subject->object);

  if (!subject->has_status || subject->status != SIMMER_TASK_STATUS_IN_PROGRESS)
    return FALSE;

  while (simmer_members_iter_next (&iter))
    {
      if (JSON_NODE_HOLDS_OBJECT (iter.node) &&
          (g_strv_contains (names, iter.name) || has_end (iter.name, ends)) &&
          simmer_node_get_progress (iter.node, FALSE, progress))
        return TRUE;
    }

  return FALSE;
}

void
simmer_guess_progress (SimmerSubject *subject, SimmerReport *report)
{
  static const char *const percents[] = {
    "percent",
    "percentage",
    "progresspercent",
    "progresspercentage",
    "percentcomplete",
    "percentagecomplete",
    NULL,
  };
  static const char *const names[] = { "progress", "completion", NULL };
  static const char *const parts[] = {
    "done", "processed", "completed", "finished", "step", "currentstep", NULL,
  };
  static const char *const totals[] = { "total", "totalsteps", NULL };
  double progress;
  double total;

  if (simmer_node_get_progress (simmer_members_find (subject->members, names), FALSE, &progress) ||
      simmer_node_get_progress (
        simmer_members_find (subject->members, percents), TRUE, &progress) ||
      get_named_progress (subject, &progress) || get_inner_progress (subject, &progress) ||
      get_share_of_total (subject, &progress))
    {
      /* A bare 1 is one percent of a task that runs, and all of one that is done. */
      if (subject->has_status && subject->status == SIMMER_TASK_STATUS_COMPLETED)
        progress = 1;
      simmer_report_set_progress (report, progress);
    }
  else if (simmer_node_get_number (simmer_members_find (subject->members, totals), &total) &&
           simmer_node_get_number (simmer_members_find (subject->members, parts), &progress) &&
           total > 0 && progress >= 0)
    simmer_report_set_progress (report, progress / total);
}

void
simmer_guess_queue (SimmerSubject *subject, int base, SimmerReport *report)
{
  static const char *const names[] = {
    "queueposition", "positioninqueue", "queuepos", "queuerank", NULL
  };
  static const char *const bare[] = { "position", NULL };
  JsonNode *node = simmer_members_find (subject->members, names);
  double position;

  if (node == NULL && subject->has_status && subject->status == SIMMER_TASK_STATUS_PENDING)
    node = simmer_members_find (subject->members, bare);
  if (node == NULL)
    {
      JsonNode *queue = g_hash_table_lookup (subject->members, "queue");
      g_autoptr (GHashTable) inner = queue != NULL && JSON_NODE_HOLDS_OBJECT (queue)
                                       ? simmer_members_new (json_node_get_object (queue))
                                       : NULL;

      node = inner != NULL ? simmer_members_find (inner, bare) : NULL;
    }
  if (simmer_node_get_place (node, &position) && position >= 0 && position < 1e9)
    simmer_report_set_queue_position (report, (int) position, base);
}

/* "printTimeLeft", "estimated_seconds_remaining": of what it is stands before it. */
static JsonNode *
find_named_eta (JsonObject *object)
{
  static const char *const ends[] = { "timeleft",      "lefttime",         "secondsleft",
                                      "timeremaining", "secondsremaining", NULL };
  g_auto (SimmerMembersIter) iter = simmer_members_iterate (object);

  while (simmer_members_iter_next (&iter))
    {
      if (has_end (iter.name, ends) && !JSON_NODE_HOLDS_NULL (iter.node))
        return iter.node;
    }

  return NULL;
}

void
simmer_guess_eta (SimmerSubject *subject, SimmerReport *report)
{
  static const char *const seconds[] = {
    "etaseconds",
    "etasec",
    "etasecs",
    "eta",
    "estimatedremainingseconds",
    "remainingseconds",
    "remainingtime",
    "timeremaining",
    "estimatedtimeremaining",
    "secondsremaining",
    "secondsleft",
    "timeleft",
    "etarelative",
    "waittime",
    "estimatedwaittime",
    NULL,
  };
  static const char *const milliseconds[] = { "etams", "remainingms", "timeremainingms", NULL };
  JsonNode *inner = g_hash_table_lookup (subject->members, "progress");
  JsonNode *node = simmer_members_find (subject->members, seconds);
  double eta;

  if (node == NULL)
    node = find_named_eta (subject->object);
  if (node == NULL && inner != NULL && JSON_NODE_HOLDS_OBJECT (inner))
    {
      g_autoptr (GHashTable) members = simmer_members_new (json_node_get_object (inner));

      node = simmer_members_find (members, seconds);
      if (node == NULL)
        node = find_named_eta (json_node_get_object (inner));
    }

  if (simmer_node_get_seconds (node, &eta))
    simmer_report_set_eta (report, eta);
  else if (simmer_node_get_number (simmer_members_find (subject->members, milliseconds), &eta))
    simmer_report_set_eta (report, eta / 1000);
}

static char *
dup_text (GHashTable *members, const char *const *names, glong max)
{
  JsonNode *node = simmer_members_find_text (members, names);

  if (node == NULL || simmer_vocabulary_says_nothing (json_node_get_string (node)))
    return NULL;

  return simmer_text_clean (json_node_get_string (node), max);
}

void
simmer_guess_words (SimmerSubject *subject, SimmerReport *report)
{
  static const char *const messages[] = {
    "message", "msg", "statusdescription", "statusmessage", "progressmessage", "description", NULL,
  };
  static const char *const kinds[] = { "kind", NULL };
  static const char *const titles[] = { "prompt", "title", NULL };
  g_autofree char *message = dup_text (subject->members, messages, SIMMER_MEMBERS_MAX_TEXT);
  g_autofree char *kind = dup_text (subject->members, kinds, MAX_WORD);
  g_autofree char *title = dup_text (subject->members, titles, MAX_TITLE);

  simmer_report_set_message (report, message);
  simmer_report_set_kind (report, kind);
  simmer_report_set_title (report, title);
}

void
simmer_guess_times (SimmerSubject *subject, SimmerReport *report)
{
  static const char *const created[] = {
    "createdat",  "created",    "createtime", "submittedat",
    "submittime", "enqueuedat", "queuedat",   NULL,
  };
  static const char *const started[] = { "startedat", "started",   "starttime",
                                         "runningat", "startdate", NULL };
  static const char *const finished[] = {
    "finishedat", "completedat", "endedat", "finished", "completetime",
    "finishtime", "endtime",     "enddate", NULL,
  };
  double attempt;

  simmer_report_set_times (report,
                           simmer_node_get_time (simmer_members_find (subject->members, created)),
                           simmer_node_get_time (simmer_members_find (subject->members, started)),
                           simmer_node_get_time (simmer_members_find (subject->members, finished)));

  if (simmer_node_get_number (g_hash_table_lookup (subject->members, "attempt"), &attempt) &&
      attempt >= 1 && attempt < 1e6)
    simmer_report_set_attempt (report, (guint) attempt);
}

/* A task that is done, has no result and tells why has failed. */
static SimmerTaskStatus
read_completed (SimmerSubject *subject, SimmerReport *report)
{
  g_autofree char *reason = NULL;

  if (simmer_blame_result_failed (subject))
    return SIMMER_TASK_STATUS_FAILED;

  reason = simmer_blame_dup_refusals (subject);
  simmer_harvest (subject->object, subject->ending, reason == NULL, report);
  if (reason == NULL)
    reason = simmer_blame_dup_error (subject);

  return reason != NULL && simmer_report_get_results (report) == NULL
           ? SIMMER_TASK_STATUS_FAILED
           : SIMMER_TASK_STATUS_COMPLETED;
}

void
simmer_guess_status (SimmerSubject *subject, JsonNode *root, SimmerReport *report)
{
  SimmerTaskStatus status = subject->status;

  if (subject->unknown)
    {
      g_autofree char *word = simmer_text_clean (subject->word, MAX_WORD);

      simmer_report_set_unknown_word (report, word);
    }
  if (!subject->has_status)
    return;

  if (status == SIMMER_TASK_STATUS_COMPLETED)
    status = read_completed (subject, report);
  if (status == SIMMER_TASK_STATUS_FAILED)
    simmer_blame_read_failure (subject, root, report);
  simmer_report_set_status (report, status);
}
