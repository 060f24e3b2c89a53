#pragma once

#include "simmer-profile-check.h"

G_BEGIN_DECLS

/**
 * SimmerCondition:
 *
 * What must be so in an answer for a rule to apply: its HTTP status, and tests of what paths find.
 */
typedef struct _SimmerCondition SimmerCondition;

#define SIMMER_CONDITION_MEMBERS                                                                   \
  "http", "path", "whole", "exists", "equals", "not", "in", "matches", "truthy", "above", "below", \
    "atLeast", "atMost", "all"

SimmerCondition *simmer_condition_new (SimmerProfileCheck *check,
                                       JsonObject *object,
                                       const char *where);
void simmer_condition_free (SimmerCondition *self);
gboolean simmer_condition_names_http (SimmerCondition *self);
gboolean simmer_condition_holds (SimmerCondition *self,
                                 guint http_status,
                                 JsonNode *task,
                                 JsonNode *whole);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerCondition, simmer_condition_free)

G_END_DECLS
