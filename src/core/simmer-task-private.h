#pragma once

#include "simmer-task.h"

/* The fields of a task, for its three files alone. Times are wall time, µs since 1970. */
struct _SimmerTask
{
  GObject parent_instance;

  char *id;           /* (owned) */
  char *account_id;   /* (owned), an interned GRefString, as are service and kind */
  char *service;      /* (owned) */
  char *kind;         /* (owned) (nullable) */
  char *remote_id;    /* (owned) (nullable) */
  char *title;        /* (owned) (nullable) */
  JsonObject *inputs; /* (owned) (nullable) */
  char *submit_key;   /* (owned) (nullable) */

  double progress;
  double eta;
  gint64 eta_told;
  char *message;       /* (owned) (nullable) */
  char *error_message; /* (owned) (nullable) */
  char *etag;          /* (owned) (nullable) */
  GPtrArray *results;  /* (owned) (nullable) */
  GPtrArray *attempts; /* (owned) (nullable) */
  int queue_position;
  int queue_base;
  guint attempt;
  guint remote_attempt;

  gint64 created;
  gint64 submitted;
  gint64 started;
  gint64 finished;
  gint64 changed;
  gint64 heard;
  gint64 patience;
  gint64 tracking_until;

  SimmerEstimator estimator;
  SimmerUsual usual;

  guint64 sequence; /* of the last question */
  guint64 applied;  /* of the last answer that was taken */
  SimmerTaskWatch watch;
  gpointer watch_data;
  guint revision;
  guint depth;

  SimmerTaskStatus status : 8;
  SimmerTaskStatus status_before : 8;
  SimmerTracking tracking : 8;
  SimmerIntent intent : 8;
  SimmerError error_code : 8;
  guint has_error : 1;
  guint failed_here : 1;
  guint fresh : 1;
  guint warned : 1;
  guint touched : 1;
};

void simmer_task_tell_all (SimmerTask *self);
