#pragma once

#include <gio/gio.h>

#include "simmer-error.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_HTTP (simmer_http_get_type ())

/**
 * SimmerHttp:
 *
 * The only caller of libsoup: sessions, limits, redirects, deadlines, and errors as one domain.
 */
G_DECLARE_FINAL_TYPE (SimmerHttp, simmer_http, SIMMER, HTTP, GObject)

/**
 * SimmerHttpAnswer:
 * @status: HTTP status code
 * @content_type: (nullable): media type with its parameters
 * @etag: (nullable): entity tag
 * @location: (nullable): absolute address the answer points at
 * @retry_after: (nullable): the header as sent
 * @body: the whole body; empty, never %NULL
 */
typedef struct
{
  guint status;
  char *content_type;
  char *etag;
  char *location;
  char *retry_after;
  GBytes *body;
} SimmerHttpAnswer;

void simmer_http_answer_free (SimmerHttpAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerHttpAnswer, simmer_http_answer_free)

/**
 * SimmerHttpQuestion:
 * @method: HTTP method
 * @uri: absolute address
 * @auth_header: (nullable): name of the header that bears the credential
 * @auth_value: (nullable): its value
 * @idempotency_key: (nullable): for submissions
 * @etag: (nullable): for If-None-Match
 * @body: (nullable): JSON
 * @timeout: whole time allowed, µs
 */
typedef struct
{
  const char *method;
  const char *uri;
  const char *auth_header;
  const char *auth_value;
  const char *idempotency_key;
  const char *etag;
  GBytes *body;
  gint64 timeout;
} SimmerHttpQuestion;

SimmerHttp *simmer_http_new (void);
void simmer_http_ask_async (SimmerHttp *self,
                            const SimmerHttpQuestion *question,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
SimmerHttpAnswer *
simmer_http_ask_finish (SimmerHttp *self, GAsyncResult *result, GError **error);

G_END_DECLS
