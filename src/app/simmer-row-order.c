#include "config.h"

#include "simmer-row-order.h"

#include <glib/gi18n.h>

static SimmerRowOrder
order_for_active (SimmerTask *task, SimmerTaskManager *manager, gboolean held)
{
  SimmerTracking tracking = simmer_task_get_tracking (task);
  SimmerIntent intent = simmer_task_get_intent (task);
  const char *why_not = NULL;
  SimmerRowOrder order = { "win.cancel", "window-close-symbolic", _ ("Cancel"), NULL, FALSE, TRUE };

  order.sensitive =
    tracking != SIMMER_TRACKING_OFFLINE && intent != SIMMER_INTENT_CANCELLING && !held;
  if (order.sensitive && manager != NULL &&
      !simmer_task_manager_can_cancel (manager, task, &why_not))
    {
      gboolean left = simmer_task_manager_is_left (manager, task);

      order.action = left ? "win.follow" : "win.unfollow";
      order.icon = left ? "view-refresh-symbolic" : order.icon;
      order.label = left ? _ ("Follow Again") : _ ("Stop Following");
      order.tip = why_not;
    }

  return order;
}

static SimmerRowOrder
order_for_retry (SimmerTask *task, SimmerTaskManager *manager, gboolean word)
{
  const char *why_not = NULL;
  SimmerRowOrder order = { "win.retry", "view-refresh-symbolic", _ ("Retry"), NULL, word, TRUE };

  if (manager != NULL && !simmer_task_manager_can_retry (manager, task, &why_not))
    {
      order.sensitive = FALSE;
      order.tip = why_not;
    }

  return order;
}

static SimmerRowOrder
order_for (SimmerTask *task, SimmerTaskManager *manager, gboolean held)
{
  GPtrArray *results = simmer_task_get_results (task);

  if (simmer_task_get_intent (task) == SIMMER_INTENT_UNSURE)
    return order_for_retry (task, manager, TRUE);
  if (simmer_task_is_active (task))
    return order_for_active (task, manager, held);

  switch (simmer_task_get_status (task))
    {
    case SIMMER_TASK_STATUS_COMPLETED:
      if (results != NULL && results->len > 0)
        return (
          SimmerRowOrder){ "win.save", "document-save-symbolic", _ ("Save"), NULL, FALSE, TRUE };
      return (SimmerRowOrder){ NULL };
    case SIMMER_TASK_STATUS_FAILED:
      return order_for_retry (task, manager, TRUE);
    case SIMMER_TASK_STATUS_CANCELLED:
      return order_for_retry (task, manager, FALSE);
    case SIMMER_TASK_STATUS_PENDING:
    case SIMMER_TASK_STATUS_IN_PROGRESS:
    default:
      return (SimmerRowOrder){ NULL };
    }
}

/**
 * simmer_row_order_init:
 * @self: (out caller-allocates): an order
 * @task: a task
 * @manager: (nullable): knows what is possible; without it, all is
 * @held: whether the person cancelled it and may still think better of it
 */
void
simmer_row_order_init (SimmerRowOrder *self,
                       SimmerTask *task,
                       SimmerTaskManager *manager,
                       gboolean held)
{
  *self = order_for (task, manager, held);
}
