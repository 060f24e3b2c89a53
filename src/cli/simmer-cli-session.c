#define G_LOG_DOMAIN "Simmer-Cli"

#include "config.h"

#include "simmer-cli-session.h"

#include "simmer-json-lines.h"
#include "simmer-cli-profile.h"
#include "simmer-cli-remote.h"
#include "simmer-cli-text.h"
#include "simmer-cli-words.h"
#include "simmer-sandbox.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

#define TOKEN "SIMMER_TOKEN"

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
trouble_cb (SimmerCliBackend *backend, const char *message, gpointer user_data)
{
  SimmerCliSession *self = user_data;

  simmer_cli_output_error (self->output, message);
}

static void
broken_cb (SimmerCliBackend *backend, const char *message, gpointer user_data)
{
  SimmerCliSession *self = user_data;

  simmer_cli_output_error (self->output, message);
  self->broken = TRUE;
}

SimmerCliSession *
simmer_cli_session_new (const SimmerCliOptions *options, SimmerCliOutput *output)
{
  SimmerCliSession *self = g_new0 (SimmerCliSession, 1);

  self->options = options;
  self->output = output;
  self->clock = simmer_clock_new ();
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
  if (self->backend != NULL)
    g_signal_handlers_disconnect_by_data (self->backend, self);
  g_clear_object (&self->backend);
  g_object_unref (self->clock);
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
  while (!*done && self->signal == 0 && !self->broken)
    g_main_context_iteration (NULL, TRUE);
  return *done;
}

/* What only this process can do: keep to the wishes of this command line, and use a credential that
 * must not leave it. What asks no service needs none. */
static gboolean
may_ask_application (const SimmerCliOptions *options)
{
  const char *token = g_getenv (TOKEN);

  switch (options->command)
    {
    case SIMMER_CLI_COMMAND_LIST:
    case SIMMER_CLI_COMMAND_SHOW:
    case SIMMER_CLI_COMMAND_REMOVE:
      return TRUE;
    case SIMMER_CLI_COMMAND_SUBMIT:
    case SIMMER_CLI_COMMAND_TRACK:
    case SIMMER_CLI_COMMAND_WAIT:
    case SIMMER_CLI_COMMAND_CANCEL:
    case SIMMER_CLI_COMMAND_RETRY:
    case SIMMER_CLI_COMMAND_SAVE:
      return options->server == NULL && options->interval <= 0 && !options->no_live &&
             (token == NULL || *token == '\0');
    case SIMMER_CLI_COMMAND_FIND:
    case SIMMER_CLI_COMMAND_ACCOUNTS:
    case SIMMER_CLI_COMMAND_PROFILES:
    case SIMMER_CLI_COMMAND_PRINT:
    default:
      return FALSE;
    }
}

/**
 * simmer_cli_session_open:
 * @self: a new session
 * @error: (out) (optional): why not
 *
 * Finds who does the work: the application if it runs, else this process, with the store that all
 * of Simmer shares.
 *
 * Returns: whether it can be done
 */
gboolean
simmer_cli_session_open (SimmerCliSession *self, GError **error)
{
  if (may_ask_application (self->options))
    self->backend = SIMMER_CLI_BACKEND (simmer_cli_remote_new (self->options));
  else
    {
      SimmerCliCore *core = simmer_cli_core_new (self->options);

      self->backend = SIMMER_CLI_BACKEND (core);
      self->manager = simmer_cli_core_get_manager (core);
    }
  g_signal_connect (self->backend, "trouble", G_CALLBACK (trouble_cb), self);
  g_signal_connect (self->backend, "broken", G_CALLBACK (broken_cb), self);
  return simmer_cli_backend_open (self->backend, error);
}

/**
 * simmer_cli_session_has_to_stay:
 * @self: an open session
 * @tasks: (element-type SimmerTask): what was just ordered
 *
 * What this process starts in a sandbox ends with it: what the built-in generator has begun would
 * never be finished. Says so.
 *
 * Returns: whether @tasks have to be waited for, whatever the person wanted
 */
gboolean
simmer_cli_session_has_to_stay (SimmerCliSession *self, GPtrArray *tasks)
{
  gboolean builtin = FALSE;

  for (guint i = 0; i < tasks->len; i++)
    builtin |= g_str_equal (simmer_task_get_account_id (tasks->pdata[i]), SIMMER_ACCOUNT_BUILTIN);
  if (!builtin || !simmer_cli_backend_is_here (self->backend) || !simmer_sandbox_is_inside ())
    return FALSE;

  simmer_cli_output_talk (self->output,
                          _ ("In the flatpak the built-in generator ends soon after this command, "
                             "which therefore waits for the result. It need not while Simmer’s "
                             "window runs."));
  return TRUE;
}

/**
 * simmer_cli_session_close:
 * @self: a session that was opened
 *
 * Lets go of all tasks, so that others may follow them, and writes what is not yet written.
 */
void
simmer_cli_session_close (SimmerCliSession *self)
{
  g_autoptr (GError) error = NULL;

  if (!simmer_cli_backend_close (self->backend, &error))
    simmer_cli_output_error (self->output, error->message);
}

gint64
simmer_cli_session_get_now (SimmerCliSession *self)
{
  return simmer_clock_get_wall (self->clock);
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

  account = simmer_cli_backend_get_account (self->backend, id);
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
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = simmer_cli_backend_find (self->backend, word, &error);
  g_autofree char *clean = simmer_cli_text_clean (word);

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
      SimmerAccount *account = simmer_cli_backend_get_account (self->backend, id);

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
        simmer_cli_backend_get_account (self->backend, simmer_task_get_account_id (task));

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
