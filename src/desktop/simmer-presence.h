#pragma once

#include <gio/gio.h>

#include "simmer-summary.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_PRESENCE (simmer_presence_get_type ())

/**
 * SimmerSurfaces:
 * @SIMMER_SURFACE_ICON: an icon in the notification area
 * @SIMMER_SURFACE_DOCK: progress on the icon in the dock, or the desktop's list of jobs
 *
 * Where Simmer may show itself outside its window.
 */
typedef enum
{
  SIMMER_SURFACE_NONE = 0,
  SIMMER_SURFACE_ICON = 1 << 0,
  SIMMER_SURFACE_DOCK = 1 << 1,
} SimmerSurfaces;

/**
 * SimmerPresence:
 *
 * All that the desktop shows of Simmer outside its window, each in one place only. Property
 * "listed" tells whether the icon can be seen somewhere, so that the window may be hidden.
 *
 * What a person wants comes as signals: "open" (char *token, nullable), "show-task" (char *id),
 * "cancel-task" (char *id), "cancel-all", "pause" (gboolean) and "quit".
 */
G_DECLARE_FINAL_TYPE (SimmerPresence, simmer_presence, SIMMER, PRESENCE, GObject)

SimmerPresence *simmer_presence_new (GDBusConnection *connection,
                                     const char *address,
                                     const char *app_id,
                                     SimmerSummary *summary);

void simmer_presence_set_right_to_left (SimmerPresence *self, gboolean right_to_left);
void simmer_presence_set_surfaces (SimmerPresence *self, SimmerSurfaces surfaces);
void simmer_presence_set_background (SimmerPresence *self, gboolean background);
gboolean simmer_presence_get_listed (SimmerPresence *self);
void simmer_presence_stop (SimmerPresence *self);

G_END_DECLS
