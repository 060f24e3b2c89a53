#pragma once

#include "simmer-account.h"
#include "simmer-filled-request.h"
#include "simmer-gate.h"
#include "simmer-http.h"
#include "simmer-rate-limit.h"
#include "simmer-report.h"

G_BEGIN_DECLS

/* Whoever makes such a call has seen to it that its host lets it in. */
#define SIMMER_CALL_LET_IN SIMMER_TURN_QUESTION

/* For simmer-client.c alone: one call of one verb, from its variables to a request over HTTP, and
 * from the answer to reports. */
typedef struct
{
  /* Input */
  SimmerAccount *account; /* (owned) */
  SimmerVerb verb;
  gboolean many;
  JsonObject *variables;     /* (owned) */
  GPtrArray *enclosures;     /* (owned) (nullable): files that belong to them */
  const SimmerRequest *step; /* (nullable): not the verb, but what is asked before it */
  char *key;                 /* (owned) (nullable) */
  char *etag;                /* (owned) (nullable) */
  gint64 range_start;
  char *validator; /* (owned) (nullable) */
  gboolean live;   /* not the verb, but the account's stream */
  SimmerStreamKind kind;
  SimmerTurn turn; /* in which it comes in by itself, or SIMMER_CALL_LET_IN */

  /* In progress */
  guint n_steps;    /* of those before the verb that are done */
  char *gate;       /* (owned) (nullable): the host by whose gate it comes in by itself … */
  gboolean entered; /* … or has */
  gboolean rests;   /* what led to it, meanwhile */
  gulong given_up;  /* handler while it does; 0 if none */
  SimmerFilledRequest *filled; /* (owned) (nullable) */
  char *home;                  /* (owned) (nullable): the account's own host */
  char *auth;                  /* (owned) (nullable) */
  char *user;                  /* (owned) (nullable) */
  char *secret;                /* (owned) (nullable): the credential alone */

  /* Output, of a list */
  char *next; /* (owned) (nullable): where it goes on */

  /* Output, of a stream */
  SimmerHttpAnswer *head; /* (owned) (nullable) */
} SimmerCall;

SimmerCall *simmer_call_new (SimmerAccount *account, SimmerVerb verb);
void simmer_call_free (SimmerCall *self);

gboolean simmer_call_may_show_credential (SimmerProfile *profile,
                                          const char *address,
                                          SimmerEndpoint *endpoint);
gboolean simmer_call_fill (SimmerCall *self,
                           SimmerEndpoint *endpoint,
                           SimmerHttpQuestion *question,
                           GError **error);

gboolean simmer_call_read_limit (SimmerCall *self,
                                 SimmerHttpAnswer *answer,
                                 SimmerRateLimit *limit);
gboolean simmer_call_is_from_home (SimmerCall *self, SimmerHttpAnswer *answer);
GError *simmer_call_judge_rate (SimmerCall *self, SimmerHttpAnswer *answer, gint64 wait);
GError *simmer_call_judge_stream (SimmerCall *self, SimmerHttpAnswer *answer);
gpointer simmer_call_read (SimmerCall *self, SimmerHttpAnswer *answer, gint64 wait, GError **error);

void simmer_call_hide_secret (SimmerCall *self, gpointer said, GError *error);

G_END_DECLS
