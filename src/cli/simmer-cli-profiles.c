/* simmerctl profiles: which services Simmer can speak to, and what is wrong with a profile. */

#include "config.h"

#include "simmer-cli-commands.h"
#include "simmer-cli-profile.h"
#include "simmer-cli-text.h"
#include "simmer-json-lines.h"
#include "simmer-profile-library.h"

#include <glib/gi18n.h>

#define ID_COLUMNS   18
#define NAME_COLUMNS 22

static void
say_profile (SimmerCliSession *session, SimmerProfile *profile)
{
  const char *description = simmer_profile_get_description (profile);
  g_autofree char *name = simmer_cli_text_clean (simmer_profile_get_name (profile));
  g_autofree char *words = simmer_cli_text_clean (description != NULL ? description : "");
  g_autofree char *padded = simmer_cli_text_pad (name, NAME_COLUMNS);
  g_autofree char *line = NULL;

  if (session->options->json)
    {
      line = simmer_json_line_from_profile (profile);
      simmer_cli_output_data (session->output, line);
      return;
    }

  line = g_strdup_printf ("%-*s %s %s", ID_COLUMNS, simmer_profile_get_id (profile), padded, words);
  simmer_cli_output_data (session->output, g_strchomp (line));
}

/* A file that cannot be used takes nothing from the others. */
static SimmerCliExit
list_profiles (SimmerCliSession *session)
{
  g_autoptr (GPtrArray) complaints = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) profiles = simmer_profile_library_list (complaints);

  for (guint i = 0; i < profiles->len; i++)
    say_profile (session, profiles->pdata[i]);
  for (guint i = 0; i < complaints->len; i++)
    {
      g_autofree char *clean = simmer_cli_text_clean (complaints->pdata[i]);

      simmer_cli_output_error (session->output, clean);
    }

  return SIMMER_CLI_EXIT_OK;
}

static void
say_field (SimmerCliSession *session, const char *title, const char *text)
{
  g_autofree char *clean = text != NULL ? simmer_cli_text_clean (text) : NULL;
  g_autofree char *line = text != NULL ? g_strconcat (title, clean, NULL) : NULL;

  if (line != NULL)
    simmer_cli_output_data (session->output, line);
}

static void
say_verbs (SimmerCliSession *session, SimmerProfile *profile)
{
  for (int i = 0; i < SIMMER_N_VERBS; i++)
    {
      const SimmerRequest *request = simmer_profile_get_request (profile, (SimmerVerb) i);
      g_autofree char *line = request != NULL
                                ? g_strdup_printf ("  %-9s %s %s",
                                                   simmer_verb_to_string ((SimmerVerb) i),
                                                   request->method,
                                                   request->paths[0])
                                : NULL;

      if (line != NULL)
        simmer_cli_output_data (session->output, line);
    }
}

static void
say_inputs (SimmerCliSession *session, SimmerProfile *profile)
{
  JsonArray *inputs = simmer_profile_get_inputs (profile);

  for (guint i = 0; i < json_array_get_length (inputs); i++)
    {
      JsonObject *input = json_array_get_object_element (inputs, i);
      g_autofree char *name = simmer_cli_text_clean (json_object_get_string_member (input, "name"));
      g_autofree char *line = g_strdup_printf (
        "  %-9s %s%s",
        name,
        json_object_get_string_member (input, "type"),
        json_object_get_boolean_member_with_default (input, "required", FALSE) ? _ (", required")
                                                                               : "");

      simmer_cli_output_data (session->output, line);
    }
}

static gboolean
show_profile (SimmerCliSession *session, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerProfile) profile = simmer_cli_profile_load (name, &error);

  if (profile == NULL)
    {
      simmer_cli_output_error (session->output, error->message);
      return FALSE;
    }
  if (session->options->json)
    {
      g_autofree char *line = simmer_json_line_from_profile (profile);

      simmer_cli_output_data (session->output, line);
      return TRUE;
    }

  say_field (session, "", simmer_profile_get_name (profile));
  say_field (session, "  ", simmer_profile_get_description (profile));
  say_field (session, _ ("  Id: "), simmer_profile_get_id (profile));
  say_field (session, _ ("  Address: "), simmer_profile_get_address (profile));
  say_field (session, _ ("  Credential: "), simmer_profile_get_auth_hint (profile));
  say_field (session, _ ("  Documentation: "), simmer_profile_get_documentation (profile));
  simmer_cli_output_data (session->output, _ ("Requests:"));
  say_verbs (session, profile);
  simmer_cli_output_data (session->output, _ ("Inputs:"));
  say_inputs (session, profile);

  return TRUE;
}

static void
say_fault (SimmerCliSession *session, const char *path, const SimmerFault *fault)
{
  g_autofree char *line = NULL;
  g_autofree char *clean = NULL;

  if (session->options->json)
    line = simmer_json_line_from_fault (path, fault);
  else if (*fault->where == '\0')
    line = g_strdup_printf ("%s:%u: %s", path, fault->line, fault->reason);
  else
    /* Translators: a file, a line's number, a member such as “requests.status.path”, and what is
     * wrong with it. */
    line = g_strdup_printf (_ ("%s:%u: “%s” %s"), path, fault->line, fault->where, fault->reason);
  clean = simmer_cli_text_clean (line);
  simmer_cli_output_data (session->output, session->options->json ? line : clean);
}

static gboolean
check_profile (SimmerCliSession *session, const char *path)
{
  g_autofree char *text = NULL;
  g_autofree char *clean = simmer_cli_text_clean (path);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &error))
    {
      simmer_cli_output_error (session->output, error->message);
      return FALSE;
    }

  bytes = g_bytes_new_take (g_steal_pointer (&text), length);
  faults = simmer_profile_find_faults (bytes);
  for (guint i = 0; i < faults->len; i++)
    say_fault (session, path, faults->pdata[i]);
  if (faults->len == 0)
    simmer_cli_output_talk (session->output, _ ("%s can be used."), clean);

  return faults->len == 0;
}

SimmerCliExit
simmer_cli_profiles (SimmerCliSession *session)
{
  GStrv arguments = session->options->arguments;
  SimmerCliExit exit = SIMMER_CLI_EXIT_OK;

  if (arguments[0] == NULL || g_str_equal (arguments[0], "list"))
    return list_profiles (session);

  for (guint i = 1; arguments[i] != NULL; i++)
    if (g_str_equal (arguments[0], "show") ? !show_profile (session, arguments[i])
                                           : !check_profile (session, arguments[i]))
      exit = SIMMER_CLI_EXIT_FAILED;

  return exit;
}
