#pragma once

#include "simmer-task-status.h"

G_BEGIN_DECLS

/**
 * SimmerMeaning:
 * @SIMMER_MEANING_STATUS: a status of a task
 * @SIMMER_MEANING_FINE: the request went well; says nothing of a task
 * @SIMMER_MEANING_NOT_FOUND: the service does not know the task
 * @SIMMER_MEANING_UNKNOWN: nobody knows
 *
 * What a status word means.
 */
typedef enum
{
  SIMMER_MEANING_STATUS,
  SIMMER_MEANING_FINE,
  SIMMER_MEANING_NOT_FOUND,
  SIMMER_MEANING_UNKNOWN,
} SimmerMeaning;

char *simmer_vocabulary_fold (const char *name);
SimmerMeaning simmer_vocabulary_read (const char *word, SimmerTaskStatus *status);
gboolean simmer_vocabulary_is_success (const char *word);
gboolean simmer_vocabulary_says_nothing (const char *text);
gboolean simmer_vocabulary_says_not_found (const char *text);
gboolean simmer_vocabulary_says_internal (const char *text);

G_END_DECLS
