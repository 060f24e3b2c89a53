/* The menu of the icon in the notification area: what can be done without the window. Pure but for
 * the language. */

#include "config.h"

#include "simmer-presence-menu.h"

#include <glib/gi18n-lib.h>

#include "simmer-words.h"

#define MAX_TASKS 5
#define MAX_TITLE 36

/* A prompt may have many lines and any length; a menu has one short line. */
static char *
shorten (const char *title)
{
  g_autofree char *valid = g_utf8_make_valid (title, -1);
  GString *line = g_string_new (NULL);
  glong n = 0;

  for (const char *p = valid; *p != '\0' && n < MAX_TITLE; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (line, g_unichar_isspace (c) || g_unichar_iscntrl (c) ? ' ' : c);
    }
  if (n == MAX_TITLE && g_utf8_strlen (valid, -1) > MAX_TITLE)
    g_string_append (line, "…");

  return g_string_free (line, FALSE);
}

static char *
describe (SimmerTask *task, gint64 wall_now)
{
  SimmerTaskStatus status = simmer_task_get_status (task);
  SimmerEstimate estimate;
  char *progress = NULL;

  if (simmer_task_get_intent (task) == SIMMER_INTENT_CANCELLING)
    return g_strdup (_ ("Cancelling"));
  simmer_task_get_estimate (task, wall_now, &estimate);
  if (status == SIMMER_TASK_STATUS_IN_PROGRESS)
    progress = simmer_words_for_progress (estimate.progress, estimate.estimated);

  return progress != NULL ? progress : g_strdup (simmer_words_for_status (status));
}

static void
add_task (GPtrArray *menu, SimmerTask *task, gint64 wall_now)
{
  const char *id = simmer_task_get_id (task);
  g_autofree char *title = shorten (simmer_task_get_title (task));
  g_autofree char *state = describe (task, wall_now);
  g_autofree char *label = g_strdup_printf ("%s · %s", title, state);
  g_autofree char *key = g_strconcat ("task:", id, NULL);
  g_autofree char *show_key = g_strconcat (SIMMER_PRESENCE_MENU_SHOW, id, NULL);
  g_autofree char *cancel_key = g_strconcat (SIMMER_PRESENCE_MENU_CANCEL, id, NULL);
  SimmerMenuItem *item = simmer_menu_add (menu, key, label, TRUE);

  simmer_menu_add (item->children, show_key, _ ("Show"), TRUE);
  simmer_menu_add (item->children,
                   cancel_key,
                   _ ("Cancel"),
                   simmer_task_get_intent (task) != SIMMER_INTENT_CANCELLING);
}

/**
 * simmer_presence_menu_build:
 * @active: (element-type SimmerTask): the tasks that have not ended
 * @paused: whether asking is paused
 * @wall_now: wall time, µs since 1970
 *
 * Returns: (transfer full) (element-type SimmerMenuItem): a row for each of the first tasks, and
 *   what concerns all of them
 */
GPtrArray *
simmer_presence_menu_build (GPtrArray *active, gboolean paused, gint64 wall_now)
{
  GPtrArray *menu = simmer_menu_new ();

  for (guint i = 0; i < active->len && i < MAX_TASKS; i++)
    add_task (menu, active->pdata[i], wall_now);
  if (active->len > MAX_TASKS)
    {
      guint rest = active->len - MAX_TASKS;
      g_autofree char *label =
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "And %u More", "And %u More", rest), rest);

      simmer_menu_add (menu, "rest", label, TRUE);
    }
  if (active->len > 0)
    {
      simmer_menu_add (menu, "line", NULL, TRUE);
      simmer_menu_add (
        menu, SIMMER_PRESENCE_MENU_PAUSE, paused ? _ ("Resume All") : _ ("Pause All"), TRUE);
    }
  simmer_menu_add (menu, SIMMER_PRESENCE_MENU_OPEN, _ ("Open Simmer"), TRUE);
  simmer_menu_add (menu, SIMMER_PRESENCE_MENU_QUIT, _ ("Quit"), TRUE);

  return menu;
}
