#pragma once

#include <gio/gio.h>

/* A desktop of our own on a private bus: a watcher with a host, a job server, a dock. */
typedef struct
{
  GSubprocess *bus;
  char *address;
  GDBusConnection *app;     /* what the program under test uses */
  GDBusConnection *desktop; /* where the stand-ins live */

  guint watcher_name;
  guint watcher_object;
  gboolean has_host;
  GPtrArray *items; /* unique names of registered items */
  guint n_registered;

  guint job_name;
  guint job_object;
  guint job_view;
  guint n_views;
  GPtrArray *job_calls; /* GVariant: what was called on views, (method, parameters) */

  GPtrArray *updates; /* GVariant: what docks were told */
  guint n_new_icon;
  guint n_new_tooltip;
  guint n_layout;
  guint n_items;
  GVariant *last_items;
} StandIn;

void stand_in_set_up (StandIn *self);
void stand_in_tear_down (StandIn *self);

void stand_in_start_watcher (StandIn *self, gboolean has_host);
void stand_in_stop_watcher (StandIn *self);
void stand_in_start_jobs (StandIn *self);
void stand_in_stop_jobs (StandIn *self);
void stand_in_emit_job (StandIn *self, const char *signal);

GVariant *stand_in_call (StandIn *self,
                         const char *path,
                         const char *interface,
                         const char *method,
                         GVariant *parameters);
GVariant *stand_in_get (StandIn *self, const char *property);
void stand_in_flush (StandIn *self);

/* Runs the main loop until the condition holds; fails the test where it never does. */
#define wait_until(condition)                                    \
  G_STMT_START                                                   \
  {                                                              \
    gint64 end_ = g_get_monotonic_time () + 60 * G_USEC_PER_SEC; \
    guint tick_ = g_timeout_add (50, stand_in_tick_cb, NULL);    \
    while (!(condition))                                         \
      {                                                          \
        g_assert_cmpint (g_get_monotonic_time (), <, end_);      \
        g_main_context_iteration (NULL, TRUE);                   \
      }                                                          \
    g_source_remove (tick_);                                     \
  }                                                              \
  G_STMT_END

gboolean stand_in_tick_cb (gpointer data);
