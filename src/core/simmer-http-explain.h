#pragma once

#include <gio/gio.h>

#include "simmer-error.h"

G_BEGIN_DECLS

/* What libraries say, and what a deadline means, in words of the one error domain. */

GError *simmer_http_explain_tls (const char *host, GTlsCertificateFlags flags);
GError *simmer_http_explain_timeout (const char *host, gint64 timeout);

G_END_DECLS
