#pragma once

#include "simmer-account-book.h"
#include "simmer-order.h"
#include "simmer-poller.h"
#include "simmer-result-keeper.h"
#include "simmer-sleep.h"
#include "simmer-store.h"
#include "simmer-task-manager.h"

/* The manager's parts, for its own five files: what it is made of (simmer-task-manager.c), which
 * tasks it holds (simmer-task-loading.c), who follows what (simmer-task-following.c), what is
 * ordered (simmer-task-orders.c), and for whom (simmer-task-accounts.c). */
struct _SimmerTaskManager
{
  GObject parent_instance;

  char *folder; /* (owned) */
  SimmerFollowing following;
  SimmerClock *clock;           /* (owned) */
  SimmerNetwork *network;       /* (owned) */
  SimmerSleep *sleep;           /* (owned) (nullable): NULL on a fake clock */
  SimmerHttp *http;             /* (owned) */
  SimmerStore *store;           /* (owned) */
  SimmerAccountBook *book;      /* (owned) */
  SimmerPoller *poller;         /* (owned) */
  SimmerDownloader *downloader; /* (owned) */
  SimmerResultKeeper *keeper;   /* (owned) */
  SimmerTaskQueue *queue;       /* (owned) */
  GCancellable *cancellable;    /* (owned), cancelled at the end */

  GHashTable *orders;    /* (owned) task → SimmerOrder: what is under way from here */
  GHashTable *ordered;   /* (owned) set of tasks ordered here whose order has not ended */
  GHashTable *wanted;    /* (owned) set of tasks that this process wants to follow */
  GHashTable *unwritten; /* (owned) set of tasks here that the store could not write or claim */
  GHashTable *left;      /* (owned) set of tasks that the person no longer wants to follow */
  GHashTable *claiming;  /* (owned) tasks whose claim is under way → whether to ask again */
  GHashTable *asked;     /* (owned) set of tasks whose cancel was accepted, not yet confirmed */
  GHashTable *keeping;   /* (owned) set of tasks whose results are being fetched */
  gint64 horizon;        /* ended tasks created before this are not loaded yet, wall µs */
  gboolean has_older;
  gboolean loading;
  gboolean paused;
  gint64 told_wait; /* wall time until which who orders was last told to wait */
};

/* What a callback needs to go on: the manager, and the task that it is about. */
typedef struct
{
  SimmerTaskManager *self; /* (owned) */
  SimmerTask *task;        /* (owned) */
} SimmerErrand;

SimmerErrand *simmer_errand_new (SimmerTaskManager *self, SimmerTask *task);
void simmer_errand_free (SimmerErrand *errand);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerErrand, simmer_errand_free)

SimmerClient *simmer_task_manager_get_client (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_emit_ended (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_emit_trouble (SimmerTaskManager *self, const char *sentence);
void simmer_task_manager_emit_older_loaded (SimmerTaskManager *self);

void simmer_task_manager_load (SimmerTaskManager *self, GTask *run);
void simmer_task_manager_bring_up_to_date (SimmerTaskManager *self, SimmerTask *task);

void simmer_task_manager_connect (SimmerTaskManager *self);
void simmer_task_manager_claim (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_keep_unwritten (SimmerTaskManager *self, SimmerTask *task);
gboolean simmer_task_manager_may_go_on (SimmerTaskManager *self,
                                        SimmerTask *task,
                                        gboolean claimed,
                                        const GError *error);
void simmer_task_manager_let_go (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_adopt (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_settle (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_close_host (SimmerTaskManager *self, const char *host, gint64 wall_until);

void simmer_task_manager_connect_book (SimmerTaskManager *self);

void simmer_task_manager_journal (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_take_up_order (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_tell_wait (SimmerTaskManager *self, SimmerTask *task);
void simmer_task_manager_hurry_orders (SimmerTaskManager *self);
void simmer_task_manager_drop (SimmerTaskManager *self, SimmerTask *task);
