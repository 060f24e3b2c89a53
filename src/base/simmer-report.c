/* What one answer of a service says of one task: an immutable value, once it is filled. Pure. */

#include "simmer-report.h"

#include "simmer-json.h"

#include <math.h>
#include <string.h>

#define MAX_KIND 32

struct _SimmerReport
{
  char *remote_id;             /* (owned) (nullable) */
  char *unknown_word;          /* (owned) (nullable) */
  char *message;               /* (owned) (nullable) */
  char *error;                 /* (owned) (nullable) */
  char *title;                 /* (owned) (nullable) */
  char *etag;                  /* (owned) (nullable) */
  char *kind;                  /* (owned) (nullable) */
  SimmerRawAnswer *raw_answer; /* (owned) (nullable) */
  GPtrArray *results;          /* (owned) (nullable) (element-type SimmerResult) */
  GStrv more_ids;              /* (owned) (nullable) */
  JsonObject *kept;            /* (owned) (nullable) */
  gint64 created;
  gint64 started;
  gint64 finished;
  gint64 poll_after;
  gint64 expires_after;
  double progress;
  double eta;
  int queue_position;
  guint attempt;
  SimmerTaskStatus status;
  guint8 queue_base;
  guint has_status : 1;
  guint not_modified : 1;
};

G_DEFINE_BOXED_TYPE (SimmerReport, simmer_report, simmer_report_ref, simmer_report_unref)

static void
simmer_report_clear (gpointer box)
{
  SimmerReport *self = box;

  g_free (self->remote_id);
  g_free (self->unknown_word);
  g_free (self->message);
  g_free (self->error);
  g_free (self->title);
  g_free (self->etag);
  g_free (self->kind);
  g_clear_pointer (&self->raw_answer, simmer_raw_answer_unref);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_pointer (&self->more_ids, g_strfreev);
  g_clear_pointer (&self->kept, json_object_unref);
}

/* A name that is empty says nothing. */
static void
set_text (char **field, const char *value)
{
  char *old = *field;

  *field = value != NULL && *value != '\0' ? g_strdup (value) : NULL;
  g_free (old);
}

/**
 * simmer_report_new:
 *
 * Returns: (transfer full): a report that says nothing yet
 */
SimmerReport *
simmer_report_new (void)
{
  SimmerReport *self = g_atomic_rc_box_new0 (SimmerReport);

  self->progress = -1;
  self->eta = -1;
  self->queue_position = -1;

  return self;
}

SimmerReport *
simmer_report_ref (SimmerReport *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
simmer_report_unref (SimmerReport *self)
{
  g_atomic_rc_box_release_full (self, simmer_report_clear);
}

/**
 * simmer_report_set_remote_id:
 * @self: a report that is being filled
 * @remote_id: (nullable): the service's name of the task
 */
void
simmer_report_set_remote_id (SimmerReport *self, const char *remote_id)
{
  set_text (&self->remote_id, remote_id);
}

void
simmer_report_set_status (SimmerReport *self, SimmerTaskStatus status)
{
  g_return_if_fail ((int) status >= 0 && status < SIMMER_N_TASK_STATUSES);

  self->status = status;
  self->has_status = TRUE;
}

/**
 * simmer_report_set_unknown_word:
 * @self: a report that is being filled
 * @word: (nullable): a status word of the service that Simmer does not know
 */
void
simmer_report_set_unknown_word (SimmerReport *self, const char *word)
{
  set_text (&self->unknown_word, word);
}

/**
 * simmer_report_set_progress:
 * @self: a report that is being filled
 * @progress: 0 to 1; what is a little outside is clamped, what is not a number is ignored
 */
void
simmer_report_set_progress (SimmerReport *self, double progress)
{
  if (isfinite (progress))
    self->progress = CLAMP (progress, 0.0, 1.0);
}

/**
 * simmer_report_set_queue_position:
 * @self: a report that is being filled
 * @position: the number just as the service says it; negative is ignored
 * @base: the number by which the service means the next in line: 0 or 1
 */
void
simmer_report_set_queue_position (SimmerReport *self, int position, int base)
{
  if (position < 0)
    return;

  self->queue_position = position;
  self->queue_base = base != 0;
}

/**
 * simmer_report_set_eta:
 * @self: a report that is being filled
 * @seconds: remaining time as the service has it; negative or not a number is ignored
 */
void
simmer_report_set_eta (SimmerReport *self, double seconds)
{
  if (isfinite (seconds) && seconds >= 0)
    self->eta = seconds;
}

void
simmer_report_set_message (SimmerReport *self, const char *message)
{
  set_text (&self->message, message);
}

/**
 * simmer_report_set_error:
 * @self: a report that is being filled
 * @message: (nullable): why the task failed, in the service's own words
 */
void
simmer_report_set_error (SimmerReport *self, const char *message)
{
  set_text (&self->error, message);
}

/**
 * simmer_report_set_raw_answer:
 * @self: a report that is being filled
 * @raw_answer: (nullable): the answer that says that the task failed
 */
void
simmer_report_set_raw_answer (SimmerReport *self, SimmerRawAnswer *raw_answer)
{
  SimmerRawAnswer *old = self->raw_answer;

  self->raw_answer = raw_answer != NULL ? simmer_raw_answer_ref (raw_answer) : NULL;
  g_clear_pointer (&old, simmer_raw_answer_unref);
}

/**
 * simmer_report_set_kind:
 * @self: a report that is being filled
 * @kind: (nullable): what is being made: "image", "video", "audio", "text" or the service's word,
 *   of at most 32 bytes: a longer one is no word
 */
void
simmer_report_set_kind (SimmerReport *self, const char *kind)
{
  set_text (&self->kind, kind != NULL && strlen (kind) <= MAX_KIND ? kind : NULL);
}

void
simmer_report_set_title (SimmerReport *self, const char *title)
{
  set_text (&self->title, title);
}

void
simmer_report_set_attempt (SimmerReport *self, guint attempt)
{
  self->attempt = attempt;
}

/**
 * simmer_report_set_times:
 * @self: a report that is being filled
 * @created: when the service took the task, µs since 1970; 0 = not said
 * @started: when it began to work on it; 0 = not said
 * @finished: when it ended; 0 = not said
 */
void
simmer_report_set_times (SimmerReport *self, gint64 created, gint64 started, gint64 finished)
{
  self->created = created;
  self->started = started;
  self->finished = finished;
}

/**
 * simmer_report_take_result:
 * @self: a report that is being filled
 * @result: (transfer full): one more result
 */
void
simmer_report_take_result (SimmerReport *self, SimmerResult *result)
{
  g_return_if_fail (result != NULL);

  if (self->results == NULL)
    self->results = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_result_unref);
  g_ptr_array_add (self->results, result);
}

void
simmer_report_set_etag (SimmerReport *self, const char *etag)
{
  set_text (&self->etag, etag);
}

/**
 * simmer_report_set_not_modified:
 * @self: a report that is being filled
 *
 * The service says that nothing has changed since the answer with the ETag it was shown.
 */
void
simmer_report_set_not_modified (SimmerReport *self)
{
  self->not_modified = TRUE;
}

/**
 * simmer_report_set_poll_after:
 * @self: a report that is being filled
 * @usec: how long the service wants to be left alone, µs; 0 or less is no wish
 */
void
simmer_report_set_poll_after (SimmerReport *self, gint64 usec)
{
  self->poll_after = MAX (usec, 0);
}

/**
 * simmer_report_set_expires_after:
 * @self: a report that is being filled
 * @usec: how long the results can still be had, µs
 */
void
simmer_report_set_expires_after (SimmerReport *self, gint64 usec)
{
  self->expires_after = MAX (usec, 0);
}

/**
 * simmer_report_set_more_ids:
 * @self: a report that is being filled, of a submission
 * @ids: (array zero-terminated=1): the further tasks that it made, each followed by itself
 */
void
simmer_report_set_more_ids (SimmerReport *self, const char *const *ids)
{
  g_strfreev (self->more_ids);
  self->more_ids = g_strdupv ((GStrv) ids);
}

/**
 * simmer_report_keep:
 * @self: a report that is being filled
 * @name: of a variable of later requests about the task
 * @value: its value, such as an address that the service handed back
 */
void
simmer_report_keep (SimmerReport *self, const char *name, const char *value)
{
  if (self->kept == NULL)
    self->kept = json_object_new ();
  json_object_set_string_member (self->kept, name, value);
}

/**
 * simmer_report_keep_failure:
 * @self: a report that is being filled
 * @node: of an answer about many tasks, what concerns this one
 *
 * Keeps @node as the raw answer where it says that the task has failed.
 */
void
simmer_report_keep_failure (SimmerReport *self, JsonNode *node)
{
  g_autofree char *text = NULL;
  g_autoptr (SimmerRawAnswer) raw = NULL;

  if (!self->has_status || self->status != SIMMER_TASK_STATUS_FAILED)
    return;

  text = simmer_json_to_string (node);
  raw = simmer_raw_answer_new (0, "application/json", text, strlen (text));
  simmer_report_set_raw_answer (self, raw);
}

/**
 * simmer_report_get_remote_id:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): the service's name of the task
 */
const char *
simmer_report_get_remote_id (SimmerReport *self)
{
  return self->remote_id;
}

/**
 * simmer_report_get_status:
 * @self: a report
 * @status: (out) (optional): the status; not touched where the answer names none
 *
 * Returns: whether the answer names a status that Simmer knows
 */
gboolean
simmer_report_get_status (SimmerReport *self, SimmerTaskStatus *status)
{
  if (self->has_status && status != NULL)
    *status = self->status;

  return self->has_status;
}

/**
 * simmer_report_get_unknown_word:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): the status word of the answer, where Simmer does not know it
 */
const char *
simmer_report_get_unknown_word (SimmerReport *self)
{
  return self->unknown_word;
}

/**
 * simmer_report_get_progress:
 * @self: a report
 *
 * Returns: 0 to 1, or -1 where the answer is silent
 */
double
simmer_report_get_progress (SimmerReport *self)
{
  return self->progress;
}

/**
 * simmer_report_get_queue_position:
 * @self: a report
 *
 * Returns: the number just as the service says it, or -1 where it is silent
 */
int
simmer_report_get_queue_position (SimmerReport *self)
{
  return self->queue_position;
}

/**
 * simmer_report_get_queue_base:
 * @self: a report
 *
 * Returns: 0 or 1: the number by which the service means the next in line
 */
int
simmer_report_get_queue_base (SimmerReport *self)
{
  return self->queue_base;
}

/**
 * simmer_report_get_eta:
 * @self: a report
 *
 * Returns: remaining time in seconds as the service has it, or -1 where it is silent
 */
double
simmer_report_get_eta (SimmerReport *self)
{
  return self->eta;
}

const char *
simmer_report_get_message (SimmerReport *self)
{
  return self->message;
}

/**
 * simmer_report_get_error:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): why the task failed, in the service's own words
 */
const char *
simmer_report_get_error (SimmerReport *self)
{
  return self->error;
}

/**
 * simmer_report_get_raw_answer:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): the answer that says that the task failed
 */
SimmerRawAnswer *
simmer_report_get_raw_answer (SimmerReport *self)
{
  return self->raw_answer;
}

const char *
simmer_report_get_kind (SimmerReport *self)
{
  return self->kind;
}

const char *
simmer_report_get_title (SimmerReport *self)
{
  return self->title;
}

/**
 * simmer_report_get_attempt:
 * @self: a report
 *
 * Returns: the service's own count of attempts, from 1; 0 where it is silent
 */
guint
simmer_report_get_attempt (SimmerReport *self)
{
  return self->attempt;
}

gint64
simmer_report_get_created (SimmerReport *self)
{
  return self->created;
}

gint64
simmer_report_get_started (SimmerReport *self)
{
  return self->started;
}

gint64
simmer_report_get_finished (SimmerReport *self)
{
  return self->finished;
}

/**
 * simmer_report_get_results:
 * @self: a report
 *
 * Returns: (transfer none) (nullable) (element-type SimmerResult): the results in the service's
 *   order, %NULL where the answer has none
 */
GPtrArray *
simmer_report_get_results (SimmerReport *self)
{
  return self->results;
}

const char *
simmer_report_get_etag (SimmerReport *self)
{
  return self->etag;
}

gboolean
simmer_report_get_not_modified (SimmerReport *self)
{
  return self->not_modified;
}

/**
 * simmer_report_get_poll_after:
 * @self: a report
 *
 * Returns: how long the service wants to be left alone, µs; 0 where it has no wish
 */
gint64
simmer_report_get_poll_after (SimmerReport *self)
{
  return self->poll_after;
}

/**
 * simmer_report_get_expires_after:
 * @self: a report
 *
 * Returns: how long the results can still be had, µs; 0 if not known
 */
gint64
simmer_report_get_expires_after (SimmerReport *self)
{
  return self->expires_after;
}

/**
 * simmer_report_get_more_ids:
 * @self: a report of a submission
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the further tasks that it made
 */
const char *const *
simmer_report_get_more_ids (SimmerReport *self)
{
  return (const char *const *) self->more_ids;
}

/**
 * simmer_report_get_kept:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): variables for later requests about the task
 */
JsonObject *
simmer_report_get_kept (SimmerReport *self)
{
  return self->kept;
}
