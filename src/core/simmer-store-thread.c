/* The thread that the database lives on.
 *
 * Work goes there through a queue and comes back through the main context, where its data is also
 * freed: nothing that belongs to the main context is ever let go on the thread.
 *
 * While somebody watches, the thread looks every fifth of a second whether another connection has
 * committed (PRAGMA data_version, a look into shared memory) and whether the followers whose tasks
 * are known still live. The main context is only woken when there is something to tell. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include "simmer-store-thread.h"

#include "simmer-store-leases.h"
#include "simmer-store-tasks.h"

#define LOOK_INTERVAL (200 * G_TIME_SPAN_MILLISECOND)

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
  GThread *thread;       /* (owned) */
  GAsyncQueue *queue;    /* (owned) of Job */
  GMainContext *context; /* (owned): where work comes back to */
  Addressee *addressee;  /* (owned) shared by count */
  int watching;          /* atomic */

  /* The thread's own */
  SimmerStoreDatabase *database; /* (owned) */
  gint64 next_look;              /* monotonic */
  gint64 data_version;
  gint64 seq;        /* the last change that was read */
  gboolean more;     /* there was more than could be brought at once */
  GPtrArray *others; /* (owned) (nullable): followers to see after */
};

typedef struct
{
  SimmerStoreWork work; /* (nullable): ends the thread */
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

/* Returns whether there is something to tell. */
static gboolean
read_changes (SimmerStoreThread *self, Parcel *parcel, GError **error)
{
  gint64 version;
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
  if (!simmer_store_leases_free_dead (self->database, self->others, &freed, error))
    return FALSE;
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

static void
look (SimmerStoreThread *self)
{
  g_autoptr (GError) error = NULL;
  Parcel *parcel;

  self->next_look = g_get_monotonic_time () + LOOK_INTERVAL;
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
  gint64 now;

  if (!g_atomic_int_get (&self->watching))
    return g_async_queue_pop (self->queue);

  now = g_get_monotonic_time ();
  if (now >= self->next_look)
    {
      look (self);
      now = g_get_monotonic_time ();
    }

  return g_async_queue_timeout_pop (self->queue, (guint64) MAX (self->next_look - now, 1));
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
          SimmerStoreWork work,
          SimmerStoreDone done,
          gpointer data,
          GDestroyNotify free_data)
{
  Job *job = g_new0 (Job, 1);

  job->work = work;
  job->done = done;
  job->data = data;
  job->free_data = free_data;
  g_async_queue_push (self->queue, job);
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
  self->context = g_main_context_ref_thread_default ();
  self->addressee = g_atomic_rc_box_new0 (Addressee);
  self->addressee->tidings = tidings;
  self->addressee->owner = owner;
  self->database = simmer_store_database_new (folder);
  self->data_version = -1;
  self->seq = -1;
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
  push_job (self, NULL, NULL, NULL, NULL);
  g_thread_join (self->thread);

  g_clear_pointer (&self->others, g_ptr_array_unref);
  simmer_store_database_free (self->database);
  g_atomic_rc_box_release (self->addressee);
  g_main_context_unref (self->context);
  g_async_queue_unref (self->queue);
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

  push_job (self, work, done, data, free_data);
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
  push_job (self, do_nothing, NULL, NULL, NULL);
}
