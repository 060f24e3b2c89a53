/* From method and path to what is asked for. */

#include "simmer-route.h"

static const struct
{
  const char *method;
  const char *path;
  SimmerEndpoint endpoint;
  const char *allow;
  const char *task;
  guint result;
} cases[] = {
  { "GET", "/api/v1/health", SIMMER_ENDPOINT_HEALTH, NULL, NULL, 0 },
  { "HEAD", "/api/v1/health", SIMMER_ENDPOINT_HEALTH, NULL, NULL, 0 },
  { "POST", "/api/v1/generate", SIMMER_ENDPOINT_SUBMIT, NULL, NULL, 0 },
  { "GET", "/api/v1/generate", SIMMER_ENDPOINT_LIST, NULL, NULL, 0 },
  { "HEAD", "/api/v1/generate", SIMMER_ENDPOINT_LIST, NULL, NULL, 0 },
  { "GET", "/api/v1/generate/status", SIMMER_ENDPOINT_BATCH, NULL, NULL, 0 },
  { "GET", "/api/v1/generate/status/a-b", SIMMER_ENDPOINT_STATUS, NULL, "a-b", 0 },
  { "GET", "/api/v1/generate/stream", SIMMER_ENDPOINT_STREAM, NULL, NULL, 0 },
  { "POST", "/api/v1/generate/x/cancel", SIMMER_ENDPOINT_CANCEL, NULL, "x", 0 },
  { "POST", "/api/v1/generate/x/retry", SIMMER_ENDPOINT_RETRY, NULL, "x", 0 },
  { "GET", "/api/v1/generate/result/x/3", SIMMER_ENDPOINT_RESULT, NULL, "x", 3 },
  { "DELETE", "/test/log", SIMMER_ENDPOINT_TEST, NULL, NULL, 0 },
  { "DELETE", "/api/v1/generate", SIMMER_ENDPOINT_NONE, "GET, HEAD, POST", NULL, 0 },
  { "GET", "/api/v1/generate/x/cancel", SIMMER_ENDPOINT_NONE, "POST", NULL, 0 },
  { "HEAD", "/api/v1/generate/stream", SIMMER_ENDPOINT_NONE, "GET", NULL, 0 },
  { "GET", "/api/v1/generate/result/x/-1", SIMMER_ENDPOINT_NONE, NULL, NULL, 0 },
  { "GET", "/api/v1/generate/result/x/99999", SIMMER_ENDPOINT_NONE, NULL, NULL, 0 },
  { "GET", "/api/v1/generate/result/x/", SIMMER_ENDPOINT_NONE, NULL, NULL, 0 },
  { "GET", "/api/v1/generate/status/", SIMMER_ENDPOINT_NONE, NULL, NULL, 0 },
  { "POST", "/api/v1/generate//cancel", SIMMER_ENDPOINT_NONE, NULL, NULL, 0 },
  { "GET", "/api/v1/generate/", SIMMER_ENDPOINT_NONE, NULL, NULL, 0 },
  { "GET", "/", SIMMER_ENDPOINT_NONE, NULL, NULL, 0 },
  { "GET", "", SIMMER_ENDPOINT_NONE, NULL, NULL, 0 },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (SimmerRoute) route = { 0 };

      g_test_message ("%s %s", cases[i].method, cases[i].path);
      simmer_route_init (&route, cases[i].method, cases[i].path);
      g_assert_cmpint (route.endpoint, ==, cases[i].endpoint);
      g_assert_cmpstr (route.allow, ==, cases[i].allow);
      g_assert_cmpstr (route.task, ==, cases[i].task);
      if (route.endpoint == SIMMER_ENDPOINT_RESULT)
        g_assert_cmpuint (route.result, ==, cases[i].result);
    }
}

static void
test_names (void)
{
  SimmerEndpoint endpoint;

  g_assert_true (simmer_endpoint_from_string ("batch", &endpoint));
  g_assert_cmpint (endpoint, ==, SIMMER_ENDPOINT_BATCH);
  g_assert_true (simmer_endpoint_from_string ("health", &endpoint));
  g_assert_cmpint (endpoint, ==, SIMMER_ENDPOINT_HEALTH);
  g_assert_false (simmer_endpoint_from_string ("nothing", &endpoint));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/route/table", test_table);
  g_test_add_func ("/route/names", test_names);
  return g_test_run ();
}
