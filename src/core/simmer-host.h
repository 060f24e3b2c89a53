#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The word "host" in core means a name with the port, if it is not the scheme's usual one:
 * "api.example.com", "localhost:8080", "[::1]:8080". Budgets and windows belong to hosts. */

char *simmer_host_from_uri (const char *uri);
char *simmer_host_from_guri (GUri *uri);
gboolean simmer_host_is_loopback (const char *host);
gboolean simmer_uri_is_web (GUri *uri);
gboolean simmer_uri_same_origin (GUri *a, GUri *b);

G_END_DECLS
