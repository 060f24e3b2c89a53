#include "config.h"

#include "simmer-task-tile.h"

#include "simmer-compat.h"

struct _SimmerTaskTile
{
  GtkWidget parent_instance;

  char *icon_name;        /* (owned) (nullable) */
  GtkIconPaintable *icon; /* (owned) (nullable) looked up at @icon_size */
  int icon_size;
  GdkPaintable *picture; /* (owned) (nullable) */
  gboolean marked;
};

G_DEFINE_FINAL_TYPE (SimmerTaskTile, simmer_task_tile, GTK_TYPE_WIDGET)

static GtkIconPaintable *
look_up_icon (SimmerTaskTile *self, int size)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const char *name = self->marked ? "object-select-symbolic" : self->icon_name;

  return gtk_icon_theme_lookup_icon (
    gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)),
    name,
    NULL,
    size,
    gtk_widget_get_scale_factor (widget),
    gtk_widget_get_direction (widget),
    GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
}

static void
snapshot_icon (SimmerTaskTile *self, GtkSnapshot *snapshot, float size)
{
  int icon_size = (int) size / 2;
  float margin = (size - (float) icon_size) / 2;
  GdkRGBA color;

  if (self->icon == NULL || self->icon_size != icon_size)
    {
      g_clear_object (&self->icon);
      self->icon_size = icon_size;
      self->icon = look_up_icon (self, icon_size);
    }

  simmer_compat_get_color (GTK_WIDGET (self), &color);
  if (!self->marked)
    gtk_snapshot_append_color (snapshot,
                               &(GdkRGBA){ color.red, color.green, color.blue, 0.06f },
                               &GRAPHENE_RECT_INIT (0, 0, size, size));
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (margin, margin));
  gtk_symbolic_paintable_snapshot_symbolic (
    GTK_SYMBOLIC_PAINTABLE (self->icon), snapshot, icon_size, icon_size, &color, 1);
}

static void
simmer_task_tile_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SimmerTaskTile *self = SIMMER_TASK_TILE (widget);
  int size = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  GskRoundedRect clip;

  /* the corners are 9 at 48 pixels and 6 at 32 */
  gsk_rounded_rect_init_from_rect (
    &clip, &GRAPHENE_RECT_INIT (0, 0, (float) size, (float) size), (float) size * 3 / 16);
  gtk_snapshot_push_rounded_clip (snapshot, &clip);
  if (self->picture != NULL && !self->marked)
    gdk_paintable_snapshot (self->picture, snapshot, size, size);
  else if (self->icon_name != NULL)
    snapshot_icon (self, snapshot, (float) size);
  gtk_snapshot_pop (snapshot);
}

static void
simmer_task_tile_finalize (GObject *object)
{
  SimmerTaskTile *self = SIMMER_TASK_TILE (object);

  g_free (self->icon_name);
  g_clear_object (&self->icon);
  g_clear_object (&self->picture);

  G_OBJECT_CLASS (simmer_task_tile_parent_class)->finalize (object);
}

static void
simmer_task_tile_class_init (SimmerTaskTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = simmer_task_tile_finalize;
  widget_class->snapshot = simmer_task_tile_snapshot;

  gtk_widget_class_set_css_name (widget_class, "tile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
simmer_task_tile_init (SimmerTaskTile *self)
{
}

GtkWidget *
simmer_task_tile_new (void)
{
  return g_object_new (SIMMER_TYPE_TASK_TILE, NULL);
}

/**
 * simmer_task_tile_set_icon:
 * @self: a tile
 * @icon_name: what it shows while it has no picture
 */
void
simmer_task_tile_set_icon (SimmerTaskTile *self, const char *icon_name)
{
  if (g_strcmp0 (self->icon_name, icon_name) == 0)
    return;

  g_free (self->icon_name);
  self->icon_name = g_strdup (icon_name);
  g_clear_object (&self->icon);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * simmer_task_tile_set_picture:
 * @self: a tile
 * @picture: (nullable): something square
 */
void
simmer_task_tile_set_picture (SimmerTaskTile *self, GdkPaintable *picture)
{
  if (g_set_object (&self->picture, picture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * simmer_task_tile_set_marked:
 * @self: a tile
 * @marked: whether its row is chosen: a check mark takes the place of all else
 */
void
simmer_task_tile_set_marked (SimmerTaskTile *self, gboolean marked)
{
  if (self->marked == marked)
    return;

  self->marked = marked;
  g_clear_object (&self->icon);
  if (marked)
    gtk_widget_add_css_class (GTK_WIDGET (self), "marked");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "marked");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
