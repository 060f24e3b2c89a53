#pragma once

#include "simmer-figure.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_JOB_VIEW (simmer_job_view_get_type ())

/**
 * SimmerJobView:
 *
 * All tasks together as one job of Plasma's: org.kde.JobViewServerV2 and org.kde.JobViewV3.
 * Property "served" tells whether there is a server for it. Emits "suspend", "resume" and "cancel"
 * when the person asks for it there.
 */
G_DECLARE_FINAL_TYPE (SimmerJobView, simmer_job_view, SIMMER, JOB_VIEW, GObject)

SimmerJobView *simmer_job_view_new (GDBusConnection *connection, const char *app_id);

void simmer_job_view_show (SimmerJobView *self, const SimmerFigure *figure, const char *title);
void simmer_job_view_end (SimmerJobView *self);
gboolean simmer_job_view_get_served (SimmerJobView *self);

G_END_DECLS
