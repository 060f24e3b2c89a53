#pragma once

#include "simmer-fake-http.h"
#include "simmer-poller.h"
#include "simmer-test-network.h"

G_BEGIN_DECLS

/* A world of services, tasks, persons and their processes that pollers live in. Time and network
 * are not real. */

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)

#define N_HOSTS     3
#define N_ACCOUNTS  2
#define N_PROCESSES 2
#define MOST_TASKS  12

/* Requests a second that a profile with a pace allows. */
#define PACE 2.0

typedef struct _Stream Stream;

/* One of those that share the store: a window, a terminal. */
typedef struct
{
  SimmerPoller *poller; /* (owned) */
  SimmerHttp *http;     /* (owned) */
  SimmerWishes wishes;  /* for all accounts */
  gboolean live;
  gboolean paused;
  gboolean background;
} Process;

/* At one host, as one process sees it. */
typedef struct
{
  SimmerClient *client; /* (owned) */
  Process *process;
  Stream *stream; /* (nullable): open */
  gint64 lost;    /* when one last ended */
  double level;   /* as of @filled, of the pace that its profile wants */
  gint64 filled;
  gboolean connecting;
  gboolean signed_out;
  gboolean paced;
} Account;

typedef struct
{
  char *name; /* (owned) */
  Account accounts[N_PROCESSES][N_ACCOUNTS];
  guint in_flight[N_PROCESSES];
  double level; /* of the bucket, as of @filled: requests that are not yet paid off */
  gint64 filled;
  gint64 closed_until[N_PROCESSES]; /* as far as that process can know */
  gint64 troubled;                  /* when anything last went wrong with it */
  gint64 barred;                    /* when it last could not be asked at all */
  gint64 probe[N_PROCESSES];        /* while there is no network: when it may be asked */
  double rudeness;                  /* how likely a fault is */
  gboolean down;
} Host;

typedef struct
{
  SimmerTask *task; /* (owned) */
  Host *host;
  guint number;     /* of its account */
  Account *account; /* of the process that follows it */
  gint64 starts;
  gint64 ends;
  SimmerTaskStatus outcome;
  gint64 asked; /* or followed */
  guint in_flight;
  guint gone;     /* in a row */
  gboolean known; /* its service has told of it */
  gboolean followed;
  gboolean told;    /* its end */
  gboolean said;    /* its end, to somebody who may take it for old */
  gint64 heard;     /* when a stream told its end */
  gint64 mentioned; /* by a stream */
  gint64 news;      /* when a stream first mentioned it after it was last asked for */
  gboolean may_fail;
  gboolean urgent; /* a person asked */
} Subject;

typedef struct
{
  guint32 seed;
  GRand *random;
  SimmerClock *clock;
  GNetworkMonitor *monitor;
  SimmerNetwork *network;
  Process processes[N_PROCESSES];
  guint n_processes;
  Host hosts[N_HOSTS];
  Subject subjects[MOST_TASKS];
  guint n_subjects;
  GHashTable *replies; /* Reply: on their way */
  GHashTable *tidings; /* from one process to the other, on their way through the store */
  GHashTable *streams; /* Stream: that somebody reads */
  GQueue arrived;      /* Reply: to be taken in */
  guint idle;          /* in which that is done */
  gint64 start;
  gint64 disturbed; /* when a person or the machine last changed the rules */
  gint64 offline;   /* since when; 0 if there is a network */
  gint64 moved;     /* when the network last changed */
  gboolean calm;
  guint n_requests;
  guint n_streams;
  guint n_heard;   /* ends that a stream told */
  guint n_fetched; /* outcomes */
} World;

/* What will come of a request. */
typedef struct
{
  World *world;
  SimmerFakeAsk *ask;
  SimmerAlarm *alarm;
  Host *host;
  Account *account;
  gint64 sent;
  GPtrArray *subjects; /* Subject: that it asks for; NULL of an order and of a stream */
  gboolean fetches;    /* the outcome of the one that is done */
} Reply;

#define must(w, condition, ...)                                              \
  G_STMT_START                                                               \
  {                                                                          \
    if (!(condition))                                                        \
      {                                                                      \
        g_autofree char *what_ = g_strdup_printf (__VA_ARGS__);              \
                                                                             \
        g_error ("SIMMER_TEST_SCHEDULE=%u broke a promise after %.3f s: %s", \
                 (w)->seed,                                                  \
                 (double) (world_now (w) - (w)->start) / G_USEC_PER_SEC,     \
                 what_);                                                     \
      }                                                                      \
  }                                                                          \
  G_STMT_END

#define tell(w, format, ...) \
  g_debug ("%9.3f " format, (double) (world_now (w) - (w)->start) / G_USEC_PER_SEC, __VA_ARGS__)

/* storm-world.c */
void world_init (World *w, guint32 seed);
void world_clear (World *w);
void world_drain (void);
gint64 world_now (World *w);
double world_chance (World *w);
gint64 world_between (World *w, double low, double high);
guint world_number (World *w, Process *process);
void world_draw_wishes (World *w, SimmerAccount *account);
gboolean world_listens (World *w, Account *account);

/* storm-promises.c */
void world_note_questions (World *w, Reply *reply);
void world_note_fetch (World *w, Reply *reply);
void world_note_order (World *w, Reply *reply);
void world_note_stream (World *w, Reply *reply);
void world_note_ended (World *w, SimmerTask *task);
void world_check_all (World *w);

/* storm-service.c */
void world_asked_cb (SimmerFakeAsk *ask, gboolean given_up, gpointer user_data);
char *world_describe (World *w, Subject *subject);

/* storm-streams.c */
SimmerFakeStream *world_open_stream (World *w, Reply *reply);
void world_break_streams (World *w, Host *host);

/* storm-people.c */
void world_take_place (World *w, Subject *subject, guint process);
void world_follow (World *w, Subject *subject);
void world_set_network (World *w, gboolean there);
void world_sign_in (World *w, Account *account);
void world_set_paused (World *w, Process *process, gboolean paused);
void world_set_background (World *w, Process *process, gboolean background);
void world_set_down (World *w, Host *host, gboolean down);
void world_act (World *w);

G_END_DECLS
