#pragma once

#include "simmer-clock.h"
#include "simmer-downloader.h"
#include "simmer-task.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_RESULT_KEEPER (simmer_result_keeper_get_type ())

/**
 * SimmerResultKeeper:
 *
 * Keeps the results of ended tasks on this machine, a folder a task, and hands out copies.
 */
G_DECLARE_FINAL_TYPE (SimmerResultKeeper, simmer_result_keeper, SIMMER, RESULT_KEEPER, GObject)

SimmerResultKeeper *simmer_result_keeper_new (SimmerDownloader *downloader,
                                              SimmerClock *clock,
                                              const char *folder);

gboolean simmer_result_keeper_is_missing (SimmerTask *task);
void simmer_result_keeper_keep_async (SimmerResultKeeper *self,
                                      SimmerClient *client,
                                      SimmerTask *task,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean simmer_result_keeper_keep_finish (SimmerResultKeeper *self,
                                           GAsyncResult *result,
                                           GError **error);
void simmer_result_keeper_save_async (SimmerResultKeeper *self,
                                      SimmerClient *client,
                                      SimmerTask *task,
                                      const char *folder,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GStrv simmer_result_keeper_save_finish (SimmerResultKeeper *self,
                                        GAsyncResult *result,
                                        GError **error);

G_END_DECLS
