#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define SIMMER_RAW_ANSWER_MAX_TEXT (16 * 1024)

#define SIMMER_TYPE_RAW_ANSWER (simmer_raw_answer_get_type ())

/**
 * SimmerRawAnswer:
 *
 * An answer as it came, for the person who wants to know what went wrong, or has to tell somebody:
 * an immutable, reference counted value. Its text is valid UTF-8 of at most
 * %SIMMER_RAW_ANSWER_MAX_TEXT bytes. It is somebody else's: never markup, never believed.
 */
typedef struct _SimmerRawAnswer SimmerRawAnswer;

GType simmer_raw_answer_get_type (void);

SimmerRawAnswer *simmer_raw_answer_new (guint http_status,
                                        const char *content_type,
                                        const void *data,
                                        gsize length);
SimmerRawAnswer *simmer_raw_answer_new_from_json (JsonNode *node);
SimmerRawAnswer *simmer_raw_answer_ref (SimmerRawAnswer *self);
void simmer_raw_answer_unref (SimmerRawAnswer *self);

guint simmer_raw_answer_get_http_status (SimmerRawAnswer *self);
const char *simmer_raw_answer_get_media_type (SimmerRawAnswer *self);
gsize simmer_raw_answer_get_length (SimmerRawAnswer *self);
const char *simmer_raw_answer_get_text (SimmerRawAnswer *self);
gboolean simmer_raw_answer_equal (SimmerRawAnswer *a, SimmerRawAnswer *b);
SimmerRawAnswer *simmer_raw_answer_without (SimmerRawAnswer *self, const char *secret);
JsonObject *simmer_raw_answer_to_json (SimmerRawAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerRawAnswer, simmer_raw_answer_unref)

G_END_DECLS
