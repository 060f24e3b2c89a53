#pragma once

#include "simmer-estimator.h"
#include "simmer-raw-answer.h"

G_BEGIN_DECLS

char *simmer_words_for_duration (gint64 usec);
char *simmer_words_for_span (gint64 low, gint64 high);
char *simmer_words_for_remaining (gint64 low, gint64 high);
char *simmer_words_for_remaining_short (gint64 low, gint64 high);
char *simmer_words_for_position (int position, int base);
char *simmer_words_for_progress (double progress, gboolean estimated);
char *simmer_words_for_raw_answer (SimmerRawAnswer *raw_answer);
const char *simmer_words_for_status (SimmerTaskStatus status);

G_END_DECLS
