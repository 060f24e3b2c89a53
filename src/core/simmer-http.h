#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "simmer-enclosure.h"
#include "simmer-error.h"
#include "simmer-live-stream.h"
#include "simmer-profile.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_HTTP          (simmer_http_get_type ())
#define SIMMER_HTTP_MAX_BODY      (4 * 1024 * 1024)
#define SIMMER_HTTP_MAX_RESULT    (32 * 1024 * 1024)
#define SIMMER_HTTP_MAX_REDIRECTS 5

/**
 * SimmerHttp:
 *
 * The only caller of libsoup: sessions, limits, redirects, deadlines, and errors as one domain.
 * Belongs to the main context.
 */
G_DECLARE_FINAL_TYPE (SimmerHttp, simmer_http, SIMMER, HTTP, GObject)

/**
 * SimmerHttpAnswer:
 * @host: (nullable): who answered, after all redirects, with its port if that is not the usual one
 * @status: HTTP status code
 * @content_type: (nullable): media type with its parameters
 * @etag: (nullable): entity tag
 * @last_modified: (nullable): the header as sent
 * @location: (nullable): absolute address the answer points at
 * @retry_after: (nullable): the header as sent
 * @rate_limit: (nullable): the header RateLimit as sent
 * @rate_policy: (nullable): the header RateLimit-Policy as sent
 * @rate_remaining: (nullable): the header X-RateLimit-Remaining as sent
 * @rate_reset: (nullable): the header X-RateLimit-Reset as sent
 * @headers: (element-type utf8 utf8): all of the headers, by their names in small letters
 * @date: the server's wall time, µs since 1970; 0 if it did not say
 * @length: bytes of the body as announced; -1 if not announced
 * @range_start: first byte of a partial body; -1 if the body is not partial
 * @range_total: bytes of the whole; -1 if not told
 * @body: the whole body; empty, never %NULL, but for answers that are opened as a stream
 */
typedef struct
{
  char *host;
  guint status;
  char *content_type;
  char *etag;
  char *last_modified;
  char *location;
  char *retry_after;
  char *rate_limit;
  char *rate_policy;
  char *rate_remaining;
  char *rate_reset;
  GHashTable *headers;
  gint64 date;
  gint64 length;
  gint64 range_start;
  gint64 range_total;
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
 * @user_header: (nullable): name of the header that says whose credential it is
 * @user_value: (nullable): its value; goes where the credential goes
 * @headers: (nullable): further headers and their values
 * @idempotency_key: (nullable): for submissions
 * @etag: (nullable): for If-None-Match
 * @body: (nullable): what is sent
 * @content_type: (nullable): media type of @body; %NULL = JSON
 * @enclosures: (nullable) (element-type SimmerEnclosure): files whose tokens stand for their bytes
 *   in @body
 * @range_start: first byte wanted, 0 for all
 * @validator: (nullable): for If-Range, with @range_start
 * @timeout: whole time allowed, µs; for a stream, the time until its first byte; with
 *   @enclosures, the time since the last byte of @body
 * @brings_result: whether the answer may be a result itself, of up to %SIMMER_HTTP_MAX_RESULT bytes
 */
typedef struct
{
  const char *method;
  const char *uri;
  const char *auth_header;
  const char *auth_value;
  const char *user_header;
  const char *user_value;
  JsonObject *headers;
  const char *idempotency_key;
  const char *etag;
  GBytes *body;
  const char *content_type;
  GPtrArray *enclosures;
  gint64 range_start;
  const char *validator;
  gint64 timeout;
  gboolean brings_result;
} SimmerHttpQuestion;

SimmerHttp *simmer_http_new (void);
void simmer_http_distrust (SimmerHttp *self);
void simmer_http_ask_async (SimmerHttp *self,
                            const SimmerHttpQuestion *question,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
SimmerHttpAnswer *simmer_http_ask_finish (SimmerHttp *self, GAsyncResult *result, GError **error);

void simmer_http_open_async (SimmerHttp *self,
                             const SimmerHttpQuestion *question,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GInputStream *simmer_http_open_finish (SimmerHttp *self,
                                       GAsyncResult *result,
                                       SimmerHttpAnswer **answer,
                                       GError **error);

void simmer_http_listen_async (SimmerHttp *self,
                               const SimmerHttpQuestion *question,
                               SimmerStreamKind kind,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
SimmerLiveStream *simmer_http_listen_finish (SimmerHttp *self,
                                             GAsyncResult *result,
                                             SimmerHttpAnswer **answer,
                                             GError **error);
GError *simmer_http_explain (const char *host, const GError *error);

G_END_DECLS
