/* The house's rules for asking over HTTP: what is sent at all, and which redirects are followed. */

#include "config.h"

#include "simmer-http-rules.h"

#include "simmer-host.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

/* Checks what can be checked before anything is sent. */
gboolean
simmer_http_judge_question (const SimmerHttpQuestion *question,
                            GUri *uri,
                            const char *host,
                            GError **error)
{
  if (uri == NULL || !simmer_uri_is_web (uri))
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_UNREACHABLE,
                   _ ("“%s” is not an address of the web. It must begin with https:// or http://."),
                   question->uri);
      return FALSE;
    }

  if (question->auth_value != NULL && !g_str_equal (g_uri_get_scheme (uri), "https") &&
      !simmer_host_is_loopback (host))
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_TLS,
                   _ ("Nothing was sent to %s: its address begins with http://, so the key would "
                      "travel unencrypted. Use an https:// address."),
                   host);
      return FALSE;
    }

  if ((question->auth_value != NULL && strpbrk (question->auth_value, "\r\n") != NULL) ||
      (question->user_value != NULL && strpbrk (question->user_value, "\r\n") != NULL))
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_SIGN_IN,
                   _ ("Nothing was sent to %s: the key holds a line break. Enter it again."),
                   host);
      return FALSE;
    }

  return TRUE;
}

/* Where a redirect leads, or %NULL and why it is not followed. */
GUri *
simmer_http_judge_redirect (const char *method,
                            GUri *uri,
                            const char *location,
                            guint n_followed,
                            GError **error)
{
  g_autoptr (GUri) next = g_uri_parse_relative (uri, location, SOUP_HTTP_URI_FLAGS, NULL);
  g_autofree char *from = simmer_host_from_guri (uri);
  g_autofree char *to = NULL;

  if (next == NULL || !simmer_uri_is_web (next))
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_MALFORMED,
                   _ ("%s redirects to an address that cannot be used."),
                   from);
      return NULL;
    }

  to = simmer_host_from_guri (next);
  if (!g_str_equal (method, "GET"))
    g_set_error (error,
                 SIMMER_ERROR,
                 SIMMER_ERROR_SERVICE,
                 _ ("%s redirects to %s, but orders are not sent on. Enter the new address."),
                 from,
                 to);
  else if (n_followed >= SIMMER_HTTP_MAX_REDIRECTS)
    g_set_error (error, SIMMER_ERROR, SIMMER_ERROR_MALFORMED, _ ("%s redirects in circles."), from);
  else if (g_str_equal (g_uri_get_scheme (uri), "https") &&
           !g_str_equal (g_uri_get_scheme (next), "https"))
    g_set_error (error,
                 SIMMER_ERROR,
                 SIMMER_ERROR_TLS,
                 _ ("%s redirects to %s without encryption, which is not followed."),
                 from,
                 to);
  else if (simmer_host_is_loopback (to) && !simmer_host_is_loopback (from))
    g_set_error (error,
                 SIMMER_ERROR,
                 SIMMER_ERROR_MALFORMED,
                 _ ("%s redirects to this computer itself, which is not followed."),
                 from);
  else
    return g_steal_pointer (&next);

  return NULL;
}
