/* Follows a task by its id or address. */

#include "simmer-track-form.h"

#include <glib/gi18n.h>

#include "simmer-account-row.h"

struct _SimmerTrackForm
{
  SimmerForm parent_instance;

  SimmerTaskManager *manager; /* (owned) (nullable) */

  AdwComboRow *account_row;
  GtkWidget *server_row;
  GtkWidget *token_row;
  GtkWidget *task_row;
  GtkLabel *complaint;
};

G_DEFINE_FINAL_TYPE (SimmerTrackForm, simmer_track_form, SIMMER_TYPE_FORM)

static gboolean
is_filled (GtkWidget *row)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  return *text != '\0';
}

static void
complain (SimmerTrackForm *self, GtkWidget *row, const char *message)
{
  gtk_label_set_text (self->complaint, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->complaint), message != NULL);
  gtk_widget_remove_css_class (self->server_row, "error");
  gtk_widget_remove_css_class (self->task_row, "error");
  if (row == NULL)
    return;

  gtk_widget_add_css_class (row, "error");
  gtk_widget_grab_focus (row);
}

static void
changed_cb (SimmerTrackForm *self)
{
  gboolean other =
    self->manager != NULL && simmer_account_row_get_account (self->account_row) == NULL;
  gboolean valid = is_filled (self->task_row) && (!other || is_filled (self->server_row));

  gtk_widget_set_visible (self->server_row, other);
  gtk_widget_set_visible (self->token_row, other);
  complain (self, NULL, NULL);
  simmer_form_set_valid (SIMMER_FORM (self), valid);
}

static void
simmer_track_form_dispose (GObject *object)
{
  g_clear_object (&SIMMER_TRACK_FORM (object)->manager);

  G_OBJECT_CLASS (simmer_track_form_parent_class)->dispose (object);
}

static void
simmer_track_form_class_init (SimmerTrackFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = simmer_track_form_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/simmer_app/Simmer/simmer-track-form.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerTrackForm, account_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerTrackForm, server_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerTrackForm, token_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerTrackForm, task_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerTrackForm, complaint);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, simmer_form_submit);
}

static void
simmer_track_form_init (SimmerTrackForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->task_row),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  self->complaint,
                                  NULL,
                                  -1);
}

/**
 * simmer_track_form_set_manager:
 * @self: a form
 * @manager: knows the accounts and follows
 *
 * To be called once.
 */
void
simmer_track_form_set_manager (SimmerTrackForm *self, SimmerTaskManager *manager)
{
  g_return_if_fail (SIMMER_IS_TRACK_FORM (self));
  g_return_if_fail (self->manager == NULL);

  self->manager = g_object_ref (manager);
  simmer_account_row_set_accounts (
    self->account_row, simmer_task_manager_get_accounts (manager), _ ("Another Server…"));
  changed_cb (self);
}

/**
 * simmer_track_form_set_text:
 * @self: a form
 * @text: an id or address
 */
void
simmer_track_form_set_text (SimmerTrackForm *self, const char *text)
{
  g_return_if_fail (SIMMER_IS_TRACK_FORM (self));

  gtk_editable_set_text (GTK_EDITABLE (self->task_row), text);
}

static SimmerAccount *
get_account (SimmerTrackForm *self)
{
  SimmerAccount *account = simmer_account_row_get_account (self->account_row);
  const char *token = gtk_editable_get_text (GTK_EDITABLE (self->token_row));
  g_autofree char *server = NULL;
  g_autoptr (GError) error = NULL;

  if (account != NULL)
    return account;

  server = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->server_row))));
  account = simmer_task_manager_use_server (
    self->manager, simmer_profile_get_native (), server, *token != '\0' ? token : NULL, &error);
  if (account == NULL)
    complain (self, self->server_row, error->message);

  return account;
}

/**
 * simmer_track_form_submit:
 * @self: a form
 *
 * Says in its place what cannot be read.
 *
 * Returns: (transfer none) (nullable): the task that is followed now
 */
SimmerTask *
simmer_track_form_submit (SimmerTrackForm *self)
{
  SimmerAccount *account;
  SimmerTask *task;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (SIMMER_IS_TRACK_FORM (self), NULL);

  account = get_account (self);
  if (account == NULL)
    return NULL;

  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->task_row))));
  task = simmer_task_manager_track (self->manager, account, text, &error);
  if (task == NULL)
    complain (self, self->task_row, error->message);

  return task;
}

/**
 * simmer_track_form_focus:
 * @self: a form
 *
 * Puts the cursor where writing begins.
 */
void
simmer_track_form_focus (SimmerTrackForm *self)
{
  g_return_if_fail (SIMMER_IS_TRACK_FORM (self));

  gtk_widget_grab_focus (self->task_row);
}
