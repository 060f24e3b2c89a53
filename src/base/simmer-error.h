#pragma once

#include "simmer-raw-answer.h"

G_BEGIN_DECLS

#define SIMMER_ERROR      (simmer_error_quark ())
#define SIMMER_TYPE_ERROR (simmer_error_get_type ())

/**
 * SimmerError:
 * @SIMMER_ERROR_OFFLINE: this machine has no network
 * @SIMMER_ERROR_UNREACHABLE: the host refuses, resets or is not found
 * @SIMMER_ERROR_TLS: the connection is not secure
 * @SIMMER_ERROR_SIGN_IN: the service wants other credentials (401, 403)
 * @SIMMER_ERROR_RATE_LIMITED: asked too often (429, or 503 with Retry-After)
 * @SIMMER_ERROR_GONE: the service does not know this task (404, 410)
 * @SIMMER_ERROR_MALFORMED: an answer that cannot be read
 * @SIMMER_ERROR_TOO_LARGE: an answer over the limit
 * @SIMMER_ERROR_TIMED_OUT: no answer, or no end, in time
 * @SIMMER_ERROR_SERVICE: the service answered with an error of its own
 * @SIMMER_ERROR_FILE: a file that was to be sent has changed, is gone or cannot be read
 *
 * What went wrong, as the terminal's JSON and the store name it.
 */
typedef enum
{
  SIMMER_ERROR_OFFLINE,
  SIMMER_ERROR_UNREACHABLE,
  SIMMER_ERROR_TLS,
  SIMMER_ERROR_SIGN_IN,
  SIMMER_ERROR_RATE_LIMITED,
  SIMMER_ERROR_GONE,
  SIMMER_ERROR_MALFORMED,
  SIMMER_ERROR_TOO_LARGE,
  SIMMER_ERROR_TIMED_OUT,
  SIMMER_ERROR_SERVICE,
  SIMMER_ERROR_FILE,
} SimmerError;

GQuark simmer_error_quark (void);
GType simmer_error_get_type (void);

const char *simmer_error_to_string (SimmerError code);
gboolean simmer_error_from_string (const char *word, SimmerError *code);
gboolean simmer_error_is_transport (const GError *error);
const char *simmer_error_get_hint (SimmerError code);
const char *simmer_error_get_final_hint (SimmerError code);
const char *simmer_error_get_short (SimmerError code);

void simmer_error_set_retry_after (GError *error, gint64 retry_after);
gint64 simmer_error_get_retry_after (const GError *error);
void simmer_error_set_answered (GError *error);
gboolean simmer_error_get_answered (const GError *error);
void simmer_error_set_unsent (GError *error);
gboolean simmer_error_get_unsent (const GError *error);
void simmer_error_take_raw_answer (GError *error, SimmerRawAnswer *raw_answer);
SimmerRawAnswer *simmer_error_get_raw_answer (const GError *error);

G_END_DECLS
