/* A result that is a picture, as large as there is room for or as large as somebody wants it. */

#define G_LOG_DOMAIN "Simmer-Result"

#include "simmer-result-picture.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "simmer-picture-view.h"
#include "simmer-result-actions.h"

/* Sharp at 672 logical pixels on a screen of scale 2; more is decoded when it is zoomed into. */
#define PREVIEW_SIDE 1344

struct _SimmerResultPicture
{
  GtkWidget parent_instance;

  SimmerResult *result;      /* (owned) (nullable): what is shown or loaded */
  GCancellable *cancellable; /* (owned) (nullable): for more pixels of it */
  GdkTexture *preview;       /* (owned) (nullable): what is shown while the picture fits */
  gboolean has_detail;

  GtkWidget *overlay;
  SimmerPictureView *view;
  GtkRevealer *zoom_revealer;
  GtkButton *zoom_button;
};

G_DEFINE_FINAL_TYPE (SimmerResultPicture, simmer_result_picture, GTK_TYPE_WIDGET)

static void
update_zoombar (SimmerResultPicture *self)
{
  gboolean near_it = (gtk_widget_get_state_flags (self->overlay) &
                      (GTK_STATE_FLAG_PRELIGHT | GTK_STATE_FLAG_FOCUS_WITHIN)) != 0;
  g_autofree char *percent = NULL;

  /* Translators: how much a picture is enlarged */
  percent =
    g_strdup_printf (_ ("%d %%"), (int) (simmer_picture_view_get_zoom (self->view) * 100 + .5));
  if (g_strcmp0 (gtk_button_get_label (self->zoom_button), percent) != 0)
    {
      gtk_button_set_label (self->zoom_button, percent);
      gtk_accessible_update_property (
        GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, percent, -1);
    }
  gtk_revealer_set_reveal_child (self->zoom_revealer,
                                 simmer_picture_view_get_texture (self->view) != NULL &&
                                   (near_it || !simmer_picture_view_get_fits (self->view)));
}

static void
zoom_changed_cb (SimmerResultPicture *self)
{
  /* The many pixels of a zoomed picture are given back once it fits again. */
  if (self->has_detail && simmer_picture_view_get_fits (self->view))
    {
      self->has_detail = FALSE;
      simmer_picture_view_set_texture (self->view, self->preview);
    }
  update_zoombar (self);
}

static void
zoom_clicked_cb (SimmerResultPicture *self)
{
  if (simmer_picture_view_get_fits (self->view) && simmer_picture_view_get_zoom (self->view) < 1)
    simmer_picture_view_set_zoom (self->view, 1);
  else
    simmer_picture_view_zoom_fit (self->view);
}

static void
load_pixels (SimmerResultPicture *self,
             int max_side,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  g_autoptr (GFile) file = simmer_result_dup_file (self->result);

  simmer_picture_load_async (file,
                             file == NULL ? simmer_result_get_data (self->result) : NULL,
                             max_side,
                             cancellable,
                             callback,
                             user_data);
}

static void
detail_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerPicture) picture = simmer_picture_load_finish (result, &error);
  SimmerResultPicture *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (picture != NULL && !simmer_picture_view_get_fits (self->view))
    {
      simmer_picture_view_set_texture (self->view, picture->texture);
      self->has_detail = TRUE;
    }
}

static void
detail_needed_cb (SimmerResultPicture *self)
{
  if (self->result != NULL && !self->has_detail)
    load_pixels (self, 0, self->cancellable, detail_loaded_cb, self);
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, SimmerResultPicture *self)
{
  if (self->result == NULL || !simmer_picture_view_get_fits (self->view))
    return NULL;

  return simmer_result_new_provider (self->result);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, SimmerResultPicture *self)
{
  GtkWidget *image;

  if (self->preview == NULL)
    return;

  image = gtk_image_new_from_paintable (GDK_PAINTABLE (self->preview));
  gtk_image_set_pixel_size (GTK_IMAGE (image), 128);
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), image);
}

static void
show_picture (SimmerResultPicture *self, SimmerPicture *picture, const char *title)
{
  g_autofree char *size = g_strdup_printf ("%d × %d", picture->width, picture->height);

  g_set_object (&self->preview, picture->texture);
  self->has_detail = FALSE;
  simmer_picture_view_set_size (self->view, picture->width, picture->height);
  simmer_picture_view_set_texture (self->view, picture->texture);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : _ ("Result"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  size,
                                  -1);
  zoom_changed_cb (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SimmerPicture) picture = NULL;
  GError *error = NULL;

  picture = simmer_picture_load_finish (result, &error);
  if (picture == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;

  show_picture (g_task_get_source_object (task), picture, g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

static void
forget (SimmerResultPicture *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->result, simmer_result_unref);
}

static void
simmer_result_picture_dispose (GObject *object)
{
  SimmerResultPicture *self = SIMMER_RESULT_PICTURE (object);

  forget (self);
  g_clear_object (&self->preview);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);

  G_OBJECT_CLASS (simmer_result_picture_parent_class)->dispose (object);
}

static void
simmer_result_picture_class_init (SimmerResultPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = simmer_result_picture_dispose;

  g_type_ensure (SIMMER_TYPE_PICTURE_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/simmer_app/Simmer/simmer-result-picture.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerResultPicture, overlay);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultPicture, view);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultPicture, zoom_revealer);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultPicture, zoom_button);
  gtk_widget_class_bind_template_callback (widget_class, detail_needed_cb);
  gtk_widget_class_bind_template_callback (widget_class, zoom_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, zoom_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, simmer_picture_view_zoom_in);
  gtk_widget_class_bind_template_callback (widget_class, simmer_picture_view_zoom_out);
}

static void
simmer_result_picture_init (SimmerResultPicture *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (
    self->overlay, "state-flags-changed", G_CALLBACK (update_zoombar), self, G_CONNECT_SWAPPED);
}

/**
 * simmer_result_picture_expect:
 * @self: a picture
 * @width: pixels; 0 if nobody knows
 * @height: pixels
 *
 * Forgets what is shown and keeps a place of the right size for what is about to be shown.
 */
void
simmer_result_picture_expect (SimmerResultPicture *self, int width, int height)
{
  g_return_if_fail (SIMMER_IS_RESULT_PICTURE (self));

  forget (self);
  g_clear_object (&self->preview);
  self->has_detail = FALSE;
  simmer_picture_view_set_size (self->view, width, height);
}

/**
 * simmer_result_picture_set_max_height:
 * @self: a picture
 * @max_height: logical pixels
 */
void
simmer_result_picture_set_max_height (SimmerResultPicture *self, int max_height)
{
  g_return_if_fail (SIMMER_IS_RESULT_PICTURE (self));

  simmer_picture_view_set_max_height (self->view, max_height);
}

/**
 * simmer_result_picture_load_async:
 * @self: a picture
 * @result: a result on this machine
 * @title: (nullable): what it is called
 * @cancellable: (nullable): gives up
 * @callback: called when it is shown
 * @user_data: for @callback
 *
 * What was shown stays until @result can be.
 */
void
simmer_result_picture_load_async (SimmerResultPicture *self,
                                  SimmerResult *result,
                                  const char *title,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIMMER_IS_RESULT_PICTURE (self));
  g_return_if_fail (result != NULL);

  forget (self);
  self->result = simmer_result_ref (result);
  self->cancellable = g_cancellable_new ();

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_result_picture_load_async);
  g_task_set_task_data (task, g_strdup (title), g_free);
  load_pixels (self, PREVIEW_SIDE, cancellable, loaded_cb, task);
}

/**
 * simmer_result_picture_load_finish:
 * @self: a picture
 * @result: from the callback
 * @error: return location, as of simmer_picture_load_finish()
 *
 * Returns: whether it is shown
 */
gboolean
simmer_result_picture_load_finish (SimmerResultPicture *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
