#pragma once

#include <gio/gio.h>

#include "simmer-clock.h"
#include "simmer-search-terms.h"
#include "simmer-task.h"
#include "simmer-wishes.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_STORE (simmer_store_get_type ())

/**
 * SimmerStore:
 *
 * SQLite on a thread of its own: tasks, accounts, host windows, durations. Any number of processes
 * share one file, and any of them may write any task: what the service said is merged by attempt,
 * end and time of hearing; what a person ordered (intent, removal) is kept beside it and always
 * taken; who follows is one process at a time.
 *
 * While simmer_store_set_watching() is on, what other processes wrote is told within 250 ms:
 * "changed-elsewhere" (GPtrArray of fresh SimmerTask: new ones too, and restored ones);
 * "removed-elsewhere" (GStrv of ids); "orphaned" (GStrv of ids: nobody follows them any more, or
 * who received their order is gone: claim what is wanted); "host-closed" (char *host,
 * gint64 wall_until); "accounts-changed".
 *
 * Who gets a task by "changed-elsewhere" takes its state over: what is saved of it from then on
 * counts as made in knowledge of that state. The signal also comes, watched or not, where a write,
 * a claim or a search met a newer task in the file. "trouble" (char *sentence) comes when the file
 * had to be set aside at its opening, and when writing fails, once until it succeeds again; what
 * failed is tried again.
 */
G_DECLARE_FINAL_TYPE (SimmerStore, simmer_store, SIMMER, STORE, GObject)

/**
 * SimmerStoreAccount:
 * @id: the account's id
 * @name: what people call it
 * @profile: its profile's id
 * @address: its base URL, without user and password
 * @credential: 0 where it has none; else a number that is another one for each new credential
 * @wishes: how the person wants its tasks to be followed
 *
 * An account as it is kept. Never a credential.
 */
typedef struct
{
  char *id;
  char *name;
  char *profile;
  char *address;
  gint64 credential;
  SimmerWishes wishes;
} SimmerStoreAccount;

SimmerStoreAccount *simmer_store_account_copy (const SimmerStoreAccount *account);
void simmer_store_account_free (SimmerStoreAccount *account);
gboolean simmer_store_account_equal (const SimmerStoreAccount *a, const SimmerStoreAccount *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerStoreAccount, simmer_store_account_free)

SimmerStore *simmer_store_new (const char *folder, SimmerClock *clock);

void simmer_store_open_async (SimmerStore *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean simmer_store_open_finish (SimmerStore *self, GAsyncResult *result, GError **error);
void simmer_store_close_async (SimmerStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean simmer_store_close_finish (SimmerStore *self, GAsyncResult *result, GError **error);
void simmer_store_set_watching (SimmerStore *self, gboolean watching);
void simmer_store_catch_up_async (SimmerStore *self,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean simmer_store_catch_up_finish (SimmerStore *self, GAsyncResult *result, GError **error);

/* Tasks */
void simmer_store_load_async (SimmerStore *self,
                              guint n_finished,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void simmer_store_load_older_async (SimmerStore *self,
                                    gint64 before,
                                    guint n,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void simmer_store_find_async (SimmerStore *self,
                              const char *id_or_prefix_or_remote,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void simmer_store_search_async (SimmerStore *self,
                                SimmerSearchTerms *terms,
                                gint64 before,
                                guint n,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void simmer_store_find_strangers_async (SimmerStore *self,
                                        const char *account_id,
                                        GPtrArray *remote_ids,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GPtrArray *simmer_store_find_strangers_finish (SimmerStore *self,
                                               GAsyncResult *result,
                                               GError **error);
GPtrArray *simmer_store_load_finish (SimmerStore *self, GAsyncResult *result, GError **error);

void simmer_store_save (SimmerStore *self, SimmerTask *task);
void simmer_store_save_now_async (SimmerStore *self,
                                  SimmerTask *task,
                                  gboolean full,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean simmer_store_save_now_finish (SimmerStore *self, GAsyncResult *result, GError **error);
void simmer_store_remove (SimmerStore *self, const char *id);
void simmer_store_restore (SimmerStore *self, const char *id);

/* Who follows a task, and who carries out its order */
void simmer_store_claim_async (SimmerStore *self,
                               const char *task_id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void simmer_store_claim_order_async (SimmerStore *self,
                                     const char *task_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean simmer_store_claim_finish (SimmerStore *self, GAsyncResult *result, GError **error);
void simmer_store_settle_order (SimmerStore *self, const char *task_id);
void simmer_store_release (SimmerStore *self, const char *task_id);
gboolean simmer_store_is_followed_elsewhere (SimmerStore *self, const char *task_id);

/* What was learnt */
void simmer_store_add_duration (SimmerStore *self,
                                const char *account_id,
                                const char *kind,
                                gint64 wait,
                                gint64 duration);
gboolean simmer_store_get_usual (SimmerStore *self,
                                 const char *account_id,
                                 const char *kind,
                                 SimmerUsual *usual);
void simmer_store_close_host (SimmerStore *self, const char *host, gint64 wall_until);
GHashTable *simmer_store_get_closed_hosts (SimmerStore *self);

void simmer_store_remember_inputs (SimmerStore *self,
                                   const char *account_id,
                                   const char *model,
                                   JsonObject *chosen);
JsonObject *simmer_store_recall_inputs (SimmerStore *self,
                                        const char *account_id,
                                        const char *model);

/* Accounts: id, name, profile id, address; never a credential */
void simmer_store_save_account (SimmerStore *self, const SimmerStoreAccount *account);
void simmer_store_remove_account (SimmerStore *self, const char *id);
GPtrArray *simmer_store_get_accounts (SimmerStore *self);

G_END_DECLS
