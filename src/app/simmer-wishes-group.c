/* What a person wishes for one account. */

#include "simmer-wishes-group.h"

#include "simmer-time-row.h"

struct _SimmerWishesGroup
{
  AdwPreferencesGroup parent_instance;

  SimmerWishes before;

  GtkWidget *live_row;
  GtkSwitch *live_switch;
  AdwComboRow *eagerness_row; /* in the order of SimmerEagerness */
  SimmerTimeRow *minimum_row;
  SimmerTimeRow *maximum_row;
  SimmerTimeRow *deadline_row;
};

G_DEFINE_FINAL_TYPE (SimmerWishesGroup, simmer_wishes_group, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
simmer_wishes_group_grab_focus (GtkWidget *widget)
{
  SimmerWishesGroup *self = SIMMER_WISHES_GROUP (widget);

  return gtk_widget_grab_focus (
    gtk_widget_get_visible (self->live_row) ? self->live_row : GTK_WIDGET (self->eagerness_row));
}

static void
simmer_wishes_group_class_init (SimmerWishesGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = simmer_wishes_group_grab_focus;

  g_type_ensure (SIMMER_TYPE_TIME_ROW);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/simmer_app/Simmer/simmer-wishes-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerWishesGroup, live_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerWishesGroup, live_switch);
  gtk_widget_class_bind_template_child (widget_class, SimmerWishesGroup, eagerness_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerWishesGroup, minimum_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerWishesGroup, maximum_row);
  gtk_widget_class_bind_template_child (widget_class, SimmerWishesGroup, deadline_row);
}

static void
simmer_wishes_group_init (SimmerWishesGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  simmer_time_row_join_limits (self->minimum_row, self->maximum_row);
}

/**
 * simmer_wishes_group_set_wishes:
 * @self: a group
 * @wishes: what is wished until now
 * @can_live: whether the account's service tells of changes by itself
 */
void
simmer_wishes_group_set_wishes (SimmerWishesGroup *self,
                                const SimmerWishes *wishes,
                                gboolean can_live)
{
  g_return_if_fail (SIMMER_IS_WISHES_GROUP (self));

  self->before = *wishes;
  gtk_widget_set_visible (self->live_row, can_live);
  gtk_switch_set_active (self->live_switch, !wishes->no_live);
  adw_combo_row_set_selected (self->eagerness_row, wishes->eagerness);
  simmer_time_row_set_time (self->maximum_row, wishes->maximum);
  simmer_time_row_set_time (self->minimum_row, wishes->minimum);
  simmer_time_row_set_time (self->deadline_row, wishes->deadline);
}

/**
 * simmer_wishes_group_get_wishes:
 * @self: a group
 * @wishes: (out caller-allocates): what is wished now
 */
void
simmer_wishes_group_get_wishes (SimmerWishesGroup *self, SimmerWishes *wishes)
{
  g_return_if_fail (SIMMER_IS_WISHES_GROUP (self));

  *wishes = (SimmerWishes){
    .eagerness = (SimmerEagerness) adw_combo_row_get_selected (self->eagerness_row),
    .minimum = simmer_time_row_get_time (self->minimum_row, self->before.minimum),
    .maximum = simmer_time_row_get_time (self->maximum_row, self->before.maximum),
    .deadline = simmer_time_row_get_time (self->deadline_row, self->before.deadline),
    .no_live = !gtk_switch_get_active (self->live_switch),
  };
}
