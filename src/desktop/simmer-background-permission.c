/* A program in a sandbox may go on without a window, and start with the session, only if the
 * desktop's portal lets it: https://flatpak.github.io/xdg-desktop-portal/ (Background, Request). */

#define G_LOG_DOMAIN "Simmer-Background"

#include "config.h"

#include "simmer-background-permission.h"

#include <glib/gi18n-lib.h>

#define PORTAL      "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

typedef struct
{
  GDBusConnection *connection; /* (owned) */
  char *path;                  /* (owned) where the answer will come from */
  GHashTable *early;           /* (owned) path → parameters (owned): answers, perhaps to this */
  guint subscription;
  GSource *cancelling; /* (owned) (nullable) */
  gboolean replied;
  gboolean answered;
  gboolean autostart;
} Request;

/* Whether nobody has answered before; from now on, nobody else will. */
static gboolean
settle (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  if (request->answered)
    return FALSE;
  request->answered = TRUE;
  g_dbus_connection_signal_unsubscribe (request->connection, request->subscription);
  request->subscription = 0;
  if (request->cancelling != NULL)
    g_source_destroy (request->cancelling);

  return TRUE;
}

static void
take_response (GTask *task, GVariant *parameters)
{
  Request *request = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  gboolean background = FALSE;
  guint code = 2;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get (parameters, "(u@a{sv})", &code, &results);
  if (!settle (task))
    return;
  if (code == 0)
    {
      g_variant_lookup (results, "background", "b", &background);
      g_variant_lookup (results, "autostart", "b", &request->autostart);
    }
  g_debug ("background %s, autostart %s",
           background ? "granted" : "refused",
           request->autostart ? "granted" : "off");
  if (background)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task,
                             G_IO_ERROR,
                             G_IO_ERROR_PERMISSION_DENIED,
                             _ ("This desktop does not let Simmer go on without its window."));
}

/* What is said of a path before the reply tells whose it is, is kept until then. */
static void
response_cb (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Request *request = g_task_get_task_data (task);

  if (g_str_equal (path, request->path))
    take_response (task, parameters);
  else if (!request->replied)
    g_hash_table_insert (request->early, g_strdup (path), g_variant_ref (parameters));
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  Request *request = g_task_get_task_data (task);
  GVariant *early;
  const char *path;

  if (reply == NULL)
    {
      if (!settle (task))
        return;
      g_debug ("no portal to ask: %s", error->message);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* Old portals choose a path of their own. */
  g_variant_get (reply, "(&o)", &path);
  g_free (request->path);
  request->path = g_strdup (path);
  request->replied = TRUE;
  early = g_hash_table_lookup (request->early, path);
  if (early != NULL)
    take_response (task, early);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  if (settle (user_data))
    g_task_return_error_if_cancelled (user_data);

  return G_SOURCE_REMOVE;
}

static GVariant *
build_options (const char *token, gboolean autostart)
{
  const char *const command[] = { "simmer", "--gapplication-service", NULL };
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  g_variant_dict_insert (&options, "autostart", "b", autostart);
  g_variant_dict_insert_value (&options, "commandline", g_variant_new_strv (command, -1));
  g_variant_dict_insert (&options,
                         "reason",
                         "s",
                         autostart ? _ ("Take up what is under way when the session starts.")
                                   : _ ("Follow what is under way until it has ended."));

  return g_variant_dict_end (&options);
}

static void
request_free (Request *request)
{
  g_clear_pointer (&request->cancelling, g_source_unref);
  g_object_unref (request->connection);
  g_hash_table_unref (request->early);
  g_free (request->path);
  g_free (request);
}

/**
 * simmer_background_permission_ask_async:
 * @connection: the session's bus
 * @autostart: whether to start with the session, too; what the portal knew of that is forgotten
 * @cancellable: (nullable): stops waiting
 * @callback: is called once the portal, or the person whom it asked, has answered
 * @user_data: for @callback
 *
 * Asks whether this program may go on without a window.
 */
void
simmer_background_permission_ask_async (GDBusConnection *connection,
                                        gboolean autostart,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  static guint n_asked = 0;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *token = g_strdup_printf ("simmer%u", n_asked++);
  g_autofree char *sender =
    g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (connection) + 1), ".", '_');
  Request *request = g_new0 (Request, 1);

  request->connection = g_object_ref (connection);
  request->path = g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
  request->early =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  g_task_set_source_tag (task, simmer_background_permission_ask_async);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  if (cancellable != NULL)
    {
      request->cancelling = g_cancellable_source_new (cancellable);
      g_task_attach_source (task, request->cancelling, G_SOURCE_FUNC (cancelled_cb));
    }

  /* The answer may come before the reply, from wherever. */
  request->subscription = g_dbus_connection_signal_subscribe (request->connection,
                                                              PORTAL,
                                                              "org.freedesktop.portal.Request",
                                                              "Response",
                                                              NULL,
                                                              NULL,
                                                              G_DBUS_SIGNAL_FLAGS_NONE,
                                                              response_cb,
                                                              g_object_ref (task),
                                                              g_object_unref);
  g_dbus_connection_call (connection,
                          PORTAL,
                          PORTAL_PATH,
                          "org.freedesktop.portal.Background",
                          "RequestBackground",
                          g_variant_new ("(s@a{sv})", "", build_options (token, autostart)),
                          G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          called_cb,
                          g_object_ref (task));
}

/**
 * simmer_background_permission_ask_finish:
 * @result: what the callback was given
 * @autostart: (out) (optional): whether the session starts this program
 * @error: return location; %G_IO_ERROR_PERMISSION_DENIED where it was refused, anything else where
 *   there is nobody to ask
 *
 * Returns: whether this program may go on without a window
 */
gboolean
simmer_background_permission_ask_finish (GAsyncResult *result, gboolean *autostart, GError **error)
{
  Request *request;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, simmer_background_permission_ask_async),
                        FALSE);

  request = g_task_get_task_data (G_TASK (result));
  if (autostart != NULL)
    *autostart = request->autostart;

  return g_task_propagate_boolean (G_TASK (result), error);
}
