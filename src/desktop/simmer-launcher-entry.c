#define G_LOG_DOMAIN "Simmer-Dock"

#include "config.h"

#include "simmer-launcher-entry.h"

#include "simmer-interfaces.h"

#define INTERFACE "com.canonical.Unity.LauncherEntry"

struct _SimmerLauncherEntry
{
  GObject parent_instance;

  GDBusConnection *connection; /* (owned) */
  char *uri;                   /* (owned) of the desktop file */
  char *path;                  /* (owned) */
  guint registration;
  int percent; /* -1 for no bar */
  guint count;
  gboolean urgent;
};

G_DEFINE_FINAL_TYPE (SimmerLauncherEntry, simmer_launcher_entry, G_TYPE_OBJECT)

static GVariant *
build (SimmerLauncherEntry *self)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "progress", "d", MAX (0, self->percent) / 100.0);
  g_variant_dict_insert (&dict, "progress-visible", "b", self->percent >= 0);
  g_variant_dict_insert (&dict, "count", "x", (gint64) self->count);
  g_variant_dict_insert (&dict, "count-visible", "b", self->count > 0);
  g_variant_dict_insert (&dict, "urgent", "b", self->urgent);

  return g_variant_new ("(s@a{sv})", self->uri, g_variant_dict_end (&dict));
}

/* A dock that starts later asks. */
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
  g_dbus_method_invocation_return_value (invocation, build (user_data));
}

static const GDBusInterfaceVTable vtable = { method_call_cb };

static void
tell (SimmerLauncherEntry *self, int percent, guint count, gboolean urgent)
{
  if (self->percent == percent && self->count == count && self->urgent == urgent)
    return;

  self->percent = percent;
  self->count = count;
  self->urgent = urgent;
  if (!g_dbus_connection_is_closed (self->connection))
    g_dbus_connection_emit_signal (
      self->connection, NULL, self->path, INTERFACE, "Update", build (self), NULL);
}

static void
simmer_launcher_entry_dispose (GObject *object)
{
  SimmerLauncherEntry *self = SIMMER_LAUNCHER_ENTRY (object);

  if (self->registration != 0)
    {
      simmer_launcher_entry_clear (self);
      g_dbus_connection_unregister_object (self->connection, self->registration);
      self->registration = 0;
    }
  g_clear_object (&self->connection);
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (simmer_launcher_entry_parent_class)->dispose (object);
}

static void
simmer_launcher_entry_class_init (SimmerLauncherEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_launcher_entry_dispose;
}

static void
simmer_launcher_entry_init (SimmerLauncherEntry *self)
{
  self->percent = -1;
}

/**
 * simmer_launcher_entry_new:
 * @connection: stays for as long as something is to be seen
 * @app_id: the name of the desktop file, without its suffix
 *
 * Returns: (transfer full): an entry that shows nothing
 */
SimmerLauncherEntry *
simmer_launcher_entry_new (GDBusConnection *connection, const char *app_id)
{
  SimmerLauncherEntry *self = g_object_new (SIMMER_TYPE_LAUNCHER_ENTRY, NULL);

  self->connection = g_object_ref (connection);
  self->uri = g_strdup_printf ("application://%s.desktop", app_id);
  self->path = g_strdup_printf ("/com/canonical/unity/launcherentry/%u", g_str_hash (self->uri));
  self->registration = g_dbus_connection_register_object (
    connection,
    self->path,
    (GDBusInterfaceInfo *) &com_canonical_unity_launcher_entry_interface,
    &vtable,
    self,
    NULL,
    NULL);

  return self;
}

/**
 * simmer_launcher_entry_show:
 * @self: an entry
 * @figure: what it shows; nothing is said of a figure that looks the same
 */
void
simmer_launcher_entry_show (SimmerLauncherEntry *self, const SimmerFigure *figure)
{
  guint n_active = simmer_figure_get_n_active (figure);

  tell (self,
        n_active > 0 ? simmer_figure_get_percent (figure) : -1,
        n_active,
        n_active == 0 && figure->n_failed > 0);
}

/**
 * simmer_launcher_entry_clear:
 * @self: an entry
 *
 * Docks keep what they were told last: takes all of it back.
 */
void
simmer_launcher_entry_clear (SimmerLauncherEntry *self)
{
  tell (self, -1, 0, FALSE);
}
