/* Asks for an account's credential, tries it, and says how that went. */

#include "config.h"

#include "simmer-sign-in-window.h"

#include <glib/gi18n.h>

struct _SimmerSignInWindow
{
  AdwWindow parent_instance;

  SimmerTaskManager *manager; /* (owned) */
  char *account_id;           /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  gboolean lasting;           /* the keyring has it */

  GtkWidget *entry;
  GtkWidget *submit;
  GtkWidget *spinner;
  GtkWidget *message;
};

G_DEFINE_FINAL_TYPE (SimmerSignInWindow, simmer_sign_in_window, ADW_TYPE_WINDOW)

static void
say (SimmerSignInWindow *self, const char *message)
{
  gtk_label_set_text (GTK_LABEL (self->message), message != NULL ? message : "");
  gtk_widget_set_visible (self->message, message != NULL);
}

static void
set_busy (SimmerSignInWindow *self, gboolean busy)
{
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  gtk_widget_set_sensitive (self->entry, !busy);
  gtk_widget_set_sensitive (self->submit, !busy);
}

/* What has to be read stays to be read; where there is nothing to say, the window has done its
 * work. */
static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerSignInWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  simmer_task_manager_test_account_finish (SIMMER_TASK_MANAGER (source), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  set_busy (self, FALSE);
  if (error != NULL)
    {
      say (self, error->message);
      gtk_widget_grab_focus (self->entry);
    }
  else if (self->lasting)
    gtk_window_close (GTK_WINDOW (self));
  else
    {
      say (self,
           _ ("It is accepted. No keyring took it, so Simmer keeps it until it is closed, and will "
              "ask again after that."));
      gtk_widget_set_sensitive (self->submit, FALSE);
    }
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerSignInWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  SimmerKept kept =
    simmer_task_manager_sign_in_finish (SIMMER_TASK_MANAGER (source), result, &error);
  SimmerAccount *account = simmer_task_manager_get_account (self->manager, self->account_id);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  self->lasting = kept == SIMMER_KEPT_IN_KEYRING;
  if (account != NULL)
    simmer_task_manager_test_account_async (
      self->manager, account, self->cancellable, tested_cb, g_steal_pointer (&self));
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* Without anything written, what the keyring has is tried: it may only have been locked. */
static void
submit_cb (SimmerSignInWindow *self)
{
  SimmerAccount *account = simmer_task_manager_get_account (self->manager, self->account_id);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (account == NULL || !gtk_widget_is_sensitive (self->submit))
    return;

  say (self, NULL);
  set_busy (self, TRUE);
  self->lasting = TRUE;
  if (*text == '\0')
    simmer_task_manager_test_account_async (
      self->manager, account, self->cancellable, tested_cb, g_object_ref (self));
  else
    simmer_task_manager_sign_in_async (
      self->manager, account, text, self->cancellable, signed_in_cb, g_object_ref (self));
}

static void
edited_cb (SimmerSignInWindow *self)
{
  gtk_widget_set_sensitive (self->submit, TRUE);
}

static GtkWidget *
make_header (SimmerSignInWindow *self, const char *name)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *title = adw_window_title_new (_ ("Sign In"), name);
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  self->submit = gtk_button_new_with_mnemonic (_ ("_Sign In"));
  self->spinner = gtk_spinner_new ();
  gtk_widget_add_css_class (self->submit, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  g_signal_connect_swapped (self->submit, "clicked", G_CALLBACK (submit_cb), self);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), title);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->submit);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->spinner);

  return header;
}

static GtkWidget *
make_body (SimmerSignInWindow *self, const char *hint)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *markup = hint != NULL ? g_markup_escape_text (hint, -1) : NULL;

  /* As a title it would be cut off, and a description is markup. */
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), markup);
  self->entry = adw_password_entry_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->entry), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _ ("Key or Token"));
  g_signal_connect_swapped (self->entry, "entry-activated", G_CALLBACK (submit_cb), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (edited_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->entry);

  self->message = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->message), 0);
  gtk_widget_set_visible (self->message, FALSE);
  gtk_accessible_update_relation (
    GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->message, NULL, -1);

  gtk_widget_set_margin_top (page, 18);
  gtk_widget_set_margin_bottom (page, 18);
  gtk_widget_set_margin_start (page, 12);
  gtk_widget_set_margin_end (page, 12);
  gtk_box_append (GTK_BOX (page), group);
  gtk_box_append (GTK_BOX (page), self->message);

  return page;
}

static void
simmer_sign_in_window_dispose (GObject *object)
{
  SimmerSignInWindow *self = SIMMER_SIGN_IN_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_sign_in_window_parent_class)->dispose (object);
}

static gboolean
simmer_sign_in_window_close_request (GtkWindow *window)
{
  g_cancellable_cancel (SIMMER_SIGN_IN_WINDOW (window)->cancellable);

  return GTK_WINDOW_CLASS (simmer_sign_in_window_parent_class)->close_request (window);
}

static void
simmer_sign_in_window_finalize (GObject *object)
{
  SimmerSignInWindow *self = SIMMER_SIGN_IN_WINDOW (object);

  g_object_unref (self->cancellable);
  g_free (self->account_id);

  G_OBJECT_CLASS (simmer_sign_in_window_parent_class)->finalize (object);
}

static void
simmer_sign_in_window_class_init (SimmerSignInWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = simmer_sign_in_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = simmer_sign_in_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = simmer_sign_in_window_close_request;

  gtk_widget_class_add_binding_action (
    GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
simmer_sign_in_window_init (SimmerSignInWindow *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * simmer_sign_in_window_new:
 * @manager: knows the account
 * @account_id: of an account that is set up, not the built-in one
 * @parent: (nullable): over which window
 *
 * Returns: (transfer none): the window, not yet presented
 */
GtkWidget *
simmer_sign_in_window_new (SimmerTaskManager *manager, const char *account_id, GtkWindow *parent)
{
  SimmerAccount *account = simmer_task_manager_get_account (manager, account_id);
  SimmerSignInWindow *self;
  GtkWidget *box;

  g_return_val_if_fail (account != NULL && !simmer_account_get_builtin (account), NULL);

  self = g_object_new (SIMMER_TYPE_SIGN_IN_WINDOW,
                       "transient-for",
                       parent,
                       "modal",
                       TRUE,
                       "title",
                       _ ("Sign In"),
                       "default-width",
                       360,
                       NULL);
  self->manager = g_object_ref (manager);
  self->account_id = g_strdup (account_id);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), make_header (self, simmer_account_get_name (account)));
  gtk_box_append (
    GTK_BOX (box),
    make_body (self, simmer_profile_get_auth_hint (simmer_account_get_profile (account))));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_widget_grab_focus (self->entry);

  return GTK_WIDGET (self);
}
