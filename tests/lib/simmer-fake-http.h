#pragma once

#include "simmer-fake-stream.h"
#include "simmer-http.h"

G_BEGIN_DECLS

/**
 * SimmerFakeAsk:
 * @method: HTTP method
 * @path: of the address, with the query if there is one
 * @host: of the address, with its port if that is not the usual one
 * @etag: (nullable): If-None-Match
 * @http: (unowned): who sent it
 * @listens: whether it is for a stream
 * @data: for the test
 *
 * A request that has gone out and is not answered yet.
 */
typedef struct
{
  char *method;
  char *path;
  char *host;
  char *etag;
  SimmerHttp *http;
  gboolean listens;
  gpointer data;

  /*< private >*/
  GTask *task;
  gulong handler;
} SimmerFakeAsk;

/**
 * SimmerFakeHttpFunc:
 * @ask: (transfer full): a request; to be answered once, now or later
 * @given_up: whether nobody waits for it any more, which is said of one that was not answered; it
 *   is freed after that
 * @user_data: what simmer_fake_http_set_func() was given
 */
typedef void (*SimmerFakeHttpFunc) (SimmerFakeAsk *ask, gboolean given_up, gpointer user_data);

void simmer_fake_http_set_func (SimmerFakeHttpFunc func, gpointer user_data);
SimmerHttpAnswer *simmer_fake_answer_new (guint status, const char *body);
void simmer_fake_ask_answer (SimmerFakeAsk *ask, SimmerHttpAnswer *answer);
void simmer_fake_ask_stream (SimmerFakeAsk *ask, SimmerFakeStream *stream);
void simmer_fake_ask_fail (SimmerFakeAsk *ask, SimmerError code);

G_END_DECLS
