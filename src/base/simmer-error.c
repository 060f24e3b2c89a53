/* The one error domain, and what a person is told about each of its codes. Pure. */

#include "config.h"

#include "simmer-error.h"

#include <glib/gi18n-lib.h>

/* What an error bears beside its code and words. */
typedef struct
{
  gint64 retry_after;          /* µs; -1 if the service did not say */
  gboolean answered;           /* the service itself said it */
  gboolean unsent;             /* the service cannot know of the request */
  SimmerRawAnswer *raw_answer; /* (owned) (nullable): with these words */
} SimmerErrorPrivate;

static void
simmer_error_private_init (SimmerErrorPrivate *priv)
{
  priv->retry_after = -1;
}

static void
simmer_error_private_copy (const SimmerErrorPrivate *from, SimmerErrorPrivate *to)
{
  to->retry_after = from->retry_after;
  to->answered = from->answered;
  to->unsent = from->unsent;
  to->raw_answer = from->raw_answer != NULL ? simmer_raw_answer_ref (from->raw_answer) : NULL;
}

static void
simmer_error_private_clear (SimmerErrorPrivate *priv)
{
  g_clear_pointer (&priv->raw_answer, simmer_raw_answer_unref);
}

G_DEFINE_EXTENDED_ERROR (SimmerError, simmer_error)

G_DEFINE_ENUM_TYPE (SimmerError,
                    simmer_error,
                    G_DEFINE_ENUM_VALUE (SIMMER_ERROR_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (SIMMER_ERROR_UNREACHABLE, "unreachable"),
                    G_DEFINE_ENUM_VALUE (SIMMER_ERROR_TLS, "tls"),
                    G_DEFINE_ENUM_VALUE (SIMMER_ERROR_SIGN_IN, "sign-in"),
                    G_DEFINE_ENUM_VALUE (SIMMER_ERROR_RATE_LIMITED, "rate-limited"),
                    G_DEFINE_ENUM_VALUE (SIMMER_ERROR_GONE, "gone"),
                    G_DEFINE_ENUM_VALUE (SIMMER_ERROR_MALFORMED, "malformed"),
                    G_DEFINE_ENUM_VALUE (SIMMER_ERROR_TOO_LARGE, "too-large"),
                    G_DEFINE_ENUM_VALUE (SIMMER_ERROR_TIMED_OUT, "timed-out"),
                    G_DEFINE_ENUM_VALUE (SIMMER_ERROR_SERVICE, "service"),
                    G_DEFINE_ENUM_VALUE (SIMMER_ERROR_FILE, "file"))

static const struct
{
  const char *word;
  const char *brief;
  const char *hint;
} codes[] = {
  [SIMMER_ERROR_OFFLINE] = {
    "offline",
    N_("No network"),
    N_("Connect this computer to a network. Simmer goes on by itself when it is back."),
  },
  [SIMMER_ERROR_UNREACHABLE] = {
    "unreachable",
    N_("Service not reached"),
    N_("Check the address of the service and that it is running. Simmer keeps trying."),
  },
  [SIMMER_ERROR_TLS] = {
    "tls",
    N_("Connection not secure"),
    N_("Check the service’s address and certificate, and the date and time of this computer."),
  },
  [SIMMER_ERROR_SIGN_IN] = {
    "sign-in",
    N_("Sign-in needed"),
    N_("Enter a valid key for this account, or check that the key may do this."),
  },
  [SIMMER_ERROR_RATE_LIMITED] = {
    "rate-limited",
    N_("Service asked to wait"),
    N_("Nothing needs to be done. Simmer asks again when the service allows it."),
  },
  [SIMMER_ERROR_GONE] = {
    "gone",
    N_("No longer known"),
    N_("Retry it to start anew, or check its id if you gave that yourself."),
  },
  [SIMMER_ERROR_MALFORMED] = {
    "malformed",
    N_("Answer not understood"),
    N_("Check that the account’s address and kind of service are right."),
  },
  [SIMMER_ERROR_TOO_LARGE] = {
    "too-large",
    N_("Answer too large"),
    N_("Check that the account’s address and kind of service are right."),
  },
  [SIMMER_ERROR_TIMED_OUT] = {
    "timed-out",
    N_("No answer in time"),
    N_("Check the network and the service, then try again."),
  },
  [SIMMER_ERROR_SERVICE] = {
    "service",
    N_("Refused by the service"),
    N_("Change what the service objects to, then try again."),
  },
  [SIMMER_ERROR_FILE] = {
    "file",
    N_("File not usable"),
    N_("Start a new generation and choose the file again."),
  },
};

/**
 * simmer_error_to_string:
 * @code: a code
 *
 * Returns: (transfer none): the word for @code in the terminal's JSON and in the store, such as
 *   "rate-limited"; never translated
 */
const char *
simmer_error_to_string (SimmerError code)
{
  g_return_val_if_fail ((guint) code < G_N_ELEMENTS (codes), "service");

  return codes[code].word;
}

/**
 * simmer_error_from_string:
 * @word: (nullable): a word of simmer_error_to_string()
 * @code: (out) (optional): the code it names
 *
 * Returns: whether @word names a code
 */
gboolean
simmer_error_from_string (const char *word, SimmerError *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (g_strcmp0 (word, codes[i].word) != 0)
        continue;
      if (code != NULL)
        *code = (SimmerError) i;
      return TRUE;
    }

  return FALSE;
}

/**
 * simmer_error_is_transport:
 * @error: (nullable): an error
 *
 * Trouble on the way to the service, or in an answer that is not the service's word about a task:
 * it passes, polling goes on, and it never fails a task.
 *
 * Returns: whether @error says nothing about the task itself
 */
gboolean
simmer_error_is_transport (const GError *error)
{
  if (error == NULL || error->domain != SIMMER_ERROR)
    return FALSE;

  switch ((SimmerError) error->code)
    {
    case SIMMER_ERROR_OFFLINE:
    case SIMMER_ERROR_UNREACHABLE:
    case SIMMER_ERROR_TLS:
    case SIMMER_ERROR_RATE_LIMITED:
    case SIMMER_ERROR_MALFORMED:
    case SIMMER_ERROR_TOO_LARGE:
    case SIMMER_ERROR_TIMED_OUT:
      return TRUE;
    case SIMMER_ERROR_SIGN_IN:
    case SIMMER_ERROR_GONE:
    case SIMMER_ERROR_SERVICE:
    case SIMMER_ERROR_FILE:
    default:
      return FALSE;
    }
}

/**
 * simmer_error_get_hint:
 * @code: a code
 *
 * Returns: (transfer none): a translated sentence that says what to do
 */
const char *
simmer_error_get_hint (SimmerError code)
{
  g_return_val_if_fail ((guint) code < G_N_ELEMENTS (codes), "");

  return _ (codes[code].hint);
}

/**
 * simmer_error_get_final_hint:
 * @code: why a task failed
 *
 * Returns: (transfer none): as simmer_error_get_hint(), where Simmer does not go on by itself
 */
const char *
simmer_error_get_final_hint (SimmerError code)
{
  switch (code)
    {
    case SIMMER_ERROR_OFFLINE:
      return _ ("Connect this computer to a network, then try again.");
    case SIMMER_ERROR_UNREACHABLE:
      return _ ("Check the address of the service and that it is running, then try again.");
    case SIMMER_ERROR_RATE_LIMITED:
      return _ ("Wait a while, then try again.");
    case SIMMER_ERROR_TLS:
    case SIMMER_ERROR_SIGN_IN:
    case SIMMER_ERROR_GONE:
    case SIMMER_ERROR_MALFORMED:
    case SIMMER_ERROR_TOO_LARGE:
    case SIMMER_ERROR_TIMED_OUT:
    case SIMMER_ERROR_SERVICE:
    case SIMMER_ERROR_FILE:
    default:
      return simmer_error_get_hint (code);
    }
}

/**
 * simmer_error_get_short:
 * @code: a code
 *
 * Returns: (transfer none): what happened, translated, in at most 32 characters: for a row
 */
const char *
simmer_error_get_short (SimmerError code)
{
  g_return_val_if_fail ((guint) code < G_N_ELEMENTS (codes), "");

  return _ (codes[code].brief);
}

/**
 * simmer_error_set_retry_after:
 * @error: an error of %SIMMER_ERROR
 * @retry_after: how long the service wants to be left alone, µs; -1 if it did not say
 */
void
simmer_error_set_retry_after (GError *error, gint64 retry_after)
{
  g_return_if_fail (error != NULL && error->domain == SIMMER_ERROR);

  simmer_error_get_private (error)->retry_after = retry_after;
}

/**
 * simmer_error_get_retry_after:
 * @error: (nullable): an error
 *
 * Returns: how long the service wants to be left alone, µs; -1 if it did not say
 */
gint64
simmer_error_get_retry_after (const GError *error)
{
  if (error == NULL || error->domain != SIMMER_ERROR)
    return -1;

  return simmer_error_get_private (error)->retry_after;
}

/**
 * simmer_error_set_answered:
 * @error: an error of %SIMMER_ERROR
 *
 * The service was reached, and its own answer is the trouble.
 */
void
simmer_error_set_answered (GError *error)
{
  g_return_if_fail (error != NULL && error->domain == SIMMER_ERROR);

  simmer_error_get_private (error)->answered = TRUE;
}

/**
 * simmer_error_get_answered:
 * @error: (nullable): an error
 *
 * Returns: whether the service was reached, and its own answer is the trouble
 */
gboolean
simmer_error_get_answered (const GError *error)
{
  return error != NULL && error->domain == SIMMER_ERROR &&
         simmer_error_get_private (error)->answered;
}

/**
 * simmer_error_set_unsent:
 * @error: an error of %SIMMER_ERROR
 *
 * There was no connection on which the request could have gone out.
 */
void
simmer_error_set_unsent (GError *error)
{
  g_return_if_fail (error != NULL && error->domain == SIMMER_ERROR);

  simmer_error_get_private (error)->unsent = TRUE;
}

/**
 * simmer_error_get_unsent:
 * @error: (nullable): an error
 *
 * Returns: whether the service cannot know of the request
 */
gboolean
simmer_error_get_unsent (const GError *error)
{
  return error != NULL && error->domain == SIMMER_ERROR && simmer_error_get_private (error)->unsent;
}

/**
 * simmer_error_take_raw_answer:
 * @error: an error of %SIMMER_ERROR
 * @raw_answer: (transfer full) (nullable): the answer that is the trouble
 */
void
simmer_error_take_raw_answer (GError *error, SimmerRawAnswer *raw_answer)
{
  SimmerErrorPrivate *priv;

  g_return_if_fail (error != NULL && error->domain == SIMMER_ERROR);

  priv = simmer_error_get_private (error);
  g_clear_pointer (&priv->raw_answer, simmer_raw_answer_unref);
  priv->raw_answer = raw_answer;
}

/**
 * simmer_error_get_raw_answer:
 * @error: (nullable): an error
 *
 * Returns: (transfer none) (nullable): the answer that is the trouble, if there was one
 */
SimmerRawAnswer *
simmer_error_get_raw_answer (const GError *error)
{
  if (error == NULL || error->domain != SIMMER_ERROR)
    return NULL;

  return simmer_error_get_private (error)->raw_answer;
}
