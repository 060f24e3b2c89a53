/* cancel [--json] [--check] [--tasks N]: what it takes to cancel.
 *
 * The whole core with its store on disk, against a service on loopback that takes up a cancellation
 * and confirms it a while later. Local is from the person's click until the row says so, which is
 * when the task's properties have changed. */

#include <string.h>

#include <glib/gstdio.h>

#include "simmer-memory-credentials.h"
#include "simmer-task-manager.h"
#include "simmer-test-server.h"
#include "table.h"

#define API "/api/v1/generate"

/* How long the service takes to cancel, and how long it is watched afterwards, ms. */
#define CONFIRMS_AFTER 200
#define WATCHED        2500

typedef struct
{
  gint64 cancelled; /* when it was asked to; 0 if not yet */
  guint n_cancels;
  guint n_late; /* status requests after it was confirmed */
  gboolean confirmed;
} Job;

typedef struct
{
  SimmerTestServer *server;
  SimmerTaskManager *manager;
  GArray *jobs; /* Job: "r0" is the first */
  guint n_ended;
  gboolean ready;
} Bench;

static int n_tasks = 50;

static const char *
ask_job (Job *job)
{
  if (job->confirmed)
    job->n_late++;
  job->confirmed = job->cancelled != 0 && g_get_monotonic_time () - job->cancelled >=
                                            CONFIRMS_AFTER * G_TIME_SPAN_MILLISECOND;

  return job->confirmed ? "CANCELLED" : "IN_PROGRESS";
}

static Job *
find_job (Bench *bench, const char *id)
{
  guint64 index;

  if (id == NULL || *id != 'r' ||
      !g_ascii_string_to_unsigned (id + 1, 10, 0, bench->jobs->len - 1, &index, NULL))
    g_error ("An unknown task is asked for: %s", id);

  return &g_array_index (bench->jobs, Job, index);
}

static char *
describe_many (Bench *bench, const char *query)
{
  g_autoptr (GHashTable) form = soup_form_decode (query);
  g_auto (GStrv) ids = g_strsplit (g_hash_table_lookup (form, "ids"), ",", -1);
  GString *body = g_string_new ("{");

  for (guint i = 0; ids[i] != NULL; i++)
    g_string_append_printf (body,
                            "%s\"%s\":{\"status\":\"%s\"}",
                            i > 0 ? "," : "",
                            ids[i],
                            ask_job (find_job (bench, ids[i])));

  return g_string_free (g_string_append_c (body, '}'), FALSE);
}

static void
service_cb (SimmerTestServer *server,
            SoupServerMessage *message,
            SimmerTestRequest *request,
            gpointer user_data)
{
  static const Job none;
  Bench *bench = user_data;
  guint status = 200;
  char *body;

  if (g_str_equal (request->path, API))
    {
      status = 202;
      body = g_strdup_printf ("{\"taskId\":\"r%u\",\"status\":\"PENDING\"}", bench->jobs->len);
      g_array_append_val (bench->jobs, none);
    }
  else if (g_str_has_suffix (request->path, "/cancel"))
    {
      g_autofree char *id = g_strndup (request->path + strlen (API "/"),
                                       strlen (request->path) - strlen (API "//cancel"));
      Job *job = find_job (bench, id);

      job->n_cancels++;
      job->cancelled = g_get_monotonic_time ();
      body = g_strdup ("{\"status\":\"IN_PROGRESS\"}");
    }
  else if (request->query != NULL)
    body = describe_many (bench, request->query);
  else
    body = g_strdup_printf ("{\"status\":\"%s\"}",
                            ask_job (find_job (bench, strrchr (request->path, '/') + 1)));

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (
    message, "application/json", SOUP_MEMORY_TAKE, body, strlen (body));
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!simmer_task_manager_start_finish (SIMMER_TASK_MANAGER (source), result, &error))
    g_error ("%s", error->message);
  ((Bench *) user_data)->ready = TRUE;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  simmer_task_manager_stop_finish (SIMMER_TASK_MANAGER (source), result, NULL);
  ((Bench *) user_data)->ready = FALSE;
}

static void
ended_cb (SimmerTaskManager *manager, SimmerTask *task, Bench *bench)
{
  bench->n_ended++;
}

static void
intent_cb (SimmerTask *task, GParamSpec *pspec, gint64 *shown)
{
  *shown = g_get_monotonic_time ();
}

static gboolean
later_cb (gpointer over)
{
  *(gboolean *) over = TRUE;

  return G_SOURCE_REMOVE;
}

/* Returns: the longest time until a task said that it is being cancelled, ms */
static double
cancel_all (Bench *bench, GPtrArray *tasks)
{
  gint64 longest = 0;

  for (guint i = 0; i < tasks->len; i++)
    {
      SimmerTask *task = tasks->pdata[i];
      gint64 shown = 0;
      gulong id = g_signal_connect (task, "notify::intent", G_CALLBACK (intent_cb), &shown);
      gint64 began = g_get_monotonic_time ();

      simmer_task_manager_cancel (bench->manager, task);
      if (shown == 0)
        g_error ("A task does not say that it is being cancelled");
      longest = MAX (longest, shown - began);
      g_signal_handler_disconnect (task, id);
    }

  return (double) longest / G_TIME_SPAN_MILLISECOND;
}

static gboolean
all_run (GPtrArray *tasks)
{
  for (guint i = 0; i < tasks->len; i++)
    if (simmer_task_get_status (tasks->pdata[i]) != SIMMER_TASK_STATUS_IN_PROGRESS)
      return FALSE;

  return TRUE;
}

static void
measure (Bench *bench)
{
  g_autofree char *address = simmer_test_server_address (bench->server, "");
  SimmerAccount *account = simmer_task_manager_use_server (
    bench->manager, simmer_profile_get_native (), address, "secret", NULL);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  gboolean over = FALSE;
  guint most = 0;
  guint late = 0;
  double local;

  for (int i = 0; i < n_tasks; i++)
    {
      g_autoptr (JsonObject) inputs = json_object_new ();

      json_object_set_string_member (inputs, "prompt", "A pond at night");
      g_ptr_array_add (tasks, simmer_task_manager_submit (bench->manager, account, inputs));
    }
  simmer_test_wait (all_run (tasks));
  local = cancel_all (bench, tasks);
  simmer_test_wait (bench->n_ended == tasks->len);
  g_timeout_add (WATCHED, later_cb, &over);
  simmer_test_wait (over);

  for (guint i = 0; i < bench->jobs->len; i++)
    {
      const Job *job = &g_array_index (bench->jobs, Job, i);

      if (job->n_cancels == 0)
        g_error ("A cancellation was not sent");
      most = MAX (most, job->n_cancels);
      late += job->n_late;
    }
  table_add ("cancel", "local, at most, ms", 16, local);
  table_add ("cancel", "sent, times, at most", 1, most);
  table_add ("cancel", "status requests after its confirmation", 0, late);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

int
main (int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "tasks", 0, 0, G_OPTION_ARG_INT, &n_tasks, "How many are cancelled", "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SimmerMemoryCredentials) credentials = simmer_memory_credentials_new ();
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;
  Bench bench = { 0 };

  table_init (&argc, &argv, entries);
  if (n_tasks < 1)
    table_refuse ("no tasks");

  folder = g_dir_make_tmp ("simmer-cancel-XXXXXX", &error);
  if (folder == NULL)
    g_error ("%s", error->message);
  table_begin ();
  bench.jobs = g_array_new (FALSE, FALSE, sizeof (Job));
  bench.server = simmer_test_server_new ();
  simmer_test_server_set_func (bench.server, service_cb, &bench);
  bench.manager = simmer_task_manager_new_full (
    folder, NULL, NULL, SIMMER_FOLLOWING_ALL, SIMMER_CREDENTIALS (credentials));
  g_signal_connect (bench.manager, "ended", G_CALLBACK (ended_cb), &bench);
  simmer_task_manager_start_async (bench.manager, NULL, started_cb, &bench);
  simmer_test_wait (bench.ready);
  measure (&bench);
  simmer_task_manager_stop_async (bench.manager, stopped_cb, &bench);
  simmer_test_wait (!bench.ready);

  g_object_unref (bench.manager);
  g_object_unref (bench.server);
  g_array_unref (bench.jobs);
  remove_all (folder);

  return table_end ();
}
