#pragma once

#include <gio/gio.h>

#include "simmer-gate.h"
#include "simmer-profile.h"

G_BEGIN_DECLS

typedef struct _SimmerClient SimmerClient;

#define SIMMER_TYPE_PORTER (simmer_porter_get_type ())

/**
 * SimmerPorter:
 *
 * Keeps the gates of all hosts, and lets in by them whatever comes by itself.
 */
G_DECLARE_INTERFACE (SimmerPorter, simmer_porter, SIMMER, PORTER, GObject)

struct _SimmerPorterInterface
{
  GTypeInterface parent_interface;

  void (*enter_async) (SimmerPorter *self,
                       SimmerClient *client,
                       const char *host,
                       SimmerVerb verb,
                       SimmerTurn turn,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*enter_finish) (SimmerPorter *self, GAsyncResult *result, GError **error);
  void (*leave) (SimmerPorter *self, const char *host, gboolean heard);
  void (*rest) (SimmerPorter *self, const char *host);
  void (*resume) (SimmerPorter *self, const char *host);
  gint64 (*get_wait) (SimmerPorter *self, const char *host);
};

void simmer_porter_enter_async (SimmerPorter *self,
                                SimmerClient *client,
                                const char *host,
                                SimmerVerb verb,
                                SimmerTurn turn,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean simmer_porter_enter_finish (SimmerPorter *self, GAsyncResult *result, GError **error);
void simmer_porter_leave (SimmerPorter *self, const char *host, gboolean heard);
void simmer_porter_rest (SimmerPorter *self, const char *host);
void simmer_porter_resume (SimmerPorter *self, const char *host);
gint64 simmer_porter_get_wait (SimmerPorter *self, const char *host);

G_END_DECLS
