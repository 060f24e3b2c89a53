/* The network, host by host. */

#include "simmer-network.h"
#include "simmer-test-network.h"
#include "simmer-test-server.h"

typedef struct
{
  GNetworkMonitor *monitor;
  SimmerTestMonitor *control;
  SimmerNetwork *network;
  guint n_changed;
} Fixture;

static void
count_cb (SimmerNetwork *network, guint *n)
{
  (*n)++;
}

static void
set_up (Fixture *fixture, gconstpointer available)
{
  fixture->monitor = simmer_test_monitor_new (GPOINTER_TO_INT (available));
  fixture->control = SIMMER_TEST_MONITOR (fixture->monitor);
  fixture->network = simmer_network_new (fixture->monitor);
  g_signal_connect (fixture->network, "changed", G_CALLBACK (count_cb), &fixture->n_changed);
}

static void
tear_down (Fixture *fixture, gconstpointer available)
{
  g_assert_finalize_object (fixture->network);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->control);
}

static void
test_there (Fixture *fixture, gconstpointer user_data)
{
  g_assert_true (simmer_network_get_online (fixture->network));
  g_assert_true (simmer_network_get_available (fixture->network, "service.example"));
  g_assert_true (simmer_network_get_available (fixture->network, "localhost:1"));
  g_assert_false (simmer_network_get_metered (fixture->network));
  g_assert_false (simmer_network_get_captive (fixture->network));
  g_assert_cmpuint (simmer_test_monitor_get_n_looks (fixture->control), ==, 0);

  simmer_test_monitor_set_metered (fixture->control, TRUE);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_true (simmer_network_get_metered (fixture->network));
}

static void
test_power (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GPowerProfileMonitor) power = simmer_test_power_new ();

  g_assert_false (simmer_network_get_power_saver (fixture->network));
  simmer_network_set_power (fixture->network, power);
  g_assert_false (simmer_network_get_power_saver (fixture->network));
  simmer_test_power_set_saving (SIMMER_TEST_POWER (power), TRUE);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_true (simmer_network_get_power_saver (fixture->network));
}

static void
test_gone (Fixture *fixture, gconstpointer user_data)
{
  simmer_test_monitor_set_available (fixture->control, FALSE);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_false (simmer_network_get_online (fixture->network));
  g_assert_false (simmer_network_get_available (fixture->network, "service.example:8080"));
  g_assert_true (simmer_network_get_available (fixture->network, "127.0.0.1:8080"));
  g_assert_true (simmer_network_get_available (fixture->network, "[::1]:8080"));

  /* One look serves all who ask meanwhile and for a minute after. */
  for (int i = 0; i < 10; i++)
    {
      g_assert_false (simmer_network_get_available (fixture->network, "service.example:8080"));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  g_assert_cmpuint (simmer_test_monitor_get_n_looks (fixture->control), ==, 1);
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  simmer_test_monitor_set_available (fixture->control, TRUE);
  g_assert_cmpuint (fixture->n_changed, ==, 2);
  g_assert_true (simmer_network_get_available (fixture->network, "service.example:8080"));
}

static void
test_near (Fixture *fixture, gconstpointer user_data)
{
  simmer_test_monitor_set_near (fixture->control, TRUE);
  g_assert_false (simmer_network_get_available (fixture->network, "nas.example"));
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  simmer_test_wait (fixture->n_changed == 1);
  g_assert_true (simmer_network_get_available (fixture->network, "nas.example"));
  g_assert_false (simmer_network_get_online (fixture->network));
  g_assert_cmpuint (simmer_test_monitor_get_n_looks (fixture->control), ==, 1);
}

static void
test_given_up (Fixture *fixture, gconstpointer user_data)
{
  simmer_test_monitor_set_near (fixture->control, TRUE);
  g_assert_false (simmer_network_get_available (fixture->network, "nas.example"));
  g_assert_finalize_object (fixture->network);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  fixture->network = simmer_network_new (fixture->monitor);
}

static void
test_captive (Fixture *fixture, gconstpointer user_data)
{
  simmer_test_monitor_set_captive (fixture->control, TRUE);
  g_assert_true (simmer_network_get_captive (fixture->network));
  g_assert_cmpuint (fixture->n_changed, >=, 1);
  simmer_test_monitor_set_captive (fixture->control, FALSE);
  g_assert_false (simmer_network_get_captive (fixture->network));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/network/there", Fixture, GINT_TO_POINTER (TRUE), set_up, test_there, tear_down);
  g_test_add ("/network/power", Fixture, GINT_TO_POINTER (TRUE), set_up, test_power, tear_down);
  g_test_add ("/network/gone", Fixture, GINT_TO_POINTER (TRUE), set_up, test_gone, tear_down);
  g_test_add ("/network/near", Fixture, NULL, set_up, test_near, tear_down);
  g_test_add ("/network/captive", Fixture, GINT_TO_POINTER (TRUE), set_up, test_captive, tear_down);
  g_test_add ("/network/given-up", Fixture, NULL, set_up, test_given_up, tear_down);
  return g_test_run ();
}
