/* What is asked before a call, since the call needs what the answers keep. */

#include "simmer-prelude.h"

static void run_next (GTask *task);

static const GPtrArray *
get_steps (GTask *task)
{
  SimmerCall *call = g_task_get_task_data (task);
  const SimmerRequest *request =
    simmer_profile_get_request (simmer_account_get_profile (call->account), call->verb);

  return request != NULL ? request->steps : NULL;
}

static void
copy_member_cb (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
  json_object_set_member (user_data, name, json_node_copy (value));
}

static void
step_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SimmerCall *call = g_task_get_task_data (task);
  g_autoptr (JsonObject) kept = NULL;
  GError *error = NULL;

  kept = g_task_propagate_pointer (G_TASK (result), &error);
  if (kept == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  json_object_foreach_member (kept, copy_member_cb, call->variables);
  call->n_steps++;
  /* Whoever was let in for the call was so for one request. */
  call->turn = SIMMER_TURN_SEQUEL;
  run_next (task);
}

static void
run_next (GTask *task)
{
  SimmerClient *client = g_task_get_source_object (task);
  SimmerCall *call = g_task_get_task_data (task);
  const GPtrArray *steps = get_steps (task);

  if (steps != NULL && call->n_steps < steps->len)
    simmer_prelude_ask (client,
                        call->verb,
                        steps->pdata[call->n_steps],
                        call->variables,
                        NULL,
                        call->turn,
                        g_task_get_cancellable (task),
                        step_cb,
                        task);
  else
    simmer_client_run_call (client, task, g_task_get_source_tag (task));
}

/**
 * simmer_prelude_ask:
 * @client: a client
 * @verb: what it is for
 * @step: what is asked
 * @variables: what it is filled with
 * @enclosures: (nullable) (element-type SimmerEnclosure): files whose tokens are among them
 * @turn: in which it comes in
 * @cancellable: (nullable): gives up
 * @callback: called with a task that returns a #JsonObject of what the answer keeps
 * @user_data: for @callback
 */
void
simmer_prelude_ask (SimmerClient *client,
                    SimmerVerb verb,
                    const SimmerRequest *step,
                    JsonObject *variables,
                    GPtrArray *enclosures,
                    SimmerTurn turn,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = simmer_client_new_call (client, verb, cancellable, callback, user_data);
  SimmerCall *call = g_task_get_task_data (task);

  json_object_foreach_member (variables, copy_member_cb, call->variables);
  call->enclosures = enclosures != NULL ? g_ptr_array_ref (enclosures) : NULL;
  call->step = step;
  call->turn = turn;
  g_task_set_source_tag (task, simmer_prelude_ask);
  simmer_client_start_call (client, task);
}

/**
 * simmer_prelude_run:
 * @task: (transfer full): a call
 * @source_tag: by which its end is recognized
 *
 * Runs the call, after what its profile has asked before it.
 */
void
simmer_prelude_run (GTask *task, gpointer source_tag)
{
  g_task_set_source_tag (task, source_tag);
  run_next (task);
}
