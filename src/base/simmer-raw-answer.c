/* An answer as it came, bounded and made fit to be shown. Pure. */

#include "simmer-raw-answer.h"

#include "simmer-measure.h"
#include "simmer-members.h"

#include <string.h>

#define MAX_MEDIA_TYPE 100
#define REPLACEMENT    0xfffd
#define ELLIPSIS       "…"
#define MASK           "•••"

struct _SimmerRawAnswer
{
  char *text;       /* (owned), an interned GRefString: many tasks may fail alike */
  char *media_type; /* (owned) (nullable), another */
  gsize length;
  guint http_status;
};

G_DEFINE_BOXED_TYPE (SimmerRawAnswer,
                     simmer_raw_answer,
                     simmer_raw_answer_ref,
                     simmer_raw_answer_unref)

static void
simmer_raw_answer_clear (gpointer box)
{
  SimmerRawAnswer *self = box;

  g_ref_string_release (self->text);
  g_clear_pointer (&self->media_type, g_ref_string_release);
}

/* No more than can be kept, and not in the middle of a character. */
static gsize
find_cut (const char *data, gsize length)
{
  gsize cut = SIMMER_RAW_ANSWER_MAX_TEXT;

  if (length <= cut)
    return length;
  for (int i = 0; i < 3 && (data[cut] & 0xc0) == 0x80; i++)
    cut--;

  return cut;
}

static gunichar
tame (gunichar c)
{
  return g_unichar_iscntrl (c) && c != '\n' && c != '\t' ? REPLACEMENT : c;
}

/* The lines stay lines; what is not text is seen to be none. */
static char *
make_text (const char *data, gsize length)
{
  gsize most = SIMMER_RAW_ANSWER_MAX_TEXT - strlen (ELLIPSIS);
  gsize cut = find_cut (data, length);
  g_autofree char *valid = g_utf8_make_valid (data, (gssize) cut);
  GString *text = g_string_sized_new (MIN (cut, most) + sizeof ELLIPSIS);
  const char *p = valid;

  for (; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (*p == '\r' && p[1] == '\n')
        continue;
      if (text->len + (gsize) g_unichar_to_utf8 (tame (g_utf8_get_char (p)), NULL) > most)
        break;
      g_string_append_unichar (text, tame (g_utf8_get_char (p)));
    }
  if (*p != '\0' || cut < length)
    g_string_append (text, ELLIPSIS);

  return g_string_free (text, FALSE);
}

static char *
make_media_type (const char *content_type)
{
  g_autofree char *type = NULL;

  if (content_type == NULL)
    return NULL;

  type = g_strstrip (g_strndup (content_type, strcspn (content_type, ";")));
  for (const char *p = type; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return NULL;

  return *type != '\0' && strlen (type) <= MAX_MEDIA_TYPE ? g_ref_string_new_intern (type) : NULL;
}

static SimmerRawAnswer *
simmer_raw_answer_alloc (guint http_status,
                         const char *content_type,
                         const char *data,
                         gsize n_data,
                         gsize length)
{
  g_autofree char *text = make_text (data, n_data);
  SimmerRawAnswer *self;

  if (*g_strchug (text) == '\0')
    return NULL;

  self = g_atomic_rc_box_new0 (SimmerRawAnswer);
  self->http_status = http_status;
  self->media_type = make_media_type (content_type);
  self->text = g_ref_string_new_intern (text);
  self->length = length;

  return self;
}

/**
 * simmer_raw_answer_new:
 * @http_status: its HTTP status; 0 where there is none
 * @content_type: (nullable): its media type, with parameters or without
 * @data: (array length=length) (element-type guint8) (nullable): what came
 * @length: bytes of that
 *
 * Returns: (transfer full) (nullable): the answer as it is kept; %NULL where it says nothing
 */
SimmerRawAnswer *
simmer_raw_answer_new (guint http_status, const char *content_type, const void *data, gsize length)
{
  if (length == 0)
    return NULL;

  return simmer_raw_answer_alloc (http_status, content_type, data, length, length);
}

static const char *
read_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return simmer_node_is_text (node) ? json_node_get_string (node) : NULL;
}

static double
read_number (JsonObject *object, const char *name)
{
  double number;

  return simmer_node_get_number (json_object_get_member (object, name), &number)
           ? CLAMP (number, 0, G_MAXINT32)
           : 0;
}

/**
 * simmer_raw_answer_new_from_json:
 * @node: (nullable): from simmer_raw_answer_to_json(), or anything
 *
 * Returns: (transfer full) (nullable): the answer, if @node is one
 */
SimmerRawAnswer *
simmer_raw_answer_new_from_json (JsonNode *node)
{
  JsonObject *object =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *text = object != NULL ? read_text (object, "text") : NULL;
  double status;

  if (text == NULL)
    return NULL;

  status = read_number (object, "httpStatus");
  return simmer_raw_answer_alloc (status < 1000 ? (guint) status : 0,
                                  read_text (object, "mediaType"),
                                  text,
                                  strlen (text),
                                  MAX ((gsize) read_number (object, "length"), strlen (text)));
}

SimmerRawAnswer *
simmer_raw_answer_ref (SimmerRawAnswer *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
simmer_raw_answer_unref (SimmerRawAnswer *self)
{
  g_atomic_rc_box_release_full (self, simmer_raw_answer_clear);
}

/**
 * simmer_raw_answer_get_http_status:
 * @self: an answer
 *
 * Returns: its HTTP status; 0 where there is none
 */
guint
simmer_raw_answer_get_http_status (SimmerRawAnswer *self)
{
  return self->http_status;
}

/**
 * simmer_raw_answer_get_media_type:
 * @self: an answer
 *
 * Returns: (transfer none) (nullable): what it said to be, without parameters
 */
const char *
simmer_raw_answer_get_media_type (SimmerRawAnswer *self)
{
  return self->media_type;
}

/**
 * simmer_raw_answer_get_length:
 * @self: an answer
 *
 * Returns: how many bytes came, of which the text may be the beginning alone
 */
gsize
simmer_raw_answer_get_length (SimmerRawAnswer *self)
{
  return self->length;
}

/**
 * simmer_raw_answer_get_text:
 * @self: an answer
 *
 * Returns: (transfer none): what came, or its beginning and an ellipsis; lines end in "\n", and
 *   there is no other control character but the tabulator
 */
const char *
simmer_raw_answer_get_text (SimmerRawAnswer *self)
{
  return self->text;
}

/**
 * simmer_raw_answer_equal:
 * @a: (nullable): an answer
 * @b: (nullable): another
 *
 * Returns: whether they say the same
 */
gboolean
simmer_raw_answer_equal (SimmerRawAnswer *a, SimmerRawAnswer *b)
{
  if (a == b || a == NULL || b == NULL)
    return a == b;

  return a->http_status == b->http_status && a->length == b->length &&
         g_strcmp0 (a->media_type, b->media_type) == 0 && strcmp (a->text, b->text) == 0;
}

/**
 * simmer_raw_answer_without:
 * @self: an answer
 * @secret: (nullable): what must not be kept
 *
 * Services there are that repeat the key that they do not accept, plainly or as JSON writes it.
 *
 * Returns: (transfer full): @self, with dots in place of @secret
 */
SimmerRawAnswer *
simmer_raw_answer_without (SimmerRawAnswer *self, const char *secret)
{
  g_autoptr (GString) text = NULL;
  g_autoptr (GString) escaped = NULL;

  if (secret == NULL || *secret == '\0')
    return simmer_raw_answer_ref (self);

  escaped = g_string_new (secret);
  g_string_replace (escaped, "/", "\\/", 0);
  text = g_string_new (self->text);
  if (g_string_replace (text, secret, MASK, 0) + g_string_replace (text, escaped->str, MASK, 0) ==
      0)
    return simmer_raw_answer_ref (self);

  return simmer_raw_answer_alloc (
    self->http_status, self->media_type, text->str, text->len, self->length);
}

/**
 * simmer_raw_answer_to_json:
 * @self: an answer
 *
 * Returns: (transfer full): an object of httpStatus, mediaType, length and text, as the store and
 *   the terminal write it
 */
JsonObject *
simmer_raw_answer_to_json (SimmerRawAnswer *self)
{
  JsonObject *object = json_object_new ();

  if (self->http_status > 0)
    json_object_set_int_member (object, "httpStatus", self->http_status);
  else
    json_object_set_null_member (object, "httpStatus");
  if (self->media_type != NULL)
    json_object_set_string_member (object, "mediaType", self->media_type);
  else
    json_object_set_null_member (object, "mediaType");
  json_object_set_int_member (object, "length", (gint64) self->length);
  json_object_set_string_member (object, "text", self->text);

  return object;
}
