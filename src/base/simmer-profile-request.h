#pragma once

#include "simmer-profile-check.h"
#include "simmer-rules.h"

G_BEGIN_DECLS

/**
 * SimmerBodyKind:
 * @SIMMER_BODY_JSON: application/json
 * @SIMMER_BODY_FORM: application/x-www-form-urlencoded
 * @SIMMER_BODY_PARTS: multipart/form-data
 * @SIMMER_BODY_BYTES: a file, as it is
 *
 * How a request's body is written down.
 */
typedef enum
{
  SIMMER_BODY_JSON,
  SIMMER_BODY_FORM,
  SIMMER_BODY_PARTS,
  SIMMER_BODY_BYTES,
} SimmerBodyKind;

/**
 * SimmerPaging:
 * @SIMMER_PAGING_NONE: there is one page
 * @SIMMER_PAGING_URL: an answer has the address of the next page
 * @SIMMER_PAGING_CURSOR: an answer has the value of {cursor} for the next page
 * @SIMMER_PAGING_OFFSET: {offset} is how many items were seen
 *
 * How a list goes on.
 */
typedef enum
{
  SIMMER_PAGING_NONE,
  SIMMER_PAGING_URL,
  SIMMER_PAGING_CURSOR,
  SIMMER_PAGING_OFFSET,
} SimmerPaging;

/**
 * SimmerRequest:
 * @method: HTTP method
 * @paths: (array zero-terminated=1): RFC 6570 templates below the account's address, or of an
 *   absolute URL; the first whose variables all have values counts
 * @withs: (array zero-terminated=1): for each of @paths a variable that must have a value, too; ""
 *   is none
 * @query: (nullable): names and templates; one without a value is left out
 * @headers: (nullable): names and templates
 * @body: (nullable): template
 * @body_kind: how @body is written
 * @success: (nullable) (array zero-terminated=1): the HTTP statuses that are good; %NULL is 200 to
 *   299
 * @own: (nullable): its own "answer"
 * @rules: (nullable): how its answers are read: @own, else the profile's
 * @states: statuses of a task in which this may be asked, as bits; all at first
 * @limit: how often it may be asked: so many requests …
 * @limit_seconds: … in so many seconds; 0 = not limited
 * @most: ids in one question about many; 0 = any number
 * @paging: how a list goes on
 * @next: (nullable): where an answer says how
 * @before: (nullable): its own "before"
 * @steps: (nullable) (element-type SimmerRequest): what is asked one after the other before it, for
 *   what their answers keep
 *
 * How a profile asks for one thing; owned by the profile.
 */
typedef struct
{
  const char *method;
  char **paths;
  char **withs;
  JsonObject *query;
  JsonObject *headers;
  JsonNode *body;
  SimmerBodyKind body_kind;
  guint *success;
  JsonObject *own;
  SimmerRules *rules;
  guint states;
  double limit;
  double limit_seconds;
  guint most;
  SimmerPaging paging;
  SimmerPath *next;
  JsonNode *before;
  GPtrArray *steps;
} SimmerRequest;

void simmer_request_read (SimmerRequest *self,
                          SimmerProfileCheck *check,
                          JsonObject *object,
                          const char *where);
void simmer_request_clear (SimmerRequest *self);
gboolean simmer_request_is_success (const SimmerRequest *self, guint http_status);

gboolean simmer_text_is_header (const char *text, gboolean token);
gboolean simmer_text_is_path (const char *path);
void simmer_headers_read (JsonObject **headers,
                          SimmerProfileCheck *check,
                          JsonObject *object,
                          const char *where);

G_END_DECLS
