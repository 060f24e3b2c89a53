#pragma once

#include "simmer-answer.h"
#include "simmer-profile.h"
#include "simmer-report.h"

G_BEGIN_DECLS

SimmerReport *simmer_ruled_reader_read (SimmerProfile *profile,
                                        SimmerVerb verb,
                                        const SimmerAnswer *answer,
                                        GError **error);
GPtrArray *simmer_ruled_reader_read_many (SimmerProfile *profile,
                                          SimmerVerb verb,
                                          const SimmerAnswer *answer,
                                          GError **error);
GPtrArray *simmer_ruled_reader_read_message (SimmerProfile *profile,
                                             const SimmerRules *rules,
                                             const char *remote_id,
                                             JsonNode *root);

G_END_DECLS
