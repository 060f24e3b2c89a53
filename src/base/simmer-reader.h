#pragma once

#include "simmer-answer.h"
#include "simmer-profile.h"
#include "simmer-report.h"

G_BEGIN_DECLS

SimmerReport *simmer_reader_read (SimmerProfile *profile,
                                  SimmerVerb verb,
                                  const SimmerAnswer *answer,
                                  GError **error);
GPtrArray *simmer_reader_read_many (SimmerProfile *profile,
                                    SimmerVerb verb,
                                    const SimmerAnswer *answer,
                                    GError **error);
GPtrArray *simmer_reader_read_message (SimmerProfile *profile,
                                       const char *remote_id,
                                       GBytes *message,
                                       GError **error);
gint64 simmer_reader_find_wait (SimmerProfile *profile,
                                SimmerVerb verb,
                                const SimmerAnswer *answer);
char *simmer_reader_find_next (SimmerProfile *profile, SimmerVerb verb, const SimmerAnswer *answer);

G_END_DECLS
