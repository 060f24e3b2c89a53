#define G_LOG_DOMAIN "Simmer-Menu"

#include "config.h"

#include "simmer-dbus-menu.h"

#include "simmer-export.h"
#include "simmer-interfaces.h"

struct _SimmerDbusMenu
{
  GObject parent_instance;

  SimmerExport export;

  GPtrArray *items;  /* (owned) of SimmerMenuItem */
  GHashTable *ids;   /* (owned) key → id, of all items there ever were */
  GHashTable *by_id; /* (owned) id → SimmerMenuItem, of those that are there */
  int next_id;
  guint revision;
  gboolean right_to_left;
};

enum
{
  ACTIVATED,
  ABOUT_TO_SHOW,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerDbusMenu, simmer_dbus_menu, G_TYPE_OBJECT)

/* --- What an item is on the bus --- */

static int
get_id (SimmerDbusMenu *self, const SimmerMenuItem *item)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->ids, item->key));
}

/* An underscore would mark a letter of the label as its key. */
static char *
escape_label (const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);

  return g_strjoinv ("__", parts);
}

static gboolean
is_wanted (const char *const *names, const char *name)
{
  return names == NULL || names[0] == NULL || g_strv_contains (names, name);
}

/* Properties at their defaults may be left out; those that can change must not be. */
static GVariant *
build_properties (const SimmerMenuItem *item, const char *const *names)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  if (item == NULL)
    g_variant_dict_insert (&dict, "children-display", "s", "submenu");
  else if (item->label == NULL)
    g_variant_dict_insert (&dict, "type", "s", "separator");
  else
    {
      g_autofree char *label = escape_label (item->label);

      if (is_wanted (names, "label"))
        g_variant_dict_insert (&dict, "label", "s", label);
      if (is_wanted (names, "enabled"))
        g_variant_dict_insert (&dict, "enabled", "b", item->enabled);
      if (item->children->len > 0 && is_wanted (names, "children-display"))
        g_variant_dict_insert (&dict, "children-display", "s", "submenu");
    }

  return g_variant_dict_end (&dict);
}

static GVariant *
build_layout (SimmerDbusMenu *self,
              const SimmerMenuItem *item,
              GPtrArray *children,
              int depth,
              const char *const *names)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("av"));
  for (guint i = 0; depth != 0 && i < children->len; i++)
    {
      SimmerMenuItem *child = children->pdata[i];

      g_variant_builder_add (
        &builder, "v", build_layout (self, child, child->children, depth - 1, names));
    }

  return g_variant_new ("(i@a{sv}@av)",
                        item != NULL ? get_id (self, item) : 0,
                        build_properties (item, names),
                        g_variant_builder_end (&builder));
}

/* --- What is asked --- */

static void
get_layout (SimmerDbusMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autofree const char **names = NULL;
  const SimmerMenuItem *item;
  int parent;
  int depth;

  g_variant_get (parameters, "(ii^a&s)", &parent, &depth, &names);
  item = g_hash_table_lookup (self->by_id, GINT_TO_POINTER (parent));
  if (parent != 0 && item == NULL)
    {
      g_dbus_method_invocation_return_error (
        invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "There is no item %d.", parent);
      return;
    }
  g_dbus_method_invocation_return_value (
    invocation,
    g_variant_new (
      "(u@(ia{sv}av))",
      self->revision,
      build_layout (self, item, item != NULL ? item->children : self->items, depth, names)));
}

static void
add_properties (GVariantBuilder *builder, int id, SimmerMenuItem *item, const char *const *names)
{
  g_variant_builder_add (builder, "(i@a{sv})", id, build_properties (item, names));
}

/* No ids stand for all of them. */
static void
get_group_properties (SimmerDbusMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariantIter) ids = NULL;
  g_autofree const char **names = NULL;
  GVariantBuilder builder;
  int id;

  g_variant_get (parameters, "(ai^a&s)", &ids, &names);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ia{sv})"));
  if (g_variant_iter_n_children (ids) == 0)
    {
      GHashTableIter iter;
      gpointer key;
      gpointer item;

      g_hash_table_iter_init (&iter, self->by_id);
      while (g_hash_table_iter_next (&iter, &key, &item))
        add_properties (&builder, GPOINTER_TO_INT (key), item, names);
    }
  while (g_variant_iter_next (ids, "i", &id))
    {
      SimmerMenuItem *item = g_hash_table_lookup (self->by_id, GINT_TO_POINTER (id));

      if (id == 0 || item != NULL)
        add_properties (&builder, id, item, names);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a(ia{sv}))", &builder));
}

static void
get_property (SimmerDbusMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) value = NULL;
  const SimmerMenuItem *item;
  const char *name;
  int id;

  g_variant_get (parameters, "(i&s)", &id, &name);
  item = g_hash_table_lookup (self->by_id, GINT_TO_POINTER (id));
  if (id == 0 || item != NULL)
    {
      properties = g_variant_ref_sink (build_properties (item, NULL));
      value = g_variant_lookup_value (properties, name, NULL);
    }
  if (value == NULL)
    g_dbus_method_invocation_return_error (
      invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "Item %d has no property %s.", id, name);
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(v)", value));
}

static gboolean
handle_event (SimmerDbusMenu *self, int id, const char *what)
{
  const SimmerMenuItem *item = g_hash_table_lookup (self->by_id, GINT_TO_POINTER (id));

  if (id != 0 && item == NULL)
    return FALSE;
  if (item != NULL && g_str_equal (what, "clicked") && item->enabled && item->label != NULL)
    {
      g_autofree char *key = g_strdup (item->key);

      g_debug ("%s was chosen", key);
      g_signal_emit (self, signals[ACTIVATED], 0, key);
    }

  return TRUE;
}

static void
event_group (SimmerDbusMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariantIter) events = NULL;
  GVariantBuilder unknown;
  const char *what;
  int id;

  g_variant_get (parameters, "(a(isvu))", &events);
  g_variant_builder_init (&unknown, G_VARIANT_TYPE ("ai"));
  while (g_variant_iter_next (events, "(i&svu)", &id, &what, NULL, NULL))
    if (!handle_event (self, id, what))
      g_variant_builder_add (&unknown, "i", id);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(ai)", &unknown));
}

/* Whether the layout is another one after it was brought up to date. */
static gboolean
prepare (SimmerDbusMenu *self)
{
  guint revision = self->revision;

  g_signal_emit (self, signals[ABOUT_TO_SHOW], 0);

  return revision != self->revision;
}

static void
about_to_show_group (SimmerDbusMenu *self, GDBusMethodInvocation *invocation)
{
  GVariantBuilder updated;
  GVariantBuilder unknown;

  g_variant_builder_init (&updated, G_VARIANT_TYPE ("ai"));
  g_variant_builder_init (&unknown, G_VARIANT_TYPE ("ai"));
  if (prepare (self))
    g_variant_builder_add (&updated, "i", 0);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aiai)", &updated, &unknown));
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
  g_autoptr (SimmerDbusMenu) self = g_object_ref (user_data);

  if (g_str_equal (method, "GetLayout"))
    get_layout (self, parameters, invocation);
  else if (g_str_equal (method, "GetGroupProperties"))
    get_group_properties (self, parameters, invocation);
  else if (g_str_equal (method, "GetProperty"))
    get_property (self, parameters, invocation);
  else if (g_str_equal (method, "EventGroup"))
    event_group (self, parameters, invocation);
  else if (g_str_equal (method, "AboutToShowGroup"))
    about_to_show_group (self, invocation);
  else if (g_str_equal (method, "AboutToShow"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(b)", prepare (self)));
  else
    {
      const char *what;
      int id;

      g_dbus_method_invocation_return_value (invocation, NULL);
      g_variant_get (parameters, "(i&svu)", &id, &what, NULL, NULL);
      handle_event (self, id, what);
    }
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
  SimmerDbusMenu *self = user_data;

  if (g_str_equal (name, "Version"))
    return g_variant_new_uint32 (3);
  if (g_str_equal (name, "TextDirection"))
    return g_variant_new_string (self->right_to_left ? "rtl" : "ltr");
  if (g_str_equal (name, "Status"))
    return g_variant_new_string ("normal");

  return g_variant_new_strv (NULL, 0);
}

static const GDBusInterfaceVTable vtable = { method_call_cb, get_property_cb };

/* --- What has changed --- */

static void
index_items (SimmerDbusMenu *self, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      SimmerMenuItem *item = items->pdata[i];

      if (!g_hash_table_contains (self->ids, item->key))
        g_hash_table_insert (self->ids, g_strdup (item->key), GINT_TO_POINTER (self->next_id++));
      g_hash_table_insert (self->by_id, GINT_TO_POINTER (get_id (self, item)), item);
      index_items (self, item->children);
    }
}

/* Of menus of one layout. */
static void
collect_changed (SimmerDbusMenu *self, GPtrArray *before, GPtrArray *now, GVariantBuilder *builder)
{
  for (guint i = 0; i < now->len; i++)
    {
      SimmerMenuItem *item = now->pdata[i];
      SimmerMenuItem *former = before->pdata[i];

      if (!simmer_menu_item_reads_same (item, former))
        add_properties (builder, get_id (self, item), item, NULL);
      collect_changed (self, former->children, item->children, builder);
    }
}

static void
tell_changed (SimmerDbusMenu *self, GPtrArray *before)
{
  g_autoptr (GVariant) changed = NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ia{sv})"));
  collect_changed (self, before, self->items, &builder);
  changed = g_variant_ref_sink (g_variant_builder_end (&builder));
  if (g_variant_n_children (changed) > 0)
    simmer_export_emit (
      &self->export,
      "ItemsPropertiesUpdated",
      g_variant_new ("(@a(ia{sv})@a(ias))", changed, g_variant_new ("a(ias)", NULL)));
}

static void
simmer_dbus_menu_dispose (GObject *object)
{
  SimmerDbusMenu *self = SIMMER_DBUS_MENU (object);

  simmer_dbus_menu_unexport (self);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (simmer_dbus_menu_parent_class)->dispose (object);
}

static void
simmer_dbus_menu_class_init (SimmerDbusMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_dbus_menu_dispose;

  /**
   * SimmerDbusMenu::activated:
   * @self: the menu
   * @key: the key of the item that was chosen
   */
  signals[ACTIVATED] = g_signal_new ("activated",
                                     SIMMER_TYPE_DBUS_MENU,
                                     G_SIGNAL_RUN_LAST,
                                     0,
                                     NULL,
                                     NULL,
                                     NULL,
                                     G_TYPE_NONE,
                                     1,
                                     G_TYPE_STRING);

  /**
   * SimmerDbusMenu::about-to-show:
   * @self: the menu
   *
   * It will be opened; simmer_dbus_menu_set_items() comes in time now.
   */
  signals[ABOUT_TO_SHOW] = g_signal_new (
    "about-to-show", SIMMER_TYPE_DBUS_MENU, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
simmer_dbus_menu_init (SimmerDbusMenu *self)
{
  self->items = simmer_menu_new ();
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->by_id = g_hash_table_new (NULL, NULL);
  self->next_id = 1;
  self->revision = 1;
}

/**
 * simmer_dbus_menu_new:
 *
 * Returns: (transfer full): an empty menu
 */
SimmerDbusMenu *
simmer_dbus_menu_new (void)
{
  return g_object_new (SIMMER_TYPE_DBUS_MENU, NULL);
}

/**
 * simmer_dbus_menu_export:
 * @self: a menu
 * @connection: where to offer it, at #SIMMER_DBUS_MENU_PATH
 * @error: return location
 *
 * Returns: whether it is offered
 */
gboolean
simmer_dbus_menu_export (SimmerDbusMenu *self, GDBusConnection *connection, GError **error)
{
  return simmer_export_begin (&self->export,
                              connection,
                              SIMMER_DBUS_MENU_PATH,
                              &com_canonical_dbusmenu_interface,
                              &vtable,
                              self,
                              error);
}

/**
 * simmer_dbus_menu_unexport:
 * @self: a menu
 *
 * Offers it no longer.
 */
void
simmer_dbus_menu_unexport (SimmerDbusMenu *self)
{
  simmer_export_end (&self->export);
}

/**
 * simmer_dbus_menu_set_items:
 * @self: a menu
 * @items: (transfer full) (element-type SimmerMenuItem): what it shows from now on
 *
 * An open menu stays open: hosts hear of other texts apart from another layout.
 */
void
simmer_dbus_menu_set_items (SimmerDbusMenu *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->items);

  self->items = items;
  g_hash_table_remove_all (self->by_id);
  index_items (self, items);
  if (simmer_menu_has_same_layout (before, items))
    {
      tell_changed (self, before);
      return;
    }

  self->revision++;
  simmer_export_emit (&self->export, "LayoutUpdated", g_variant_new ("(ui)", self->revision, 0));
}

/**
 * simmer_dbus_menu_set_right_to_left:
 * @self: a menu
 * @right_to_left: whether its words are read so; hosts ask when they first see it
 */
void
simmer_dbus_menu_set_right_to_left (SimmerDbusMenu *self, gboolean right_to_left)
{
  self->right_to_left = right_to_left;
}
