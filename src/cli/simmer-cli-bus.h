#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SimmerCliBus:
 *
 * The way to the application's interface for tasks, on the session's bus.
 */
typedef struct _SimmerCliBus SimmerCliBus;

/**
 * SimmerCliBusTold:
 * @task: a task, whole
 * @last: whether nothing more is done for it
 * @user_data: what simmer_cli_bus_new() was given
 */
typedef void (*SimmerCliBusTold) (const char *task, gboolean last, gpointer user_data);

/**
 * SimmerCliBusLost:
 * @user_data: what simmer_cli_bus_new() was given
 *
 * The application has ended, or answers no more.
 */
typedef void (*SimmerCliBusLost) (gpointer user_data);

SimmerCliBus *simmer_cli_bus_new (SimmerCliBusTold told, SimmerCliBusLost lost, gpointer user_data);
void simmer_cli_bus_free (SimmerCliBus *self);

GVariant *simmer_cli_bus_call (SimmerCliBus *self,
                               const char *method,
                               GVariant *parameters,
                               GError **error);
void simmer_cli_bus_call_async (SimmerCliBus *self,
                                const char *method,
                                GVariant *parameters,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GVariant *simmer_cli_bus_call_finish (GObject *source, GAsyncResult *result, GError **error);

G_END_DECLS
