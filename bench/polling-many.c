/* Tasks of one host together: how they share it, and what its moods do to them. */

#include "polling-many.h"

#include "service.h"
#include "table.h"

#define FIFTY 50

/* --- Fifty at once ---------------------------------------------------------------------------- */

typedef struct
{
  double requests;
  double rate;
  double peak;
  double in_flight;
  double lag;
} Crowd;

static void
run_fifty (GRand *random, gboolean batch, guint n_pollers, Crowd *crowd)
{
  const ServiceManner manner = { .batch = batch, .n_pollers = n_pollers };
  Service *service = service_new (&manner);

  for (guint i = 0; i < FIFTY; i++)
    service_follow (service, g_rand_double_range (random, 8, 12));
  service_run_until_ended (service, 60);
  crowd->requests += service_get_n_requests (service);
  crowd->rate = MAX (crowd->rate, service_get_n_requests (service) / service_get_time (service));
  crowd->peak = MAX (crowd->peak, service_get_peak (service, 0.1));
  crowd->in_flight = MAX (crowd->in_flight, service_get_most_in_flight (service));
  crowd->lag += service_get_mean_lag (service);
  service_free (service);
}

static void
add_fifty (guint n_runs)
{
  static const char what[] = "50 tasks, D = 10 s";
  static const char what_batch[] = "50 tasks, D = 10 s, batch";
  g_autoptr (GRand) random = g_rand_new_with_seed (50);
  Crowd singly = { 0 }, together = { 0 }, apart = { 0 };

  for (guint i = 0; i < n_runs; i++)
    {
      run_fifty (random, FALSE, 1, &singly);
      run_fifty (random, TRUE, 1, &together);
      run_fifty (random, FALSE, 2, &apart);
    }
  table_add (what, "requests a second", 10, singly.rate);
  table_add (what, "most in any 100 ms", 6, singly.peak);
  table_add (what, "most in flight of a task", 1, singly.in_flight);
  table_add (what, "mean lag, s", 2.6, singly.lag / n_runs);
  table_add ("50 tasks, D = 10 s, 2 processes", "requests a second", 10, apart.rate);
  table_add ("50 tasks, D = 10 s, 2 processes", "most in any 100 ms", 6, apart.peak);
  table_add (what_batch, "requests / singly", 0.1, together.requests / singly.requests);
  table_add (what_batch, "mean lag, s", 1, together.lag / n_runs);
}

/* --- What the host asks for ------------------------------------------------------------------- */

/* The first request after a time; never, if there is none. */
static double
get_first_after (Service *service, double time)
{
  for (guint i = 0; i < service_get_n_requests (service); i++)
    if (service_get_request (service, i) >= time)
      return service_get_request (service, i);

  return G_MAXDOUBLE;
}

typedef struct
{
  guint inside; /* requests, of all processes */
  double first; /* after it, at most */
} Window;

static void
run_window (GRand *random, gboolean by_date, guint n_pollers, Window *window)
{
  const ServiceManner manner = { .n_pollers = n_pollers };
  Service *service = service_new (&manner);
  double until;

  for (guint i = 0; i < FIFTY; i++)
    service_follow (service, 600);
  service_run (service, g_rand_double_range (random, 5, 15));
  service_forget (service);
  service_close (service, (guint) g_rand_int_range (random, 5, 60), by_date);
  service_run (service, 3);
  service_open (service);
  until = service_get_closed_until (service);
  service_run (service, until - service_get_time (service) + 5);
  window->inside += service_get_n_inside (service);
  window->first = MAX (window->first, get_first_after (service, until) - until);
  service_free (service);
}

static void
add_window (gboolean by_date, guint n_pollers, guint n_runs)
{
  g_autofree char *what = g_strdup_printf ("hint %s, 50 tasks, %u %s",
                                           by_date ? "as a date" : "in seconds",
                                           n_pollers,
                                           n_pollers > 1 ? "processes" : "process");
  g_autoptr (GRand) random = g_rand_new_with_seed (429);
  Window window = { 0 };

  for (guint i = 0; i < n_runs; i++)
    run_window (random, by_date, n_pollers, &window);
  table_add (what, "requests inside the window", 0, window.inside);
  table_add (what, "first one after it, at most, s", 0.5, window.first);
}

/* --- Outages ---------------------------------------------------------------------------------- */

typedef struct
{
  double length;
  double heard; /* goals */
  double requests;
} Outage;

static void
run_outage (GRand *random,
            const Outage *outage,
            gboolean signalled,
            double *lost,
            double *requests,
            double *heard)
{
  const ServiceManner manner = { 0 };
  Service *service = service_new (&manner);
  double back;

  for (guint i = 0; i < 20; i++)
    service_follow (service, 900);
  service_run (service, g_rand_double_range (random, 10, 30));
  service_forget (service);
  if (signalled)
    service_set_network (service, FALSE);
  else
    service_set_down (service, TRUE);
  service_run (service, outage->length);
  *requests = MAX (*requests, service_get_n_requests (service));
  back = service_get_time (service);
  service_forget (service);
  if (signalled)
    service_set_network (service, TRUE);
  else
    service_set_down (service, FALSE);
  service_run (service, 60);
  *heard = MAX (*heard, service_get_answered (service) - back);
  service_run_until_ended (service, 1000);
  *lost += 20 - service_get_n_completed (service);
  service_free (service);
}

static void
add_outages (guint n_runs)
{
  static const Outage outages[] = { { 12, 5, 6 }, { 60, 15, 0 }, { 600, 30, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (outages); i++)
    for (int signalled = 1; signalled >= 0; signalled--)
      {
        const Outage *outage = &outages[i];
        g_autoptr (GRand) random = g_rand_new_with_seed (12);
        g_autofree char *what = g_strdup_printf (
          "outage of %.0f s, %s", outage->length, signalled ? "network" : "service");
        double lost = 0, requests = 0, heard = 0;

        for (guint run = 0; run < n_runs; run++)
          run_outage (random, outage, signalled, &lost, &requests, &heard);
        table_add (what, "tasks lost", 0, lost);
        table_add (what, "heard again, at most, s", signalled ? 1 : outage->heard, heard);
        if (outage->requests > 0)
          table_add (what, "requests in it, at most", outage->requests, requests);
      }
}

/* --- Words that nobody knows ------------------------------------------------------------------ */

static void
drop_log_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

static void
add_unknown (void)
{
  const ServiceManner manner = { .status = "FROBNICATING" };
  Service *service = service_new (&manner);
  guint handler = g_log_set_handler ("Simmer-Task", G_LOG_LEVEL_MESSAGE, drop_log_cb, NULL);

  service_follow (service, 60);
  service_run (service, 3);
  table_add ("unknown status", "requests in 3 s", 3, service_get_n_requests (service));
  g_log_remove_handler ("Simmer-Task", handler);
  service_free (service);
}

void
polling_many_add (guint n_runs)
{
  add_fifty (n_runs);
  for (guint n_pollers = 1; n_pollers <= 2; n_pollers++)
    {
      add_window (FALSE, n_pollers, n_runs);
      add_window (TRUE, n_pollers, n_runs);
    }
  add_outages (n_runs);
  add_unknown ();
}
