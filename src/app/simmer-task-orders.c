#define G_LOG_DOMAIN "Simmer-Orders"

#include "config.h"

#include "simmer-task-orders.h"

#include <glib/gi18n.h>

#include "simmer-account.h"
#include "simmer-compat.h"
#include "simmer-save-tasks.h"

#define UNDO_SECONDS 5
#define NAME_LENGTH  32
#define NARROW       560

/* Something that can still be undone. */
typedef struct
{
  SimmerTaskOrders *orders;
  GPtrArray *tasks; /* (owned) of SimmerTask */
  gboolean cancel;  /* not yet carried out; a removal is, and is taken back */
  guint timeout;
  AdwToast *toast; /* (owned) */
} Held;

struct _SimmerTaskOrders
{
  GObject parent_instance;

  SimmerTaskManager *manager; /* (owned) */
  GtkWindow *window;          /* outlives this */
  AdwToastOverlay *toasts;    /* of @window */
  GQueue held;                /* of Held (owned), newest first */
  GCancellable *cancellable;  /* (owned) */
};

enum
{
  HELD_CHANGED,
  RESTORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerTaskOrders, simmer_task_orders, G_TYPE_OBJECT)

static GPtrArray *
copy_tasks (GPtrArray *tasks)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < tasks->len; i++)
    g_ptr_array_add (copy, g_object_ref (tasks->pdata[i]));

  return copy;
}

static GPtrArray *
only (SimmerTask *task)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (tasks, g_object_ref (task));
  return tasks;
}

/* --- Toasts --- */

/* A toast's title is markup in libadwaita 1.2, and a prompt may be anything. */
static AdwToast *
new_toast (const char *message)
{
  g_autofree char *escaped = g_markup_escape_text (message, -1);

  return adw_toast_new (escaped);
}

static char *
short_name (SimmerTask *task)
{
  const char *title = simmer_task_get_title (task);
  g_autofree char *begin = NULL;

  if (g_utf8_strlen (title, -1) <= NAME_LENGTH)
    return g_strdup (title);
  begin = g_utf8_substring (title, 0, NAME_LENGTH - 1);

  return g_strconcat (g_strchomp (begin), "…", NULL);
}

static gboolean
is_narrow (SimmerTaskOrders *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self->window)) < NARROW;
}

static char *
describe_removed (SimmerTaskOrders *self, GPtrArray *tasks)
{
  g_autofree char *name = NULL;

  if (tasks->len > 1)
    return g_strdup_printf (ngettext ("%u task removed", "%u tasks removed", tasks->len),
                            tasks->len);
  if (is_narrow (self))
    return g_strdup (_ ("Task removed"));
  name = short_name (tasks->pdata[0]);

  /* Translators: %s is the begin of a prompt */
  return g_strdup_printf (_ ("“%s” removed"), name);
}

static char *
describe_cancelled (SimmerTaskOrders *self, GPtrArray *tasks)
{
  g_autofree char *name = NULL;

  if (is_narrow (self))
    return g_strdup (_ ("Task cancelled"));
  name = short_name (tasks->pdata[0]);

  /* Translators: %s is the begin of a prompt */
  return g_strdup_printf (_ ("“%s” cancelled"), name);
}

/* --- What can be undone --- */

static void
emit_held_changed (Held *held)
{
  for (guint i = 0; i < held->tasks->len; i++)
    g_signal_emit (held->orders, signals[HELD_CHANGED], 0, held->tasks->pdata[i]);
}

static void
held_free (Held *held)
{
  g_signal_handlers_disconnect_by_data (held->toast, held);
  g_clear_handle_id (&held->timeout, g_source_remove);
  g_object_unref (held->toast);
  g_ptr_array_unref (held->tasks);
  g_free (held);
}

static void
end_held (Held *held, gboolean undo)
{
  SimmerTaskOrders *self = held->orders;

  g_queue_remove (&self->held, held);
  for (guint i = 0; i < held->tasks->len; i++)
    {
      SimmerTask *task = held->tasks->pdata[i];

      if (undo && !held->cancel)
        {
          simmer_task_manager_restore (self->manager, task);
          g_signal_emit (self, signals[RESTORED], 0, task);
        }
      else if (!undo && held->cancel && simmer_task_manager_can_cancel (self->manager, task, NULL))
        simmer_task_manager_cancel (self->manager, task);
    }
  if (held->cancel)
    emit_held_changed (held);
  /* dismissing it tells of itself: nobody listens any more */
  g_signal_handlers_disconnect_by_data (held->toast, held);
  adw_toast_dismiss (held->toast);
  held_free (held);
}

static gboolean
held_timeout_cb (gpointer user_data)
{
  Held *held = user_data;

  held->timeout = 0;
  end_held (held, FALSE);

  return G_SOURCE_REMOVE;
}

static void
undo_clicked_cb (AdwToast *toast, Held *held)
{
  end_held (held, TRUE);
}

static void
hold (SimmerTaskOrders *self, GPtrArray *tasks, gboolean cancel)
{
  Held *held = g_new0 (Held, 1);
  g_autofree char *message =
    cancel ? describe_cancelled (self, tasks) : describe_removed (self, tasks);

  held->orders = self;
  held->tasks = copy_tasks (tasks);
  held->cancel = cancel;
  held->timeout = g_timeout_add_seconds (UNDO_SECONDS, held_timeout_cb, held);
  held->toast = g_object_ref (new_toast (message));
  adw_toast_set_button_label (held->toast, _ ("Undo"));
  adw_toast_set_timeout (held->toast, 0);
  adw_toast_set_priority (held->toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect (held->toast, "button-clicked", G_CALLBACK (undo_clicked_cb), held);
  g_queue_push_head (&self->held, held);
  adw_toast_overlay_add_toast (self->toasts, held->toast);
  simmer_compat_announce (GTK_WIDGET (self->window), message);
  if (cancel)
    emit_held_changed (held);
}

/* --- Questions --- */

typedef struct
{
  SimmerTaskOrders *orders; /* (owned) */
  GPtrArray *tasks;         /* (owned) */
} Asked;

static Asked *
asked_new (SimmerTaskOrders *self, GPtrArray *tasks)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->orders = g_object_ref (self);
  asked->tasks = copy_tasks (tasks);
  return asked;
}

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->orders);
  g_ptr_array_unref (asked->tasks);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
cancel_now (SimmerTaskOrders *self, SimmerTask *task)
{
  if (simmer_task_manager_can_cancel (self->manager, task, NULL))
    simmer_task_manager_cancel (self->manager, task);
}

static void
cancel_answered_cb (const char *response, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;

  if (g_str_equal (response, "stop"))
    cancel_now (asked->orders, asked->tasks->pdata[0]);
}

static void
ask_cancel (SimmerTaskOrders *self, SimmerTask *task)
{
  g_autoptr (GPtrArray) tasks = only (task);
  const SimmerCompatButton buttons[] = {
    { "cancel", _ ("_Keep Running"), 'n' },
    { "stop", _ ("_Cancel Task"), 'd' },
  };

  simmer_compat_ask (self->window,
                     _ ("Cancel This Task?"),
                     _ ("The service may charge for what it has done so far, and will hand over no "
                        "result."),
                     buttons,
                     G_N_ELEMENTS (buttons),
                     cancel_answered_cb,
                     asked_new (self, tasks));
}

static void
remove_now (SimmerTaskOrders *self, GPtrArray *tasks)
{
  for (guint i = 0; i < tasks->len; i++)
    simmer_task_manager_remove (self->manager, tasks->pdata[i]);
  hold (self, tasks, FALSE);
}

static void
remove_answered_cb (const char *response, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;

  if (g_str_equal (response, "cancel"))
    return;
  if (g_str_equal (response, "stop"))
    for (guint i = 0; i < asked->tasks->len; i++)
      cancel_now (asked->orders, asked->tasks->pdata[i]);
  remove_now (asked->orders, asked->tasks);
}

static void
ask_remove (SimmerTaskOrders *self, GPtrArray *tasks)
{
  const SimmerCompatButton buttons[] = {
    { "cancel", _ ("_Keep"), 'n' },
    { "remove", _ ("_Remove Only"), 'n' },
    { "stop", _ ("_Cancel and Remove"), 'd' },
  };

  simmer_compat_ask (
    self->window,
    ngettext ("Remove a Task That Has Not Ended?", "Remove Tasks That Have Not Ended?", tasks->len),
    _ ("Removed only, it goes on at the service and may be charged; Simmer will "
       "not know how it ends."),
    buttons,
    G_N_ELEMENTS (buttons),
    remove_answered_cb,
    asked_new (self, tasks));
}

/* --- Saving --- */

static void
show_folder_cb (AdwToast *toast, const char *folder)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autofree char *uri = g_file_get_uri (file);

  simmer_compat_show_uri (NULL, uri);
}

static void
free_data_cb (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerTaskOrders) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *message = NULL;
  guint n = 0;
  AdwToast *toast;

  if (!simmer_save_tasks_finish (result, &n, &folder, &error))
    {
      if (g_cancellable_is_cancelled (self->cancellable))
        return;
      message = g_strdup_printf (_ ("Could not save: %s"), error->message);
      simmer_task_orders_say (self, message);
      return;
    }
  name = g_path_get_basename (folder);
  /* Translators: %u is a number of files, %s the name of a folder */
  message =
    g_strdup_printf (ngettext ("%u file saved to “%s”", "%u files saved to “%s”", n), n, name);
  toast = new_toast (message);
  adw_toast_set_button_label (toast, _ ("Show"));
  g_signal_connect_data (toast,
                         "button-clicked",
                         G_CALLBACK (show_folder_cb),
                         g_steal_pointer (&folder),
                         free_data_cb,
                         0);
  adw_toast_overlay_add_toast (self->toasts, toast);
  simmer_compat_announce (GTK_WIDGET (self->window), message);
}

static void
folder_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  SimmerTaskOrders *self = asked->orders;
  g_autoptr (GFile) folder = simmer_compat_file_finish (result, NULL);

  if (folder != NULL && g_file_peek_path (folder) != NULL)
    simmer_save_tasks_async (self->manager,
                             asked->tasks,
                             g_file_peek_path (folder),
                             self->cancellable,
                             saved_cb,
                             g_object_ref (self));
}

/* --- The object --- */

static void
simmer_task_orders_dispose (GObject *object)
{
  SimmerTaskOrders *self = SIMMER_TASK_ORDERS (object);

  g_cancellable_cancel (self->cancellable);
  while (!g_queue_is_empty (&self->held))
    held_free (g_queue_pop_head (&self->held));
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_task_orders_parent_class)->dispose (object);
}

static void
simmer_task_orders_finalize (GObject *object)
{
  g_object_unref (SIMMER_TASK_ORDERS (object)->cancellable);

  G_OBJECT_CLASS (simmer_task_orders_parent_class)->finalize (object);
}

static guint
add_task_signal (const char *name)
{
  return g_signal_new (name,
                       SIMMER_TYPE_TASK_ORDERS,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       1,
                       SIMMER_TYPE_TASK);
}

static void
simmer_task_orders_class_init (SimmerTaskOrdersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_task_orders_dispose;
  object_class->finalize = simmer_task_orders_finalize;

  signals[HELD_CHANGED] = add_task_signal ("held-changed");
  signals[RESTORED] = add_task_signal ("restored");
}

static void
simmer_task_orders_init (SimmerTaskOrders *self)
{
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->held);
}

/**
 * simmer_task_orders_new:
 * @manager: who carries them out
 * @window: where questions are asked; outlives the orders
 * @toasts: where it is said what was done
 *
 * Returns: (transfer full): orders
 */
SimmerTaskOrders *
simmer_task_orders_new (SimmerTaskManager *manager, GtkWindow *window, AdwToastOverlay *toasts)
{
  SimmerTaskOrders *self = g_object_new (SIMMER_TYPE_TASK_ORDERS, NULL);

  self->manager = g_object_ref (manager);
  self->window = window;
  self->toasts = toasts;

  return self;
}

/**
 * simmer_task_orders_cancel:
 * @self: orders
 * @task: an active task
 *
 * A waiting one is cancelled once it can no longer be undone; a running one at once, after a
 * question where paid work may be lost.
 */
void
simmer_task_orders_cancel (SimmerTaskOrders *self, SimmerTask *task)
{
  const char *why_not = NULL;

  if (simmer_task_orders_is_held (self, task))
    return;
  if (!simmer_task_manager_can_cancel (self->manager, task, &why_not))
    simmer_task_orders_say (self, why_not);
  else if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_PENDING)
    {
      g_autoptr (GPtrArray) tasks = only (task);

      hold (self, tasks, TRUE);
    }
  else if (simmer_task_get_status (task) != SIMMER_TASK_STATUS_IN_PROGRESS ||
           g_str_equal (simmer_task_get_account_id (task), SIMMER_ACCOUNT_BUILTIN))
    cancel_now (self, task);
  else
    ask_cancel (self, task);
}

/**
 * simmer_task_orders_retry:
 * @self: orders
 * @tasks: (element-type SimmerTask): what to try again
 *
 * Says why if there is one alone and it cannot be.
 */
void
simmer_task_orders_retry (SimmerTaskOrders *self, GPtrArray *tasks)
{
  const char *why_not = NULL;

  for (guint i = 0; i < tasks->len; i++)
    if (simmer_task_manager_can_retry (self->manager, tasks->pdata[i], &why_not))
      simmer_task_manager_retry (self->manager, tasks->pdata[i]);
    else if (tasks->len == 1)
      simmer_task_orders_say (self, why_not);
}

/**
 * simmer_task_orders_remove:
 * @self: orders
 * @tasks: (element-type SimmerTask): what to remove
 *
 * Asks about those that have not ended.
 */
void
simmer_task_orders_remove (SimmerTaskOrders *self, GPtrArray *tasks)
{
  gboolean active = FALSE;

  for (guint i = 0; i < tasks->len; i++)
    active |= simmer_task_is_active (tasks->pdata[i]);
  if (tasks->len == 0)
    return;
  if (active)
    ask_remove (self, tasks);
  else
    remove_now (self, tasks);
}

/**
 * simmer_task_orders_save:
 * @self: orders
 * @tasks: (element-type SimmerTask): whose results to save
 *
 * Asks where to.
 */
void
simmer_task_orders_save (SimmerTaskOrders *self, GPtrArray *tasks)
{
  g_autoptr (GPtrArray) done = g_ptr_array_new ();

  for (guint i = 0; i < tasks->len; i++)
    if (simmer_task_has_results (tasks->pdata[i]))
      g_ptr_array_add (done, tasks->pdata[i]);
  if (done->len > 0)
    simmer_compat_choose_folder_async (self->window,
                                       ngettext ("Save Result", "Save Results", done->len),
                                       self->cancellable,
                                       folder_chosen_cb,
                                       asked_new (self, done));
}

/**
 * simmer_task_orders_unfollow:
 * @self: orders
 * @task: an active task
 *
 * Stops asking about it; the service goes on.
 */
void
simmer_task_orders_unfollow (SimmerTaskOrders *self, SimmerTask *task)
{
  simmer_task_manager_unfollow (self->manager, task);
}

/**
 * simmer_task_orders_follow:
 * @self: orders
 * @task: a task that simmer_task_orders_unfollow() left
 *
 * Asks about it again.
 */
void
simmer_task_orders_follow (SimmerTaskOrders *self, SimmerTask *task)
{
  simmer_task_manager_follow (self->manager, task);
}

/**
 * simmer_task_orders_check:
 * @self: orders
 * @task: an active task
 *
 * Asks now, or says until when its service wants no question.
 */
void
simmer_task_orders_check (SimmerTaskOrders *self, SimmerTask *task)
{
  g_autoptr (GError) error = NULL;

  if (!simmer_task_manager_check_now (self->manager, task, &error))
    simmer_task_orders_say (self, error->message);
}

/**
 * simmer_task_orders_say:
 * @self: orders
 * @message: a sentence
 *
 * Says something in a toast, and aloud.
 */
void
simmer_task_orders_say (SimmerTaskOrders *self, const char *message)
{
  adw_toast_overlay_add_toast (self->toasts, new_toast (message));
  simmer_compat_announce (GTK_WIDGET (self->window), message);
}

/**
 * simmer_task_orders_is_held:
 * @self: orders
 * @task: a task
 *
 * Returns: whether its cancel waits for a change of mind
 */
gboolean
simmer_task_orders_is_held (SimmerTaskOrders *self, SimmerTask *task)
{
  for (GList *link = self->held.head; link != NULL; link = link->next)
    {
      const Held *held = link->data;

      if (held->cancel && g_ptr_array_find (held->tasks, task, NULL))
        return TRUE;
    }

  return FALSE;
}

/**
 * simmer_task_orders_undo:
 * @self: orders
 *
 * Takes the last order back.
 *
 * Returns: whether there was one
 */
gboolean
simmer_task_orders_undo (SimmerTaskOrders *self)
{
  if (g_queue_is_empty (&self->held))
    return FALSE;
  end_held (g_queue_peek_head (&self->held), TRUE);

  return TRUE;
}

/**
 * simmer_task_orders_flush:
 * @self: orders
 *
 * Carries out all that is held back: nobody is there any more who could undo it.
 */
void
simmer_task_orders_flush (SimmerTaskOrders *self)
{
  while (!g_queue_is_empty (&self->held))
    end_held (g_queue_peek_tail (&self->held), FALSE);
}
