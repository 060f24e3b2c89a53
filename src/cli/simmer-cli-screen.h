#pragma once

#include "simmer-cli-progress.h"

#include <stdio.h>

G_BEGIN_DECLS

/**
 * SimmerCliScreen:
 *
 * The last lines of a terminal, drawn again in place.
 */
typedef struct _SimmerCliScreen SimmerCliScreen;

gboolean simmer_cli_screen_is_possible (FILE *file);
SimmerCliStyle simmer_cli_screen_get_style (FILE *file);

SimmerCliScreen *simmer_cli_screen_new (FILE *file);
void simmer_cli_screen_free (SimmerCliScreen *self);

void simmer_cli_screen_get_size (SimmerCliScreen *self, int *columns, int *rows);
void simmer_cli_screen_draw (SimmerCliScreen *self, const char *const *lines);
void simmer_cli_screen_clear (SimmerCliScreen *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerCliScreen, simmer_cli_screen_free)

G_END_DECLS
