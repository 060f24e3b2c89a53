#include "config.h"

#include "simmer-cli-screen.h"

#include "simmer-cli-text.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEFAULT_COLUMNS 80
#define DEFAULT_ROWS    24
#define LEAST_COLUMNS   10
#define LEAST_ROWS      3

#define CLEAR_LINE  "\033[K"
#define CLEAR_BELOW "\033[J"

struct _SimmerCliScreen
{
  FILE *file;
  GStrv lines;    /* (owned) (nullable): what stands there, for not drawing the same again */
  GArray *widths; /* (owned): their columns */
};

/**
 * simmer_cli_screen_is_possible:
 * @file: where talk goes
 *
 * Returns: whether lines can be drawn again there
 */
gboolean
simmer_cli_screen_is_possible (FILE *file)
{
  const char *term = g_getenv ("TERM");

  return isatty (fileno (file)) && term != NULL && *term != '\0' && !g_str_equal (term, "dumb");
}

/**
 * simmer_cli_screen_get_style:
 * @file: where something will be written
 *
 * Colours are left out where the person set NO_COLOR (no-color.org). The Linux console's fonts
 * have no eighths of a block.
 *
 * Returns: what can be shown there
 */
SimmerCliStyle
simmer_cli_screen_get_style (FILE *file)
{
  const char *no_color = g_getenv ("NO_COLOR");
  SimmerCliStyle style = {
    .unicode = g_get_charset (NULL) && g_strcmp0 (g_getenv ("TERM"), "linux") != 0,
    .colour = simmer_cli_screen_is_possible (file) && (no_color == NULL || *no_color == '\0'),
  };

  return style;
}

SimmerCliScreen *
simmer_cli_screen_new (FILE *file)
{
  SimmerCliScreen *self = g_new0 (SimmerCliScreen, 1);

  self->file = file;
  self->widths = g_array_new (FALSE, FALSE, sizeof (int));
  return self;
}

void
simmer_cli_screen_free (SimmerCliScreen *self)
{
  g_strfreev (self->lines);
  g_array_unref (self->widths);
  g_free (self);
}

/**
 * simmer_cli_screen_get_size:
 * @self: a screen
 * @columns: (out): its width
 * @rows: (out): its height
 *
 * Asks anew each time, since a window may be resized at any moment.
 */
void
simmer_cli_screen_get_size (SimmerCliScreen *self, int *columns, int *rows)
{
  struct winsize size = { 0 };

  *columns = DEFAULT_COLUMNS;
  *rows = DEFAULT_ROWS;
  if (ioctl (fileno (self->file), TIOCGWINSZ, &size) == 0)
    {
      if (size.ws_col > 0)
        *columns = MAX (LEAST_COLUMNS, size.ws_col);
      if (size.ws_row > 0)
        *rows = MAX (LEAST_ROWS, size.ws_row);
    }
}

/* One write for all, so that the terminal never shows half of it. */
static void
put (SimmerCliScreen *self, const GString *text)
{
  g_autofree char *encoded = simmer_cli_text_encode (text->str);
  const char *at = encoded;
  gsize left = strlen (encoded);

  fflush (self->file);
  while (left > 0)
    {
      gssize n = write (fileno (self->file), at, left);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return;
      at += n;
      left -= (gsize) n;
    }
}

/* The width of a line without its colours. */
static int
measure (const char *line)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  for (const char *p = line; *p; p++)
    if (*p == '\033')
      {
        while (*p && *p != 'm')
          p++;
        if (*p == '\0')
          break;
      }
    else
      g_string_append_c (plain, *p);
  return simmer_cli_text_get_width (plain->str);
}

static void
append_home (SimmerCliScreen *self, GString *text)
{
  int columns;
  int rows;
  int up;

  simmer_cli_screen_get_size (self, &columns, &rows);
  up = simmer_cli_progress_count_rows (
    (const int *) (void *) self->widths->data, self->widths->len, columns);
  g_string_append_c (text, '\r');
  if (up > 0)
    g_string_append_printf (text, "\033[%dA", MIN (up, rows - 1));
}

/**
 * simmer_cli_screen_draw:
 * @self: a screen
 * @lines: (array zero-terminated=1): lines narrower than the screen, fewer than its rows
 *
 * Draws @lines in place of those drawn before. Does nothing if they are the same.
 */
void
simmer_cli_screen_draw (SimmerCliScreen *self, const char *const *lines)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->lines != NULL && g_strv_equal ((const char *const *) self->lines, lines))
    return;

  append_home (self, text);
  g_array_set_size (self->widths, 0);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      int width = measure (lines[i]);

      g_array_append_val (self->widths, width);
      g_string_append_printf (text, "%s" CLEAR_LINE "\r\n", lines[i]);
    }
  g_string_append (text, CLEAR_BELOW);
  put (self, text);

  g_strfreev (self->lines);
  self->lines = g_strdupv ((GStrv) lines);
}

/**
 * simmer_cli_screen_clear:
 * @self: a screen
 *
 * Takes away what was drawn, so that something else can be written.
 */
void
simmer_cli_screen_clear (SimmerCliScreen *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->widths->len == 0)
    return;
  append_home (self, text);
  g_string_append (text, CLEAR_BELOW);
  put (self, text);
  g_array_set_size (self->widths, 0);
  g_clear_pointer (&self->lines, g_strfreev);
}
