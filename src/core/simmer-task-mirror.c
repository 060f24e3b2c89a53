/* A task as another process shows it: what the store keeps of it, and what only its follower knows,
 * such as how it is heard. */

#include "config.h"

#include "simmer-task-mirror.h"

#include "simmer-json.h"
#include "simmer-task-private.h"
#include "simmer-task-state.h"

/* Seconds: a thousand years. */
#define MOST_ETA 3.2e10

static JsonObject *
usual_to_json (const SimmerUsual *usual)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "n", usual->n);
  json_object_set_int_member (object, "median", usual->median);
  json_object_set_int_member (object, "p75", usual->p75);
  json_object_set_int_member (object, "wait", usual->wait);

  return object;
}

/**
 * simmer_task_to_mirror:
 * @task: a task
 *
 * Returns: (transfer full): all that is needed to show it elsewhere, as one JSON object
 */
char *
simmer_task_to_mirror (SimmerTask *task)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  static gint64 n_made;

  json_object_set_string_member (object, "id", task->id);
  json_object_set_int_member (object, "number", ++n_made);
  json_object_set_string_member (object, "account", task->account_id);
  json_object_set_string_member (object, "service", task->service);
  json_object_set_string_member (object, "tracking", simmer_tracking_to_string (task->tracking));
  json_object_set_int_member (object, "trackingUntil", task->tracking_until);
  json_object_set_double_member (object, "eta", task->eta);
  json_object_set_int_member (object, "etaTold", task->eta_told);
  if (task->usual.n > 0)
    json_object_set_object_member (object, "usual", usual_to_json (&task->usual));
  json_object_set_member (object, "state", simmer_task_to_state (task));

  return simmer_json_to_string (node);
}

static const char *
read_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : "";
}

static JsonObject *
parse (const char *mirror)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (mirror, strlen (mirror));
  g_autoptr (JsonNode) node = simmer_json_parse_file (bytes, NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

static gint64
read_time (JsonObject *object, const char *name)
{
  gint64 time = json_object_get_int_member_with_default (object, name, 0);

  return CLAMP (time, 0, SIMMER_TASK_LAST_TIME);
}

static void
load_usual (SimmerTask *self, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "usual");
  JsonObject *usual;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  usual = json_node_get_object (node);
  self->usual.n = (guint) MIN (read_time (usual, "n"), G_MAXINT);
  self->usual.median = read_time (usual, "median");
  self->usual.p75 = read_time (usual, "p75");
  self->usual.wait = read_time (usual, "wait");
}

static void
load_tracking (SimmerTask *self, JsonObject *object)
{
  const char *word = read_string (object, "tracking");
  gint64 until = read_time (object, "trackingUntil");

  for (int i = SIMMER_TRACKING_LIVE; i <= SIMMER_TRACKING_ENDED; i++)
    if (g_str_equal (word, simmer_tracking_to_string ((SimmerTracking) i)))
      simmer_task_set_tracking (self, (SimmerTracking) i, until);
}

static gboolean
load (SimmerTask *self, JsonObject *object)
{
  double eta = json_object_get_double_member_with_default (object, "eta", -1);

  self->mirror_number = json_object_get_int_member_with_default (object, "number", 0);
  self->eta = eta >= 0 ? MIN (eta, MOST_ETA) : -1;
  self->eta_told = read_time (object, "etaTold");
  load_usual (self, object);
  if (!simmer_task_load_state (self, json_object_get_member (object, "state")))
    return FALSE;
  load_tracking (self, object);

  return TRUE;
}

/**
 * simmer_task_new_from_mirror:
 * @mirror: from simmer_task_to_mirror(), perhaps of another version
 *
 * Returns: (transfer full) (nullable): a new task that is as that one was; %NULL if @mirror is none
 */
SimmerTask *
simmer_task_new_from_mirror (const char *mirror)
{
  g_autoptr (JsonObject) object = parse (mirror);
  g_autoptr (SimmerTask) task = NULL;
  const char *id;

  if (object == NULL)
    return NULL;
  id = read_string (object, "id");
  if (*id == '\0')
    return NULL;

  task = simmer_task_new (id, read_string (object, "account"), read_string (object, "service"));
  return load (task, object) ? g_steal_pointer (&task) : NULL;
}

/**
 * simmer_task_load_mirror:
 * @task: a task from simmer_task_new_from_mirror()
 * @mirror: from simmer_task_to_mirror() of the same task, later
 *
 * Returns: whether @task is as that one is now
 */
gboolean
simmer_task_load_mirror (SimmerTask *task, const char *mirror)
{
  g_autoptr (JsonObject) object = parse (mirror);

  return object != NULL && g_str_equal (read_string (object, "id"), task->id) &&
         load (task, object);
}

/**
 * simmer_task_get_mirror_number:
 * @task: a task from simmer_task_new_from_mirror()
 *
 * What one process says of a task does not always come in the order in which it was said: an answer
 * overtakes what was told to all before.
 *
 * Returns: the higher, the later that was made of which @task is the mirror, by the same process
 */
gint64
simmer_task_get_mirror_number (SimmerTask *task)
{
  g_return_val_if_fail (SIMMER_IS_TASK (task), 0);

  return task->mirror_number;
}
