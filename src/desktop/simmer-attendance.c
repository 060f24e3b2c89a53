#define G_LOG_DOMAIN "Simmer-Tasks-Service"

#include "config.h"

#include "simmer-attendance.h"

#include "simmer-task-mirror.h"

#define PAUSE_USEC (G_USEC_PER_SEC / 10)

/* A program that waits for tasks. */
typedef struct
{
  SimmerAttendance *attendance;
  char *name; /* (owned): its unique name on the bus */
  guint watch;
  GHashTable *told; /* (owned) SimmerTask (owned) → revision that it was told */
} Attendant;

/* A task of which all is done, on its way to the disk. */
typedef struct
{
  SimmerAttendance *attendance; /* (owned) */
  SimmerTask *task;             /* (owned) */
} Ending;

struct _SimmerAttendance
{
  SimmerTaskManager *manager; /* (owned) */
  SimmerExport *export;       /* outlives this */
  GHashTable *attendants;     /* (owned) name → Attendant */
  SimmerAlarm *alarm;         /* (owned) */
  gint64 next_telling;        /* boot time */
};

static void
clear (SimmerAttendance *self)
{
  g_hash_table_unref (self->attendants);
  g_object_unref (self->manager);
}

static void
attendant_free (Attendant *attendant)
{
  g_bus_unwatch_name (attendant->watch);
  g_hash_table_unref (attendant->told);
  g_free (attendant->name);
  g_free (attendant);
}

static void
left_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  Attendant *attendant = user_data;

  g_debug ("%s no longer waits", name);
  g_hash_table_remove (attendant->attendance->attendants, name);
}

static Attendant *
find_attendant (SimmerAttendance *self, const char *name)
{
  Attendant *attendant = g_hash_table_lookup (self->attendants, name);

  if (attendant != NULL)
    return attendant;

  attendant = g_new0 (Attendant, 1);
  attendant->attendance = self;
  attendant->name = g_strdup (name);
  attendant->told = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  g_hash_table_insert (self->attendants, attendant->name, attendant);
  attendant->watch = g_bus_watch_name_on_connection (
    self->export->connection, name, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, left_cb, attendant, NULL);

  return attendant;
}

/* The bus proxy of a sandbox drops a signal to a program that has no name, so all are told. */
static void
tell (SimmerAttendance *self, SimmerTask *task, gboolean ended)
{
  g_autofree char *mirror = simmer_task_to_mirror (task);

  simmer_export_emit (self->export, "Told", g_variant_new ("(sb)", mirror, ended));
}

/* Whether @attendant waits for a task that is not as it was told. */
static gboolean
note (Attendant *attendant, SimmerTask *task)
{
  guint revision = simmer_task_get_revision (task);
  gpointer told;

  if (!g_hash_table_lookup_extended (attendant->told, task, NULL, &told) ||
      GPOINTER_TO_UINT (told) == revision)
    return FALSE;

  g_hash_table_insert (attendant->told, g_object_ref (task), GUINT_TO_POINTER (revision));
  return TRUE;
}

static void
alarm_cb (gpointer user_data)
{
  SimmerAttendance *self = user_data;
  SimmerClock *clock = simmer_task_manager_get_clock (self->manager);
  g_autoptr (GHashTable) news = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer attendant;
  gpointer task;

  self->next_telling = simmer_clock_get_boot (clock) + PAUSE_USEC;
  g_hash_table_iter_init (&iter, self->attendants);
  while (g_hash_table_iter_next (&iter, NULL, &attendant))
    {
      g_autoptr (GList) tasks = g_hash_table_get_keys (((Attendant *) attendant)->told);

      for (GList *l = tasks; l != NULL; l = l->next)
        if (note (attendant, l->data))
          g_hash_table_add (news, l->data);
    }

  g_hash_table_iter_init (&iter, news);
  while (g_hash_table_iter_next (&iter, &task, NULL))
    tell (self, task, FALSE);
}

static void
queue_changed_cb (SimmerAttendance *self)
{
  gint64 now = simmer_clock_get_boot (simmer_task_manager_get_clock (self->manager));

  if (g_hash_table_size (self->attendants) > 0 && simmer_alarm_get (self->alarm) == -1)
    simmer_alarm_set (self->alarm, MAX (self->next_telling, now));
}

static void
tell_last (SimmerAttendance *self, SimmerTask *task)
{
  GHashTableIter attendants;
  gpointer attendant;
  gboolean awaited = FALSE;

  g_hash_table_iter_init (&attendants, self->attendants);
  while (g_hash_table_iter_next (&attendants, NULL, &attendant))
    {
      awaited = awaited || g_hash_table_contains (((Attendant *) attendant)->told, task);
      note (attendant, task);
    }
  if (awaited)
    tell (self, task, TRUE);
}

static void
caught_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ending *ending = user_data;

  simmer_task_manager_catch_up_finish (SIMMER_TASK_MANAGER (source), result, NULL);
  tell_last (ending->attendance, ending->task);
  g_object_unref (ending->task);
  g_rc_box_release_full (ending->attendance, (GDestroyNotify) clear);
  g_free (ending);
}

/* Who looks for a task of which it was told that all is done shall find it so. */
static void
ended_cb (SimmerAttendance *self, SimmerTask *task)
{
  Ending *ending;

  if (g_hash_table_size (self->attendants) == 0)
    return;
  ending = g_new (Ending, 1);
  ending->attendance = g_rc_box_acquire (self);
  ending->task = g_object_ref (task);
  simmer_task_manager_catch_up_async (self->manager, caught_up_cb, ending);
}

/**
 * simmer_attendance_new:
 * @manager: has started
 * @export: where tasks are told; outlives the attendance
 *
 * Returns: (transfer full): an attendance of nobody
 */
SimmerAttendance *
simmer_attendance_new (SimmerTaskManager *manager, SimmerExport *export)
{
  SimmerAttendance *self = g_rc_box_new0 (SimmerAttendance);

  self->manager = g_object_ref (manager);
  self->export = export;
  self->attendants =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) attendant_free);
  self->alarm = simmer_alarm_new (simmer_task_manager_get_clock (manager), alarm_cb, self);
  g_signal_connect_swapped (simmer_task_manager_get_queue (manager),
                            "notify::revision",
                            G_CALLBACK (queue_changed_cb),
                            self);
  g_signal_connect_swapped (manager, "ended", G_CALLBACK (ended_cb), self);

  return self;
}

void
simmer_attendance_free (SimmerAttendance *self)
{
  g_signal_handlers_disconnect_by_data (simmer_task_manager_get_queue (self->manager), self);
  g_signal_handlers_disconnect_by_data (self->manager, self);
  simmer_alarm_free (self->alarm);
  g_hash_table_remove_all (self->attendants);
  g_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * simmer_attendance_add:
 * @self: an attendance
 * @sender: a unique name on the bus
 * @task: a task in the manager's queue
 *
 * From now on, @sender is told of each change of @task; how it is now, it is to be told otherwise.
 */
void
simmer_attendance_add (SimmerAttendance *self, const char *sender, SimmerTask *task)
{
  Attendant *attendant = find_attendant (self, sender);

  g_hash_table_insert (
    attendant->told, g_object_ref (task), GUINT_TO_POINTER (simmer_task_get_revision (task)));
}
