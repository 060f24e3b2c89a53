/* The head of a task's page when the task came to nothing. */

#include "simmer-task-trouble.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "simmer-words.h"

/* What a service says may be a page of HTML: the beginning is said, the rest folded away. */
#define MAX_TITLE    48
#define MAX_SENTENCE 240
#define MAX_RAW      4000

struct _SimmerTaskTrouble
{
  GtkBox parent_instance;

  GtkWidget *round;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *sentence;
  GtkLabel *hint;
  GtkWidget *keep_button;
  GtkWidget *retry_button;
  GtkWidget *copy_button;
  GtkWidget *raw_group;
  AdwExpanderRow *raw_row;
  GtkLabel *raw;
};

G_DEFINE_FINAL_TYPE (SimmerTaskTrouble, simmer_task_trouble, GTK_TYPE_BOX)

static const char *
get_error_title (SimmerError code)
{
  switch (code)
    {
    case SIMMER_ERROR_OFFLINE:
      return _ ("No Network");
    case SIMMER_ERROR_UNREACHABLE:
      return _ ("The Service Was Not Reached");
    case SIMMER_ERROR_TLS:
      return _ ("The Connection Is Not Secure");
    case SIMMER_ERROR_SIGN_IN:
      return _ ("Sign-In Needed");
    case SIMMER_ERROR_RATE_LIMITED:
      return _ ("The Service Asked to Wait");
    case SIMMER_ERROR_GONE:
      return _ ("The Service Forgot This Task");
    case SIMMER_ERROR_MALFORMED:
      return _ ("The Answer Was Not Understood");
    case SIMMER_ERROR_TOO_LARGE:
      return _ ("The Answer Was Too Large");
    case SIMMER_ERROR_TIMED_OUT:
      return _ ("It Took Too Long");
    case SIMMER_ERROR_SERVICE:
    default:
      return _ ("The Service Could Not Do It");
    }
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* The first line of what a service wrote, at a length that can be read. */
static char *
dup_sentence (const char *message, gboolean *cut)
{
  g_autofree char *line = g_strstrip (g_strndup (message, strcspn (message, "\n")));
  g_autofree char *head = NULL;

  *cut = strlen (line) < strlen (message);
  if (g_utf8_strlen (line, -1) <= MAX_SENTENCE)
    return g_steal_pointer (&line);

  *cut = TRUE;
  head = g_utf8_substring (line, 0, MAX_SENTENCE);
  return g_strconcat (head, "…", NULL);
}

/* What the service says is the title where it is short enough for one. */
static gboolean
take_as_title (SimmerTaskTrouble *self, const char *sentence)
{
  g_autofree char *title = NULL;

  if (sentence == NULL || *sentence == '\0' || g_utf8_strlen (sentence, -1) > MAX_TITLE)
    return FALSE;

  title = g_strdup (sentence);
  if (g_str_has_suffix (title, ".") && !g_str_has_suffix (title, ".."))
    title[strlen (title) - 1] = '\0';
  set_text (self->title, title);
  set_text (self->sentence, NULL);

  return TRUE;
}

static void
show_raw (SimmerTaskTrouble *self, const char *message)
{
  g_autofree char *size = g_format_size (strlen (message));
  g_autofree char *shown = NULL;

  if (g_utf8_strlen (message, -1) > MAX_RAW)
    {
      g_autofree char *head = g_utf8_substring (message, 0, MAX_RAW);

      shown = g_strconcat (head, "…", NULL);
    }
  gtk_label_set_text (self->raw, shown != NULL ? shown : message);
  adw_expander_row_set_subtitle (self->raw_row, size);
}

static void
show_failure (SimmerTaskTrouble *self, SimmerTask *task)
{
  const char *message = simmer_task_get_error_message (task);
  SimmerError code = SIMMER_ERROR_SERVICE;
  gboolean known = simmer_task_get_error (task, &code);
  gboolean cut = FALSE;
  g_autofree char *sentence = message != NULL ? dup_sentence (message, &cut) : NULL;

  if (code != SIMMER_ERROR_SERVICE || cut || !take_as_title (self, sentence))
    {
      set_text (self->title, get_error_title (code));
      set_text (self->sentence, sentence);
    }
  set_text (self->hint,
            known ? simmer_error_get_hint (code) : _ ("It did not say why. Try again."));
  gtk_widget_set_visible (self->raw_group, cut);
  if (cut)
    show_raw (self, message);
}

static void
show_cancelled (SimmerTaskTrouble *self, SimmerTask *task)
{
  set_text (self->title, simmer_words_for_status (SIMMER_TASK_STATUS_CANCELLED));
  set_text (self->sentence, _ ("The service works on it no longer."));
  set_text (self->hint, NULL);
  gtk_widget_set_visible (self->raw_group, FALSE);
}

static void
show_unsure (SimmerTaskTrouble *self, SimmerTask *task)
{
  set_text (self->title, _ ("It May Have Been Submitted"));
  set_text (self->sentence,
            _ ("The connection broke before the service could say whether it accepted this."));
  set_text (self->hint,
            _ ("Look there before you retry: it might be generated, and paid for, twice."));
  gtk_widget_set_visible (self->raw_group, FALSE);
}

static void
show_icon (SimmerTaskTrouble *self, gboolean cancelled)
{
  gtk_image_set_from_icon_name (self->icon,
                                cancelled ? "simmer-cancelled-symbolic" : "simmer-failed-symbolic");
  if (cancelled)
    gtk_widget_remove_css_class (self->round, "error");
  else
    gtk_widget_add_css_class (self->round, "error");
}

static void
simmer_task_trouble_class_init (SimmerTaskTroubleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/simmer_app/Simmer/simmer-task-trouble.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskTrouble, round);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskTrouble, icon);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskTrouble, title);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskTrouble, sentence);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskTrouble, hint);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskTrouble, keep_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskTrouble, retry_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskTrouble, copy_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskTrouble, raw_group);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskTrouble, raw_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerTaskTrouble, raw);
}

static void
simmer_task_trouble_init (SimmerTaskTrouble *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * simmer_task_trouble_show:
 * @self: a head
 * @task: a task that failed, was cancelled, or may have been submitted
 * @no_retry: (nullable): why it cannot be retried
 *
 * Shows what happened, why as far as known, and what to do.
 */
void
simmer_task_trouble_show (SimmerTaskTrouble *self, SimmerTask *task, const char *no_retry)
{
  gboolean unsure;
  gboolean cancelled;
  gboolean keep;
  SimmerError code = SIMMER_ERROR_SERVICE;

  g_return_if_fail (SIMMER_IS_TASK_TROUBLE (self));
  g_return_if_fail (SIMMER_IS_TASK (task));

  unsure = simmer_task_get_intent (task) == SIMMER_INTENT_UNSURE;
  cancelled = !unsure && simmer_task_get_status (task) == SIMMER_TASK_STATUS_CANCELLED;
  simmer_task_get_error (task, &code);

  if (unsure)
    show_unsure (self, task);
  else if (cancelled)
    show_cancelled (self, task);
  else
    show_failure (self, task);
  if (no_retry != NULL)
    set_text (self->hint, no_retry);
  show_icon (self, cancelled);

  /* Two buttons fit a narrow window in any language; the details can be copied from the menu. */
  keep = !unsure && !cancelled && code == SIMMER_ERROR_TIMED_OUT;
  gtk_widget_set_visible (self->keep_button, keep);
  gtk_widget_set_visible (self->copy_button, !cancelled && !keep);
}

/**
 * simmer_task_dup_details:
 * @task: a task
 *
 * Returns: (transfer full): all that helps somebody else to find out what went wrong; in English,
 *   as the one who reads it may not speak this person's language, and without any credential
 */
char *
simmer_task_dup_details (SimmerTask *task)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GDateTime) created =
    g_date_time_new_from_unix_utc (simmer_task_get_created (task) / G_USEC_PER_SEC);
  g_autofree char *when = created != NULL ? g_date_time_format_iso8601 (created) : NULL;
  const char *remote_id = simmer_task_get_remote_id (task);
  const char *message = simmer_task_get_error_message (task);
  SimmerError code;

  g_string_append_printf (text, "Service: %s\n", simmer_task_get_service (task));
  g_string_append_printf (text, "Task ID: %s\n", remote_id != NULL ? remote_id : "–");
  g_string_append_printf (
    text, "Status: %s\n", simmer_task_status_to_string (simmer_task_get_status (task)));
  g_string_append_printf (text, "Attempt: %u\n", simmer_task_get_attempt (task));
  g_string_append_printf (text, "Created: %s\n", when != NULL ? when : "–");
  if (simmer_task_get_error (task, &code))
    g_string_append_printf (text, "Error: %s\n", simmer_error_to_string (code));
  if (message != NULL)
    g_string_append_printf (text, "Message: %s\n", message);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
