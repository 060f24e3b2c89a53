#pragma once

#include "simmer-rules.h"

G_BEGIN_DECLS

SimmerValueRule *simmer_value_rule_new (SimmerProfileCheck *check,
                                        JsonNode *node,
                                        const char *where);
void simmer_value_rule_free (SimmerValueRule *self);
SimmerNumberRule *simmer_number_rule_new (SimmerProfileCheck *check,
                                          JsonNode *node,
                                          const char *where);
void simmer_number_rule_free (SimmerNumberRule *self);

G_END_DECLS
