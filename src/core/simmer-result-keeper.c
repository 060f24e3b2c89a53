/* Results on this machine: fetched one after the other, tried again where the network failed,
 * copied out under names that people can read. */

#define G_LOG_DOMAIN "Simmer-Results"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "simmer-cadence.h"
#include "simmer-file-name.h"
#include "simmer-result-keeper.h"

#define MOST_TRIES 5

struct _SimmerResultKeeper
{
  GObject parent_instance;

  SimmerDownloader *downloader; /* (owned) */
  SimmerClock *clock;           /* (owned) */
  char *folder;                 /* (owned) */
};

G_DEFINE_FINAL_TYPE (SimmerResultKeeper, simmer_result_keeper, G_TYPE_OBJECT)

typedef struct
{
  /* Input */
  SimmerClient *client; /* (owned) */
  SimmerTask *task;     /* (owned) */
  char *folder;         /* (owned) */

  /* In progress */
  guint index;
  guint tries;
  gint64 began;
  SimmerAlarm *alarm; /* (owned) (nullable) */
  gulong cancelled_id;
} Keep;

static void fetch_next (GTask *task);

static void
keep_free (Keep *keep)
{
  g_clear_pointer (&keep->alarm, simmer_alarm_free);
  g_object_unref (keep->client);
  g_object_unref (keep->task);
  g_free (keep->folder);
  g_free (keep);
}

/* The pause ends; its reference to the task goes over to the fetch. */
static void
alarm_cb (gpointer user_data)
{
  GTask *task = user_data;
  Keep *keep = g_task_get_task_data (task);

  g_cancellable_disconnect (g_task_get_cancellable (task), keep->cancelled_id);
  keep->cancelled_id = 0;
  fetch_next (task);
}

/* Who gives up does not wait for the pause to end. */
static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Keep *keep = user_data;

  simmer_alarm_set (keep->alarm, 0);
}

static void
pause_and_retry (GTask *task)
{
  SimmerResultKeeper *self = g_task_get_source_object (task);
  Keep *keep = g_task_get_task_data (task);
  const SimmerCadence cadence = { .status = SIMMER_TASK_STATUS_IN_PROGRESS,
                                  .eagerness = SIMMER_EAGERNESS_NORMAL };
  gint64 now = simmer_clock_get_boot (self->clock);

  if (keep->alarm == NULL)
    keep->alarm = simmer_alarm_new (self->clock, alarm_cb, task);
  simmer_alarm_set (
    keep->alarm,
    now + simmer_cadence_get_backoff (
            &cadence, keep->tries, now - keep->began, simmer_clock_get_random (self->clock)));
  if (g_task_get_cancellable (task) != NULL)
    keep->cancelled_id =
      g_cancellable_connect (g_task_get_cancellable (task), G_CALLBACK (cancelled_cb), keep, NULL);
}

static void
fetch_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *media_type = NULL;
  Keep *keep = g_task_get_task_data (task);

  path = simmer_downloader_fetch_finish (SIMMER_DOWNLOADER (source), result, &media_type, &error);
  if (path != NULL)
    {
      GPtrArray *results = simmer_task_get_results (keep->task);

      /* A retry may have taken the results away meanwhile. */
      if (results != NULL && keep->index < results->len)
        simmer_task_set_result_copy (keep->task, keep->index, path, media_type);
      keep->index++;
      keep->tries = 0;
      fetch_next (g_steal_pointer (&task));
      return;
    }

  if (simmer_error_is_transport (error) && ++keep->tries < MOST_TRIES)
    {
      g_debug ("Result %u of %s: %s; trying again",
               keep->index,
               simmer_task_get_id (keep->task),
               error->message);
      pause_and_retry (g_steal_pointer (&task));
      return;
    }
  g_task_return_error (task, g_steal_pointer (&error));
}

/* Takes the reference to @task along. */
static void
fetch_next (GTask *task)
{
  SimmerResultKeeper *self = g_task_get_source_object (task);
  Keep *keep = g_task_get_task_data (task);
  GPtrArray *results = simmer_task_get_results (keep->task);
  g_autofree char *stem = NULL;

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  while (results != NULL && keep->index < results->len)
    {
      const char *path = simmer_result_get_path (results->pdata[keep->index]);

      if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
        break;
      keep->index++;
    }
  if (results == NULL || keep->index >= results->len)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  stem = g_strdup_printf ("%u", keep->index + 1);
  simmer_downloader_fetch_async (self->downloader,
                                 keep->client,
                                 results->pdata[keep->index],
                                 keep->folder,
                                 stem,
                                 g_task_get_cancellable (task),
                                 fetch_cb,
                                 task);
}

/* --- Copies ---------------------------------------------------------------------------------- */

typedef struct
{
  SimmerTask *task; /* (owned), for the main context alone */
  char *folder;     /* (owned) (nullable) */
  char *stem;       /* (owned) */
  GPtrArray *paths; /* (owned) of char* */
} Copy;

static void
copy_free (Copy *copy)
{
  g_object_unref (copy->task);
  g_free (copy->folder);
  g_free (copy->stem);
  g_ptr_array_unref (copy->paths);
  g_free (copy);
}

static char *
get_extension (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *dot = strrchr (name, '.');

  return g_strdup (dot != NULL ? dot : "");
}

/* The first free name; nothing that is there is ever written over. It is not cancelled, since half
 * a file would stay. */
static char *
copy_one (const Copy *copy, const char *path, GError **error)
{
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autofree char *extension = get_extension (path);

  for (guint i = 1; i < 100000; i++)
    {
      g_autoptr (GError) local = NULL;
      g_autofree char *name = i == 1 ? g_strconcat (copy->stem, extension, NULL)
                                     : g_strdup_printf ("%s-%u%s", copy->stem, i, extension);
      g_autofree char *target = g_build_filename (copy->folder, name, NULL);
      g_autoptr (GFile) to = g_file_new_for_path (target);

      if (g_file_copy (from, to, G_FILE_COPY_NONE, NULL, NULL, NULL, &local))
        return g_steal_pointer (&target);
      if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_EXISTS))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_EXISTS,
               _ ("There are too many files named “%s” in “%s”. Choose another folder."),
               copy->stem,
               copy->folder);

  return NULL;
}

static void
copy_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Copy *copy = task_data;
  g_autoptr (GStrvBuilder) made = g_strv_builder_new ();
  GError *error = NULL;

  if (g_mkdir_with_parents (copy->folder, 0777) != 0)
    {
      int code = errno;

      g_task_return_new_error (task,
                               G_IO_ERROR,
                               g_io_error_from_errno (code),
                               _ ("The folder “%s” cannot be made: %s"),
                               copy->folder,
                               g_strerror (code));
      return;
    }
  for (guint i = 0; i < copy->paths->len; i++)
    {
      g_autofree char *path = copy_one (copy, copy->paths->pdata[i], &error);

      if (path == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      g_strv_builder_add (made, path);
    }
  g_task_return_pointer (task, g_strv_builder_end (made), (GDestroyNotify) g_strfreev);
}

static void
copy_kept (GTask *run)
{
  Copy *copy = g_task_get_task_data (run);
  GPtrArray *results = simmer_task_get_results (copy->task);

  for (guint i = 0; results != NULL && i < results->len; i++)
    g_ptr_array_add (copy->paths, g_strdup (simmer_result_get_path (results->pdata[i])));
  if (copy->folder != NULL)
    g_task_run_in_thread (run, copy_thread);
  else
    g_task_return_pointer (run, g_new0 (char *, 1), (GDestroyNotify) g_strfreev);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) run = user_data;
  GError *error = NULL;

  if (simmer_result_keeper_keep_finish (SIMMER_RESULT_KEEPER (source), result, &error))
    copy_kept (run);
  else
    g_task_return_error (run, error);
}

static void
simmer_result_keeper_finalize (GObject *object)
{
  SimmerResultKeeper *self = SIMMER_RESULT_KEEPER (object);

  g_object_unref (self->downloader);
  g_object_unref (self->clock);
  g_free (self->folder);

  G_OBJECT_CLASS (simmer_result_keeper_parent_class)->finalize (object);
}

static void
simmer_result_keeper_class_init (SimmerResultKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_result_keeper_finalize;
}

static void
simmer_result_keeper_init (SimmerResultKeeper *self)
{
}

/**
 * simmer_result_keeper_new:
 * @downloader: who fetches
 * @clock: for the pauses between tries
 * @folder: under which each task has a folder, made when needed
 *
 * Returns: (transfer full): a keeper
 */
SimmerResultKeeper *
simmer_result_keeper_new (SimmerDownloader *downloader, SimmerClock *clock, const char *folder)
{
  SimmerResultKeeper *self = g_object_new (SIMMER_TYPE_RESULT_KEEPER, NULL);

  self->downloader = g_object_ref (downloader);
  self->clock = g_object_ref (clock);
  self->folder = g_strdup (folder);

  return self;
}

/**
 * simmer_result_keeper_is_missing:
 * @task: a task
 *
 * Returns: whether it has a result of which there is no copy here yet
 */
gboolean
simmer_result_keeper_is_missing (SimmerTask *task)
{
  GPtrArray *results = simmer_task_get_results (task);

  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      if (simmer_result_get_path (results->pdata[i]) == NULL)
        return TRUE;
    }

  return FALSE;
}

/**
 * simmer_result_keeper_keep_async:
 * @self: a keeper
 * @client: the task's account
 * @task: a completed task
 * @cancellable: (nullable): a cancellable
 * @callback: called when all results are here, or one cannot be had
 * @user_data: for @callback
 *
 * Fetches the results that are not here yet; the task is told each file's path. Trouble of
 * transport is tried again up to five times a result.
 */
void
simmer_result_keeper_keep_async (SimmerResultKeeper *self,
                                 SimmerClient *client,
                                 SimmerTask *task,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *run = g_task_new (self, cancellable, callback, user_data);
  Keep *keep = g_new0 (Keep, 1);

  g_task_set_source_tag (run, simmer_result_keeper_keep_async);
  keep->client = g_object_ref (client);
  keep->task = g_object_ref (task);
  keep->folder = g_build_filename (self->folder, simmer_task_get_id (task), NULL);
  keep->began = simmer_clock_get_boot (self->clock);
  g_task_set_task_data (run, keep, (GDestroyNotify) keep_free);
  fetch_next (run);
}

gboolean
simmer_result_keeper_keep_finish (SimmerResultKeeper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * simmer_result_keeper_save_async:
 * @self: a keeper
 * @client: (nullable): the task's account, if it is set up here
 * @task: a completed task
 * @folder: (nullable): where to, made if need be; %NULL only fetches
 * @cancellable: (nullable): a cancellable
 * @callback: called when all are there
 * @user_data: for @callback
 *
 * Fetches what is not here yet, then copies it under names made from the task's title. No file is
 * ever written over: a name that is taken gets a number.
 */
void
simmer_result_keeper_save_async (SimmerResultKeeper *self,
                                 SimmerClient *client,
                                 SimmerTask *task,
                                 const char *folder,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) run = g_task_new (self, cancellable, callback, user_data);
  Copy *copy = g_new0 (Copy, 1);

  g_task_set_source_tag (run, simmer_result_keeper_save_async);
  copy->task = g_object_ref (task);
  copy->folder = g_strdup (folder);
  copy->stem = simmer_file_name_from_title (simmer_task_get_title (task));
  copy->paths = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (run, copy, (GDestroyNotify) copy_free);
  if (client != NULL)
    simmer_result_keeper_keep_async (self, client, task, cancellable, kept_cb, g_object_ref (run));
  else if (!simmer_result_keeper_is_missing (task))
    copy_kept (run);
  else
    g_task_return_new_error (run,
                             SIMMER_ERROR,
                             SIMMER_ERROR_SIGN_IN,
                             _ ("The result is still at the service, and the account “%s” is no "
                                "longer set up here. Add it again to fetch the result."),
                             simmer_task_get_service (task));
}

/**
 * simmer_result_keeper_save_finish:
 * @self: a keeper
 * @result: from the callback
 * @error: return location
 *
 * Returns: (transfer full): the paths that were written
 */
GStrv
simmer_result_keeper_save_finish (SimmerResultKeeper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
