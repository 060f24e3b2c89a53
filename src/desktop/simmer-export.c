/* What is offered on a bus, and is taken back. */

#include "simmer-export.h"

/**
 * simmer_export_begin:
 * @self: what is offered; until now, it may have been elsewhere
 * @connection: a bus
 * @path: where to offer it
 * @interface: (transfer none): as what; lives for as long
 * @vtable: who answers
 * @object: handed to @vtable; ends the export before it ends itself
 * @error: return location
 *
 * Returns: whether it is offered
 */
gboolean
simmer_export_begin (SimmerExport *self,
                     GDBusConnection *connection,
                     const char *path,
                     const GDBusInterfaceInfo *interface,
                     const GDBusInterfaceVTable *vtable,
                     gpointer object,
                     GError **error)
{
  simmer_export_end (self);
  self->registration = g_dbus_connection_register_object (
    connection, path, (GDBusInterfaceInfo *) interface, vtable, object, NULL, error);
  if (self->registration == 0)
    return FALSE;
  self->connection = g_object_ref (connection);
  self->path = g_strdup (path);
  self->interface = interface;

  return TRUE;
}

/**
 * simmer_export_end:
 * @self: what may be offered
 *
 * Offers it no longer.
 */
void
simmer_export_end (SimmerExport *self)
{
  if (self->connection == NULL)
    return;

  g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
  g_clear_pointer (&self->path, g_free);
  g_clear_object (&self->connection);
}

/**
 * simmer_export_emit:
 * @self: what may be offered
 * @name: a signal of its interface
 * @parameters: (transfer floating) (nullable): what it says
 *
 * Tells everybody, if it is offered and its bus is still there.
 */
void
simmer_export_emit (SimmerExport *self, const char *name, GVariant *parameters)
{
  g_autoptr (GVariant) keep = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;

  if (self->connection != NULL && !g_dbus_connection_is_closed (self->connection))
    g_dbus_connection_emit_signal (
      self->connection, NULL, self->path, self->interface->name, name, keep, NULL);
}
