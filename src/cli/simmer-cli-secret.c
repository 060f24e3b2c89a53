/* Reads a credential from the terminal, which does not show it, or from standard input. */

#include "config.h"

#include "simmer-cli-secret.h"

#include <glib-unix.h>
#include <termios.h>
#include <unistd.h>

#define MOST_BYTES 16384

typedef struct
{
  char *bytes; /* (owned): wiped at the end */
  gsize length;
  gboolean done;
} Line;

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Line *line = user_data;
  gssize n = read (fd, line->bytes + line->length, MOST_BYTES - line->length);

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (n > 0)
    line->length += (gsize) n;
  line->done =
    n <= 0 || line->length == MOST_BYTES || memchr (line->bytes, '\n', line->length) != NULL;

  return G_SOURCE_CONTINUE;
}

static void
set_echo (const struct termios *before, gboolean echo)
{
  struct termios now = *before;

  if (!echo)
    {
      now.c_lflag &= ~(tcflag_t) ECHO;
      now.c_lflag |= ECHONL;
    }
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &now);
}

/**
 * simmer_cli_secret_read:
 * @session: a session
 * @question: what a person at a terminal is asked
 *
 * Returns: (transfer full) (nullable): the first line, to be wiped and freed with
 *   secret_password_wipe() and g_free(); %NULL if a signal came first
 */
char *
simmer_cli_secret_read (SimmerCliSession *session, const char *question)
{
  struct termios before;
  gboolean terminal = tcgetattr (STDIN_FILENO, &before) == 0;
  Line line = { .bytes = g_malloc0 (MOST_BYTES + 1) };
  char *secret = NULL;
  guint source;

  if (terminal)
    {
      set_echo (&before, FALSE);
      simmer_cli_output_talk (session->output, "%s", question);
    }
  source = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, &line);
  if (simmer_cli_session_run_until (session, &line.done))
    secret = g_strstrip (g_strndup (line.bytes, strcspn (line.bytes, "\r\n")));
  g_source_remove (source);
  if (terminal)
    set_echo (&before, TRUE);
  explicit_bzero (line.bytes, MOST_BYTES);
  g_free (line.bytes);

  return secret;
}
