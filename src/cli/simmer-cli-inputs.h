#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *simmer_cli_inputs_build (JsonArray *inputs,
                                     const char *prompt,
                                     const char *const *pairs,
                                     JsonObject *known,
                                     GError **error);

G_END_DECLS
