#include "config.h"

#include "simmer-save-tasks.h"

/* The results of several tasks, saved to one folder as one operation. */

typedef struct
{
  /* input */
  char *folder; /* (owned) */

  /* in progress */
  guint n_left;

  /* output */
  guint n_saved;
  GError *error; /* (owned) (nullable) the first */
} Saving;

static void
saving_free (Saving *saving)
{
  g_clear_error (&saving->error);
  g_free (saving->folder);
  g_free (saving);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Saving *saving = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) paths =
    simmer_task_manager_save_finish (SIMMER_TASK_MANAGER (source), result, &error);

  if (paths != NULL)
    saving->n_saved += g_strv_length (paths);
  else if (saving->error == NULL)
    saving->error = g_steal_pointer (&error);

  if (--saving->n_left > 0)
    return;
  if (saving->error != NULL)
    g_task_return_error (task, g_steal_pointer (&saving->error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * simmer_save_tasks_async:
 * @manager: saves the results of each
 * @tasks: (element-type SimmerTask): tasks that are done, one at least
 * @folder: where to
 * @cancellable: (nullable): a cancellable
 * @callback: called when all are saved, or could not be
 * @user_data: for @callback
 *
 * Saves as many as can be saved; the first error is told.
 */
void
simmer_save_tasks_async (SimmerTaskManager *manager,
                         GPtrArray *tasks,
                         const char *folder,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Saving *saving;

  g_return_if_fail (tasks->len > 0);

  task = g_task_new (manager, cancellable, callback, user_data);
  saving = g_new0 (Saving, 1);
  g_task_set_source_tag (task, simmer_save_tasks_async);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  saving->folder = g_strdup (folder);
  saving->n_left = tasks->len;
  for (guint i = 0; i < tasks->len; i++)
    simmer_task_manager_save_async (
      manager, tasks->pdata[i], folder, cancellable, saved_cb, g_object_ref (task));
}

/**
 * simmer_save_tasks_finish:
 * @result: the result
 * @n_saved: (out): how many files were saved
 * @folder: (out) (transfer full): where to
 * @error: return location for an error
 *
 * Returns: whether all could be saved
 */
gboolean
simmer_save_tasks_finish (GAsyncResult *result, guint *n_saved, char **folder, GError **error)
{
  const Saving *saving = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *n_saved = saving->n_saved;
  *folder = g_strdup (saving->folder);

  return TRUE;
}
