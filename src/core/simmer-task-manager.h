#pragma once

#include "simmer-account.h"
#include "simmer-cadence.h"
#include "simmer-clock.h"
#include "simmer-network.h"
#include "simmer-search-terms.h"
#include "simmer-task-queue.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TASK_MANAGER (simmer_task_manager_get_type ())

/**
 * SimmerTaskManager:
 *
 * All that Simmer does, for those who show it: the window, the terminal and D-Bus talk to this
 * alone. Signals: "ended" (SimmerTask *) once a followed task has become final and its results
 * are as far fetched as they will be; "trouble" (char *message) for what concerns no single task.
 */
G_DECLARE_FINAL_TYPE (SimmerTaskManager, simmer_task_manager, SIMMER, TASK_MANAGER, GObject)

/**
 * SimmerFollowing:
 * @SIMMER_FOLLOWING_ALL: every active task, as the window does
 * @SIMMER_FOLLOWING_NAMED: only the tasks that simmer_task_manager_follow() names
 */
typedef enum
{
  SIMMER_FOLLOWING_ALL,
  SIMMER_FOLLOWING_NAMED,
} SimmerFollowing;

/**
 * SimmerTaskPlace:
 * @account: (nullable): the account that asks after it; %NULL where there is none yet
 * @profile: the service's API
 * @address: (nullable): where the service is; %NULL where @account knows
 * @remote_id: what the service calls the task
 * @kept: (nullable): what else is to be known for asking
 *
 * Where a task is that somebody named.
 */
typedef struct
{
  SimmerAccount *account;
  SimmerProfile *profile;
  char *address;
  char *remote_id;
  JsonObject *kept;
} SimmerTaskPlace;

void simmer_task_place_free (SimmerTaskPlace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerTaskPlace, simmer_task_place_free)

char *simmer_task_manager_identify_folder (const char *folder);
SimmerTaskManager *simmer_task_manager_new (const char *folder,
                                            SimmerClock *clock,
                                            SimmerNetwork *network,
                                            SimmerFollowing following);

SimmerTaskManager *simmer_task_manager_new_full (const char *folder,
                                                 SimmerClock *clock,
                                                 SimmerNetwork *network,
                                                 SimmerFollowing following,
                                                 SimmerCredentials *credentials);

void simmer_task_manager_start_async (SimmerTaskManager *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean simmer_task_manager_start_finish (SimmerTaskManager *self,
                                           GAsyncResult *result,
                                           GError **error);
void simmer_task_manager_stop_async (SimmerTaskManager *self,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean simmer_task_manager_stop_finish (SimmerTaskManager *self,
                                          GAsyncResult *result,
                                          GError **error);

const char *simmer_task_manager_get_folder (SimmerTaskManager *self);
SimmerTaskQueue *simmer_task_manager_get_queue (SimmerTaskManager *self);
SimmerClock *simmer_task_manager_get_clock (SimmerTaskManager *self);
SimmerNetwork *simmer_task_manager_get_network (SimmerTaskManager *self);
void simmer_task_manager_find_async (SimmerTaskManager *self,
                                     const char *text,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *simmer_task_manager_find_finish (SimmerTaskManager *self,
                                            GAsyncResult *result,
                                            GError **error);
void simmer_task_manager_find_titled_async (SimmerTaskManager *self,
                                            SimmerSearchTerms *terms,
                                            guint n,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
void simmer_task_manager_load_older (SimmerTaskManager *self);
void simmer_task_manager_catch_up_async (SimmerTaskManager *self,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean simmer_task_manager_catch_up_finish (SimmerTaskManager *self,
                                              GAsyncResult *result,
                                              GError **error);
gboolean simmer_task_manager_has_older (SimmerTaskManager *self);
gint64 simmer_task_manager_get_horizon (SimmerTaskManager *self);
void simmer_task_manager_recall_async (SimmerTaskManager *self,
                                       gint64 before,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *simmer_task_manager_recall_finish (SimmerTaskManager *self,
                                              GAsyncResult *result,
                                              GError **error);

/* Accounts */
GListModel *simmer_task_manager_get_accounts (SimmerTaskManager *self);
SimmerAccount *simmer_task_manager_get_account (SimmerTaskManager *self, const char *id);
GPtrArray *simmer_task_manager_get_left_out (SimmerTaskManager *self);
SimmerAccount *simmer_task_manager_use_server (SimmerTaskManager *self,
                                               SimmerProfile *profile,
                                               const char *server,
                                               const char *credential,
                                               GError **error);
SimmerAccount *simmer_task_manager_add_account (SimmerTaskManager *self,
                                                SimmerProfile *profile,
                                                const char *name,
                                                const char *address,
                                                GError **error);
SimmerAccount *simmer_task_manager_edit_account (SimmerTaskManager *self,
                                                 SimmerAccount *account,
                                                 const char *name,
                                                 const char *address,
                                                 GError **error);
void simmer_task_manager_set_account_wishes (SimmerTaskManager *self,
                                             SimmerAccount *account,
                                             const SimmerWishes *wishes);
void simmer_task_manager_sign_in_async (SimmerTaskManager *self,
                                        SimmerAccount *account,
                                        const char *credential,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
SimmerKept simmer_task_manager_sign_in_finish (SimmerTaskManager *self,
                                               GAsyncResult *result,
                                               GError **error);
void simmer_task_manager_sign_out_async (SimmerTaskManager *self,
                                         SimmerAccount *account,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean simmer_task_manager_sign_out_finish (SimmerTaskManager *self,
                                              GAsyncResult *result,
                                              GError **error);
void simmer_task_manager_remove_account_async (SimmerTaskManager *self,
                                               SimmerAccount *account,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
gboolean simmer_task_manager_remove_account_finish (SimmerTaskManager *self,
                                                    GAsyncResult *result,
                                                    GError **error);
void simmer_task_manager_remember_inputs (SimmerTaskManager *self,
                                          SimmerAccount *account,
                                          const char *model,
                                          JsonObject *chosen);
JsonObject *simmer_task_manager_recall_inputs (SimmerTaskManager *self,
                                               SimmerAccount *account,
                                               const char *model);
void simmer_task_manager_test_account_async (SimmerTaskManager *self,
                                             SimmerAccount *account,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
gboolean simmer_task_manager_test_account_finish (SimmerTaskManager *self,
                                                  GAsyncResult *result,
                                                  GError **error);

/* Orders: each answers at once and is carried out behind; the task shows how it goes */
SimmerTask *simmer_task_manager_submit (SimmerTaskManager *self,
                                        SimmerAccount *account,
                                        JsonObject *inputs);
SimmerTask *simmer_task_manager_submit_as (SimmerTaskManager *self,
                                           const char *id,
                                           SimmerAccount *account,
                                           JsonObject *inputs);
SimmerTaskPlace *simmer_task_manager_locate (SimmerTaskManager *self,
                                             SimmerAccount *account,
                                             const char *text,
                                             GError **error);
void simmer_task_manager_track_async (SimmerTaskManager *self,
                                      SimmerAccount *account,
                                      const char *id_or_url,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
SimmerTask *simmer_task_manager_track_finish (SimmerTaskManager *self,
                                              GAsyncResult *result,
                                              GError **error);
SimmerTask *simmer_task_manager_track_found (SimmerTaskManager *self,
                                             SimmerAccount *account,
                                             SimmerReport *found);
gboolean simmer_task_manager_can_search (SimmerTaskManager *self, SimmerAccount *account);
void simmer_task_manager_search_async (SimmerTaskManager *self,
                                       SimmerAccount *account,
                                       JsonObject *inputs,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *simmer_task_manager_search_finish (SimmerTaskManager *self,
                                              GAsyncResult *result,
                                              GError **error);
gboolean simmer_task_manager_can_cancel (SimmerTaskManager *self,
                                         SimmerTask *task,
                                         const char **why_not);
gboolean simmer_task_manager_can_retry (SimmerTaskManager *self,
                                        SimmerTask *task,
                                        const char **why_not);
void simmer_task_manager_cancel (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_retry (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_keep_waiting (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_remove (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_restore (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_follow (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_unfollow (SimmerTaskManager *self, SimmerTask *task);
gboolean simmer_task_manager_is_left (SimmerTaskManager *self, SimmerTask *task);
gboolean simmer_task_manager_check_now (SimmerTaskManager *self, SimmerTask *task, GError **error);

void simmer_task_manager_save_async (SimmerTaskManager *self,
                                     SimmerTask *task,
                                     const char *folder,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GStrv simmer_task_manager_save_finish (SimmerTaskManager *self,
                                       GAsyncResult *result,
                                       GError **error);

void simmer_task_manager_set_background (SimmerTaskManager *self, gboolean background);
void simmer_task_manager_set_paused (SimmerTaskManager *self, gboolean paused);
gboolean simmer_task_manager_get_paused (SimmerTaskManager *self);
gboolean simmer_task_manager_is_at_work (SimmerTaskManager *self);
void simmer_task_manager_set_live (SimmerTaskManager *self, gboolean live);
void simmer_task_manager_set_wishes (SimmerTaskManager *self,
                                     SimmerEagerness eagerness,
                                     gint64 minimum,
                                     gint64 maximum);
void simmer_task_manager_set_interval (SimmerTaskManager *self, gint64 interval);

G_END_DECLS
