#pragma once

#include "simmer-condition.h"
#include "simmer-path.h"
#include "simmer-task-status.h"

G_BEGIN_DECLS

/**
 * SimmerVerdict:
 *
 * What a status rule concludes: a status of the task, as #SimmerTaskStatus, or one of these.
 * @SIMMER_VERDICT_GONE: the service does not know the task
 * @SIMMER_VERDICT_SIGN_IN: the credential is not accepted
 * @SIMMER_VERDICT_RATE_LIMITED: asked too often
 * @SIMMER_VERDICT_TROUBLE: the service has trouble of its own; ask again
 * @SIMMER_VERDICT_UNCLEAR: trouble of its own, or the credential is not accepted: it does not tell
 * @SIMMER_VERDICT_REFUSED: the request is refused
 * @SIMMER_VERDICT_OVER: an order came too late: the task has ended already
 * @SIMMER_VERDICT_NONE: nothing
 */
typedef enum
{
  SIMMER_VERDICT_GONE = SIMMER_N_TASK_STATUSES,
  SIMMER_VERDICT_SIGN_IN,
  SIMMER_VERDICT_RATE_LIMITED,
  SIMMER_VERDICT_TROUBLE,
  SIMMER_VERDICT_UNCLEAR,
  SIMMER_VERDICT_REFUSED,
  SIMMER_VERDICT_OVER,
  SIMMER_VERDICT_NONE,
} SimmerVerdict;

/**
 * SimmerStatusRule:
 * @condition: when it applies
 * @verdict: what it concludes; %SIMMER_VERDICT_NONE where @words do
 * @path: (nullable): where the word is
 * @whole: whether @path is one in the whole answer
 * @words: (nullable): (element-type utf8 int): words in small letters and the verdict of each
 */
typedef struct
{
  SimmerCondition *condition;
  int verdict;
  SimmerPath *path;
  gboolean whole;
  GHashTable *words;
} SimmerStatusRule;

/**
 * SimmerValueRule:
 * @path: (nullable): where the value is
 * @header: (nullable): the header that it is in
 * @from: (nullable): a template that makes it
 * @match: (nullable): the part of it that counts: the first group, or all
 *
 * Where a text such as an id is.
 */
typedef struct
{
  char *name;
  SimmerPath *path;
  char *header;
  char *from;
  GRegex *match;
} SimmerValueRule;

typedef enum
{
  SIMMER_UNIT_SECONDS,
  SIMMER_UNIT_MILLISECONDS,
  SIMMER_UNIT_MINUTES,
  SIMMER_UNIT_TIME,
} SimmerUnit;

/**
 * SimmerNumberRule:
 * @value: where the number is
 * @sum: (nullable) (element-type SimmerPath): what is added up instead
 * @of: (nullable) (element-type SimmerPath): what it is divided by, added up
 * @scale: what means the whole
 * @base: the number of the first in a queue
 * @unit: of a time
 */
typedef struct
{
  SimmerValueRule *value;
  GPtrArray *sum;
  GPtrArray *of;
  double scale;
  int base;
  SimmerUnit unit;
} SimmerNumberRule;

typedef enum
{
  SIMMER_RESULT_AUTO,
  SIMMER_RESULT_URL,
  SIMMER_RESULT_TEXT,
  SIMMER_RESULT_JSON,
  SIMMER_RESULT_BASE64,
} SimmerResultForm;

/**
 * SimmerResultRule:
 * @path: (nullable): where the results are; %NULL where the whole body is the result, or where
 *   @url alone says it
 * @url: (nullable): a template of the address, in which {value} is what @path found
 * @form: what it is
 * @media_type: (nullable): its media type
 * @unless: (nullable): with these the result is none
 * @body: whether the bytes of the body are the result
 * @partial: whether a task that was cancelled has it, too
 */
typedef struct
{
  SimmerPath *path;
  char *url;
  SimmerResultForm form;
  char *media_type;
  SimmerCondition *unless;
  gboolean body;
  gboolean partial;
} SimmerResultRule;

typedef enum
{
  SIMMER_FIELD_ID,
  SIMMER_FIELD_STATUS,
  SIMMER_FIELD_PROGRESS,
  SIMMER_FIELD_QUEUE,
  SIMMER_FIELD_ETA,
  SIMMER_FIELD_MESSAGE,
  SIMMER_FIELD_ERROR,
  SIMMER_FIELD_TITLE,
  SIMMER_FIELD_KIND,
  SIMMER_FIELD_TIMES,
  SIMMER_FIELD_ATTEMPT,
  SIMMER_FIELD_RESULTS,
  SIMMER_N_FIELDS,
} SimmerField;

/**
 * SimmerRules:
 * @said: which fields the profile speaks of; the tolerant reader reads the others
 *
 * How the answers to one request are read.
 */
typedef struct
{
  gboolean said[SIMMER_N_FIELDS];
  SimmerPath *task;
  SimmerValueRule *id;
  GPtrArray *status; /* (element-type SimmerStatusRule) */
  SimmerNumberRule *progress;
  SimmerNumberRule *queue;
  SimmerNumberRule *eta;
  SimmerNumberRule *poll_after;
  SimmerNumberRule *attempt;
  SimmerPath *message;
  SimmerPath *error;
  SimmerPath *title;
  SimmerPath *kind;
  SimmerPath *times[3]; /* created, started, finished */
  GPtrArray *results;   /* (element-type SimmerResultRule) */
  SimmerCondition *withheld;
  SimmerCondition *warning;
  char *warning_says;
  double expires; /* s; 0 = not known */
  SimmerPath *expires_at;
  GPtrArray *keep; /* (element-type SimmerValueRule) */
  SimmerPath *items;
} SimmerRules;

SimmerRules *simmer_rules_new (SimmerProfileCheck *check, JsonObject *object, const char *where);
void simmer_rules_free (SimmerRules *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerRules, simmer_rules_free)

G_END_DECLS
