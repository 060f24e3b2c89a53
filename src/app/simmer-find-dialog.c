/* Finds the tasks that a service has and that are not followed here. */

#include "config.h"

#include "simmer-find-dialog.h"

#include <glib/gi18n.h>

#include "simmer-account-row.h"
#include "simmer-compat.h"
#include "simmer-fact-row.h"
#include "simmer-focus-ring.h"
#include "simmer-input-row.h"
#include "simmer-words.h"

/* More than a person looks through; the rest comes up once these are followed. */
#define MAX_ROWS 200

struct _SimmerFindDialog
{
  AdwWindow parent_instance;

  SimmerTaskManager *manager; /* (owned) */
  SimmerAccount *account;     /* (owned) (nullable): whose tasks are shown, or asked for */
  GCancellable *cancellable;  /* (owned) (nullable): of the search under way */
  GPtrArray *inputs;          /* (owned) (element-type SimmerInputRow): what it must know first */
  GPtrArray *reports;         /* (owned) (element-type SimmerReport): of the rows, in their order */
  GPtrArray *rows;            /* (owned) (element-type GtkWidget) */
  GPtrArray *checks;          /* (owned) (element-type GtkCheckButton): one a row */

  GtkButton *follow_button;
  AdwPreferencesGroup *account_group;
  AdwComboRow *account_row;
  GtkStack *pages;
  AdwStatusPage *needed;
  GtkWidget *find_button;
  GtkSpinner *spinner;
  GtkLabel *searching;
  AdwStatusPage *failed;
  GtkWidget *again_button;
  AdwStatusPage *empty;
  AdwPreferencesGroup *group;
  GtkButton *all_button;
  GtkLabel *more;
};

enum
{
  SIGNAL_FOLLOWED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerFindDialog, simmer_find_dialog, ADW_TYPE_WINDOW)

/* All that the built-in generator makes is followed here from the beginning. */
static gboolean
can_find (gpointer item, gpointer manager)
{
  return !simmer_account_get_builtin (item) && simmer_task_manager_can_search (manager, item);
}

static guint
count_chosen (SimmerFindDialog *self)
{
  guint n = 0;

  for (guint i = 0; i < self->checks->len; i++)
    n += gtk_check_button_get_active (self->checks->pdata[i]) ? 1 : 0;

  return n;
}

static void
update_follow (SimmerFindDialog *self)
{
  guint n = count_chosen (self);
  /* Translators: a button; %u tasks are chosen to be followed from now on */
  g_autofree char *label = n > 0 ? g_strdup_printf (ngettext ("_Follow %u", "_Follow %u", n), n)
                                 : g_strdup (_ ("_Follow"));

  gtk_button_set_label (self->follow_button, label);
  gtk_widget_set_sensitive (GTK_WIDGET (self->follow_button), n > 0);
  gtk_button_set_label (self->all_button,
                        n > 0 && n == self->checks->len ? _ ("_Select None") : _ ("_Select All"));
}

static void
select_all_cb (SimmerFindDialog *self)
{
  gboolean all = count_chosen (self) < self->checks->len;

  for (guint i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (self->checks->pdata[i], all);
}

static void
clear (SimmerFindDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->checks, 0);
  g_ptr_array_set_size (self->reports, 0);
}

static char *
describe (SimmerReport *report)
{
  g_autoptr (GString) text = g_string_new (NULL);
  SimmerTaskStatus status;

  if (simmer_report_get_status (report, &status))
    g_string_append_printf (text, "%s · ", simmer_words_for_status (status));
  if (simmer_report_get_created (report) > 0)
    {
      g_autofree char *time = simmer_format_time (simmer_report_get_created (report));

      g_string_append_printf (text, "%s · ", time);
    }
  g_string_append (text, simmer_report_get_remote_id (report));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_row (SimmerFindDialog *self, SimmerReport *report)
{
  const char *title = simmer_report_get_title (report);
  GtkWidget *row;
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *subtitle = describe (report);

  if (title == NULL)
    title = simmer_report_get_remote_id (report);
  row = simmer_plain_row_new (ADW_TYPE_ACTION_ROW, title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (update_follow), self);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->checks, check);
  g_ptr_array_add (self->reports, simmer_report_ref (report));
}

static void
show_failure (SimmerFindDialog *self, const char *message)
{
  g_autofree char *markup = g_markup_escape_text (message, -1);

  adw_status_page_set_description (self->failed, markup);
  gtk_stack_set_visible_child_name (self->pages, "failed");
  gtk_widget_grab_focus (self->again_button);
  simmer_compat_announce (GTK_WIDGET (self), message);
}

static void
show_nothing (SimmerFindDialog *self)
{
  g_autofree char *words = g_strdup_printf (_ ("%s has no task that is not followed here."),
                                            simmer_account_get_name (self->account));
  g_autofree char *markup = g_markup_escape_text (words, -1);

  adw_status_page_set_description (self->empty, markup);
  gtk_stack_set_visible_child_name (self->pages, "empty");
  simmer_compat_announce (GTK_WIDGET (self), words);
}

static void
show_found (SimmerFindDialog *self, GPtrArray *found)
{
  guint n_shown = MIN (found->len, MAX_ROWS);
  g_autofree char *title =
    g_strdup_printf (ngettext ("%u task found", "%u tasks found", found->len), found->len);
  g_autofree char *more = NULL;

  for (guint i = 0; i < n_shown; i++)
    add_row (self, found->pdata[i]);
  adw_preferences_group_set_title (self->group, title);
  if (found->len > n_shown)
    more =
      g_strdup_printf (ngettext ("The first %u is shown. Follow some, and find the others then.",
                                 "The first %u are shown. Follow some, and find the others then.",
                                 n_shown),
                       n_shown);
  gtk_label_set_text (self->more, more != NULL ? more : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more), more != NULL);
  gtk_stack_set_visible_child_name (self->pages, "found");
  gtk_widget_grab_focus (self->checks->pdata[0]);
  simmer_compat_announce (GTK_WIDGET (self), title);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerFindDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = NULL;

  found = simmer_task_manager_search_finish (SIMMER_TASK_MANAGER (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  gtk_spinner_stop (self->spinner);
  if (found == NULL)
    show_failure (self, error->message);
  else if (found->len == 0)
    show_nothing (self);
  else
    show_found (self, found);
  update_follow (self);
}

/* --- What the service must know first -------------------------------------------------------- */

/* Returns: (transfer full) (nullable): %NULL while something is wanting */
static JsonObject *
dup_inputs (SimmerFindDialog *self)
{
  g_autoptr (JsonObject) inputs = json_object_new ();

  for (guint i = 0; i < self->inputs->len; i++)
    {
      SimmerInputRow *row = self->inputs->pdata[i];
      JsonNode *value = simmer_input_row_get_valid (row) ? simmer_input_row_dup_value (row) : NULL;

      if (value == NULL)
        return NULL;
      json_object_set_member (inputs, simmer_input_row_get_name (row), value);
    }

  return g_steal_pointer (&inputs);
}

static void
show_needed (SimmerFindDialog *self)
{
  g_autoptr (JsonObject) inputs = dup_inputs (self);
  g_autofree char *words =
    g_strdup_printf (_ ("%s tells which tasks it has once it knows what is asked for above."),
                     simmer_account_get_name (self->account));
  g_autofree char *markup = g_markup_escape_text (words, -1);

  clear (self);
  update_follow (self);
  adw_status_page_set_description (self->needed, markup);
  gtk_widget_set_sensitive (self->find_button, inputs != NULL);
  gtk_stack_set_visible_child_name (self->pages, "needed");
}

static void
search (SimmerFindDialog *self)
{
  g_autoptr (JsonObject) inputs = dup_inputs (self);
  SimmerAccount *account = self->account;
  g_autofree char *words = NULL;

  if (inputs == NULL)
    return;

  clear (self);
  update_follow (self);
  words = g_strdup_printf (_ ("Asking %s for your tasks…"), simmer_account_get_name (account));
  gtk_label_set_text (self->searching, words);
  gtk_spinner_start (self->spinner);
  gtk_stack_set_visible_child_name (self->pages, "searching");
  self->cancellable = g_cancellable_new ();
  simmer_task_manager_search_async (
    self->manager, account, inputs, self->cancellable, found_cb, g_object_ref (self));
}

static void
forget_inputs (SimmerFindDialog *self)
{
  for (guint i = 0; i < self->inputs->len; i++)
    {
      SimmerInputRow *row = self->inputs->pdata[i];

      g_signal_handlers_disconnect_by_data (row, self);
      adw_preferences_group_remove (self->account_group, simmer_input_row_get_widget (row));
    }
  g_ptr_array_set_size (self->inputs, 0);
}

/* As it was filled in the last time. */
static void
add_input (SimmerFindDialog *self, JsonObject *input, JsonObject *last)
{
  SimmerInputRow *row = simmer_input_row_new (input);
  GtkWidget *widget = simmer_input_row_get_widget (row);
  const char *name = simmer_input_row_get_name (row);

  if (last != NULL && json_object_has_member (last, name))
    simmer_input_row_set_value (row, json_object_get_member (last, name));
  g_signal_connect_object (row, "notify::value", G_CALLBACK (show_needed), self, G_CONNECT_SWAPPED);
  if (ADW_IS_ENTRY_ROW (widget))
    g_signal_connect_object (
      widget, "entry-activated", G_CALLBACK (search), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->account_group, widget);
  g_ptr_array_add (self->inputs, row);
}

static void
ask_for_inputs (SimmerFindDialog *self)
{
  JsonArray *needed = simmer_profile_get_list_inputs (simmer_account_get_profile (self->account));
  g_autoptr (JsonObject) last =
    simmer_task_manager_recall_inputs (self->manager, self->account, NULL);

  for (guint i = 0; i < json_array_get_length (needed); i++)
    add_input (self, json_array_get_object_element (needed, i), last);
}

static void
account_changed_cb (SimmerFindDialog *self)
{
  SimmerAccount *account = simmer_account_row_get_account (self->account_row);
  g_autoptr (JsonObject) inputs = NULL;

  if (self->manager == NULL)
    return;

  clear (self);
  update_follow (self);
  forget_inputs (self);
  g_set_object (&self->account, account);
  if (account == NULL)
    return;

  ask_for_inputs (self);
  inputs = dup_inputs (self);
  if (inputs != NULL)
    search (self);
  else
    {
      show_needed (self);
      gtk_widget_grab_focus (simmer_input_row_get_widget (self->inputs->pdata[0]));
    }
}

static void
follow_cb (SimmerFindDialog *self)
{
  SimmerTask *first = NULL;

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      {
        SimmerTask *task =
          simmer_task_manager_track_found (self->manager, self->account, self->reports->pdata[i]);

        first = first != NULL ? first : task;
      }
  if (first == NULL)
    return;

  g_signal_emit (self, signals[SIGNAL_FOLLOWED], 0, first);
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
simmer_find_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (SIMMER_FIND_DIALOG (window)->cancellable);

  return GTK_WINDOW_CLASS (simmer_find_dialog_parent_class)->close_request (window);
}

static void
simmer_find_dialog_dispose (GObject *object)
{
  SimmerFindDialog *self = SIMMER_FIND_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_find_dialog_parent_class)->dispose (object);
}

static void
simmer_find_dialog_finalize (GObject *object)
{
  SimmerFindDialog *self = SIMMER_FIND_DIALOG (object);

  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->reports);

  G_OBJECT_CLASS (simmer_find_dialog_parent_class)->finalize (object);
}

static void
simmer_find_dialog_class_init (SimmerFindDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = simmer_find_dialog_dispose;
  object_class->finalize = simmer_find_dialog_finalize;

  GTK_WINDOW_CLASS (klass)->close_request = simmer_find_dialog_close_request;

  /**
   * SimmerFindDialog::followed:
   * @task: the first of the tasks that are followed now
   */
  signals[SIGNAL_FOLLOWED] = g_signal_new ("followed",
                                           SIMMER_TYPE_FIND_DIALOG,
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           1,
                                           SIMMER_TYPE_TASK);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/simmer_app/Simmer/simmer-find-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, follow_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, account_group);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, account_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, needed);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, find_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, searching);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, failed);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, again_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, empty);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, group);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, all_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerFindDialog, more);
  gtk_widget_class_bind_template_callback (widget_class, account_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search);
  gtk_widget_class_bind_template_callback (widget_class, select_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, follow_cb);
}

static void
simmer_find_dialog_init (SimmerFindDialog *self)
{
  self->inputs = g_ptr_array_new_with_free_func (g_object_unref);
  self->rows = g_ptr_array_new ();
  self->checks = g_ptr_array_new ();
  self->reports = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_report_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  simmer_focus_ring_follow_input (GTK_WINDOW (self));
}

/**
 * simmer_find_dialog_new:
 * @manager: knows the accounts, asks and follows
 * @parent: (nullable): over which window
 *
 * Returns: (transfer none): the dialog, not yet presented; it begins to ask at once
 */
GtkWidget *
simmer_find_dialog_new (SimmerTaskManager *manager, GtkWindow *parent)
{
  GListModel *accounts = simmer_task_manager_get_accounts (manager);
  g_autoptr (GListModel) useful = NULL;
  SimmerFindDialog *self;

  self = g_object_new (SIMMER_TYPE_FIND_DIALOG, "transient-for", parent, NULL);
  self->manager = g_object_ref (manager);
  useful = G_LIST_MODEL (gtk_filter_list_model_new (
    g_object_ref (accounts),
    GTK_FILTER (gtk_custom_filter_new (can_find, g_object_ref (manager), g_object_unref))));
  simmer_account_row_set_accounts (self->account_row, useful, NULL);

  return GTK_WIDGET (self);
}

/**
 * simmer_find_dialog_is_useful:
 * @manager: knows the accounts
 *
 * Returns: whether there is an account whose service tells which tasks it has
 */
gboolean
simmer_find_dialog_is_useful (SimmerTaskManager *manager)
{
  GListModel *accounts = simmer_task_manager_get_accounts (manager);
  gboolean useful = FALSE;

  for (guint i = 0; !useful && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SimmerAccount) account = g_list_model_get_item (accounts, i);

      useful = can_find (account, manager);
    }

  return useful;
}
