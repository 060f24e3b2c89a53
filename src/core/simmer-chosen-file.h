#pragma once

#include <gio/gio.h>

#include "simmer-enclosure.h"
#include "simmer-error.h"
#include "simmer-upload.h"

G_BEGIN_DECLS

SimmerEnclosure *simmer_chosen_file_look (GFile *file, GError **error);
gboolean simmer_chosen_file_fits (const SimmerEnclosure *enclosure,
                                  JsonObject *input,
                                  GError **error);
GInputStream *simmer_chosen_file_open (const SimmerEnclosure *enclosure,
                                       GCancellable *cancellable,
                                       GError **error);
void simmer_chosen_file_set_changed (const SimmerEnclosure *enclosure, GError **error);

G_END_DECLS
