#pragma once

#include "simmer-report.h"
#include "simmer-subject.h"

G_BEGIN_DECLS

void simmer_blame_read_failure (SimmerSubject *subject, JsonNode *root, SimmerReport *report);
gboolean simmer_blame_result_failed (SimmerSubject *subject);
char *simmer_blame_dup_error (SimmerSubject *subject);
char *simmer_blame_dup_refusals (SimmerSubject *subject);

G_END_DECLS
