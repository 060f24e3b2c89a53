/* Orders a new generation, or follows one that was ordered elsewhere. */

#include "simmer-submit-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "simmer-account-row.h"
#include "simmer-focus-ring.h"
#include "simmer-input-form.h"
#include "simmer-switcher-title.h"
#include "simmer-track-form.h"
#include "simmer-words.h"

/* How many of the newest tasks are looked at for how long one usually takes. */
#define MAX_LOOKED_AT 200

struct _SimmerSubmitDialog
{
  AdwWindow parent_instance;

  SimmerTaskManager *manager; /* (owned) */

  SimmerSwitcherTitle *switcher_title;
  AdwViewStack *stack;
  AdwViewSwitcherBar *switcher_bar;
  GtkWidget *submit_button;
  GtkStack *submit_words;
  AdwComboRow *account_row;
  SimmerInputForm *form;
  GtkLabel *usual;
  SimmerTrackForm *track;
};

enum
{
  SIGNAL_SUBMITTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerSubmitDialog, simmer_submit_dialog, ADW_TYPE_WINDOW)

static gboolean
is_tracking (SimmerSubmitDialog *self)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "track") == 0;
}

static void
narrow_changed_cb (SimmerSubmitDialog *self)
{
  adw_view_switcher_bar_set_reveal (self->switcher_bar,
                                    simmer_switcher_title_get_narrow (self->switcher_title));
}

static void
update_submit (SimmerSubmitDialog *self)
{
  gboolean tracking = is_tracking (self);

  /* A stack as wide as the wider word: the header's layout stays when the page changes. */
  gtk_stack_set_visible_child_name (self->submit_words, tracking ? "track" : "create");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->submit_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  tracking ? _ ("Track") : _ ("Generate"),
                                  -1);
  gtk_widget_set_sensitive (self->submit_button,
                            tracking ? simmer_form_get_valid (SIMMER_FORM (self->track))
                                     : simmer_form_get_valid (SIMMER_FORM (self->form)));
}

static void
focus_page (SimmerSubmitDialog *self)
{
  if (is_tracking (self))
    simmer_track_form_focus (self->track);
  else
    simmer_input_form_focus (self->form);
}

static void
page_changed_cb (SimmerSubmitDialog *self)
{
  update_submit (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    focus_page (self);
}

/* What the newest task of that account learnt about its like. */
static void
update_usual (SimmerSubmitDialog *self, SimmerAccount *account)
{
  GListModel *tasks = G_LIST_MODEL (simmer_task_manager_get_queue (self->manager));
  guint n = MIN (g_list_model_get_n_items (tasks), MAX_LOOKED_AT);

  gtk_widget_set_visible (GTK_WIDGET (self->usual), FALSE);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimmerTask) task = g_list_model_get_item (tasks, i);
      const SimmerUsual *usual = simmer_task_get_usual (task);
      g_autofree char *span = NULL;
      g_autofree char *text = NULL;

      if (usual == NULL || usual->n == 0 || usual->median <= 0 ||
          strcmp (simmer_task_get_account_id (task), simmer_account_get_id (account)) != 0)
        continue;

      span = simmer_words_for_duration (usual->median);
      /* Translators: how long such a task takes, such as “Usually about 40 seconds” */
      text = g_strdup_printf (_ ("Usually about %s"), span);
      gtk_label_set_text (self->usual, text);
      gtk_widget_set_visible (GTK_WIDGET (self->usual), TRUE);
      return;
    }
}

static void
account_changed_cb (SimmerSubmitDialog *self)
{
  SimmerAccount *account = simmer_account_row_get_account (self->account_row);

  if (account == NULL)
    return;

  simmer_input_form_set_account (self->form, self->manager, account);
  update_usual (self, account);
  update_submit (self);
}

static SimmerTask *
submit (SimmerSubmitDialog *self)
{
  SimmerAccount *account = simmer_account_row_get_account (self->account_row);
  g_autoptr (JsonObject) inputs = NULL;

  if (account == NULL || !simmer_form_get_valid (SIMMER_FORM (self->form)))
    return NULL;

  inputs = simmer_input_form_dup_inputs (self->form);
  simmer_input_form_remember (self->form);

  return simmer_task_manager_submit (self->manager, account, inputs);
}

static void
done_cb (SimmerSubmitDialog *self, SimmerTask *task)
{
  g_signal_emit (self, signals[SIGNAL_SUBMITTED], 0, task);
  gtk_window_close (GTK_WINDOW (self));
}

static void
submit_cb (SimmerSubmitDialog *self)
{
  SimmerTask *task;

  if (is_tracking (self))
    {
      simmer_track_form_submit (self->track);
      return;
    }

  task = submit (self);
  if (task != NULL)
    done_cb (self, task);
}

static void
simmer_submit_dialog_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (simmer_submit_dialog_parent_class)->map (widget);

  focus_page (SIMMER_SUBMIT_DIALOG (widget));
}

static void
simmer_submit_dialog_dispose (GObject *object)
{
  g_clear_object (&SIMMER_SUBMIT_DIALOG (object)->manager);

  G_OBJECT_CLASS (simmer_submit_dialog_parent_class)->dispose (object);
}

static void
simmer_submit_dialog_class_init (SimmerSubmitDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = simmer_submit_dialog_dispose;

  widget_class->map = simmer_submit_dialog_map;

  /**
   * SimmerSubmitDialog::submitted:
   * @task: the task that is followed now
   */
  signals[SIGNAL_SUBMITTED] = g_signal_new ("submitted",
                                            SIMMER_TYPE_SUBMIT_DIALOG,
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            1,
                                            SIMMER_TYPE_TASK);

  g_type_ensure (SIMMER_TYPE_INPUT_FORM);
  g_type_ensure (SIMMER_TYPE_SWITCHER_TITLE);
  g_type_ensure (SIMMER_TYPE_TRACK_FORM);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/simmer_app/Simmer/simmer-submit-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerSubmitDialog, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, SimmerSubmitDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, SimmerSubmitDialog, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, SimmerSubmitDialog, submit_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerSubmitDialog, submit_words);
  gtk_widget_class_bind_template_child (widget_class, SimmerSubmitDialog, account_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerSubmitDialog, form);
  gtk_widget_class_bind_template_child (widget_class, SimmerSubmitDialog, usual);
  gtk_widget_class_bind_template_child (widget_class, SimmerSubmitDialog, track);
  gtk_widget_class_bind_template_callback (widget_class, narrow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, account_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_submit);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
}

static void
simmer_submit_dialog_init (SimmerSubmitDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  simmer_focus_ring_follow_input (GTK_WINDOW (self));
}

/**
 * simmer_submit_dialog_new:
 * @manager: knows the accounts and carries out
 * @parent: (nullable): over which window
 *
 * Returns: (transfer none): the dialog, not yet presented
 */
GtkWidget *
simmer_submit_dialog_new (SimmerTaskManager *manager, GtkWindow *parent)
{
  SimmerSubmitDialog *self;

  g_return_val_if_fail (SIMMER_IS_TASK_MANAGER (manager), NULL);

  self = g_object_new (SIMMER_TYPE_SUBMIT_DIALOG, "transient-for", parent, NULL);
  self->manager = g_object_ref (manager);
  simmer_account_row_set_accounts (
    self->account_row, simmer_task_manager_get_accounts (manager), NULL);
  simmer_track_form_set_manager (self->track, manager);
  account_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * simmer_submit_dialog_present_track:
 * @self: a dialog
 * @text: (nullable): an id or address to begin with
 *
 * Presents the dialog where a task is tracked.
 */
void
simmer_submit_dialog_present_track (SimmerSubmitDialog *self, const char *text)
{
  g_return_if_fail (SIMMER_IS_SUBMIT_DIALOG (self));

  adw_view_stack_set_visible_child_name (self->stack, "track");
  if (text != NULL)
    simmer_track_form_set_text (self->track, text);
  gtk_window_present (GTK_WINDOW (self));
}

/**
 * simmer_submit_dialog_present_link:
 * @self: a dialog
 * @link: what a link from elsewhere asks for
 *
 * Presents the dialog where a task is tracked, filled in as the link says.
 */
void
simmer_submit_dialog_present_link (SimmerSubmitDialog *self, const SimmerLink *link)
{
  g_return_if_fail (SIMMER_IS_SUBMIT_DIALOG (self));

  simmer_track_form_set_link (self->track, link);
  simmer_submit_dialog_present_track (self, NULL);
}
