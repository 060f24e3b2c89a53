/* What is offered on the session's bus, as one. */

#include "simmer-bus-objects.h"

#include "simmer-search-provider.h"
#include "simmer-tasks-service.h"

struct _SimmerBusObjects
{
  GObject parent_instance;

  SimmerTasksService *tasks;    /* (owned) */
  SimmerSearchProvider *search; /* (owned) */
};

enum
{
  ASKED,
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerBusObjects, simmer_bus_objects, G_TYPE_OBJECT)

static void
asked_cb (SimmerBusObjects *self)
{
  g_signal_emit (self, signals[ASKED], 0);
}

static void
chosen_cb (SimmerBusObjects *self, const char *id)
{
  g_signal_emit (self, signals[CHOSEN], 0, id);
}

static void
simmer_bus_objects_dispose (GObject *object)
{
  SimmerBusObjects *self = SIMMER_BUS_OBJECTS (object);

  if (self->tasks != NULL)
    {
      simmer_bus_objects_unexport (self);
      g_signal_handlers_disconnect_by_data (self->tasks, self);
      g_signal_handlers_disconnect_by_data (self->search, self);
    }
  g_clear_object (&self->tasks);
  g_clear_object (&self->search);

  G_OBJECT_CLASS (simmer_bus_objects_parent_class)->dispose (object);
}

static void
simmer_bus_objects_class_init (SimmerBusObjectsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_bus_objects_dispose;

  /**
   * SimmerBusObjects::asked:
   * @self: the objects
   *
   * Somebody needs this program to run.
   */
  signals[ASKED] = g_signal_new (
    "asked", SIMMER_TYPE_BUS_OBJECTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SimmerBusObjects::chosen:
   * @self: the objects
   * @id: (nullable): a task's id; %NULL for Simmer as a whole
   */
  signals[CHOSEN] = g_signal_new ("chosen",
                                  SIMMER_TYPE_BUS_OBJECTS,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_STRING);
}

static void
simmer_bus_objects_init (SimmerBusObjects *self)
{
  self->tasks = simmer_tasks_service_new ();
  self->search = simmer_search_provider_new ();
  g_signal_connect_swapped (self->tasks, "asked", G_CALLBACK (asked_cb), self);
  g_signal_connect_swapped (self->search, "asked", G_CALLBACK (asked_cb), self);
  g_signal_connect_swapped (self->search, "chosen", G_CALLBACK (chosen_cb), self);
}

/**
 * simmer_bus_objects_new:
 *
 * Returns: (transfer full): objects that are not offered yet; what they are asked waits for
 *   simmer_bus_objects_start()
 */
SimmerBusObjects *
simmer_bus_objects_new (void)
{
  return g_object_new (SIMMER_TYPE_BUS_OBJECTS, NULL);
}

/**
 * simmer_bus_objects_export:
 * @self: the objects
 * @connection: the session's bus
 * @base_path: the application's own path, below which they are
 * @error: return location
 *
 * Returns: whether they are offered
 */
gboolean
simmer_bus_objects_export (SimmerBusObjects *self,
                           GDBusConnection *connection,
                           const char *base_path,
                           GError **error)
{
  g_autofree char *tasks = g_strconcat (base_path, "/Tasks", NULL);
  g_autofree char *search = g_strconcat (base_path, "/SearchProvider", NULL);

  return simmer_tasks_service_export (self->tasks, connection, tasks, error) &&
         simmer_search_provider_export (self->search, connection, search, error);
}

/**
 * simmer_bus_objects_unexport:
 * @self: the objects
 *
 * Offers them no longer. What is not yet told is told before.
 */
void
simmer_bus_objects_unexport (SimmerBusObjects *self)
{
  simmer_tasks_service_unexport (self->tasks);
  simmer_search_provider_unexport (self->search);
}

/**
 * simmer_bus_objects_start:
 * @self: the objects
 * @manager: has started; does what is asked, also what was asked until now
 */
void
simmer_bus_objects_start (SimmerBusObjects *self, SimmerTaskManager *manager)
{
  simmer_tasks_service_start (self->tasks, manager);
  simmer_search_provider_start (self->search, manager);
}
