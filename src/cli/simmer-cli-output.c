#include "config.h"

#include "simmer-cli-output.h"

#include "simmer-cli-text.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <unistd.h>

struct _SimmerCliOutput
{
  FILE *data;
  FILE *talk;
  SimmerCliScreen *screen; /* (owned) (nullable): on a terminal only */
  gboolean quiet;
  int trouble; /* errno of the first write of data that failed */
};

SimmerCliOutput *
simmer_cli_output_new (FILE *data, FILE *talk, gboolean quiet)
{
  SimmerCliOutput *self = g_new0 (SimmerCliOutput, 1);

  self->data = data;
  self->talk = talk;
  self->quiet = quiet;
  if (!quiet && simmer_cli_screen_is_possible (talk))
    self->screen = simmer_cli_screen_new (talk);
  return self;
}

void
simmer_cli_output_free (SimmerCliOutput *self)
{
  g_clear_pointer (&self->screen, simmer_cli_screen_free);
  g_free (self);
}

gboolean
simmer_cli_output_get_quiet (SimmerCliOutput *self)
{
  return self->quiet;
}

/**
 * simmer_cli_output_get_screen:
 * @self: an output
 *
 * Returns: (transfer none) (nullable): where lines can be drawn again, if talk goes to a terminal
 */
SimmerCliScreen *
simmer_cli_output_get_screen (SimmerCliOutput *self)
{
  return self->screen;
}

SimmerCliStyle
simmer_cli_output_get_talk_style (SimmerCliOutput *self)
{
  return simmer_cli_screen_get_style (self->talk);
}

/**
 * simmer_cli_output_get_data_columns:
 * @self: an output
 *
 * Returns: the width that data should keep to; 0 for none, in a pipe or a file
 */
int
simmer_cli_output_get_data_columns (SimmerCliOutput *self)
{
  g_autoptr (SimmerCliScreen) screen = NULL;
  int columns;
  int rows;

  if (!isatty (fileno (self->data)))
    return 0;
  screen = simmer_cli_screen_new (self->data);
  simmer_cli_screen_get_size (screen, &columns, &rows);
  return columns;
}

/**
 * simmer_cli_output_make_room:
 * @self: an output
 *
 * Takes away moving lines, so that something else can be written to the terminal.
 */
void
simmer_cli_output_make_room (SimmerCliOutput *self)
{
  if (self->screen != NULL)
    simmer_cli_screen_clear (self->screen);
}

static void
put_data (SimmerCliOutput *self, const char *text)
{
  simmer_cli_output_make_room (self);
  if ((fputs (text, self->data) < 0 || fputc ('\n', self->data) == EOF ||
       fflush (self->data) != 0) &&
      self->trouble == 0)
    self->trouble = errno;
}

/**
 * simmer_cli_output_data:
 * @self: an output
 * @line: data in UTF-8, safe for a terminal
 *
 * Writes a line to stdout. JSON is UTF-8 by definition, and the rest of the data is written
 * unchanged too, for programs that read it.
 */
void
simmer_cli_output_data (SimmerCliOutput *self, const char *line)
{
  put_data (self, line);
}

/**
 * simmer_cli_output_path:
 * @self: an output
 * @path: name of a file, in the file system's encoding
 *
 * Writes a file's name to stdout: as it is for a program, without anything that could steer it to
 * a terminal.
 */
void
simmer_cli_output_path (SimmerCliOutput *self, const char *path)
{
  g_autofree char *clean = isatty (fileno (self->data)) ? simmer_cli_text_clean (path) : NULL;

  put_data (self, clean ? clean : path);
}

/**
 * simmer_cli_output_line:
 * @self: an output
 * @line: one or more lines in UTF-8, safe for a terminal
 *
 * Says something on stderr unless the person wants it quiet.
 */
void
simmer_cli_output_line (SimmerCliOutput *self, const char *line)
{
  g_autofree char *encoded = NULL;

  if (self->quiet)
    return;
  encoded = simmer_cli_text_encode (line);
  simmer_cli_output_make_room (self);
  fprintf (self->talk, "%s\n", encoded);
  fflush (self->talk);
}

/**
 * simmer_cli_output_talk:
 * @self: an output
 * @format: as of printf()
 *
 * Says something on stderr unless the person wants it quiet. Control characters in what is said
 * are taken out.
 */
void
simmer_cli_output_talk (SimmerCliOutput *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  clean = simmer_cli_text_clean (text);
  simmer_cli_output_line (self, clean);
}

/**
 * simmer_cli_output_error:
 * @self: an output
 * @message: a sentence
 *
 * Says what went wrong, on stderr, quiet or not.
 */
void
simmer_cli_output_error (SimmerCliOutput *self, const char *message)
{
  g_autofree char *clean = simmer_cli_text_clean (message);
  g_autofree char *encoded = simmer_cli_text_encode (clean);

  simmer_cli_output_make_room (self);
  fprintf (self->talk, "simmerctl: %s\n", encoded);
  fflush (self->talk);
}

/**
 * simmer_cli_output_finish:
 * @self: an output
 *
 * Takes away moving lines and says so if data could not be written. A reader that closed its end
 * of a pipe has what it wanted; nothing is said then.
 *
 * Returns: whether all data was written
 */
gboolean
simmer_cli_output_finish (SimmerCliOutput *self)
{
  simmer_cli_output_make_room (self);
  if (self->trouble == 0)
    return TRUE;

  if (self->trouble != EPIPE)
    {
      g_autofree char *message =
        g_strdup_printf (_ ("The output could not be written: %s."), g_strerror (self->trouble));

      simmer_cli_output_error (self, message);
    }
  return FALSE;
}
