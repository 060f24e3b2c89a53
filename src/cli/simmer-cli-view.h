#pragma once

#include "simmer-cli-session.h"

G_BEGIN_DECLS

/**
 * SimmerCliView:
 *
 * Shows how tasks go while they are waited for: bars that move on a terminal, else a line at each
 * change of state and each tenth of the way.
 */
typedef struct _SimmerCliView SimmerCliView;

SimmerCliView *simmer_cli_view_new (SimmerCliSession *session);
void simmer_cli_view_free (SimmerCliView *self);

gboolean simmer_cli_view_is_live (SimmerCliView *self);
void simmer_cli_view_note (SimmerCliView *self, SimmerTask *task);
void simmer_cli_view_end (SimmerCliView *self, SimmerTask *task);
void simmer_cli_view_draw (SimmerCliView *self, GPtrArray *tasks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerCliView, simmer_cli_view_free)

G_END_DECLS
