#pragma once

#include <libsoup/soup.h>

#include "simmer-body-stream.h"
#include "simmer-http.h"

G_BEGIN_DECLS

/* For simmer-http.c alone: questions become libsoup's messages, and its answers ours. */

SimmerHttpQuestion *simmer_http_question_copy (const SimmerHttpQuestion *question);
void simmer_http_question_free (SimmerHttpQuestion *question);
void simmer_http_question_drop_credential (SimmerHttpQuestion *question);

SoupMessage *simmer_http_message_new (const SimmerHttpQuestion *question,
                                      GUri *uri,
                                      const char *accept);
SimmerBodyStream *simmer_http_message_get_body (SoupMessage *message);
const char *simmer_http_message_get_redirect (SoupMessage *message);
SimmerHttpAnswer *simmer_http_message_read_head (SoupMessage *message);

G_END_DECLS
