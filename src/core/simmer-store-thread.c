/* The thread that the database lives on.
 *
 * Work goes there through a queue and comes back through the main context, where its data is also
 * freed: nothing that belongs to the main context is ever let go on the thread.
 *
 * While somebody watches, the thread looks whether another connection has committed (PRAGMA
 * data_version, a look into shared memory) and whether the followers whose tasks are known still
 * live: every fifth of a second while files of the store change and shortly after, since a change
 * may count only a little later than it is written; else hardly ever, so that a store at rest wakes
 * nobody. The main context is only woken when there is something to tell.
 *
 * While this process holds something, the thread also tells others now and then that it goes on. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-thread.h"

#include "simmer-store-leases.h"
#include "simmer-store-tasks.h"
#include "simmer-store-watch.h"

#define LOOK_INTERVAL (200 * G_TIME_SPAN_MILLISECOND)

/* How long after the last change looks go on: what was written still has to reach the disk before
 * it counts. */
#define BUSY (2 * G_TIME_SPAN_SECOND)

/* A net under what the kernel may fail to tell. */
#define REST_INTERVAL (30 * G_TIME_SPAN_SECOND)

/* Work that comes so soon after a beat needs none of its own. */
#define LAST_BEAT_COUNTS G_TIME_SPAN_SECOND

/* Rows brought to the main context at a time. */
#define LOOK_ROWS 500

/* Shared with what is on its way to the main context; the owner is read and cleared only there. */
typedef struct
{
  SimmerStoreTidings tidings;
  gpointer owner; /* (nullable): not once the thread is gone */
} Addressee;

struct _SimmerStoreThread
{
  GThread *thread;         /* (owned) */
  GAsyncQueue *queue;      /* (owned) of Job */
  SimmerStoreWatch *watch; /* (owned): called for each job */
  GMainContext *context;   /* (owned): where work comes back to */
  Addressee *addressee;    /* (owned) shared by count */
  int watching;            /* atomic */

  /* The thread's own */
  SimmerStoreDatabase *database; /* (owned) */
  gint64 next_look;              /* monotonic */
  gint64 busy_until;             /* monotonic */
  gint64 next_beat;              /* monotonic; -1 while this process holds nothing */
  gboolean watched;              /* whether changes of files are told */
  gint64 data_version;
  gint64 seq;        /* the last change that was read */
  gboolean more;     /* there was more than could be brought at once */
  GPtrArray *others; /* (owned) (nullable): followers to see after */
};

typedef struct
{
  SimmerStoreWork work; /* (nullable): ends the thread */
  gboolean look;        /* looks at what others wrote before the work */
  SimmerStoreDone done; /* (nullable) */
  gpointer data;
  GDestroyNotify free_data;
  GError *error; /* (owned) (nullable) */
} Job;

typedef struct
{
  Addressee *addressee;    /* (owned) shared by count */
  GPtrArray *records;      /* (owned) */
  SimmerStoreFacts *facts; /* (owned) */
} Parcel;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->free_data != NULL)
    job->free_data (job->data);
  g_clear_error (&job->error);
  g_free (job);
}

static gboolean
job_done_cb (gpointer data)
{
  Job *job = data;

  if (job->done != NULL)
    job->done (job->data, job->error);

  return G_SOURCE_REMOVE;
}

/* Never runs at once in the thread that calls, as g_main_context_invoke() might. */
static void
send (SimmerStoreThread *self, GSourceFunc func, gpointer data, GDestroyNotify free_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, free_data);
  g_source_attach (source, self->context);
}

static void
parcel_free (gpointer data)
{
  Parcel *parcel = data;

  g_atomic_rc_box_release (parcel->addressee);
  g_clear_pointer (&parcel->records, g_ptr_array_unref);
  g_clear_pointer (&parcel->facts, simmer_store_facts_free);
  g_free (parcel);
}

static gboolean
parcel_cb (gpointer data)
{
  Parcel *parcel = data;
  Addressee *addressee = parcel->addressee;

  if (addressee->owner != NULL)
    addressee->tidings (addressee->owner, parcel->records, g_steal_pointer (&parcel->facts));

  return G_SOURCE_REMOVE;
}

/* Says that this process goes on. Where that comes late, who was just taking something from it has
 * done so after this, and what is read from then on is true. */
static void
beat (SimmerStoreThread *self, gint64 now)
{
  self->next_beat = now + SIMMER_PULSE_INTERVAL;
  if (!simmer_pulse_beat (simmer_store_database_get_pulse (self->database), now))
    return;

  g_debug ("this process stood still; others may have taken what it held");
  if (simmer_store_database_begin (self->database, FALSE, NULL))
    simmer_store_database_commit (self->database, NULL);
  g_main_context_wakeup (self->context);
}

static void
beat_if_due (SimmerStoreThread *self, gint64 now)
{
  if (self->next_beat < 0 || now < self->next_beat)
    return;
  if (simmer_store_leases_hold_any (self->database))
    {
      beat (self, now);
      return;
    }
  simmer_pulse_rest (simmer_store_database_get_pulse (self->database));
  self->next_beat = -1;
}

/* Whatever is taken, it is taken by one who goes on. */
static void
beat_for_work (SimmerStoreThread *self)
{
  SimmerPulse *pulse = simmer_store_database_get_pulse (self->database);
  gint64 now = g_get_monotonic_time ();

  if (!simmer_store_database_is_open (self->database))
    self->next_beat = -1;
  else if (now >= self->next_beat - SIMMER_PULSE_INTERVAL + LAST_BEAT_COUNTS ||
           simmer_pulse_is_late (pulse, now))
    beat (self, now);
}

/* Returns whether there is something to tell. */
static gboolean
read_changes (SimmerStoreThread *self, Parcel *parcel, GError **error)
{
  gint64 version;
  gint64 limit;
  gboolean freed = FALSE;

  version = simmer_store_database_get_number (self->database, "PRAGMA data_version", error);
  if (version < 0)
    return FALSE;

  if (version != self->data_version || self->others == NULL)
    {
      g_clear_pointer (&self->others, g_ptr_array_unref);
      self->others = simmer_store_leases_list_others (self->database, error);
      if (self->others == NULL)
        return FALSE;
    }
  if (!simmer_store_leases_free_dead (self->database, self->others, &freed, &limit, error))
    return FALSE;
  self->next_look = MIN (self->next_look, MAX (limit, g_get_monotonic_time () + LOOK_INTERVAL));
  if (freed)
    g_clear_pointer (&self->others, g_ptr_array_unref);
  else if (version == self->data_version && !self->more)
    return FALSE;

  parcel->records = simmer_store_tasks_read_since (self->database, &self->seq, LOOK_ROWS, error);
  parcel->facts = simmer_store_facts_read (self->database, error);
  if (parcel->records == NULL || parcel->facts == NULL)
    return FALSE;
  self->more = parcel->records->len >= LOOK_ROWS;
  self->data_version = version;

  return TRUE;
}

/* The files are there once the database is open. */
static void
watch_files (SimmerStoreThread *self)
{
  const char *folder = simmer_store_database_get_folder (self->database);
  g_autofree char *followers = NULL;

  if (self->watched || !simmer_store_database_is_open (self->database))
    return;

  followers = simmer_follower_dup_folder (folder);
  self->watched =
    simmer_store_watch_add (self->watch, folder) && simmer_store_watch_add (self->watch, followers);
  self->busy_until = g_get_monotonic_time () + BUSY;
}

static void
plan_look (SimmerStoreThread *self)
{
  gint64 now = g_get_monotonic_time ();

  watch_files (self);
  self->next_look =
    now + (self->watched && now >= self->busy_until && !self->more ? REST_INTERVAL : LOOK_INTERVAL);
}

static void
look (SimmerStoreThread *self)
{
  g_autoptr (GError) error = NULL;
  Parcel *parcel;

  plan_look (self);
  if (!simmer_store_database_is_open (self->database))
    return;
  if (self->seq < 0)
    self->seq = simmer_store_database_get_first_seq (self->database);

  parcel = g_new0 (Parcel, 1);
  parcel->addressee = g_atomic_rc_box_acquire (self->addressee);
  if (read_changes (self, parcel, &error))
    send (self, parcel_cb, parcel, parcel_free);
  else
    parcel_free (parcel);

  /* The next look tries again; what keeps failing shows at the next write. */
  if (error != NULL)
    g_debug ("cannot look at what others wrote: %s", error->message);
}

static Job *
wait_for_job (SimmerStoreThread *self)
{
  gboolean watching = g_atomic_int_get (&self->watching);
  gint64 now = g_get_monotonic_time ();
  gint64 until = -1;
  Job *job;

  beat_if_due (self, now);
  if (watching && now >= self->next_look)
    look (self);
  job = g_async_queue_try_pop (self->queue);
  if (job != NULL)
    return job;

  if (watching)
    until = self->next_look;
  if (self->next_beat >= 0 && (until < 0 || self->next_beat < until))
    until = self->next_beat;
  if (simmer_store_watch_wait (self->watch, until))
    {
      now = g_get_monotonic_time ();
      self->busy_until = now + BUSY;
      self->next_look = MIN (self->next_look, now + LOOK_INTERVAL);
    }

  return g_async_queue_try_pop (self->queue);
}

static void
look_at_all (SimmerStoreThread *self)
{
  do
    look (self);
  while (self->more);
}

static gpointer
thread_cb (gpointer data)
{
  SimmerStoreThread *self = data;

  for (;;)
    {
      Job *job = wait_for_job (self);

      if (job == NULL)
        continue;
      if (job->work == NULL)
        {
          job_free (job);
          break;
        }
      beat_for_work (self);
      if (job->look)
        look_at_all (self);
      if (!job->work (self->database, job->data, &job->error))
        g_assert (job->error != NULL);
      send (self, job_done_cb, job, job_free);
    }

  if (simmer_store_database_is_open (self->database))
    simmer_store_leases_release_all (self->database, NULL);
  simmer_store_database_close (self->database);

  return NULL;
}

static void
push_job (SimmerStoreThread *self,
          gboolean look_first,
          SimmerStoreWork work,
          SimmerStoreDone done,
          gpointer data,
          GDestroyNotify free_data)
{
  Job *job = g_new0 (Job, 1);

  job->look = look_first;
  job->work = work;
  job->done = done;
  job->data = data;
  job->free_data = free_data;
  g_async_queue_push (self->queue, job);
  simmer_store_watch_wake (self->watch);
}

static gboolean
do_nothing (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  return TRUE;
}

/**
 * simmer_store_thread_new:
 * @folder: the data folder
 * @tidings: called in the thread-default main context of the caller
 * @owner: for @tidings
 *
 * Returns: (transfer full): a running thread; its database is not open yet
 */
SimmerStoreThread *
simmer_store_thread_new (const char *folder, SimmerStoreTidings tidings, gpointer owner)
{
  SimmerStoreThread *self = g_new0 (SimmerStoreThread, 1);

  self->queue = g_async_queue_new ();
  self->watch = simmer_store_watch_new ();
  self->context = g_main_context_ref_thread_default ();
  self->addressee = g_atomic_rc_box_new0 (Addressee);
  self->addressee->tidings = tidings;
  self->addressee->owner = owner;
  self->database = simmer_store_database_new (folder);
  self->data_version = -1;
  self->seq = -1;
  self->next_beat = -1;
  self->thread = g_thread_new ("simmer-store", thread_cb, self);

  return self;
}

/**
 * simmer_store_thread_free:
 * @self: (transfer full): a thread
 *
 * Waits until all work that was pushed is done, gives back what this process follows and closes
 * the database. Work still comes back to the main context, tidings do not.
 */
void
simmer_store_thread_free (SimmerStoreThread *self)
{
  self->addressee->owner = NULL;
  push_job (self, FALSE, NULL, NULL, NULL, NULL);
  g_thread_join (self->thread);

  g_clear_pointer (&self->others, g_ptr_array_unref);
  simmer_store_database_free (self->database);
  g_atomic_rc_box_release (self->addressee);
  g_main_context_unref (self->context);
  g_async_queue_unref (self->queue);
  simmer_store_watch_free (self->watch);
  g_free (self);
}

/**
 * simmer_store_thread_push:
 * @self: a thread
 * @work: done on the thread, after all that was pushed before
 * @done: (nullable): called in the main context after that
 * @data: for both
 * @free_data: called in the main context at the end
 */
void
simmer_store_thread_push (SimmerStoreThread *self,
                          SimmerStoreWork work,
                          SimmerStoreDone done,
                          gpointer data,
                          GDestroyNotify free_data)
{
  g_return_if_fail (work != NULL);

  push_job (self, FALSE, work, done, data, free_data);
}

/**
 * simmer_store_thread_look:
 * @self: a thread that watches
 * @done: called in the main context after the tidings of all that was written until now
 * @data: for @done
 * @free_data: called in the main context at the end
 */
void
simmer_store_thread_look (SimmerStoreThread *self,
                          SimmerStoreDone done,
                          gpointer data,
                          GDestroyNotify free_data)
{
  push_job (self, TRUE, do_nothing, done, data, free_data);
}

/**
 * simmer_store_thread_get_pulse:
 * @self: a thread
 *
 * Returns: (transfer none): whether this process goes on, as long as @self is there
 */
SimmerPulse *
simmer_store_thread_get_pulse (SimmerStoreThread *self)
{
  return simmer_store_database_get_pulse (self->database);
}

/**
 * simmer_store_thread_set_watching:
 * @self: a thread
 * @watching: whether to look at what other processes write
 */
void
simmer_store_thread_set_watching (SimmerStoreThread *self, gboolean watching)
{
  g_atomic_int_set (&self->watching, watching);
  push_job (self, FALSE, do_nothing, NULL, NULL, NULL);
}
