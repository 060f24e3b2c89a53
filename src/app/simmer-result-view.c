/* What came out of a task. */

#define G_LOG_DOMAIN "Simmer-Result"

#include "simmer-result-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "simmer-file-card.h"
#include "simmer-result-actions.h"
#include "simmer-result-picture.h"
#include "simmer-text-excerpt.h"
#include "simmer-variant-strip.h"

struct _SimmerResultView
{
  GtkBox parent_instance;

  GPtrArray *results;        /* (owned) (nullable) */
  char *title;               /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): what is loaded for the shown result */
  guint index;
  guint growing;
  gboolean fetching;
  gboolean ready;
  int expected_width;
  int expected_height;

  GtkStack *stack;
  SimmerResultPicture *picture;
  GtkScrolledWindow *text_scroller;
  GtkTextView *text;
  GtkLabel *text_note;
  SimmerFileCard *file;
  SimmerVariantStrip *strip;
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
save_cb (SimmerResultView *self)
{
  SimmerResult *current = get_current (self);

  if (current == NULL)
    return;
  if (simmer_result_is_here (current))
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

/* trouble is a sentence that says why it is shown as no more than a file. */
static void
show_file (SimmerResultView *self, const char *trouble)
{
  simmer_file_card_show (self->file, get_current (self), self->title, self->fetching, trouble);
  gtk_stack_set_visible_child_name (self->stack, "file");
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
  gboolean shown =
    simmer_result_picture_load_finish (SIMMER_RESULT_PICTURE (source), result, &error);
  SimmerResultView *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (shown)
    gtk_stack_set_visible_child_name (self->stack, "picture");
  else
    {
      g_autofree char *trouble = explain (error, _ ("This picture cannot be shown."));

      g_debug ("picture not shown: %s", error->message);
      show_file (self, trouble);
    }
  become_ready (self);
}

static gboolean
grow_text_cb (gpointer user_data)
{
  SimmerResultView *self = user_data;

  self->growing = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self->text));

  return G_SOURCE_REMOVE;
}

/* Lines are measured as they come into sight, which may be while sizes are allocated: what is asked
 * for then is lost, and a text for which there is room would have to be scrolled. */
static void
text_measured_cb (SimmerResultView *self, GtkAdjustment *adjustment)
{
  double page = gtk_adjustment_get_page_size (adjustment);

  if (self->growing == 0 && page < gtk_adjustment_get_upper (adjustment) &&
      page < gtk_scrolled_window_get_max_content_height (self->text_scroller))
    self->growing = g_idle_add (grow_text_cb, self);
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

      show_file (self, trouble);
    }
  else
    {
      /* Most texts end in a line break, after which there is nothing to see. */
      gtk_text_buffer_set_text (
        gtk_text_view_get_buffer (self->text), g_strchomp (excerpt->text), -1);
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
  simmer_file_card_show (self->file, NULL, NULL, FALSE, NULL);
  if (current == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  file = simmer_result_dup_file (current);
  data = file == NULL ? simmer_result_get_data (current) : NULL;
  gtk_widget_set_sensitive (self->save_button, simmer_result_is_here (current) || !self->fetching);
  gtk_widget_set_sensitive (self->copy_button, !self->fetching || simmer_result_is_here (current));
  gtk_widget_set_sensitive (
    self->open_button,
    file != NULL || (data == NULL && !self->fetching && simmer_result_get_uri (current) != NULL));

  if (simmer_result_is_here (current) && simmer_result_is_picture (current))
    simmer_result_picture_load_async (
      self->picture, current, self->title, self->cancellable, picture_loaded_cb, self);
  else if (simmer_result_is_here (current) && is_text (current))
    simmer_text_excerpt_read_async (file, data, self->cancellable, text_loaded_cb, self);
  else
    {
      show_file (self, NULL);
      become_ready (self);
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
  g_clear_handle_id (&self->growing, g_source_remove);
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

  g_type_ensure (SIMMER_TYPE_FILE_CARD);
  g_type_ensure (SIMMER_TYPE_RESULT_PICTURE);
  g_type_ensure (SIMMER_TYPE_VARIANT_STRIP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/simmer_app/Simmer/simmer-result-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, stack);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, picture);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, text_scroller);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, text);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, text_note);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, file);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, strip);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, save_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, open_button);
  gtk_widget_class_bind_template_child (widget_class, SimmerResultView, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, simmer_result_view_select);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
simmer_result_view_init (SimmerResultView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->text_scroller),
                           "changed",
                           G_CALLBACK (text_measured_cb),
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
      simmer_result_picture_expect (self->picture, self->expected_width, self->expected_height);
      gtk_stack_set_visible_child_name (self->stack, "picture");
    }
  simmer_variant_strip_set_results (self->strip, self->results, self->index);
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

  simmer_result_picture_set_max_height (self->picture, max_height);
}
