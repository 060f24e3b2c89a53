#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  SIMMER_ENDPOINT_SUBMIT,
  SIMMER_ENDPOINT_LIST,
  SIMMER_ENDPOINT_STATUS,
  SIMMER_ENDPOINT_BATCH,
  SIMMER_ENDPOINT_CANCEL,
  SIMMER_ENDPOINT_RETRY,
  SIMMER_ENDPOINT_RESULT,
  SIMMER_ENDPOINT_STREAM,
  SIMMER_ENDPOINT_HEALTH,
  SIMMER_ENDPOINT_TEST,
  SIMMER_ENDPOINT_NONE,
} SimmerEndpoint;

/**
 * SimmerRoute:
 * @endpoint: what the request is for; %SIMMER_ENDPOINT_NONE for an unknown path
 * @allow: (nullable): the methods that the path knows, when the request's is not one of them
 * @task: (owned) (nullable): the task's id in the path
 * @result: the result's number in the path
 *
 * Where a request goes.
 */
typedef struct
{
  SimmerEndpoint endpoint;
  const char *allow;
  char *task;
  guint result;
} SimmerRoute;

void simmer_route_init (SimmerRoute *route, const char *method, const char *path);
void simmer_route_clear (SimmerRoute *route);

gboolean simmer_endpoint_from_string (const char *name, SimmerEndpoint *endpoint);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimmerRoute, simmer_route_clear)

G_END_DECLS
