/* Orders (submit, cancel, retry) wait at the same gate as questions, and go before them. */

#include "config.h"

#include "simmer-poller-private.h"

#include <glib/gi18n-lib.h>

static void
order_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  SimmerPoller *self = user_data;

  if (self->alarm != NULL)
    simmer_alarm_set (self->alarm, simmer_poller_get_boot (self));
}

/**
 * simmer_poller_enter:
 * @self: a poller
 * @client: whom the order is for
 * @cancellable: (nullable): gives up waiting
 * @callback: called when the order may go out
 * @user_data: for @callback
 *
 * An order (submit, cancel, retry) goes before all questions, but within the host's window and
 * concurrency. After simmer_poller_enter_finish() says yes, simmer_poller_leave() must follow.
 */
void
simmer_poller_enter (SimmerPoller *self,
                     SimmerClient *client,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SimmerPolledHost *host;

  g_return_if_fail (SIMMER_IS_POLLER (self) && SIMMER_IS_CLIENT (client));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_poller_enter);
  if (self->alarm == NULL)
    {
      g_task_return_new_error (
        task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Simmer is about to end."));
      return;
    }

  host = simmer_poller_get_host_of (self, client);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (order_cancelled_cb), self, 0);
  g_queue_push_tail (&host->orders, g_steal_pointer (&task));
  simmer_poller_pump (self);
}

/**
 * simmer_poller_enter_finish:
 * @self: a poller
 * @result: from the callback
 * @error: return location; %G_IO_ERROR_CANCELLED if it was given up
 *
 * Returns: whether the order may go out now
 */
gboolean
simmer_poller_enter_finish (SimmerPoller *self, GAsyncResult *result, GError **error)
{
  SimmerPolledHost *host;
  gboolean in;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == simmer_poller_enter, FALSE);

  host = g_task_get_task_data (G_TASK (result));
  in = g_task_propagate_boolean (G_TASK (result), error);
  if (!in && host != NULL)
    {
      /* It was given up just as it was let in. */
      simmer_gate_end (host->gate);
      simmer_poller_pump (self);
    }

  return in;
}

/**
 * simmer_poller_leave:
 * @self: a poller
 * @client: whom the order was for
 * @error: (nullable): why it was not carried out
 *
 * An order that was let in has been answered, or is given up.
 */
void
simmer_poller_leave (SimmerPoller *self, SimmerClient *client, const GError *error)
{
  SimmerPolledHost *host;

  g_return_if_fail (SIMMER_IS_POLLER (self) && SIMMER_IS_CLIENT (client));

  host = simmer_poller_get_host_of (self, client);
  simmer_gate_end (host->gate);
  simmer_poller_take_order (self, host, error);
  simmer_poller_pump (self);
}
