/* Prompt, inputs, timeline and details of a task. */

#include "simmer-task-facts.h"

#include <glib/gi18n.h>
#include <string.h>

#include "simmer-fact-row.h"
#include "simmer-input-words.h"
#include "simmer-words.h"

/* A label lays out all its text at once; what is longer is copied whole, but shown in part. */
#define MAX_PROMPT 4000

struct _SimmerTaskFacts
{
  GtkBox parent_instance;

  char *input_signature;    /* (owned) (nullable): what the prompt and the inputs show */
  char *timeline_signature; /* (owned) (nullable) */
  char *detail_signature;   /* (owned) (nullable) */
  GPtrArray *input_rows;    /* (owned) */
  GPtrArray *timeline_rows; /* (owned) */
  GPtrArray *detail_rows;   /* (owned) */

  AdwPreferencesGroup *prompt;
  GtkLabel *prompt_label;
  AdwPreferencesGroup *inputs;
  AdwPreferencesGroup *timeline;
  AdwPreferencesGroup *details;
};

G_DEFINE_FINAL_TYPE (SimmerTaskFacts, simmer_task_facts, GTK_TYPE_BOX)

static void
clear_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static void
add_row (AdwPreferencesGroup *group, GPtrArray *rows, GtkWidget *row)
{
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
}

/* Takes the signature; tells whether it is another one than before. */
static gboolean
take_signature (char **former, char *signature)
{
  gboolean same = g_strcmp0 (*former, signature) == 0;

  g_free (*former);
  *former = signature;

  return !same;
}

static const char *
get_string (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static gint64
get_integer (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node)
                                                                         : 0;
}

/**
 * simmer_task_get_prompt:
 * @task: a task
 *
 * Returns: (transfer none): what the person asked for, or what the service calls the task
 */
const char *
simmer_task_get_prompt (SimmerTask *task)
{
  const char *prompt = get_string (simmer_task_get_inputs (task), "prompt");

  return prompt != NULL && *prompt != '\0' ? prompt : simmer_task_get_title (task);
}

/**
 * simmer_task_get_size:
 * @task: a task
 * @width: (out): pixels
 * @height: (out): pixels
 *
 * Returns: whether the task's inputs say how large its picture will be
 */
gboolean
simmer_task_get_size (SimmerTask *task, int *width, int *height)
{
  gint64 w = get_integer (simmer_task_get_inputs (task), "width");
  gint64 h = get_integer (simmer_task_get_inputs (task), "height");

  if (w < 1 || h < 1 || w > G_MAXINT16 || h > G_MAXINT16)
    return FALSE;

  *width = (int) w;
  *height = (int) h;

  return TRUE;
}

static void
show_prompt (SimmerTaskFacts *self, SimmerTask *task)
{
  const char *prompt = simmer_task_get_prompt (task);
  g_autofree char *shown = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->prompt), prompt != NULL && *prompt != '\0');
  if (prompt == NULL)
    return;

  if (strlen (prompt) > MAX_PROMPT && g_utf8_strlen (prompt, -1) > MAX_PROMPT)
    {
      g_autofree char *head = g_utf8_substring (prompt, 0, MAX_PROMPT);

      shown = g_strconcat (head, "…", NULL);
    }
  gtk_label_set_text (self->prompt_label, shown != NULL ? shown : prompt);
  adw_preferences_group_set_header_suffix (self->prompt,
                                           simmer_copy_button_new (prompt, _ ("Copy Prompt")));
}

static void
add_input (SimmerTaskFacts *self, SimmerProfile *profile, const char *name, JsonNode *value)
{
  JsonObject *input = profile != NULL ? simmer_input_find (profile, name) : NULL;
  g_autofree char *title = simmer_input_dup_title (name, input);
  g_autofree char *words = simmer_input_dup_choice (input, value);
  gboolean number = json_node_get_value_type (value) == G_TYPE_INT64 ||
                    json_node_get_value_type (value) == G_TYPE_DOUBLE;

  if (*words == '\0')
    return;

  add_row (self->inputs,
           self->input_rows,
           simmer_fact_row_new (title,
                                words,
                                number ? SIMMER_FACT_NUMBER : SIMMER_FACT_PLAIN,
                                g_str_equal (name, "seed") ? _ ("Copy Seed") : NULL));
}

static void
add_size (SimmerTaskFacts *self, int width, int height)
{
  /* Translators: a picture's width and height in pixels */
  g_autofree char *size = g_strdup_printf (_ ("%d × %d"), width, height);

  add_row (self->inputs,
           self->input_rows,
           simmer_fact_row_new (_ ("Size"), size, SIMMER_FACT_NUMBER, NULL));
}

/* Width and height are one fact. */
static void
show_inputs (SimmerTaskFacts *self, SimmerTask *task, SimmerProfile *profile)
{
  JsonObject *inputs = simmer_task_get_inputs (task);
  g_autoptr (GList) names = inputs != NULL ? json_object_get_members (inputs) : NULL;
  int width;
  int height;
  gboolean sized = simmer_task_get_size (task, &width, &height);

  clear_rows (self->inputs, self->input_rows);
  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *name = l->data;
      JsonNode *value = json_object_get_member (inputs, name);

      if (g_str_equal (name, "prompt") || JSON_NODE_HOLDS_NULL (value) ||
          (sized && g_str_equal (name, "height")))
        continue;
      if (sized && g_str_equal (name, "width"))
        add_size (self, width, height);
      else
        add_input (self, profile, name, value);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->inputs), self->input_rows->len > 0);
}

/* How long a step took; NULL where a clock went backwards or nothing is known. */
static char *
dup_span (gint64 from, gint64 to)
{
  return from > 0 && to >= from ? simmer_words_for_duration (to - from) : NULL;
}

static void
add_step (SimmerTaskFacts *self,
          const char *icon,
          const char *colour,
          const char *title,
          const char *detail,
          gint64 wall)
{
  add_row (
    self->timeline, self->timeline_rows, simmer_step_row_new (icon, colour, title, detail, wall));
}

static void
add_attempt (SimmerTaskFacts *self, SimmerAttempt *attempt, gint64 retried)
{
  g_autofree char *title = NULL;
  g_autofree char *span = dup_span (attempt->started, attempt->finished);
  g_autofree char *detail = NULL;

  /* Translators: %u is the attempt's number */
  title = g_strdup_printf (
    attempt->error != NULL ? _ ("Attempt %u failed") : _ ("Attempt %u ended"), attempt->number);
  if (attempt->error != NULL && span != NULL)
    /* Translators: why an attempt failed, and after how long, such as “3 minutes” */
    detail = g_strdup_printf (_ ("%s (after %s)"), attempt->error, span);
  add_step (self,
            attempt->error != NULL ? "simmer-failed-symbolic" : "simmer-cancelled-symbolic",
            attempt->error != NULL ? "error" : NULL,
            title,
            detail != NULL ? detail : attempt->error,
            attempt->finished);
  add_step (self, "view-refresh-symbolic", NULL, _ ("Retried"), NULL, retried);
}

static void
add_end (SimmerTaskFacts *self, SimmerTask *task)
{
  gint64 finished = simmer_task_get_finished (task);
  gint64 from = simmer_task_get_started (task) > 0 ? simmer_task_get_started (task)
                                                   : simmer_task_get_submitted (task);
  g_autofree char *span = dup_span (from, finished);
  g_autofree char *took = span != NULL ? g_strdup_printf (_ ("Took %s"), span) : NULL;
  g_autofree char *after = span != NULL ? g_strdup_printf (_ ("After %s"), span) : NULL;

  switch (simmer_task_get_status (task))
    {
    case SIMMER_TASK_STATUS_COMPLETED:
      add_step (self, "simmer-done-symbolic", "success", _ ("Finished"), took, finished);
      break;
    case SIMMER_TASK_STATUS_FAILED:
      add_step (self, "simmer-failed-symbolic", "error", _ ("Failed"), after, finished);
      break;
    case SIMMER_TASK_STATUS_CANCELLED:
      add_step (self, "simmer-cancelled-symbolic", NULL, _ ("Cancelled"), after, finished);
      break;
    case SIMMER_TASK_STATUS_PENDING:
    case SIMMER_TASK_STATUS_IN_PROGRESS:
    default:
      break;
    }
}

static void
show_timeline (SimmerTaskFacts *self, SimmerTask *task)
{
  GPtrArray *attempts = simmer_task_get_attempts (task);
  guint n_attempts = attempts != NULL ? attempts->len : 0;
  gint64 submitted = simmer_task_get_submitted (task);
  gint64 started = simmer_task_get_started (task);
  gint64 first = submitted;

  clear_rows (self->timeline, self->timeline_rows);
  if (n_attempts > 0)
    first = ((SimmerAttempt *) g_ptr_array_index (attempts, 0))->started;
  if (first <= 0)
    first = simmer_task_get_created (task);
  if (first > 0)
    add_step (self, "simmer-waiting-symbolic", NULL, _ ("Submitted"), NULL, first);

  for (guint i = 0; i < n_attempts; i++)
    {
      SimmerAttempt *next = i + 1 < n_attempts ? g_ptr_array_index (attempts, i + 1) : NULL;

      add_attempt (self, g_ptr_array_index (attempts, i), next != NULL ? next->started : submitted);
    }

  if (started > 0)
    {
      g_autofree char *span = dup_span (submitted, started);
      g_autofree char *waited = span != NULL ? g_strdup_printf (_ ("Waited %s"), span) : NULL;

      add_step (self, "simmer-running-symbolic", NULL, _ ("Started"), waited, started);
    }
  add_end (self, task);
  gtk_widget_set_visible (GTK_WIDGET (self->timeline), self->timeline_rows->len > 0);
}

static void
show_details (SimmerTaskFacts *self, SimmerTask *task)
{
  const char *remote_id = simmer_task_get_remote_id (task);

  clear_rows (self->details, self->detail_rows);
  add_row (
    self->details,
    self->detail_rows,
    simmer_fact_row_new (_ ("Service"), simmer_task_get_service (task), SIMMER_FACT_PLAIN, NULL));
  if (remote_id != NULL)
    add_row (self->details,
             self->detail_rows,
             simmer_fact_row_new (_ ("Task ID"), remote_id, SIMMER_FACT_CODE, _ ("Copy Task ID")));
}

/* What went wrong comes before what was asked for. */
static void
order_groups (SimmerTaskFacts *self, SimmerTask *task)
{
  gboolean failed = simmer_task_get_status (task) == SIMMER_TASK_STATUS_FAILED;
  GtkWidget *first = GTK_WIDGET (failed ? self->timeline : self->inputs);
  GtkWidget *second = GTK_WIDGET (failed ? self->inputs : self->timeline);

  gtk_box_reorder_child_after (GTK_BOX (self), first, GTK_WIDGET (self->prompt));
  gtk_box_reorder_child_after (GTK_BOX (self), second, first);
}

static AdwPreferencesGroup *
add_group (SimmerTaskFacts *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (GTK_BOX (self), group);

  return ADW_PREFERENCES_GROUP (group);
}

static void
simmer_task_facts_finalize (GObject *object)
{
  SimmerTaskFacts *self = SIMMER_TASK_FACTS (object);

  g_free (self->input_signature);
  g_free (self->timeline_signature);
  g_free (self->detail_signature);
  g_ptr_array_unref (self->input_rows);
  g_ptr_array_unref (self->timeline_rows);
  g_ptr_array_unref (self->detail_rows);

  G_OBJECT_CLASS (simmer_task_facts_parent_class)->finalize (object);
}

static void
simmer_task_facts_class_init (SimmerTaskFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_task_facts_finalize;
}

static void
simmer_task_facts_init (SimmerTaskFacts *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 24);
  self->input_rows = g_ptr_array_new ();
  self->timeline_rows = g_ptr_array_new ();
  self->detail_rows = g_ptr_array_new ();

  self->prompt = add_group (self, _ ("Prompt"));
  self->prompt_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->prompt_label, TRUE);
  gtk_label_set_wrap_mode (self->prompt_label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (self->prompt_label, TRUE);
  gtk_label_set_xalign (self->prompt_label, 0);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "promptcard");
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->prompt_label));
  adw_preferences_group_add (self->prompt, card);

  self->inputs = add_group (self, _ ("Inputs"));
  self->timeline = add_group (self, _ ("Timeline"));
  self->details = add_group (self, _ ("Details"));
}

/**
 * simmer_task_facts_show:
 * @self: facts
 * @task: a task
 * @profile: (nullable): knows what the inputs are called
 *
 * Shows what is known of a task now.
 */
void
simmer_task_facts_show (SimmerTaskFacts *self, SimmerTask *task, SimmerProfile *profile)
{
  GPtrArray *attempts;

  g_return_if_fail (SIMMER_IS_TASK_FACTS (self));
  g_return_if_fail (SIMMER_IS_TASK (task));

  attempts = simmer_task_get_attempts (task);
  if (take_signature (&self->input_signature,
                      g_strdup_printf ("%s %p",
                                       simmer_task_get_id (task),
                                       (void *) simmer_task_get_inputs (task))))
    {
      show_prompt (self, task);
      show_inputs (self, task, profile);
    }
  if (take_signature (&self->timeline_signature,
                      g_strdup_printf ("%s %d %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                                       " %" G_GINT64_FORMAT,
                                       simmer_task_get_id (task),
                                       (int) simmer_task_get_status (task),
                                       attempts != NULL ? attempts->len : 0,
                                       simmer_task_get_submitted (task),
                                       simmer_task_get_started (task),
                                       simmer_task_get_finished (task))))
    {
      show_timeline (self, task);
      order_groups (self, task);
    }
  if (take_signature (
        &self->detail_signature,
        g_strdup_printf ("%s %s", simmer_task_get_id (task), simmer_task_get_remote_id (task))))
    show_details (self, task);
}
