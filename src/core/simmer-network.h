#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_NETWORK (simmer_network_get_type ())

/**
 * SimmerNetwork:
 *
 * Whether a host can be asked: #GNetworkMonitor, host by host. Emits "changed" within one turn of
 * the main loop after the monitor did, and when it is found out that a host is reachable without
 * the network at large. Loopback is never held back.
 */
G_DECLARE_FINAL_TYPE (SimmerNetwork, simmer_network, SIMMER, NETWORK, GObject)

SimmerNetwork *simmer_network_new (GNetworkMonitor *monitor);
void simmer_network_set_power (SimmerNetwork *self, GPowerProfileMonitor *power);
gboolean simmer_network_get_available (SimmerNetwork *self, const char *host);
gboolean simmer_network_get_online (SimmerNetwork *self);
gboolean simmer_network_get_power_saver (SimmerNetwork *self);
gboolean simmer_network_get_metered (SimmerNetwork *self);
gboolean simmer_network_get_captive (SimmerNetwork *self);

G_END_DECLS
