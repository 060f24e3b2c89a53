#pragma once

#include "simmer-report.h"
#include "simmer-subject.h"

G_BEGIN_DECLS

void simmer_guess_progress (SimmerSubject *subject, SimmerReport *report);
void simmer_guess_queue (SimmerSubject *subject, int base, SimmerReport *report);
void simmer_guess_eta (SimmerSubject *subject, SimmerReport *report);
void simmer_guess_words (SimmerSubject *subject, SimmerReport *report);
void simmer_guess_times (SimmerSubject *subject, SimmerReport *report);
void simmer_guess_status (SimmerSubject *subject, JsonNode *root, SimmerReport *report);

G_END_DECLS
