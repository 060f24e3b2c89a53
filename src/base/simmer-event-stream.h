#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimmerEventStream:
 *
 * Takes text/event-stream apart, in whatever pieces it comes: the format of Server-Sent Events in
 * the HTML standard (https://html.spec.whatwg.org/multipage/server-sent-events.html, "Parsing an
 * event stream" and "Interpreting an event stream").
 */
typedef struct _SimmerEventStream SimmerEventStream;

/**
 * SimmerEvent:
 * @type: what it is; "message" where the stream does not say
 * @data: its lines, joined by line feeds, as valid UTF-8
 * @id: the last id that the stream gave, to this event or one before; "" if none
 */
typedef struct
{
  char *type;
  GBytes *data;
  char *id;
} SimmerEvent;

void simmer_event_free (SimmerEvent *self);

SimmerEventStream *simmer_event_stream_new (gsize limit);
void simmer_event_stream_free (SimmerEventStream *self);
void simmer_event_stream_add (SimmerEventStream *self, const void *bytes, gsize length);
SimmerEvent *simmer_event_stream_next (SimmerEventStream *self);
gboolean simmer_event_stream_is_broken (SimmerEventStream *self);
gint64 simmer_event_stream_get_retry (SimmerEventStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerEvent, simmer_event_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerEventStream, simmer_event_stream_free)

G_END_DECLS
