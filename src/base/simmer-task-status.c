/* The statuses of a task, and which moves between them are legal. Pure. */

#include "simmer-task-status.h"

G_DEFINE_ENUM_TYPE (SimmerTaskStatus,
                    simmer_task_status,
                    G_DEFINE_ENUM_VALUE (SIMMER_TASK_STATUS_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (SIMMER_TASK_STATUS_IN_PROGRESS, "in-progress"),
                    G_DEFINE_ENUM_VALUE (SIMMER_TASK_STATUS_COMPLETED, "completed"),
                    G_DEFINE_ENUM_VALUE (SIMMER_TASK_STATUS_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (SIMMER_TASK_STATUS_CANCELLED, "cancelled"))

static const char *const words[SIMMER_N_TASK_STATUSES] = {
  "PENDING", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED",
};

/**
 * simmer_task_status_to_string:
 * @status: a status
 *
 * Returns: (transfer none): the native API's word, such as "IN_PROGRESS"
 */
const char *
simmer_task_status_to_string (SimmerTaskStatus status)
{
  g_return_val_if_fail ((int) status >= 0 && status < SIMMER_N_TASK_STATUSES, words[0]);

  return words[status];
}

/**
 * simmer_task_status_from_string:
 * @word: (nullable): one of the native API's five words, exactly
 * @status: (out) (optional): the status it names
 *
 * For what Simmer wrote itself; what services write goes through #SimmerReader.
 *
 * Returns: whether @word is one of the five
 */
gboolean
simmer_task_status_from_string (const char *word, SimmerTaskStatus *status)
{
  for (int i = 0; i < SIMMER_N_TASK_STATUSES; i++)
    {
      if (g_strcmp0 (word, words[i]) != 0)
        continue;
      if (status != NULL)
        *status = (SimmerTaskStatus) i;
      return TRUE;
    }

  return FALSE;
}

/**
 * simmer_task_status_is_final:
 * @status: a status
 *
 * Returns: whether the remote task has ended
 */
gboolean
simmer_task_status_is_final (SimmerTaskStatus status)
{
  return status >= SIMMER_TASK_STATUS_COMPLETED;
}
