/* What a person can do with a result: open, copy, save. Says how it went in a toast. */

#define G_LOG_DOMAIN "Simmer-Result"

#include "simmer-result-actions.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "simmer-compat.h"
#include "simmer-file-name.h"
#include "simmer-picture-loader.h"

/**
 * SimmerResultAct:
 *
 * One thing under way: on what, and where to say how it went.
 */
typedef struct
{
  SimmerResult *result;       /* (owned) (nullable) */
  SimmerTask *task;           /* (owned) (nullable) */
  SimmerTaskManager *manager; /* (owned) (nullable) */
  GtkWidget *widget;          /* (owned) */
} SimmerResultAct;

static SimmerResultAct *
simmer_result_act_new (SimmerResult *result, GtkWidget *widget)
{
  SimmerResultAct *act = g_new0 (SimmerResultAct, 1);

  act->result = result != NULL ? simmer_result_ref (result) : NULL;
  act->widget = g_object_ref (widget);

  return act;
}

static void
simmer_result_act_free (SimmerResultAct *act)
{
  g_clear_pointer (&act->result, simmer_result_unref);
  g_clear_object (&act->task);
  g_clear_object (&act->manager);
  g_object_unref (act->widget);
  g_free (act);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerResultAct, simmer_result_act_free)

static GtkWindow *
get_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
say_failure (GtkWidget *widget, const char *what, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* Translators: what could not be done, then why */
  text = g_strdup_printf (_ ("%s: %s"), what, error->message);
  simmer_toast (widget, text);
}

/**
 * simmer_result_dup_content_type:
 * @result: a result
 *
 * Returns: (transfer full): the type as the service or the file's name tells it, such as
 *   "image/png"; "application/octet-stream" where nobody knows
 */
char *
simmer_result_dup_content_type (SimmerResult *result)
{
  const char *said = simmer_result_get_media_type (result);
  const char *path = simmer_result_get_path (result);
  g_autofree char *bare = NULL;

  if (said != NULL && *said != '\0')
    {
      bare = g_strstrip (g_strndup (said, strcspn (said, ";")));
      if (!g_str_equal (bare, "application/octet-stream"))
        return g_content_type_from_mime_type (bare);
    }
  if (path == NULL)
    path = simmer_result_get_uri (result);
  if (path != NULL && !g_str_has_prefix (path, "data:"))
    {
      g_autofree char *end = g_strndup (path, strcspn (path, "?#"));

      return g_content_type_guess (end, NULL, 0, NULL);
    }

  return g_strdup ("application/octet-stream");
}

/**
 * simmer_result_is_here:
 * @result: a result
 *
 * Returns: whether it is on this machine
 */
gboolean
simmer_result_is_here (SimmerResult *result)
{
  return simmer_result_get_path (result) != NULL || simmer_result_get_data (result) != NULL;
}

gboolean
simmer_result_is_picture (SimmerResult *result)
{
  g_autofree char *type = simmer_result_dup_content_type (result);

  return g_content_type_is_a (type, "image/*");
}

static const char *
get_extension (const char *content_type)
{
  static const struct
  {
    const char *type;
    const char *extension;
  } known[] = {
    { "image/png", "png" }, { "image/jpeg", "jpg" },        { "image/webp", "webp" },
    { "image/gif", "gif" }, { "image/svg+xml", "svg" },     { "text/plain", "txt" },
    { "video/mp4", "mp4" }, { "video/webm", "webm" },       { "audio/mpeg", "mp3" },
    { "audio/wav", "wav" }, { "application/json", "json" }, { "text/markdown", "md" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (g_str_equal (known[i].type, content_type))
        return known[i].extension;
    }

  return NULL;
}

/* The number by which a copy of Simmer's own is called in its task's folder, from 1; 0 for a name
 * that tells more. */
static guint64
get_number (const char *base)
{
  const char *end = base + strspn (base, "0123456789");

  return *end == '\0' || *end == '.' ? g_ascii_strtoull (base, NULL, 10) : 0;
}

/**
 * simmer_result_dup_name:
 * @result: a result
 * @title: (nullable): what its task is called
 *
 * Returns: (transfer full): a name for a file, never with a slash in it
 */
char *
simmer_result_dup_name (SimmerResult *result, const char *title)
{
  const char *path = simmer_result_get_path (result);
  g_autofree char *base = path != NULL ? g_path_get_basename (path) : NULL;
  guint64 number = base != NULL ? get_number (base) : 0;
  const char *dot = base != NULL ? strrchr (base, '.') : NULL;
  g_autoptr (GString) name = NULL;
  g_autofree char *stem = NULL;
  g_autofree char *type = NULL;
  const char *extension;

  if (base != NULL && number == 0)
    return g_steal_pointer (&base);

  stem = title != NULL ? simmer_file_name_from_title (title) : g_strdup (_ ("result"));
  name = g_string_new (stem);
  if (number > 1)
    g_string_append_printf (name, "-%" G_GUINT64_FORMAT, number);

  type = simmer_result_dup_content_type (result);
  extension = dot != NULL ? dot + 1 : get_extension (type);
  if (extension != NULL)
    g_string_append_printf (name, ".%s", extension);

  return g_string_free (g_steal_pointer (&name), FALSE);
}

/**
 * simmer_result_dup_file:
 * @result: a result
 *
 * Returns: (transfer full) (nullable): its copy on this machine
 */
GFile *
simmer_result_dup_file (SimmerResult *result)
{
  const char *path = simmer_result_get_path (result);

  return path != NULL ? g_file_new_for_path (path) : NULL;
}

/**
 * simmer_result_new_provider:
 * @result: a result
 *
 * Returns: (transfer full) (nullable): its file, to be dragged or copied; %NULL if it has none
 */
GdkContentProvider *
simmer_result_new_provider (SimmerResult *result)
{
  g_autoptr (GFile) file = simmer_result_dup_file (result);
  g_auto (GValue) value = G_VALUE_INIT;

  if (file == NULL)
    return NULL;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&file, 1));

  return gdk_content_provider_new_for_value (&value);
}

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerResultAct) act = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    say_failure (act->widget, _ ("It could not be opened"), error);
}

/**
 * simmer_result_open:
 * @result: a result
 * @widget: in whose window to say so if that fails
 *
 * Opens a result's file in the program that the person chose for its type; a result that is only
 * at its service, in the browser.
 */
void
simmer_result_open (SimmerResult *result, GtkWidget *widget)
{
  g_autoptr (GFile) file = simmer_result_dup_file (result);
  g_autoptr (GdkAppLaunchContext) context =
    gdk_display_get_app_launch_context (gtk_widget_get_display (widget));
  g_autofree char *uri =
    file != NULL ? g_file_get_uri (file) : g_strdup (simmer_result_get_uri (result));

  if (uri == NULL)
    return;

  g_app_info_launch_default_for_uri_async (
    uri, G_APP_LAUNCH_CONTEXT (context), NULL, launched_cb, simmer_result_act_new (result, widget));
}

static void
set_clipboard (SimmerResultAct *act, GdkContentProvider *content)
{
  GdkContentProvider *file = simmer_result_new_provider (act->result);
  GdkContentProvider *both[] = { content, file };
  g_autoptr (GdkContentProvider) all = gdk_content_provider_new_union (both, file != NULL ? 2 : 1);

  gdk_clipboard_set_content (gtk_widget_get_clipboard (act->widget), all);
  simmer_toast (act->widget, _ ("Copied"));
}

static void
picture_copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerResultAct) act = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerPicture) picture = simmer_picture_load_finish (result, &error);

  if (picture == NULL)
    say_failure (act->widget, _ ("It could not be copied"), error);
  else
    set_clipboard (act, gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, picture->texture));
}

static void
text_copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerResultAct) act = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  g_autofree char *text = NULL;
  gsize size;

  if (!g_file_load_contents_finish (G_FILE (source), result, &contents, &size, NULL, &error))
    {
      say_failure (act->widget, _ ("It could not be copied"), error);
      return;
    }

  text = g_utf8_make_valid (contents, (gssize) size);
  set_clipboard (act, gdk_content_provider_new_typed (G_TYPE_STRING, text));
}

/**
 * simmer_result_copy:
 * @result: a result
 * @widget: whose clipboard to use
 *
 * Copies a picture with all its pixels, a text with all its letters, and beside that the file.
 */
void
simmer_result_copy (SimmerResult *result, GtkWidget *widget)
{
  g_autoptr (GFile) file = simmer_result_dup_file (result);
  GBytes *data = file == NULL ? simmer_result_get_data (result) : NULL;
  g_autofree char *type = simmer_result_dup_content_type (result);
  g_autofree char *mime = g_content_type_get_mime_type (type);
  SimmerResultAct *act;

  if (file == NULL && data == NULL)
    {
      if (simmer_result_get_uri (result) != NULL)
        simmer_copy_text (widget, simmer_result_get_uri (result), _ ("Address copied"));
      return;
    }

  act = simmer_result_act_new (result, widget);
  if (mime != NULL && g_str_has_prefix (mime, "image/"))
    {
      simmer_picture_load_async (file, data, 0, NULL, picture_copied_cb, act);
    }
  else if (file != NULL && g_content_type_is_a (type, "text/plain"))
    {
      g_file_load_contents_async (file, NULL, text_copied_cb, act);
    }
  else
    {
      gsize size = 0;
      const char *bytes = data != NULL ? g_bytes_get_data (data, &size) : NULL;
      g_autofree char *text = bytes != NULL ? g_utf8_make_valid (bytes, (gssize) size) : NULL;
      g_autoptr (SimmerResultAct) owned = act;

      if (text != NULL)
        simmer_copy_text (widget, text, _ ("Copied"));
      else
        set_clipboard (owned, gdk_content_provider_new_union (NULL, 0));
    }
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerResultAct) act = user_data;
  g_autoptr (GError) error = NULL;
  gboolean saved;

  if (simmer_result_get_path (act->result) != NULL)
    saved = g_file_copy_finish (G_FILE (source), result, &error);
  else
    saved = g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);

  if (saved)
    simmer_toast (act->widget, _ ("Saved"));
  else
    say_failure (act->widget, _ ("It could not be saved"), error);
}

static void
place_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SimmerResultAct *act = user_data;
  g_autoptr (GFile) target = simmer_compat_file_finish (result, NULL);
  g_autoptr (GFile) file = simmer_result_dup_file (act->result);

  if (target == NULL)
    simmer_result_act_free (act);
  else if (file != NULL && g_file_equal (file, target))
    simmer_result_act_free (act);
  else if (file != NULL)
    g_file_copy_async (file,
                       target,
                       G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                       G_PRIORITY_DEFAULT,
                       NULL,
                       NULL,
                       NULL,
                       saved_cb,
                       act);
  else
    g_file_replace_contents_bytes_async (target,
                                         simmer_result_get_data (act->result),
                                         NULL,
                                         FALSE,
                                         G_FILE_CREATE_REPLACE_DESTINATION,
                                         NULL,
                                         saved_cb,
                                         act);
}

/**
 * simmer_result_save_as:
 * @result: a result that is on this machine
 * @title: (nullable): what its task is called
 * @widget: over whose window to ask
 *
 * Asks for a place and puts a copy there.
 */
void
simmer_result_save_as (SimmerResult *result, const char *title, GtkWidget *widget)
{
  g_autofree char *name = simmer_result_dup_name (result, title);

  g_return_if_fail (simmer_result_get_path (result) != NULL ||
                    simmer_result_get_data (result) != NULL);

  simmer_compat_save_file_async (get_window (widget),
                                 C_ ("dialog", "Save Result"),
                                 name,
                                 NULL,
                                 place_chosen_cb,
                                 simmer_result_act_new (result, widget));
}

static void
all_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SimmerResultAct) act = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) paths =
    simmer_task_manager_save_finish (SIMMER_TASK_MANAGER (source), result, &error);
  g_autofree char *text = NULL;

  if (paths == NULL)
    {
      say_failure (act->widget, _ ("It could not be saved"), error);
      return;
    }

  text = g_strdup_printf (ngettext ("%u file saved", "%u files saved", g_strv_length (paths)),
                          g_strv_length (paths));
  simmer_toast (act->widget, text);
}

static void
folder_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SimmerResultAct *act = user_data;
  g_autoptr (GFile) folder = simmer_compat_file_finish (result, NULL);
  const char *path = folder != NULL ? g_file_peek_path (folder) : NULL;

  if (path == NULL)
    simmer_result_act_free (act);
  else
    simmer_task_manager_save_async (act->manager, act->task, path, NULL, all_saved_cb, act);
}

/**
 * simmer_task_save_all:
 * @task: a task with results
 * @manager: fetches those that are still at the service
 * @widget: over whose window to ask
 *
 * Asks for a folder and puts all results there.
 */
void
simmer_task_save_all (SimmerTask *task, SimmerTaskManager *manager, GtkWidget *widget)
{
  SimmerResultAct *act = simmer_result_act_new (NULL, widget);

  act->task = g_object_ref (task);
  act->manager = g_object_ref (manager);
  simmer_compat_choose_folder_async (
    get_window (widget), _ ("Save Results"), NULL, folder_chosen_cb, act);
}

/**
 * simmer_toast:
 * @widget: in whose window
 * @text: a short sentence, not markup
 *
 * Says something in passing, to the eye and to screen readers.
 */
void
simmer_toast (GtkWidget *widget, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  if (overlay == NULL)
    return;

  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (markup));
  simmer_compat_announce (widget, text);
}

/**
 * simmer_copy_text:
 * @widget: whose clipboard to use
 * @text: what to copy
 * @said: what to say then
 */
void
simmer_copy_text (GtkWidget *widget, const char *text, const char *said)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  simmer_toast (widget, said);
}
