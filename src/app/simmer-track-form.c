/* Follows a task by its id or address. */

#include "simmer-track-form.h"

#include <glib/gi18n.h>

#include "simmer-account-row.h"
#include "simmer-task-address.h"

struct _SimmerTrackForm
{
  SimmerForm parent_instance;

  SimmerTaskManager *manager; /* (owned) (nullable) */
  gboolean busy;              /* a task is being looked for among those that are kept */

  AdwComboRow *account_row;
  GtkWidget *server_row;
  GtkWidget *token_row;
  GtkWidget *task_row;
  GtkLabel *place;
  GtkLabel *warning;
  GtkLabel *complaint;
};

enum
{
  SIGNAL_TRACKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

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
select_account (SimmerTrackForm *self, SimmerAccount *account)
{
  GListModel *accounts = simmer_task_manager_get_accounts (self->manager);
  guint index = 0;

  /* What comes after the accounts is any other server. */
  for (; index < g_list_model_get_n_items (accounts); index++)
    {
      g_autoptr (SimmerAccount) other = g_list_model_get_item (accounts, index);

      if (other == account)
        break;
    }
  adw_combo_row_set_selected (self->account_row, index);
}

/* An address says by itself where the task is. */
static gboolean
show_place (SimmerTrackForm *self)
{
  g_autofree char *text =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->task_row))));
  g_autoptr (SimmerTaskPlace) place = NULL;
  g_autofree char *words = NULL;

  if (self->manager != NULL && simmer_task_address_is_web (text))
    place = simmer_task_manager_locate (
      self->manager, simmer_account_row_get_account (self->account_row), text, NULL);
  if (place != NULL)
    select_account (self, place->account);
  if (place != NULL && place->account != NULL)
    /* Translators: an account’s name, its service’s address, and what it calls the task */
    words = g_strdup_printf (_ ("%s will be asked, at %s, for the task “%s”."),
                             simmer_account_get_name (place->account),
                             simmer_account_get_address (place->account),
                             place->remote_id);
  else if (place != NULL)
    /* Translators: a service’s address, and what it calls the task */
    words = g_strdup_printf (_ ("%s will be asked, without an account, for the task “%s”."),
                             place->address,
                             place->remote_id);
  gtk_label_set_text (self->place, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->place), words != NULL);

  return place != NULL;
}

static void
changed_cb (SimmerTrackForm *self)
{
  gboolean other =
    self->manager != NULL && simmer_account_row_get_account (self->account_row) == NULL;
  gboolean placed = show_place (self);
  gboolean valid =
    placed || (is_filled (self->task_row) && (!other || is_filled (self->server_row)));

  gtk_widget_set_sensitive (GTK_WIDGET (self->account_row), !placed);
  gtk_widget_set_visible (self->server_row, other && !placed);
  gtk_widget_set_visible (self->token_row, other && !placed);
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

  /**
   * SimmerTrackForm::tracked:
   * @task: the task that is followed now
   */
  signals[SIGNAL_TRACKED] = g_signal_new ("tracked",
                                          SIMMER_TYPE_TRACK_FORM,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          SIMMER_TYPE_TASK);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/simmer_app/Simmer/simmer-track-form.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerTrackForm, account_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerTrackForm, server_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerTrackForm, token_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerTrackForm, task_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerTrackForm, place);
  gtk_widget_class_bind_template_child (widget_class, SimmerTrackForm, warning);
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

/**
 * simmer_track_form_set_link:
 * @self: a form
 * @link: what a link from elsewhere asks for
 *
 * Fills in what the link says, and tells that it was a link that did so.
 */
void
simmer_track_form_set_link (SimmerTrackForm *self, const SimmerLink *link)
{
  GListModel *accounts;
  gboolean known = link->service == NULL;

  g_return_if_fail (SIMMER_IS_TRACK_FORM (self) && self->manager != NULL);

  gtk_widget_set_visible (GTK_WIDGET (self->warning), TRUE);
  accounts = simmer_task_manager_get_accounts (self->manager);
  for (guint i = 0; !known && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SimmerAccount) account = g_list_model_get_item (accounts, i);

      known = g_strcmp0 (simmer_profile_get_id (simmer_account_get_profile (account)),
                         link->service) == 0;
      if (known)
        adw_combo_row_set_selected (self->account_row, i);
    }
  simmer_track_form_set_text (self, known ? link->text : "");
  if (!known)
    {
      g_autofree char *sentence = g_strdup_printf (
        _ (
          "The link is about a task at “%s”, and there is no account of that service here. Add one "
          "in the preferences first."),
        link->service);

      complain (self, NULL, sentence);
    }
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

static void
tracked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerTrackForm) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerTask) task =
    simmer_task_manager_track_finish (SIMMER_TASK_MANAGER (source), result, &error);

  self->busy = FALSE;
  if (task != NULL)
    g_signal_emit (self, signals[SIGNAL_TRACKED], 0, task);
  else if (self->manager != NULL)
    complain (self, self->task_row, error->message);
}

/**
 * simmer_track_form_submit:
 * @self: a form
 *
 * Follows the task, and emits "tracked". Says in its place what cannot be read.
 */
void
simmer_track_form_submit (SimmerTrackForm *self)
{
  SimmerAccount *account;
  g_autofree char *text = NULL;

  g_return_if_fail (SIMMER_IS_TRACK_FORM (self));

  if (self->busy)
    return;

  account = gtk_widget_get_visible (GTK_WIDGET (self->place))
              ? simmer_account_row_get_account (self->account_row)
              : get_account (self);
  if (account == NULL && !gtk_widget_get_visible (GTK_WIDGET (self->place)))
    return;

  self->busy = TRUE;
  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->task_row))));
  simmer_task_manager_track_async (
    self->manager, account, text, NULL, tracked_cb, g_object_ref (self));
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
