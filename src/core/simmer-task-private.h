#pragma once

#include "simmer-task.h"

enum
{
  PROP_0,
  PROP_ID,
  PROP_ACCOUNT_ID,
  PROP_SERVICE,
  PROP_REMOTE_ID,
  PROP_KIND,
  PROP_TITLE,
  PROP_STATUS,
  PROP_PROGRESS,
  PROP_QUEUE_POSITION,
  PROP_MESSAGE,
  PROP_ERROR_MESSAGE,
  PROP_TRACKING,
  PROP_INTENT,
  PROP_RESULTS,
  PROP_ATTEMPT,
  PROP_REVISION,
  N_PROPS
};

/* The end of the year 9999, of times that others wrote. */
#define SIMMER_TASK_LAST_TIME (G_GINT64_CONSTANT (253402300799) * G_USEC_PER_SEC)

/* The fields of a task, for its own files alone. Times are wall time, µs since 1970. */
struct _SimmerTask
{
  GObject parent_instance;

  char *id;           /* (owned) */
  char *account_id;   /* (owned), an interned GRefString, as are service and kind */
  char *service;      /* (owned) */
  char *kind;         /* (owned) (nullable) */
  char *remote_id;    /* (owned) (nullable) */
  JsonObject *kept;   /* (owned) (nullable): what requests about it need beside that */
  char *title;        /* (owned) (nullable) */
  JsonObject *inputs; /* (owned) (nullable) */
  char *submit_key;   /* (owned) (nullable) */

  double progress;
  double eta;
  gint64 eta_told;
  gint64 mirror_number;        /* of what it mirrors */
  char *message;               /* (owned) (nullable) */
  char *error_message;         /* (owned) (nullable) */
  SimmerRawAnswer *raw_answer; /* (owned) (nullable): with the error */
  char *etag;                  /* (owned) (nullable) */
  GPtrArray *results;          /* (owned) (nullable) */
  GPtrArray *attempts;         /* (owned) (nullable) */
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
  guint unsent : 1;
  guint fresh : 1;
  guint warned : 1;
  guint touched : 1;
};

void simmer_task_tell_all (SimmerTask *self);
void simmer_task_change_begin (SimmerTask *self);
gboolean simmer_task_change_end (SimmerTask *self);
void simmer_task_touch (SimmerTask *self, guint prop);
void simmer_task_change_string (SimmerTask *self, char **field, const char *value, guint prop);
void simmer_task_change_interned (SimmerTask *self, char **field, const char *value, guint prop);
void simmer_task_change_status (SimmerTask *self, SimmerTaskStatus status);
void simmer_task_change_progress (SimmerTask *self, double progress);
void simmer_task_change_queue_position (SimmerTask *self, int position, int base);
void simmer_task_change_intent (SimmerTask *self, SimmerIntent intent);
void simmer_task_change_tracking (SimmerTask *self, SimmerTracking tracking, gint64 until);
void simmer_task_change_error (SimmerTask *self,
                               gboolean has_error,
                               SimmerError code,
                               const char *message,
                               SimmerRawAnswer *raw_answer);
void simmer_task_forget_progress (SimmerTask *self);
gboolean simmer_task_set_string (char **field, const char *value);
