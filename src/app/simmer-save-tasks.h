#pragma once

#include "simmer-task-manager.h"

G_BEGIN_DECLS

void simmer_save_tasks_async (SimmerTaskManager *manager,
                              GPtrArray *tasks,
                              const char *folder,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean simmer_save_tasks_finish (GAsyncResult *result,
                                   guint *n_saved,
                                   char **folder,
                                   GError **error);

G_END_DECLS
