/* Listens to logind's PrepareForSleep (org.freedesktop.login1, systemd's documentation of its
 * D-Bus interface): true before the machine sleeps, false once it is awake again. */

#define G_LOG_DOMAIN "Simmer-Sleep"

#include "simmer-sleep.h"

struct _SimmerSleep
{
  GObject parent_instance;

  GDBusConnection *connection; /* (owned) (nullable): NULL without a system bus */
  guint subscription;
  gboolean asleep;
};

enum
{
  PROP_0,
  PROP_ASLEEP,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SimmerSleep, simmer_sleep, G_TYPE_OBJECT)

static void
prepare_for_sleep_cb (GDBusConnection *connection,
                      const char *sender,
                      const char *path,
                      const char *interface,
                      const char *signal,
                      GVariant *parameters,
                      gpointer user_data)
{
  SimmerSleep *self = user_data;
  gboolean asleep;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;

  g_variant_get (parameters, "(b)", &asleep);
  if (self->asleep == asleep)
    return;

  g_debug ("The machine %s", asleep ? "is about to sleep" : "is awake again");
  self->asleep = asleep;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ASLEEP]);
}

static void
got_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = g_bus_get_finish (result, &error);
  g_autoptr (SimmerSleep) self = g_weak_ref_get (user_data);

  g_weak_ref_clear (user_data);
  g_free (user_data);
  if (connection == NULL)
    {
      g_debug ("No system bus tells of sleep: %s", error->message);
      return;
    }

  if (self == NULL)
    return;

  /* A system bus that ends is no reason to end with it. */
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  self->subscription = g_dbus_connection_signal_subscribe (connection,
                                                           "org.freedesktop.login1",
                                                           "org.freedesktop.login1.Manager",
                                                           "PrepareForSleep",
                                                           "/org/freedesktop/login1",
                                                           NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE,
                                                           prepare_for_sleep_cb,
                                                           self,
                                                           NULL);
  self->connection = g_steal_pointer (&connection);
}

static void
simmer_sleep_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerSleep *self = SIMMER_SLEEP (object);

  if (prop_id == PROP_ASLEEP)
    g_value_set_boolean (value, self->asleep);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
simmer_sleep_dispose (GObject *object)
{
  SimmerSleep *self = SIMMER_SLEEP (object);

  if (self->connection != NULL)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (simmer_sleep_parent_class)->dispose (object);
}

static void
simmer_sleep_class_init (SimmerSleepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_sleep_get_property;
  object_class->dispose = simmer_sleep_dispose;

  properties[PROP_ASLEEP] =
    g_param_spec_boolean ("asleep",
                          NULL,
                          NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
simmer_sleep_init (SimmerSleep *self)
{
}

/**
 * simmer_sleep_new:
 *
 * Looks for the system bus, in the main context of its maker.
 *
 * Returns: (transfer full): what tells of the machine's sleep
 */
SimmerSleep *
simmer_sleep_new (void)
{
  SimmerSleep *self = g_object_new (SIMMER_TYPE_SLEEP, NULL);
  GWeakRef *weak = g_new (GWeakRef, 1);

  /* All in this process who look for the bus share one look: who cancelled it would do so for the
   * others too. */
  g_weak_ref_init (weak, self);
  g_bus_get (G_BUS_TYPE_SYSTEM, NULL, got_bus_cb, weak);

  return self;
}

/**
 * simmer_sleep_get_asleep:
 * @self: what tells of the machine's sleep
 *
 * Returns: whether the machine sleeps or is about to, as far as it was told
 */
gboolean
simmer_sleep_get_asleep (SimmerSleep *self)
{
  g_return_val_if_fail (SIMMER_IS_SLEEP (self), FALSE);

  return self->asleep;
}
