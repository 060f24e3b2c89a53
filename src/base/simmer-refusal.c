/* Answers that refuse: which error they are, and the sentence that a person reads. Pure. */

#include "config.h"

#include "simmer-refusal.h"

#include "simmer-error.h"
#include "simmer-json.h"
#include "simmer-measure.h"
#include "simmer-members.h"
#include "simmer-vocabulary.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Whether the verb asks about one task, so that "not found" means that task. */
static gboolean
asks_of_task (SimmerVerb verb)
{
  return verb == SIMMER_VERB_STATUS || verb == SIMMER_VERB_CANCEL || verb == SIMMER_VERB_RETRY ||
         verb == SIMMER_VERB_OUTCOME || verb == SIMMER_VERB_RESULT;
}

static SimmerError
classify (SimmerVerb verb, guint code, const char *reason)
{
  switch (code)
    {
    case 401:
    case 403:
      return SIMMER_ERROR_SIGN_IN;
    case 501:
      return asks_of_task (verb) ? SIMMER_ERROR_UNREACHABLE : SIMMER_ERROR_SERVICE;
    case 404:
    case 410:
      return asks_of_task (verb) ? SIMMER_ERROR_GONE : SIMMER_ERROR_SERVICE;
    case 408:
    case 425:
      return SIMMER_ERROR_UNREACHABLE;
    case 429:
    case 503:
      return SIMMER_ERROR_RATE_LIMITED;
    default:
      break;
    }

  if (code >= 500 && code < 600)
    return SIMMER_ERROR_UNREACHABLE;
  if (code >= 300 && code < 400)
    return SIMMER_ERROR_MALFORMED;

  /* Only an envelope's words: what HTTP says of is decided above. */
  if ((code < 400 || code >= 600) && asks_of_task (verb) &&
      simmer_vocabulary_says_not_found (reason))
    return SIMMER_ERROR_GONE;

  return SIMMER_ERROR_SERVICE;
}

static const char *
get_sentence (SimmerError code)
{
  switch (code)
    {
    case SIMMER_ERROR_GONE:
      return _ ("The service no longer knows this task.");
    case SIMMER_ERROR_SIGN_IN:
      return _ ("The service does not accept the key of this account.");
    case SIMMER_ERROR_RATE_LIMITED:
      return _ ("The service asks to wait.");
    case SIMMER_ERROR_MALFORMED:
      return _ ("The service points to another address.");
    case SIMMER_ERROR_UNREACHABLE:
      return _ ("The service has trouble of its own.");
    case SIMMER_ERROR_OFFLINE:
    case SIMMER_ERROR_TLS:
    case SIMMER_ERROR_TOO_LARGE:
    case SIMMER_ERROR_TIMED_OUT:
    case SIMMER_ERROR_SERVICE:
    case SIMMER_ERROR_FILE:
    default:
      return _ ("The service refuses the request.");
    }
}

/* The service's words as a sentence that another may follow: many services write no full stop. */
static char *
end_sentence (const char *words)
{
  g_autofree char *sentence = g_strchomp (g_strdup (words));
  const char *end = sentence + strlen (sentence);

  while (end > sentence)
    {
      gunichar last;

      end = g_utf8_prev_char (end);
      last = g_utf8_get_char (end);
      if (g_utf8_strchr (".!?…。！？।؟", -1, last) != NULL)
        return g_steal_pointer (&sentence);
      /* The stop may stand within quotation marks. */
      if (g_utf8_strchr ("\"'”’“»)", -1, last) == NULL)
        break;
    }

  return g_strconcat (sentence, ".", NULL);
}

/**
 * simmer_refusal_set_code:
 * @error: return location
 * @code: what kind of refusal it is
 * @http_status: an HTTP status, 0 if it says nothing
 * @reason: (nullable): the service's own words
 */
void
simmer_refusal_set_code (GError **error, SimmerError code, guint http_status, const char *reason)
{
  g_autofree char *sentence = reason != NULL ? end_sentence (reason) : NULL;

  if (reason != NULL && code == SIMMER_ERROR_SERVICE)
    g_set_error_literal (error, SIMMER_ERROR, code, reason);
  else if (reason != NULL)
    /* Translators: a sentence of Simmer, then the service's own, in its language. */
    g_set_error (
      error, SIMMER_ERROR, code, C_ ("refusal", "%s It says: %s"), get_sentence (code), sentence);
  else if (http_status > 0)
    /* Translators: a sentence, then the number of an HTTP status. */
    g_set_error (
      error, SIMMER_ERROR, code, C_ ("refusal", "%s (HTTP %u)"), get_sentence (code), http_status);
  else
    g_set_error_literal (error, SIMMER_ERROR, code, get_sentence (code));
}

static gboolean
is_type (const char *content_type, const char *type)
{
  return content_type != NULL && g_ascii_strncasecmp (content_type, type, strlen (type)) == 0;
}

/**
 * simmer_refusal_is_page:
 * @content_type: (nullable): media type
 * @body: a body
 *
 * Returns: whether it is a web page: another server's, or the sign-in page of a network
 */
gboolean
simmer_refusal_is_page (const char *content_type, GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  gsize i = 0;

  if (is_type (content_type, "text/html") || is_type (content_type, "application/xhtml"))
    return TRUE;

  while (i < length && g_ascii_isspace (text[i]))
    i++;

  return i < length && text[i] == '<';
}

void
simmer_refusal_set_page (GError **error)
{
  g_set_error_literal (
    error,
    SIMMER_ERROR,
    SIMMER_ERROR_MALFORMED,
    _ ("The answer is a web page: the address may be wrong, or the network wants "
       "you to sign in."));
}

/**
 * simmer_refusal_dup_reason:
 * @root: an answer
 *
 * Returns: (transfer full) (nullable): why the request was refused, in the service's own words
 */
char *
simmer_refusal_dup_reason (JsonNode *root)
{
  static const char *const names[] = {
    "error",     "errors",      "errormessage", "errormsg", "errmsg",
    "message",   "msg",         "detail",       "details",  "reason",
    "title",     "description", "failure",      "problem",  "exceptionmessage",
    "exception", "code",        "errorcode",    NULL,
  };
  g_autoptr (GHashTable) members = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return simmer_node_dup_reason (root);

  members = simmer_members_new (json_node_get_object (root));
  for (guint i = 0; names[i] != NULL; i++)
    {
      char *reason = simmer_node_dup_reason (g_hash_table_lookup (members, names[i]));

      if (reason != NULL)
        return reason;
    }

  return NULL;
}

static char *
dup_body_reason (const char *content_type, GBytes *body)
{
  g_autoptr (JsonNode) root = simmer_json_parse (body, NULL);
  gsize length = g_bytes_get_size (body);
  g_autofree char *text = NULL;

  if (root != NULL)
    return simmer_refusal_dup_reason (root);
  if (length == 0 || simmer_refusal_is_page (content_type, body) ||
      is_type (content_type, "application/json"))
    return NULL;

  /* Plain words; the first kilobytes are more than is shown. */
  text = g_utf8_make_valid (g_bytes_get_data (body, NULL), (gssize) MIN (length, 4096));
  return simmer_text_clean (text, SIMMER_MEMBERS_MAX_TEXT);
}

/**
 * simmer_refusal_set:
 * @error: return location
 * @verb: what was asked
 * @http_status: an HTTP status that is no success
 * @content_type: (nullable): media type of the answer
 * @body: its body
 */
void
simmer_refusal_set (GError **error,
                    SimmerVerb verb,
                    guint http_status,
                    const char *content_type,
                    GBytes *body)
{
  g_autofree char *reason = dup_body_reason (content_type, body);

  simmer_refusal_set_code (error, classify (verb, http_status, NULL), http_status, reason);
}

/**
 * simmer_refusal_set_not_found:
 * @error: return location
 * @verb: what was asked
 * @root: an answer that says that the task is not known
 *
 * Returns: %TRUE
 */
gboolean
simmer_refusal_set_not_found (GError **error, SimmerVerb verb, JsonNode *root)
{
  g_autofree char *reason = simmer_refusal_dup_reason (root);

  simmer_refusal_set_code (error, classify (verb, 404, NULL), 0, reason);
  return TRUE;
}

/* Whether it is the task that is not found: “ffmpeg not found” tells why one failed. */
static gboolean
is_task_missing (const char *reason)
{
  static const char *const tasks[] = { "task",       "job",     "id",   "request", "generation",
                                       "prediction", "process", "item", "record",  "run" };
  static const char *const bare[] = { "not found", "not_found", "notfound", "does not exist" };
  g_autofree char *lower = NULL;

  if (!simmer_vocabulary_says_not_found (reason))
    return FALSE;

  lower = g_ascii_strdown (reason, -1);
  for (guint i = 0; i < G_N_ELEMENTS (bare); i++)
    if (g_str_has_prefix (lower, bare[i]))
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    if (strstr (lower, tasks[i]) != NULL)
      return TRUE;

  return FALSE;
}

/**
 * simmer_refusal_is_about_request:
 * @error: return location
 * @verb: what was asked
 * @root: an answer whose status is a failure and that names no task
 * @is_order: whether the request was an order
 *
 * Such an answer to an order says that the order failed. To a question, it says that the task
 * failed, unless its words say that there is no such task.
 *
 * Returns: whether the request failed
 */
gboolean
simmer_refusal_is_about_request (GError **error, SimmerVerb verb, JsonNode *root, gboolean is_order)
{
  g_autofree char *reason = simmer_refusal_dup_reason (root);

  if (!is_order && !is_task_missing (reason))
    return FALSE;

  simmer_refusal_set_code (error, classify (verb, 0, reason), 0, reason);
  return TRUE;
}

/* The code of an envelope, where it means trouble; 0 where it is fine. */
static guint
get_bad_code (GHashTable *members)
{
  static const char *const names[] = { "code",  "statuscode", "errorcode", "errcode",
                                       "errno", "ret",        NULL };
  JsonNode *node = simmer_members_find (members, names);
  double number;

  /* { "status": 404, "message": … }: an HTTP status, since no task has so many of its own. */
  if (node == NULL && simmer_node_get_number (g_hash_table_lookup (members, "status"), &number) &&
      number >= 400 && number < 600)
    return (guint) number;
  if (!simmer_node_get_number (node, &number) || number == 0 || (number >= 200 && number < 300))
    return 0;

  return number > 0 && number < 1e9 ? (guint) number : 1;
}

static gboolean
is_false (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_BOOLEAN && !json_node_get_boolean (node);
}

/**
 * simmer_refusal_check_envelope:
 * @error: return location
 * @verb: what was asked
 * @root: an answer that names no status of a task
 *
 * Returns: whether its envelope says that the request failed
 */
gboolean
simmer_refusal_check_envelope (GError **error, SimmerVerb verb, JsonNode *root)
{
  static const char *const successes[] = { "success", "ok", "succeeded", NULL };
  static const char *const errors[] = { "error", "errors", NULL };
  g_autoptr (GHashTable) members = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *blame = NULL;
  guint code;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;

  members = simmer_members_new (json_node_get_object (root));
  code = get_bad_code (members);
  blame = simmer_node_dup_reason (simmer_members_find (members, errors));
  if (code == 0 && blame == NULL && !is_false (simmer_members_find (members, successes)) &&
      !simmer_node_is_true (g_hash_table_lookup (members, "error")))
    return FALSE;

  reason = simmer_refusal_dup_reason (root);
  simmer_refusal_set_code (error, classify (verb, code, reason), 0, reason);
  return TRUE;
}
