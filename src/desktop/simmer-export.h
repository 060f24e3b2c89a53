#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SimmerExport:
 * @connection: (nullable): the bus on which it is offered; %NULL while it is not
 * @path: (nullable): where
 * @interface: (nullable): as what
 * @registration: that of GIO
 *
 * An object that is offered on a bus. All zero, it is not offered.
 */
typedef struct
{
  GDBusConnection *connection;
  char *path;
  const GDBusInterfaceInfo *interface;
  guint registration;
} SimmerExport;

gboolean simmer_export_begin (SimmerExport *self,
                              GDBusConnection *connection,
                              const char *path,
                              const GDBusInterfaceInfo *interface,
                              const GDBusInterfaceVTable *vtable,
                              gpointer object,
                              GError **error);
void simmer_export_end (SimmerExport *self);
void simmer_export_emit (SimmerExport *self, const char *name, GVariant *parameters);

G_END_DECLS
