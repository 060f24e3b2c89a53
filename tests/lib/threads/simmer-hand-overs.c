/* Tells ThreadSanitizer what GLib does where threads meet.
 *
 * GLib is not instrumented: its locks are futexes and its counts atomics that ThreadSanitizer does
 * not see, so what one thread hands to another through it would look like a race. Each function of
 * GLib by which Simmer hands something over is wrapped here (the linker's --wrap): whoever gives
 * releases, whoever takes acquires. Nothing is said of any other meeting of threads, so that those
 * are found. */

#include <gio/gio.h>
#include <sanitizer/tsan_interface.h>

/* --- Queues ---------------------------------------------------------------------------------- */

void __real_g_async_queue_push (GAsyncQueue *queue, gpointer data);
void __wrap_g_async_queue_push (GAsyncQueue *queue, gpointer data);
gpointer __real_g_async_queue_try_pop (GAsyncQueue *queue);
gpointer __wrap_g_async_queue_try_pop (GAsyncQueue *queue);

void
__wrap_g_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  __tsan_release (data);
  __real_g_async_queue_push (queue, data);
}

gpointer
__wrap_g_async_queue_try_pop (GAsyncQueue *queue)
{
  gpointer data = __real_g_async_queue_try_pop (queue);

  if (data != NULL)
    __tsan_acquire (data);

  return data;
}

/* --- Containers: GLib's accesses count as those of who calls --------------------------------- */

void __real_g_queue_push_tail (GQueue *queue, gpointer data);
void __wrap_g_queue_push_tail (GQueue *queue, gpointer data);
gpointer __real_g_queue_pop_head (GQueue *queue);
gpointer __wrap_g_queue_pop_head (GQueue *queue);
void __real_g_ptr_array_add (GPtrArray *array, gpointer data);
void __wrap_g_ptr_array_add (GPtrArray *array, gpointer data);

static void
touch (volatile guint *length)
{
  *length = *length;
}

void
__wrap_g_queue_push_tail (GQueue *queue, gpointer data)
{
  touch (&queue->length);
  __real_g_queue_push_tail (queue, data);
}

gpointer
__wrap_g_queue_pop_head (GQueue *queue)
{
  touch (&queue->length);
  return __real_g_queue_pop_head (queue);
}

void
__wrap_g_ptr_array_add (GPtrArray *array, gpointer data)
{
  touch (&array->len);
  __real_g_ptr_array_add (array, data);
}

/* --- Sources: from who attaches to who dispatches, and to who frees -------------------------- */

typedef struct
{
  GSource *source; /* (unowned): as an address alone */
  GSourceFunc func;
  gpointer data;
  GDestroyNotify notify; /* (nullable) */
} Hop;

void __real_g_source_set_callback (GSource *source,
                                   GSourceFunc func,
                                   gpointer data,
                                   GDestroyNotify notify);
void __wrap_g_source_set_callback (GSource *source,
                                   GSourceFunc func,
                                   gpointer data,
                                   GDestroyNotify notify);
guint __real_g_source_attach (GSource *source, GMainContext *context);
guint __wrap_g_source_attach (GSource *source, GMainContext *context);

static gboolean
hop_cb (gpointer data)
{
  Hop *hop = data;

  __tsan_acquire (hop);
  __tsan_acquire (hop->source);
  return hop->func (hop->data);
}

static void
hop_free (gpointer data)
{
  Hop *hop = data;

  __tsan_acquire (hop);
  __tsan_acquire (hop->source);
  if (hop->notify != NULL)
    hop->notify (hop->data);
  g_free (hop);
}

void
__wrap_g_source_set_callback (GSource *source,
                              GSourceFunc func,
                              gpointer data,
                              GDestroyNotify notify)
{
  Hop *hop;

  /* The callbacks of other sources take other arguments. */
  if (source->source_funcs != &g_idle_funcs && source->source_funcs != &g_timeout_funcs)
    {
      __real_g_source_set_callback (source, func, data, notify);
      return;
    }
  hop = g_new0 (Hop, 1);
  hop->source = source;
  hop->func = func;
  hop->data = data;
  hop->notify = notify;
  __tsan_release (hop);
  __real_g_source_set_callback (source, hop_cb, hop, hop_free);
}

guint
__wrap_g_source_attach (GSource *source, GMainContext *context)
{
  __tsan_release (source);
  return __real_g_source_attach (source, context);
}

/* --- Counted boxes: whoever lets go last sees what all did ----------------------------------- */

void __real_g_atomic_rc_box_release_full (gpointer box, GDestroyNotify clear);
void __wrap_g_atomic_rc_box_release_full (gpointer box, GDestroyNotify clear);

void
__wrap_g_atomic_rc_box_release_full (gpointer box, GDestroyNotify clear)
{
  __tsan_release (box);
  __tsan_acquire (box);
  __real_g_atomic_rc_box_release_full (box, clear);
}

/* --- Tasks: to the thread that runs them, and back ------------------------------------------- */

void __real_g_task_run_in_thread (GTask *task, GTaskThreadFunc func);
void __wrap_g_task_run_in_thread (GTask *task, GTaskThreadFunc func);
void __real_g_task_return_pointer (GTask *task, gpointer result, GDestroyNotify destroy);
void __wrap_g_task_return_pointer (GTask *task, gpointer result, GDestroyNotify destroy);
void __real_g_task_return_error (GTask *task, GError *error);
void __wrap_g_task_return_error (GTask *task, GError *error);
gpointer __real_g_task_propagate_pointer (GTask *task, GError **error);
gpointer __wrap_g_task_propagate_pointer (GTask *task, GError **error);

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GTaskThreadFunc func;

  __tsan_acquire (task);
  func = (GTaskThreadFunc) g_object_get_data (G_OBJECT (task), "simmer-thread-func");
  func (task, source, task_data, cancellable);
}

void
__wrap_g_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  g_object_set_data (G_OBJECT (task), "simmer-thread-func", (gpointer) func);
  __tsan_release (task);
  __real_g_task_run_in_thread (task, run_in_thread);
}

void
__wrap_g_task_return_pointer (GTask *task, gpointer result, GDestroyNotify destroy)
{
  __tsan_release (task);
  __real_g_task_return_pointer (task, result, destroy);
}

void
__wrap_g_task_return_error (GTask *task, GError *error)
{
  __tsan_release (task);
  __real_g_task_return_error (task, error);
}

gpointer
__wrap_g_task_propagate_pointer (GTask *task, GError **error)
{
  __tsan_acquire (task);
  return __real_g_task_propagate_pointer (task, error);
}
