#include "config.h"

#include "simmer-cli-answer.h"

/**
 * simmer_cli_answer_cb:
 * @source: who was asked
 * @result: the answer
 * @user_data: the #SimmerCliAnswer that it goes to
 *
 * To be given to what is asked.
 */
void
simmer_cli_answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SimmerCliAnswer *self = user_data;

  self->result = g_object_ref (result);
  self->done = TRUE;
}

/**
 * simmer_cli_answer_wait:
 * @self: what simmer_cli_answer_cb() was given
 *
 * Runs the main loop until the answer is there. Callbacks hold @self, so it must have come before
 * that goes out of scope.
 */
void
simmer_cli_answer_wait (const SimmerCliAnswer *self)
{
  while (!self->done)
    g_main_context_iteration (NULL, TRUE);
}

void
simmer_cli_answer_clear (SimmerCliAnswer *self)
{
  g_clear_object (&self->result);
}
