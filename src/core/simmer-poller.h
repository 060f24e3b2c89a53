#pragma once

#include "simmer-cadence.h"
#include "simmer-client.h"
#include "simmer-clock.h"
#include "simmer-network.h"
#include "simmer-turnstile.h"
#include "simmer-task.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_POLLER (simmer_poller_get_type ())

/**
 * SimmerPoller:
 *
 * Asks for each followed task when its cadence, its host's budget and the network allow it, with
 * one alarm armed for the earliest due task. Applies the answers to the tasks.
 *
 * Signals: "reported" (SimmerTask *task, gboolean changed) after an answer was applied; "ended"
 * (SimmerTask *task) once, after the answer that made it final; "tracking" (SimmerTask *task,
 * SimmerTracking before) when it is heard better or worse; "window" (char *host, gint64 boot_until)
 * when a host closed its door.
 */
G_DECLARE_FINAL_TYPE (SimmerPoller, simmer_poller, SIMMER, POLLER, GObject)

SimmerPoller *simmer_poller_new (SimmerClock *clock, SimmerNetwork *network);

void simmer_poller_follow (SimmerPoller *self, SimmerTask *task, SimmerClient *client);
void simmer_poller_unfollow (SimmerPoller *self, SimmerTask *task);
gboolean simmer_poller_is_following (SimmerPoller *self, SimmerTask *task);
guint simmer_poller_get_n_asking (SimmerPoller *self);
gboolean simmer_poller_check_now (SimmerPoller *self, SimmerTask *task, GError **error);
void simmer_poller_sign_in_changed (SimmerPoller *self, SimmerAccount *account);

void simmer_poller_set_background (SimmerPoller *self, gboolean background);
void simmer_poller_set_asleep (SimmerPoller *self, gboolean asleep);
void simmer_poller_set_held (SimmerPoller *self, gboolean held);
void simmer_poller_set_paused (SimmerPoller *self, gboolean paused);
void simmer_poller_set_turnstile (SimmerPoller *self, SimmerTurnstile *turnstile);
void simmer_poller_set_live (SimmerPoller *self, gboolean live);
void simmer_poller_set_wishes (SimmerPoller *self,
                               SimmerEagerness eagerness,
                               gint64 minimum,
                               gint64 maximum);
void simmer_poller_set_interval (SimmerPoller *self, gint64 interval);
void simmer_poller_wishes_changed (SimmerPoller *self);
void simmer_poller_close_host (SimmerPoller *self, const char *host, gint64 boot_until);

/* Whatever such a client asks passes the gates of the poller. An order waits at the same ones as a
 * question: its callback is run when it may go out. */
void simmer_poller_attend (SimmerPoller *self, SimmerClient *client);
void simmer_poller_enter (SimmerPoller *self,
                          SimmerClient *client,
                          SimmerVerb verb,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean simmer_poller_enter_finish (SimmerPoller *self, GAsyncResult *result, GError **error);
void simmer_poller_leave (SimmerPoller *self, SimmerClient *client, const GError *error);
gboolean simmer_poller_check_open (SimmerPoller *self,
                                   SimmerClient *client,
                                   gint64 *until,
                                   GError **error);

void simmer_poller_stop (SimmerPoller *self);

G_END_DECLS
