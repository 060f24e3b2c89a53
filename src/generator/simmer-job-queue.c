/* All tasks of the generator: who waits, who is worked on, what is kept and for how long. */

#define G_LOG_DOMAIN "Simmer-JobQueue"

#include "simmer-job-queue.h"

#include <glib/gi18n.h>

#include "simmer-work-pool.h"
#include "simmer-work-room.h"

/* Ended tasks that are remembered. */
#define MAX_ENDED 2000
/* How long results are kept once they have been fetched. */
#define KEEP_FETCHED_US (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)
#define SWEEP_SECONDS   30

struct _SimmerJobQueue
{
  GObject parent_instance;

  SimmerWorkPool *pool; /* (owned) */
  guint n_workers;
  guint bound;
  SimmerWorkRoom room;
  guint64 result_memory;
  SimmerJobRigFunc rig_func;
  gpointer rig_data;

  GHashTable *jobs;   /* (owned): id → SimmerJob (owned) */
  GHashTable *keys;   /* (owned): Idempotency-Key → SimmerJob (borrowed from jobs) */
  GSequence *ordered; /* (owned): of SimmerJob (borrowed), oldest first */
  GSequence *waiting; /* (owned): of SimmerJob (borrowed), next first */
  GPtrArray *running; /* (owned): of SimmerJob (borrowed) */
  GQueue ended;       /* of SimmerJob (borrowed), the one that ended first first */
  guint64 held;       /* bytes of results */
  double waiting_cost;
  double pace; /* measured seconds per second of expected cost */
  guint sweep_id;
  guint dispatch_id;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerJobQueue, simmer_job_queue, G_TYPE_OBJECT)

static void dispatch_soon (SimmerJobQueue *self);

static void
emit_changed (SimmerJobQueue *self, SimmerJob *job)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, job);
}

static void
drop_results (SimmerJobQueue *self, SimmerJob *job)
{
  self->held -= simmer_job_get_result_size (job);
  g_clear_pointer (&job->artifacts, g_ptr_array_unref);
}

static void
forget_job (SimmerJobQueue *self, SimmerJob *job)
{
  drop_results (self, job);
  g_sequence_remove (job->place);
  if (job->key != NULL)
    g_hash_table_remove (self->keys, job->key);
  g_hash_table_remove (self->jobs, job->id);
}

/* The oldest results go first; those that nobody fetched go last of all, when nothing else helps.
 */
static gboolean
make_room_from (SimmerJobQueue *self, gboolean fetched_only)
{
  for (GList *l = self->ended.head; l != NULL && self->held > self->result_memory; l = l->next)
    {
      SimmerJob *job = l->data;

      if (job->artifacts == NULL || (fetched_only && job->fetched_at == 0))
        continue;

      g_debug ("The results of %s make room", job->id);
      drop_results (self, job);
      job->dropped = TRUE;
      emit_changed (self, job);
    }

  return self->held <= self->result_memory;
}

static void
make_room (SimmerJobQueue *self)
{
  if (!make_room_from (self, TRUE))
    make_room_from (self, FALSE);

  while (self->ended.length > MAX_ENDED)
    forget_job (self, g_queue_pop_head (&self->ended));
}

static gboolean
sweep_cb (gpointer user_data)
{
  SimmerJobQueue *self = user_data;
  gint64 now = g_get_monotonic_time ();

  for (GList *l = self->ended.head; l != NULL; l = l->next)
    {
      SimmerJob *job = l->data;

      if (job->artifacts == NULL || job->fetched_at == 0 || now - job->fetched_at < KEEP_FETCHED_US)
        continue;
      drop_results (self, job);
      job->dropped = TRUE;
      emit_changed (self, job);
    }

  return G_SOURCE_CONTINUE;
}

static void
end_job (SimmerJobQueue *self, SimmerJob *job, SimmerTaskStatus status)
{
  job->status = status;
  job->cancelling = FALSE;
  job->finished_at = g_get_real_time ();
  job->taken = job->began > 0 ? g_get_monotonic_time () - job->began : 0;
  g_queue_push_tail (&self->ended, job);
  g_debug ("%s: %s", job->id, simmer_task_status_to_string (status));
}

static void
set_error (SimmerJob *job, const char *code, const char *message)
{
  job->error_code = code;
  g_free (job->error_message);
  job->error_message = g_strdup (message);
}

/* A slow machine or a busy one is learned after a task or two. */
static void
learn_pace (SimmerJobQueue *self, SimmerJob *job)
{
  double taken = (double) job->taken / G_USEC_PER_SEC;

  if (job->work->rigging.duration > 0.0 || job->expected <= 0.0)
    return;
  self->pace += 0.4 * (CLAMP (taken / job->expected, 0.05, 20.0) - self->pace);
}

static void
work_done_cb (SimmerWork *work, gpointer user_data)
{
  SimmerJobQueue *self = user_data;
  SimmerJob *job = work->owner;

  g_ptr_array_remove (self->running, job);
  simmer_work_room_leave (&self->room, job->order);
  if (work->error == NULL)
    {
      end_job (self, job, SIMMER_TASK_STATUS_COMPLETED);
      job->artifacts = g_ptr_array_ref (work->artifacts);
      self->held += simmer_job_get_result_size (job);
      learn_pace (self, job);
    }
  else if (g_error_matches (work->error, SIMMER_WORK_ERROR, SIMMER_WORK_ERROR_STOPPED))
    {
      end_job (self, job, SIMMER_TASK_STATUS_CANCELLED);
    }
  else
    {
      gboolean memory =
        g_error_matches (work->error, SIMMER_WORK_ERROR, SIMMER_WORK_ERROR_NO_MEMORY);

      end_job (self, job, SIMMER_TASK_STATUS_FAILED);
      set_error (job, memory ? "out_of_memory" : "generation_failed", work->error->message);
    }

  g_clear_pointer (&job->work, simmer_work_free);
  emit_changed (self, job);
  make_room (self);
  dispatch_soon (self);
}

static void
start_job (SimmerJobQueue *self, SimmerJob *job)
{
  g_sequence_remove (job->waiting);
  job->waiting = NULL;
  self->waiting_cost -= job->expected;

  job->status = SIMMER_TASK_STATUS_IN_PROGRESS;
  job->started_at = g_get_real_time ();
  job->began = g_get_monotonic_time ();
  g_ptr_array_add (self->running, job);
  simmer_work_pool_push (self->pool, job->work);
  emit_changed (self, job);
}

static void
dispatch (SimmerJobQueue *self)
{
  while (self->running->len < self->n_workers && g_sequence_get_length (self->waiting) > 0)
    {
      SimmerJob *job = g_sequence_get (g_sequence_get_begin_iter (self->waiting));

      /* Nobody overtakes: what needs much room would wait for ever. */
      if (!simmer_work_room_take (&self->room, job->order))
        return;
      start_job (self, job);
    }
}

static gboolean
dispatch_cb (gpointer user_data)
{
  SimmerJobQueue *self = user_data;

  self->dispatch_id = 0;
  dispatch (self);
  return G_SOURCE_REMOVE;
}

/* Not at once: who submits a job is answered that it waits, and which place it has. */
static void
dispatch_soon (SimmerJobQueue *self)
{
  if (self->dispatch_id == 0)
    self->dispatch_id = g_idle_add_full (G_PRIORITY_DEFAULT, dispatch_cb, self, NULL);
}

static void
enqueue (SimmerJobQueue *self, SimmerJob *job)
{
  job->work = simmer_work_new (job->order, job);
  job->expected = simmer_generation_get_cost (job->order);
  if (self->rig_func != NULL)
    self->rig_func (job, &job->work->rigging, self->rig_data);
  if (job->work->rigging.duration > 0.0)
    job->expected = job->work->rigging.duration;

  job->waiting = g_sequence_append (self->waiting, job);
  self->waiting_cost += job->expected;
  dispatch_soon (self);
}

static void
simmer_job_queue_dispose (GObject *object)
{
  SimmerJobQueue *self = SIMMER_JOB_QUEUE (object);

  g_clear_handle_id (&self->sweep_id, g_source_remove);
  g_clear_handle_id (&self->dispatch_id, g_source_remove);
  if (self->pool != NULL)
    {
      for (guint i = 0; i < self->running->len; i++)
        {
          SimmerJob *job = g_ptr_array_index (self->running, i);

          /* From here on the pool owns what is in the workers' hands. */
          simmer_work_stop (job->work);
          job->work = NULL;
        }
      g_ptr_array_set_size (self->running, 0);
    }
  g_clear_pointer (&self->pool, simmer_work_pool_free);
  g_queue_clear (&self->ended);

  G_OBJECT_CLASS (simmer_job_queue_parent_class)->dispose (object);
}

static void
simmer_job_queue_finalize (GObject *object)
{
  SimmerJobQueue *self = SIMMER_JOB_QUEUE (object);

  g_sequence_free (self->waiting);
  g_sequence_free (self->ordered);
  g_ptr_array_unref (self->running);
  g_hash_table_unref (self->keys);
  g_hash_table_unref (self->jobs);

  G_OBJECT_CLASS (simmer_job_queue_parent_class)->finalize (object);
}

static void
simmer_job_queue_class_init (SimmerJobQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_job_queue_dispose;
  object_class->finalize = simmer_job_queue_finalize;

  /**
   * SimmerJobQueue::changed:
   * @self: a queue
   * @job: the job whose status or results changed; progress alone is not told
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_POINTER);
}

static void
simmer_job_queue_init (SimmerJobQueue *self)
{
  self->jobs =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) simmer_job_unref);
  self->keys = g_hash_table_new (g_str_hash, g_str_equal);
  self->ordered = g_sequence_new (NULL);
  self->waiting = g_sequence_new (NULL);
  self->running = g_ptr_array_new ();
  self->pace = 1.0;
  g_queue_init (&self->ended);
  self->sweep_id = g_timeout_add_seconds (SWEEP_SECONDS, sweep_cb, self);
}

/**
 * simmer_job_queue_new:
 * @n_workers: how many jobs are worked on at once
 * @bound: how many may wait
 * @work_memory: how many bytes all work under way may take together
 * @result_memory: how many bytes of results are kept
 *
 * Returns: (transfer full): an empty queue
 */
SimmerJobQueue *
simmer_job_queue_new (guint n_workers, guint bound, guint64 work_memory, guint64 result_memory)
{
  SimmerJobQueue *self = g_object_new (SIMMER_TYPE_JOB_QUEUE, NULL);

  self->n_workers = n_workers;
  self->bound = bound;
  self->room.limit = work_memory;
  self->result_memory = result_memory;
  self->pool = simmer_work_pool_new (n_workers, work_done_cb, self);
  return self;
}

/**
 * simmer_job_queue_set_rig_func:
 * @self: a queue
 * @func: (scope forever): may rig each attempt
 * @user_data: data for @func
 *
 * For tests alone.
 */
void
simmer_job_queue_set_rig_func (SimmerJobQueue *self, SimmerJobRigFunc func, gpointer user_data)
{
  self->rig_func = func;
  self->rig_data = user_data;
}

gboolean
simmer_job_queue_is_full (SimmerJobQueue *self)
{
  guint idle = self->n_workers - self->running->len;

  /* Those for whom a worker is idle wait for a moment only. */
  return simmer_job_queue_get_n_waiting (self) >= self->bound + idle;
}

/**
 * simmer_job_queue_can_hold:
 * @self: a queue
 * @order: what somebody would like to have made
 *
 * Returns: whether there is enough memory for work on it, once it is its turn
 */
gboolean
simmer_job_queue_can_hold (SimmerJobQueue *self, const SimmerGeneration *order)
{
  return simmer_work_room_can_hold (&self->room, order);
}

/**
 * simmer_job_queue_submit:
 * @self: a queue that is not full
 * @order: (transfer full): what is to be made; one that it can hold
 * @key: (nullable): the client's Idempotency-Key, not used before
 *
 * Returns: (transfer none): the new job
 */
SimmerJob *
simmer_job_queue_submit (SimmerJobQueue *self, SimmerGeneration *order, const char *key)
{
  SimmerJob *job = simmer_job_new (order, key);

  g_hash_table_insert (self->jobs, job->id, job);
  if (job->key != NULL)
    g_hash_table_insert (self->keys, job->key, job);
  job->place = g_sequence_append (self->ordered, job);
  g_debug ("%s: submitted", job->id);
  enqueue (self, job);
  emit_changed (self, job);

  return job;
}

/**
 * simmer_job_queue_cancel:
 * @self: a queue
 * @job: one of its jobs
 *
 * A waiting job is cancelled at once, a running one within a tenth of a second.
 *
 * Returns: %FALSE if it was over already
 */
gboolean
simmer_job_queue_cancel (SimmerJobQueue *self, SimmerJob *job)
{
  if (simmer_task_status_is_final (job->status))
    return FALSE;

  if (job->status == SIMMER_TASK_STATUS_IN_PROGRESS)
    {
      simmer_work_stop (job->work);
      job->cancelling = TRUE;
      emit_changed (self, job);
      return TRUE;
    }

  g_sequence_remove (job->waiting);
  job->waiting = NULL;
  self->waiting_cost -= job->expected;
  g_clear_pointer (&job->work, simmer_work_free);
  end_job (self, job, SIMMER_TASK_STATUS_CANCELLED);
  emit_changed (self, job);
  dispatch_soon (self);
  return TRUE;
}

/**
 * simmer_job_queue_retry:
 * @self: a queue that is not full
 * @job: one of its jobs
 *
 * Returns: %FALSE unless it had failed or was cancelled
 */
gboolean
simmer_job_queue_retry (SimmerJobQueue *self, SimmerJob *job)
{
  if (job->status != SIMMER_TASK_STATUS_FAILED && job->status != SIMMER_TASK_STATUS_CANCELLED)
    return FALSE;

  g_queue_remove (&self->ended, job);
  set_error (job, NULL, NULL);
  job->status = SIMMER_TASK_STATUS_PENDING;
  job->attempt++;
  job->started_at = job->finished_at = job->began = job->taken = 0;
  enqueue (self, job);
  emit_changed (self, job);

  return TRUE;
}

/**
 * simmer_job_queue_note_fetched:
 * @self: a queue
 * @job: one of its jobs, with results
 * @result: which of them was fetched, from 0
 *
 * What has been fetched whole is kept for ten more minutes.
 */
void
simmer_job_queue_note_fetched (SimmerJobQueue *self, SimmerJob *job, guint result)
{
  job->fetched |= 1u << result;
  if (job->fetched == (1u << job->artifacts->len) - 1)
    job->fetched_at = g_get_monotonic_time ();
}

/**
 * simmer_job_queue_has_unfetched:
 * @self: a queue
 *
 * Returns: whether there are results that nobody has fetched whole
 */
gboolean
simmer_job_queue_has_unfetched (SimmerJobQueue *self)
{
  for (GList *l = self->ended.head; l != NULL; l = l->next)
    {
      SimmerJob *job = l->data;

      if (job->artifacts != NULL && job->fetched_at == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * simmer_job_queue_find:
 * @self: a queue
 * @id: a job's id
 *
 * Returns: (transfer none) (nullable): the job
 */
SimmerJob *
simmer_job_queue_find (SimmerJobQueue *self, const char *id)
{
  return g_hash_table_lookup (self->jobs, id);
}

/**
 * simmer_job_queue_find_by_key:
 * @self: a queue
 * @key: an Idempotency-Key
 *
 * Returns: (transfer none) (nullable): the job that was submitted with it
 */
SimmerJob *
simmer_job_queue_find_by_key (SimmerJobQueue *self, const char *key)
{
  return g_hash_table_lookup (self->keys, key);
}

/**
 * simmer_job_queue_list:
 * @self: a queue
 * @before: only jobs whose number is smaller; 0 for all
 * @limit: at most so many
 *
 * Returns: (transfer container) (element-type SimmerJob): jobs, newest first
 */
GPtrArray *
simmer_job_queue_list (SimmerJobQueue *self, guint64 before, guint limit)
{
  GPtrArray *list = g_ptr_array_new ();
  GSequenceIter *iter = g_sequence_get_end_iter (self->ordered);

  while (!g_sequence_iter_is_begin (iter) && list->len < limit)
    {
      SimmerJob *job;

      iter = g_sequence_iter_prev (iter);
      job = g_sequence_get (iter);
      if (before == 0 || job->number < before)
        g_ptr_array_add (list, job);
    }

  return list;
}

static void
add_cb (gpointer job, gpointer list)
{
  g_ptr_array_add (list, job);
}

/**
 * simmer_job_queue_list_active:
 * @self: a queue
 *
 * Returns: (transfer container) (element-type SimmerJob): those that run, then those that wait
 */
GPtrArray *
simmer_job_queue_list_active (SimmerJobQueue *self)
{
  GPtrArray *list = g_ptr_array_new ();

  g_ptr_array_foreach (self->running, add_cb, list);
  g_sequence_foreach (self->waiting, add_cb, list);
  return list;
}

guint
simmer_job_queue_get_n_waiting (SimmerJobQueue *self)
{
  return (guint) g_sequence_get_length (self->waiting);
}

guint
simmer_job_queue_get_n_running (SimmerJobQueue *self)
{
  return self->running->len;
}

/**
 * simmer_job_queue_get_position:
 * @self: a queue
 * @job: one of its jobs
 *
 * Returns: its place among those that wait, from 1; 0 if it does not wait
 */
guint
simmer_job_queue_get_position (SimmerJobQueue *self, SimmerJob *job)
{
  return job->waiting != NULL ? (guint) g_sequence_iter_get_position (job->waiting) + 1 : 0;
}

/**
 * simmer_job_queue_get_progress:
 * @self: a queue
 * @job: one of its jobs
 *
 * Returns: the share that is done, 0 to 1; 1 for completed ones alone
 */
double
simmer_job_queue_get_progress (SimmerJobQueue *self, SimmerJob *job)
{
  if (job->status == SIMMER_TASK_STATUS_COMPLETED)
    return 1.0;

  return job->status == SIMMER_TASK_STATUS_IN_PROGRESS ? simmer_work_get_progress (job->work) : 0.0;
}

static double
get_pace (SimmerJobQueue *self, const SimmerJob *job)
{
  return job->work->rigging.duration > 0.0 ? 1.0 : self->pace;
}

/* A rate that was measured beats an expectation, but only once there is something to measure. */
static double
get_remaining (SimmerJobQueue *self, SimmerJob *job)
{
  double progress = simmer_work_get_progress (job->work);
  double elapsed = (double) (g_get_monotonic_time () - job->began) / G_USEC_PER_SEC;
  double expected = MAX (job->expected * get_pace (self, job) - elapsed, 0.1);
  double trust = CLAMP (progress * 4.0, 0.0, 1.0);

  if (progress <= 0.0)
    return expected;
  return trust * elapsed * (1.0 - progress) / progress + (1.0 - trust) * expected;
}

/**
 * simmer_job_queue_get_eta:
 * @self: a queue
 * @job: one of its jobs
 *
 * Returns: seconds until it will have completed, roughly; negative where there is nothing to say
 */
double
simmer_job_queue_get_eta (SimmerJobQueue *self, SimmerJob *job)
{
  double ahead = 0.0;
  guint position = simmer_job_queue_get_position (self, job);

  if (job->status == SIMMER_TASK_STATUS_IN_PROGRESS)
    return get_remaining (self, job);
  if (job->status != SIMMER_TASK_STATUS_PENDING)
    return -1.0;

  for (guint i = 0; i < self->running->len; i++)
    ahead += get_remaining (self, g_ptr_array_index (self->running, i));
  ahead += self->waiting_cost * get_pace (self, job) * (position - 1) /
           simmer_job_queue_get_n_waiting (self);

  return ahead / self->n_workers + job->expected * get_pace (self, job);
}

/**
 * simmer_job_queue_get_retry_after:
 * @self: a full queue
 *
 * Returns: in how many whole seconds a place will be free, roughly
 */
guint
simmer_job_queue_get_retry_after (SimmerJobQueue *self)
{
  double soonest = 60.0;

  for (guint i = 0; i < self->running->len; i++)
    soonest = MIN (soonest, get_remaining (self, g_ptr_array_index (self->running, i)));

  return (guint) CLAMP (soonest + 1.0, 1.0, 60.0);
}
