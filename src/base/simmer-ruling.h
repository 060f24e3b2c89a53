#pragma once

#include "simmer-answer.h"
#include "simmer-report.h"
#include "simmer-rules.h"

G_BEGIN_DECLS

/**
 * SimmerRuling:
 * @rules: how the answer is read
 * @answer: the answer
 * @whole: (nullable): its body
 * @task: (nullable): the part of it that is about the task
 *
 * A profile's rules at work on one answer.
 */
typedef struct
{
  const SimmerRules *rules;
  const SimmerAnswer *answer;
  JsonNode *whole;
  JsonNode *task;
} SimmerRuling;

int simmer_ruling_find_verdict (SimmerRuling *self, gboolean good, char **unknown_word);
char *simmer_ruling_dup_value (SimmerRuling *self, const SimmerValueRule *rule);
GStrv simmer_ruling_dup_values (SimmerRuling *self, const SimmerValueRule *rule);
gint64 simmer_ruling_get_poll_after (SimmerRuling *self);
void simmer_ruling_read_numbers (SimmerRuling *self, SimmerReport *report);
void simmer_ruling_read_words (SimmerRuling *self, SimmerReport *report);
void simmer_ruling_read_results (SimmerRuling *self, SimmerReport *report, gboolean partial);
void simmer_ruling_read_kept (SimmerRuling *self, SimmerReport *report);

G_END_DECLS
