/* From method and path to what is asked for. Pure. */

#include "simmer-route.h"

#include <string.h>

/* In a pattern, {} is a task's id and # a result's number. */
static const struct
{
  const char *pattern;
  const char *method;
  SimmerEndpoint endpoint;
  const char *allow;
} table[] = {
  { "/api/v1/health", "GET", SIMMER_ENDPOINT_HEALTH, "GET, HEAD" },
  { "/api/v1/generate", "POST", SIMMER_ENDPOINT_SUBMIT, "GET, HEAD, POST" },
  { "/api/v1/generate", "GET", SIMMER_ENDPOINT_LIST, "GET, HEAD, POST" },
  { "/api/v1/generate/status", "GET", SIMMER_ENDPOINT_BATCH, "GET, HEAD" },
  { "/api/v1/generate/stream", "GET", SIMMER_ENDPOINT_STREAM, "GET" },
  { "/api/v1/generate/status/{}", "GET", SIMMER_ENDPOINT_STATUS, "GET, HEAD" },
  { "/api/v1/generate/{}/cancel", "POST", SIMMER_ENDPOINT_CANCEL, "POST" },
  { "/api/v1/generate/{}/retry", "POST", SIMMER_ENDPOINT_RETRY, "POST" },
  { "/api/v1/generate/result/{}/#", "GET", SIMMER_ENDPOINT_RESULT, "GET, HEAD" },
  { "/test/fault", "POST", SIMMER_ENDPOINT_TEST, "POST" },
  { "/test/log", "GET", SIMMER_ENDPOINT_TEST, "DELETE, GET" },
  { "/test/log", "DELETE", SIMMER_ENDPOINT_TEST, "DELETE, GET" },
};

static const char *const names[] = {
  "submit", "list",   "status", "batch", "cancel", "retry",
  "result", "stream", "health", "test",  NULL,
};

static gboolean
match_number (const char *part, guint *number)
{
  if (*part == '\0' || strlen (part) > 4 || strspn (part, "0123456789") != strlen (part))
    return FALSE;

  *number = (guint) g_ascii_strtoull (part, NULL, 10);
  return TRUE;
}

static gboolean
match (const char *pattern, const char *path, char **task, guint *number)
{
  g_auto (GStrv) wanted = g_strsplit (pattern, "/", -1);
  g_auto (GStrv) given = g_strsplit (path, "/", -1);
  const char *id = NULL;

  if (g_strv_length (wanted) != g_strv_length (given))
    return FALSE;

  for (guint i = 0; wanted[i] != NULL; i++)
    {
      if (g_str_equal (wanted[i], "{}") && *given[i] != '\0')
        id = given[i];
      else if (g_str_equal (wanted[i], "#") && match_number (given[i], number))
        continue;
      else if (!g_str_equal (wanted[i], given[i]))
        return FALSE;
    }

  *task = g_strdup (id);
  return TRUE;
}

/**
 * simmer_route_init:
 * @route: (out caller-allocates): what to fill
 * @method: the request's method; HEAD counts as GET
 * @path: the request's path, decoded
 */
void
simmer_route_init (SimmerRoute *route, const char *method, const char *path)
{
  *route = (SimmerRoute){ .endpoint = SIMMER_ENDPOINT_NONE };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *task = NULL;
      gboolean head = g_str_equal (method, "HEAD") && strstr (table[i].allow, "HEAD") != NULL;

      if (!match (table[i].pattern, path, &task, &route->result))
        continue;

      if (g_str_equal (method, table[i].method) || (head && g_str_equal (table[i].method, "GET")))
        {
          route->endpoint = table[i].endpoint;
          route->task = g_steal_pointer (&task);
          route->allow = NULL;
          return;
        }
      route->allow = table[i].allow;
    }
}

void
simmer_route_clear (SimmerRoute *route)
{
  g_clear_pointer (&route->task, g_free);
}

/**
 * simmer_endpoint_from_string:
 * @name: such as "status"
 * @endpoint: (out): the endpoint
 *
 * Returns: whether there is one of that name
 */
gboolean
simmer_endpoint_from_string (const char *name, SimmerEndpoint *endpoint)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (!g_str_equal (names[i], name))
        continue;
      *endpoint = (SimmerEndpoint) i;
      return TRUE;
    }

  return FALSE;
}
