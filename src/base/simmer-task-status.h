#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SimmerTaskStatus:
 * @SIMMER_TASK_STATUS_PENDING: accepted by the service, waiting for its turn
 * @SIMMER_TASK_STATUS_IN_PROGRESS: being worked on
 * @SIMMER_TASK_STATUS_COMPLETED: ended with a result
 * @SIMMER_TASK_STATUS_FAILED: ended without one
 * @SIMMER_TASK_STATUS_CANCELLED: ended because somebody said so
 *
 * What a service says of a task. Nothing local is a status: submitting and cancelling are
 * intents beside it, and trouble in reaching the service is #SimmerTracking.
 */
typedef enum
{
  SIMMER_TASK_STATUS_PENDING,
  SIMMER_TASK_STATUS_IN_PROGRESS,
  SIMMER_TASK_STATUS_COMPLETED,
  SIMMER_TASK_STATUS_FAILED,
  SIMMER_TASK_STATUS_CANCELLED,
} SimmerTaskStatus;

#define SIMMER_TYPE_TASK_STATUS (simmer_task_status_get_type ())
#define SIMMER_N_TASK_STATUSES  5

GType simmer_task_status_get_type (void);

const char *simmer_task_status_to_string (SimmerTaskStatus status);
gboolean simmer_task_status_from_string (const char *word, SimmerTaskStatus *status);
gboolean simmer_task_status_is_final (SimmerTaskStatus status);

G_END_DECLS
