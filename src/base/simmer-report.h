#pragma once

#include <json-glib/json-glib.h>

#include "simmer-raw-answer.h"
#include "simmer-result.h"
#include "simmer-task-status.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_REPORT (simmer_report_get_type ())

/**
 * SimmerReport:
 *
 * What one answer of a service says of one task: an immutable, reference counted value. What the
 * answer is silent about is absent, and absent never overwrites what is known.
 *
 * A report is filled with the setters between simmer_report_new() and its first use by somebody
 * else, and not changed after that.
 */
typedef struct _SimmerReport SimmerReport;

GType simmer_report_get_type (void);

SimmerReport *simmer_report_new (void);
SimmerReport *simmer_report_ref (SimmerReport *self);
void simmer_report_unref (SimmerReport *self);

void simmer_report_set_remote_id (SimmerReport *self, const char *remote_id);
void simmer_report_set_status (SimmerReport *self, SimmerTaskStatus status);
void simmer_report_set_unknown_word (SimmerReport *self, const char *word);
void simmer_report_set_progress (SimmerReport *self, double progress);
void simmer_report_set_queue_position (SimmerReport *self, int position, int base);
void simmer_report_set_eta (SimmerReport *self, double seconds);
void simmer_report_set_message (SimmerReport *self, const char *message);
void simmer_report_set_error (SimmerReport *self, const char *message);
void simmer_report_keep_failure (SimmerReport *self, JsonNode *node);
void simmer_report_set_raw_answer (SimmerReport *self, SimmerRawAnswer *raw_answer);
void simmer_report_set_kind (SimmerReport *self, const char *kind);
void simmer_report_set_title (SimmerReport *self, const char *title);
void simmer_report_set_attempt (SimmerReport *self, guint attempt);
void simmer_report_set_times (SimmerReport *self, gint64 created, gint64 started, gint64 finished);
void simmer_report_take_result (SimmerReport *self, SimmerResult *result);
void simmer_report_set_etag (SimmerReport *self, const char *etag);
void simmer_report_set_not_modified (SimmerReport *self);
void simmer_report_set_poll_after (SimmerReport *self, gint64 usec);
void simmer_report_set_expires_after (SimmerReport *self, gint64 usec);
void simmer_report_set_more_ids (SimmerReport *self, const char *const *ids);
void simmer_report_keep (SimmerReport *self, const char *name, const char *value);

const char *simmer_report_get_remote_id (SimmerReport *self);
gboolean simmer_report_get_status (SimmerReport *self, SimmerTaskStatus *status);
const char *simmer_report_get_unknown_word (SimmerReport *self);
double simmer_report_get_progress (SimmerReport *self);
int simmer_report_get_queue_position (SimmerReport *self);
int simmer_report_get_queue_base (SimmerReport *self);
double simmer_report_get_eta (SimmerReport *self);
const char *simmer_report_get_message (SimmerReport *self);
const char *simmer_report_get_error (SimmerReport *self);
SimmerRawAnswer *simmer_report_get_raw_answer (SimmerReport *self);
const char *simmer_report_get_kind (SimmerReport *self);
const char *simmer_report_get_title (SimmerReport *self);
guint simmer_report_get_attempt (SimmerReport *self);
gint64 simmer_report_get_created (SimmerReport *self);
gint64 simmer_report_get_started (SimmerReport *self);
gint64 simmer_report_get_finished (SimmerReport *self);
GPtrArray *simmer_report_get_results (SimmerReport *self);
const char *simmer_report_get_etag (SimmerReport *self);
gboolean simmer_report_get_not_modified (SimmerReport *self);
gint64 simmer_report_get_poll_after (SimmerReport *self);
gint64 simmer_report_get_expires_after (SimmerReport *self);
const char *const *simmer_report_get_more_ids (SimmerReport *self);
JsonObject *simmer_report_get_kept (SimmerReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerReport, simmer_report_unref)

G_END_DECLS
