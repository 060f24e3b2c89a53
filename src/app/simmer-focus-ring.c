/* The ring around what has the focus is for those who use the keyboard. GTK draws it as well where
 * the focus goes to another page after a click. */

#include "simmer-focus-ring.h"

/* The same person uses all windows, so a window that is opened by a click begins without a ring. */
static gboolean by_pointer;

static void
update (GtkWindow *window)
{
  if (by_pointer && gtk_window_get_focus_visible (window))
    gtk_window_set_focus_visible (window, FALSE);
}

static gboolean
event_cb (GtkWindow *window, GdkEvent *event)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_KEY_PRESS:
      by_pointer = FALSE;
      break;
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
      by_pointer = TRUE;
      update (window);
      break;
    default:
      break;
    }

  return GDK_EVENT_PROPAGATE;
}

/**
 * simmer_focus_ring_follow_input:
 * @window: a window
 *
 * Shows the focus while the keyboard is used, and not while a pointer is. A text that can be
 * selected is not selected by going to it.
 */
void
simmer_focus_ring_follow_input (GtkWindow *window)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  g_return_if_fail (GTK_IS_WINDOW (window));

  g_object_set (
    gtk_widget_get_settings (GTK_WIDGET (window)), "gtk-label-select-on-focus", FALSE, NULL);
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (event_cb), window, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (window), events);
  g_signal_connect (window, "notify::focus-visible", G_CALLBACK (update), NULL);
  update (window);
}
