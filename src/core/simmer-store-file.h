#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void simmer_store_file_set_error (GError **error, const char *path);
int simmer_store_file_lock (const char *folder, GError **error);
void simmer_store_file_unlock (int lock);
gboolean simmer_store_file_make (const char *folder, GError **error);

gboolean simmer_store_file_is_suspect (const char *folder);
void simmer_store_file_set_suspect (const char *folder, gboolean suspect);
char *simmer_store_file_set_aside (const char *folder, GError **error);
void simmer_store_file_remove_results (const char *folder, const char *task_id);
gboolean simmer_store_file_is_disk_full (const char *folder);

#define SIMMER_STORE_FILE_NAME "simmer.db"

G_END_DECLS
