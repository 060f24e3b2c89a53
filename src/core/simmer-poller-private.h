#pragma once

#include "simmer-gate.h"
#include "simmer-live-channel.h"
#include "simmer-poller.h"
#include "simmer-porter.h"
#include "simmer-rate-limit.h"

G_BEGIN_DECLS

/* For simmer-poller*.c alone: a task that is followed, the host that it is asked from, and the
 * question under way. */

#define SIMMER_POLLER_NEVER G_MAXINT64

typedef struct _SimmerFollow SimmerFollow;
typedef struct _SimmerLine SimmerLine;
typedef struct _SimmerPolledHost SimmerPolledHost;

/* Listens to what the service tells by itself, of all tasks of a line or of one. */
typedef struct
{
  SimmerPoller *poller;       /* (unowned) */
  SimmerLine *line;           /* (unowned) */
  SimmerFollow *follow;       /* (unowned) (nullable): the one */
  SimmerClient *client;       /* (unowned): the channel's */
  SimmerLiveChannel *channel; /* (owned) */
  gboolean entered;           /* its request counts at the host's gate */
} SimmerEar;

/* A question under way, about one task or several. It outlives what it was asked for if that is
 * given up. */
typedef struct
{
  SimmerPoller *poller;      /* (unowned) (nullable): NULL once given up */
  SimmerPolledHost *host;    /* (unowned) */
  GPtrArray *follows;        /* (owned) (element-type SimmerFollow): not yet given up */
  GCancellable *cancellable; /* (owned) */
  gint64 sent;
  gint64 moved; /* boot time at which the network first changed since; 0 if it did not */
} SimmerQuestion;

/* The tasks of one account at one host. */
struct _SimmerLine
{
  SimmerPolledHost *host;           /* (unowned) */
  SimmerAccount *account;           /* (owned) */
  gint64 paces[SIMMER_N_VERBS + 1]; /* of what its profile limits: each verb, and all together */
  GSequence *follows;               /* (owned): SimmerFollow, the most urgent first */
  guint64 served;                   /* number of the last question of the host that was theirs */
  GHashTable *by_id;                /* (owned): the service's name → SimmerFollow */
  SimmerEar *ear;                   /* (owned) (nullable): for all of them */
  GPtrArray *ears;                  /* (owned): SimmerEar for one task each, which own them */
};

struct _SimmerPolledHost
{
  char *name;       /* (owned) */
  SimmerGate *gate; /* (owned) */
  GPtrArray *lines; /* (owned): SimmerLine; none is ever removed */
  guint64 served;   /* how many questions went out */
  GQueue entries;   /* (owned): GTask that wait to be let in, in their turn */
  GQueue questions; /* (element-type SimmerQuestion): under way, not given up, the oldest first */
  gboolean builtin;
  gboolean closed;        /* its tasks were told so */
  gconstpointer troubled; /* the last task over which it had trouble of its own, for comparison */
};

struct _SimmerFollow
{
  SimmerTask *task;         /* (owned) */
  SimmerClient *client;     /* (owned) */
  SimmerPolledHost *host;   /* (unowned) */
  SimmerLine *line;         /* (unowned): of the host */
  GSequenceIter *place;     /* (unowned) (nullable): in its line; NULL while asked */
  SimmerQuestion *question; /* (unowned) (nullable): under way */
  gint64 due;
  gint64 heard; /* boot time of the last answer; 0 if none */
  gint64 hint;  /* of the last answer */
  gint64 outage_began;
  gint64 failed;     /* boot time of the last failure of this task alone */
  guint failures;    /* in a row, of this task alone */
  guint gone;        /* in a row */
  guint missed;      /* batches in a row that did not tell of it */
  gboolean alone;    /* to be asked for singly */
  gboolean together; /* was asked for with others */
  gboolean urgent;   /* a person asked */
  gboolean trying;   /* asked although its service wanted other credentials */
  guint64 sequence;  /* of the question under way */
  char *remote_id;   /* (owned): its name in the line's table */
  SimmerEar *ear;    /* (owned) (nullable): for it alone */
  gint64 asked;      /* boot time of the last question */
  gint64 net;        /* boot time since which the stream is relied on without a question */
  gboolean live;     /* changes are told by the service */
  gboolean deaf;     /* though the stream is open, a question brought what it had not told */
};

struct _SimmerPoller
{
  GObject parent_instance;

  SimmerClock *clock;         /* (owned) */
  SimmerNetwork *network;     /* (owned) */
  SimmerTurnstile *turnstile; /* (owned) (nullable): of all processes */
  SimmerAlarm *alarm;         /* (owned) (nullable): NULL once stopped */
  GHashTable *follows;        /* (owned): SimmerTask → SimmerFollow */
  GHashTable *hosts;          /* (owned): name → SimmerPolledHost */
  GPtrArray *host_list;       /* (owned): the same; none is ever removed */
  GHashTable *signed_out;     /* (owned): SimmerAccount */
  GHashTable *batch_failures; /* (owned): SimmerAccount → how many in a row */
  gboolean background;
  gboolean metered;
  gboolean saver;  /* the battery is to last */
  gboolean asleep; /* the machine */
  gint64 slept;    /* boot time at which it was last about to sleep */
  gboolean paused;
  gboolean held;
  gboolean pumping;
  gboolean again;      /* something changed while pumping */
  SimmerWishes wishes; /* for all accounts */
  gint64 interval;     /* in place of whatever is wished; 0 if not */
};

/* simmer-poller.c */
gint64 simmer_poller_get_boot (SimmerPoller *self);
void simmer_poller_emit_reported (SimmerPoller *self, SimmerTask *task, gboolean changed);
void simmer_poller_emit_ended (SimmerPoller *self, SimmerTask *task);
void simmer_poller_emit_tracking (SimmerPoller *self, SimmerTask *task, SimmerTracking before);
void simmer_poller_emit_window (SimmerPoller *self, const char *host, gint64 boot_until);

/* simmer-poller-hosts.c */
void simmer_polled_host_free (SimmerPolledHost *host);
SimmerLine *simmer_polled_host_get_line (SimmerPolledHost *host, SimmerAccount *account);
SimmerPolledHost *simmer_poller_get_host (SimmerPoller *self, const char *name);
SimmerPolledHost *simmer_poller_get_host_of (SimmerPoller *self, SimmerClient *client);

gint64 simmer_poller_get_pace (SimmerPoller *self, SimmerLine *line, SimmerVerb verb, gint64 now);
void simmer_poller_take_pace (SimmerPoller *self, SimmerLine *line, SimmerVerb verb, gint64 now);

void simmer_poller_get_wishes (SimmerPoller *self, SimmerLine *line, SimmerWishes *wishes);

/* simmer-poller-entries.c */
void simmer_poller_init_porter (SimmerPorterInterface *iface);
gint64 simmer_poller_let_in (SimmerPoller *self,
                             SimmerPolledHost *host,
                             SimmerTurn last,
                             gint64 now);
gint64 simmer_polled_host_get_waiting (SimmerPolledHost *host);
void simmer_polled_host_turn_away (SimmerPolledHost *host);

/* simmer-poller-pump.c */
void simmer_poller_pump (SimmerPoller *self);
void simmer_poller_pump_soon (SimmerPoller *self);

/* simmer-poller-question.c */
gint64 simmer_poller_get_turn (SimmerPoller *self, SimmerFollow *follow, gint64 now);
void simmer_poller_ask (SimmerPoller *self, SimmerFollow *follow, gint64 now);
void simmer_question_give_up (SimmerFollow *follow);

/* simmer-poller-patience.c */
void simmer_poller_give_up_older (SimmerPoller *self, SimmerPolledHost *host, gint64 than);
void simmer_polled_host_note_moved (SimmerPolledHost *host, gint64 now);
gint64 simmer_poller_lose_patience (SimmerPoller *self, SimmerPolledHost *host, gint64 now);

/* simmer-poller-live.c */
void simmer_ear_free (SimmerEar *ear);
gint64 simmer_poller_listen (SimmerPoller *self, SimmerPolledHost *host, gint64 now);
void simmer_poller_hurry_ears (SimmerPoller *self, SimmerPolledHost *host);
void simmer_follow_note_told (SimmerPoller *self, SimmerFollow *follow);
void simmer_follow_note_asked (SimmerPoller *self, SimmerFollow *follow, gboolean news);
gint64 simmer_follow_get_net (SimmerPoller *self, SimmerFollow *follow);

/* simmer-poller-follow.c */
void simmer_follow_free (SimmerFollow *follow);
void simmer_follow_wait_until (SimmerFollow *follow, gint64 due);
void simmer_follow_ask_again (SimmerPoller *self, SimmerFollow *follow);
gint64 simmer_follow_get_earliest (SimmerPoller *self, SimmerFollow *follow, gint64 now);
void simmer_follow_ask_in_turn (SimmerPoller *self, SimmerFollow *follow);
gboolean simmer_follow_is_signed_out (SimmerPoller *self, SimmerFollow *follow);
gboolean simmer_follow_is_stalled (SimmerPoller *self, SimmerFollow *follow);
void simmer_follow_get_cadence_in_outage (SimmerPoller *self,
                                          SimmerFollow *follow,
                                          SimmerCadence *cadence);
void simmer_follow_hasten (SimmerPoller *self, SimmerFollow *follow);
gint64 simmer_follow_get_due (SimmerPoller *self, SimmerFollow *follow);
gint64 simmer_follow_get_due_after (SimmerPoller *self, SimmerFollow *follow, gint64 heard);
gint64 simmer_follow_get_due_after_failure (SimmerPoller *self, SimmerFollow *follow);

/* simmer-poller-answers.c */
void simmer_poller_show_follow (SimmerPoller *self, SimmerFollow *follow);
void simmer_poller_show_host (SimmerPoller *self,
                              SimmerPolledHost *host,
                              const GError *error,
                              gboolean due);
void simmer_poller_take_report (SimmerPoller *self,
                                SimmerFollow *follow,
                                SimmerReport *report,
                                guint64 sequence);
void simmer_poller_take_news (SimmerPoller *self, SimmerFollow *follow, SimmerReport *report);
void simmer_poller_take_error (SimmerPoller *self,
                               SimmerFollow *follow,
                               const GError *error,
                               gint64 sent);
void simmer_poller_take_limit (SimmerPoller *self,
                               SimmerPolledHost *host,
                               const SimmerRateLimit *limit);
void simmer_poller_take_refusal (SimmerPoller *self, SimmerPolledHost *host, const GError *error);
void simmer_poller_take_answer (SimmerPoller *self, SimmerPolledHost *host);

G_END_DECLS
