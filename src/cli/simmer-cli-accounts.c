/* The command that sets accounts up: list, show, add, edit, set, test, sign-out, remove. */

#include "config.h"

#include "simmer-cli-commands.h"

#include "simmer-cli-answer.h"
#include "simmer-cli-secret.h"
#include "simmer-cli-text.h"
#include "simmer-cli-wishes.h"
#include "simmer-json-lines.h"
#include "simmer-profile-library.h"

#include <glib/gi18n.h>

static char *
describe (SimmerAccount *account)
{
  g_autofree char *text = g_strdup_printf (
    "%s  %s  %s  %s",
    simmer_account_get_id (account),
    simmer_account_get_name (account),
    simmer_profile_get_id (simmer_account_get_profile (account)),
    simmer_account_get_builtin (account) ? "" : simmer_account_get_address (account));

  return simmer_cli_text_clean (text);
}

static void
print (SimmerCliSession *session, SimmerAccount *account)
{
  g_autofree char *line =
    session->options->json ? simmer_json_line_from_account (account) : describe (account);

  simmer_cli_output_data (session->output, line);
}

static SimmerCliExit
list (SimmerCliSession *session)
{
  GPtrArray *left_out = simmer_task_manager_get_left_out (session->manager);
  GListModel *accounts = simmer_task_manager_get_accounts (session->manager);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SimmerAccount) account = g_list_model_get_item (accounts, i);

      print (session, account);
    }

  for (guint i = 0; i < left_out->len; i++)
    {
      g_autofree char *clean = simmer_cli_text_clean (left_out->pdata[i]);

      simmer_cli_output_error (session->output, clean);
    }

  return SIMMER_CLI_EXIT_OK;
}

static SimmerCliExit
complain (SimmerCliSession *session, const GError *error, SimmerCliExit exit)
{
  simmer_cli_output_error (session->output, error->message);
  return exit;
}

static SimmerAccount *
find (SimmerCliSession *session, const char *id, gboolean builtin)
{
  SimmerAccount *account = simmer_task_manager_get_account (session->manager, id);
  g_autofree char *clean = simmer_cli_text_clean (id);
  g_autofree char *message = NULL;

  if (account == NULL)
    message = g_strdup_printf (
      _ ("There is no account “%s”. “simmerctl accounts list” shows them."), clean);
  else if (!builtin && simmer_account_get_builtin (account))
    message = g_strdup_printf (_ ("The account “%s” is always there as it is."), clean);
  if (message == NULL)
    return account;

  simmer_cli_output_error (session->output, message);
  return NULL;
}

/* Nothing read leaves what there is. The callbacks need what is waited for: a signal ends the
 * program when the keyring has answered. */
static SimmerCliExit
sign_in (SimmerCliSession *session, SimmerAccount *account, const char *question)
{
  g_autoptr (GError) error = NULL;
  g_auto (SimmerCliAnswer) answer = { 0 };
  char *secret = simmer_cli_secret_read (session, question);
  SimmerKept kept;

  if (secret == NULL)
    return SIMMER_CLI_EXIT_FAILED;
  if (*secret == '\0')
    {
      g_free (secret);
      return SIMMER_CLI_EXIT_OK;
    }

  simmer_task_manager_sign_in_async (
    session->manager, account, secret, NULL, simmer_cli_answer_cb, &answer);
  secret_password_wipe (secret);
  g_free (secret);
  simmer_cli_answer_wait (&answer);
  kept = simmer_task_manager_sign_in_finish (session->manager, answer.result, &error);
  if (error != NULL)
    return complain (session, error, SIMMER_CLI_EXIT_FAILED);
  if (kept == SIMMER_KEPT_IN_KEYRING)
    return SIMMER_CLI_EXIT_OK;

  simmer_cli_output_error (session->output,
                           _ ("No keyring took the credential, and Simmer keeps it nowhere else: "
                              "it is gone now. Give it in the environment variable SIMMER_TOKEN, "
                              "or start the desktop’s keyring and use “simmerctl accounts edit”."));
  return SIMMER_CLI_EXIT_FAILED;
}

static SimmerCliExit
add (SimmerCliSession *session, const char *const *words)
{
  gboolean is_file = strchr (words[0], '/') != NULL || g_str_has_suffix (words[0], ".json");
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerProfile) profile = NULL;
  const char *address = words[1];
  SimmerAccount *account;

  profile = is_file ? simmer_profile_library_add (words[0], &error)
                    : simmer_profile_library_find (words[0], &error);
  if (profile == NULL)
    return complain (session, error, SIMMER_CLI_EXIT_USAGE);
  if (address == NULL)
    address = simmer_profile_get_address (profile);
  if (address == NULL)
    {
      simmer_cli_output_error (session->output,
                               _ ("This service may be anywhere. Write its address behind it."));
      return SIMMER_CLI_EXIT_USAGE;
    }

  account = simmer_task_manager_add_account (
    session->manager,
    profile,
    words[1] != NULL && words[2] != NULL ? words[2] : simmer_profile_get_name (profile),
    address,
    &error);
  if (account == NULL)
    return complain (session, error, SIMMER_CLI_EXIT_USAGE);

  print (session, account);
  return sign_in (session, account, _ ("Its key or token (nothing shows; Enter for none):"));
}

static SimmerCliExit
edit (SimmerCliSession *session, const char *const *words)
{
  SimmerAccount *account = find (session, words[0], FALSE);
  g_autoptr (GError) error = NULL;

  if (account == NULL)
    return SIMMER_CLI_EXIT_USAGE;

  account = simmer_task_manager_edit_account (
    session->manager, account, words[1], words[1] != NULL ? words[2] : NULL, &error);
  if (account == NULL)
    return complain (session, error, SIMMER_CLI_EXIT_USAGE);

  print (session, account);
  return sign_in (
    session, account, _ ("Its new key or token (nothing shows; Enter leaves the old one):"));
}

/* A line as of the list, and one of what can be set. */
static SimmerCliExit
show (SimmerCliSession *session, const char *id)
{
  SimmerAccount *account = find (session, id, TRUE);
  g_autofree char *wishes = NULL;

  if (account == NULL)
    return SIMMER_CLI_EXIT_USAGE;

  print (session, account);
  if (session->options->json)
    return SIMMER_CLI_EXIT_OK;

  wishes = simmer_cli_wishes_describe (simmer_account_get_wishes (account));
  simmer_cli_output_data (session->output, wishes);
  return SIMMER_CLI_EXIT_OK;
}

static SimmerCliExit
set (SimmerCliSession *session, const char *const *words)
{
  SimmerAccount *account = find (session, words[0], TRUE);
  g_autoptr (GError) error = NULL;
  SimmerWishes wishes;

  if (account == NULL)
    return SIMMER_CLI_EXIT_USAGE;

  wishes = *simmer_account_get_wishes (account);
  if (!simmer_cli_wishes_read (&wishes, words + 1, &error))
    return complain (session, error, SIMMER_CLI_EXIT_USAGE);

  simmer_task_manager_set_account_wishes (session->manager, account, &wishes);
  return show (session, words[0]);
}

static SimmerCliExit
try (SimmerCliSession *session, const char *id)
{
  SimmerAccount *account = find (session, id, TRUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (SimmerCliAnswer) answer = { 0 };

  if (account == NULL)
    return SIMMER_CLI_EXIT_USAGE;
  /* Where several are named, it is unclear whose the credential is. */
  if (session->options->arguments[2] == NULL)
    simmer_cli_session_lend_to_account (session, account);

  simmer_task_manager_test_account_async (
    session->manager, account, cancellable, simmer_cli_answer_cb, &answer);
  if (!simmer_cli_session_run_until (session, &answer.done))
    g_cancellable_cancel (cancellable);
  simmer_cli_answer_wait (&answer);
  simmer_task_manager_test_account_finish (session->manager, answer.result, &error);
  if (error != NULL)
    return complain (session, error, SIMMER_CLI_EXIT_REFUSED);

  simmer_cli_output_talk (session->output,
                          _ ("%s answers, and accepts this account."),
                          simmer_account_get_name (account));
  if (session->options->json)
    print (session, account);
  return SIMMER_CLI_EXIT_OK;
}

static SimmerCliExit
sign_out (SimmerCliSession *session, const char *id)
{
  SimmerAccount *account = find (session, id, FALSE);
  g_autoptr (GError) error = NULL;
  g_auto (SimmerCliAnswer) answer = { 0 };

  if (account == NULL)
    return SIMMER_CLI_EXIT_USAGE;

  simmer_task_manager_sign_out_async (session->manager, account, simmer_cli_answer_cb, &answer);
  simmer_cli_answer_wait (&answer);
  simmer_task_manager_sign_out_finish (session->manager, answer.result, &error);
  if (error != NULL)
    return complain (session, error, SIMMER_CLI_EXIT_FAILED);

  if (session->options->json)
    print (session, simmer_task_manager_get_account (session->manager, id));
  return SIMMER_CLI_EXIT_OK;
}

static SimmerCliExit
take_away (SimmerCliSession *session, const char *id)
{
  SimmerAccount *found = find (session, id, FALSE);
  g_autoptr (SimmerAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (SimmerCliAnswer) answer = { 0 };

  if (found == NULL)
    return SIMMER_CLI_EXIT_USAGE;

  account = g_object_ref (found);
  simmer_task_manager_remove_account_async (
    session->manager, account, simmer_cli_answer_cb, &answer);
  simmer_cli_answer_wait (&answer);
  simmer_task_manager_remove_account_finish (session->manager, answer.result, &error);
  if (error != NULL)
    return complain (session, error, SIMMER_CLI_EXIT_FAILED);

  if (session->options->json)
    print (session, account);
  return SIMMER_CLI_EXIT_OK;
}

SimmerCliExit
simmer_cli_accounts (SimmerCliSession *session)
{
  const char *const *words = (const char *const *) session->options->arguments;
  SimmerCliExit exit = SIMMER_CLI_EXIT_OK;

  if (words[0] == NULL || g_str_equal (words[0], "list"))
    return list (session);
  if (g_str_equal (words[0], "add"))
    return add (session, words + 1);
  if (g_str_equal (words[0], "edit"))
    return edit (session, words + 1);
  if (g_str_equal (words[0], "set"))
    return set (session, words + 1);

  for (guint i = 1; words[i] != NULL && session->signal == 0; i++)
    {
      SimmerCliExit one;

      if (g_str_equal (words[0], "show"))
        one = show (session, words[i]);
      else if (g_str_equal (words[0], "test"))
        one = try (session, words[i]);
      else if (g_str_equal (words[0], "sign-out"))
        one = sign_out (session, words[i]);
      else
        one = take_away (session, words[i]);
      exit = simmer_cli_exit_worse (exit, one);
    }

  return exit;
}
