/* Width and height as one choice. */

#include "simmer-size-row.h"

#include <glib/gi18n.h>

typedef struct
{
  gint64 width;
  gint64 height;
} Size;

static const Size usual[] = {
  { 512, 512 },  { 768, 768 },  { 1024, 1024 }, { 2048, 2048 }, { 4096, 4096 }, { 1152, 768 },
  { 768, 1152 }, { 1344, 768 }, { 768, 1344 },  { 1920, 1080 }, { 1080, 1920 },
};

struct _SimmerSizeRow
{
  AdwComboRow parent_instance;

  SimmerInputRow *width;  /* (owned) */
  SimmerInputRow *height; /* (owned) */
  GArray *sizes;          /* (owned): of the choices; what comes after them is "Custom" */
  gboolean following;
};

enum
{
  SIGNAL_CUSTOM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerSizeRow, simmer_size_row, ADW_TYPE_COMBO_ROW)

static gint64
get_value (SimmerInputRow *row)
{
  g_autoptr (JsonNode) value = simmer_input_row_dup_value (row);

  return value != NULL ? json_node_get_int (value) : 0;
}

static gboolean
set_value (SimmerInputRow *row, gint64 number)
{
  g_autoptr (JsonNode) value = json_node_new (JSON_NODE_VALUE);

  json_node_set_int (value, number);
  return simmer_input_row_set_value (row, value);
}

static guint
find_size (SimmerSizeRow *self, gint64 width, gint64 height)
{
  for (guint i = 0; i < self->sizes->len; i++)
    {
      Size *size = &g_array_index (self->sizes, Size, i);

      if (size->width == width && size->height == height)
        return i;
    }

  return self->sizes->len;
}

/* The inputs were changed by themselves. */
static void
input_changed_cb (SimmerSizeRow *self)
{
  if (self->following)
    return;

  self->following = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self),
                              find_size (self, get_value (self->width), get_value (self->height)));
  self->following = FALSE;
}

static void
selected_cb (SimmerSizeRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (self->following)
    return;
  if (selected >= self->sizes->len)
    {
      g_signal_emit (self, signals[SIGNAL_CUSTOM], 0);
      return;
    }

  self->following = TRUE;
  set_value (self->width, g_array_index (self->sizes, Size, selected).width);
  set_value (self->height, g_array_index (self->sizes, Size, selected).height);
  self->following = FALSE;
}

static void
add_size (SimmerSizeRow *self, GtkStringList *titles, gint64 width, gint64 height)
{
  Size size = { width, height };

  if (find_size (self, width, height) < self->sizes->len)
    return;

  g_array_append_val (self->sizes, size);
  /* Translators: a picture's width and height in pixels */
  gtk_string_list_take (titles, g_strdup_printf (_ ("%d × %d"), (int) width, (int) height));
}

static void
fill (SimmerSizeRow *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  add_size (self, titles, get_value (self->width), get_value (self->height));
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      if (simmer_input_row_takes (self->width, usual[i].width) &&
          simmer_input_row_takes (self->height, usual[i].height))
        add_size (self, titles, usual[i].width, usual[i].height);
    }
  gtk_string_list_append (titles, C_ ("size", "Custom"));

  self->following = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (titles));
  self->following = FALSE;
}

static void
simmer_size_row_finalize (GObject *object)
{
  SimmerSizeRow *self = SIMMER_SIZE_ROW (object);

  g_clear_object (&self->width);
  g_clear_object (&self->height);
  g_array_unref (self->sizes);

  G_OBJECT_CLASS (simmer_size_row_parent_class)->finalize (object);
}

static void
simmer_size_row_class_init (SimmerSizeRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_size_row_finalize;

  signals[SIGNAL_CUSTOM] = g_signal_new (
    "custom", SIMMER_TYPE_SIZE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
simmer_size_row_init (SimmerSizeRow *self)
{
  self->sizes = g_array_new (FALSE, FALSE, sizeof (Size));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Size"));
}

/**
 * simmer_size_row_new:
 * @width: the input for the width, a number between limits
 * @height: the one for the height
 *
 * Returns: (transfer floating): a row at the size that the inputs have, the first of its choices
 */
GtkWidget *
simmer_size_row_new (SimmerInputRow *width, SimmerInputRow *height)
{
  SimmerSizeRow *self = g_object_new (SIMMER_TYPE_SIZE_ROW, NULL);

  self->width = g_object_ref (width);
  self->height = g_object_ref (height);
  fill (self);

  g_signal_connect (self, "notify::selected", G_CALLBACK (selected_cb), NULL);
  g_signal_connect_object (
    width, "notify::value", G_CALLBACK (input_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    height, "notify::value", G_CALLBACK (input_changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
