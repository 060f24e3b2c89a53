#pragma once

#include "simmer-profile.h"
#include "simmer-report.h"

G_BEGIN_DECLS

SimmerReport *simmer_reader_read (SimmerProfile *profile,
                                  SimmerVerb verb,
                                  guint http_status,
                                  const char *content_type,
                                  GBytes *body,
                                  GError **error);
GPtrArray *simmer_reader_read_many (SimmerProfile *profile,
                                    SimmerVerb verb,
                                    guint http_status,
                                    const char *content_type,
                                    GBytes *body,
                                    GError **error);
GPtrArray *simmer_reader_read_message (SimmerProfile *profile,
                                       const char *remote_id,
                                       GBytes *message,
                                       GError **error);

G_END_DECLS
