#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_FAKE_STREAM (simmer_fake_stream_get_type ())

/**
 * SimmerFakeStream:
 *
 * The body of an answer that goes on: what a test puts in is what is read, without a thread and
 * without a file.
 */
G_DECLARE_FINAL_TYPE (SimmerFakeStream, simmer_fake_stream, SIMMER, FAKE_STREAM, GInputStream)

/**
 * SimmerFakeStreamFunc:
 * @user_data: what simmer_fake_stream_new() was given
 *
 * Nobody reads it any more.
 */
typedef void (*SimmerFakeStreamFunc) (gpointer user_data);

SimmerFakeStream *simmer_fake_stream_new (SimmerFakeStreamFunc left, gpointer user_data);
void simmer_fake_stream_say (SimmerFakeStream *self, const char *text);
void simmer_fake_stream_end (SimmerFakeStream *self, gboolean broken);

G_END_DECLS
