/* The application fetches results; this process puts them where the person wants them. */

#include "config.h"

#include "simmer-cli-remote-private.h"

#include "simmer-result-keeper.h"

#include <glib/gi18n.h>

typedef struct
{
  SimmerTask *task; /* (owned) */
  char *folder;     /* (owned) (nullable) */
} Save;

static void
save_free (Save *save)
{
  g_object_unref (save->task);
  g_free (save->folder);
  g_free (save);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  GError *error = NULL;
  GStrv paths = SIMMER_IS_RESULT_KEEPER (source)
                  ? simmer_result_keeper_save_finish (SIMMER_RESULT_KEEPER (source), result, &error)
                  : simmer_cli_backend_save_finish (SIMMER_CLI_BACKEND (source), result, &error);

  if (paths != NULL)
    g_task_return_pointer (run, paths, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (run, error);
}

static void
save_here (SimmerCliRemote *self, GTask *run)
{
  Save *save = g_task_get_task_data (run);
  g_autoptr (SimmerTask) task = simmer_cli_remote_to_core (self, save->task);

  if (task == NULL)
    {
      g_task_return_new_error (run,
                               G_IO_ERROR,
                               G_IO_ERROR_NOT_FOUND,
                               _ ("The task was removed meanwhile, with its results."));
      g_object_unref (run);
      return;
    }
  simmer_cli_backend_save_async (SIMMER_CLI_BACKEND (self->core),
                                 task,
                                 save->folder,
                                 g_task_get_cancellable (run),
                                 saved_cb,
                                 run);
}

/* Where to, and as whom, is this process's own: it copies what the application has fetched. */
static void
copy (GTask *run)
{
  Save *save = g_task_get_task_data (run);
  g_autoptr (SimmerDownloader) downloader = simmer_downloader_new ();
  g_autoptr (SimmerClock) clock = simmer_clock_new ();
  g_autoptr (SimmerResultKeeper) keeper =
    simmer_result_keeper_new (downloader, clock, g_get_user_data_dir ());

  simmer_result_keeper_save_async (
    keeper, NULL, save->task, save->folder, g_task_get_cancellable (run), saved_cb, run);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  SimmerCliRemote *self = g_task_get_source_object (run);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = simmer_cli_bus_call_finish (source, result, &error);
  const char *text;

  if (g_task_return_error_if_cancelled (run))
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    {
      g_task_return_error (run, g_steal_pointer (&error));
      return;
    }
  if (reply != NULL && g_variant_is_of_type (reply, G_VARIANT_TYPE ("(s)")))
    {
      g_variant_get (reply, "(&s)", &text);
      simmer_cli_remote_take_mirror (self, text);
      copy (g_steal_pointer (&run));
      return;
    }
  if (simmer_cli_remote_fall_back (self, &error))
    save_here (self, g_steal_pointer (&run));
  else
    g_task_return_error (run, g_steal_pointer (&error));
}

void
simmer_cli_remote_save_async (SimmerCliBackend *backend,
                              SimmerTask *task,
                              const char *folder,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  SimmerCliRemote *self = SIMMER_CLI_REMOTE (backend);
  GTask *run = g_task_new (self, cancellable, callback, user_data);
  Save *save = g_new0 (Save, 1);

  g_task_set_source_tag (run, simmer_cli_remote_save_async);
  save->task = g_object_ref (task);
  save->folder = g_strdup (folder);
  g_task_set_task_data (run, save, (GDestroyNotify) save_free);
  if (self->bus == NULL)
    {
      save_here (self, run);
      return;
    }
  if (cancellable != NULL)
    g_signal_connect_object (
      cancellable, "cancelled", G_CALLBACK (g_cancellable_cancel), self->asking, G_CONNECT_SWAPPED);
  simmer_cli_bus_call_async (self->bus,
                             "Fetch",
                             g_variant_new ("(s)", simmer_task_get_id (task)),
                             self->asking,
                             fetched_cb,
                             run);
}

GStrv
simmer_cli_remote_save_finish (SimmerCliBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, backend), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
