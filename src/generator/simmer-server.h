#pragma once

#include <gio/gio.h>

#include "simmer-faults.h"
#include "simmer-job-queue.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_SERVER (simmer_server_get_type ())
G_DECLARE_FINAL_TYPE (SimmerServer, simmer_server, SIMMER, SERVER, GObject)

SimmerServer *simmer_server_new (SimmerJobQueue *queue, const char *token, SimmerFaults *faults);
gboolean simmer_server_listen (SimmerServer *self, guint port, GError **error);
guint simmer_server_get_port (SimmerServer *self);
gint64 simmer_server_get_last_used (SimmerServer *self);

G_END_DECLS
