/* What a client asks for: read from the body of POST /api/v1/generate, checked, made complete. */

#define G_LOG_DOMAIN "Simmer-Order"

#include "simmer-generation.h"

#include <glib/gi18n.h>

#include "simmer-json.h"
#include "simmer-style.h"
#include "simmer-text.h"

#define DEFAULT_SIZE 768
#define MAX_DEPTH    32

/* Bytes a pixel that encoding takes at most: a buffer, and the next larger one. */
#define ENCODING_MEMORY 5.0

/* Bytes that any painting takes, whatever its size: noise, palettes, margins, lists. */
#define BASE_MEMORY (2 * 1024 * 1024)

G_DEFINE_QUARK (simmer - order - error - quark, simmer_generation_error)

static JsonNode *
parse_object (GBytes *body, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (JsonNode) root = simmer_json_parse (body, &fault);

  if (root == NULL)
    {
      g_debug ("Not JSON: %s", fault->message);
      g_set_error_literal (error,
                           SIMMER_GENERATION_ERROR,
                           SIMMER_GENERATION_ERROR_SYNTAX,
                           _ ("The body is not valid JSON."));
      return NULL;
    }
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error,
                           SIMMER_GENERATION_ERROR,
                           SIMMER_GENERATION_ERROR_SYNTAX,
                           _ ("The body must be a JSON object."));
      return NULL;
    }

  return g_steal_pointer (&root);
}

/* An absent member and null are the same: the default. */
static JsonNode *
find_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static gboolean
read_string (JsonObject *object, const char *name, const char **value, GError **error)
{
  JsonNode *node = find_member (object, name);

  if (node == NULL)
    return TRUE;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      g_set_error (error,
                   SIMMER_GENERATION_ERROR,
                   SIMMER_GENERATION_ERROR_TYPE,
                   _ ("“%s” must be a text."),
                   name);
      return FALSE;
    }

  *value = json_node_get_string (node);
  return TRUE;
}

static gboolean
read_integer (JsonObject *object,
              const char *name,
              gint64 min,
              gint64 max,
              gint64 *value,
              GError **error)
{
  JsonNode *node = find_member (object, name);
  gint64 number;

  if (node == NULL)
    return TRUE;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    {
      g_set_error (error,
                   SIMMER_GENERATION_ERROR,
                   SIMMER_GENERATION_ERROR_TYPE,
                   _ ("“%s” must be a whole number."),
                   name);
      return FALSE;
    }

  number = json_node_get_int (node);
  if (number < min || number > max)
    {
      g_set_error (error,
                   SIMMER_GENERATION_ERROR,
                   SIMMER_GENERATION_ERROR_RANGE,
                   _ ("“%s” must be from %lld to %lld."),
                   name,
                   (long long) min,
                   (long long) max);
      return FALSE;
    }

  *value = number;
  return TRUE;
}

static gboolean
read_kind (SimmerGeneration *order, JsonObject *object, GError **error)
{
  const char *kind = "image";

  if (!read_string (object, "kind", &kind, error))
    return FALSE;

  if (g_str_equal (kind, "image"))
    order->kind = SIMMER_KIND_IMAGE;
  else if (g_str_equal (kind, "text"))
    order->kind = SIMMER_KIND_TEXT;
  else
    {
      g_set_error_literal (error,
                           SIMMER_GENERATION_ERROR,
                           SIMMER_GENERATION_ERROR_RANGE,
                           _ ("“kind” must be “image” or “text”."));
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_prompt (SimmerGeneration *order, JsonObject *object, GError **error)
{
  const char *prompt = NULL;

  if (!read_string (object, "prompt", &prompt, error))
    return FALSE;

  order->prompt = g_strstrip (g_strdup (prompt != NULL ? prompt : ""));
  if (*order->prompt == '\0')
    {
      g_set_error_literal (error,
                           SIMMER_GENERATION_ERROR,
                           SIMMER_GENERATION_ERROR_MISSING,
                           _ ("“prompt” is missing: say what shall be generated."));
      return FALSE;
    }
  if (g_utf8_strlen (order->prompt, -1) > SIMMER_GENERATION_MAX_PROMPT)
    {
      g_set_error (error,
                   SIMMER_GENERATION_ERROR,
                   SIMMER_GENERATION_ERROR_RANGE,
                   _ ("“prompt” must have at most %d characters."),
                   SIMMER_GENERATION_MAX_PROMPT);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_style (SimmerGeneration *order, JsonObject *object, GError **error)
{
  const char *const *names =
    order->kind == SIMMER_KIND_IMAGE ? simmer_style_get_names () : simmer_text_get_forms ();
  const char *style = "auto";

  if (!read_string (object, "style", &style, error))
    return FALSE;
  if (*style == '\0')
    style = "auto";

  if (!g_strv_contains (names, style))
    {
      g_autofree char *list = g_strjoinv (", ", (char **) names);

      g_set_error (error,
                   SIMMER_GENERATION_ERROR,
                   SIMMER_GENERATION_ERROR_RANGE,
                   _ ("“style” must be one of: %s."),
                   list);
      return FALSE;
    }

  order->style = g_strdup (style);
  return TRUE;
}

static gboolean
read_format (SimmerGeneration *order, JsonObject *object, GError **error)
{
  const char *only = order->kind == SIMMER_KIND_IMAGE ? "png" : "text";
  const char *format = only;

  if (!read_string (object, "format", &format, error))
    return FALSE;

  if (!g_str_equal (format, only))
    {
      g_set_error (error,
                   SIMMER_GENERATION_ERROR,
                   SIMMER_GENERATION_ERROR_RANGE,
                   _ ("“format” must be “%s”."),
                   only);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_width (SimmerGeneration *order, JsonObject *object, GError **error)
{
  return read_integer (
    object, "width", SIMMER_GENERATION_MIN_SIZE, SIMMER_GENERATION_MAX_SIZE, &order->width, error);
}

static gboolean
read_height (SimmerGeneration *order, JsonObject *object, GError **error)
{
  return read_integer (object,
                       "height",
                       SIMMER_GENERATION_MIN_SIZE,
                       SIMMER_GENERATION_MAX_SIZE,
                       &order->height,
                       error);
}

static gboolean
read_count (SimmerGeneration *order, JsonObject *object, GError **error)
{
  return read_integer (object, "count", 1, SIMMER_GENERATION_MAX_COUNT, &order->count, error);
}

static gboolean
read_seed (SimmerGeneration *order, JsonObject *object, GError **error)
{
  return read_integer (object, "seed", 0, SIMMER_GENERATION_MAX_SEED, &order->seed, error);
}

/* Taken before a missing seed is drawn, so that sending the same body again finds its twin. */
static char *
make_fingerprint (const SimmerGeneration *order)
{
  g_autofree char *text = g_strdup_printf ("%d\n%s\n%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT
                                           "\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT,
                                           (int) order->kind,
                                           order->prompt,
                                           order->style,
                                           order->width,
                                           order->height,
                                           order->count,
                                           order->seed);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/**
 * simmer_generation_new_from_json:
 * @body: what the client sent
 * @field: (out) (nullable): the name of the member that is at fault, if it is one
 * @error: (out): a sentence for the client, of %SIMMER_GENERATION_ERROR
 *
 * Unknown members are passed over. A missing seed is drawn at random.
 *
 * Returns: (transfer full): the order, or %NULL
 */
SimmerGeneration *
simmer_generation_new_from_json (GBytes *body, const char **field, GError **error)
{
  static const struct
  {
    const char *field;
    gboolean (*read) (SimmerGeneration *, JsonObject *, GError **);
  } readers[] = {
    { "kind", read_kind },   { "prompt", read_prompt }, { "style", read_style },
    { "width", read_width }, { "height", read_height }, { "count", read_count },
    { "seed", read_seed },   { "format", read_format },
  };
  g_autoptr (SimmerGeneration) order = g_new0 (SimmerGeneration, 1);
  g_autoptr (JsonNode) root = NULL;

  order->width = order->height = DEFAULT_SIZE;
  order->count = 1;
  order->seed = -1;

  *field = NULL;
  root = parse_object (body, error);
  if (root == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      *field = readers[i].field;
      if (!readers[i].read (order, json_node_get_object (root), error))
        return NULL;
    }

  *field = NULL;
  if (order->kind == SIMMER_KIND_TEXT)
    order->width = order->height = 0;

  order->fingerprint = make_fingerprint (order);
  if (order->seed < 0)
    order->seed = (gint64) g_random_int ();

  return g_steal_pointer (&order);
}

void
simmer_generation_free (SimmerGeneration *order)
{
  g_free (order->prompt);
  g_free (order->style);
  g_free (order->fingerprint);
  g_free (order);
}

/**
 * simmer_generation_get_memory:
 * @order: an order
 *
 * Returns: how many bytes working on it takes at most, roughly
 */
guint64
simmer_generation_get_memory (const SimmerGeneration *order)
{
  const SimmerStyle *style;
  gint64 pixels = order->width * order->height;

  if (order->kind == SIMMER_KIND_TEXT)
    return 64 * 1024;

  /* The canvas; the variants that are encoded already, each at worst as large; and for the last one
   * what painting takes or, after that, encoding. */
  style = simmer_style_choose (order->style, order->prompt);
  return BASE_MEMORY + (guint64) ((double) pixels * (3.0 * (double) order->count +
                                                     MAX (style->memory, ENCODING_MEMORY)));
}

/**
 * simmer_generation_get_cost:
 * @order: an order
 *
 * Returns: how many seconds it takes on one usual core, roughly
 */
double
simmer_generation_get_cost (const SimmerGeneration *order)
{
  const SimmerStyle *style;

  if (order->kind == SIMMER_KIND_TEXT)
    return 0.01;

  style = simmer_style_choose (order->style, order->prompt);
  return 0.02 + style->cost * (double) (order->count * order->width * order->height) / 1e6;
}

const char *
simmer_kind_to_string (SimmerKind kind)
{
  return kind == SIMMER_KIND_TEXT ? "text" : "image";
}
