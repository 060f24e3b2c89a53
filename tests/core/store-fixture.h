#pragma once

#include "simmer-store.h"

/* A folder of its own for each test, and the store's calls as calls that wait. */

typedef struct
{
  char *folder;
  SimmerClock *clock;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

void run_until (gboolean (*condition) (gpointer data), gpointer data);

SimmerTask *make_task (const char *id, gint64 created);
void report_status (SimmerTask *task, SimmerTaskStatus status, gint64 now);
SimmerTask *find_task (GPtrArray *tasks, const char *id);

SimmerStore *open_store (Fixture *fixture);
gboolean try_open (SimmerStore *store, GError **error);
gboolean close_store (SimmerStore *store, GError **error);
void close_and_free (SimmerStore *store);
gboolean save_now (SimmerStore *store, SimmerTask *task, gboolean full, GError **error);
GPtrArray *load (SimmerStore *store, guint n_finished);
GPtrArray *load_older (SimmerStore *store, gint64 before, guint n);
GPtrArray *find (SimmerStore *store, const char *text);
GPtrArray *search (SimmerStore *store, const char *word, gint64 before, guint n);
gboolean try_claim (SimmerStore *store, const char *id, GError **error);
gboolean claim (SimmerStore *store, const char *id);
gboolean claim_order (SimmerStore *store, const char *id);
void settle (SimmerStore *store);

/* What a store has told, since it was listened to. */
typedef struct
{
  SimmerStore *store;
  GPtrArray *changed; /* of SimmerTask */
  GPtrArray *removed; /* of char */
  GPtrArray *orphaned;
  GPtrArray *closed;
  gint64 closed_until;
  GPtrArray *troubles;
} Told;

Told *told_new (SimmerStore *store);
void told_clear (Told *told);
void told_free (Told *told);
SimmerTask *wait_for_changed (Told *told, const char *id);
void wait_for_text (GPtrArray *texts, const char *text);
