/* Adds an account, or changes, tests, signs out of and removes one. */

#include "config.h"

#include "simmer-account-dialog.h"

#include "simmer-compat.h"
#include "simmer-focus-ring.h"
#include "simmer-profile-library.h"
#include "simmer-wishes-group.h"

#include <glib/gi18n.h>

struct _SimmerAccountDialog
{
  AdwWindow parent_instance;

  SimmerTaskManager *manager; /* (owned) */
  char *account_id;           /* (owned) (nullable): NULL as long as there is none */
  GPtrArray *profiles;        /* (owned) of SimmerProfile: what there is to choose from */
  GCancellable *cancellable;  /* (owned) */
  gboolean lasting;           /* what was written is in the keyring */
  gboolean closing;           /* nothing is left to do once the service accepts it */

  GtkWidget *page;
  GtkWidget *service_group;
  AdwComboRow *service_row;
  AdwPreferencesGroup *fields_group;
  GtkWidget *name_row;
  GtkWidget *address_row;
  GtkWidget *credential_row;
  GtkWidget *message;
  SimmerWishesGroup *wishes_group;
  GtkWidget *orders_group;
  GtkWidget *test;
  GtkWidget *sign_out;
  GtkWidget *remove;
  GtkWidget *submit;
  GtkWidget *spinner;
};

G_DEFINE_FINAL_TYPE (SimmerAccountDialog, simmer_account_dialog, ADW_TYPE_WINDOW)

/* An edited account is another object: nobody may hold it. */
static SimmerAccount *
get_account (SimmerAccountDialog *self)
{
  return self->account_id != NULL
           ? simmer_task_manager_get_account (self->manager, self->account_id)
           : NULL;
}

static gboolean
is_builtin (SimmerAccount *account)
{
  return account != NULL && simmer_account_get_builtin (account);
}

/* (transfer none) (nullable) */
static SimmerProfile *
get_profile (SimmerAccountDialog *self)
{
  SimmerAccount *account = get_account (self);
  guint selected = adw_combo_row_get_selected (self->service_row);

  if (account != NULL)
    return simmer_account_get_profile (account);

  return selected < self->profiles->len ? self->profiles->pdata[selected] : NULL;
}

static const char *
get_text (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
say (SimmerAccountDialog *self, const char *message)
{
  gtk_label_set_text (GTK_LABEL (self->message), message != NULL ? message : "");
  gtk_widget_set_visible (self->message, message != NULL);
  if (message != NULL)
    simmer_compat_announce (self->message, message);
}

static void
set_busy (SimmerAccountDialog *self, gboolean busy)
{
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  gtk_widget_set_sensitive (self->page, !busy);
  gtk_widget_set_sensitive (self->submit, !busy);
}

/* What the service leaves free is asked for, and nothing else. */
static void
show_profile (SimmerAccountDialog *self)
{
  SimmerProfile *profile = get_profile (self);
  const char *hint = profile != NULL ? simmer_profile_get_auth_hint (profile) : NULL;
  const char *address = profile != NULL ? simmer_profile_get_address (profile) : NULL;
  SimmerAccount *account = get_account (self);
  g_autofree char *markup = NULL;
  gboolean elsewhere =
    account != NULL && g_strcmp0 (simmer_account_get_address (account), address) != 0;

  /* A title would be cut off, and a description is markup. */
  markup = hint != NULL ? g_markup_escape_text (hint, -1) : NULL;
  adw_preferences_group_set_description (self->fields_group, markup);
  gtk_widget_set_visible (self->credential_row,
                          profile != NULL && simmer_profile_get_auth_header (profile) != NULL);
  gtk_widget_set_visible (self->address_row, address == NULL || elsewhere);
}

static void
show_mode (SimmerAccountDialog *self)
{
  SimmerAccount *account = get_account (self);

  gtk_window_set_title (GTK_WINDOW (self), account != NULL ? _ ("Account") : _ ("Add Account"));
  gtk_button_set_label (GTK_BUTTON (self->submit), account != NULL ? _ ("_Save") : _ ("_Add"));
  gtk_widget_set_visible (self->service_group, account == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->fields_group), !is_builtin (account));
  gtk_widget_set_visible (GTK_WIDGET (self->wishes_group), account != NULL);
  gtk_widget_set_visible (self->orders_group, account != NULL);
  gtk_widget_set_visible (self->sign_out,
                          account != NULL && simmer_account_get_signed_in (account) &&
                            !is_builtin (account));
  gtk_widget_set_visible (self->remove, account != NULL && !is_builtin (account));
  show_profile (self);
}

/* --- Which service --------------------------------------------------------------------------- */

/* What was written for another service goes nowhere else. */
static void
service_selected_cb (SimmerAccountDialog *self)
{
  SimmerProfile *profile = get_profile (self);

  if (profile == NULL || self->account_id != NULL)
    return;

  gtk_editable_set_text (GTK_EDITABLE (self->name_row), simmer_profile_get_name (profile));
  gtk_editable_set_text (GTK_EDITABLE (self->credential_row), "");
  say (self, NULL);
  show_profile (self);
}

static void
fill_services (SimmerAccountDialog *self, const char *chosen)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  self->profiles = simmer_profile_library_list (NULL);
  for (guint i = 0; i < self->profiles->len; i++)
    {
      gtk_string_list_append (names, simmer_profile_get_name (self->profiles->pdata[i]));
      if (g_strcmp0 (simmer_profile_get_id (self->profiles->pdata[i]), chosen) == 0)
        selected = i;
    }
  adw_combo_row_set_model (self->service_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->service_row, selected);
  service_selected_cb (self);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerAccountDialog) self = user_data;
  g_autoptr (GFile) file = simmer_compat_file_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (file != NULL && !g_cancellable_is_cancelled (self->cancellable))
    simmer_account_dialog_use_file (self, path);
}

static void
choose_file_cb (SimmerAccountDialog *self)
{
  simmer_compat_open_file_async (GTK_WINDOW (self),
                                 _ ("Profile File"),
                                 NULL,
                                 self->cancellable,
                                 file_chosen_cb,
                                 g_object_ref (self));
}

/* --- Saving and testing ---------------------------------------------------------------------- */

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerAccountDialog) self = user_data;
  SimmerAccount *account = get_account (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *accepted = NULL;

  simmer_task_manager_test_account_finish (SIMMER_TASK_MANAGER (source), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  set_busy (self, FALSE);
  show_mode (self);
  if (error != NULL)
    {
      say (self, error->message);
      if (is_builtin (account))
        gtk_widget_grab_focus (self->test);
      else
        gtk_widget_grab_focus (gtk_widget_get_visible (self->credential_row) ? self->credential_row
                                                                             : self->name_row);
    }
  else if (!self->lasting)
    say (self,
         _ ("It is accepted. No keyring took it, so Simmer keeps it until it is closed, and will "
            "ask again after that."));
  else if (self->closing || account == NULL)
    gtk_window_close (GTK_WINDOW (self));
  else
    {
      accepted = g_strdup_printf (_ ("%s answers, and accepts this account."),
                                  simmer_account_get_name (account));
      say (self, accepted);
      gtk_widget_grab_focus (self->test);
    }
}

static void
start_test (SimmerAccountDialog *self)
{
  SimmerAccount *account = get_account (self);

  if (account != NULL)
    simmer_task_manager_test_account_async (
      self->manager, account, self->cancellable, tested_cb, g_object_ref (self));
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerAccountDialog) self = user_data;
  SimmerKept kept = simmer_task_manager_sign_in_finish (SIMMER_TASK_MANAGER (source), result, NULL);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  self->lasting = kept == SIMMER_KEPT_IN_KEYRING;
  start_test (self);
}

/* Returns: (transfer none) (nullable): the account as it is written; what is wrong is said */
static SimmerAccount *
save_account (SimmerAccountDialog *self)
{
  SimmerAccount *account = get_account (self);
  SimmerProfile *profile = get_profile (self);
  gboolean is_free = gtk_widget_get_visible (self->address_row);
  g_autoptr (GError) error = NULL;

  if (is_builtin (account))
    return account;
  if (account != NULL)
    account = simmer_task_manager_edit_account (self->manager,
                                                account,
                                                get_text (self->name_row),
                                                is_free ? get_text (self->address_row) : NULL,
                                                &error);
  else if (profile != NULL)
    account = simmer_task_manager_add_account (self->manager,
                                               profile,
                                               get_text (self->name_row),
                                               is_free ? get_text (self->address_row)
                                                       : simmer_profile_get_address (profile),
                                               &error);
  if (error != NULL)
    {
      say (self, error->message);
      gtk_widget_grab_focus (self->address_row);
    }

  return account;
}

static void
save_wishes (SimmerAccountDialog *self, SimmerAccount *account)
{
  SimmerWishes wishes;

  if (!gtk_widget_get_visible (GTK_WIDGET (self->wishes_group)))
    return;

  simmer_wishes_group_get_wishes (self->wishes_group, &wishes);
  simmer_task_manager_set_account_wishes (self->manager, account, &wishes);
}

static void
show_wishes (SimmerAccountDialog *self, SimmerAccount *account)
{
  SimmerProfile *profile = simmer_account_get_profile (account);

  simmer_wishes_group_set_wishes (self->wishes_group,
                                  simmer_account_get_wishes (account),
                                  simmer_profile_get_stream (profile) != NULL);
}

static void
save (SimmerAccountDialog *self, gboolean closing)
{
  g_autofree char *before = NULL;
  const char *credential = get_text (self->credential_row);
  SimmerAccount *account = get_account (self);

  if (!gtk_widget_is_sensitive (self->submit))
    return;

  say (self, NULL);
  before = account != NULL ? g_strdup (simmer_account_get_address (account)) : NULL;
  account = save_account (self);
  if (account == NULL)
    return;

  if (self->account_id == NULL)
    self->account_id = g_strdup (simmer_account_get_id (account));
  save_wishes (self, account);
  show_wishes (self, account);
  show_mode (self);
  self->closing = closing;
  self->lasting = simmer_account_get_kept (account) != SIMMER_KEPT_IN_MEMORY;
  if (*credential != '\0')
    {
      set_busy (self, TRUE);
      simmer_task_manager_sign_in_async (
        self->manager, account, credential, self->cancellable, signed_in_cb, g_object_ref (self));
    }
  else if (closing && g_strcmp0 (before, simmer_account_get_address (account)) == 0)
    gtk_window_close (GTK_WINDOW (self));
  else
    {
      set_busy (self, TRUE);
      start_test (self);
    }
}

static void
submit_cb (SimmerAccountDialog *self)
{
  save (self, TRUE);
}

static void
test_cb (SimmerAccountDialog *self)
{
  save (self, FALSE);
}

/* --- Signing out --------------------------------------------------------------------------- */

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerAccountDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  SimmerAccount *account = get_account (self);
  g_autofree char *done = NULL;

  simmer_task_manager_sign_out_finish (SIMMER_TASK_MANAGER (source), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable) || account == NULL)
    return;

  set_busy (self, FALSE);
  show_mode (self);
  gtk_widget_grab_focus (self->credential_row);
  if (error == NULL && simmer_profile_get_auth_required (simmer_account_get_profile (account)))
    /* Translators: %s is an account's name */
    done = g_strdup_printf (
      _ ("Signed out. The key is forgotten, and the tasks at %s wait until you sign in again."),
      simmer_account_get_name (account));
  else if (error == NULL)
    done = g_strdup (_ ("Signed out. The key is forgotten."));
  say (self, error != NULL ? error->message : done);
}

static void
sign_out_answered_cb (const char *response, gpointer user_data)
{
  g_autoptr (SimmerAccountDialog) self = user_data;
  SimmerAccount *account = get_account (self);

  if (!g_str_equal (response, "sign-out") || account == NULL)
    return;

  say (self, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->credential_row), "");
  set_busy (self, TRUE);
  simmer_task_manager_sign_out_async (self->manager, account, signed_out_cb, g_object_ref (self));
}

static void
sign_out_cb (SimmerAccountDialog *self)
{
  const SimmerCompatButton buttons[] = {
    { "cancel", _ ("_Cancel"), 'n' },
    { "sign-out", _ ("_Sign Out"), 'd' },
  };
  SimmerAccount *account = get_account (self);
  g_autofree char *heading = NULL;

  if (account == NULL)
    return;

  /* Translators: %s is an account's name */
  heading = g_strdup_printf (_ ("Sign out of “%s”?"), simmer_account_get_name (account));
  simmer_compat_ask (
    GTK_WINDOW (self),
    heading,
    _ ("Simmer forgets the key and takes it out of the keyring. Tasks under way go "
       "on at the service, but Simmer hears of them only once you sign in again."),
    buttons,
    G_N_ELEMENTS (buttons),
    sign_out_answered_cb,
    g_object_ref (self));
}

/* --- Removing -------------------------------------------------------------------------------- */

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerAccountDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  simmer_task_manager_remove_account_finish (SIMMER_TASK_MANAGER (source), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), FALSE);
  if (error != NULL)
    say (self, error->message);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
remove_answered_cb (const char *response, gpointer user_data)
{
  g_autoptr (SimmerAccountDialog) self = user_data;
  SimmerAccount *account = get_account (self);

  if (!g_str_equal (response, "remove") || account == NULL)
    return;

  set_busy (self, TRUE);
  simmer_task_manager_remove_account_async (
    self->manager, account, removed_cb, g_object_ref (self));
}

static void
remove_cb (SimmerAccountDialog *self)
{
  const SimmerCompatButton buttons[] = {
    { "cancel", _ ("_Cancel"), 'n' },
    { "remove", _ ("_Remove"), 'd' },
  };
  SimmerAccount *account = get_account (self);
  g_autofree char *heading = NULL;

  if (account == NULL)
    return;

  heading = g_strdup_printf (_ ("Remove “%s”?"), simmer_account_get_name (account));
  simmer_compat_ask (GTK_WINDOW (self),
                     heading,
                     _ ("Its tasks stay in the list. Those under way go on at the service, but "
                        "Simmer follows them only once the account is added again. Its key is "
                        "taken out of the keyring."),
                     buttons,
                     G_N_ELEMENTS (buttons),
                     remove_answered_cb,
                     g_object_ref (self));
}

/* --- The class ------------------------------------------------------------------------------- */

static gboolean
simmer_account_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (SIMMER_ACCOUNT_DIALOG (window)->cancellable);

  return GTK_WINDOW_CLASS (simmer_account_dialog_parent_class)->close_request (window);
}

static void
simmer_account_dialog_dispose (GObject *object)
{
  SimmerAccountDialog *self = SIMMER_ACCOUNT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (simmer_account_dialog_parent_class)->dispose (object);
}

static void
simmer_account_dialog_finalize (GObject *object)
{
  SimmerAccountDialog *self = SIMMER_ACCOUNT_DIALOG (object);

  g_clear_object (&self->manager);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  g_object_unref (self->cancellable);
  g_free (self->account_id);

  G_OBJECT_CLASS (simmer_account_dialog_parent_class)->finalize (object);
}

static void
simmer_account_dialog_class_init (SimmerAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = simmer_account_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = simmer_account_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = simmer_account_dialog_close_request;

  g_type_ensure (SIMMER_TYPE_WISHES_GROUP);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/simmer_app/Simmer/simmer-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, page);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, service_group);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, service_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, fields_group);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, address_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, credential_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, message);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, wishes_group);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, orders_group);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, test);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, sign_out);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, remove);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, submit);
  gtk_widget_class_bind_template_child (widget_class, SimmerAccountDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, service_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_file_cb);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
simmer_account_dialog_init (SimmerAccountDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->profiles = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  simmer_focus_ring_follow_input (GTK_WINDOW (self));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->credential_row),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  self->message,
                                  NULL,
                                  -1);
}

/**
 * simmer_account_dialog_new:
 * @manager: a started manager
 * @account_id: (nullable): of an account that is set up; %NULL to add one
 * @parent: (nullable): over which window
 *
 * Returns: (transfer none): the window, not yet presented
 */
GtkWidget *
simmer_account_dialog_new (SimmerTaskManager *manager, const char *account_id, GtkWindow *parent)
{
  SimmerAccountDialog *self;
  SimmerAccount *account;

  g_return_val_if_fail (SIMMER_IS_TASK_MANAGER (manager), NULL);

  self = g_object_new (SIMMER_TYPE_ACCOUNT_DIALOG, "transient-for", parent, NULL);
  self->manager = g_object_ref (manager);
  self->account_id = g_strdup (account_id);
  account = get_account (self);
  if (account != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->name_row), simmer_account_get_name (account));
      if (!is_builtin (account))
        gtk_editable_set_text (GTK_EDITABLE (self->address_row),
                               simmer_account_get_address (account));
      show_wishes (self, account);
    }
  else
    fill_services (self, NULL);
  show_mode (self);
  if (is_builtin (account))
    gtk_widget_grab_focus (GTK_WIDGET (self->wishes_group));
  else
    gtk_widget_grab_focus (account != NULL ? self->name_row : GTK_WIDGET (self->service_row));

  return GTK_WIDGET (self);
}

/**
 * simmer_account_dialog_get_account_id:
 * @self: a dialog
 *
 * Returns: (nullable): whose account it is about, once there is one
 */
const char *
simmer_account_dialog_get_account_id (SimmerAccountDialog *self)
{
  g_return_val_if_fail (SIMMER_IS_ACCOUNT_DIALOG (self), NULL);

  return self->account_id;
}

/**
 * simmer_account_dialog_use_file:
 * @self: a dialog that adds an account
 * @path: (nullable): a profile file; %NULL for one that is not on this computer
 *
 * Keeps the profile with the person's own and chooses it; what is wrong with it is said.
 */
void
simmer_account_dialog_use_file (SimmerAccountDialog *self, const char *path)
{
  g_autoptr (SimmerProfile) profile = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SIMMER_IS_ACCOUNT_DIALOG (self));

  if (path != NULL)
    profile = simmer_profile_library_add (path, &error);
  if (profile != NULL)
    fill_services (self, simmer_profile_get_id (profile));
  else
    say (self, error != NULL ? error->message : _ ("Choose a file that is on this computer."));
}
