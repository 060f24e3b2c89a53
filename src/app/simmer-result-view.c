/* What came out of a task. */

#define G_LOG_DOMAIN "Simmer-Result"

#include "simmer-result-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "simmer-picture-view.h"
#include "simmer-result-actions.h"
#include "simmer-text-excerpt.h"

/* Sharp at 672 logical pixels on a screen of scale 2; more is decoded when it is zoomed into. */
#define PREVIEW_SIDE    1344
#define THUMBNAIL_SIDE  128
#define THUMBNAIL_SHOWN 56

struct _SimmerResultView
{
  GtkBox parent_instance;

  GPtrArray *results;        /* (owned) (nullable) */
  char *title;               /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): what is loaded for the shown result */
  GCancellable *thumbnails;  /* (owned) (nullable) */
  guint index;
  gboolean fetching;
  gboolean ready;
  gboolean has_detail;
  GdkTexture *preview; /* (owned) (nullable): what is shown while the picture fits */
  int expected_width;
  int expected_height;

  GtkStack *stack;
  GtkWidget *picture_overlay;
  SimmerPictureView *picture;
  GtkRevealer *zoom_revealer;
  GtkButton *zoom_button;
  GtkTextView *text;
  GtkLabel *text_note;
  GtkImage *file_icon;
  GtkLabel *file_name;
  GtkLabel *file_type;
  GtkSpinner *file_spinner;
  GtkWidget *strip_scroller;
  GtkBox *strip;
  GtkWidget *save_button;
  GtkWidget *open_button;
  GtkWidget *copy_button;
};

enum
{
  SIGNAL_READY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerResultView, simmer_result_view, GTK_TYPE_BOX)

static SimmerResult *
get_current (SimmerResultView *self)
{
  if (self->results == NULL || self->index >= self->results->len)
    return NULL;

  return g_ptr_array_index (self->results, self->index);
}

static gboolean
is_here (SimmerResult *result)
{
  return simmer_result_get_path (result) != NULL || simmer_result_get_data (result) != NULL;
}

static gboolean
is_picture (SimmerResult *result)
{
  g_autofree char *type = simmer_result_dup_content_type (result);

  return g_content_type_is_a (type, "image/*");
}

static gboolean
is_text (SimmerResult *result)
{
  g_autofree char *type = simmer_result_dup_content_type (result);

  return g_content_type_is_a (type, "text/plain") || g_str_equal (type, "application/json");
}

static void
become_ready (SimmerResultView *self)
{
  if (self->ready)
    return;

  self->ready = TRUE;
  g_signal_emit (self, signals[SIGNAL_READY], 0);
}

static void
update_zoombar (SimmerResultView *self)
{
  gboolean near_it = (gtk_widget_get_state_flags (self->picture_overlay) &
                      (GTK_STATE_FLAG_PRELIGHT | GTK_STATE_FLAG_FOCUS_WITHIN)) != 0;
  g_autofree char *percent = NULL;

  /* Translators: how much a picture is enlarged */
  percent =
    g_strdup_printf (_ ("%d %%"), (int) (simmer_picture_view_get_zoom (self->picture) * 100 + .5));
  if (g_strcmp0 (gtk_button_get_label (self->zoom_button), percent) != 0)
    {
      gtk_button_set_label (self->zoom_button, percent);
      gtk_accessible_update_property (
        GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, percent, -1);
    }
  gtk_revealer_set_reveal_child (self->zoom_revealer,
                                 simmer_picture_view_get_texture (self->picture) != NULL &&
                                   (near_it || !simmer_picture_view_get_fits (self->picture)));
}

static void
zoom_changed_cb (SimmerResultView *self)
{
  /* The many pixels of a zoomed picture are given back once it fits again. */
  if (self->has_detail && simmer_picture_view_get_fits (self->picture))
    {
      self->has_detail = FALSE;
      simmer_picture_view_set_texture (self->picture, self->preview);
    }
  update_zoombar (self);
}

static void
zoom_clicked_cb (SimmerResultView *self)
{
  if (simmer_picture_view_get_fits (self->picture) &&
      simmer_picture_view_get_zoom (self->picture) < 1)
    simmer_picture_view_set_zoom (self->picture, 1);
  else
    simmer_picture_view_zoom_fit (self->picture);
}

static void
detail_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerPicture) picture = simmer_picture_load_finish (result, &error);
  SimmerResultView *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (picture != NULL && !simmer_picture_view_get_fits (self->picture))
    {
      simmer_picture_view_set_texture (self->picture, picture->texture);
      self->has_detail = TRUE;
    }
}

static void
detail_needed_cb (SimmerResultView *self)
{
  SimmerResult *current = get_current (self);
  g_autoptr (GFile) file = current != NULL ? simmer_result_dup_file (current) : NULL;

  if (current == NULL || self->has_detail)
    return;

  simmer_picture_load_async (file,
                             file == NULL ? simmer_result_get_data (current) : NULL,
                             0,
                             self->cancellable,
                             detail_loaded_cb,
                             self);
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, SimmerResultView *self)
{
  SimmerResult *current = get_current (self);

  if (current == NULL || !simmer_picture_view_get_fits (self->picture))
    return NULL;

  return simmer_result_new_provider (current);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, SimmerResultView *self)
{
  GtkWidget *image;

  if (self->preview == NULL)
    return;

  image = gtk_image_new_from_paintable (GDK_PAINTABLE (self->preview));
  gtk_image_set_pixel_size (GTK_IMAGE (image), 128);
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), image);
}

static void
save_cb (SimmerResultView *self)
{
  SimmerResult *current = get_current (self);

  if (current == NULL)
    return;
  if (is_here (current))
    simmer_result_save_as (current, self->title, GTK_WIDGET (self));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "page.save-all", NULL);
}

static void
open_cb (SimmerResultView *self)
{
  SimmerResult *current = get_current (self);

  if (current != NULL)
    simmer_result_open (current, GTK_WIDGET (self));
}

static void
copy_cb (SimmerResultView *self)
{
  SimmerResult *current = get_current (self);

  if (current != NULL)
    simmer_result_copy (current, GTK_WIDGET (self));
}

static char *
describe_type (const char *content_type)
{
  g_autofree char *words = g_content_type_get_description (content_type);

  if (words == NULL || g_content_type_is_unknown (content_type))
    return g_strdup (_ ("File of an unknown type"));

  return g_steal_pointer (&words);
}

/* Shows the result as a file; trouble is a sentence that says why it is no more than that. */
static void
show_file (SimmerResultView *self, SimmerResult *result, const char *trouble)
{
  g_autofree char *name = simmer_result_dup_name (result, self->title);
  g_autofree char *type = simmer_result_dup_content_type (result);
  g_autofree char *words = describe_type (type);
  g_autoptr (GIcon) icon = g_content_type_get_symbolic_icon (type);
  g_autofree char *note = NULL;
  gboolean waiting = trouble == NULL && !is_here (result) && self->fetching;

  if (trouble != NULL)
    note = g_strdup (trouble);
  else if (waiting)
    note = g_strdup (_ ("Fetching the result…"));
  else if (!is_here (result))
    /* Translators: a kind of file, such as “PNG image” */
    note = g_strdup_printf (_ ("%s, still at the service"), words);
  else
    note = g_steal_pointer (&words);

  gtk_label_set_text (self->file_name, name);
  gtk_label_set_text (self->file_type, note);
  if (trouble != NULL)
    gtk_image_set_from_icon_name (self->file_icon, "simmer-failed-symbolic");
  else
    gtk_image_set_from_gicon (self->file_icon, icon);
  gtk_spinner_set_spinning (self->file_spinner, waiting);
  gtk_stack_set_visible_child_name (self->stack, "file");
}

static void
size_queried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  SimmerResultView *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (info == NULL)
    {
      show_file (
        self, get_current (self), _ ("The file is no longer there: it was moved or deleted."));
    }
  else
    {
      g_autofree char *size = g_format_size ((guint64) g_file_info_get_size (info));
      g_autofree char *text =
        /* Translators: a kind of file, then its size, such as “PNG image · 1.2 MB” */
        g_strdup_printf (_ ("%s · %s"), gtk_label_get_text (self->file_type), size);

      gtk_label_set_text (self->file_type, text);
    }
  become_ready (self);
}

static void
load_file (SimmerResultView *self, SimmerResult *result)
{
  g_autoptr (GFile) file = simmer_result_dup_file (result);

  show_file (self, result, NULL);
  if (file == NULL)
    {
      become_ready (self);
      return;
    }

  g_file_query_info_async (file,
                           G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT,
                           self->cancellable,
                           size_queried_cb,
                           self);
}

/* The sentence for a file that was to be shown and cannot be. */
static char *
explain (const GError *error, const char *what)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_strdup (_ ("The file is no longer there: it was moved or deleted."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    return g_strdup_printf ("%s %s", what, error->message);
  if (error->domain == GDK_PIXBUF_ERROR)
    return g_strdup_printf (
      "%s %s", what, _ ("The file is damaged, or of a kind that is not known here."));

  return g_strdup_printf ("%s %s", what, error->message);
}

static void
picture_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerPicture) picture = simmer_picture_load_finish (result, &error);
  SimmerResultView *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (picture == NULL)
    {
      g_autofree char *trouble = explain (error, _ ("This picture cannot be shown."));

      g_debug ("picture not shown: %s", error->message);
      show_file (self, get_current (self), trouble);
    }
  else
    {
      g_autofree char *size = g_strdup_printf ("%d × %d", picture->width, picture->height);

      g_set_object (&self->preview, picture->texture);
      self->has_detail = FALSE;
      simmer_picture_view_set_size (self->picture, picture->width, picture->height);
      simmer_picture_view_set_texture (self->picture, picture->texture);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      self->title != NULL ? self->title : _ ("Result"),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      size,
                                      -1);
      gtk_stack_set_visible_child_name (self->stack, "picture");
      zoom_changed_cb (self);
    }
  become_ready (self);
}

static void
text_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerTextExcerpt) excerpt = simmer_text_excerpt_read_finish (result, &error);
  SimmerResultView *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (excerpt == NULL)
    {
      g_autofree char *trouble = explain (error, _ ("This text cannot be shown."));

      show_file (self, get_current (self), trouble);
    }
  else
    {
      gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), excerpt->text, -1);
      gtk_widget_set_visible (GTK_WIDGET (self->text_note), !excerpt->whole);
      if (!excerpt->whole)
        {
          g_autofree char *size = g_format_size ((guint64) excerpt->size);
          g_autofree char *note =
            /* Translators: %s is a size such as “1.2 MB” */
            g_strdup_printf (_ ("This is the beginning of %s. Open or save it to read all."), size);

          gtk_label_set_text (self->text_note, note);
        }
      gtk_stack_set_visible_child_name (self->stack, "text");
    }
  become_ready (self);
}

static void
cancel_loading (SimmerResultView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
show_current (SimmerResultView *self)
{
  SimmerResult *current = get_current (self);
  g_autoptr (GFile) file = NULL;
  GBytes *data;

  cancel_loading (self);
  if (current == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  file = simmer_result_dup_file (current);
  data = file == NULL ? simmer_result_get_data (current) : NULL;
  gtk_spinner_set_spinning (self->file_spinner, FALSE);
  gtk_widget_set_sensitive (self->save_button, is_here (current) || !self->fetching);
  gtk_widget_set_sensitive (self->copy_button, !self->fetching || is_here (current));
  gtk_widget_set_sensitive (
    self->open_button,
    file != NULL || (data == NULL && !self->fetching && simmer_result_get_uri (current) != NULL));

  if (is_here (current) && is_picture (current))
    simmer_picture_load_async (
      file, data, PREVIEW_SIDE, self->cancellable, picture_loaded_cb, self);
  else if (is_here (current) && is_text (current))
    simmer_text_excerpt_read_async (file, data, self->cancellable, text_loaded_cb, self);
  else
    load_file (self, current);
}

static void
variant_toggled_cb (GtkToggleButton *button, SimmerResultView *self)
{
  if (gtk_toggle_button_get_active (button))
    simmer_result_view_select (self,
                               GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")));
}

static void
thumbnail_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkImage) image = user_data;
  g_autoptr (SimmerPicture) picture = simmer_picture_load_finish (result, NULL);

  if (picture != NULL)
    gtk_image_set_from_paintable (image, GDK_PAINTABLE (picture->texture));
}

static GtkWidget *
make_variant (SimmerResultView *self, guint index, GtkToggleButton *group)
{
  SimmerResult *result = g_ptr_array_index (self->results, index);
  GtkWidget *button = gtk_toggle_button_new ();
  g_autofree char *type = simmer_result_dup_content_type (result);
  g_autoptr (GIcon) icon = g_content_type_get_symbolic_icon (type);
  GtkWidget *image = gtk_image_new_from_gicon (icon);
  g_autoptr (GFile) file = simmer_result_dup_file (result);
  g_autofree char *name = NULL;

  /* Translators: a task's results, such as “Variant 2 of 4” */
  name = g_strdup_printf (_ ("Variant %u of %u"), index + 1, self->results->len);
  gtk_image_set_pixel_size (GTK_IMAGE (image), THUMBNAIL_SHOWN);
  gtk_button_set_child (GTK_BUTTON (button), image);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), group);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), index == self->index);
  g_signal_connect_object (button, "toggled", G_CALLBACK (variant_toggled_cb), self, 0);

  if (is_here (result) && is_picture (result))
    simmer_picture_load_async (file,
                               file == NULL ? simmer_result_get_data (result) : NULL,
                               THUMBNAIL_SIDE,
                               self->thumbnails,
                               thumbnail_loaded_cb,
                               g_object_ref (image));

  return button;
}

static void
fill_strip (SimmerResultView *self)
{
  GtkToggleButton *group = NULL;
  GtkWidget *child;

  g_cancellable_cancel (self->thumbnails);
  g_clear_object (&self->thumbnails);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->strip))) != NULL)
    gtk_box_remove (self->strip, child);

  gtk_widget_set_visible (self->strip_scroller, self->results != NULL && self->results->len > 1);
  if (self->results == NULL || self->results->len < 2)
    return;

  self->thumbnails = g_cancellable_new ();
  for (guint i = 0; i < self->results->len; i++)
    {
      GtkWidget *button = make_variant (self, i, group);

      if (group == NULL)
        group = GTK_TOGGLE_BUTTON (button);
      gtk_box_append (self->strip, button);
    }
}

static gboolean
are_equal (GPtrArray *a, GPtrArray *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    {
      if (!simmer_result_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
        return FALSE;
    }

  return TRUE;
}

/* The task changes its own list in place. */
static GPtrArray *
copy_results (GPtrArray *results)
{
  GPtrArray *copy;

  if (results == NULL)
    return NULL;

  copy = g_ptr_array_new_full (results->len, (GDestroyNotify) simmer_result_unref);
  for (guint i = 0; i < results->len; i++)
    g_ptr_array_add (copy, simmer_result_ref (g_ptr_array_index (results, i)));

  return copy;
}

static void
simmer_result_view_dispose (GObject *object)
{
  SimmerResultView *self = SIMMER_RESULT_VIEW (object);

  cancel_loading (self);
  g_cancellable_cancel (self->thumbnails);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->preview);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (simmer_result_view_parent_class)->dispose (object);
}

static void
simmer_result_view_class_init (SimmerResultViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = simmer_result_view_dispose;

  /**
   * SimmerResultView::ready:
   *
   * There is something to see of the results that were set.
   */
  signals[SIGNAL_READY] = g_signal_new (
    "ready", SIMMER_TYPE_RESULT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (SIMMER_TYPE_PICTURE_VIEW);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/simmer_app/Simmer/simmer-result-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, stack);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, picture_overlay);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, picture);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, zoom_revealer);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, zoom_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, text);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, text_note);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, file_icon);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, file_name);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, file_type);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, file_spinner);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, strip_scroller);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, strip);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, save_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, open_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, detail_needed_cb);
  gtk_widget_class_bind_template_callback (widget_class, zoom_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, zoom_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, simmer_picture_view_zoom_in);
  gtk_widget_class_bind_template_callback (widget_class, simmer_picture_view_zoom_out);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
simmer_result_view_init (SimmerResultView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->picture_overlay,
                           "state-flags-changed",
                           G_CALLBACK (update_zoombar),
                           self,
                           G_CONNECT_SWAPPED);
}

/**
 * simmer_result_view_expect:
 * @self: a view
 * @width: pixels; 0 if no picture is expected
 * @height: pixels
 *
 * Keeps a place of the right size for a picture that is about to be shown, so that nothing jumps.
 */
void
simmer_result_view_expect (SimmerResultView *self, int width, int height)
{
  g_return_if_fail (SIMMER_IS_RESULT_VIEW (self));

  self->expected_width = width;
  self->expected_height = height;
}

/**
 * simmer_result_view_set_results:
 * @self: a view
 * @results: (nullable) (element-type SimmerResult): what to show
 * @title: (nullable): what the task is called
 * @fetching: whether those that are not on this machine are on their way
 *
 * Loads what is not shown yet. Setting the same again does nothing.
 */
void
simmer_result_view_set_results (SimmerResultView *self,
                                GPtrArray *results,
                                const char *title,
                                gboolean fetching)
{
  g_autoptr (GPtrArray) former = NULL;

  g_return_if_fail (SIMMER_IS_RESULT_VIEW (self));

  if (g_strcmp0 (self->title, title) == 0 && self->fetching == fetching &&
      are_equal (self->results, results))
    return;

  former = g_steal_pointer (&self->results);
  self->results = copy_results (results);
  self->fetching = fetching;
  g_free (self->title);
  self->title = g_strdup (title);

  if (former == NULL || results == NULL || former->len != results->len)
    {
      self->index = 0;
      self->ready = FALSE;
      g_clear_object (&self->preview);
      simmer_picture_view_set_size (self->picture, self->expected_width, self->expected_height);
      gtk_stack_set_visible_child_name (self->stack, "picture");
    }
  fill_strip (self);
  show_current (self);
}

/**
 * simmer_result_view_get_ready:
 * @self: a view
 *
 * Returns: whether there is something to see
 */
gboolean
simmer_result_view_get_ready (SimmerResultView *self)
{
  g_return_val_if_fail (SIMMER_IS_RESULT_VIEW (self), FALSE);

  return self->ready;
}

/**
 * simmer_result_view_select:
 * @self: a view
 * @index: of a result
 *
 * Shows another of the results.
 */
void
simmer_result_view_select (SimmerResultView *self, guint index)
{
  g_return_if_fail (SIMMER_IS_RESULT_VIEW (self));
  g_return_if_fail (self->results != NULL && index < self->results->len);

  if (self->index == index)
    return;

  self->index = index;
  show_current (self);
}

/**
 * simmer_result_view_set_max_height:
 * @self: a view
 * @max_height: logical pixels
 *
 * Sets how high a picture may be.
 */
void
simmer_result_view_set_max_height (SimmerResultView *self, int max_height)
{
  g_return_if_fail (SIMMER_IS_RESULT_VIEW (self));

  simmer_picture_view_set_max_height (self->picture, max_height);
}
