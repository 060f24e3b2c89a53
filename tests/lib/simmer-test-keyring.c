/* A Secret Service of one's own (Secret Service API draft, freedesktop.org). */

#include "simmer-test-keyring.h"

#define NAME       "org.freedesktop.secrets"
#define ROOT       "/org/freedesktop/secrets"
#define COLLECTION ROOT "/collection/test"
#define ALIAS      ROOT "/aliases/default"
#define SESSION    ROOT "/session/1"
#define PROMPT     ROOT "/prompt/1"
#define NOTHING    "/"

struct _SimmerTestKeyring
{
  GObject parent_instance;

  GDBusConnection *connection; /* (owned) (nullable): NULL once it is gone */
  GDBusNodeInfo *node;         /* (owned) */
  GHashTable *items;           /* (owned) path → Item */
  guint last;
  gboolean locked;
  gboolean dismiss;
  char *deadly; /* (owned) (nullable): the method at whose call it ends */
  guint n_prompts;
};

typedef struct
{
  guint id;
  GVariant *attributes; /* (owned) a{ss} */
  char *label;          /* (owned) */
  char *secret;         /* (owned) */
  char *type;           /* (owned) */
} Item;

G_DEFINE_FINAL_TYPE (SimmerTestKeyring, simmer_test_keyring, G_TYPE_OBJECT)

static const char interfaces[] =
  "<node>"
  "<interface name='org.freedesktop.Secret.Service'>"
  " <property name='Collections' type='ao' access='read'/>"
  " <method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
  "  <arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
  " <method name='SearchItems'><arg type='a{ss}' direction='in'/>"
  "  <arg type='ao' direction='out'/><arg type='ao' direction='out'/></method>"
  " <method name='Unlock'><arg type='ao' direction='in'/>"
  "  <arg type='ao' direction='out'/><arg type='o' direction='out'/></method>"
  " <method name='GetSecrets'><arg type='ao' direction='in'/><arg type='o' direction='in'/>"
  "  <arg type='a{o(oayays)}' direction='out'/></method>"
  " <method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' direction='out'/></method>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Session'><method name='Close'/></interface>"
  "<interface name='org.freedesktop.Secret.Collection'>"
  " <property name='Items' type='ao' access='read'/>"
  " <property name='Label' type='s' access='read'/>"
  " <property name='Locked' type='b' access='read'/>"
  " <property name='Created' type='t' access='read'/>"
  " <property name='Modified' type='t' access='read'/>"
  " <method name='CreateItem'><arg type='a{sv}' direction='in'/>"
  "  <arg type='(oayays)' direction='in'/><arg type='b' direction='in'/>"
  "  <arg type='o' direction='out'/><arg type='o' direction='out'/></method>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Item'>"
  " <property name='Attributes' type='a{ss}' access='read'/>"
  " <property name='Label' type='s' access='read'/>"
  " <property name='Locked' type='b' access='read'/>"
  " <property name='Created' type='t' access='read'/>"
  " <property name='Modified' type='t' access='read'/>"
  " <method name='Delete'><arg type='o' direction='out'/></method>"
  " <method name='GetSecret'><arg type='o' direction='in'/>"
  "  <arg type='(oayays)' direction='out'/></method>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Prompt'>"
  " <method name='Prompt'><arg type='s' direction='in'/></method><method name='Dismiss'/>"
  " <signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
  "</interface>"
  "</node>";

static void
item_free (Item *item)
{
  g_variant_unref (item->attributes);
  g_free (item->label);
  g_free (item->secret);
  g_free (item->type);
  g_free (item);
}

static void register_at (SimmerTestKeyring *self, const char *path, const char *interface);

/* --- Items ----------------------------------------------------------------------------------- */

static gboolean
item_has (Item *item, GVariant *attributes)
{
  GVariantIter iter;
  const char *name;
  const char *wanted;

  g_variant_iter_init (&iter, attributes);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &wanted))
    {
      const char *value = NULL;

      if (!g_variant_lookup (item->attributes, name, "&s", &value) || !g_str_equal (value, wanted))
        return FALSE;
    }

  return TRUE;
}

static GVariant *
find_paths (SimmerTestKeyring *self, GVariant *attributes)
{
  GVariantBuilder paths;
  GHashTableIter iter;
  gpointer path;
  gpointer item;

  g_variant_builder_init (&paths, G_VARIANT_TYPE ("ao"));
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &path, &item))
    if (item_has (item, attributes))
      g_variant_builder_add (&paths, "o", path);

  return g_variant_builder_end (&paths);
}

static GVariant *
make_secret (Item *item)
{
  return g_variant_new (
    "(o@ay@ays)",
    SESSION,
    g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, 1),
    g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, item->secret, strlen (item->secret), 1),
    item->type);
}

static void
remove_item (SimmerTestKeyring *self, const char *path)
{
  Item *item = g_hash_table_lookup (self->items, path);

  g_dbus_connection_unregister_object (self->connection, item->id);
  g_hash_table_remove (self->items, path);
}

static char *
create_item (SimmerTestKeyring *self, GVariant *parameters)
{
  g_autoptr (GVariant) properties = g_variant_get_child_value (parameters, 0);
  g_autoptr (GVariant) secret = g_variant_get_child_value (parameters, 1);
  g_autoptr (GVariant) bytes = g_variant_get_child_value (secret, 2);
  g_autoptr (GVariant) attributes = g_variant_lookup_value (
    properties, "org.freedesktop.Secret.Item.Attributes", G_VARIANT_TYPE ("a{ss}"));
  g_autoptr (GVariant) old = g_variant_ref_sink (find_paths (self, attributes));
  Item *item = g_new0 (Item, 1);
  gsize length;
  const char *text = g_variant_get_fixed_array (bytes, &length, 1);
  char *path = g_strdup_printf (COLLECTION "/%u", ++self->last);
  const char *gone;
  GVariantIter iter;

  g_variant_iter_init (&iter, old);
  while (g_variant_iter_next (&iter, "&o", &gone))
    remove_item (self, gone);

  g_variant_lookup (properties, "org.freedesktop.Secret.Item.Label", "s", &item->label);
  item->attributes = g_steal_pointer (&attributes);
  item->secret = g_strndup (text, length);
  g_variant_get_child (secret, 3, "s", &item->type);
  g_hash_table_insert (self->items, g_strdup (path), item);
  register_at (self, path, "org.freedesktop.Secret.Item");

  return path;
}

/* --- Methods --------------------------------------------------------------------------------- */

static void
refuse_locked (GDBusMethodInvocation *invocation)
{
  g_dbus_method_invocation_return_dbus_error (
    invocation, "org.freedesktop.Secret.Error.IsLocked", "the collection is locked");
}

static void
open_session (GDBusMethodInvocation *invocation, GVariant *parameters)
{
  const char *algorithm;

  g_variant_get_child (parameters, 0, "&s", &algorithm);
  if (!g_str_equal (algorithm, "plain"))
    g_dbus_method_invocation_return_dbus_error (
      invocation, "org.freedesktop.DBus.Error.NotSupported", "plain sessions only");
  else
    g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(vo)", g_variant_new_string (""), SESSION));
}

static void
search_items (SimmerTestKeyring *self, GDBusMethodInvocation *invocation, GVariant *parameters)
{
  g_autoptr (GVariant) attributes = g_variant_get_child_value (parameters, 0);
  GVariant *found = find_paths (self, attributes);
  GVariant *none = g_variant_new ("ao", NULL);

  g_dbus_method_invocation_return_value (invocation,
                                         self->locked ? g_variant_new ("(@ao@ao)", none, found)
                                                      : g_variant_new ("(@ao@ao)", found, none));
}

static void
get_secrets (SimmerTestKeyring *self, GDBusMethodInvocation *invocation, GVariant *parameters)
{
  g_autoptr (GVariantIter) paths = NULL;
  GVariantBuilder secrets;
  const char *path;

  g_variant_builder_init (&secrets, G_VARIANT_TYPE ("a{o(oayays)}"));
  g_variant_get_child (parameters, 0, "ao", &paths);
  while (!self->locked && g_variant_iter_next (paths, "&o", &path))
    {
      Item *item = g_hash_table_lookup (self->items, path);

      if (item != NULL)
        g_variant_builder_add (&secrets, "{o@(oayays)}", path, make_secret (item));
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a{o(oayays)})", &secrets));
}

static void
unlock (SimmerTestKeyring *self, GDBusMethodInvocation *invocation, GVariant *parameters)
{
  g_autoptr (GVariant) paths = g_variant_get_child_value (parameters, 0);

  if (self->locked)
    g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(@aoo)", g_variant_new ("ao", NULL), PROMPT));
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@aoo)", paths, NOTHING));
}

/* Who is asked answers at once. */
static void
prompt (SimmerTestKeyring *self, GDBusMethodInvocation *invocation)
{
  GVariantBuilder paths;
  GHashTableIter iter;
  gpointer path;

  self->n_prompts++;
  if (!self->dismiss)
    self->locked = FALSE;
  g_variant_builder_init (&paths, G_VARIANT_TYPE ("ao"));
  g_hash_table_iter_init (&iter, self->items);
  while (!self->dismiss && g_hash_table_iter_next (&iter, &path, NULL))
    g_variant_builder_add (&paths, "o", path);
  if (!self->dismiss)
    {
      g_variant_builder_add (&paths, "o", COLLECTION);
      g_variant_builder_add (&paths, "o", ALIAS);
    }

  g_dbus_method_invocation_return_value (invocation, NULL);
  g_dbus_connection_emit_signal (
    self->connection,
    NULL,
    PROMPT,
    "org.freedesktop.Secret.Prompt",
    "Completed",
    g_variant_new ("(bv)", self->dismiss, g_variant_builder_end (&paths)),
    NULL);
}

static void
call_item (SimmerTestKeyring *self,
           GDBusMethodInvocation *invocation,
           const char *path,
           const char *method)
{
  if (self->locked)
    refuse_locked (invocation);
  else if (g_str_equal (method, "Delete"))
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", NOTHING));
      remove_item (self, path);
    }
  else
    g_dbus_method_invocation_return_value (
      invocation,
      g_variant_new ("(@(oayays))", make_secret (g_hash_table_lookup (self->items, path))));
}

static void
method_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  SimmerTestKeyring *self = user_data;

  if (g_strcmp0 (self->deadly, method) == 0)
    {
      simmer_test_keyring_stop (self);
      g_object_unref (invocation);
    }
  else if (g_str_equal (method, "OpenSession"))
    open_session (invocation, parameters);
  else if (g_str_equal (method, "SearchItems"))
    search_items (self, invocation, parameters);
  else if (g_str_equal (method, "GetSecrets"))
    get_secrets (self, invocation, parameters);
  else if (g_str_equal (method, "Unlock"))
    unlock (self, invocation, parameters);
  else if (g_str_equal (method, "ReadAlias"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", COLLECTION));
  else if (g_str_equal (method, "CreateItem") && self->locked)
    refuse_locked (invocation);
  else if (g_str_equal (method, "CreateItem"))
    {
      g_autofree char *item = create_item (self, parameters);

      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(oo)", item, NOTHING));
    }
  else if (g_str_equal (method, "Prompt"))
    prompt (self, invocation);
  else if (g_str_equal (interface, "org.freedesktop.Secret.Item"))
    call_item (self, invocation, path, method);
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
property_cb (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *property,
             GError **error,
             gpointer user_data)
{
  SimmerTestKeyring *self = user_data;
  Item *item = g_hash_table_lookup (self->items, path);
  const char *collections[] = { COLLECTION, NULL };

  if (g_str_equal (property, "Collections"))
    return g_variant_new_objv (collections, -1);
  if (g_str_equal (property, "Items"))
    return find_paths (self, g_variant_new ("a{ss}", NULL));
  if (g_str_equal (property, "Locked"))
    return g_variant_new_boolean (self->locked);
  if (g_str_equal (property, "Label"))
    return g_variant_new_string (item != NULL ? item->label : "test");
  if (g_str_equal (property, "Attributes"))
    return g_variant_ref (item->attributes);

  return g_variant_new_uint64 (0);
}

static void
register_at (SimmerTestKeyring *self, const char *path, const char *interface)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_cb,
                                               .get_property = property_cb };
  g_autoptr (GError) error = NULL;
  Item *item = g_hash_table_lookup (self->items, path);
  guint id =
    g_dbus_connection_register_object (self->connection,
                                       path,
                                       g_dbus_node_info_lookup_interface (self->node, interface),
                                       &vtable,
                                       self,
                                       NULL,
                                       &error);

  g_assert_no_error (error);
  if (item != NULL)
    item->id = id;
}

/* --- Life ------------------------------------------------------------------------------------ */

static void
simmer_test_keyring_finalize (GObject *object)
{
  SimmerTestKeyring *self = SIMMER_TEST_KEYRING (object);

  simmer_test_keyring_stop (self);
  g_hash_table_unref (self->items);
  g_dbus_node_info_unref (self->node);
  g_free (self->deadly);

  G_OBJECT_CLASS (simmer_test_keyring_parent_class)->finalize (object);
}

static void
simmer_test_keyring_class_init (SimmerTestKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_test_keyring_finalize;
}

static void
simmer_test_keyring_init (SimmerTestKeyring *self)
{
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) item_free);
  self->node = g_dbus_node_info_new_for_xml (interfaces, NULL);
  g_assert_nonnull (self->node);
}

/**
 * simmer_test_keyring_new:
 * @bus_address: of the bus on which to serve
 * @error: return location
 *
 * Returns: (transfer full) (nullable): an open keyring without any item
 */
SimmerTestKeyring *
simmer_test_keyring_new (const char *bus_address, GError **error)
{
  g_autoptr (SimmerTestKeyring) self = g_object_new (SIMMER_TYPE_TEST_KEYRING, NULL);
  g_autoptr (GVariant) reply = NULL;

  self->connection = g_dbus_connection_new_for_address_sync (
    bus_address,
    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL,
    NULL,
    error);
  if (self->connection == NULL)
    return NULL;

  register_at (self, ROOT, "org.freedesktop.Secret.Service");
  register_at (self, COLLECTION, "org.freedesktop.Secret.Collection");
  register_at (self, ALIAS, "org.freedesktop.Secret.Collection");
  register_at (self, SESSION, "org.freedesktop.Secret.Session");
  register_at (self, PROMPT, "org.freedesktop.Secret.Prompt");
  reply = g_dbus_connection_call_sync (self->connection,
                                       "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus",
                                       "RequestName",
                                       g_variant_new ("(su)", NAME, 4),
                                       NULL,
                                       G_DBUS_CALL_FLAGS_NONE,
                                       -1,
                                       NULL,
                                       error);

  return reply != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * simmer_test_keyring_stop:
 * @self: a keyring
 *
 * It is gone from the bus, and owes answers to whom it owes them.
 */
void
simmer_test_keyring_stop (SimmerTestKeyring *self)
{
  if (self->connection != NULL)
    g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_clear_object (&self->connection);
}

/**
 * simmer_test_keyring_lock:
 * @self: a keyring
 * @dismiss: whether the person who is asked to unlock it does not
 */
void
simmer_test_keyring_lock (SimmerTestKeyring *self, gboolean dismiss)
{
  self->locked = TRUE;
  self->dismiss = dismiss;
}

/**
 * simmer_test_keyring_die_at:
 * @self: a keyring
 * @method: the call in the middle of which it is gone
 */
void
simmer_test_keyring_die_at (SimmerTestKeyring *self, const char *method)
{
  g_free (self->deadly);
  self->deadly = g_strdup (method);
}

guint
simmer_test_keyring_get_n_prompts (SimmerTestKeyring *self)
{
  return self->n_prompts;
}

guint
simmer_test_keyring_get_n_items (SimmerTestKeyring *self)
{
  return g_hash_table_size (self->items);
}

static Item *
find_item (SimmerTestKeyring *self, const char *account)
{
  GHashTableIter iter;
  gpointer item;
  const char *value;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (g_variant_lookup (((Item *) item)->attributes, "account", "&s", &value) &&
        g_str_equal (value, account))
      return item;

  return NULL;
}

const char *
simmer_test_keyring_get_secret (SimmerTestKeyring *self, const char *account)
{
  Item *item = find_item (self, account);

  return item != NULL ? item->secret : NULL;
}

const char *
simmer_test_keyring_get_label (SimmerTestKeyring *self, const char *account)
{
  Item *item = find_item (self, account);

  return item != NULL ? item->label : NULL;
}
