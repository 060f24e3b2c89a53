#pragma once

#include "simmer-cli-screen.h"

G_BEGIN_DECLS

/**
 * SimmerCliOutput:
 *
 * Data to stdout, talk to stderr, and the moving lines that both must not run into.
 */
typedef struct _SimmerCliOutput SimmerCliOutput;

SimmerCliOutput *simmer_cli_output_new (FILE *data, FILE *talk, gboolean quiet);
void simmer_cli_output_free (SimmerCliOutput *self);

gboolean simmer_cli_output_get_quiet (SimmerCliOutput *self);
SimmerCliScreen *simmer_cli_output_get_screen (SimmerCliOutput *self);
SimmerCliStyle simmer_cli_output_get_talk_style (SimmerCliOutput *self);
int simmer_cli_output_get_data_columns (SimmerCliOutput *self);

void simmer_cli_output_make_room (SimmerCliOutput *self);
void simmer_cli_output_data (SimmerCliOutput *self, const char *line);
void simmer_cli_output_path (SimmerCliOutput *self, const char *path);
void simmer_cli_output_talk (SimmerCliOutput *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void simmer_cli_output_line (SimmerCliOutput *self, const char *line);
void simmer_cli_output_error (SimmerCliOutput *self, const char *message);
gboolean simmer_cli_output_finish (SimmerCliOutput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerCliOutput, simmer_cli_output_free)

G_END_DECLS
