#pragma once

#include "simmer-account.h"
#include "simmer-http.h"
#include "simmer-parcel.h"
#include "simmer-porter.h"
#include "simmer-report.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_CLIENT (simmer_client_get_type ())

/**
 * SimmerClient:
 *
 * Speaks one account's API: fills the profile's requests, sends them, reads the answers. It keeps
 * no state of tasks and decides nothing about when.
 *
 * Signal: "limited" (const char *host, const SimmerRateLimit *limit, const GError *refusal) when an
 * answer says how often its host may be asked.
 */
G_DECLARE_FINAL_TYPE (SimmerClient, simmer_client, SIMMER, CLIENT, GObject)

SimmerClient *simmer_client_new (SimmerHttp *http, SimmerAccount *account);
SimmerAccount *simmer_client_get_account (SimmerClient *self);
const char *simmer_client_get_host (SimmerClient *self);
gboolean simmer_client_can (SimmerClient *self, SimmerVerb verb);
gboolean simmer_client_can_now (SimmerClient *self, SimmerVerb verb, SimmerTaskStatus status);
guint simmer_client_get_most (SimmerClient *self, SimmerVerb verb);
void simmer_client_set_porter (SimmerClient *self, SimmerPorter *porter);
void simmer_client_set_timeout (SimmerClient *self, gint64 timeout);

void simmer_client_pack_async (SimmerClient *self,
                               JsonObject *inputs,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
SimmerParcel *simmer_client_pack_finish (SimmerClient *self, GAsyncResult *result, GError **error);
void simmer_client_submit_async (SimmerClient *self,
                                 const SimmerParcel *parcel,
                                 const char *submit_key,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void simmer_client_status_async (SimmerClient *self,
                                 const char *remote_id,
                                 JsonObject *kept,
                                 const char *etag,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void simmer_client_cancel_async (SimmerClient *self,
                                 const char *remote_id,
                                 JsonObject *kept,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void simmer_client_retry_async (SimmerClient *self,
                                const char *remote_id,
                                JsonObject *kept,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
SimmerReport *simmer_client_report_finish (SimmerClient *self,
                                           GAsyncResult *result,
                                           GError **error);

void simmer_client_statuses_async (SimmerClient *self,
                                   const char *const *remote_ids,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void simmer_client_list_async (SimmerClient *self,
                               JsonObject *inputs,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
GPtrArray *simmer_client_reports_finish (SimmerClient *self, GAsyncResult *result, GError **error);

void simmer_client_open_async (SimmerClient *self,
                               const char *uri,
                               gint64 range_start,
                               const char *validator,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
GInputStream *simmer_client_open_finish (SimmerClient *self,
                                         GAsyncResult *result,
                                         SimmerHttpAnswer **answer,
                                         GError **error);

void simmer_client_listen_async (SimmerClient *self,
                                 SimmerStreamKind kind,
                                 const char *remote_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
SimmerLiveStream *simmer_client_listen_finish (SimmerClient *self,
                                               GAsyncResult *result,
                                               GError **error);

G_END_DECLS
