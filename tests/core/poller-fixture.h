#pragma once

#include "simmer-poller.h"
#include "simmer-test-network.h"
#include "simmer-test-server.h"

G_BEGIN_DECLS

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

typedef struct
{
  char *id;
  gint64 boot;
} Asked;

/* A service in this process, polite or not, and a poller on a fake clock that asks it over HTTP. */
typedef struct
{
  SimmerTestServer *server;
  GNetworkMonitor *monitor;
  SimmerNetwork *network;
  SimmerClock *clock;
  SimmerHttp *http;
  SimmerAccount *account;
  SimmerClient *client;
  SimmerPoller *poller;
  GPtrArray *tasks;
  gint64 start;

  /* What the service does */
  guint status;
  const char *retry_after;
  const char *poll_after; /* a header of its own, ms */
  const char *remaining;
  const char *reset;
  const char *rate_limit;
  const char *body;
  const char *odd_id; /* only this task gets the status and body */
  guint many_status;  /* what a question about several tasks gets, if not its answer */
  const char *many_body;
  const char *missed_id; /* of this one such an answer is silent */
  gboolean ending;       /* whether tasks end, each at its time */

  /* What was seen */
  GArray *asked;    /* Asked: tasks, one by one */
  GArray *requests; /* gint64: when */
  guint n_many;     /* requests about several */
  gint64 lag;       /* from the ends of tasks until they were heard of, all together */
  guint n_reported;
  guint n_changed;
  guint n_ended;
  guint n_windows;
  gint64 window;
} PollFixture;

void poll_set_up (PollFixture *f, gconstpointer host);
void poll_set_up_many (PollFixture *f, gconstpointer host);
SimmerProfile *poll_new_profile (const char *more);
void poll_set_profile (PollFixture *f, const char *more);
void poll_drain (void);
void poll_tear_down (PollFixture *f, gconstpointer host);
SimmerTask *poll_follow (PollFixture *f, const char *id);
void poll_follow_many (PollFixture *f, guint n);
void poll_settle (PollFixture *f);
void poll_run (PollFixture *f, gint64 usec);
void poll_forget (PollFixture *f);
gint64 poll_get_asked_at (PollFixture *f, guint i);
guint poll_count_asked_for (PollFixture *f, const char *id);
guint poll_get_peak (PollFixture *f, gint64 length);
void poll_assert_all_tracked (PollFixture *f, SimmerTracking tracking);
void poll_assert_all_heard (PollFixture *f);
void poll_assert_none_failed (PollFixture *f);

/* @host: by which name the service is known, so that it may count as far away */
#define poll_add(path, host, func) \
  g_test_add ("/poller/" path, PollFixture, host, poll_set_up, func, poll_tear_down)
/* A service that is asked for many tasks at once */
#define poll_add_many(path, func) \
  g_test_add ("/poller/" path, PollFixture, NULL, poll_set_up_many, func, poll_tear_down)

G_END_DECLS
