/* Which hosts can be asked right now. */

#define G_LOG_DOMAIN "Simmer-Network"

#include "simmer-network.h"

#include "simmer-host.h"

/* How long it is believed, while there is no network at large, whether a host is reachable. */
#define BELIEF (60 * G_USEC_PER_SEC)

/* What is known of a host while the monitor says that there is no network. */
typedef struct
{
  SimmerNetwork *network; /* (unowned) */
  char *host;
  gboolean reachable;
  gint64 looked;             /* monotonic time of the last look; 0 if none */
  GCancellable *cancellable; /* (owned) (nullable): of the look under way */
} Place;

struct _SimmerNetwork
{
  GObject parent_instance;

  GNetworkMonitor *monitor;    /* (owned) */
  GPowerProfileMonitor *power; /* (owned) (nullable) */
  GHashTable *places;          /* (owned): host → Place */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerNetwork, simmer_network, G_TYPE_OBJECT)

static void
place_forget (Place *place)
{
  g_cancellable_cancel (place->cancellable);
  g_clear_object (&place->cancellable);
  place->looked = 0;
}

static void
place_free (Place *place)
{
  place_forget (place);
  g_free (place->host);
  g_free (place);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean reachable =
    g_network_monitor_can_reach_finish (G_NETWORK_MONITOR (source), result, &error);
  Place *place = user_data;

  /* The place is gone, or it is looked for anew. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_debug ("%s is %s", place->host, reachable ? "reachable" : error->message);
  g_clear_object (&place->cancellable);
  if (place->reachable == reachable)
    return;

  place->reachable = reachable;
  g_signal_emit (place->network, signals[CHANGED], 0);
}

static void
place_look (Place *place)
{
  g_autoptr (GSocketConnectable) address = g_network_address_parse (place->host, 443, NULL);

  place->looked = g_get_monotonic_time ();
  if (address == NULL)
    return;

  place->cancellable = g_cancellable_new ();
  g_network_monitor_can_reach_async (
    place->network->monitor, address, place->cancellable, looked_cb, place);
}

static void
monitor_changed_cb (SimmerNetwork *self)
{
  GHashTableIter iter;
  gpointer place;

  g_debug ("The network changed: %s",
           g_network_monitor_get_network_available (self->monitor) ? "there" : "gone");
  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    place_forget (place);

  g_signal_emit (self, signals[CHANGED], 0);
}

static void
power_changed_cb (SimmerNetwork *self)
{
  g_debug ("The battery is %sto last", simmer_network_get_power_saver (self) ? "" : "not ");
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
simmer_network_dispose (GObject *object)
{
  SimmerNetwork *self = SIMMER_NETWORK (object);

  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_object (&self->monitor);
  g_clear_object (&self->power);

  G_OBJECT_CLASS (simmer_network_parent_class)->dispose (object);
}

static void
simmer_network_class_init (SimmerNetworkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = simmer_network_dispose;

  /**
   * SimmerNetwork::changed:
   *
   * What can be asked may have changed.
   */
  signals[CHANGED] = g_signal_new (
    "changed", SIMMER_TYPE_NETWORK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
simmer_network_init (SimmerNetwork *self)
{
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) place_free);
}

/**
 * simmer_network_new:
 * @monitor: what watches the machine's network
 *
 * Returns: (transfer full): a view of it, host by host
 */
SimmerNetwork *
simmer_network_new (GNetworkMonitor *monitor)
{
  SimmerNetwork *self;

  g_return_val_if_fail (G_IS_NETWORK_MONITOR (monitor), NULL);

  self = g_object_new (SIMMER_TYPE_NETWORK, NULL);
  self->monitor = g_object_ref (monitor);
  g_signal_connect_object (
    monitor, "network-changed", G_CALLBACK (monitor_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    monitor, "notify::network-metered", G_CALLBACK (monitor_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * simmer_network_set_power:
 * @self: a network
 * @power: what knows whether this machine is to save power; to be set once
 */
void
simmer_network_set_power (SimmerNetwork *self, GPowerProfileMonitor *power)
{
  g_return_if_fail (SIMMER_IS_NETWORK (self) && G_IS_POWER_PROFILE_MONITOR (power));
  g_return_if_fail (self->power == NULL);

  self->power = g_object_ref (power);
  g_signal_connect_object (
    power, "notify::power-saver-enabled", G_CALLBACK (power_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * simmer_network_get_available:
 * @self: a network
 * @host: a host, with or without a port
 *
 * Loopback always is. Others are while there is a network at large; while there is none, a host
 * that is near all the same (a LAN without a route to the world) is found by looking, which ends
 * in "changed".
 *
 * Returns: whether @host can be asked, as far as is known
 */
gboolean
simmer_network_get_available (SimmerNetwork *self, const char *host)
{
  Place *place;

  g_return_val_if_fail (SIMMER_IS_NETWORK (self) && host != NULL, FALSE);

  if (simmer_host_is_loopback (host) || g_network_monitor_get_network_available (self->monitor))
    return TRUE;

  place = g_hash_table_lookup (self->places, host);
  if (place == NULL)
    {
      place = g_new0 (Place, 1);
      place->network = self;
      place->host = g_strdup (host);
      g_hash_table_insert (self->places, place->host, place);
    }
  if (place->cancellable == NULL &&
      (place->looked == 0 || g_get_monotonic_time () - place->looked > BELIEF))
    place_look (place);

  return place->reachable;
}

/**
 * simmer_network_get_online:
 * @self: a network
 *
 * Returns: whether this machine has a network at large
 */
gboolean
simmer_network_get_online (SimmerNetwork *self)
{
  g_return_val_if_fail (SIMMER_IS_NETWORK (self), FALSE);

  return g_network_monitor_get_network_available (self->monitor);
}

/**
 * simmer_network_get_metered:
 * @self: a network
 *
 * Returns: whether traffic may cost money
 */
gboolean
simmer_network_get_metered (SimmerNetwork *self)
{
  g_return_val_if_fail (SIMMER_IS_NETWORK (self), FALSE);

  return g_network_monitor_get_network_metered (self->monitor);
}

/**
 * simmer_network_get_power_saver:
 * @self: a network
 *
 * Returns: whether this machine is to save power
 */
gboolean
simmer_network_get_power_saver (SimmerNetwork *self)
{
  g_return_val_if_fail (SIMMER_IS_NETWORK (self), FALSE);

  return self->power != NULL && g_power_profile_monitor_get_power_saver_enabled (self->power);
}

/**
 * simmer_network_get_captive:
 * @self: a network
 *
 * Returns: whether the network lets nobody out before a person has signed in to it in a browser
 */
gboolean
simmer_network_get_captive (SimmerNetwork *self)
{
  g_return_val_if_fail (SIMMER_IS_NETWORK (self), FALSE);

  return g_network_monitor_get_connectivity (self->monitor) == G_NETWORK_CONNECTIVITY_PORTAL;
}
