#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *simmer_payload_sniff (GBytes *bytes);
GBytes *simmer_payload_from_data_uri (const char *text, char **type);
GBytes *simmer_payload_from_base64 (const char *text);

G_END_DECLS
