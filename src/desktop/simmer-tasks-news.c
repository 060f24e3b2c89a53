#include "config.h"

#include "simmer-tasks-news.h"

#include "simmer-json-lines.h"

#define PAUSE_USEC G_USEC_PER_SEC

struct _SimmerTasksNews
{
  SimmerTaskManager *manager; /* (owned) */
  SimmerExport *export;       /* outlives this */
  GHashTable *told;           /* (owned) SimmerTask (owned) → revision that was told */
  SimmerAlarm *alarm;         /* (owned) */
  gint64 next_telling;        /* boot time */
};

static void
tell_task (SimmerTasksNews *self, SimmerTask *task, gint64 now)
{
  gpointer known = g_hash_table_lookup (self->told, task);
  guint revision = simmer_task_get_revision (task) + 1;
  g_autofree char *line = NULL;

  if (GPOINTER_TO_UINT (known) == revision)
    return;

  g_hash_table_insert (self->told, g_object_ref (task), GUINT_TO_POINTER (revision));
  line = simmer_json_line_from_task (task, NULL, now);
  simmer_export_emit (
    self->export, "Changed", g_variant_new ("(ss)", simmer_task_get_id (task), line));
}

static void
alarm_cb (gpointer user_data)
{
  SimmerTasksNews *self = user_data;
  GListModel *queue = G_LIST_MODEL (simmer_task_manager_get_queue (self->manager));
  SimmerClock *clock = simmer_task_manager_get_clock (self->manager);
  guint n = g_list_model_get_n_items (queue);

  self->next_telling = simmer_clock_get_boot (clock) + PAUSE_USEC;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimmerTask) task = g_list_model_get_item (queue, i);

      tell_task (self, task, simmer_clock_get_wall (clock));
    }
}

static void
queue_changed_cb (SimmerTasksNews *self)
{
  SimmerClock *clock = simmer_task_manager_get_clock (self->manager);

  if (self->export->connection != NULL && simmer_alarm_get (self->alarm) == -1)
    simmer_alarm_set (self->alarm, MAX (self->next_telling, simmer_clock_get_boot (clock)));
}

static void
items_changed_cb (SimmerTasksNews *self, guint position, guint removed, guint added)
{
  SimmerTaskQueue *queue = simmer_task_manager_get_queue (self->manager);
  GHashTableIter iter;
  gpointer task;

  if (removed == 0)
    return;
  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, &task, NULL))
    if (simmer_task_queue_find (queue, simmer_task_get_id (task)) != task)
      {
        simmer_export_emit (
          self->export, "Removed", g_variant_new ("(s)", simmer_task_get_id (task)));
        g_hash_table_iter_remove (&iter);
      }
}

/* What was there before is no news. */
static void
take_note (SimmerTasksNews *self)
{
  GListModel *queue = G_LIST_MODEL (simmer_task_manager_get_queue (self->manager));
  guint n = g_list_model_get_n_items (queue);

  for (guint i = 0; i < n; i++)
    {
      SimmerTask *task = g_list_model_get_item (queue, i);

      g_hash_table_insert (
        self->told, task, GUINT_TO_POINTER (simmer_task_get_revision (task) + 1));
    }
}

/**
 * simmer_tasks_news_new:
 * @manager: has started
 * @export: where it is told; outlives the news
 *
 * Returns: (transfer full): what tells of all changes from now on
 */
SimmerTasksNews *
simmer_tasks_news_new (SimmerTaskManager *manager, SimmerExport *export)
{
  SimmerTasksNews *self = g_new0 (SimmerTasksNews, 1);
  SimmerTaskQueue *queue = simmer_task_manager_get_queue (manager);

  self->manager = g_object_ref (manager);
  self->export = export;
  self->told = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->alarm = simmer_alarm_new (simmer_task_manager_get_clock (manager), alarm_cb, self);
  take_note (self);
  g_signal_connect_swapped (queue, "notify::revision", G_CALLBACK (queue_changed_cb), self);
  g_signal_connect_swapped (queue, "items-changed", G_CALLBACK (items_changed_cb), self);

  return self;
}

void
simmer_tasks_news_free (SimmerTasksNews *self)
{
  g_signal_handlers_disconnect_by_data (simmer_task_manager_get_queue (self->manager), self);
  simmer_alarm_free (self->alarm);
  g_hash_table_unref (self->told);
  g_object_unref (self->manager);
  g_free (self);
}

/**
 * simmer_tasks_news_flush:
 * @self: the news
 *
 * Tells at once what is not told yet.
 */
void
simmer_tasks_news_flush (SimmerTasksNews *self)
{
  if (self->export->connection == NULL || simmer_alarm_get (self->alarm) == -1)
    return;
  simmer_alarm_unset (self->alarm);
  alarm_cb (self);
}
