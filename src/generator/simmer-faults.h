#pragma once

#include <libsoup/soup.h>

#include "simmer-job.h"
#include "simmer-route.h"

G_BEGIN_DECLS

typedef struct _SimmerFaults SimmerFaults;

SimmerFaults *simmer_faults_new (void);
void simmer_faults_free (SimmerFaults *faults);
gboolean simmer_faults_add (SimmerFaults *faults, const char *spec, GError **error);
void simmer_faults_enable_requests (SimmerFaults *faults);

void simmer_faults_rig (SimmerJob *job, SimmerRigging *rigging, gpointer faults);
void simmer_faults_log (SimmerFaults *faults, SoupServerMessage *message);
gboolean simmer_faults_intercept (SimmerFaults *faults,
                                  SoupServerMessage *message,
                                  const SimmerRoute *route,
                                  guint *before,
                                  guint *after);
void simmer_faults_serve (SimmerFaults *faults, SoupServerMessage *message, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerFaults, simmer_faults_free)

G_END_DECLS
