/* What an answer leads to before it is handed on: the next page of a list, and the outcome of a
 * task that is done where its status does not tell it. */

#define G_LOG_DOMAIN "Simmer-Client"

#include "simmer-sequel.h"

/* A list that is longer has no end. */
#define MAX_PAGES 20

typedef struct
{
  GTask *task; /* (owned) */
  SimmerSequelFunc ask;
  GPtrArray *reports; /* (owned) (element-type SimmerReport) */
  guint index;
} Sequel;

static void step (Sequel *self);

static void
sequel_free (Sequel *self)
{
  g_object_unref (self->task);
  g_ptr_array_unref (self->reports);
  g_free (self);
}

static void
finish (Sequel *self)
{
  SimmerCall *call = g_task_get_task_data (self->task);

  if (call->many)
    g_task_return_pointer (
      self->task, g_ptr_array_ref (self->reports), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_pointer (self->task,
                           simmer_report_ref (self->reports->pdata[0]),
                           (GDestroyNotify) simmer_report_unref);
  sequel_free (self);
}

static void
merge (SimmerReport *report, SimmerReport *outcome)
{
  GPtrArray *results = simmer_report_get_results (outcome);
  SimmerTaskStatus status;

  if (simmer_report_get_status (outcome, &status))
    simmer_report_set_status (report, status);
  if (simmer_report_get_error (outcome) != NULL)
    simmer_report_set_error (report, simmer_report_get_error (outcome));
  if (simmer_report_get_message (outcome) != NULL)
    simmer_report_set_message (report, simmer_report_get_message (outcome));
  if (simmer_report_get_raw_answer (outcome) != NULL)
    simmer_report_set_raw_answer (report, simmer_report_get_raw_answer (outcome));
  if (simmer_report_get_expires_after (outcome) > 0)
    simmer_report_set_expires_after (report, simmer_report_get_expires_after (outcome));
  for (guint i = 0; results != NULL && i < results->len; i++)
    simmer_report_take_result (report, simmer_result_ref (results->pdata[i]));
}

static void
outcome_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sequel *self = user_data;
  SimmerCall *call = g_task_get_task_data (self->task);
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerReport) outcome = g_task_propagate_pointer (G_TASK (result), &error);

  if (outcome != NULL)
    merge (self->reports->pdata[self->index], outcome);
  else if (!call->many)
    {
      g_task_return_error (self->task, g_steal_pointer (&error));
      sequel_free (self);
      return;
    }
  else
    {
      /* Of many, what is not known now is asked after again by itself. */
      g_debug ("an outcome: %s", error->message);
      g_ptr_array_remove_index (self->reports, self->index--);
    }

  self->index++;
  step (self);
}

static gboolean
wants_outcome (Sequel *self, SimmerReport *report)
{
  SimmerCall *call = g_task_get_task_data (self->task);
  SimmerTaskStatus status;

  return call->verb != SIMMER_VERB_LIST && call->verb != SIMMER_VERB_OUTCOME &&
         simmer_client_can (g_task_get_source_object (self->task), SIMMER_VERB_OUTCOME) &&
         simmer_report_get_status (report, &status) && status == SIMMER_TASK_STATUS_COMPLETED &&
         simmer_report_get_results (report) == NULL;
}

/* Asks for the next outcome that is wanting, one after the other. */
static void
step (Sequel *self)
{
  SimmerCall *call = g_task_get_task_data (self->task);
  SimmerClient *client = g_task_get_source_object (self->task);

  for (; self->index < self->reports->len; self->index++)
    {
      SimmerReport *report = self->reports->pdata[self->index];
      const char *id = simmer_report_get_remote_id (report);
      g_autoptr (JsonObject) variables = json_object_new ();
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      if (!wants_outcome (self, report))
        continue;
      json_object_iter_init (&iter, call->variables);
      while (json_object_iter_next (&iter, &name, &value))
        json_object_set_member (variables, name, json_node_copy (value));
      if (id != NULL)
        json_object_set_string_member (variables, "id", id);
      self->ask (client,
                 SIMMER_VERB_OUTCOME,
                 variables,
                 g_task_get_cancellable (self->task),
                 outcome_cb,
                 self);
      return;
    }

  finish (self);
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sequel *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rest = g_task_propagate_pointer (G_TASK (result), &error);

  /* A page that cannot be had takes nothing from those before it. */
  if (rest == NULL)
    g_debug ("the next page: %s", error->message);
  for (guint i = 0; rest != NULL && i < rest->len; i++)
    g_ptr_array_add (self->reports, simmer_report_ref (rest->pdata[i]));
  finish (self);
}

/* Whether there is another page; it is asked for as the list was, but for what says where to go
 * on. */
static gboolean
turn_page (Sequel *self)
{
  SimmerCall *call = g_task_get_task_data (self->task);
  SimmerClient *client = g_task_get_source_object (self->task);
  const SimmerRequest *request = simmer_profile_get_request (
    simmer_account_get_profile (simmer_client_get_account (client)), call->verb);
  gint64 offset = json_object_get_int_member_with_default (call->variables, "offset", 0);
  gint64 page = json_object_get_int_member_with_default (call->variables, "page", 0);

  if (call->verb != SIMMER_VERB_LIST || page + 1 >= MAX_PAGES || self->reports->len == 0)
    return FALSE;

  switch (request->paging)
    {
    case SIMMER_PAGING_URL:
    case SIMMER_PAGING_CURSOR:
      if (call->next == NULL)
        return FALSE;
      json_object_set_string_member (
        call->variables, request->paging == SIMMER_PAGING_URL ? "next" : "cursor", call->next);
      break;
    case SIMMER_PAGING_OFFSET:
      json_object_set_int_member (call->variables, "offset", offset + self->reports->len);
      break;
    case SIMMER_PAGING_NONE:
    default:
      return FALSE;
    }
  json_object_set_int_member (call->variables, "page", page + 1);
  self->ask (
    client, SIMMER_VERB_LIST, call->variables, g_task_get_cancellable (self->task), page_cb, self);

  return TRUE;
}

/**
 * simmer_sequel_run:
 * @task: (transfer full): a call that was answered; it returns when all is known
 * @said: (transfer full): what the answer said
 * @ask: asks one thing more
 */
void
simmer_sequel_run (GTask *task, gpointer said, SimmerSequelFunc ask)
{
  SimmerCall *call = g_task_get_task_data (task);
  Sequel *self = g_new0 (Sequel, 1);

  self->task = task;
  self->ask = ask;
  self->reports = said;
  if (!call->many)
    {
      self->reports = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_report_unref);
      g_ptr_array_add (self->reports, said);
    }
  if (!turn_page (self))
    step (self);
}
