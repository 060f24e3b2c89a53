#pragma once

#include "simmer-fake-http.h"
#include "simmer-poller.h"
#include "simmer-test-network.h"

G_BEGIN_DECLS

/* A world of services, tasks and persons that a poller lives in. Time and network are not real. */

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)

#define N_HOSTS    3
#define MOST_TASKS 12

typedef struct
{
  SimmerClient *client; /* (owned) */
  gboolean signed_out;
} Account;

typedef struct
{
  char *name; /* (owned) */
  Account accounts[2];
  guint in_flight;
  double level; /* of the bucket, as of @filled: requests that are not yet paid off */
  gint64 filled;
  gint64 closed_until;
  gint64 troubled; /* when anything last went wrong with it */
  gint64 barred;   /* when it last could not be asked at all */
  gint64 probe;    /* while there is no network: when it may be asked */
  double rudeness; /* how likely a fault is */
  gboolean down;
} Host;

typedef struct
{
  SimmerTask *task; /* (owned) */
  Host *host;
  Account *account;
  gint64 starts;
  gint64 ends;
  SimmerTaskStatus outcome;
  gint64 asked; /* or followed */
  guint in_flight;
  guint gone; /* in a row */
  gboolean followed;
  gboolean told; /* its end */
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
  SimmerHttp *http;
  SimmerPoller *poller;
  Host hosts[N_HOSTS];
  Subject subjects[MOST_TASKS];
  guint n_subjects;
  GHashTable *replies; /* Reply: on their way */
  GQueue arrived;      /* Reply: to be taken in */
  guint idle;          /* in which that is done */
  gint64 start;
  gint64 disturbed; /* when a person or the machine last changed the rules */
  gint64 offline;   /* since when; 0 if there is a network */
  gint64 moved;     /* when the network last changed */
  gboolean calm;
  gboolean paused;
  gboolean background;
  guint n_requests;
} World;

/* What will come of a request. */
typedef struct
{
  World *world;
  SimmerFakeAsk *ask;
  SimmerAlarm *alarm;
  Host *host;
  gint64 sent;
  GPtrArray *subjects; /* Subject: that it asks for; NULL of an order */
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

/* storm-promises.c */
void world_note_questions (World *w, Reply *reply);
void world_note_order (World *w, Reply *reply);
void world_check_all (World *w);

/* storm-service.c */
void world_asked_cb (SimmerFakeAsk *ask, gboolean given_up, gpointer user_data);

/* storm-people.c */
void world_follow (World *w, Subject *subject);
void world_set_network (World *w, gboolean there);
void world_sign_in (World *w, Account *account);
void world_set_paused (World *w, gboolean paused);
void world_set_background (World *w, gboolean background);
void world_set_down (World *w, Host *host, gboolean down);
void world_act (World *w);

G_END_DECLS
