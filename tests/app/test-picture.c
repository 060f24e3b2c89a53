/* Pictures and texts: what is decoded and read in threads, and the view that zooms. */

#include <string.h>

#include "simmer-picture-png.h"
#include "simmer-picture-view.h"
#include "simmer-text-excerpt.h"
#include "widget-fixture.h"

typedef struct
{
  gboolean done;
  SimmerPicture *picture;
  SimmerTextExcerpt *excerpt;
  GError *error;
} Outcome;

static void
outcome_clear (Outcome *self)
{
  g_clear_pointer (&self->picture, simmer_picture_free);
  g_clear_pointer (&self->excerpt, simmer_text_excerpt_free);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static gboolean
is_done (gpointer user_data)
{
  return ((Outcome *) user_data)->done;
}

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->picture = simmer_picture_load_finish (result, &outcome->error);
  outcome->done = TRUE;
}

static void
load (const char *path, int max_side, GCancellable *cancellable, Outcome *outcome)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  simmer_picture_load_async (file, NULL, max_side, cancellable, picture_cb, outcome);
  g_assert_true (widget_fixture_wait (is_done, outcome));
}

static void
test_loader_scales (void)
{
  g_autofree char *path = widget_fixture_write_png ("wide.png", 600, 300);
  g_auto (Outcome) outcome = { 0 };

  load (path, 200, NULL, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpint (outcome.picture->width, ==, 600);
  g_assert_cmpint (outcome.picture->height, ==, 300);
  g_assert_cmpint (gdk_texture_get_width (outcome.picture->texture), ==, 200);
  g_assert_cmpint (gdk_texture_get_height (outcome.picture->texture), ==, 100);
}

static void
test_loader_keeps_small (void)
{
  g_autofree char *path = widget_fixture_write_png ("small.png", 31, 17);
  g_auto (Outcome) outcome = { 0 };

  load (path, 200, NULL, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpint (gdk_texture_get_width (outcome.picture->texture), ==, 31);
  g_assert_cmpint (gdk_texture_get_height (outcome.picture->texture), ==, 17);
}

static void
test_loader_bytes (void)
{
  g_autofree char *path = widget_fixture_write_png ("bytes.png", 40, 30);
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_auto (Outcome) outcome = { 0 };
  gsize size;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  bytes = g_bytes_new (contents, size);
  simmer_picture_load_async (NULL, bytes, 0, NULL, picture_cb, &outcome);
  g_assert_true (widget_fixture_wait (is_done, &outcome));
  g_assert_no_error (outcome.error);
  g_assert_cmpint (outcome.picture->width, ==, 40);
}

/* Cut at any length it is refused, never shown in part and never a crash. */
static void
test_loader_truncated (void)
{
  g_autofree char *path = widget_fixture_write_png ("whole.png", 200, 200);
  g_autofree char *contents = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  for (gsize cut = 0; cut < size; cut += size / 23)
    {
      g_autofree char *part = widget_fixture_write ("part.png", contents, (gssize) cut);
      g_auto (Outcome) outcome = { 0 };

      load (part, 100, NULL, &outcome);
      g_assert_null (outcome.picture);
      g_assert_nonnull (outcome.error);
    }
}

static GBytes *
read_file (const char *path)
{
  char *contents = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  return g_bytes_new_take (contents, size);
}

/* What is read where gdk-pixbuf cannot: the same pixels. */
static void
test_png_whole (void)
{
  g_autofree char *path = widget_fixture_write_png ("whole.png", 60, 20);
  g_autoptr (GBytes) bytes = read_file (path);
  g_autoptr (GdkPixbuf) pixbuf = simmer_picture_png_decode (bytes, 60 * 20);
  g_autoptr (GdkPixbuf) expected = gdk_pixbuf_new_from_file (path, NULL);

  g_assert_nonnull (pixbuf);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 60);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, 20);
  for (int y = 0; y < 20; y++)
    for (int x = 0; x < 60; x++)
      {
        const guint8 *is = gdk_pixbuf_read_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf) +
                           x * gdk_pixbuf_get_n_channels (pixbuf);
        const guint8 *should = gdk_pixbuf_read_pixels (expected) +
                               y * gdk_pixbuf_get_rowstride (expected) +
                               x * gdk_pixbuf_get_n_channels (expected);

        g_assert_cmpmem (is, 3, should, 3);
      }
}

/* Too many pixels, cut at any length, or no PNG: nothing, and never a crash. */
static void
test_png_refused (void)
{
  g_autofree char *path = widget_fixture_write_png ("whole.png", 60, 20);
  g_autoptr (GBytes) bytes = read_file (path);
  g_autoptr (GBytes) page = g_bytes_new_static ("<html>502 Bad Gateway, and so on</html>", 39);

  g_assert_null (simmer_picture_png_decode (bytes, 60 * 20 - 1));
  g_assert_null (simmer_picture_png_decode (page, G_MAXINT64));
  for (gsize cut = 0; cut < g_bytes_get_size (bytes) - 12; cut++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, cut);

      g_assert_null (simmer_picture_png_decode (part, G_MAXINT64));
    }
}

static void
test_loader_not_a_picture (void)
{
  g_autofree char *path = widget_fixture_write ("not.png", "<html>502 Bad Gateway</html>", -1);
  g_auto (Outcome) outcome = { 0 };

  load (path, 100, NULL, &outcome);
  g_assert_null (outcome.picture);
  g_assert_true (outcome.error->domain == GDK_PIXBUF_ERROR);
}

static void
test_loader_missing (void)
{
  g_auto (Outcome) outcome = { 0 };

  load ("/nowhere/at/all.png", 100, NULL, &outcome);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_loader_cancelled (void)
{
  g_autofree char *path = widget_fixture_write_png ("cancelled.png", 64, 64);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  g_cancellable_cancel (cancellable);
  load (path, 100, cancellable, &outcome);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_excerpt_whole (void)
{
  g_autoptr (SimmerTextExcerpt) excerpt = simmer_text_excerpt_new ("Ein Leuchtturm\n\nam Meer", 23);

  g_assert_cmpstr (excerpt->text, ==, "Ein Leuchtturm\n\nam Meer");
  g_assert_true (excerpt->whole);
  g_assert_cmpint (excerpt->size, ==, 23);
}

/* Characters of one to four bytes at the cut: none is broken, wherever the cut falls. */
static void
test_excerpt_cut (void)
{
  static const char pattern[] = "a\u00e4\u20ac\U0001f30a\n";

  for (gsize shift = 0; shift < sizeof pattern; shift++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (SimmerTextExcerpt) excerpt = NULL;

      for (gsize i = 0; i < shift; i++)
        g_string_append_c (text, 'x');
      while (text->len < SIMMER_TEXT_EXCERPT_SIZE + 100)
        g_string_append (text, pattern);
      excerpt = simmer_text_excerpt_new (text->str, text->len);
      g_assert_false (excerpt->whole);
      g_assert_cmpuint (strlen (excerpt->text), <=, SIMMER_TEXT_EXCERPT_SIZE);
      g_assert_cmpuint (strlen (excerpt->text), >, SIMMER_TEXT_EXCERPT_SIZE - 4);
      g_assert_true (g_str_has_prefix (text->str, excerpt->text));
    }
}

static void
test_excerpt_not_utf8 (void)
{
  static const char bytes[] = "a\xff\xfe\0b\xc3";
  g_autoptr (SimmerTextExcerpt) excerpt = simmer_text_excerpt_new (bytes, sizeof bytes - 1);

  g_assert_true (g_utf8_validate (excerpt->text, -1, NULL));
  g_assert_true (g_str_has_prefix (excerpt->text, "a"));
  g_assert_nonnull (strchr (excerpt->text, 'b'));
}

static void
test_excerpt_long_line (void)
{
  g_autofree char *line = g_strnfill (50000, 'w');
  g_autoptr (SimmerTextExcerpt) excerpt = simmer_text_excerpt_new (line, 50000);
  g_auto (GStrv) lines = g_strsplit (excerpt->text, "\n", -1);
  gsize sum = 0;

  g_assert_false (excerpt->whole);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 4096);
      sum += strlen (lines[i]);
    }
  g_assert_cmpuint (sum, ==, 50000);
}

static void
excerpt_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->excerpt = simmer_text_excerpt_read_finish (result, &outcome->error);
  outcome->done = TRUE;
}

static void
test_excerpt_file (void)
{
  g_autofree char *text = g_strnfill (1536 * 1024, 't');
  g_autofree char *path = widget_fixture_write ("long.txt", text, -1);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_auto (Outcome) outcome = { 0 };

  simmer_text_excerpt_read_async (file, NULL, NULL, excerpt_cb, &outcome);
  g_assert_true (widget_fixture_wait (is_done, &outcome));
  g_assert_no_error (outcome.error);
  g_assert_cmpint (outcome.excerpt->size, ==, 1536 * 1024);
  g_assert_false (outcome.excerpt->whole);
}

static void
count_cb (guint *n)
{
  *n += 1;
}

static GdkTexture *
make_texture (int width, int height)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr (GBytes) pixels = NULL;

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  pixels = gdk_pixbuf_read_pixel_bytes (pixbuf);

  return gdk_memory_texture_new (
    width, height, GDK_MEMORY_R8G8B8, pixels, (gsize) gdk_pixbuf_get_rowstride (pixbuf));
}

static void
test_view_measures (void)
{
  GtkWidget *view = g_object_ref_sink (simmer_picture_view_new ());
  int minimum;
  int natural;

  simmer_picture_view_set_size (SIMMER_PICTURE_VIEW (view), 1152, 768);
  gtk_widget_measure (view, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 0);
  g_assert_cmpint (natural, ==, 648);
  /* with no width said, no more than at any width */
  gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, <=, 1);
  g_assert_cmpint (natural, ==, 432);
  gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, 648, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 432);
  gtk_widget_measure (view, GTK_ORIENTATION_VERTICAL, 336, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 224);

  simmer_picture_view_set_max_height (SIMMER_PICTURE_VIEW (view), 216);
  gtk_widget_measure (view, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 324);
  g_object_unref (view);
}

static void
test_view_zooms (void)
{
  GtkWidget *view = simmer_picture_view_new ();
  SimmerPictureView *self = SIMMER_PICTURE_VIEW (view);
  g_autoptr (GdkTexture) preview = make_texture (400, 400);
  guint n_details = 0;
  guint n_fits = 0;
  GtkWidget *window;

  simmer_picture_view_set_size (self, 1600, 1600);
  simmer_picture_view_set_texture (self, preview);
  g_signal_connect_swapped (view, "detail-needed", G_CALLBACK (count_cb), &n_details);
  g_signal_connect_swapped (view, "notify::fits", G_CALLBACK (count_cb), &n_fits);
  window = widget_fixture_show (view, 700, 500);

  g_assert_true (simmer_picture_view_get_fits (self));
  g_assert_cmpfloat_with_epsilon (simmer_picture_view_get_zoom (self), 432 / 1600.0, .01);
  g_assert_cmpuint (n_details, ==, 0);

  simmer_picture_view_set_zoom (self, 1);
  g_assert_cmpfloat_with_epsilon (simmer_picture_view_get_zoom (self), 1, 1e-9);
  g_assert_false (simmer_picture_view_get_fits (self));
  g_assert_cmpuint (n_fits, ==, 1);
  g_assert_cmpuint (n_details, ==, 1);

  for (int i = 0; i < 40; i++)
    simmer_picture_view_zoom_in (self);
  g_assert_cmpfloat_with_epsilon (simmer_picture_view_get_zoom (self), 8, 1e-9);
  for (int i = 0; i < 40; i++)
    simmer_picture_view_zoom_out (self);
  g_assert_true (simmer_picture_view_get_fits (self));
  g_assert_cmpuint (n_fits, ==, 2);

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_ROLE_IMG);
  widget_fixture_close (window);
}

/* Nothing there is nothing to zoom. */
static void
test_view_empty (void)
{
  GtkWidget *view = simmer_picture_view_new ();
  GtkWidget *window = widget_fixture_show (view, 300, 300);

  simmer_picture_view_zoom_in (SIMMER_PICTURE_VIEW (view));
  g_assert_true (simmer_picture_view_get_fits (SIMMER_PICTURE_VIEW (view)));
  widget_fixture_close (window);
}

int
main (int argc, char **argv)
{
  widget_fixture_init (&argc, &argv);

  g_test_add_func ("/picture/loader/scales", test_loader_scales);
  g_test_add_func ("/picture/loader/keeps-small", test_loader_keeps_small);
  g_test_add_func ("/picture/loader/bytes", test_loader_bytes);
  g_test_add_func ("/picture/loader/truncated", test_loader_truncated);
  g_test_add_func ("/picture/loader/not-a-picture", test_loader_not_a_picture);
  g_test_add_func ("/picture/loader/missing", test_loader_missing);
  g_test_add_func ("/picture/loader/cancelled", test_loader_cancelled);
  g_test_add_func ("/picture/png/whole", test_png_whole);
  g_test_add_func ("/picture/png/refused", test_png_refused);
  g_test_add_func ("/picture/excerpt/whole", test_excerpt_whole);
  g_test_add_func ("/picture/excerpt/cut", test_excerpt_cut);
  g_test_add_func ("/picture/excerpt/not-utf8", test_excerpt_not_utf8);
  g_test_add_func ("/picture/excerpt/long-line", test_excerpt_long_line);
  g_test_add_func ("/picture/excerpt/file", test_excerpt_file);
  g_test_add_func ("/picture/view/measures", test_view_measures);
  g_test_add_func ("/picture/view/zooms", test_view_zooms);
  g_test_add_func ("/picture/view/empty", test_view_empty);

  return widget_fixture_run ();
}
