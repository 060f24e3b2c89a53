#define G_LOG_DOMAIN "Simmer-Dock"

#include "config.h"

#include "simmer-launcher-entry.h"

#include "simmer-export.h"
#include "simmer-interfaces.h"

struct _SimmerLauncherEntry
{
  GObject parent_instance;

  SimmerExport export;
  char *uri;   /* (owned) of the desktop file */
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
  simmer_export_emit (&self->export, "Update", build (self));
}

static void
simmer_launcher_entry_dispose (GObject *object)
{
  SimmerLauncherEntry *self = SIMMER_LAUNCHER_ENTRY (object);

  if (self->uri != NULL)
    simmer_launcher_entry_clear (self);
  simmer_export_end (&self->export);
  g_clear_pointer (&self->uri, g_free);

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
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  self->uri = g_strdup_printf ("application://%s.desktop", app_id);
  path = g_strdup_printf ("/com/canonical/unity/launcherentry/%u", g_str_hash (self->uri));
  if (!simmer_export_begin (&self->export,
                            connection,
                            path,
                            &com_canonical_unity_launcher_entry_interface,
                            &vtable,
                            self,
                            &error))
    g_debug ("no way to docks: %s", error->message);

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
