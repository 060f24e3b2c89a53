#define G_LOG_DOMAIN "Simmer-Notification-Area"

#include "config.h"

#include "simmer-status-notifier.h"

#include "simmer-export.h"
#include "simmer-interfaces.h"

#define PATH         "/StatusNotifierItem"
#define WATCHER      "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"

struct _SimmerStatusNotifier
{
  GObject parent_instance;

  char *address; /* (owned) (nullable) */
  char *id;      /* (owned) */
  char *title;   /* (owned) */
  gboolean text_untold;
  char *text;           /* (owned) */
  char *token;          /* (owned) (nullable) for the next activation */
  SimmerDbusMenu *menu; /* (owned) */
  SimmerProgressIcon icon;
  GVariant *pixmaps; /* (owned) (nullable) of @icon, once a host has asked */

  GDBusConnection *connection; /* (owned) (nullable) */
  GCancellable *cancellable;   /* (owned) (nullable) of what belongs to one showing */
  SimmerExport export;
  guint watch;
  guint subscription;
  gboolean visible;
  gboolean listed;
};

enum
{
  PROP_0,
  PROP_LISTED,
  N_PROPS
};

enum
{
  ACTIVATE,
  SECONDARY_ACTIVATE,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerStatusNotifier, simmer_status_notifier, G_TYPE_OBJECT)

static void
set_listed (SimmerStatusNotifier *self, gboolean listed)
{
  if (self->listed == listed)
    return;

  g_debug (listed ? "a host shows the item" : "no host shows the item");
  self->listed = listed;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LISTED]);
}

/* --- What hosts ask --- */

static GVariant *
get_pixmaps (SimmerStatusNotifier *self)
{
  if (self->pixmaps == NULL)
    self->pixmaps = g_variant_ref_sink (simmer_progress_icon_render (&self->icon));

  return g_variant_ref (self->pixmaps);
}

static GVariant *
get_property_cb (GDBusConnection *connection,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *name,
                 GError **error,
                 gpointer user_data)
{
  SimmerStatusNotifier *self = user_data;

  if (g_str_equal (name, "IconPixmap"))
    return get_pixmaps (self);
  if (g_str_equal (name, "ToolTip"))
    return g_variant_new ("(s@a(iiay)ss)",
                          "",
                          g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0),
                          self->title,
                          self->text);
  if (g_str_equal (name, "Category"))
    return g_variant_new_string ("ApplicationStatus");
  if (g_str_equal (name, "Id"))
    return g_variant_new_string (self->id);
  if (g_str_equal (name, "Title"))
    return g_variant_new_string (self->title);
  if (g_str_equal (name, "Status"))
    return g_variant_new_string ("Active");
  if (g_str_equal (name, "IconAccessibleDesc"))
    return g_variant_new_string (self->text);
  if (g_str_equal (name, "WindowId"))
    return g_variant_new_int32 (0);
  if (g_str_equal (name, "ItemIsMenu"))
    return g_variant_new_boolean (FALSE);
  if (g_str_equal (name, "Menu"))
    return g_variant_new_object_path (SIMMER_DBUS_MENU_PATH);
  if (g_str_has_suffix (name, "Pixmap"))
    return g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0);

  /* Names of icons must be empty: hosts take them before pixels. */
  return g_variant_new_string ("");
}

static void
method_call_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *method,
                GVariant *parameters,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  g_autoptr (SimmerStatusNotifier) self = g_object_ref (user_data);

  g_dbus_method_invocation_return_value (invocation, NULL);
  if (g_str_equal (method, "ProvideXdgActivationToken"))
    {
      g_free (self->token);
      g_variant_get (parameters, "(s)", &self->token);
    }
  else if (g_str_equal (method, "Activate"))
    {
      g_autofree char *token = simmer_status_notifier_steal_token (self);

      g_signal_emit (self, signals[ACTIVATE], 0, token);
    }
  else if (g_str_equal (method, "SecondaryActivate") ||
           g_str_equal (method, "XAyatanaSecondaryActivate"))
    g_signal_emit (self, signals[SECONDARY_ACTIVATE], 0);
}

static const GDBusInterfaceVTable vtable = { method_call_cb, get_property_cb };

/* --- Being listed --- */

/* Watchers write an item as its owner's name, with or without the path behind it. */
static gboolean
is_ours (SimmerStatusNotifier *self, const char *item)
{
  const char *name = g_dbus_connection_get_unique_name (self->connection);
  gsize n = strlen (name);

  return strncmp (item, name, n) == 0 && (item[n] == '\0' || item[n] == '/' || item[n] == '@');
}

static gboolean
holds_ours (SimmerStatusNotifier *self, GVariant *properties)
{
  g_autofree const char **items = NULL;
  gboolean host = FALSE;

  g_variant_lookup (properties, "IsStatusNotifierHostRegistered", "b", &host);
  if (!host || !g_variant_lookup (properties, "RegisteredStatusNotifierItems", "^a&s", &items))
    return FALSE;
  for (guint i = 0; items[i] != NULL; i++)
    if (is_ours (self, items[i]))
      return TRUE;

  return FALSE;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) properties = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply == NULL)
    {
      g_debug ("cannot see who is listed: %s", error->message);
      set_listed (user_data, FALSE);
      return;
    }
  properties = g_variant_get_child_value (reply, 0);
  set_listed (user_data, holds_ours (user_data, properties));
}

static void
look (SimmerStatusNotifier *self)
{
  g_dbus_connection_call (self->connection,
                          WATCHER,
                          WATCHER_PATH,
                          "org.freedesktop.DBus.Properties",
                          "GetAll",
                          g_variant_new ("(s)", WATCHER),
                          G_VARIANT_TYPE ("(a{sv})"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1,
                          self->cancellable,
                          looked_cb,
                          self);
}

static void
watcher_signal_cb (GDBusConnection *connection,
                   const char *sender,
                   const char *path,
                   const char *interface,
                   const char *signal,
                   GVariant *parameters,
                   gpointer user_data)
{
  look (user_data);
}

static void
registered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply == NULL)
    g_debug ("the item was not taken: %s", error->message);
  look (user_data);
}

static void
watcher_appeared_cb (GDBusConnection *connection,
                     const char *name,
                     const char *owner,
                     gpointer user_data)
{
  SimmerStatusNotifier *self = user_data;

  g_debug ("registering with %s", owner);
  g_dbus_connection_call (connection,
                          WATCHER,
                          WATCHER_PATH,
                          WATCHER,
                          "RegisterStatusNotifierItem",
                          g_variant_new ("(s)", g_dbus_connection_get_unique_name (connection)),
                          NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1,
                          self->cancellable,
                          registered_cb,
                          self);
}

static void
watcher_vanished_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  set_listed (user_data, FALSE);
}

/* --- Showing and hiding --- */

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SimmerStatusNotifier *self = user_data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_finish (result, &error);

  if (connection == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_debug ("no way to the notification area: %s", error->message);
      return;
    }

  self->connection = connection;
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  if (!simmer_export_begin (&self->export,
                            connection,
                            PATH,
                            &org_kde_status_notifier_item_interface,
                            &vtable,
                            self,
                            &error) ||
      !simmer_dbus_menu_export (self->menu, connection, &error))
    {
      g_warning ("Cannot offer the item: %s", error->message);
      return;
    }
  self->subscription = g_dbus_connection_signal_subscribe (connection,
                                                           WATCHER,
                                                           WATCHER,
                                                           NULL,
                                                           WATCHER_PATH,
                                                           NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE,
                                                           watcher_signal_cb,
                                                           self,
                                                           NULL);
  self->watch = g_bus_watch_name_on_connection (connection,
                                                WATCHER,
                                                G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                watcher_appeared_cb,
                                                watcher_vanished_cb,
                                                self,
                                                NULL);
}

static void
show (SimmerStatusNotifier *self)
{
  g_autofree char *address = g_strdup (self->address);

  if (address == NULL)
    address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  if (address == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                       G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL,
                                     self->cancellable,
                                     connected_cb,
                                     self);
}

static void
hide (SimmerStatusNotifier *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  simmer_export_end (&self->export);
  simmer_dbus_menu_unexport (self->menu);
  if (self->connection != NULL)
    {
      if (self->subscription != 0)
        g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
      g_dbus_connection_close (self->connection, NULL, NULL, NULL);
    }
  self->subscription = 0;
  g_clear_object (&self->connection);
  g_clear_pointer (&self->token, g_free);
  set_listed (self, FALSE);
}

static void
simmer_status_notifier_get_property (GObject *object,
                                     guint prop_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  SimmerStatusNotifier *self = SIMMER_STATUS_NOTIFIER (object);

  switch (prop_id)
    {
    case PROP_LISTED:
      g_value_set_boolean (value, self->listed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_status_notifier_dispose (GObject *object)
{
  SimmerStatusNotifier *self = SIMMER_STATUS_NOTIFIER (object);

  if (self->menu != NULL)
    hide (self);
  g_clear_object (&self->menu);
  g_clear_pointer (&self->pixmaps, g_variant_unref);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (simmer_status_notifier_parent_class)->dispose (object);
}

static void
simmer_status_notifier_class_init (SimmerStatusNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_status_notifier_get_property;
  object_class->dispose = simmer_status_notifier_dispose;

  props[PROP_LISTED] =
    g_param_spec_boolean ("listed",
                          NULL,
                          NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * SimmerStatusNotifier::activate:
   * @self: the item
   * @token: (nullable): with which a window may take the focus
   *
   * It was clicked.
   */
  signals[ACTIVATE] = g_signal_new ("activate",
                                    SIMMER_TYPE_STATUS_NOTIFIER,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    1,
                                    G_TYPE_STRING);

  /**
   * SimmerStatusNotifier::secondary-activate:
   * @self: the item
   *
   * It was clicked with the middle button.
   */
  signals[SECONDARY_ACTIVATE] = g_signal_new ("secondary-activate",
                                              SIMMER_TYPE_STATUS_NOTIFIER,
                                              G_SIGNAL_RUN_LAST,
                                              0,
                                              NULL,
                                              NULL,
                                              NULL,
                                              G_TYPE_NONE,
                                              0);
}

static void
simmer_status_notifier_init (SimmerStatusNotifier *self)
{
  self->text = g_strdup ("");
}

/**
 * simmer_status_notifier_new:
 * @address: (nullable): of a bus; %NULL for the session's
 * @id: what hosts know the program by, the same in each run
 * @title: the program's name for people
 * @menu: opens at a click with the right button
 *
 * Returns: (transfer full): an item, hidden
 */
SimmerStatusNotifier *
simmer_status_notifier_new (const char *address,
                            const char *id,
                            const char *title,
                            SimmerDbusMenu *menu)
{
  SimmerStatusNotifier *self = g_object_new (SIMMER_TYPE_STATUS_NOTIFIER, NULL);

  self->address = g_strdup (address);
  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->menu = g_object_ref (menu);

  return self;
}

/**
 * simmer_status_notifier_steal_token:
 * @self: an item
 *
 * A token is good for one activation, by a click or from the menu.
 *
 * Returns: (transfer full) (nullable): the last that a host has provided and nobody has taken
 */
char *
simmer_status_notifier_steal_token (SimmerStatusNotifier *self)
{
  return g_steal_pointer (&self->token);
}

/**
 * simmer_status_notifier_set_visible:
 * @self: an item
 * @visible: whether it is to be seen wherever there is a notification area, now or later
 */
void
simmer_status_notifier_set_visible (SimmerStatusNotifier *self, gboolean visible)
{
  if (self->visible == visible)
    return;

  self->visible = visible;
  if (visible)
    show (self);
  else
    hide (self);
}

gboolean
simmer_status_notifier_get_visible (SimmerStatusNotifier *self)
{
  return self->visible;
}

/**
 * simmer_status_notifier_get_listed:
 * @self: an item
 *
 * Returns: whether a host shows it at this moment
 */
gboolean
simmer_status_notifier_get_listed (SimmerStatusNotifier *self)
{
  return self->listed;
}

/**
 * simmer_status_notifier_set_icon:
 * @self: an item
 * @icon: how it looks
 *
 * Hosts fetch all pixels again on each change, so nothing is said of an icon that looks the same.
 *
 * Returns: whether it looks otherwise than before
 */
gboolean
simmer_status_notifier_set_icon (SimmerStatusNotifier *self, const SimmerProgressIcon *icon)
{
  if (simmer_progress_icon_equal (&self->icon, icon))
    return FALSE;

  self->icon = *icon;
  g_clear_pointer (&self->pixmaps, g_variant_unref);
  simmer_export_emit (&self->export, "NewIcon", NULL);

  return TRUE;
}

/**
 * simmer_status_notifier_set_text:
 * @self: an item
 * @text: what is shown while the pointer rests on it, plain
 *
 * Whoever asks is given this; hosts that remember what they were given ask again after
 * simmer_status_notifier_tell_text().
 *
 * Returns: whether it reads otherwise than what was told last
 */
gboolean
simmer_status_notifier_set_text (SimmerStatusNotifier *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (!g_str_equal (self->text, escaped))
    {
      g_free (self->text);
      self->text = g_steal_pointer (&escaped);
      self->text_untold = TRUE;
    }

  return self->text_untold;
}

/**
 * simmer_status_notifier_tell_text:
 * @self: an item
 *
 * Tells hosts that the text has changed, if it has since they were told.
 */
void
simmer_status_notifier_tell_text (SimmerStatusNotifier *self)
{
  if (!self->text_untold)
    return;

  self->text_untold = FALSE;
  simmer_export_emit (&self->export, "NewToolTip", NULL);
}
