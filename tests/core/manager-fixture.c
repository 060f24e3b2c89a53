/* A manager with its store, against a service on loopback, on a fake clock. Hours of following take
 * milliseconds. */

#include "manager-fixture.h"

#include "simmer-test-folder.h"

static void
job_free (Job *job)
{
  g_free (job->key);
  g_free (job);
}

/* --- The service ----------------------------------------------------------------------------- */

static void
answer (SoupServerMessage *message, guint status, char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (
    message, "application/json", SOUP_MEMORY_TAKE, body, strlen (body));
}

static void
answer_job (SoupServerMessage *message, guint status, guint index, const Job *job)
{
  const char *results = g_str_equal (job->status, "COMPLETED")
                          ? "[{\"url\":\"/result/1\",\"mediaType\":\"image/png\"}]"
                          : "[]";

  answer (message,
          status,
          g_strdup_printf ("{\"taskId\":\"r%u\",\"status\":\"%s\",\"attempt\":%u,\"results\":%s}",
                           index,
                           job->status,
                           job->attempt,
                           results));
}

static void
take_submission (Fixture *f, SoupServerMessage *message, SimmerTestRequest *request)
{
  guint i;
  Job *job;

  f->n_posts++;
  if (f->refuse_with != 0)
    {
      answer (message,
              f->refuse_with,
              g_strdup ("{\"error\":{\"code\":\"bad\",\"message\":\"The prompt is too long.\"}}"));
      return;
    }
  for (i = 0; i < f->jobs->len; i++)
    {
      if (g_strcmp0 (((Job *) f->jobs->pdata[i])->key, request->idempotency_key) == 0)
        break;
    }
  if (i == f->jobs->len)
    {
      job = g_new0 (Job, 1);
      job->key = g_strdup (request->idempotency_key);
      job->status = "PENDING";
      job->attempt = 1;
      g_ptr_array_add (f->jobs, job);
    }
  if (f->lose_answer)
    {
      f->lose_answer = FALSE;
      answer (message, 502, g_strdup ("bad gateway"));
      return;
    }
  answer_job (message, 202, i, f->jobs->pdata[i]);
}

static void
service_cb (SimmerTestServer *server,
            SoupServerMessage *message,
            SimmerTestRequest *request,
            gpointer user_data)
{
  Fixture *f = user_data;
  const char *id = strstr (request->path, "/r");
  guint index = id != NULL ? (guint) atoi (id + 2) : G_MAXUINT;
  Job *job;

  if (g_str_equal (request->path, "/api/v1/generate"))
    {
      take_submission (f, message, request);
      return;
    }
  if (g_str_equal (request->path, "/result/1"))
    {
      if (f->hold_results)
        {
          soup_server_message_pause (message);
          return;
        }
      if (f->lose_answer)
        {
          f->lose_answer = FALSE;
          answer (message, 502, g_strdup ("bad gateway"));
          return;
        }
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (
        message, "image/png", SOUP_MEMORY_STATIC, PICTURE, strlen (PICTURE));
      return;
    }
  if (index >= f->jobs->len)
    {
      answer (message, 404, g_strdup ("{\"error\":\"No such task.\"}"));
      return;
    }
  job = f->jobs->pdata[index];
  if (g_str_has_suffix (request->path, "/cancel") && f->hold_cancel)
    {
      soup_server_message_pause (message);
      f->held = g_object_ref (message);
      return;
    }
  if (g_str_has_suffix (request->path, "/cancel"))
    job->status = "CANCELLED";
  if (g_str_has_suffix (request->path, "/retry"))
    {
      if (!g_str_equal (job->status, "FAILED"))
        {
          answer (message, 409, g_strdup ("{\"error\":\"It runs already.\"}"));
          return;
        }
      job->status = "PENDING";
      job->attempt++;
      if (f->lose_answer)
        {
          f->lose_answer = FALSE;
          answer (message, 502, g_strdup ("bad gateway"));
          return;
        }
    }
  answer_job (message, 200, index, job);
}

/* To the request that was held back. */
void
answer_held (Fixture *f, const char *body)
{
  answer (f->held, 200, g_strdup (body));
  soup_server_message_unpause (f->held);
  g_clear_object (&f->held);
}

/* --- The house ------------------------------------------------------------------------------- */

static void
ended_cb (SimmerTaskManager *manager, SimmerTask *task, Fixture *f)
{
  f->n_ended++;
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr (GError) error = NULL;

  simmer_task_manager_start_finish (SIMMER_TASK_MANAGER (source), result, &error);
  g_assert_no_error (error);
  f->ready = TRUE;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr (GError) error = NULL;

  simmer_task_manager_stop_finish (SIMMER_TASK_MANAGER (source), result, &error);
  g_assert_no_error (error);
  f->ready = FALSE;
}

void
start (Fixture *f)
{
  g_autofree char *address = simmer_test_server_address (f->server, "");

  f->manager = simmer_task_manager_new (f->folder, f->clock, NULL, f->following);
  g_signal_connect (f->manager, "ended", G_CALLBACK (ended_cb), f);
  simmer_task_manager_start_async (f->manager, NULL, started_cb, f);
  simmer_test_wait (f->ready);
  f->account = simmer_task_manager_use_server (
    f->manager, simmer_profile_get_native (), address, "secret", NULL);
  g_assert_nonnull (f->account);
}

void
stop (Fixture *f)
{
  gpointer watched = f->manager;

  g_object_add_weak_pointer (G_OBJECT (f->manager), &watched);
  simmer_task_manager_stop_async (f->manager, stopped_cb, f);
  simmer_test_wait (!f->ready);
  g_clear_object (&f->manager);
  simmer_test_wait (watched == NULL);
}

void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("simmer-manager-XXXXXX", NULL);
  f->server = simmer_test_server_new ();
  f->clock = simmer_clock_new_fake (NOW);
  f->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) job_free);
  f->following = SIMMER_FOLLOWING_ALL;
  simmer_test_server_set_func (f->server, service_cb, f);
  start (f);
}

void
tear_down (Fixture *f, gconstpointer data)
{
  stop (f);
  g_object_unref (f->server);
  g_object_unref (f->clock);
  g_ptr_array_unref (f->jobs);
  simmer_test_remove_folder (f->folder);
  g_free (f->folder);
}

void
pass_some_time (Fixture *f, guint seconds)
{
  for (guint i = 0; i < seconds; i++)
    {
      simmer_clock_advance (f->clock, G_USEC_PER_SEC);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

SimmerTask *
submit_in (Fixture *f, const char *style)
{
  g_autoptr (JsonObject) inputs = json_object_new ();

  json_object_set_string_member (inputs, "prompt", "A lighthouse\nat dusk");
  if (style != NULL)
    json_object_set_string_member (inputs, "style", style);

  return simmer_task_manager_submit (f->manager, f->account, inputs);
}

SimmerTask *
submit (Fixture *f)
{
  return submit_in (f, NULL);
}

Job *
get_job (Fixture *f, guint index)
{
  return f->jobs->pdata[index];
}

SimmerTask *
get_first_task (SimmerTaskManager *manager)
{
  GListModel *queue = G_LIST_MODEL (simmer_task_manager_get_queue (manager));
  g_autoptr (SimmerTask) task = g_list_model_get_item (queue, 0);

  g_assert_cmpuint (g_list_model_get_n_items (queue), ==, 1);

  return task;
}

SimmerTask *
get_only_task (Fixture *f)
{
  return get_first_task (f->manager);
}

/* A process that shows the tasks and follows none. */
SimmerTaskManager *
look_from_elsewhere (Fixture *f)
{
  SimmerTaskManager *manager =
    simmer_task_manager_new (f->folder, f->clock, NULL, SIMMER_FOLLOWING_NAMED);

  f->ready = FALSE;
  simmer_task_manager_start_async (manager, NULL, started_cb, f);
  simmer_test_wait (f->ready);

  return manager;
}

void
look_away (Fixture *f, SimmerTaskManager *manager)
{
  simmer_task_manager_stop_async (manager, stopped_cb, f);
  simmer_test_wait (!f->ready);
  g_object_unref (manager);
}
