#pragma once

#include "simmer-poller.h"

/* A service on a fake clock, and the pollers that ask it: the program's own, down to the reader of
 * the answers; only the network is not there. */

typedef struct
{
  gboolean batch;     /* it answers for many tasks at once */
  guint n_pollers;    /* processes that share its windows; 0 is one */
  const char *status; /* (nullable): what it says of a task that runs */
} ServiceManner;

typedef struct _Service Service;

Service *service_new (const ServiceManner *manner);
void service_free (Service *self);

void service_follow (Service *self, double ends);
void service_run (Service *self, double seconds);
void service_run_until_ended (Service *self, double most);
double service_get_time (Service *self);

/* Its moods */
void service_set_down (Service *self, gboolean down);
void service_set_network (Service *self, gboolean there);
void service_close (Service *self, guint seconds, gboolean by_date);
void service_open (Service *self);

/* What was seen since the last service_forget() */
void service_forget (Service *self);
guint service_get_n_requests (Service *self);
double service_get_request (Service *self, guint i);
guint service_get_peak (Service *self, double seconds);
guint service_get_most_in_flight (Service *self);
double service_get_answered (Service *self);
double service_get_closed_until (Service *self);
double service_get_mean_lag (Service *self);
guint service_get_n_completed (Service *self);
guint service_get_n_inside (Service *self);
