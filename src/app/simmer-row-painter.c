#define G_LOG_DOMAIN "Simmer-Painter"

#include "config.h"

#include "simmer-row-painter.h"

#include "simmer-task-row.h"

/* Closer than this, the next frame is as good as a timer. */
#define SOON       (20 * G_TIME_SPAN_MILLISECOND)
#define SETTLING   2
#define LONGEST_MS (3600 * 1000)

struct _SimmerRowPainter
{
  GObject parent_instance;

  GtkWidget *list;     /* owns this */
  GtkWidget *viewport; /* what of it can be seen */
  SimmerClock *clock;  /* (owned) */

  GHashTable *items; /* (owned) set of GtkListItem that show something */
  guint tick;
  guint timeout;
  guint unsettled; /* frames after which each row is where it belongs */
  guint n_paints;
};

enum
{
  PREPARE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerRowPainter, simmer_row_painter, G_TYPE_OBJECT)

static gboolean
may_animate (SimmerRowPainter *self)
{
  gboolean enabled;

  g_object_get (gtk_widget_get_settings (self->list), "gtk-enable-animations", &enabled, NULL);
  return enabled;
}

/* The view keeps more rows than it shows. */
static gboolean
is_on_screen (SimmerRowPainter *self, GtkWidget *row)
{
  GtkWidget *node = gtk_widget_get_parent (row);
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (node) || !gtk_widget_compute_bounds (node, self->viewport, &bounds))
    return FALSE;

  return bounds.origin.y + bounds.size.height > 0 &&
         bounds.origin.y < (float) gtk_widget_get_height (self->viewport);
}

/* Returns when it must be done again though nothing was heard. */
static gint64
paint (SimmerRowPainter *self, gint64 wall_now)
{
  gboolean animate = may_animate (self);
  gboolean again = FALSE;
  gint64 next = G_MAXINT64;
  GHashTableIter iter;
  gpointer item;

  self->n_paints++;
  g_signal_emit (self, signals[PREPARE], 0, &again);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    {
      GtkWidget *row = gtk_list_item_get_child (item);

      if (SIMMER_IS_TASK_ROW (row) && is_on_screen (self, row))
        {
          gint64 due = simmer_task_row_update (SIMMER_TASK_ROW (row), wall_now, animate);

          next = MIN (next, due);
        }
    }
  if (self->unsettled > 0)
    {
      self->unsettled--;
      again = TRUE;
    }

  return again ? wall_now : next;
}

static gboolean
timeout_cb (gpointer user_data)
{
  SimmerRowPainter *self = user_data;

  self->timeout = 0;
  simmer_row_painter_wake (self);

  return G_SOURCE_REMOVE;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  SimmerRowPainter *self = user_data;
  gint64 wall_now = simmer_clock_get_wall (self->clock);
  gint64 next = paint (self, wall_now);

  if (next <= wall_now + SOON)
    return G_SOURCE_CONTINUE;

  /* a frame clock that runs for nothing keeps the whole machine awake */
  self->tick = 0;
  if (next < G_MAXINT64)
    self->timeout =
      g_timeout_add ((guint) MIN ((next - wall_now) / 1000 + 1, LONGEST_MS), timeout_cb, self);

  return G_SOURCE_REMOVE;
}

static gboolean
any_true (GSignalInvocationHint *hint, GValue *result, const GValue *answer, gpointer user_data)
{
  g_value_set_boolean (result, g_value_get_boolean (result) || g_value_get_boolean (answer));

  return TRUE;
}

static void
simmer_row_painter_finalize (GObject *object)
{
  SimmerRowPainter *self = SIMMER_ROW_PAINTER (object);

  g_hash_table_unref (self->items);
  g_object_unref (self->clock);

  G_OBJECT_CLASS (simmer_row_painter_parent_class)->finalize (object);
}

static void
simmer_row_painter_class_init (SimmerRowPainterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = simmer_row_painter_finalize;

  signals[PREPARE] = g_signal_new ("prepare",
                                   SIMMER_TYPE_ROW_PAINTER,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   any_true,
                                   NULL,
                                   NULL,
                                   G_TYPE_BOOLEAN,
                                   0);
}

static void
simmer_row_painter_init (SimmerRowPainter *self)
{
  self->items = g_hash_table_new (NULL, NULL);
}

/**
 * simmer_row_painter_new:
 * @list: whose frames are used; stops the painter before it goes
 * @viewport: the part of it that can be seen
 * @clock: the time
 *
 * Returns: (transfer full): a painter without rows
 */
SimmerRowPainter *
simmer_row_painter_new (GtkWidget *list, GtkWidget *viewport, SimmerClock *clock)
{
  SimmerRowPainter *self = g_object_new (SIMMER_TYPE_ROW_PAINTER, NULL);

  self->list = list;
  self->viewport = viewport;
  self->clock = g_object_ref (clock);

  return self;
}

/**
 * simmer_row_painter_add:
 * @self: a painter
 * @item: was bound
 */
void
simmer_row_painter_add (SimmerRowPainter *self, GtkListItem *item)
{
  g_hash_table_add (self->items, item);
  simmer_row_painter_unsettle (self);
}

/**
 * simmer_row_painter_remove:
 * @self: a painter
 * @item: is being unbound
 */
void
simmer_row_painter_remove (SimmerRowPainter *self, GtkListItem *item)
{
  g_hash_table_remove (self->items, item);
}

/**
 * simmer_row_painter_find:
 * @self: a painter
 * @object: a task
 *
 * Returns: (transfer none) (nullable): the bound item that shows it
 */
GtkListItem *
simmer_row_painter_find (SimmerRowPainter *self, gpointer object)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    if (gtk_list_item_get_item (item) == object)
      return item;

  return NULL;
}

/**
 * simmer_row_painter_foreach:
 * @self: a painter
 * @func: called with each bound #GtkListItem
 * @user_data: for @func
 */
void
simmer_row_painter_foreach (SimmerRowPainter *self, GFunc func, gpointer user_data)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    func (item, user_data);
}

/**
 * simmer_row_painter_wake:
 * @self: a painter
 *
 * Something has changed: looks at the rows in the next frame. Cheap, however often.
 */
void
simmer_row_painter_wake (SimmerRowPainter *self)
{
  if (self->tick != 0 || !gtk_widget_get_mapped (self->list))
    return;
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->tick = gtk_widget_add_tick_callback (self->list, tick_cb, self, NULL);
}

/**
 * simmer_row_painter_unsettle:
 * @self: a painter
 *
 * Other rows will be seen, or the same elsewhere: which ones is known after the next layout.
 */
void
simmer_row_painter_unsettle (SimmerRowPainter *self)
{
  self->unsettled = SETTLING;
  simmer_row_painter_wake (self);
}

/**
 * simmer_row_painter_stop:
 * @self: a painter
 *
 * Rests until it is woken again.
 */
void
simmer_row_painter_stop (SimmerRowPainter *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (self->list, self->tick);
  self->tick = 0;
}

/**
 * simmer_row_painter_get_ticking:
 * @self: a painter
 *
 * Returns: whether it asks for frames
 */
gboolean
simmer_row_painter_get_ticking (SimmerRowPainter *self)
{
  return self->tick != 0;
}

/**
 * simmer_row_painter_get_n_paints:
 * @self: a painter
 *
 * Returns: how often it looked at the rows
 */
guint
simmer_row_painter_get_n_paints (SimmerRowPainter *self)
{
  return self->n_paints;
}
