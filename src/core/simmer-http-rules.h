#pragma once

#include <gio/gio.h>

#include "simmer-http.h"

G_BEGIN_DECLS

/* For simmer-http.c alone: what may be asked, and where a redirect may lead. */

gboolean simmer_http_judge_question (const SimmerHttpQuestion *question,
                                     GUri *uri,
                                     const char *host,
                                     GError **error);
GUri *simmer_http_judge_redirect (const char *method,
                                  GUri *uri,
                                  const char *location,
                                  guint n_followed,
                                  GError **error);

G_END_DECLS
