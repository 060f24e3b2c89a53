#pragma once

#include "simmer-figure.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_LAUNCHER_ENTRY (simmer_launcher_entry_get_type ())

/**
 * SimmerLauncherEntry:
 *
 * Progress and count on Simmer's icon in a dock: com.canonical.Unity.LauncherEntry.
 */
G_DECLARE_FINAL_TYPE (SimmerLauncherEntry, simmer_launcher_entry, SIMMER, LAUNCHER_ENTRY, GObject)

SimmerLauncherEntry *simmer_launcher_entry_new (GDBusConnection *connection, const char *app_id);

void simmer_launcher_entry_show (SimmerLauncherEntry *self, const SimmerFigure *figure);
void simmer_launcher_entry_clear (SimmerLauncherEntry *self);

G_END_DECLS
