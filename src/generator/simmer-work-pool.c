/* The worker threads. Work goes to them and comes back to the main context, in order of arrival.
 * POSIX primitives rather than GLib's, because ThreadSanitizer understands them. */

#define G_LOG_DOMAIN "Simmer-Workers"

#include "simmer-work-pool.h"

#include <errno.h>
#include <glib-unix.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NICENESS 10

struct _SimmerWorkPool
{
  pthread_t *threads; /* (owned) */
  guint n_threads;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  GQueue waiting;  /* of SimmerWork; under the mutex */
  GQueue finished; /* of SimmerWork; under the mutex */
  gboolean ending; /* under the mutex */
  int finished_fd;
  guint source_id;
  SimmerWorkDoneFunc func;
  gpointer user_data;
};

static SimmerWork *
take_work (SimmerWorkPool *pool)
{
  SimmerWork *work;

  pthread_mutex_lock (&pool->mutex);
  while (pool->waiting.length == 0 && !pool->ending)
    pthread_cond_wait (&pool->wake, &pool->mutex);
  work = pool->ending ? NULL : g_queue_pop_head (&pool->waiting);
  pthread_mutex_unlock (&pool->mutex);

  return work;
}

static void
hand_back (SimmerWorkPool *pool, SimmerWork *work)
{
  pthread_mutex_lock (&pool->mutex);
  g_queue_push_tail (&pool->finished, work);
  pthread_mutex_unlock (&pool->mutex);

  /* The counter cannot overflow: fewer works exist than it can count. */
  if (eventfd_write (pool->finished_fd, 1) != 0)
    g_warning ("The main thread could not be woken: %s", g_strerror (errno));
}

static gpointer
worker_main (gpointer user_data)
{
  SimmerWorkPool *pool = user_data;
  SimmerWork *work;

  /* Linux keeps a niceness per thread. Whoever sits at the machine comes first. */
  if (setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), NICENESS) != 0)
    g_debug ("A worker keeps its priority: %s", g_strerror (errno));

  while ((work = take_work (pool)) != NULL)
    {
      simmer_work_run (work);
      hand_back (pool, work);
    }

  return NULL;
}

static gboolean
finished_cb (int fd, GIOCondition condition, gpointer user_data)
{
  SimmerWorkPool *pool = user_data;
  eventfd_t n = 0;
  GQueue finished;
  SimmerWork *work;

  eventfd_read (fd, &n);
  pthread_mutex_lock (&pool->mutex);
  finished = pool->finished;
  g_queue_init (&pool->finished);
  pthread_mutex_unlock (&pool->mutex);

  while ((work = g_queue_pop_head (&finished)) != NULL)
    pool->func (work, pool->user_data);

  return G_SOURCE_CONTINUE;
}

/* Signals are the main thread's. */
static gboolean
start_threads (SimmerWorkPool *pool, guint n_workers)
{
  sigset_t all, old;

  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &old);
  for (guint i = 0; i < n_workers; i++)
    {
      if (pthread_create (&pool->threads[i], NULL, worker_main, pool) != 0)
        break;
      pool->n_threads++;
    }
  pthread_sigmask (SIG_SETMASK, &old, NULL);

  return pool->n_threads > 0;
}

/**
 * simmer_work_pool_new:
 * @n_workers: how many threads, at least 1
 * @func: called on the main context with each work that ended
 * @user_data: data for @func
 *
 * Returns: (transfer full): the pool
 */
SimmerWorkPool *
simmer_work_pool_new (guint n_workers, SimmerWorkDoneFunc func, gpointer user_data)
{
  SimmerWorkPool *pool = g_new0 (SimmerWorkPool, 1);

  pthread_mutex_init (&pool->mutex, NULL);
  pthread_cond_init (&pool->wake, NULL);
  g_queue_init (&pool->waiting);
  g_queue_init (&pool->finished);
  pool->func = func;
  pool->user_data = user_data;
  pool->finished_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (pool->finished_fd < 0)
    g_error ("No event descriptor: %s", g_strerror (errno));
  pool->source_id = g_unix_fd_add (pool->finished_fd, G_IO_IN, finished_cb, pool);
  pool->threads = g_new0 (pthread_t, n_workers);
  if (!start_threads (pool, n_workers))
    g_error ("No worker thread could be started");

  return pool;
}

/**
 * simmer_work_pool_free:
 * @pool: a pool
 *
 * Ends the threads and waits for them. The caller has told all work to stop; what did not come
 * back is freed.
 */
void
simmer_work_pool_free (SimmerWorkPool *pool)
{
  pthread_mutex_lock (&pool->mutex);
  pool->ending = TRUE;
  pthread_cond_broadcast (&pool->wake);
  pthread_mutex_unlock (&pool->mutex);

  for (guint i = 0; i < pool->n_threads; i++)
    pthread_join (pool->threads[i], NULL);

  g_source_remove (pool->source_id);
  close (pool->finished_fd);
  g_queue_clear_full (&pool->waiting, (GDestroyNotify) simmer_work_free);
  g_queue_clear_full (&pool->finished, (GDestroyNotify) simmer_work_free);
  pthread_cond_destroy (&pool->wake);
  pthread_mutex_destroy (&pool->mutex);
  g_free (pool->threads);
  g_free (pool);
}

/**
 * simmer_work_pool_push:
 * @pool: a pool
 * @work: (transfer full): comes back through the pool's function
 */
void
simmer_work_pool_push (SimmerWorkPool *pool, SimmerWork *work)
{
  pthread_mutex_lock (&pool->mutex);
  g_queue_push_tail (&pool->waiting, work);
  pthread_cond_signal (&pool->wake);
  pthread_mutex_unlock (&pool->mutex);
}
