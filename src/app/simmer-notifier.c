#define G_LOG_DOMAIN "Simmer-Notifier"

#include "config.h"

#include "simmer-notifier.h"

#include <glib/gi18n.h>

#include "simmer-background-permission.h"

#define ID       "ended"
#define QUIET_MS 1000
/* What daemons show of a text without being asked for more. */
#define MAX_LINES 3

struct _SimmerNotifier
{
  GObject parent_instance;

  GApplication *application;  /* outlives this */
  SimmerTaskManager *manager; /* (owned) */
  GPtrArray *ended;           /* (owned) of SimmerTask: what nobody has seen yet */
  gboolean untold;            /* something of it was not told */
  gboolean shown;             /* a notification may be on the screen */
  gboolean seen;
  gboolean patient;
  gboolean plain; /* the text is taken as it is */
  guint timeout;
  guint watch;
};

G_DEFINE_FINAL_TYPE (SimmerNotifier, simmer_notifier, G_TYPE_OBJECT)

static guint
count (GPtrArray *tasks, SimmerTaskStatus status)
{
  guint n = 0;

  for (guint i = 0; i < tasks->len; i++)
    n += simmer_task_get_status (tasks->pdata[i]) == status ? 1 : 0;

  return n;
}

/**
 * simmer_notifier_summarize:
 * @ended: (element-type SimmerTask): tasks that ended, at least one
 *
 * Returns: (transfer full): all of it in a few words: "3 finished, 1 failed"
 */
char *
simmer_notifier_summarize (GPtrArray *ended)
{
  guint n_done = count (ended, SIMMER_TASK_STATUS_COMPLETED);
  guint n_failed = count (ended, SIMMER_TASK_STATUS_FAILED);
  g_autofree char *done = NULL;
  g_autofree char *failed = NULL;

  if (ended->len == 1)
    return g_strdup (n_failed > 0 ? _ ("Generation Failed") : _ ("Generation Done"));

  done = g_strdup_printf (ngettext ("%u finished", "%u finished", n_done), n_done);
  failed = g_strdup_printf (ngettext ("%u failed", "%u failed", n_failed), n_failed);
  if (n_failed == 0)
    return g_steal_pointer (&done);
  if (n_done == 0)
    return g_steal_pointer (&failed);

  /* Translators: how many finished, how many failed */
  return g_strdup_printf (_ ("%s, %s"), done, failed);
}

static void
add_buttons (GNotification *notification, SimmerTask *task)
{
  const char *id = simmer_task_get_id (task);

  g_notification_set_default_action_and_target (notification, "app.show-task", "s", id);
  if (simmer_task_get_status (task) == SIMMER_TASK_STATUS_FAILED)
    g_notification_add_button_with_target (notification, _ ("Retry"), "app.retry", "s", id);
  else
    g_notification_add_button_with_target (notification, _ ("Save"), "app.save", "s", id);
  g_notification_add_button_with_target (notification, _ ("Show"), "app.show-task", "s", id);
}

static void
append_line (GString *lines, const char *text)
{
  gsize begin = lines->len;

  if (text == NULL || *text == '\0')
    return;
  g_string_append_printf (lines, "%s%s", begin > 0 ? "\n" : "", text);
  g_strdelimit (lines->str + begin + (begin > 0 ? 1 : 0), "\n\r\t", ' ');
}

/* What they were, the last first, or why the one failed. */
static char *
list (GPtrArray *ended)
{
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < ended->len && i < MAX_LINES; i++)
    append_line (lines, simmer_task_get_title (ended->pdata[ended->len - 1 - i]));
  if (ended->len == 1)
    append_line (lines, simmer_task_get_error_message (ended->pdata[0]));

  return g_string_free (lines, FALSE);
}

static GNotification *
describe (SimmerNotifier *self)
{
  GPtrArray *ended = self->ended;
  SimmerTask *last = ended->pdata[ended->len - 1];
  g_autofree char *title = simmer_notifier_summarize (ended);
  g_autofree char *body = list (ended);
  g_autofree char *escaped = g_markup_escape_text (body, -1);
  GNotification *notification = g_notification_new (title);

  g_notification_set_body (notification, self->plain ? body : escaped);
  if (ended->len == 1)
    add_buttons (notification, last);
  else
    g_notification_set_default_action (notification, "app.activate");

  return notification;
}

static void
withdraw (SimmerNotifier *self)
{
  if (self->shown)
    g_application_withdraw_notification (self->application, ID);
  self->shown = FALSE;
}

/* Whoever had something done once more knows how it ended before. */
static void
drop_resumed (SimmerNotifier *self)
{
  for (guint i = self->ended->len; i > 0; i--)
    {
      SimmerTask *task = self->ended->pdata[i - 1];

      if (!simmer_task_status_is_final (simmer_task_get_status (task)) ||
          simmer_task_get_intent (task) != SIMMER_INTENT_NONE)
        g_ptr_array_remove_index (self->ended, i - 1);
    }
}

static gboolean
timeout_cb (gpointer user_data)
{
  SimmerNotifier *self = user_data;

  self->timeout = 0;
  simmer_notifier_flush (self);

  return G_SOURCE_REMOVE;
}

static void
ended_cb (SimmerNotifier *self, SimmerTask *task)
{
  SimmerTaskStatus status = simmer_task_get_status (task);

  /* who cancelled it knows */
  if (self->seen || status == SIMMER_TASK_STATUS_CANCELLED)
    return;
  g_ptr_array_remove (self->ended, task);
  g_ptr_array_add (self->ended, g_object_ref (task));
  self->untold = TRUE;
  if (self->patient && status != SIMMER_TASK_STATUS_FAILED)
    return;
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add (QUIET_MS, timeout_cb, self);
}

/* GLib hands a text on to the shell of GNOME and to portals, which show it as it is; to other
 * daemons too, but they read markup in it. */
static void
shell_appeared_cb (GDBusConnection *connection,
                   const char *name,
                   const char *owner,
                   gpointer user_data)
{
  SIMMER_NOTIFIER (user_data)->plain = TRUE;
}

static void
shell_vanished_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  SIMMER_NOTIFIER (user_data)->plain = simmer_background_permission_is_needed ();
}

static void
simmer_notifier_dispose (GObject *object)
{
  SimmerNotifier *self = SIMMER_NOTIFIER (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  g_clear_object (&self->manager);
  g_clear_pointer (&self->ended, g_ptr_array_unref);

  G_OBJECT_CLASS (simmer_notifier_parent_class)->dispose (object);
}

static void
simmer_notifier_class_init (SimmerNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_notifier_dispose;
}

static void
simmer_notifier_init (SimmerNotifier *self)
{
  self->ended = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * simmer_notifier_new:
 * @application: sends what is told; outlives the notifier
 * @manager: says when a task has ended
 *
 * Returns: (transfer full): a notifier
 */
SimmerNotifier *
simmer_notifier_new (GApplication *application, SimmerTaskManager *manager)
{
  SimmerNotifier *self = g_object_new (SIMMER_TYPE_NOTIFIER, NULL);
  GDBusConnection *connection = g_application_get_dbus_connection (application);

  self->application = application;
  self->manager = g_object_ref (manager);
  g_signal_connect_swapped (manager, "ended", G_CALLBACK (ended_cb), self);
  self->plain = simmer_background_permission_is_needed ();
  /* What a Simmer that has ended told may still be there. GNOME and portals know it by its name;
   * for other daemons GLib remembers nothing beyond a process, and then withdraws nothing. */
  self->shown = connection != NULL;
  if (connection != NULL)
    self->watch = g_bus_watch_name_on_connection (connection,
                                                  "org.gtk.Notifications",
                                                  G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                  shell_appeared_cb,
                                                  shell_vanished_cb,
                                                  self,
                                                  NULL);

  return self;
}

/**
 * simmer_notifier_set_seen:
 * @self: a notifier
 * @seen: whether somebody looks at the window
 *
 * What is seen is not told, and what was told is taken back.
 */
void
simmer_notifier_set_seen (SimmerNotifier *self, gboolean seen)
{
  self->seen = seen;
  if (!seen)
    return;
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_ptr_array_set_size (self->ended, 0);
  self->untold = FALSE;
  withdraw (self);
}

/**
 * simmer_notifier_set_patient:
 * @self: a notifier
 * @patient: whether to tell of nothing but failures before simmer_notifier_flush()
 */
void
simmer_notifier_set_patient (SimmerNotifier *self, gboolean patient)
{
  self->patient = patient;
}

/**
 * simmer_notifier_flush:
 * @self: a notifier
 *
 * Tells what was not told yet.
 *
 * Returns: whether there was something
 */
gboolean
simmer_notifier_flush (SimmerNotifier *self)
{
  g_autoptr (GNotification) notification = NULL;

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (!self->untold)
    return FALSE;
  self->untold = FALSE;
  drop_resumed (self);
  if (self->ended->len == 0)
    {
      withdraw (self);
      return FALSE;
    }
  notification = describe (self);
  g_debug ("telling of %u tasks that ended", self->ended->len);
  g_application_send_notification (self->application, ID, notification);
  self->shown = TRUE;

  return TRUE;
}
