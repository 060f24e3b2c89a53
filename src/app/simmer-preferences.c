/* What the person can choose. */

#include "simmer-preferences.h"

#include "simmer-accounts-group.h"
#include "simmer-focus-ring.h"
#include "simmer-settings.h"
#include "simmer-time-row.h"

/* Of those that the row lists; there is nothing yet that would be as usual. */
#define FIRST_EAGERNESS ((int) SIMMER_EAGERNESS_FEWER)

struct _SimmerPreferences
{
  AdwWindow parent_instance;

  SimmerTaskManager *manager; /* (owned) */
  GSettings *settings;        /* (owned) (nullable) */

  GtkWidget *page;
  SimmerAccountsGroup *accounts;
  SimmerTimeRow *minimum_row;
  SimmerTimeRow *maximum_row;
  AdwComboRow *eagerness_row;
  GtkSwitch *live_switch;
  GtkSwitch *background_switch;
  GtkSwitch *icon_switch;
  GtkSwitch *progress_switch;
  GtkSwitch *notify_switch;
  GtkSwitch *awake_switch;
  GtkSwitch *autostart_switch;
};

G_DEFINE_FINAL_TYPE (SimmerPreferences, simmer_preferences, ADW_TYPE_WINDOW)

static void
eagerness_selected_cb (SimmerPreferences *self)
{
  if (self->settings != NULL)
    g_settings_set_enum (self->settings,
                         "poll-eagerness",
                         FIRST_EAGERNESS + (int) adw_combo_row_get_selected (self->eagerness_row));
}

static void
show_eagerness (SimmerPreferences *self)
{
  int eagerness = g_settings_get_enum (self->settings, "poll-eagerness");

  adw_combo_row_set_selected (self->eagerness_row, (guint) (eagerness - FIRST_EAGERNESS));
}

static void
settings_changed_cb (SimmerPreferences *self)
{
  show_eagerness (self);
  simmer_settings_apply (self->settings, TRUE, self->manager);
}

static gboolean
seconds_from_setting (GValue *value, GVariant *variant, gpointer user_data)
{
  g_value_set_double (value, (double) g_variant_get_uint32 (variant));
  return TRUE;
}

static GVariant *
seconds_to_setting (const GValue *value, const GVariantType *type, gpointer user_data)
{
  return g_variant_new_uint32 ((guint32) g_value_get_double (value));
}

static void
bind_seconds (SimmerPreferences *self, const char *key, SimmerTimeRow *row)
{
  g_settings_bind_with_mapping (self->settings,
                                key,
                                simmer_time_row_get_adjustment (row),
                                "value",
                                G_SETTINGS_BIND_DEFAULT,
                                seconds_from_setting,
                                seconds_to_setting,
                                NULL,
                                NULL);
}

static void
bind_switch (SimmerPreferences *self, const char *key, GtkSwitch *widget)
{
  g_settings_bind (self->settings, key, widget, "active", G_SETTINGS_BIND_DEFAULT);
}

static void
simmer_preferences_dispose (GObject *object)
{
  SimmerPreferences *self = SIMMER_PREFERENCES (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_preferences_parent_class)->dispose (object);
}

static void
simmer_preferences_class_init (SimmerPreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = simmer_preferences_dispose;

  g_type_ensure (SIMMER_TYPE_ACCOUNTS_GROUP);
  g_type_ensure (SIMMER_TYPE_TIME_ROW);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/simmer_app/Simmer/simmer-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerPreferences, page);
  gtk_widget_class_bind_template_child (widget_class, SimmerPreferences, accounts);
  gtk_widget_class_bind_template_child (widget_class, SimmerPreferences, minimum_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerPreferences, maximum_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerPreferences, eagerness_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerPreferences, live_switch);
  gtk_widget_class_bind_template_child (widget_class, SimmerPreferences, background_switch);
  gtk_widget_class_bind_template_child (widget_class, SimmerPreferences, icon_switch);
  gtk_widget_class_bind_template_child (widget_class, SimmerPreferences, progress_switch);
  gtk_widget_class_bind_template_child (widget_class, SimmerPreferences, notify_switch);
  gtk_widget_class_bind_template_child (widget_class, SimmerPreferences, awake_switch);
  gtk_widget_class_bind_template_child (widget_class, SimmerPreferences, autostart_switch);
  gtk_widget_class_bind_template_callback (widget_class, eagerness_selected_cb);
}

static void
simmer_preferences_init (SimmerPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  simmer_focus_ring_follow_input (GTK_WINDOW (self));
  simmer_time_row_join_limits (self->minimum_row, self->maximum_row);
}

/**
 * simmer_preferences_new:
 * @manager: is told what is wished
 * @parent: (nullable): over which window
 *
 * Returns: (transfer none): the window, not yet presented
 */
GtkWidget *
simmer_preferences_new (SimmerTaskManager *manager, GtkWindow *parent)
{
  SimmerPreferences *self;

  g_return_val_if_fail (SIMMER_IS_TASK_MANAGER (manager), NULL);

  self = g_object_new (SIMMER_TYPE_PREFERENCES, "transient-for", parent, NULL);
  self->manager = g_object_ref (manager);
  simmer_accounts_group_set_manager (self->accounts, manager);
  self->settings = simmer_settings_new ();
  if (self->settings == NULL)
    {
      gtk_widget_set_sensitive (self->page, FALSE);
      return GTK_WIDGET (self);
    }

  show_eagerness (self);
  bind_seconds (self, "poll-minimum", self->minimum_row);
  bind_seconds (self, "poll-maximum", self->maximum_row);
  bind_switch (self, "live-updates", self->live_switch);
  bind_switch (self, "background", self->background_switch);
  bind_switch (self, "show-icon", self->icon_switch);
  bind_switch (self, "show-progress", self->progress_switch);
  bind_switch (self, "notify", self->notify_switch);
  bind_switch (self, "keep-awake", self->awake_switch);
  bind_switch (self, "autostart", self->autostart_switch);
  g_signal_connect_object (
    self->settings, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
