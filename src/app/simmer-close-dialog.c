/* What is asked when the window is closed over tasks that have not ended. */

#include "config.h"

#include "simmer-close-dialog.h"

#include <glib/gi18n.h>

/**
 * simmer_close_dialog_explain:
 * @parent: the window that is to be closed
 * @answer: is told "background", "quit" or "cancel"
 * @user_data: for @answer
 *
 * Says what it is to go on without a window, and lets the person decide.
 */
void
simmer_close_dialog_explain (GtkWindow *parent, SimmerCompatAnswer answer, gpointer user_data)
{
  const SimmerCompatButton buttons[] = {
    { "cancel", _ ("_Cancel"), 'n' },
    { "quit", _ ("_Quit"), 'n' },
    { "background", _ ("_Keep Going in the Background"), 's' },
  };

  simmer_compat_ask (parent,
                     _ ("Tasks Are Still Being Generated"),
                     _ ("Simmer can go on without its window, tell you when the last task has "
                        "ended, and then end itself. If you quit, the services go on, and Simmer "
                        "looks again when you start it."),
                     buttons,
                     G_N_ELEMENTS (buttons),
                     answer,
                     user_data);
}

/**
 * simmer_close_dialog_refuse:
 * @parent: the window that was to be closed
 * @answer: is told "quit" or "cancel"
 * @user_data: for @answer
 *
 * Says that the desktop would end a Simmer without a window.
 */
void
simmer_close_dialog_refuse (GtkWindow *parent, SimmerCompatAnswer answer, gpointer user_data)
{
  const SimmerCompatButton buttons[] = {
    { "cancel", _ ("_Keep the Window"), 's' },
    { "quit", _ ("_Quit"), 'n' },
  };

  simmer_compat_ask (
    parent,
    _ ("This Desktop Wants Simmer to Keep Its Window"),
    _ ("It does not let Simmer go on in the background, so leave the window open "
       "or minimize it while tasks are being generated; the desktop’s settings for "
       "apps may have a switch for that. If you quit, the services go on, and "
       "Simmer looks again when you start it."),
    buttons,
    G_N_ELEMENTS (buttons),
    answer,
    user_data);
}
