#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_TEST_MONITOR (simmer_test_monitor_get_type ())
#define SIMMER_TEST_HOST         "service.test"

/**
 * SimmerTestMonitor:
 *
 * A #GNetworkMonitor that says what it is told to say.
 */
G_DECLARE_FINAL_TYPE (SimmerTestMonitor, simmer_test_monitor, SIMMER, TEST_MONITOR, GObject)

GNetworkMonitor *simmer_test_monitor_new (gboolean available);
void simmer_test_monitor_set_available (SimmerTestMonitor *self, gboolean available);
void simmer_test_monitor_set_metered (SimmerTestMonitor *self, gboolean metered);
void simmer_test_monitor_set_captive (SimmerTestMonitor *self, gboolean captive);
void simmer_test_monitor_set_near (SimmerTestMonitor *self, gboolean near);
guint simmer_test_monitor_get_n_looks (SimmerTestMonitor *self);

#define SIMMER_TYPE_TEST_POWER (simmer_test_power_get_type ())

/**
 * SimmerTestPower:
 *
 * A #GPowerProfileMonitor that says what it is told to say.
 */
G_DECLARE_FINAL_TYPE (SimmerTestPower, simmer_test_power, SIMMER, TEST_POWER, GObject)

GPowerProfileMonitor *simmer_test_power_new (void);
void simmer_test_power_set_saving (SimmerTestPower *self, gboolean saving);

/* From here on %SIMMER_TEST_HOST is a name of 127.0.0.1, so that a loopback service can be
 * asked as one that is far away. */
void simmer_test_resolver_install (void);

G_END_DECLS
