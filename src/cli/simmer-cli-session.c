#define G_LOG_DOMAIN "Simmer-Cli"

#include "config.h"

#include "simmer-cli-session.h"

#include "simmer-json-lines.h"
#include "simmer-cli-profile.h"
#include "simmer-cli-text.h"
#include "simmer-cli-words.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

#define TOKEN "SIMMER_TOKEN"

/* An answer that comes while the main loop is run by hand. */
typedef struct
{
  GAsyncResult *result;
  gboolean done;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_object (&answer->result);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = g_object_ref (result);
  answer->done = TRUE;
}

/* The second signal ends the program wherever it is: what must not be lost is on disk already. */
static gboolean
take_signal (SimmerCliSession *self, int number)
{
  if (self->signal != 0)
    {
      simmer_cli_output_finish (self->output);
      _exit (128 + number);
    }
  self->signal = number;
  return G_SOURCE_CONTINUE;
}

static gboolean
interrupt_cb (gpointer user_data)
{
  return take_signal (user_data, SIGINT);
}

static gboolean
terminate_cb (gpointer user_data)
{
  return take_signal (user_data, SIGTERM);
}

static gboolean
hang_up_cb (gpointer user_data)
{
  return take_signal (user_data, SIGHUP);
}

static void
trouble_cb (SimmerTaskManager *manager, const char *message, gpointer user_data)
{
  SimmerCliSession *self = user_data;

  simmer_cli_output_error (self->output, message);
}

SimmerCliSession *
simmer_cli_session_new (const SimmerCliOptions *options, SimmerCliOutput *output)
{
  SimmerCliSession *self = g_new0 (SimmerCliSession, 1);

  self->options = options;
  self->output = output;
  self->sources[0] = g_unix_signal_add (SIGINT, interrupt_cb, self);
  self->sources[1] = g_unix_signal_add (SIGTERM, terminate_cb, self);
  self->sources[2] = g_unix_signal_add (SIGHUP, hang_up_cb, self);
  return self;
}

void
simmer_cli_session_free (SimmerCliSession *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->sources); i++)
    g_source_remove (self->sources[i]);
  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  g_clear_object (&self->manager);
  g_free (self);
}

/**
 * simmer_cli_session_run_until:
 * @self: a session
 * @done: becomes %TRUE in a callback
 *
 * Runs the main loop until @done, or until a signal asks to end.
 *
 * Returns: whether it was done
 */
gboolean
simmer_cli_session_run_until (SimmerCliSession *self, const gboolean *done)
{
  while (!*done && self->signal == 0)
    g_main_context_iteration (NULL, TRUE);
  return *done;
}

/* Callbacks hold the answer: they must have come before it goes out of scope. */
static void
wait_for (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
}

/**
 * simmer_cli_session_open:
 * @self: a new session
 * @error: (out) (optional): why not
 *
 * Opens the store that all of Simmer shares.
 *
 * Returns: whether it is open
 */
gboolean
simmer_cli_session_open (SimmerCliSession *self, GError **error)
{
  const SimmerCliOptions *options = self->options;
  g_auto (Answer) answer = { 0 };

  self->manager = simmer_task_manager_new (NULL, NULL, NULL, SIMMER_FOLLOWING_NAMED);
  g_signal_connect (self->manager, "trouble", G_CALLBACK (trouble_cb), self);
  /* For a single answer, listening would cost more than asking. */
  simmer_task_manager_set_live (self->manager,
                                !options->no_live &&
                                  (options->wait || options->command == SIMMER_CLI_COMMAND_WAIT));
  if (options->interval > 0)
    simmer_task_manager_set_interval (self->manager,
                                      MAX (1, (gint64) (options->interval * G_USEC_PER_SEC)));

  simmer_task_manager_start_async (self->manager, NULL, answer_cb, &answer);
  wait_for (&answer);
  return simmer_task_manager_start_finish (self->manager, answer.result, error);
}

/**
 * simmer_cli_session_close:
 * @self: a session
 *
 * Lets go of all tasks, so that others may follow them, and writes what is not yet written.
 */
void
simmer_cli_session_close (SimmerCliSession *self)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  simmer_task_manager_stop_async (self->manager, answer_cb, &answer);
  wait_for (&answer);
  if (!simmer_task_manager_stop_finish (self->manager, answer.result, &error))
    simmer_cli_output_error (self->output, error->message);
}

gint64
simmer_cli_session_get_now (SimmerCliSession *self)
{
  return simmer_clock_get_wall (simmer_task_manager_get_clock (self->manager));
}

/**
 * simmer_cli_session_get_account:
 * @self: an open session
 * @error: (out) (optional): why there is none; domain %G_OPTION_ERROR
 *
 * Returns: (transfer none) (nullable): the account that the command line names
 */
SimmerAccount *
simmer_cli_session_get_account (SimmerCliSession *self, GError **error)
{
  const SimmerCliOptions *options = self->options;
  const char *id = options->account ? options->account : SIMMER_ACCOUNT_BUILTIN;
  SimmerAccount *account;

  if (options->server != NULL)
    {
      g_autoptr (SimmerProfile) profile = simmer_cli_profile_load (options->profile, error);

      if (profile == NULL)
        return NULL;
      return simmer_task_manager_use_server (
        self->manager, profile, options->server, g_getenv (TOKEN), error);
    }

  account = simmer_task_manager_get_account (self->manager, id);
  if (account == NULL)
    {
      g_autofree char *clean = simmer_cli_text_clean (id);

      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   _ ("There is no account “%s”. “simmerctl accounts list” shows them."),
                   clean);
    }
  return account;
}

static void
keep_account (GPtrArray *found, const char *account_id)
{
  for (guint i = found->len; i > 0; i--)
    {
      SimmerTask *task = g_ptr_array_index (found, i - 1);

      if (!g_str_equal (simmer_task_get_account_id (task), account_id))
        g_ptr_array_remove_index (found, i - 1);
    }
}

static void
explain_ambiguous (SimmerCliSession *self, const char *word, GPtrArray *found)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *clean = simmer_cli_text_clean (word);
  g_autofree char *message = NULL;

  for (guint i = 0; i < found->len; i++)
    {
      SimmerTask *task = g_ptr_array_index (found, i);
      g_autofree char *title = simmer_cli_words_for_title (task);
      g_autofree char *fitted = simmer_cli_text_fit (title, 40, "...");

      g_string_append_printf (
        text, "%s%s (%s)", i > 0 ? "; " : "", simmer_task_get_id (task), fitted);
    }
  message = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                          "“%s” may mean %u task: %s. Write more of its id.",
                                          "“%s” may mean %u tasks: %s. Write more of its id.",
                                          found->len),
                             clean,
                             found->len,
                             text->str);
  simmer_cli_output_error (self->output, message);
}

static SimmerTask *
find_one (SimmerCliSession *self, const char *word, const char *account_id)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *clean = simmer_cli_text_clean (word);

  simmer_task_manager_find_async (self->manager, word, NULL, answer_cb, &answer);
  wait_for (&answer);
  found = simmer_task_manager_find_finish (self->manager, answer.result, &error);
  if (found == NULL)
    {
      simmer_cli_output_error (self->output, error->message);
      return NULL;
    }

  if (account_id != NULL)
    keep_account (found, account_id);
  if (found->len == 1)
    return g_object_ref (g_ptr_array_index (found, 0));
  if (found->len > 1)
    explain_ambiguous (self, word, found);
  else
    {
      g_autofree char *message = g_strdup_printf (
        _ ("There is no task “%s”. “simmerctl list” shows them; an id may be shortened to its "
           "first 4 characters or more."),
        clean);

      simmer_cli_output_error (self->output, message);
    }
  return NULL;
}

/**
 * simmer_cli_session_find:
 * @self: an open session
 * @words: (array zero-terminated=1): ids, starts of ids or remote ids
 * @tasks: (element-type SimmerTask): where the tasks go, each once, in the order of @words
 *
 * Says what cannot be found, or may mean several tasks.
 *
 * Returns: %SIMMER_CLI_EXIT_OK if each word names one task
 */
SimmerCliExit
simmer_cli_session_find (SimmerCliSession *self, const char *const *words, GPtrArray *tasks)
{
  SimmerCliExit exit = SIMMER_CLI_EXIT_OK;
  const char *account_id = NULL;

  if (self->options->account != NULL || self->options->server != NULL)
    {
      g_autoptr (GError) error = NULL;
      SimmerAccount *account = simmer_cli_session_get_account (self, &error);

      if (account == NULL)
        {
          simmer_cli_output_error (self->output, error->message);
          return SIMMER_CLI_EXIT_USAGE;
        }
      account_id = simmer_account_get_id (account);
    }

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr (SimmerTask) task = find_one (self, words[i], account_id);

      if (task == NULL)
        exit = SIMMER_CLI_EXIT_USAGE;
      else if (!g_ptr_array_find (tasks, task, NULL))
        g_ptr_array_add (tasks, g_steal_pointer (&task));
    }
  return exit;
}

/**
 * simmer_cli_session_lend_credential:
 * @self: an open session
 * @tasks: (element-type SimmerTask): tasks whose services will be asked
 *
 * Without --server, the credential of the environment goes to the service of the named tasks, if
 * that is one: it must never reach a service that the person did not mean.
 *
 * Returns: %SIMMER_CLI_EXIT_OK, or %SIMMER_CLI_EXIT_USAGE where it is unclear whom it is for
 */
SimmerCliExit
simmer_cli_session_lend_credential (SimmerCliSession *self, GPtrArray *tasks)
{
  const char *token = g_getenv (TOKEN);
  SimmerAccount *receiver = NULL;

  if (token == NULL || *token == '\0' || self->options->server != NULL)
    return SIMMER_CLI_EXIT_OK;

  for (guint i = 0; i < tasks->len; i++)
    {
      const char *id = simmer_task_get_account_id (g_ptr_array_index (tasks, i));
      SimmerAccount *account = simmer_task_manager_get_account (self->manager, id);

      if (account == NULL || simmer_account_get_builtin (account) || account == receiver)
        continue;
      if (receiver != NULL)
        {
          simmer_cli_output_error (self->output,
                                   _ ("These tasks belong to several services, and SIMMER_TOKEN is "
                                      "the credential of one. Say which with --server, or name "
                                      "the tasks of one service at a time."));
          return SIMMER_CLI_EXIT_USAGE;
        }
      receiver = account;
    }

  if (receiver != NULL)
    simmer_account_set_credential (receiver, token);
  return SIMMER_CLI_EXIT_OK;
}

/**
 * simmer_cli_session_lend_to_account:
 * @self: an open session
 * @account: the one account that the command line names
 *
 * Gives it the credential of the environment, if there is one, in place of its own.
 */
void
simmer_cli_session_lend_to_account (SimmerCliSession *self, SimmerAccount *account)
{
  const char *token = g_getenv (TOKEN);

  if (token != NULL && *token != '\0' && !simmer_account_get_builtin (account))
    simmer_account_set_credential (account, token);
}

/**
 * simmer_cli_session_print_task:
 * @self: an open session
 * @task: a task
 * @paths: (array zero-terminated=1) (nullable): where its results were saved
 *
 * Writes all that is known of @task as data: JSON, or lines for people.
 */
void
simmer_cli_session_print_task (SimmerCliSession *self, SimmerTask *task, const char *const *paths)
{
  gint64 now = simmer_cli_session_get_now (self);
  g_autofree char *text = NULL;

  if (self->options->json)
    text = simmer_json_line_from_task (task, paths, now);
  else
    {
      SimmerAccount *account =
        simmer_task_manager_get_account (self->manager, simmer_task_get_account_id (task));

      text =
        simmer_cli_words_describe (task, account ? simmer_account_get_name (account) : NULL, now);
    }
  simmer_cli_output_data (self->output, text);
}

/**
 * simmer_cli_exit_worse:
 * @a: how one task went
 * @b: how another one went
 *
 * Returns: what both together end with
 */
SimmerCliExit
simmer_cli_exit_worse (SimmerCliExit a, SimmerCliExit b)
{
  static const SimmerCliExit order[] = {
    SIMMER_CLI_EXIT_USAGE,  SIMMER_CLI_EXIT_REFUSED,   SIMMER_CLI_EXIT_TIMED_OUT,
    SIMMER_CLI_EXIT_FAILED, SIMMER_CLI_EXIT_CANCELLED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (a == order[i] || b == order[i])
      return order[i];
  return SIMMER_CLI_EXIT_OK;
}
