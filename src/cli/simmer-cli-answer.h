#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SimmerCliAnswer:
 * @result: (nullable): what the callback got
 * @done: whether it was called
 *
 * An answer that comes while the main loop is run by hand. All zero, it has not come.
 */
typedef struct
{
  GAsyncResult *result;
  gboolean done;
} SimmerCliAnswer;

void simmer_cli_answer_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void simmer_cli_answer_wait (const SimmerCliAnswer *self);
void simmer_cli_answer_clear (SimmerCliAnswer *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimmerCliAnswer, simmer_cli_answer_clear)

G_END_DECLS
