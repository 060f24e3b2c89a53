#pragma once

#include "simmer-client.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_DOWNLOADER (simmer_downloader_get_type ())

/**
 * SimmerDownloader:
 *
 * Brings results to files: into a part file that is taken up again after a break, then renamed.
 */
G_DECLARE_FINAL_TYPE (SimmerDownloader, simmer_downloader, SIMMER, DOWNLOADER, GObject)

SimmerDownloader *simmer_downloader_new (void);
void simmer_downloader_fetch_async (SimmerDownloader *self,
                                    SimmerClient *client,
                                    SimmerResult *result,
                                    const char *folder,
                                    const char *stem,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
char *simmer_downloader_fetch_finish (SimmerDownloader *self,
                                      GAsyncResult *result,
                                      char **media_type,
                                      GError **error);

G_END_DECLS
