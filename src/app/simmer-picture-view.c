/* One picture, looked at from far and near. Drawing and geometry; knows nothing of files. */

#include "simmer-picture-view.h"

#include <math.h>

#define MAX_HEIGHT 432
#define MAX_ZOOM   8.0
#define STEP       1.25
#define ARROW      48.0
#define SCROLL     32.0
#define RADIUS     12.0f

struct _SimmerPictureView
{
  GtkWidget parent_instance;

  GdkTexture *texture; /* (owned) (nullable) */
  int width;
  int height;
  int max_height;

  double zoom; /* logical pixels a pixel of the picture; 0 while it fits */
  double x;    /* the picture's point in the middle of the widget, 0 to 1 */
  double y;

  double pointer_x;
  double pointer_y;
  double start_zoom;
  double start_x;
  double start_y;
};

enum
{
  PROP_ZOOM = 1,
  PROP_FITS,
  N_PROPS
};

enum
{
  SIGNAL_DETAIL_NEEDED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerPictureView, simmer_picture_view, GTK_TYPE_WIDGET)

/* The zoom at which the picture just fits; never enlarged. */
static double
get_fit_zoom (SimmerPictureView *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->width == 0 || self->height == 0 || width <= 0)
    return 1.0;

  return MIN (1.0, MIN (width / self->width, height / self->height));
}

/* How large the picture may be shown without a texture of more pixels. */
static gboolean
is_detail_missing (SimmerPictureView *self)
{
  double device = simmer_picture_view_get_zoom (self) * self->width *
                  gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return self->texture != NULL && self->zoom > 0 &&
         gdk_texture_get_width (self->texture) < MIN (self->width, SIMMER_PICTURE_MAX_SIDE) &&
         device > gdk_texture_get_width (self->texture);
}

/* Keeps the picture's edges at or outside the widget's, or the picture in the middle. */
static void
clamp_position (SimmerPictureView *self)
{
  double zoom = simmer_picture_view_get_zoom (self);
  double half_x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 / MAX (zoom * self->width, 1);
  double half_y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0 / MAX (zoom * self->height, 1);

  self->x = half_x >= .5 ? .5 : CLAMP (self->x, half_x, 1 - half_x);
  self->y = half_y >= .5 ? .5 : CLAMP (self->y, half_y, 1 - half_y);
}

static gboolean
move_by (SimmerPictureView *self, double dx, double dy)
{
  double zoom = simmer_picture_view_get_zoom (self);
  double x = self->x;
  double y = self->y;

  if (self->zoom <= 0)
    return FALSE;

  self->x += dx / (zoom * self->width);
  self->y += dy / (zoom * self->height);
  clamp_position (self);
  if (fabs (self->x - x) < 1e-9 && fabs (self->y - y) < 1e-9)
    return FALSE;

  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

/* Zooms so that what is under the point (px, py) of the widget stays there. */
static void
zoom_at (SimmerPictureView *self, double zoom, double px, double py)
{
  double old = simmer_picture_view_get_zoom (self);
  double fit = get_fit_zoom (self);
  gboolean fitted = self->zoom <= 0;
  double from_middle_x = px - gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  double from_middle_y = py - gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;

  if (self->width == 0 || self->texture == NULL)
    return;

  zoom = MIN (zoom, MAX_ZOOM);
  if (zoom <= fit * 1.001)
    zoom = 0;
  if (zoom == self->zoom)
    return;

  self->zoom = zoom;
  zoom = simmer_picture_view_get_zoom (self);
  self->x += from_middle_x * (1 / old - 1 / zoom) / self->width;
  self->y += from_middle_y * (1 / old - 1 / zoom) / self->height;
  clamp_position (self);

  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
  if (fitted != (self->zoom <= 0))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FITS]);
  if (is_detail_missing (self))
    g_signal_emit (self, signals[SIGNAL_DETAIL_NEEDED], 0);
}

static void
zoom_at_middle (SimmerPictureView *self, double zoom)
{
  zoom_at (self,
           zoom,
           gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
           gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

static void
motion_cb (SimmerPictureView *self, double x, double y)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

/* Ctrl+scroll zooms, scroll alone moves; what cannot move any more goes on to the page. */
static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, SimmerPictureView *self)
{
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if ((state & GDK_CONTROL_MASK) != 0)
    {
      zoom_at (self,
               simmer_picture_view_get_zoom (self) * pow (STEP, -dy),
               self->pointer_x,
               self->pointer_y);
      return GDK_EVENT_STOP;
    }

  if ((state & GDK_SHIFT_MASK) != 0 && dx == 0)
    return move_by (self, dy * SCROLL, 0);

  return move_by (self, dx * SCROLL, dy * SCROLL);
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, SimmerPictureView *self)
{
  self->start_zoom = simmer_picture_view_get_zoom (self);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
pinch_cb (GtkGesture *gesture, double scale, SimmerPictureView *self)
{
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  double y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;

  gtk_gesture_get_bounding_box_center (gesture, &x, &y);
  zoom_at (self, self->start_zoom * scale, x, y);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, SimmerPictureView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press == 2)
    zoom_at (self, self->zoom > 0 ? 0 : MAX (1.0, get_fit_zoom (self) * 2), x, y);
}

/* While it fits there is nothing to move: the drag is the file's. */
static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, SimmerPictureView *self)
{
  if (self->zoom <= 0)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  self->start_x = self->x;
  self->start_y = self->y;
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, SimmerPictureView *self)
{
  if (hypot (dx, dy) < 4 || self->zoom <= 0)
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  self->x = self->start_x;
  self->y = self->start_y;
  move_by (self, -dx, -dy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
zoom_binding_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  SimmerPictureView *self = SIMMER_PICTURE_VIEW (widget);
  double factor = g_variant_get_double (args);

  if (factor < 0)
    zoom_at_middle (self, 1.0);
  else if (factor == 0)
    simmer_picture_view_zoom_fit (self);
  else
    zoom_at_middle (self, simmer_picture_view_get_zoom (self) * factor);

  return GDK_EVENT_STOP;
}

static gboolean
move_binding_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  double dx;
  double dy;

  g_variant_get (args, "(dd)", &dx, &dy);
  return move_by (SIMMER_PICTURE_VIEW (widget), dx * ARROW, dy * ARROW);
}

static GtkSizeRequestMode
simmer_picture_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* As wide as the picture at the height that it may have; enlarged, as wide as there is room. */
static void
simmer_picture_view_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  SimmerPictureView *self = SIMMER_PICTURE_VIEW (widget);
  double height = MIN (self->height, self->max_height);
  double width = self->height > 0 ? height * self->width / self->height : 0;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = (int) ceil (MAX (width, MIN (self->zoom * self->width, G_MAXINT16)));
  else if (for_size < 0)
    *natural = (int) ceil (height); /* the least height at any width is next to nothing */
  else if (for_size >= width)
    *minimum = *natural = (int) ceil (height);
  else
    *minimum = *natural = MAX (1, (int) ceil ((double) for_size * self->height / self->width));
}

static void
simmer_picture_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  clamp_position (SIMMER_PICTURE_VIEW (widget));
}

static void
simmer_picture_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SimmerPictureView *self = SIMMER_PICTURE_VIEW (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  double zoom = simmer_picture_view_get_zoom (self);
  float shown_width = (float) (zoom * self->width);
  float shown_height = (float) (zoom * self->height);
  graphene_rect_t seen;
  graphene_rect_t whole;
  GskRoundedRect clip;

  if (self->texture == NULL || width <= 0 || height <= 0)
    return;

  /* The last pixel of rounding belongs to the picture: no hairline at its edge. */
  if (fabsf (shown_width - width) < 1.5f && fabsf (shown_height - height) < 1.5f)
    {
      shown_width = width;
      shown_height = height;
    }
  graphene_rect_init (&whole,
                      width / 2 - (float) self->x * shown_width,
                      height / 2 - (float) self->y * shown_height,
                      shown_width,
                      shown_height);
  graphene_rect_init (&seen, 0, 0, width, height);
  if (!graphene_rect_intersection (&whole, &seen, &seen))
    return;

  gsk_rounded_rect_init_from_rect (&clip, &seen, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &clip);
  gtk_snapshot_append_texture (snapshot, self->texture, &whole);
  gtk_snapshot_pop (snapshot);
}

static void
simmer_picture_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SimmerPictureView *self = SIMMER_PICTURE_VIEW (object);

  switch (id)
    {
    case PROP_ZOOM:
      g_value_set_double (value, simmer_picture_view_get_zoom (self));
      break;
    case PROP_FITS:
      g_value_set_boolean (value, simmer_picture_view_get_fits (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
simmer_picture_view_finalize (GObject *object)
{
  g_clear_object (&SIMMER_PICTURE_VIEW (object)->texture);

  G_OBJECT_CLASS (simmer_picture_view_parent_class)->finalize (object);
}

static void
add_bindings (GtkWidgetClass *klass)
{
  static const struct
  {
    guint key;
    double factor;
  } zooms[] = {
    { GDK_KEY_plus, STEP },      { GDK_KEY_equal, STEP }, { GDK_KEY_KP_Add, STEP },
    { GDK_KEY_minus, 1 / STEP }, { GDK_KEY_0, 0 },        { GDK_KEY_KP_Subtract, 1 / STEP },
    { GDK_KEY_KP_0, 0 },         { GDK_KEY_1, -1 },       { GDK_KEY_KP_1, -1 },
  };
  static const struct
  {
    guint key;
    double dx;
    double dy;
  } moves[] = {
    { GDK_KEY_Left, -1, 0 },
    { GDK_KEY_Right, 1, 0 },
    { GDK_KEY_Up, 0, -1 },
    { GDK_KEY_Down, 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      gtk_widget_class_add_binding (klass, zooms[i].key, 0, zoom_binding_cb, "d", zooms[i].factor);
      gtk_widget_class_add_binding (
        klass, zooms[i].key, GDK_CONTROL_MASK, zoom_binding_cb, "d", zooms[i].factor);
    }
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_add_binding (
      klass, moves[i].key, 0, move_binding_cb, "(dd)", moves[i].dx, moves[i].dy);
}

static void
simmer_picture_view_class_init (SimmerPictureViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = simmer_picture_view_get_property;
  object_class->finalize = simmer_picture_view_finalize;

  widget_class->get_request_mode = simmer_picture_view_get_request_mode;
  widget_class->measure = simmer_picture_view_measure;
  widget_class->size_allocate = simmer_picture_view_size_allocate;
  widget_class->snapshot = simmer_picture_view_snapshot;

  /**
   * SimmerPictureView:zoom:
   *
   * Logical pixels a pixel of the picture.
   */
  properties[PROP_ZOOM] =
    g_param_spec_double ("zoom",
                         NULL,
                         NULL,
                         0,
                         MAX_ZOOM,
                         1,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  /**
   * SimmerPictureView:fits:
   *
   * Whether all of the picture is seen.
   */
  properties[PROP_FITS] = g_param_spec_boolean (
    "fits", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SimmerPictureView::detail-needed:
   *
   * The picture is shown larger than its texture is. Set a better one.
   */
  signals[SIGNAL_DETAIL_NEEDED] = g_signal_new ("detail-needed",
                                                SIMMER_TYPE_PICTURE_VIEW,
                                                G_SIGNAL_RUN_LAST,
                                                0,
                                                NULL,
                                                NULL,
                                                NULL,
                                                G_TYPE_NONE,
                                                0);

  add_bindings (widget_class);
  gtk_widget_class_set_css_name (widget_class, "pictureview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
simmer_picture_view_init (SimmerPictureView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->max_height = MAX_HEIGHT;
  self->x = self->y = .5;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_halign (widget, GTK_ALIGN_CENTER);

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);

  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
}

/**
 * simmer_picture_view_new:
 *
 * Returns: (transfer floating): an empty view of no size
 */
GtkWidget *
simmer_picture_view_new (void)
{
  return g_object_new (SIMMER_TYPE_PICTURE_VIEW, NULL);
}

/**
 * simmer_picture_view_set_size:
 * @self: a view
 * @width: the picture's own pixels; 0 for no picture
 * @height: the picture's own pixels
 *
 * Says how large the picture is, perhaps before it is there: its place is kept free. Forgets the
 * texture and the zoom.
 */
void
simmer_picture_view_set_size (SimmerPictureView *self, int width, int height)
{
  g_return_if_fail (SIMMER_IS_PICTURE_VIEW (self));
  g_return_if_fail (width >= 0 && height >= 0 && (width == 0) == (height == 0));

  simmer_picture_view_zoom_fit (self);
  g_clear_object (&self->texture);
  self->width = width;
  self->height = height;
  self->x = self->y = .5;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * simmer_picture_view_set_texture:
 * @self: a view
 * @texture: (nullable): the whole picture, perhaps in fewer pixels
 *
 * Zoom and position stay.
 */
void
simmer_picture_view_set_texture (SimmerPictureView *self, GdkTexture *texture)
{
  g_return_if_fail (SIMMER_IS_PICTURE_VIEW (self));
  g_return_if_fail (texture == NULL || GDK_IS_TEXTURE (texture));

  if (g_set_object (&self->texture, texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * simmer_picture_view_get_texture:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what is drawn
 */
GdkTexture *
simmer_picture_view_get_texture (SimmerPictureView *self)
{
  g_return_val_if_fail (SIMMER_IS_PICTURE_VIEW (self), NULL);

  return self->texture;
}

/**
 * simmer_picture_view_set_max_height:
 * @self: a view
 * @max_height: logical pixels
 *
 * Sets how high the view may be; 432 at first.
 */
void
simmer_picture_view_set_max_height (SimmerPictureView *self, int max_height)
{
  g_return_if_fail (SIMMER_IS_PICTURE_VIEW (self));

  if (self->max_height == max_height)
    return;

  self->max_height = max_height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * simmer_picture_view_get_zoom:
 * @self: a view
 *
 * Returns: logical pixels a pixel of the picture
 */
double
simmer_picture_view_get_zoom (SimmerPictureView *self)
{
  g_return_val_if_fail (SIMMER_IS_PICTURE_VIEW (self), 1);

  return self->zoom > 0 ? self->zoom : get_fit_zoom (self);
}

/**
 * simmer_picture_view_set_zoom:
 * @self: a view
 * @zoom: logical pixels a pixel of the picture, at most 8; what is smaller than fits, fits
 */
void
simmer_picture_view_set_zoom (SimmerPictureView *self, double zoom)
{
  g_return_if_fail (SIMMER_IS_PICTURE_VIEW (self));

  zoom_at_middle (self, zoom);
}

/**
 * simmer_picture_view_get_fits:
 * @self: a view
 *
 * Returns: whether all of the picture is seen
 */
gboolean
simmer_picture_view_get_fits (SimmerPictureView *self)
{
  g_return_val_if_fail (SIMMER_IS_PICTURE_VIEW (self), TRUE);

  return self->zoom <= 0;
}

void
simmer_picture_view_zoom_in (SimmerPictureView *self)
{
  simmer_picture_view_set_zoom (self, simmer_picture_view_get_zoom (self) * STEP);
}

void
simmer_picture_view_zoom_out (SimmerPictureView *self)
{
  simmer_picture_view_set_zoom (self, simmer_picture_view_get_zoom (self) / STEP);
}

void
simmer_picture_view_zoom_fit (SimmerPictureView *self)
{
  simmer_picture_view_set_zoom (self, 0);
}
