#include "config.h"

#include "simmer-cli-options.h"

#include "simmer-cli-text.h"

#include <glib/gi18n.h>
#include <math.h>

#define MANY            G_MAXUINT
#define LONGEST_SECONDS (366.0 * 24 * 60 * 60)

/* The groups of options that a command takes. */
typedef enum
{
  TAKES_SERVICE = 1 << 0,
  TAKES_INPUTS = 1 << 1,
  TAKES_WAIT = 1 << 2,
  TAKES_WAITING = 1 << 3,
  TAKES_ACTIVE = 1 << 4,
  TAKES_TIMEOUT = 1 << 5,
  TAKES_NEEDS = 1 << 6,
} Takes;

typedef struct
{
  const char *name;
  SimmerCliCommand command;
  Takes takes;
  guint least;
  guint most;
  const char *arguments;
  const char *summary;
} Command;

static const Command commands[] = {
  { "submit",
    SIMMER_CLI_COMMAND_SUBMIT,
    TAKES_SERVICE | TAKES_INPUTS | TAKES_WAIT | TAKES_WAITING | TAKES_TIMEOUT,
    0,
    MANY,
    N_ ("PROMPT…"),
    N_ ("Order a generation; “-” reads the prompt from standard input") },
  { "track",
    SIMMER_CLI_COMMAND_TRACK,
    TAKES_SERVICE | TAKES_WAIT | TAKES_WAITING | TAKES_TIMEOUT,
    1,
    MANY,
    N_ ("ID|URL…"),
    N_ ("Take up tasks that were ordered elsewhere, and say how they are") },
  { "find",
    SIMMER_CLI_COMMAND_FIND,
    TAKES_SERVICE | TAKES_NEEDS,
    0,
    0,
    "",
    N_ ("List tasks that a service has and that are not followed here") },
  { "wait",
    SIMMER_CLI_COMMAND_WAIT,
    TAKES_SERVICE | TAKES_WAITING | TAKES_TIMEOUT,
    1,
    MANY,
    N_ ("TASK…"),
    N_ ("Follow tasks until they end") },
  { "list", SIMMER_CLI_COMMAND_LIST, TAKES_ACTIVE, 0, 0, "", N_ ("List tasks, newest first") },
  { "show",
    SIMMER_CLI_COMMAND_SHOW,
    0,
    1,
    MANY,
    N_ ("TASK…"),
    N_ ("Show all that is known of tasks, without asking the service") },
  { "cancel",
    SIMMER_CLI_COMMAND_CANCEL,
    TAKES_SERVICE | TAKES_TIMEOUT,
    1,
    MANY,
    N_ ("TASK…"),
    N_ ("Cancel tasks that wait or run") },
  { "retry",
    SIMMER_CLI_COMMAND_RETRY,
    TAKES_SERVICE | TAKES_WAIT | TAKES_WAITING | TAKES_TIMEOUT,
    1,
    MANY,
    N_ ("TASK…"),
    N_ ("Try failed or cancelled tasks again") },
  { "remove",
    SIMMER_CLI_COMMAND_REMOVE,
    0,
    1,
    MANY,
    N_ ("TASK…"),
    N_ ("Forget tasks that have ended, with their results") },
  { "save",
    SIMMER_CLI_COMMAND_SAVE,
    TAKES_SERVICE | TAKES_TIMEOUT,
    2,
    2,
    N_ ("TASK DIR"),
    N_ ("Save the results of a task in a folder") },
  { "accounts",
    SIMMER_CLI_COMMAND_ACCOUNTS,
    0,
    0,
    MANY,
    N_ ("list|show|add|edit|set|test|sign-out|remove"),
    N_ ("List, set up, change, try and remove accounts") },
  { "profiles",
    SIMMER_CLI_COMMAND_PROFILES,
    0,
    0,
    MANY,
    N_ ("list | show PROFILE… | check FILE…"),
    N_ ("List profiles of services, show what one says, or find what is wrong with a file") },
};

/* What GOption fills in, before it is checked. */
typedef struct
{
  SimmerCliOptions *options;
  gboolean help;
  gboolean version;
  char *interval;
  char *timeout;
  GStrv inputs;
  GStrv arguments;
} Parse;

static void
parse_clear (Parse *parse)
{
  g_clear_pointer (&parse->options, simmer_cli_options_free);
  g_clear_pointer (&parse->interval, g_free);
  g_clear_pointer (&parse->timeout, g_free);
  g_clear_pointer (&parse->inputs, g_strfreev);
  g_clear_pointer (&parse->arguments, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parse, parse_clear)

static void
add_common (GOptionContext *context, Parse *parse)
{
  const GOptionEntry entries[] = {
    { "json",
      0,
      0,
      G_OPTION_ARG_NONE,
      &parse->options->json,
      N_ ("Write data as one JSON object a line"),
      NULL },
    { "quiet",
      'q',
      0,
      G_OPTION_ARG_NONE,
      &parse->options->quiet,
      N_ ("Say nothing but errors and data"),
      NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &parse->help, N_ ("Show this help"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &parse->version, N_ ("Show the version"), NULL },
    { NULL },
  };

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static void
add_service (GOptionContext *context, Parse *parse)
{
  SimmerCliOptions *options = parse->options;
  const GOptionEntry entries[] = {
    { "account",
      'a',
      0,
      G_OPTION_ARG_STRING,
      &options->account,
      N_ ("Account to ask (default: the generator on this machine)"),
      N_ ("ACCOUNT") },
    { "server",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->server,
      N_ ("Address of a service in place of an account; its credential comes from SIMMER_TOKEN"),
      N_ ("URL") },
    { "profile",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->profile,
      N_ ("How that service is spoken to (default: generate-v1)"),
      N_ ("ID|FILE") },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static void
add_waiting (GOptionContext *context, Parse *parse)
{
  const GOptionEntry entries[] = {
    { "output",
      'o',
      0,
      G_OPTION_ARG_FILENAME,
      &parse->options->folder,
      N_ ("Save the results in this folder"),
      N_ ("DIR") },
    { "interval",
      0,
      0,
      G_OPTION_ARG_STRING,
      &parse->interval,
      N_ ("Time between two questions (default: as the task needs)"),
      N_ ("SECONDS") },
    { "no-live",
      0,
      0,
      G_OPTION_ARG_NONE,
      &parse->options->no_live,
      N_ ("Only ask, do not listen for changes"),
      NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static void
add_single (GOptionContext *context, Parse *parse, Takes takes)
{
  const GOptionEntry input[] = {
    { "input",
      'i',
      0,
      G_OPTION_ARG_FILENAME_ARRAY,
      &parse->inputs,
      N_ ("What to generate: style, width, height, seed, count …"),
      N_ ("KEY=VALUE") },
    { NULL },
  };
  const GOptionEntry needs[] = {
    { "input",
      'i',
      0,
      G_OPTION_ARG_FILENAME_ARRAY,
      &parse->inputs,
      N_ ("What the service must know first, such as the repository"),
      N_ ("KEY=VALUE") },
    { NULL },
  };
  const GOptionEntry wait[] = {
    { "wait",
      'w',
      0,
      G_OPTION_ARG_NONE,
      &parse->options->wait,
      N_ ("Follow it until it ends"),
      NULL },
    { NULL },
  };
  const GOptionEntry active[] = {
    { "active",
      0,
      0,
      G_OPTION_ARG_NONE,
      &parse->options->active,
      N_ ("Only tasks that have not ended"),
      NULL },
    { NULL },
  };
  const GOptionEntry timeout[] = {
    { "timeout",
      0,
      0,
      G_OPTION_ARG_STRING,
      &parse->timeout,
      N_ ("Stop waiting after this time; the task goes on"),
      N_ ("SECONDS") },
    { NULL },
  };

  if (takes & TAKES_NEEDS)
    g_option_context_add_main_entries (context, needs, GETTEXT_PACKAGE);
  if (takes & TAKES_INPUTS)
    g_option_context_add_main_entries (context, input, GETTEXT_PACKAGE);
  if (takes & TAKES_WAIT)
    g_option_context_add_main_entries (context, wait, GETTEXT_PACKAGE);
  if (takes & TAKES_ACTIVE)
    g_option_context_add_main_entries (context, active, GETTEXT_PACKAGE);
  if (takes & TAKES_TIMEOUT)
    g_option_context_add_main_entries (context, timeout, GETTEXT_PACKAGE);
}

static GOptionContext *
new_command_context (const Command *command, Parse *parse)
{
  g_autofree char *usage = g_strstrip (
    g_strdup_printf ("%s %s", command->name, *command->arguments ? _ (command->arguments) : ""));
  GOptionContext *context = g_option_context_new (usage);
  const GOptionEntry rest[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &parse->arguments, NULL, NULL },
    { NULL },
  };

  g_option_context_set_summary (context, _ (command->summary));
  add_single (context, parse, command->takes);
  if (command->takes & TAKES_WAITING)
    add_waiting (context, parse);
  if (command->takes & TAKES_SERVICE)
    add_service (context, parse);
  add_common (context, parse);
  g_option_context_add_main_entries (context, rest, GETTEXT_PACKAGE);

  return context;
}

static char *
describe_commands (void)
{
  GString *text = g_string_new (_ ("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %-10s %s", commands[i].name, _ (commands[i].summary));
  g_string_append_c (text, '\n');
  g_string_append_c (text, '\n');
  g_string_append (text,
                   _ ("TASK is a task's id, the first 4 or more characters of it, or the "
                      "id that the service gave it.\n"
                      "“simmerctl COMMAND --help” tells more."));
  return g_string_free (text, FALSE);
}

static GOptionContext *
new_main_context (Parse *parse)
{
  GOptionContext *context = g_option_context_new (_ ("COMMAND"));
  g_autofree char *description = describe_commands ();

  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_summary (context,
                                _ ("Order generations, follow them, and take their results."));
  g_option_context_set_description (context, description);
  add_service (context, parse);
  add_common (context, parse);
  return context;
}

static const Command *
find_command (const char *name, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];

  {
    g_autofree char *clean = simmer_cli_text_clean (name);

    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_UNKNOWN_OPTION,
                 _ ("There is no command “%s”. “simmerctl --help” lists them."),
                 clean);
  }
  return NULL;
}

static gboolean
read_seconds (const char *name, const char *text, double *seconds, GError **error)
{
  g_autofree char *clean = NULL;
  char *end = NULL;

  if (text == NULL)
    return TRUE;
  *seconds = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && isfinite (*seconds) && *seconds > 0 &&
      *seconds <= LONGEST_SECONDS)
    return TRUE;

  clean = simmer_cli_text_clean (text);
  g_set_error (error,
               G_OPTION_ERROR,
               G_OPTION_ERROR_BAD_VALUE,
               _ ("--%s wants a number of seconds over 0, not “%s”."),
               name,
               clean);
  return FALSE;
}

static gboolean
to_utf8 (GStrv words, GStrv *converted, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      g_autofree char *word = simmer_cli_text_from_argument (words[i]);

      if (word == NULL)
        {
          g_set_error (error,
                       G_OPTION_ERROR,
                       G_OPTION_ERROR_BAD_VALUE,
                       _ ("Argument %u is not text in this terminal's encoding."),
                       i + 1);
          return FALSE;
        }
      g_strv_builder_add (builder, word);
    }

  *converted = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
check_count (const Command *command, guint n, GError **error)
{
  if (n >= command->least && n <= command->most)
    return TRUE;

  if (command->most == 0)
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_FAILED,
                 _ ("simmerctl %s takes no arguments."),
                 command->name);
  else
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_FAILED,
                 _ ("Write it as: simmerctl %s %s"),
                 command->name,
                 _ (command->arguments));
  return FALSE;
}

static gboolean
check_service (SimmerCliOptions *options, GError **error)
{
  if (options->account && (options->server || options->profile))
    {
      g_set_error_literal (error,
                           G_OPTION_ERROR,
                           G_OPTION_ERROR_FAILED,
                           _ ("Give either --account or --server, not both."));
      return FALSE;
    }
  if (options->profile && !options->server)
    {
      g_set_error_literal (error,
                           G_OPTION_ERROR,
                           G_OPTION_ERROR_FAILED,
                           _ ("--profile says how to speak; say to whom with --server URL."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_accounts (SimmerCliOptions *options, GError **error)
{
  static const struct
  {
    const char *verb;
    guint least;
    guint most;
  } verbs[] = {
    { "list", 0, 0 },   { "show", 1, MANY }, { "add", 1, 3 },         { "edit", 1, 3 },
    { "set", 2, MANY }, { "test", 1, MANY }, { "sign-out", 1, MANY }, { "remove", 1, MANY },
  };
  const char *verb = options->arguments[0];
  guint n = g_strv_length (options->arguments);

  if (verb == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verb, verbs[i].verb) && n > verbs[i].least && n - 1 <= verbs[i].most)
      return TRUE;

  g_set_error_literal (error,
                       G_OPTION_ERROR,
                       G_OPTION_ERROR_FAILED,
                       _ ("Write it as: simmerctl accounts list, show ACCOUNT…, add SERVICE [URL "
                          "[NAME]], edit ACCOUNT [NAME [URL]], set ACCOUNT KEY=VALUE…, test "
                          "ACCOUNT…, sign-out ACCOUNT… or remove ACCOUNT…"));
  return FALSE;
}

static gboolean
check_profiles (SimmerCliOptions *options, GError **error)
{
  const char *verb = options->arguments[0];
  guint n = g_strv_length (options->arguments);

  if (n == 0 || (n == 1 && g_str_equal (verb, "list")) ||
      (n > 1 && (g_str_equal (verb, "show") || g_str_equal (verb, "check"))))
    return TRUE;

  g_set_error_literal (error,
                       G_OPTION_ERROR,
                       G_OPTION_ERROR_FAILED,
                       _ ("Write it as: simmerctl profiles list, simmerctl profiles show PROFILE, "
                          "or simmerctl profiles check FILE"));
  return FALSE;
}

/* --wait is what makes the options of waiting mean something. */
static gboolean
check_waiting (const Command *command, SimmerCliOptions *options, GError **error)
{
  if (!(command->takes & TAKES_WAIT) || options->wait || !options->folder)
    return TRUE;

  g_set_error_literal (error,
                       G_OPTION_ERROR,
                       G_OPTION_ERROR_FAILED,
                       _ ("--output wants the end of the task; add --wait."));
  return FALSE;
}

static gboolean
check (const Command *command, Parse *parse, GError **error)
{
  SimmerCliOptions *options = parse->options;

  if (!to_utf8 (parse->inputs, &options->inputs, error) ||
      !read_seconds ("interval", parse->interval, &options->interval, error) ||
      !read_seconds ("timeout", parse->timeout, &options->timeout, error))
    return FALSE;

  /* A folder's name is bytes, not text. */
  if (command->command == SIMMER_CLI_COMMAND_SAVE && parse->arguments &&
      g_strv_length (parse->arguments) == 2)
    {
      options->folder = g_strdup (parse->arguments[1]);
      g_clear_pointer (&parse->arguments[1], g_free);
      if (!to_utf8 (parse->arguments, &options->arguments, error))
        return FALSE;
      return check_service (options, error);
    }

  if (!to_utf8 (parse->arguments, &options->arguments, error) ||
      !check_count (command, g_strv_length (options->arguments), error) ||
      !check_service (options, error) || !check_waiting (command, options, error))
    return FALSE;
  if (command->command == SIMMER_CLI_COMMAND_ACCOUNTS)
    return check_accounts (options, error);
  if (command->command == SIMMER_CLI_COMMAND_PROFILES)
    return check_profiles (options, error);
  return TRUE;
}

/* Fills in the text to print if help or the version was asked for. */
static gboolean
take_print (Parse *parse, GOptionContext *context)
{
  SimmerCliOptions *options = parse->options;

  if (parse->help)
    options->text = g_option_context_get_help (context, TRUE, NULL);
  else if (parse->version)
    options->text = g_strdup ("simmerctl " SIMMER_VERSION "\n");
  else
    return FALSE;

  options->command = SIMMER_CLI_COMMAND_PRINT;
  return TRUE;
}

/* The service may stand before the command too; what stands after it counts more. */
static void
move_word (char **from, char **to)
{
  if (*to == NULL)
    *to = g_steal_pointer (from);
}

static void
move_service (SimmerCliOptions *from, SimmerCliOptions *to)
{
  move_word (&from->account, &to->account);
  move_word (&from->server, &to->server);
  move_word (&from->profile, &to->profile);
}

static gboolean
check_early (const Command *command, SimmerCliOptions *early, GError **error)
{
  if (command->takes & TAKES_SERVICE || !(early->account || early->server || early->profile))
    return TRUE;

  g_set_error (error,
               G_OPTION_ERROR,
               G_OPTION_ERROR_FAILED,
               _ ("simmerctl %s asks no service: leave out --account, --server and --profile."),
               command->name);
  return FALSE;
}

/**
 * simmer_cli_options_parse:
 * @argv: (array zero-terminated=1): the command line, the program's name first
 * @error: (out) (optional): what cannot be understood, as a sentence; domain %G_OPTION_ERROR
 *
 * Returns: (transfer full) (nullable): the command line as understood
 */
SimmerCliOptions *
simmer_cli_options_parse (const char *const *argv, GError **error)
{
  g_auto (Parse) parse = { .options = g_new0 (SimmerCliOptions, 1) };
  g_autoptr (GOptionContext) main_context = new_main_context (&parse);
  g_autoptr (GOptionContext) context = NULL;
  g_auto (GStrv) words = g_strdupv ((GStrv) argv);
  g_autoptr (SimmerCliOptions) early = g_new0 (SimmerCliOptions, 1);
  const Command *command;

  g_set_prgname ("simmerctl");
  if (!g_option_context_parse_strv (main_context, &words, error))
    return NULL;
  if (take_print (&parse, main_context))
    return g_steal_pointer (&parse.options);
  if (words[0] == NULL || words[1] == NULL)
    {
      g_set_error_literal (error,
                           G_OPTION_ERROR,
                           G_OPTION_ERROR_FAILED,
                           _ ("What shall be done? “simmerctl --help” lists the commands."));
      return NULL;
    }

  move_service (parse.options, early);
  command = find_command (words[1], error);
  if (command == NULL || !check_early (command, early, error))
    return NULL;
  g_free (words[0]);
  words[0] = words[1];
  for (guint i = 1; words[i] != NULL; i++)
    words[i] = words[i + 1];

  parse.options->command = command->command;
  context = new_command_context (command, &parse);
  if (!g_option_context_parse_strv (context, &words, error))
    return NULL;
  move_service (early, parse.options);
  if (!take_print (&parse, context) && !check (command, &parse, error))
    return NULL;

  return g_steal_pointer (&parse.options);
}

void
simmer_cli_options_free (SimmerCliOptions *self)
{
  g_free (self->text);
  g_free (self->account);
  g_free (self->profile);
  g_free (self->server);
  g_free (self->folder);
  g_strfreev (self->inputs);
  g_strfreev (self->arguments);
  g_free (self);
}
