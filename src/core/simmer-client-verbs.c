/* What can be asked of a service, verb by verb. */

#include "simmer-client-private.h"
#include "simmer-prelude.h"

static void
copy_member_cb (JsonObject *object, const char *name, JsonNode *value, gpointer user_data)
{
  json_object_set_member (user_data, name, json_node_copy (value));
}

static void
ask_about (SimmerClient *self,
           SimmerVerb verb,
           const char *remote_id,
           JsonObject *kept,
           const char *etag,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = simmer_client_new_call (self, verb, cancellable, callback, user_data);
  SimmerCall *call = g_task_get_task_data (task);

  if (kept != NULL)
    json_object_foreach_member (kept, copy_member_cb, call->variables);
  json_object_set_string_member (call->variables, "id", remote_id);
  call->etag = g_strdup (etag);
  simmer_client_run_call (self, task, simmer_client_report_finish);
}

/* One step of bringing a file to the service. */
static void
bring_file (SimmerClient *self,
            const SimmerRequest *step,
            JsonObject *variables,
            GPtrArray *enclosures,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  simmer_prelude_ask (self,
                      SIMMER_VERB_SUBMIT,
                      step,
                      variables,
                      enclosures,
                      SIMMER_TURN_ORDER,
                      cancellable,
                      callback,
                      user_data);
}

/**
 * simmer_client_pack_async:
 * @self: a client
 * @inputs: what the person filled in
 * @cancellable: (nullable): gives up
 * @callback: called when all is ready to be submitted
 * @user_data: for @callback
 *
 * Looks at the files among @inputs, and brings them to the service where it wants them before the
 * submission. What is submitted again is not to be packed again.
 */
void
simmer_client_pack_async (SimmerClient *self,
                          JsonObject *inputs,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIMMER_IS_CLIENT (self) && inputs != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_client_pack_async);
  simmer_parcel_pack (task, inputs, bring_file);
}

/**
 * simmer_client_pack_finish:
 * @self: a client
 * @result: from the callback
 * @error: return location; as of simmer_client_report_finish(), %SIMMER_ERROR_FILE for a file that
 *   has changed, is gone or cannot be read
 *
 * Returns: (transfer full): what can be submitted
 */
SimmerParcel *
simmer_client_pack_finish (SimmerClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_client_pack_async, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_client_submit_async:
 * @self: a client
 * @parcel: what the person filled in
 * @submit_key: (nullable): the same for each try of one submission
 * @cancellable: (nullable): gives up waiting; the service may have got it
 * @callback: called with the answer, for simmer_client_report_finish()
 * @user_data: for @callback
 */
void
simmer_client_submit_async (SimmerClient *self,
                            const SimmerParcel *parcel,
                            const char *submit_key,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  SimmerCall *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self) && parcel != NULL);

  task = simmer_client_new_call (self, SIMMER_VERB_SUBMIT, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  json_object_foreach_member (parcel->variables, copy_member_cb, call->variables);
  call->enclosures = g_ptr_array_ref (parcel->enclosures);
  call->key = g_strdup (submit_key);
  if (submit_key != NULL)
    json_object_set_string_member (call->variables, "key", submit_key);
  simmer_client_run_call (self, task, simmer_client_report_finish);
}

/**
 * simmer_client_status_async:
 * @self: a client
 * @remote_id: the service's name for the task
 * @kept: (nullable): what its reports said to keep, from simmer_report_get_kept()
 * @etag: (nullable): of the last answer; the same again is then told as "not modified"
 * @cancellable: (nullable): gives up
 * @callback: called with the answer, for simmer_client_report_finish()
 * @user_data: for @callback
 */
void
simmer_client_status_async (SimmerClient *self,
                            const char *remote_id,
                            JsonObject *kept,
                            const char *etag,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (SIMMER_IS_CLIENT (self) && remote_id != NULL);

  ask_about (self, SIMMER_VERB_STATUS, remote_id, kept, etag, cancellable, callback, user_data);
}

/**
 * simmer_client_cancel_async:
 * @self: a client
 * @remote_id: the service's name for the task
 * @kept: (nullable): what its reports said to keep, from simmer_report_get_kept()
 * @cancellable: (nullable): gives up waiting
 * @callback: called with the answer, for simmer_client_report_finish()
 * @user_data: for @callback
 */
void
simmer_client_cancel_async (SimmerClient *self,
                            const char *remote_id,
                            JsonObject *kept,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (SIMMER_IS_CLIENT (self) && remote_id != NULL);

  ask_about (self, SIMMER_VERB_CANCEL, remote_id, kept, NULL, cancellable, callback, user_data);
}

/**
 * simmer_client_retry_async:
 * @self: a client
 * @remote_id: the service's name for the task
 * @kept: (nullable): what its reports said to keep, from simmer_report_get_kept()
 * @cancellable: (nullable): gives up waiting
 * @callback: called with the answer, for simmer_client_report_finish()
 * @user_data: for @callback
 */
void
simmer_client_retry_async (SimmerClient *self,
                           const char *remote_id,
                           JsonObject *kept,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (SIMMER_IS_CLIENT (self) && remote_id != NULL);

  ask_about (self, SIMMER_VERB_RETRY, remote_id, kept, NULL, cancellable, callback, user_data);
}

/**
 * simmer_client_report_finish:
 * @self: a client
 * @result: from the callback of a submission, a status question, a cancel or a retry
 * @error: return location; of %SIMMER_ERROR, or %G_IO_ERROR_CANCELLED. Where the service said how
 *   long it wants to be left alone, simmer_error_get_retry_after() tells
 *
 * Returns: (transfer full): what the service says of the task
 */
SimmerReport *
simmer_client_report_finish (SimmerClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_client_report_finish,
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_client_statuses_async:
 * @self: a client
 * @remote_ids: the service's names for several tasks
 * @cancellable: (nullable): gives up
 * @callback: called with the answer, for simmer_client_reports_finish()
 * @user_data: for @callback
 */
void
simmer_client_statuses_async (SimmerClient *self,
                              const char *const *remote_ids,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  JsonArray *ids;
  GTask *task;
  SimmerCall *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self) && remote_ids != NULL);

  ids = json_array_new ();
  for (guint i = 0; remote_ids[i] != NULL; i++)
    json_array_add_string_element (ids, remote_ids[i]);
  task = simmer_client_new_call (self, SIMMER_VERB_STATUSES, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  call->many = TRUE;
  json_object_set_array_member (call->variables, "ids", ids);
  simmer_client_run_call (self, task, simmer_client_reports_finish);
}

/**
 * simmer_client_list_async:
 * @self: a client
 * @inputs: (nullable): values for simmer_profile_get_list_inputs()
 * @cancellable: (nullable): gives up
 * @callback: called with the answer, for simmer_client_reports_finish()
 * @user_data: for @callback
 */
void
simmer_client_list_async (SimmerClient *self,
                          JsonObject *inputs,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;
  SimmerCall *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self));

  task = simmer_client_new_call (self, SIMMER_VERB_LIST, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  call->many = TRUE;
  if (inputs != NULL)
    json_object_foreach_member (inputs, copy_member_cb, call->variables);
  simmer_prelude_run (task, simmer_client_reports_finish);
}

/**
 * simmer_client_reports_finish:
 * @self: a client
 * @result: from the callback of a question about several tasks
 * @error: return location, as of simmer_client_report_finish()
 *
 * Returns: (transfer full) (element-type SimmerReport): what the service says of each task
 */
GPtrArray *
simmer_client_reports_finish (SimmerClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_client_reports_finish,
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * simmer_client_open_async:
 * @self: a client
 * @uri: where a result is, as the service told it: absolute, or relative to the account's address
 * @range_start: first byte wanted, 0 for all
 * @validator: (nullable): what the earlier bytes were, for If-Range
 * @cancellable: (nullable): gives up
 * @callback: called once the answer's head is there
 * @user_data: for @callback
 *
 * The credential goes along only where @uri is at the account's own origin.
 */
void
simmer_client_open_async (SimmerClient *self,
                          const char *uri,
                          gint64 range_start,
                          const char *validator,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;
  SimmerCall *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self) && uri != NULL && range_start >= 0);

  task = simmer_client_new_call (self, SIMMER_VERB_RESULT, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  json_object_set_string_member (call->variables, "url", uri);
  call->range_start = range_start;
  call->turn = SIMMER_TURN_FETCH;
  call->validator = g_strdup (validator);
  simmer_client_run_call (self, task, simmer_client_open_async);
}

/**
 * simmer_client_open_finish:
 * @self: a client
 * @result: from the callback
 * @answer: (out) (transfer full): the answer's head, of any HTTP status
 * @error: return location, as of simmer_client_report_finish()
 *
 * Returns: (transfer full): the result's bytes, to be read
 */
GInputStream *
simmer_client_open_finish (SimmerClient *self,
                           GAsyncResult *result,
                           SimmerHttpAnswer **answer,
                           GError **error)
{
  GInputStream *stream;
  SimmerCall *call;

  g_return_val_if_fail (g_task_is_valid (result, self) && answer != NULL, NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_client_open_async, NULL);

  call = g_task_get_task_data (G_TASK (result));
  stream = g_task_propagate_pointer (G_TASK (result), error);
  *answer = stream != NULL ? g_steal_pointer (&call->head) : NULL;

  return stream;
}

/**
 * simmer_client_listen_async:
 * @self: a client whose profile has a stream
 * @kind: one of the kinds that the stream has
 * @remote_id: (nullable): the task that it is to be about, where a stream is about one
 * @cancellable: (nullable): gives up
 * @callback: called once the stream is there, or is known not to be
 * @user_data: for @callback
 */
void
simmer_client_listen_async (SimmerClient *self,
                            SimmerStreamKind kind,
                            const char *remote_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  SimmerCall *call;

  g_return_if_fail (SIMMER_IS_CLIENT (self));
  g_return_if_fail (simmer_profile_get_stream (
                      simmer_account_get_profile (simmer_client_get_account (self))) != NULL);

  task = simmer_client_new_call (self, SIMMER_VERB_STATUS, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  call->live = TRUE;
  call->kind = kind;
  if (remote_id != NULL)
    json_object_set_string_member (call->variables, "id", remote_id);
  simmer_client_run_call (self, task, simmer_client_listen_async);
}

/**
 * simmer_client_listen_finish:
 * @self: a client
 * @result: from the callback
 * @error: return location, as of simmer_client_report_finish(); %SIMMER_ERROR_SERVICE where the
 *   service does not have this kind of stream
 *
 * Returns: (transfer full): an open stream, to be started
 */
SimmerLiveStream *
simmer_client_listen_finish (SimmerClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_client_listen_async,
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
