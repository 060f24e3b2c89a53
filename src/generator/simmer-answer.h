#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "simmer-job-queue.h"

G_BEGIN_DECLS

#define SIMMER_API_PREFIX "/api/v1"

void simmer_answer_json (SoupServerMessage *message, guint status, JsonNode *node);
void simmer_answer_json_cached (SoupServerMessage *message, JsonNode *node);
void simmer_answer_error (SoupServerMessage *message,
                          guint status,
                          const char *code,
                          const char *field,
                          const char *format,
                          ...) G_GNUC_PRINTF (5, 6);
void simmer_answer_too_busy (SoupServerMessage *message, guint retry_after, const char *text);
gboolean simmer_answer_not_modified (SoupServerMessage *message, const char *etag);

JsonNode *simmer_answer_describe_job (SimmerJobQueue *queue, SimmerJob *job);

G_END_DECLS
