/* Files that a person chose to be sent: looked at when they are chosen, and again when they are
 * sent. What lies between may be days, and the file is not copied: it must still be the same. */

#include "config.h"

#include "simmer-chosen-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ATTRIBUTES                                                              \
  G_FILE_ATTRIBUTE_STANDARD_TYPE                                                \
  "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE \
  "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," G_FILE_ATTRIBUTE_TIME_MODIFIED \
  "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC "," G_FILE_ATTRIBUTE_ACCESS_CAN_READ

static gint64
get_modified (GFileInfo *info)
{
  return (gint64) g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED) *
           G_USEC_PER_SEC +
         g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC);
}

static void
set_unreadable (GError **error, const char *name, const GError *why)
{
  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_set_error (
      error, SIMMER_ERROR, SIMMER_ERROR_FILE, _ ("The file “%s” is not there any more."), name);
  else if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (
      error, SIMMER_ERROR, SIMMER_ERROR_FILE, _ ("The file “%s” may not be read by you."), name);
  else
    g_set_error (error,
                 SIMMER_ERROR,
                 SIMMER_ERROR_FILE,
                 _ ("The file “%s” cannot be read: %s"),
                 name,
                 why->message);
}

/* What is empty has the type that its name promises. */
static char *
dup_media_type (GFileInfo *info)
{
  g_autofree char *content = g_strdup (g_file_info_get_content_type (info));
  char *type;

  if (g_file_info_get_size (info) == 0)
    {
      g_free (content);
      content = g_content_type_guess (g_file_info_get_display_name (info), NULL, 0, NULL);
    }
  type = content != NULL ? g_content_type_get_mime_type (content) : NULL;

  return type != NULL ? type : g_strdup ("application/octet-stream");
}

/**
 * simmer_chosen_file_look:
 * @file: what a person chose
 * @error: return location; %SIMMER_ERROR_FILE
 *
 * Returns: (transfer full): which file that is, as it is now
 */
SimmerEnclosure *
simmer_chosen_file_look (GFile *file, GError **error)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *fallback = base != NULL ? g_filename_display_name (base) : g_strdup ("?");
  g_autofree char *type = NULL;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) why = NULL;
  const char *name;

  if (path == NULL)
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_FILE,
                   _ ("The file “%s” is not on this computer. Copy it here first."),
                   fallback);
      return NULL;
    }

  info = g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, NULL, &why);
  if (info == NULL)
    {
      if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        g_set_error (
          error, SIMMER_ERROR, SIMMER_ERROR_FILE, _ ("There is no file “%s”."), fallback);
      else
        set_unreadable (error, fallback, why);
      return NULL;
    }

  name = g_file_info_get_display_name (info);
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_set_error (
      error, SIMMER_ERROR, SIMMER_ERROR_FILE, _ ("“%s” is not a file that can be sent."), name);
  else if (!g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_READ))
    g_set_error (
      error, SIMMER_ERROR, SIMMER_ERROR_FILE, _ ("The file “%s” may not be read by you."), name);
  else
    {
      type = dup_media_type (info);
      return simmer_enclosure_new (
        path, name, type, g_file_info_get_size (info), get_modified (info));
    }

  return NULL;
}

static gboolean
accepts (JsonArray *accept, const char *type)
{
  for (guint i = 0; i < json_array_get_length (accept); i++)
    {
      const char *pattern = json_array_get_string_element (accept, i);

      if (g_pattern_match_simple (pattern, type))
        return TRUE;
    }

  return FALSE;
}

/**
 * simmer_chosen_file_fits:
 * @enclosure: which file
 * @input: what a profile says of the input that it is for
 * @error: return location; %SIMMER_ERROR_FILE
 *
 * Returns: whether the service takes it
 */
gboolean
simmer_chosen_file_fits (const SimmerEnclosure *enclosure, JsonObject *input, GError **error)
{
  gint64 most = json_object_get_int_member_with_default (input, "maxBytes", 0);
  JsonNode *accept = json_object_get_member (input, "accept");

  if (most > 0 && enclosure->size > most)
    {
      g_autofree char *size = g_format_size ((guint64) enclosure->size);
      g_autofree char *limit = g_format_size ((guint64) most);

      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_FILE,
                   _ ("The file “%s” is too large: it has %s, and the service takes %s."),
                   enclosure->name,
                   size,
                   limit);
      return FALSE;
    }
  if (accept != NULL && !accepts (json_node_get_array (accept), enclosure->type))
    {
      g_autofree char *description = g_content_type_get_description (enclosure->type);

      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_FILE,
                   _ ("The service does not take the file “%s”: %s."),
                   enclosure->name,
                   description);
      return FALSE;
    }

  return TRUE;
}

/**
 * simmer_chosen_file_set_changed:
 * @enclosure: which file
 * @error: return location; %SIMMER_ERROR_FILE
 *
 * Says that it is not what was chosen any more.
 */
void
simmer_chosen_file_set_changed (const SimmerEnclosure *enclosure, GError **error)
{
  g_set_error (error,
               SIMMER_ERROR,
               SIMMER_ERROR_FILE,
               _ ("The file “%s” has changed since it was chosen, so it was not sent."),
               enclosure->name);
}

/**
 * simmer_chosen_file_open:
 * @enclosure: which file
 * @cancellable: (nullable): gives up
 * @error: return location; %SIMMER_ERROR_FILE, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): its bytes; %NULL if it is not as it was when it was chosen
 */
GInputStream *
simmer_chosen_file_open (const SimmerEnclosure *enclosure,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (enclosure->path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) why = NULL;

  stream = g_file_read (file, cancellable, &why);
  if (stream != NULL)
    info = g_file_input_stream_query_info (stream,
                                           G_FILE_ATTRIBUTE_STANDARD_SIZE
                                           "," G_FILE_ATTRIBUTE_TIME_MODIFIED
                                           "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC,
                                           cancellable,
                                           &why);
  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&why));
  else if (info == NULL)
    set_unreadable (error, enclosure->name, why);
  else if (g_file_info_get_size (info) != enclosure->size ||
           get_modified (info) != enclosure->modified)
    simmer_chosen_file_set_changed (enclosure, error);
  else
    return G_INPUT_STREAM (g_steal_pointer (&stream));

  return NULL;
}
