/* The words of the services: how each spells what all of them mean. Pure. */

#include "simmer-vocabulary.h"

#include <string.h>

typedef struct
{
  SimmerTaskStatus status;
  const char *words; /* folded, separated by blanks */
} Entry;

static const Entry entries[] = {
  { SIMMER_TASK_STATUS_PENDING,
    " pending waiting wait queued queue queueing queuing inqueue enqueued submitted submit "
    "scheduled "
    "created new accepted received registered notstarted notstart notsend init initial initialized "
    "initializing starting preparing prepared delayed deferred hold onhold held paused suspended "
    "throttled blocked retry retrying requeued configuring waitingtodispatch planned staged "
    "backlogged retryable "
    "provisioning runnable booting warming warmingup loading scheduling " },
  { SIMMER_TASK_STATUS_IN_PROGRESS,
    " inprogress inflight progress progressing processing process running run started working "
    "active "
    "ongoing "
    "busy generating rendering executing computing planning validating checking qualitycheck "
    "dispatched assigned allocated streaming uploading downloading encoding upscaling training "
    "transcribing dreaming dubbing cloning preprocessing postprocessing finalizing finishing "
    "completing cancelling canceling cancelrequested cancellationrequested stopping aborting "
    "terminating " },
  { SIMMER_TASK_STATUS_COMPLETED,
    " completed complete success successful succeeded succeed successed done finished finish ready "
    "generated "
    "partial partiallycompleted partialsuccess completedwitherrors alreadycreated alreadycompleted "
    "alreadydone rantocompletion fulfilled passed partiallysucceeded "
    "transcribed rendered converted exported delivered ended " },
  { SIMMER_TASK_STATUS_FAILED,
    " failed fail failure failted error errored rejected refused denied expired timeout timedout "
    "exception faulted crashed invalid unsuccessful moderated requestmoderated contentmoderated "
    "nodefail bootfail outofmemory deadline deadlineexceeded dead discarded "
    "abandoned oomkilled nsfw " },
  { SIMMER_TASK_STATUS_CANCELLED,
    " cancelled canceled cancel revoked aborted abort stopped terminated killed interrupted "
    "preempted withdrawn dismissed skipped deleted " },
};

static const char fine[] = " ok okay fine true 0 200 201 202 ";
static const char not_found[] =
  " notfound tasknotfound jobnotfound missing notexist notexists doesnotexist nosuchtask gone ";
static const char nothing[] = " ok okay success successful succeeded succeed none null nil noerror "
                              "noerrors noterror false 0 200 undefined n/a - ";

/**
 * simmer_vocabulary_fold:
 * @name: a member's name or a word
 *
 * Returns: (transfer full): @name in small letters without blanks, "_", "-" and ".", so that
 *   "task_id", "taskId" and "Task-ID" are one
 */
char *
simmer_vocabulary_fold (const char *name)
{
  char *folded = g_malloc (strlen (name) + 1);
  char *out = folded;

  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isspace (*p) && *p != '_' && *p != '-' && *p != '.')
      *out++ = g_ascii_tolower (*p);
  *out = '\0';

  return folded;
}

static gboolean
is_among (const char *word, const char *list)
{
  gsize length = strlen (word);

  for (const char *p = strstr (list, word); length > 0 && p != NULL; p = strstr (p + 1, word))
    if (p[-1] == ' ' && p[length] == ' ')
      return TRUE;

  return FALSE;
}

static gboolean
look_up (const char *folded, SimmerTaskStatus *status)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (is_among (folded, entries[i].words))
      {
        *status = entries[i].status;
        return TRUE;
      }

  return FALSE;
}

#define SEPARATORS " _-:."

/* Where the next part of a word begins: after a separator, or at a hump. */
static const char *
find_next_part (const char *part)
{
  for (const char *p = part; *p != '\0'; p++)
    {
      if (strchr (SEPARATORS, *p) != NULL)
        return p + 1;
      if (g_ascii_islower (p[0]) && g_ascii_isupper (p[1]))
        return p + 1;
    }

  return NULL;
}

static char *
fold_part (const char *part, const char *next)
{
  g_autofree char *text = next != NULL ? g_strndup (part, (gsize) (next - part)) : g_strdup (part);

  g_strdelimit (text, ":", ' ');
  return simmer_vocabulary_fold (text);
}

/* "TASK_STATUS_SUCCEED", "job:running", "renderJobFailed": what a word is of stands before it, and
 * nothing that could be a status of its own ("waiting_for_job_done") stands before that. */
static gboolean
look_up_named (const char *word, SimmerTaskStatus *status)
{
  static const char kinds[] = " task job batch run request generation prediction status state ";
  static const char turns[] = " for on not no previous last until before after ";

  for (const char *part = word, *next; (next = find_next_part (part)) != NULL; part = next)
    {
      g_autofree char *folded = fold_part (part, next);
      g_autofree char *rest = NULL;

      if (is_among (folded, kinds))
        {
          rest = simmer_vocabulary_fold (next);
          if (look_up (rest, status))
            return TRUE;
        }
      else if (is_among (folded, turns) || look_up (folded, status))
        return FALSE;
    }

  return FALSE;
}

/* "0 failed" */
static gboolean
is_count (const char *part, const char *next)
{
  while (part < next && g_ascii_isdigit (*part))
    part++;

  return part == next - 1;
}

/* "GENERATE_AUDIO_FAILED", "user-cancelled", "QUOTA_EXCEEDED", "ImportPending": the last word tells
 * of something that broke off or goes on. Of something that went well it does not: it may have been
 * a part alone, as in "TEXT_SUCCESS". */
static gboolean
look_up_last (const char *word, SimmerTaskStatus *status)
{
  static const char ends[] = " failed failure error cancelled canceled aborted timeout timedout "
                             "rejected denied crashed ";
  static const char limits[] = " exceeded exhausted violation ";
  static const char turns[] = " not no never un for on to until before after ";
  /* What is not the work itself may fail while that goes on or is done: "cancel_failed". */
  static const char asides[] = " cancel cancellation cancelling abort stop pause resume webhook "
                               "callback notification notify email cleanup ";
  static const char wholes[] = " finished completed complete done ";
  const char *before = NULL;
  const char *last = word;
  g_autofree char *folded = NULL;
  g_autofree char *other = NULL;

  for (const char *next; (next = find_next_part (last)) != NULL; last = next)
    before = last;
  if (last == word)
    return FALSE;

  folded = simmer_vocabulary_fold (last);
  other = fold_part (before, last);
  if (is_among (other, turns) || is_among (other, asides) || is_count (before, last))
    return FALSE;
  /* "planned_and_finished" */
  if (g_str_equal (other, "and") && is_among (folded, wholes))
    return look_up (folded, status);
  if (is_among (folded, limits))
    {
      *status = SIMMER_TASK_STATUS_FAILED;
      return TRUE;
    }

  return look_up (folded, status) &&
         (is_among (folded, ends) || !simmer_task_status_is_final (*status));
}

/* "CancelledByUser", "failed_validation", "finished with errors", "FinishedSuccessfully": the first
 * word tells the end, and what follows tells how. */
static gboolean
look_up_end (const char *word, SimmerTaskStatus *status)
{
  static const char broken[] = " failed rejected cancelled canceled aborted ";
  static const char whole[] = " completed finished done succeeded ended ";
  static const char manners[] = " with by successfully normally ok ";
  static const char ways[] = " by in at on to with due because during validation permanently ";
  const char *rest = find_next_part (word);
  const char *after = rest != NULL ? find_next_part (rest) : NULL;
  g_autofree char *first = rest != NULL ? fold_part (word, rest) : NULL;
  g_autofree char *manner = rest != NULL ? fold_part (rest, after) : NULL;

  if (rest == NULL)
    return FALSE;
  if (is_among (first, whole))
    return is_among (manner, manners) && look_up (first, status);

  /* Not "failed_over" or "failed_retrying", which go on. */
  return is_among (first, broken) && is_among (manner, ways) && look_up (first, status);
}

/* "is_running", "HasFailed", "was cancelled", "has been queued" */
static const char *
skip_auxiliaries (const char *word)
{
  static const char auxiliaries[] = " is has have was were been being currently still ";

  for (const char *next; (next = find_next_part (word)) != NULL; word = next)
    {
      g_autofree char *folded = fold_part (word, next);

      if (!is_among (folded, auxiliaries))
        break;
    }

  return word;
}

/* "sampling", "compositing": whatever it is that is being done. */
static gboolean
look_up_doing (const char *folded, SimmerTaskStatus *status)
{
  *status = SIMMER_TASK_STATUS_IN_PROGRESS;
  return strlen (folded) > 4 && g_str_has_suffix (folded, "ing");
}

/* "generating_cf", "waiting for approval", "awaiting_payment": the first word tells where nothing
 * is final yet. */
static gboolean
look_up_first (const char *word, SimmerTaskStatus *status)
{
  gsize length = strcspn (word, SEPARATORS);
  g_autofree char *first = g_strndup (word, length);
  g_autofree char *folded = simmer_vocabulary_fold (first);

  if (word[length] == '\0')
    return FALSE;
  if (g_str_equal (folded, "awaiting"))
    {
      *status = SIMMER_TASK_STATUS_PENDING;
      return TRUE;
    }

  /* "TIMING-OUT", "rolling back" */
  return (look_up (folded, status) && !simmer_task_status_is_final (*status)) ||
         look_up_doing (folded, status);
}

/* "Processing complete" ends what "processing" begins; an end is not guessed. */
static gboolean
contradicts_itself (const char *word)
{
  const char *rest = find_next_part (word);
  g_autofree char *first = rest != NULL ? fold_part (word, rest) : NULL;
  g_autofree char *last = rest != NULL ? simmer_vocabulary_fold (rest) : NULL;
  SimmerTaskStatus status;

  return rest != NULL && look_up_doing (first, &status) && look_up (last, &status) &&
         status == SIMMER_TASK_STATUS_COMPLETED;
}

/**
 * simmer_vocabulary_read:
 * @word: a status word of a service
 * @status: (out): the status it names, where it names one
 *
 * Returns: what @word means
 */
SimmerMeaning
simmer_vocabulary_read (const char *word, SimmerTaskStatus *status)
{
  g_autofree char *folded = NULL;

  word = skip_auxiliaries (word);
  folded = simmer_vocabulary_fold (word);
  if (look_up (folded, status))
    return SIMMER_MEANING_STATUS;
  if (is_among (folded, fine))
    return SIMMER_MEANING_FINE;
  if (is_among (folded, not_found))
    return SIMMER_MEANING_NOT_FOUND;

  if (contradicts_itself (word))
    return SIMMER_MEANING_UNKNOWN;
  if (look_up_named (word, status) || look_up_last (word, status) || look_up_end (word, status) ||
      look_up_first (word, status) || look_up_doing (folded, status))
    return SIMMER_MEANING_STATUS;

  return SIMMER_MEANING_UNKNOWN;
}

/**
 * simmer_vocabulary_is_success:
 * @word: (nullable): a status word of a service
 *
 * Returns: whether @word may as well mean that the request went well as that the task did
 */
gboolean
simmer_vocabulary_is_success (const char *word)
{
  g_autofree char *folded = simmer_vocabulary_fold (word != NULL ? word : "");

  return is_among (folded, " success successful succeeded succeed ");
}

/**
 * simmer_vocabulary_says_nothing:
 * @text: a message or an error of a service
 *
 * Returns: whether it is one of the words that stand where there is nothing to say
 */
gboolean
simmer_vocabulary_says_nothing (const char *text)
{
  g_autofree char *folded = simmer_vocabulary_fold (text);

  return *folded == '\0' || is_among (folded, nothing);
}

static gboolean
says_any (const char *text, const char *const *phrases)
{
  g_autofree char *lower = g_ascii_strdown (text != NULL ? text : "", -1);

  for (guint i = 0; phrases[i] != NULL; i++)
    if (strstr (lower, phrases[i]) != NULL)
      return TRUE;

  return FALSE;
}

/**
 * simmer_vocabulary_says_not_found:
 * @text: (nullable): a sentence of a service
 *
 * Returns: whether it says that what was asked for does not exist
 */
gboolean
simmer_vocabulary_says_not_found (const char *text)
{
  static const char *const phrases[] = {
    "not found", "not_found",    "notfound",    "no such",          "not exist",
    "n't exist", "unknown task", "unknown job", "no longer exists", NULL,
  };

  return says_any (text, phrases);
}

/**
 * simmer_vocabulary_says_internal:
 * @text: (nullable): a sentence of a service
 *
 * Returns: whether it says that the fault is the service's, without saying what it is
 */
gboolean
simmer_vocabulary_says_internal (const char *text)
{
  static const char *const phrases[] = {
    "internal error",   "internal_error", "internal server", "internal_server",
    "internal failure", "server error",   "server_error",    "unexpected error",
    "unexpected_error", "unknown error",  "unknown_error",   NULL,
  };

  return says_any (text, phrases);
}
