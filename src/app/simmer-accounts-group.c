/* The accounts, each a row. */

#include "config.h"

#include "simmer-accounts-group.h"

#include "simmer-account-dialog.h"

#include <glib/gi18n.h>

struct _SimmerAccountsGroup
{
  AdwPreferencesGroup parent_instance;

  SimmerTaskManager *manager; /* (owned) */

  GtkListBox *list;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (SimmerAccountsGroup, simmer_accounts_group, ADW_TYPE_PREFERENCES_GROUP)

static const char *
get_state (SimmerAccount *account)
{
  if (simmer_account_get_builtin (account))
    return _ ("Always ready");

  if (simmer_account_get_refused (account))
    return simmer_account_get_signed_in (account) ? _ ("The service refuses the key: sign in again")
                                                  : _ ("Needs sign-in");

  switch (simmer_account_get_kept (account))
    {
    case SIMMER_KEPT_IN_KEYRING:
      return _ ("Signed in");
    case SIMMER_KEPT_IN_MEMORY:
      return _ ("Signed in until Simmer ends: no keyring took the key");
    case SIMMER_KEPT_NOWHERE:
    default:
      return simmer_profile_get_auth_required (simmer_account_get_profile (account))
               ? _ ("Needs sign-in")
               : _ ("Not signed in, which this service allows");
    }
}

static char *
get_host (SimmerAccount *account)
{
  g_autoptr (GUri) uri = NULL;

  if (simmer_account_get_builtin (account))
    return NULL;

  uri = g_uri_parse (simmer_account_get_address (account), G_URI_FLAGS_NONE, NULL);
  return uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
}

static void
show_account (GtkWidget *row, SimmerAccount *account)
{
  const char *service = simmer_profile_get_name (simmer_account_get_profile (account));
  const char *name = simmer_account_get_name (account);
  g_autofree char *host = get_host (account);
  g_autoptr (GString) subtitle = g_string_new (NULL);

  if (g_strcmp0 (service, name) != 0)
    g_string_append_printf (subtitle, "%s · ", service);
  if (host != NULL && g_strcmp0 (host, name) != 0)
    g_string_append_printf (subtitle, "%s · ", host);
  g_string_append (subtitle, get_state (account));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle->str,
                                  -1);
}

static void
refused_changed_cb (SimmerAccount *account, GParamSpec *pspec, GtkWidget *row)
{
  show_account (row, account);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  SimmerAccount *account = item;
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  show_account (row, account);
  g_signal_connect_object (
    account, "notify::refused", G_CALLBACK (refused_changed_cb), row, G_CONNECT_DEFAULT);

  return row;
}

/* The row that had the focus may be another one now. Where the account is gone, the button that
 * adds one comes next. */
static void
dialog_gone_cb (SimmerAccountsGroup *self, GtkWidget *dialog)
{
  const char *id = simmer_account_dialog_get_account_id (SIMMER_ACCOUNT_DIALOG (dialog));
  GListModel *accounts;

  if (self->manager == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  accounts = simmer_task_manager_get_accounts (self->manager);
  gtk_widget_grab_focus (self->add);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SimmerAccount) account = g_list_model_get_item (accounts, i);
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) i);

      show_account (GTK_WIDGET (row), account);
      if (g_strcmp0 (simmer_account_get_id (account), id) == 0)
        gtk_widget_grab_focus (GTK_WIDGET (row));
    }
}

static void
open_dialog (SimmerAccountsGroup *self, const char *id)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = simmer_account_dialog_new (self->manager, id, GTK_WINDOW (root));

  g_signal_connect_object (dialog, "unmap", G_CALLBACK (dialog_gone_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_cb (SimmerAccountsGroup *self)
{
  open_dialog (self, NULL);
}

static void
row_activated_cb (SimmerAccountsGroup *self, GtkListBoxRow *row)
{
  GListModel *accounts = simmer_task_manager_get_accounts (self->manager);
  g_autoptr (SimmerAccount) account =
    g_list_model_get_item (accounts, (guint) gtk_list_box_row_get_index (row));

  if (account != NULL)
    open_dialog (self, simmer_account_get_id (account));
}

static void
simmer_accounts_group_dispose (GObject *object)
{
  SimmerAccountsGroup *self = SIMMER_ACCOUNTS_GROUP (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_accounts_group_parent_class)->dispose (object);
}

static void
simmer_accounts_group_class_init (SimmerAccountsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = simmer_accounts_group_dispose;
}

static void
simmer_accounts_group_init (SimmerAccountsGroup *self)
{
  self->add = gtk_button_new_with_mnemonic (_ ("_Add Account…"));
  gtk_widget_set_valign (self->add, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->add, "flat");
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (add_cb), self);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Accounts"));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), self->add);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Accounts"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->list));
}

/**
 * simmer_accounts_group_set_manager:
 * @self: a group
 * @manager: a started manager, whose accounts are shown; to be set once
 */
void
simmer_accounts_group_set_manager (SimmerAccountsGroup *self, SimmerTaskManager *manager)
{
  g_return_if_fail (SIMMER_IS_ACCOUNTS_GROUP (self) && self->manager == NULL);

  self->manager = g_object_ref (manager);
  gtk_list_box_bind_model (
    self->list, simmer_task_manager_get_accounts (manager), make_row, NULL, NULL);
}
