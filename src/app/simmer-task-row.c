#define G_LOG_DOMAIN "Simmer-Row"

#include "config.h"

#include "simmer-task-row.h"

#include <glib/gi18n.h>

#include "simmer-caption.h"
#include "simmer-compat.h"
#include "simmer-row-bar.h"
#include "simmer-row-layout.h"
#include "simmer-row-order.h"
#include "simmer-status-badge.h"
#include "simmer-task-tile.h"

#define FRESH_FOR (400 * G_TIME_SPAN_MILLISECOND)

struct _SimmerTaskRow
{
  GtkWidget parent_instance;

  const SimmerRowContext *context;
  SimmerTask *task; /* (owned) (nullable) */

  GtkWidget *tile;
  GtkWidget *title;
  GtkWidget *caption;
  GtkWidget *short_caption;
  GtkWidget *short_icon;
  GtkWidget *badge;
  GtkWidget *button;
  GtkWidget *word_button;
  GtkWidget *menu;
  SimmerRowBar bar;

  guint revision; /* of the task when it was last painted */
  gboolean painted;
  gint64 words_until;
  guint n_updates;

  char *spoken;              /* (owned) (nullable) the row's name */
  char *picture_path;        /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) of the picture that is asked for */
};

G_DEFINE_FINAL_TYPE (SimmerTaskRow, simmer_task_row, GTK_TYPE_WIDGET)

/* --- The picture --- */

static void
picture_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerTaskRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPaintable) picture =
    simmer_thumbnails_get_finish (SIMMER_THUMBNAILS (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (error != NULL)
    g_debug ("no thumbnail of %s: %s", self->picture_path, error->message);
  simmer_task_tile_set_picture (SIMMER_TASK_TILE (self->tile), picture);
}

static void
forget_picture (SimmerTaskRow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->picture_path, g_free);
}

static const char *
find_picture (SimmerTask *task)
{
  GPtrArray *results = simmer_task_get_results (task);

  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      const char *type = simmer_result_get_media_type (results->pdata[i]);
      const char *path = simmer_result_get_path (results->pdata[i]);

      if (path != NULL && type != NULL && g_str_has_prefix (type, "image/"))
        return path;
    }

  return NULL;
}

static void
update_picture (SimmerTaskRow *self)
{
  const char *path = find_picture (self->task);
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GdkPaintable *picture;

  if (g_strcmp0 (path, self->picture_path) == 0)
    return;

  forget_picture (self);
  self->picture_path = g_strdup (path);
  if (path == NULL || self->context->thumbnails == NULL)
    {
      simmer_task_tile_set_picture (SIMMER_TASK_TILE (self->tile), NULL);
      return;
    }

  picture = simmer_thumbnails_peek (self->context->thumbnails, path, scale);
  simmer_task_tile_set_picture (SIMMER_TASK_TILE (self->tile), picture);
  if (picture == NULL)
    {
      self->cancellable = g_cancellable_new ();
      simmer_thumbnails_get_async (self->context->thumbnails,
                                   path,
                                   scale,
                                   self->cancellable,
                                   picture_ready_cb,
                                   g_object_ref (self));
    }
}

static const char *
kind_of (SimmerTask *task)
{
  const char *kind = simmer_task_get_kind (task);
  GPtrArray *results = simmer_task_get_results (task);

  if (kind == NULL && results != NULL && results->len > 0)
    kind = simmer_result_get_media_type (results->pdata[0]);

  return kind;
}

/* --- The contextual button --- */

/* Whether the person cancelled it and may still think better of it. */
static gboolean
is_held (SimmerTaskRow *self)
{
  return self->context->held != NULL && g_hash_table_contains (self->context->held, self->task);
}

static void
set_button (GtkWidget *button, SimmerTask *task, const SimmerRowOrder *order)
{
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), NULL);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", simmer_task_get_id (task));
  if (order->sensitive)
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), order->action);
  gtk_widget_set_sensitive (button, order->sensitive);
  gtk_widget_set_tooltip_text (button, order->tip != NULL ? order->tip : order->label);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, order->label, -1);
}

static void
update_buttons (SimmerTaskRow *self)
{
  SimmerRowOrder order;

  simmer_row_order_init (&order, self->task, self->context->manager, is_held (self));
  gtk_widget_set_visible (self->button, order.action != NULL);
  gtk_widget_set_visible (self->word_button, order.action != NULL && order.word);
  if (order.action == NULL)
    return;

  gtk_button_set_icon_name (GTK_BUTTON (self->button), order.icon);
  simmer_compat_name (self->button, order.label);
  set_button (self->button, self->task, &order);
  if (order.word)
    {
      gtk_button_set_label (GTK_BUTTON (self->word_button), order.label);
      set_button (self->word_button, self->task, &order);
    }
}

/* --- State, words, bar --- */

static gboolean
is_stale (SimmerTask *task)
{
  SimmerTracking tracking = simmer_task_get_tracking (task);

  return simmer_task_is_active (task) &&
         (tracking == SIMMER_TRACKING_OFFLINE || tracking == SIMMER_TRACKING_UNREACHABLE);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
update_state (SimmerTaskRow *self)
{
  SimmerTaskStatus status = simmer_task_get_status (self->task);
  gboolean failed = status == SIMMER_TASK_STATUS_FAILED;

  gtk_label_set_text (GTK_LABEL (self->title), simmer_task_get_title (self->task));
  simmer_status_badge_set (SIMMER_STATUS_BADGE (self->badge),
                           status,
                           is_held (self) ? SIMMER_INTENT_CANCELLING
                                          : simmer_task_get_intent (self->task));
  gtk_image_set_from_icon_name (GTK_IMAGE (self->short_icon), simmer_status_icon (status));
  simmer_status_set_css_class (self->short_icon, status);
  set_class (self->caption, "soft", !failed);
  set_class (self->short_caption, "soft", !failed);
  set_class (GTK_WIDGET (self), "stale", is_stale (self->task));

  simmer_task_tile_set_icon (SIMMER_TASK_TILE (self->tile),
                             simmer_kind_icon (kind_of (self->task)));
  update_picture (self);
  update_buttons (self);
}

/* The name stands on the list's item, which is what has the focus. A screen reader speaks each
 * change of what has the focus: there it waits for the words that matter. */
static void
update_spoken (SimmerTaskRow *self, const SimmerEstimate *estimate, gint64 wall_now)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *spoken = NULL;

  if (item == NULL)
    return;
  spoken = simmer_caption_spoken (self->task, estimate, wall_now);
  if (g_strcmp0 (spoken, self->spoken) == 0)
    return;

  g_free (self->spoken);
  self->spoken = g_steal_pointer (&spoken);
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, self->spoken, -1);
}

static gboolean
set_caption (GtkWidget *widget, const char *words)
{
  GtkInscription *caption = GTK_INSCRIPTION (widget);

  if (g_strcmp0 (words, gtk_inscription_get_text (caption)) == 0)
    return FALSE;
  gtk_inscription_set_text (caption, words);

  return TRUE;
}

static void
update_words (SimmerTaskRow *self, const SimmerEstimate *estimate, gint64 wall_now)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gboolean running = simmer_task_get_status (self->task) == SIMMER_TASK_STATUS_IN_PROGRESS;
  g_auto (SimmerCaption) caption = { NULL };
  gboolean differs;

  simmer_caption_init (&caption, self->task, estimate, wall_now);
  differs = set_caption (self->caption, caption.wide);
  differs |= set_caption (self->short_caption, caption.narrow);
  if (differs)
    simmer_row_layout_set_roomy (SIMMER_ROW_LAYOUT (layout), !running);
  self->words_until = caption.next;
  update_spoken (self, estimate, wall_now);
}

/* --- The widget --- */

static GtkWidget *
new_part (SimmerTaskRow *self, SimmerRowPart part, GtkWidget *widget)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_widget_set_parent (widget, GTK_WIDGET (self));
  simmer_row_layout_set_part (SIMMER_ROW_LAYOUT (layout), part, widget);

  return widget;
}

static GtkWidget *
new_title (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);

  return label;
}

/* Its size does not depend on its text: new words lay out nothing anew. */
static GtkWidget *
new_caption (void)
{
  GtkWidget *caption = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (caption), 0);
  gtk_inscription_set_yalign (GTK_INSCRIPTION (caption), 0);
  gtk_inscription_set_wrap_mode (GTK_INSCRIPTION (caption), PANGO_WRAP_WORD_CHAR);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (caption),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "numeric");

  return caption;
}

static GtkWidget *
new_button (const char *css_class)
{
  GtkWidget *button = gtk_button_new ();

  if (css_class != NULL)
    gtk_widget_add_css_class (button, css_class);

  return button;
}

static void
menu_clicked_cb (SimmerTaskRow *self)
{
  if (self->task != NULL)
    gtk_widget_activate_action (
      GTK_WIDGET (self), "queue.menu", "s", simmer_task_get_id (self->task));
}

static void
simmer_task_row_dispose (GObject *object)
{
  SimmerTaskRow *self = SIMMER_TASK_ROW (object);
  GtkWidget *child;

  forget_picture (self);
  g_clear_object (&self->task);
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (simmer_task_row_parent_class)->dispose (object);
}

static void
simmer_task_row_finalize (GObject *object)
{
  SimmerTaskRow *self = SIMMER_TASK_ROW (object);

  g_free (self->spoken);

  G_OBJECT_CLASS (simmer_task_row_parent_class)->finalize (object);
}

static void
simmer_task_row_class_init (SimmerTaskRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = simmer_task_row_dispose;
  object_class->finalize = simmer_task_row_finalize;

  gtk_widget_class_set_layout_manager_type (widget_class, SIMMER_TYPE_ROW_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "taskrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
simmer_task_row_init (SimmerTaskRow *self)
{
  GtkWidget *bar = gtk_progress_bar_new ();

  self->tile = new_part (self, SIMMER_ROW_TILE, simmer_task_tile_new ());
  self->title = new_part (self, SIMMER_ROW_TITLE, new_title ());
  self->caption = new_part (self, SIMMER_ROW_CAPTION, new_caption ());
  self->short_caption = new_part (self, SIMMER_ROW_SHORT_CAPTION, new_caption ());
  self->short_icon = new_part (
    self,
    SIMMER_ROW_ICON,
    g_object_new (
      GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "pixel-size", 16, NULL));
  gtk_widget_add_css_class (self->short_icon, "sub");

  self->badge = new_part (self, SIMMER_ROW_BADGE, simmer_status_badge_new ());
  self->button = new_part (self, SIMMER_ROW_BUTTON, new_button ("flat"));
  self->word_button = new_part (self, SIMMER_ROW_WORD_BUTTON, new_button (NULL));
  self->menu = new_part (self, SIMMER_ROW_MENU, new_button ("flat"));
  gtk_button_set_icon_name (GTK_BUTTON (self->menu), "view-more-symbolic");
  gtk_widget_set_tooltip_text (self->menu, _ ("More"));
  simmer_compat_name (self->menu, _ ("More"));
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
  g_signal_connect_swapped (self->menu, "clicked", G_CALLBACK (menu_clicked_cb), self);

  new_part (self, SIMMER_ROW_BAR, bar);
  simmer_row_bar_init (&self->bar, GTK_PROGRESS_BAR (bar));
  gtk_accessible_update_relation (
    GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->title, NULL, -1);
}

/**
 * simmer_task_row_new:
 * @context: what all rows share
 *
 * Returns: (transfer none): a row without a task
 */
GtkWidget *
simmer_task_row_new (const SimmerRowContext *context)
{
  SimmerTaskRow *self = g_object_new (SIMMER_TYPE_TASK_ROW, NULL);

  self->context = context;
  return GTK_WIDGET (self);
}

/**
 * simmer_task_row_bind:
 * @self: a row
 * @task: what it is to show from now on
 * @wall_now: wall time, µs since 1970
 *
 * Shows a task. What changes later is shown by simmer_task_row_update().
 */
void
simmer_task_row_bind (SimmerTaskRow *self, SimmerTask *task, gint64 wall_now)
{
  g_set_object (&self->task, task);
  self->painted = FALSE;
  simmer_row_bar_jump (&self->bar);
  g_clear_pointer (&self->spoken, g_free);
  set_class (
    GTK_WIDGET (self), "fresh", ABS (wall_now - simmer_task_get_changed (task)) < FRESH_FOR);
  simmer_task_row_update (self, wall_now, FALSE);
}

/**
 * simmer_task_row_unbind:
 * @self: a row
 *
 * Lets go of its task. Nothing moves, waits or is loaded for it any more.
 */
void
simmer_task_row_unbind (SimmerTaskRow *self)
{
  forget_picture (self);
  simmer_task_tile_set_picture (SIMMER_TASK_TILE (self->tile), NULL);
  simmer_row_bar_clear (&self->bar);
  g_clear_object (&self->task);
}

/**
 * simmer_task_row_get_task:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
SimmerTask *
simmer_task_row_get_task (SimmerTaskRow *self)
{
  return self->task;
}

/**
 * simmer_task_row_update:
 * @self: a row with a task
 * @wall_now: wall time, µs since 1970
 * @animate: whether anything may move
 *
 * Paints what differs from what is shown: all of it if the task has a newer revision, else only
 * what changes with time.
 *
 * Returns: the wall time at which it wants to be called again though nothing was heard;
 *   %G_MAXINT64 for never
 */
gint64
simmer_task_row_update (SimmerTaskRow *self, gint64 wall_now, gboolean animate)
{
  guint revision = simmer_task_get_revision (self->task);
  gboolean newer = !self->painted || revision != self->revision;
  SimmerEstimate estimate;
  gint64 bar_until;

  simmer_task_get_estimate (self->task, wall_now, &estimate);
  if (newer)
    {
      self->n_updates++;
      self->revision = revision;
      update_state (self);
    }
  if (newer || wall_now >= self->words_until)
    update_words (self, &estimate, wall_now);
  self->painted = TRUE;

  bar_until = simmer_row_bar_update (&self->bar, self->task, &estimate, wall_now, animate);

  return MIN (self->words_until, bar_until);
}

/**
 * simmer_task_row_set_marked:
 * @self: a row
 * @marked: whether it is chosen
 */
void
simmer_task_row_set_marked (SimmerTaskRow *self, gboolean marked)
{
  simmer_task_tile_set_marked (SIMMER_TASK_TILE (self->tile), marked);
}

/**
 * simmer_task_row_repaint:
 * @self: a row
 *
 * Lets the next update paint all of it, for what is not the task's own.
 */
void
simmer_task_row_repaint (SimmerTaskRow *self)
{
  self->painted = FALSE;
}

/**
 * simmer_task_row_get_n_updates:
 * @self: a row
 *
 * Returns: how often it was painted because its task, or a task that it showed before, had changed
 */
guint
simmer_task_row_get_n_updates (SimmerTaskRow *self)
{
  return self->n_updates;
}

/**
 * simmer_task_row_get_menu_button:
 * @self: a row
 *
 * Returns: (transfer none): what its menu hangs on; may be away where the row is narrow
 */
GtkWidget *
simmer_task_row_get_menu_button (SimmerTaskRow *self)
{
  return self->menu;
}
