#include "simmer-cli-options.h"

#include <locale.h>
#include <string.h>

static SimmerCliOptions *
parse (const char *line, GError **error)
{
  g_autofree char *whole = g_strconcat ("simmerctl ", line, NULL);
  g_auto (GStrv) argv = NULL;

  g_assert_true (g_shell_parse_argv (whole, NULL, &argv, NULL));
  return simmer_cli_options_parse ((const char *const *) argv, error);
}

static SimmerCliOptions *
parse_good (const char *line)
{
  g_autoptr (GError) error = NULL;
  SimmerCliOptions *options = parse (line, &error);

  g_assert_no_error (error);
  g_assert_nonnull (options);
  return options;
}

static void
assert_refused (const char *line, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerCliOptions) options = parse (line, &error);

  g_assert_null (options);
  g_assert_nonnull (error);
  g_assert_true (error->domain == G_OPTION_ERROR);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” was refused with “%s”, without “%s”", line, error->message, part);
}

static void
test_submit (void)
{
  g_autoptr (SimmerCliOptions) options =
    parse_good ("submit -a spare -i style=flow -i seed=-7 a lighthouse --wait -o out in fog "
                "--timeout 2.5 --interval 0.5 --no-live");

  g_assert_cmpint (options->command, ==, SIMMER_CLI_COMMAND_SUBMIT);
  g_assert_cmpstr (options->account, ==, "spare");
  g_assert_cmpstr (options->folder, ==, "out");
  g_assert_true (options->wait);
  g_assert_cmpfloat (options->timeout, ==, 2.5);
  g_assert_cmpfloat (options->interval, ==, 0.5);
  g_assert_true (options->no_live);
  g_assert_true (g_strv_equal ((const char *const *) options->inputs,
                               (const char *const[]){ "style=flow", "seed=-7", NULL }));
  g_assert_true (g_strv_equal ((const char *const *) options->arguments,
                               (const char *const[]){ "a", "lighthouse", "in", "fog", NULL }));
}

static void
test_defaults (void)
{
  g_autoptr (SimmerCliOptions) options = parse_good ("list");

  g_assert_cmpint (options->command, ==, SIMMER_CLI_COMMAND_LIST);
  g_assert_false (options->json || options->quiet || options->wait || options->active);
  g_assert_null (options->account);
  g_assert_null (options->server);
  g_assert_cmpfloat (options->interval, ==, 0);
  g_assert_false (options->no_live);
  g_assert_cmpfloat (options->timeout, ==, 0);
}

static void
test_common_first (void)
{
  g_autoptr (SimmerCliOptions) options = parse_good ("--json -q list --active");

  g_assert_true (options->json);
  g_assert_true (options->quiet);
  g_assert_true (options->active);
}

static void
test_dashes (void)
{
  g_autoptr (SimmerCliOptions) options = parse_good ("submit -- --not-an-option -x");

  g_assert_true (g_strv_equal ((const char *const *) options->arguments,
                               (const char *const[]){ "--not-an-option", "-x", NULL }));
}

static void
test_server (void)
{
  g_autoptr (SimmerCliOptions) options =
    parse_good ("track --profile ./own.json --server https://example.org/api 17 18");

  g_assert_cmpint (options->command, ==, SIMMER_CLI_COMMAND_TRACK);
  g_assert_cmpstr (options->profile, ==, "./own.json");
  g_assert_cmpstr (options->server, ==, "https://example.org/api");
  g_assert_cmpuint (g_strv_length (options->arguments), ==, 2);
}

static void
test_server_first (void)
{
  g_autoptr (SimmerCliOptions) options =
    parse_good ("--profile a --server https://a.example track --server https://b.example 17");

  g_assert_cmpint (options->command, ==, SIMMER_CLI_COMMAND_TRACK);
  g_assert_cmpstr (options->profile, ==, "a");
  g_assert_cmpstr (options->server, ==, "https://b.example");
  g_assert_cmpuint (g_strv_length (options->arguments), ==, 1);
}

static void
test_save (void)
{
  g_autoptr (SimmerCliOptions) options = parse_good ("save abcd 'a folder'");

  g_assert_cmpint (options->command, ==, SIMMER_CLI_COMMAND_SAVE);
  g_assert_cmpstr (options->folder, ==, "a folder");
  g_assert_true (
    g_strv_equal ((const char *const *) options->arguments, (const char *const[]){ "abcd", NULL }));
}

static void
test_commands (void)
{
  static const struct
  {
    const char *line;
    SimmerCliCommand command;
  } cases[] = {
    { "wait abcd efgh", SIMMER_CLI_COMMAND_WAIT },
    { "show abcd", SIMMER_CLI_COMMAND_SHOW },
    { "cancel abcd", SIMMER_CLI_COMMAND_CANCEL },
    { "retry abcd --wait", SIMMER_CLI_COMMAND_RETRY },
    { "remove abcd", SIMMER_CLI_COMMAND_REMOVE },
    { "accounts", SIMMER_CLI_COMMAND_ACCOUNTS },
    { "accounts list", SIMMER_CLI_COMMAND_ACCOUNTS },
    { "accounts add replicate", SIMMER_CLI_COMMAND_ACCOUNTS },
    { "accounts edit id Name https://example.org", SIMMER_CLI_COMMAND_ACCOUNTS },
    { "accounts remove one two", SIMMER_CLI_COMMAND_ACCOUNTS },
    { "accounts show one two", SIMMER_CLI_COMMAND_ACCOUNTS },
    { "accounts set one live=no pace=fewer", SIMMER_CLI_COMMAND_ACCOUNTS },
    { "submit", SIMMER_CLI_COMMAND_SUBMIT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SimmerCliOptions) options = parse_good (cases[i].line);

      g_assert_cmpint (options->command, ==, cases[i].command);
    }
}

static void
test_help (void)
{
  static const char *const names[] = { "submit", "track", "wait",   "list", "show",
                                       "cancel", "retry", "remove", "save", "accounts" };
  g_autoptr (SimmerCliOptions) help = parse_good ("--help");
  g_autoptr (SimmerCliOptions) version = parse_good ("--version");

  g_assert_cmpint (help->command, ==, SIMMER_CLI_COMMAND_PRINT);
  g_assert_cmpint (version->command, ==, SIMMER_CLI_COMMAND_PRINT);
  g_assert_true (g_str_has_prefix (version->text, "simmerctl "));

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *line = g_strconcat (names[i], " --help", NULL);
      g_autofree char *usage = g_strconcat ("simmerctl [OPTION…] ", names[i], NULL);
      g_autoptr (SimmerCliOptions) options = parse_good (line);

      g_assert_nonnull (strstr (help->text, names[i]));
      g_assert_cmpint (options->command, ==, SIMMER_CLI_COMMAND_PRINT);
      g_assert_nonnull (strstr (options->text, usage));
      g_assert_nonnull (strstr (options->text, "--json"));
    }
}

static void
test_refused (void)
{
  assert_refused ("", "--help");
  assert_refused ("frobnicate", "frobnicate");
  assert_refused ("--frobnicate", "frobnicate");
  assert_refused ("list extra", "no arguments");
  assert_refused ("list --wait", "--wait");
  assert_refused ("track", "ID|URL");
  assert_refused ("wait", "TASK");
  assert_refused ("show", "TASK");
  assert_refused ("cancel", "TASK");
  assert_refused ("retry", "TASK");
  assert_refused ("remove", "TASK");
  assert_refused ("save", "TASK DIR");
  assert_refused ("save abcd", "TASK DIR");
  assert_refused ("save abcd out more", "TASK DIR");
  assert_refused ("submit -o out sea", "--wait");
  assert_refused ("submit -a x --server http://localhost sea", "--account");
  assert_refused ("submit --profile generate-v1 sea", "--server");
  assert_refused ("--account x submit --server http://localhost sea", "--account");
  assert_refused ("--account x list", "asks no service");
  assert_refused ("accounts add", "accounts list");
  assert_refused ("accounts add a b c d", "accounts list");
  assert_refused ("accounts list x", "accounts list");
  assert_refused ("accounts test", "accounts list");
  assert_refused ("accounts show", "accounts list");
  assert_refused ("accounts set one", "accounts list");
  assert_refused ("accounts remove", "accounts list");
  assert_refused ("accounts frobnicate", "accounts list");
}

static void
test_seconds (void)
{
  static const char *const bad[] = { "0", "-1", "nan", "inf", "1e99", "five", "5s", "''", "0x" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *timeout = g_strdup_printf ("wait --timeout=%s abcd", bad[i]);
      g_autofree char *interval = g_strdup_printf ("wait --interval=%s abcd", bad[i]);

      assert_refused (timeout, "--timeout");
      assert_refused (interval, "--interval");
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_set_prgname ("simmerctl");

  g_test_add_func ("/cli/options/submit", test_submit);
  g_test_add_func ("/cli/options/defaults", test_defaults);
  g_test_add_func ("/cli/options/common-before-command", test_common_first);
  g_test_add_func ("/cli/options/dashes", test_dashes);
  g_test_add_func ("/cli/options/server", test_server);
  g_test_add_func ("/cli/options/server-first", test_server_first);
  g_test_add_func ("/cli/options/save", test_save);
  g_test_add_func ("/cli/options/commands", test_commands);
  g_test_add_func ("/cli/options/help", test_help);
  g_test_add_func ("/cli/options/refused", test_refused);
  g_test_add_func ("/cli/options/seconds", test_seconds);

  return g_test_run ();
}
