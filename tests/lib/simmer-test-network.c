/* A network and a resolver for tests. */

#include "simmer-test-network.h"

struct _SimmerTestMonitor
{
  GObject parent;

  gboolean available;
  gboolean metered;
  gboolean captive;
  gboolean near;
  guint n_looks;
};

enum
{
  PROP_0,
  PROP_AVAILABLE,
  PROP_METERED,
  PROP_CONNECTIVITY,
};

static gboolean
initable_init (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
initable_iface_init (GInitableIface *iface)
{
  iface->init = initable_init;
}

static gboolean
can_reach (GNetworkMonitor *monitor,
           GSocketConnectable *connectable,
           GCancellable *cancellable,
           GError **error)
{
  SimmerTestMonitor *self = SIMMER_TEST_MONITOR (monitor);

  if (self->near)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "far");
  return FALSE;
}

static void
can_reach_async (GNetworkMonitor *monitor,
                 GSocketConnectable *connectable,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (monitor, cancellable, callback, user_data);
  GError *error = NULL;

  SIMMER_TEST_MONITOR (monitor)->n_looks++;
  if (can_reach (monitor, connectable, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
can_reach_finish (GNetworkMonitor *monitor, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
monitor_iface_init (GNetworkMonitorInterface *iface)
{
  iface->can_reach = can_reach;
  iface->can_reach_async = can_reach_async;
  iface->can_reach_finish = can_reach_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SimmerTestMonitor,
                               simmer_test_monitor,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, initable_iface_init)
                                 G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, monitor_iface_init))

static void
simmer_test_monitor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SimmerTestMonitor *self = SIMMER_TEST_MONITOR (object);

  switch (id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->available);
      break;
    case PROP_METERED:
      g_value_set_boolean (value, self->metered);
      break;
    case PROP_CONNECTIVITY:
      g_value_set_enum (value,
                        self->captive     ? G_NETWORK_CONNECTIVITY_PORTAL
                        : self->available ? G_NETWORK_CONNECTIVITY_FULL
                                          : G_NETWORK_CONNECTIVITY_LOCAL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
simmer_test_monitor_class_init (SimmerTestMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_test_monitor_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
simmer_test_monitor_init (SimmerTestMonitor *self)
{
}

/**
 * simmer_test_monitor_new:
 * @available: whether there is a network at first
 *
 * Returns: (transfer full): a monitor
 */
GNetworkMonitor *
simmer_test_monitor_new (gboolean available)
{
  SimmerTestMonitor *self = g_object_new (SIMMER_TYPE_TEST_MONITOR, NULL);

  self->available = available;
  return G_NETWORK_MONITOR (self);
}

void
simmer_test_monitor_set_available (SimmerTestMonitor *self, gboolean available)
{
  self->available = available;
  g_object_notify (G_OBJECT (self), "network-available");
  g_signal_emit_by_name (self, "network-changed", available);
}

void
simmer_test_monitor_set_metered (SimmerTestMonitor *self, gboolean metered)
{
  self->metered = metered;
  g_object_notify (G_OBJECT (self), "network-metered");
}

/**
 * simmer_test_monitor_set_captive:
 * @self: a monitor
 * @captive: whether the network lets nobody out before a person has signed in to it
 */
void
simmer_test_monitor_set_captive (SimmerTestMonitor *self, gboolean captive)
{
  self->captive = captive;
  g_object_notify (G_OBJECT (self), "connectivity");
  g_signal_emit_by_name (self, "network-changed", self->available);
}

/**
 * simmer_test_monitor_set_near:
 * @self: a monitor
 * @near: whether hosts can be reached without a network at large, as in a LAN
 */
void
simmer_test_monitor_set_near (SimmerTestMonitor *self, gboolean near)
{
  self->near = near;
}

guint
simmer_test_monitor_get_n_looks (SimmerTestMonitor *self)
{
  return self->n_looks;
}

/* --- The battery ----------------------------------------------------------------------------- */

struct _SimmerTestPower
{
  GObject parent;

  gboolean saving;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (SimmerTestPower,
                               simmer_test_power,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, initable_iface_init)
                                 G_IMPLEMENT_INTERFACE (G_TYPE_POWER_PROFILE_MONITOR, NULL))

static void
simmer_test_power_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, SIMMER_TEST_POWER (object)->saving);
}

static void
simmer_test_power_class_init (SimmerTestPowerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_test_power_get_property;
  g_object_class_override_property (object_class, 1, "power-saver-enabled");
}

static void
simmer_test_power_init (SimmerTestPower *self)
{
}

/**
 * simmer_test_power_new:
 *
 * Returns: (transfer full): a monitor of a machine that need not save power
 */
GPowerProfileMonitor *
simmer_test_power_new (void)
{
  return g_object_new (SIMMER_TYPE_TEST_POWER, NULL);
}

void
simmer_test_power_set_saving (SimmerTestPower *self, gboolean saving)
{
  self->saving = saving;
  g_object_notify (G_OBJECT (self), "power-saver-enabled");
}

/* --- The resolver ---------------------------------------------------------------------------- */

#define SIMMER_TYPE_TEST_RESOLVER (simmer_test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (SimmerTestResolver, simmer_test_resolver, SIMMER, TEST_RESOLVER, GResolver)

struct _SimmerTestResolver
{
  GResolver parent;
};

G_DEFINE_FINAL_TYPE (SimmerTestResolver, simmer_test_resolver, G_TYPE_RESOLVER)

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

static void
look_up_async (GResolver *resolver,
               const char *name,
               GResolverNameLookupFlags flags,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  if (g_str_equal (name, SIMMER_TEST_HOST) && flags != G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY)
    g_task_return_pointer (
      task, g_list_append (NULL, g_inet_address_new_from_string ("127.0.0.1")), free_addresses);
  else
    g_task_return_new_error (
      task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no such name: %s", name);
}

static void
look_up_any_async (GResolver *resolver,
                   const char *name,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  look_up_async (
    resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback, user_data);
}

static GList *
look_up_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
simmer_test_resolver_class_init (SimmerTestResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_async = look_up_any_async;
  resolver_class->lookup_by_name_finish = look_up_finish;
  resolver_class->lookup_by_name_with_flags_async = look_up_async;
  resolver_class->lookup_by_name_with_flags_finish = look_up_finish;
}

static void
simmer_test_resolver_init (SimmerTestResolver *self)
{
}

/**
 * simmer_test_resolver_install:
 *
 * Replaces the process's resolver. Every other name does not exist, so that no test asks a
 * network.
 */
void
simmer_test_resolver_install (void)
{
  g_autoptr (GResolver) resolver = g_object_new (SIMMER_TYPE_TEST_RESOLVER, NULL);

  g_resolver_set_default (resolver);
}
