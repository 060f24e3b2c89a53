#pragma once

#include <gio/gio.h>

#include "simmer-enclosure.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_BODY_STREAM (simmer_body_stream_get_type ())

/**
 * SimmerBodyStream:
 *
 * The body of a request with files in it. They are read, and written in base64 where they are to
 * be, as the body goes out: nothing is ever held as a whole.
 */
G_DECLARE_FINAL_TYPE (SimmerBodyStream, simmer_body_stream, SIMMER, BODY_STREAM, GInputStream)

GInputStream *simmer_body_stream_new (GBytes *body, GPtrArray *enclosures);
gint64 simmer_body_stream_get_length (SimmerBodyStream *self);
const GError *simmer_body_stream_get_error (SimmerBodyStream *self);

G_END_DECLS
