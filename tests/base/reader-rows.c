#include "reader-rows.h"

#include "simmer-error.h"
#include "simmer-profile-shelf.h"

#include <string.h>

GBytes *
make_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
add_text (GString *out, const char *name, const char *value)
{
  if (value != NULL)
    g_string_append_printf (out, " %s=%s", name, value);
}

static void
add_results (GString *out, GPtrArray *results)
{
  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      SimmerResult *result = g_ptr_array_index (results, i);
      const char *type = simmer_result_get_media_type (result);
      GBytes *data = simmer_result_get_data (result);

      g_string_append_printf (out, " [%s", type != NULL ? type : "?");
      if (data != NULL)
        g_string_append_printf (out,
                                ":%.*s",
                                (int) g_bytes_get_size (data),
                                (const char *) g_bytes_get_data (data, NULL));
      else
        g_string_append_printf (out, " %s", simmer_result_get_uri (result));
      g_string_append_c (out, ']');
    }
}

/* All that a report says, on one line; what it is silent about is not there. */
char *
describe (SimmerReport *report)
{
  g_autoptr (GString) out = g_string_new (NULL);
  SimmerTaskStatus status;

  g_string_append (
    out, simmer_report_get_status (report, &status) ? simmer_task_status_to_string (status) : "-");
  add_text (out, "unknown", simmer_report_get_unknown_word (report));
  add_text (out, "id", simmer_report_get_remote_id (report));
  if (simmer_report_get_progress (report) >= 0)
    g_string_append_printf (out, " p=%.4g", simmer_report_get_progress (report));
  if (simmer_report_get_queue_position (report) >= 0)
    g_string_append_printf (out,
                            " q=%d/%d",
                            simmer_report_get_queue_position (report),
                            simmer_report_get_queue_base (report));
  if (simmer_report_get_eta (report) >= 0)
    g_string_append_printf (out, " eta=%.4g", simmer_report_get_eta (report));
  add_text (out, "kind", simmer_report_get_kind (report));
  add_text (out, "title", simmer_report_get_title (report));
  add_text (out, "msg", simmer_report_get_message (report));
  add_text (out, "err", simmer_report_get_error (report));
  if (simmer_report_get_attempt (report) > 0)
    g_string_append_printf (out, " attempt=%u", simmer_report_get_attempt (report));
  add_results (out, simmer_report_get_results (report));

  return g_string_free (g_steal_pointer (&out), FALSE);
}

void
check_rows (SimmerVerb verb, guint http_status, const Row *rows, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) body = make_bytes (rows[i].body);
      g_autoptr (GError) error = NULL;
      SimmerAnswer answer = { .http_status = http_status, .content_type = JSON, .body = body };
      g_autoptr (SimmerReport) report =
        simmer_reader_read (simmer_profile_get_native (), verb, &answer, &error);
      g_autofree char *said = NULL;

      said = report != NULL
               ? describe (report)
               : g_strdup_printf ("%s! %s", simmer_error_to_string (error->code), error->message);
      if (!g_str_equal (said, rows[i].expected))
        g_error ("%s\n  says  %s\n  not   %s", rows[i].body, said, rows[i].expected);
    }
}
