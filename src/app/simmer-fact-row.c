/* Rows that say one thing about a task. Nothing in them is markup. */

#include "simmer-fact-row.h"

#include <glib/gi18n.h>

#include "simmer-result-actions.h"

/* Longer values stand below their title instead of beside it. */
#define MAX_BESIDE 24

static void
copy_clicked_cb (GtkWidget *button, const char *text)
{
  simmer_copy_text (button, text, _ ("Copied"));
}

static void
free_closure_data (gpointer data, GClosure *closure)
{
  g_free (data);
}

/**
 * simmer_copy_button_new:
 * @text: what it copies
 * @title: what it says, such as “Copy Prompt”
 *
 * Returns: (transfer floating): a flat button
 */
GtkWidget *
simmer_copy_button_new (const char *text, const char *title)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, title);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_data (
    button, "clicked", G_CALLBACK (copy_clicked_cb), g_strdup (text), free_closure_data, 0);

  return button;
}

/**
 * simmer_plain_row_new:
 * @type: a kind of #AdwPreferencesRow
 * @title: its title, not markup
 *
 * Markup is on until it is turned off, and properties that are set together are told of in any
 * order: what is not ours must not be there before.
 *
 * Returns: (transfer floating): a row that takes nothing as markup
 */
GtkWidget *
simmer_plain_row_new (GType type, const char *title)
{
  GtkWidget *row = g_object_new (type, "use-markup", FALSE, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);

  return row;
}

static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = simmer_plain_row_new (ADW_TYPE_ACTION_ROW, title);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");

  return row;
}

static void
name_row (GtkWidget *row, const char *title, const char *value)
{
  /* Translators: how a screen reader reads a fact, such as “Style: Oil on canvas” */
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), title, value);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * simmer_fact_row_new:
 * @title: what it is about
 * @value: what it is; a long one goes below the title
 * @style: how it is written
 * @copy_title: (nullable): what the button that copies it says; %NULL for no button
 *
 * Returns: (transfer floating): a row such as “Style: Oil on canvas”
 */
GtkWidget *
simmer_fact_row_new (const char *title,
                     const char *value,
                     SimmerFactStyle style,
                     const char *copy_title)
{
  gboolean beside = style == SIMMER_FACT_CODE || g_utf8_strlen (value, -1) <= MAX_BESIDE;
  GtkWidget *row = make_row (title, beside ? NULL : value);

  name_row (row, title, value);
  if (beside)
    {
      GtkWidget *label = gtk_label_new (value);

      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 1);
      gtk_label_set_ellipsize (GTK_LABEL (label),
                               style == SIMMER_FACT_CODE ? PANGO_ELLIPSIZE_MIDDLE
                                                         : PANGO_ELLIPSIZE_END);
      if (style == SIMMER_FACT_CODE)
        gtk_widget_set_hexpand (label, TRUE);
      else
        gtk_label_set_width_chars (GTK_LABEL (label), (int) MIN (g_utf8_strlen (value, -1), 18));
      gtk_widget_add_css_class (label, "soft");
      if (style == SIMMER_FACT_NUMBER)
        gtk_widget_add_css_class (label, "numeric");
      if (style == SIMMER_FACT_CODE)
        {
          gtk_widget_add_css_class (label, "monospace");
          gtk_widget_add_css_class (label, "caption");
        }
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  if (copy_title != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), simmer_copy_button_new (value, copy_title));

  return row;
}

/**
 * simmer_format_time:
 * @wall: wall time, µs since 1970
 *
 * Returns: (transfer full): the time of day as the locale writes it, with the date if it is not
 *   today
 */
char *
simmer_format_time (gint64 wall)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (wall / G_USEC_PER_SEC);
  g_autoptr (GDateTime) time = g_date_time_to_local (utc);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gboolean today = g_date_time_get_year (time) == g_date_time_get_year (now) &&
                   g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now);

  /* Translators: date and time of something that did not happen today; see strftime(3) */
  return g_date_time_format (time, today ? "%X" : C_ ("date and time", "%x %X"));
}

/**
 * simmer_step_row_new:
 * @icon_name: a status's glyph
 * @icon_class: (nullable): its colour: "success", "error"
 * @title: what happened
 * @detail: (nullable): more about it
 * @wall: when, µs since 1970; 0 if nobody knows
 *
 * Returns: (transfer floating): a row of a timeline
 */
GtkWidget *
simmer_step_row_new (const char *icon_name,
                     const char *icon_class,
                     const char *title,
                     const char *detail,
                     gint64 wall)
{
  GtkWidget *row = make_row (title, detail);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);
  g_autofree char *time = wall > 0 ? simmer_format_time (wall) : NULL;
  g_autofree char *name = NULL;

  gtk_widget_add_css_class (icon, icon_class != NULL ? icon_class : "soft");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (time != NULL)
    {
      GtkWidget *label = gtk_label_new (time);

      gtk_widget_add_css_class (label, "soft");
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "numeric");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  name = detail != NULL ? g_strdup_printf ("%s. %s", title, detail) : g_strdup (title);
  name_row (row, name, time != NULL ? time : "");

  return row;
}
