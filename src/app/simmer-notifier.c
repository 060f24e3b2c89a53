#define G_LOG_DOMAIN "Simmer-Notifier"

#include "config.h"

#include "simmer-notifier.h"

#include <glib/gi18n.h>

#include "simmer-sandbox.h"

/* One that ends alone has a notification of its own, with its buttons. What ends within BURST_USEC
 * of another is told with it, in the same place: the first after GATHER_USEC, in which those that
 * end at once come together, the next after pauses that double up to PAUSE_USEC, so that a hundred
 * tasks in a row are some words that grow now and then and not a hundred banners. Nobody waits for
 * the last one: once nothing is under way any more, all is told after GATHER_USEC. */
#define GATHER_USEC G_USEC_PER_SEC
#define BURST_USEC  (10 * G_USEC_PER_SEC)
#define PAUSE_USEC  (32 * G_USEC_PER_SEC)
/* What stays on the screen at most; what ends then is told with the last. What earlier runs left
 * there, and nobody has seen, counts too, but leaves room for one. */
#define MAX_TELLINGS 4
/* More than anybody leaves unseen, and no more than may be taken back at one look. */
#define MAX_RECALLED 64
/* What daemons show of a text without being asked for more. */
#define MAX_LINES 3

/* A notification, and what it tells. */
typedef struct
{
  guint number;     /* its name, which nothing else on the screen has */
  GPtrArray *ended; /* (owned) of SimmerTask: what nobody has seen yet */
  gint64 last;      /* boot time at which one ended */
  guint n_told;     /* times in this burst */
  gboolean shown;   /* it may be on the screen */
  gboolean untold;  /* something of it was not told */
} Telling;

struct _SimmerNotifier
{
  GObject parent_instance;

  GApplication *application;  /* outlives this */
  SimmerTaskManager *manager; /* (owned) */
  char *path;                 /* (owned) of the file that keeps the numbers for the next run */
  Telling tellings[MAX_TELLINGS];
  guint current;     /* of them */
  GArray *inherited; /* (owned) of guint: what earlier runs told and may be on the screen */
  gboolean seen;
  gboolean handed_on; /* to GNOME's shell or a portal: they take a text as it is, and keep what was
                       * told, with its buttons, when the program ends */
  SimmerAlarm *alarm; /* (owned) */
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
describe (SimmerNotifier *self, GPtrArray *ended)
{
  g_autofree char *title = simmer_notifier_summarize (ended);
  g_autofree char *body = list (ended);
  g_autofree char *escaped = g_markup_escape_text (body, -1);
  GNotification *notification = g_notification_new (title);

  g_notification_set_body (notification, self->handed_on ? body : escaped);
  if (ended->len == 1)
    add_buttons (notification, ended->pdata[0]);
  else
    g_notification_set_default_action (notification, "app.activate");

  return notification;
}

static char *
make_name (guint number)
{
  return g_strdup_printf ("ended-%u", number);
}

/* What stands in the way of reading it, or of writing, costs no more than a notification that stays
 * until the person clears it away. */
static GArray *
recall (const char *path)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return numbers;
  words = g_strsplit_set (text, " \n", MAX_RECALLED + 1);
  for (guint i = 0; words[i] != NULL && i < MAX_RECALLED; i++)
    {
      guint64 value;

      if (g_ascii_string_to_unsigned (words[i], 10, 0, G_MAXUINT16, &value, NULL))
        {
          guint number = (guint) value;

          g_array_append_val (numbers, number);
        }
    }

  return numbers;
}

/* A later run knows what this one leaves on the screen, where the desktop keeps it. */
static void
remember (SimmerNotifier *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *known = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->inherited->len; i++)
    g_string_append_printf (text, "%u ", g_array_index (self->inherited, guint, i));
  for (guint i = 0; i < MAX_TELLINGS; i++)
    if (self->handed_on && self->tellings[i].shown)
      g_string_append_printf (text, "%u ", self->tellings[i].number);

  if (!g_file_get_contents (self->path, &known, NULL, NULL) && text->len == 0)
    return;
  if (g_strcmp0 (known, text->str) != 0 &&
      !g_file_set_contents_full (
        self->path, text->str, (gssize) text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("what was told is not remembered: %s", error->message);
}

static void
withdraw (SimmerNotifier *self, Telling *telling)
{
  g_autofree char *name = make_name (telling->number);

  g_application_withdraw_notification (self->application, name);
  telling->shown = FALSE;
}

static void
send (SimmerNotifier *self, Telling *telling)
{
  g_autoptr (GNotification) notification = describe (self, telling->ended);
  g_autofree char *name = make_name (telling->number);

  g_debug ("telling of %u tasks that ended as %s", telling->ended->len, name);
  g_application_send_notification (self->application, name, notification);
  telling->n_told++;
  telling->shown = TRUE;
}

/* Whoever had something done once more knows how it ended before. */
static void
drop_resumed (Telling *telling)
{
  for (guint i = telling->ended->len; i > 0; i--)
    {
      SimmerTask *task = telling->ended->pdata[i - 1];

      if (!simmer_task_status_is_final (simmer_task_get_status (task)) ||
          simmer_task_get_intent (task) != SIMMER_INTENT_NONE)
        g_ptr_array_remove_index (telling->ended, i - 1);
    }
}

static gboolean
tell (SimmerNotifier *self, Telling *telling)
{
  if (!telling->untold)
    return FALSE;
  telling->untold = FALSE;
  drop_resumed (telling);
  if (telling->ended->len > 0)
    {
      send (self, telling);
      return TRUE;
    }
  if (telling->shown)
    withdraw (self, telling);

  return FALSE;
}

static void
alarm_cb (gpointer user_data)
{
  simmer_notifier_flush (user_data);
}

static void
clear (Telling *telling)
{
  g_ptr_array_set_size (telling->ended, 0);
  telling->n_told = 0;
  telling->shown = FALSE;
  telling->untold = FALSE;
}

static gboolean
is_taken (SimmerNotifier *self, guint number)
{
  for (guint i = 0; i < MAX_TELLINGS; i++)
    if (self->tellings[i].ended->len > 0 && self->tellings[i].number == number)
      return TRUE;
  for (guint i = 0; i < self->inherited->len; i++)
    if (g_array_index (self->inherited, guint, i) == number)
      return TRUE;

  return FALSE;
}

static Telling *
take_place (SimmerNotifier *self)
{
  guint n_inherited = self->inherited->len;
  guint room = n_inherited < MAX_TELLINGS ? MAX_TELLINGS - n_inherited : 1;
  guint number = 0;

  for (guint i = 0; i < room; i++)
    if (self->tellings[i].ended->len == 0)
      {
        while (is_taken (self, number))
          number++;
        clear (&self->tellings[i]);
        self->tellings[i].number = number;
        self->current = i;
        break;
      }

  return &self->tellings[self->current];
}

/* Where @task is told: in the place where it was told before, if it was; with others of its burst;
 * or in a place of its own. */
static Telling *
place (SimmerNotifier *self, SimmerTask *task, gint64 now)
{
  Telling *current = &self->tellings[self->current];

  for (guint i = 0; i < MAX_TELLINGS; i++)
    if (g_ptr_array_find (self->tellings[i].ended, task, NULL))
      {
        g_ptr_array_remove (self->tellings[i].ended, task);
        return &self->tellings[i];
      }

  if (current->ended->len > 0 && now - current->last <= BURST_USEC)
    return current;

  return take_place (self);
}

static void
tell_soon (SimmerNotifier *self, Telling *telling, gint64 now)
{
  gint64 pause = GATHER_USEC;
  gint64 due = simmer_alarm_get (self->alarm);

  if (simmer_task_manager_is_at_work (self->manager))
    pause = MIN (GATHER_USEC << MIN (telling->n_told, 5), PAUSE_USEC);
  if (due == -1 || due > now + pause)
    simmer_alarm_set (self->alarm, now + pause);
}

static void
ended_cb (SimmerNotifier *self, SimmerTask *task)
{
  gint64 now = simmer_clock_get_boot (simmer_task_manager_get_clock (self->manager));
  Telling *telling;

  /* who cancelled it knows */
  if (self->seen || simmer_task_get_status (task) == SIMMER_TASK_STATUS_CANCELLED)
    return;
  telling = place (self, task, now);
  if (now - telling->last > BURST_USEC)
    telling->n_told = 0;
  g_ptr_array_add (telling->ended, g_object_ref (task));
  telling->last = now;
  telling->untold = TRUE;
  tell_soon (self, telling, now);
}

/* GLib hands a text on to the shell of GNOME and to portals, which show it as it is; to other
 * daemons too, but they read markup in it. */
static void
shell_appeared_cb (GDBusConnection *connection,
                   const char *name,
                   const char *owner,
                   gpointer user_data)
{
  SIMMER_NOTIFIER (user_data)->handed_on = TRUE;
}

static void
shell_vanished_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  SIMMER_NOTIFIER (user_data)->handed_on = simmer_sandbox_is_inside ();
}

static void
simmer_notifier_dispose (GObject *object)
{
  SimmerNotifier *self = SIMMER_NOTIFIER (object);

  g_clear_pointer (&self->alarm, simmer_alarm_free);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  g_clear_object (&self->manager);
  g_clear_pointer (&self->inherited, g_array_unref);
  for (guint i = 0; i < MAX_TELLINGS; i++)
    g_clear_pointer (&self->tellings[i].ended, g_ptr_array_unref);

  G_OBJECT_CLASS (simmer_notifier_parent_class)->dispose (object);
}

static void
simmer_notifier_finalize (GObject *object)
{
  g_free (SIMMER_NOTIFIER (object)->path);

  G_OBJECT_CLASS (simmer_notifier_parent_class)->finalize (object);
}

static void
simmer_notifier_class_init (SimmerNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_notifier_dispose;
  object_class->finalize = simmer_notifier_finalize;
}

static void
simmer_notifier_init (SimmerNotifier *self)
{
  for (guint i = 0; i < MAX_TELLINGS; i++)
    self->tellings[i].ended = g_ptr_array_new_with_free_func (g_object_unref);
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
  self->path = g_build_filename (simmer_task_manager_get_folder (manager), "notifications", NULL);
  self->inherited = recall (self->path);
  g_signal_connect_swapped (manager, "ended", G_CALLBACK (ended_cb), self);
  self->alarm = simmer_alarm_new (simmer_task_manager_get_clock (manager), alarm_cb, self);
  self->handed_on = simmer_sandbox_is_inside ();
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
  simmer_alarm_unset (self->alarm);
  for (guint i = 0; i < MAX_TELLINGS; i++)
    {
      if (self->tellings[i].shown)
        withdraw (self, &self->tellings[i]);
      clear (&self->tellings[i]);
    }
  for (guint i = 0; i < self->inherited->len; i++)
    {
      g_autofree char *name = make_name (g_array_index (self->inherited, guint, i));

      g_application_withdraw_notification (self->application, name);
    }
  g_array_set_size (self->inherited, 0);
  remember (self);
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
  gboolean told = FALSE;

  simmer_alarm_unset (self->alarm);
  for (guint i = 0; i < MAX_TELLINGS; i++)
    told = tell (self, &self->tellings[i]) || told;
  remember (self);

  return told;
}

/**
 * simmer_notifier_needs_listener:
 * @self: a notifier
 *
 * GNOME and portals start a Simmer that has ended when a button of its notifications is pressed,
 * and let it take back what was told. Of other daemons only the program that told hears of a
 * button.
 *
 * Returns: whether something may be on the screen whose buttons need this program
 */
gboolean
simmer_notifier_needs_listener (SimmerNotifier *self)
{
  for (guint i = 0; i < MAX_TELLINGS; i++)
    if (self->tellings[i].shown)
      return !self->handed_on;

  return FALSE;
}
