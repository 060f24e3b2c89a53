#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *simmer_media_type_find (const char *media_type, const guint8 *head, gsize n_head);
const char *simmer_media_type_get_extension (const char *media_type,
                                             const guint8 *head,
                                             gsize n_head);
GBytes *simmer_media_type_decode_data_uri (const char *uri, char **media_type);

G_END_DECLS
