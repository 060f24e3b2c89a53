/* The head of a task's page when the task came to nothing. */

#include "simmer-task-trouble.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "simmer-vocabulary.h"
#include "simmer-words.h"

/* What a service says may be a page of HTML: the beginning is said, the rest copied. */
#define MAX_TITLE    48
#define MAX_SENTENCE 240

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
};

G_DEFINE_FINAL_TYPE (SimmerTaskTrouble, simmer_task_trouble, GTK_TYPE_BOX)

static const char *
get_error_title (SimmerTask *task, SimmerError code)
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
    case SIMMER_ERROR_FILE:
      return _ ("A File Could Not Be Sent");
    case SIMMER_ERROR_SERVICE:
    default:
      break;
    }

  if (simmer_task_get_failed_here (task))
    return _ ("The Service Refused It");
  if (simmer_vocabulary_says_internal (simmer_task_get_error_message (task)))
    return _ ("The Service Had an Internal Error");

  return _ ("The Generation Failed");
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* The first line of what a service wrote, at a length that can be read. */
static char *
dup_sentence (const char *message)
{
  g_autofree char *line = g_strstrip (g_strndup (message, strcspn (message, "\n")));
  g_autofree char *head = NULL;

  if (g_utf8_strlen (line, -1) <= MAX_SENTENCE)
    return g_steal_pointer (&line);

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

/* What people would take for a title: a sentence, or the beginning of one; no word of a program. */
static gboolean
reads_as_title (const char *sentence, const char *message)
{
  return sentence != NULL && strchr (message, '\n') == NULL && strchr (sentence, ' ') != NULL &&
         !g_unichar_islower (g_utf8_get_char (sentence)) &&
         !simmer_vocabulary_says_internal (sentence);
}

static void
show_failure (SimmerTaskTrouble *self, SimmerTask *task)
{
  const char *message = simmer_task_get_error_message (task);
  SimmerError code = SIMMER_ERROR_SERVICE;
  g_autofree char *sentence = message != NULL ? dup_sentence (message) : NULL;

  simmer_task_get_error (task, &code);
  if (code != SIMMER_ERROR_SERVICE || !reads_as_title (sentence, message) ||
      !take_as_title (self, sentence))
    {
      set_text (self->title, get_error_title (task, code));
      set_text (self->sentence, sentence);
    }
  set_text (self->hint, simmer_task_get_error_hint (task));
}

static void
show_cancelled (SimmerTaskTrouble *self, SimmerTask *task)
{
  set_text (self->title, simmer_words_for_status (SIMMER_TASK_STATUS_CANCELLED));
  set_text (self->sentence, _ ("The service no longer works on it."));
  set_text (self->hint, NULL);
}

static void
show_unsure (SimmerTaskTrouble *self, SimmerTask *task)
{
  set_text (self->title, _ ("It May Have Been Submitted"));
  set_text (self->sentence,
            _ ("The connection broke before the service could say whether it accepted this."));
  set_text (self->hint,
            _ ("Look there before you retry: it might be generated, and paid for, twice."));
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

static void
append_raw_answer (GString *text, SimmerRawAnswer *raw)
{
  const char *type = simmer_raw_answer_get_media_type (raw);

  g_string_append_printf (text,
                          "Raw answer: HTTP %u, %s, %" G_GSIZE_FORMAT " bytes\n\n%s\n",
                          simmer_raw_answer_get_http_status (raw),
                          type != NULL ? type : "no media type",
                          simmer_raw_answer_get_length (raw),
                          simmer_raw_answer_get_text (raw));
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
  if (simmer_task_get_raw_answer (task) != NULL)
    append_raw_answer (text, simmer_task_get_raw_answer (task));

  return g_string_free (g_steal_pointer (&text), FALSE);
}
