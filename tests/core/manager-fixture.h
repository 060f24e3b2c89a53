#pragma once

#include "simmer-task-manager.h"
#include "simmer-test-server.h"

#define PICTURE "\x89PNG\r\n\x1a\n not really"
#define NOW     (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

typedef struct
{
  char *key;
  const char *status;
  guint attempt;
} Job;

typedef struct
{
  char *folder;
  SimmerTestServer *server;
  SimmerClock *clock;
  SimmerTaskManager *manager;
  SimmerAccount *account;
  GPtrArray *jobs; /* of Job; "r0" is the first */
  guint n_posts;
  guint n_ended;
  gboolean lose_answer;
  gboolean hold_results;
  gboolean hold_cancel;
  SoupServerMessage *held; /* (owned) (nullable) */
  guint refuse_with;
  SimmerFollowing following;
  gboolean ready;
} Fixture;

void start (Fixture *f);
void stop (Fixture *f);
void set_up (Fixture *f, gconstpointer data);
void tear_down (Fixture *f, gconstpointer data);
void pass_some_time (Fixture *f, guint seconds);
SimmerTask *submit_in (Fixture *f, const char *style);
SimmerTask *submit (Fixture *f);
void answer_held (Fixture *f, const char *body);
Job *get_job (Fixture *f, guint index);
SimmerTask *get_first_task (SimmerTaskManager *manager);
SimmerTask *get_only_task (Fixture *f);
SimmerTaskManager *look_from_elsewhere (Fixture *f);
void look_away (Fixture *f, SimmerTaskManager *manager);

#define pass_until(f, condition) simmer_test_pass_until ((f)->clock, condition)
