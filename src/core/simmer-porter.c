/* Who lets requests in, as far as those who make them need to know. */

#include "simmer-porter.h"

G_DEFINE_INTERFACE (SimmerPorter, simmer_porter, G_TYPE_OBJECT)

static void
simmer_porter_default_init (SimmerPorterInterface *iface)
{
}

/**
 * simmer_porter_enter_async:
 * @self: a porter
 * @client: who wants to ask
 * @host: whom
 * @verb: what; %SIMMER_N_VERBS if no verb of its profile
 * @turn: in whose turn
 * @cancellable: (nullable): gives up waiting
 * @callback: called when the request may go out
 * @user_data: for @callback
 *
 * After simmer_porter_enter_finish() says yes, simmer_porter_leave() must follow.
 */
void
simmer_porter_enter_async (SimmerPorter *self,
                           SimmerClient *client,
                           const char *host,
                           SimmerVerb verb,
                           SimmerTurn turn,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (SIMMER_IS_PORTER (self) && host != NULL);

  SIMMER_PORTER_GET_IFACE (self)->enter_async (
    self, client, host, verb, turn, cancellable, callback, user_data);
}

/**
 * simmer_porter_enter_finish:
 * @self: a porter
 * @result: from the callback
 * @error: return location; %G_IO_ERROR_CANCELLED if it was given up
 *
 * Returns: whether the request may go out now
 */
gboolean
simmer_porter_enter_finish (SimmerPorter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SIMMER_IS_PORTER (self), FALSE);

  return SIMMER_PORTER_GET_IFACE (self)->enter_finish (self, result, error);
}

/**
 * simmer_porter_leave:
 * @self: a porter
 * @host: whom a request that was let in went to
 * @heard: whether the host answered as one that is there
 */
void
simmer_porter_leave (SimmerPorter *self, const char *host, gboolean heard)
{
  g_return_if_fail (SIMMER_IS_PORTER (self) && host != NULL);

  SIMMER_PORTER_GET_IFACE (self)->leave (self, host, heard);
}

/**
 * simmer_porter_rest:
 * @self: a porter
 * @host: whom a request that was let in went to
 *
 * It was answered, and what that leads to comes in by itself: its place is free until
 * simmer_porter_resume().
 */
void
simmer_porter_rest (SimmerPorter *self, const char *host)
{
  g_return_if_fail (SIMMER_IS_PORTER (self) && host != NULL);

  SIMMER_PORTER_GET_IFACE (self)->rest (self, host);
}

void
simmer_porter_resume (SimmerPorter *self, const char *host)
{
  g_return_if_fail (SIMMER_IS_PORTER (self) && host != NULL);

  SIMMER_PORTER_GET_IFACE (self)->resume (self, host);
}

/**
 * simmer_porter_get_wait:
 * @self: a porter
 * @host: a host
 *
 * Returns: how long it still wants to be left alone, µs; 0 if it does not
 */
gint64
simmer_porter_get_wait (SimmerPorter *self, const char *host)
{
  g_return_val_if_fail (SIMMER_IS_PORTER (self) && host != NULL, 0);

  return SIMMER_PORTER_GET_IFACE (self)->get_wait (self, host);
}
