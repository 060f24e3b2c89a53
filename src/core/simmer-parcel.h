#pragma once

#include <gio/gio.h>

#include "simmer-enclosure.h"
#include "simmer-upload.h"

G_BEGIN_DECLS

typedef struct _SimmerClient SimmerClient;

/**
 * SimmerParcel:
 * @variables: what the person filled in; where that is a file, what it becomes in a request
 * @enclosures: (element-type SimmerEnclosure): the files whose tokens are in @variables
 *
 * What is ready to be submitted.
 */
typedef struct
{
  JsonObject *variables;
  GPtrArray *enclosures;
} SimmerParcel;

/**
 * SimmerParcelBringFunc:
 * @client: asks
 * @step: for what
 * @variables: what fills it
 * @enclosures: (element-type SimmerEnclosure): files in @variables
 * @cancellable: (nullable): gives up
 * @callback: called with a #GTask that returns a #JsonObject: what the step keeps
 * @user_data: for @callback
 */
typedef void (*SimmerParcelBringFunc) (SimmerClient *client,
                                       const SimmerRequest *step,
                                       JsonObject *variables,
                                       GPtrArray *enclosures,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

SimmerParcel *simmer_parcel_new (JsonObject *inputs);
void simmer_parcel_free (SimmerParcel *self);
void simmer_parcel_pack (GTask *task, JsonObject *inputs, SimmerParcelBringFunc bring);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerParcel, simmer_parcel_free)

G_END_DECLS
