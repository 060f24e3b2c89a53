/* What GIO and libsoup report, told to a person: host, reason, no credential. */

#include "config.h"

#include "simmer-http-explain.h"
#include "simmer-http.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

static GError *
explain_resolver (const char *host, const GError *error)
{
  if (error->code == G_RESOLVER_ERROR_TEMPORARY_FAILURE)
    return g_error_new (SIMMER_ERROR,
                        SIMMER_ERROR_UNREACHABLE,
                        _ ("The name “%s” cannot be looked up right now."),
                        host);
  return g_error_new (SIMMER_ERROR,
                      SIMMER_ERROR_UNREACHABLE,
                      _ ("There is no host named “%s”, or its name cannot be looked up."),
                      host);
}

static GError *
explain_session (const char *host, const GError *error)
{
  return g_error_new (
    SIMMER_ERROR, SIMMER_ERROR_MALFORMED, _ ("The answer of %s is not HTTP, or is broken."), host);
}

static GError *
never_left (GError *error)
{
  simmer_error_set_unsent (error);
  return error;
}

static GError *
explain_io (const char *host, const GError *error)
{
  switch (error->code)
    {
    case G_IO_ERROR_CONNECTION_REFUSED:
      return never_left (
        g_error_new (SIMMER_ERROR,
                     SIMMER_ERROR_UNREACHABLE,
                     _ ("%s refused the connection: no service is listening there."),
                     host));
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return g_error_new (SIMMER_ERROR,
                          SIMMER_ERROR_OFFLINE,
                          _ ("This computer has no network connection to %s."),
                          host);
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_HOST_NOT_FOUND:
      return g_error_new (
        SIMMER_ERROR, SIMMER_ERROR_UNREACHABLE, _ ("%s cannot be reached from here."), host);
    case G_IO_ERROR_TIMED_OUT:
      return g_error_new (SIMMER_ERROR, SIMMER_ERROR_TIMED_OUT, _ ("%s stopped answering."), host);
    case G_IO_ERROR_PARTIAL_INPUT:
      return g_error_new (
        SIMMER_ERROR, SIMMER_ERROR_MALFORMED, _ ("The answer of %s was cut short."), host);
    case G_IO_ERROR_INVALID_DATA:
    case G_IO_ERROR_INVALID_ARGUMENT:
      return explain_session (host, error);
    case G_IO_ERROR_CONNECTION_CLOSED:
      return g_error_new (SIMMER_ERROR,
                          SIMMER_ERROR_UNREACHABLE,
                          _ ("%s broke off the connection before it had answered."),
                          host);
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_AUTH_FAILED:
    case G_IO_ERROR_PROXY_NEED_AUTH:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return g_error_new (SIMMER_ERROR,
                          SIMMER_ERROR_UNREACHABLE,
                          _ ("The network proxy did not let Simmer through to %s."),
                          host);
    default:
      return g_error_new (SIMMER_ERROR,
                          SIMMER_ERROR_UNREACHABLE,
                          _ ("The connection to %s failed: %s"),
                          host,
                          error->message);
    }
}

/**
 * simmer_http_explain_tls:
 * @host: whom we talked to
 * @flags: what is wrong with its certificate; 0 if the trouble is another
 *
 * Returns: (transfer full): an error with the worst of the reasons
 */
GError *
simmer_http_explain_tls (const char *host, GTlsCertificateFlags flags)
{
  const char *reason = _ ("A secure connection to %s could not be set up.");

  if (flags & G_TLS_CERTIFICATE_REVOKED)
    reason = _ ("The certificate of %s was revoked.");
  else if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    reason = _ ("The certificate shown is not that of %s. Somebody may be in between.");
  else if (flags & G_TLS_CERTIFICATE_EXPIRED)
    reason = _ ("The certificate of %s has expired.");
  else if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    reason = _ ("The certificate of %s is not valid yet. Is this computer’s date right?");
  else if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    reason = _ ("The certificate of %s is signed by an authority this computer does not trust.");
  else if (flags != 0)
    reason = _ ("The certificate of %s is not acceptable.");

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_error_new (SIMMER_ERROR, SIMMER_ERROR_TLS, reason, host);
#pragma GCC diagnostic pop
}

/**
 * simmer_http_explain_timeout:
 * @host: whom we asked
 * @timeout: how long we waited, µs
 *
 * Returns: (transfer full): an error that says so
 */
GError *
simmer_http_explain_timeout (const char *host, gint64 timeout)
{
  guint seconds = (guint) MAX (1, timeout / G_USEC_PER_SEC);

  return g_error_new (SIMMER_ERROR,
                      SIMMER_ERROR_TIMED_OUT,
                      ngettext ("%s did not answer within %u second.",
                                "%s did not answer within %u seconds.",
                                seconds),
                      host,
                      seconds);
}

/**
 * simmer_http_explain:
 * @host: whom we talked to
 * @error: what GIO or libsoup reports
 *
 * Cancellation and errors that are explained already come back as they are.
 *
 * Returns: (transfer full): the same in the domain %SIMMER_ERROR, as a sentence
 */
GError *
simmer_http_explain (const char *host, const GError *error)
{
  g_return_val_if_fail (host != NULL && error != NULL, NULL);

  if (error->domain == SIMMER_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (error->domain == G_RESOLVER_ERROR)
    return never_left (explain_resolver (host, error));
  if (error->domain == G_TLS_ERROR)
    {
      if (error->code == G_TLS_ERROR_EOF)
        return g_error_new (SIMMER_ERROR,
                            SIMMER_ERROR_UNREACHABLE,
                            _ ("%s broke off the connection before it had answered."),
                            host);
      return simmer_http_explain_tls (host, 0);
    }
  if (error->domain == SOUP_SESSION_ERROR)
    return explain_session (host, error);
  if (error->domain == G_IO_ERROR)
    return explain_io (host, error);

  return g_error_new (SIMMER_ERROR,
                      SIMMER_ERROR_UNREACHABLE,
                      _ ("The connection to %s failed: %s"),
                      host,
                      error->message);
}
