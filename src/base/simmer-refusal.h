#pragma once

#include "simmer-error.h"
#include "simmer-profile.h"

G_BEGIN_DECLS

void simmer_refusal_set_code (GError **error,
                              SimmerError code,
                              guint http_status,
                              const char *reason);
void simmer_refusal_set (GError **error,
                         SimmerVerb verb,
                         guint http_status,
                         const char *content_type,
                         GBytes *body);
gboolean simmer_refusal_set_not_found (GError **error, SimmerVerb verb, JsonNode *root);
gboolean simmer_refusal_is_about_request (GError **error,
                                          SimmerVerb verb,
                                          JsonNode *root,
                                          gboolean is_order);
gboolean simmer_refusal_check_envelope (GError **error, SimmerVerb verb, JsonNode *root);
gboolean simmer_refusal_is_page (const char *content_type, GBytes *body);
void simmer_refusal_set_page (GError **error);
char *simmer_refusal_dup_reason (JsonNode *root);

G_END_DECLS
