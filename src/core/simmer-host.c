/* Names of hosts, and what may be concluded from an address alone. */

#include "simmer-host.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static int
get_port (GUri *uri)
{
  if (g_uri_get_port (uri) != -1)
    return g_uri_get_port (uri);
  return g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
}

/**
 * simmer_host_from_guri:
 * @uri: an address
 *
 * Returns: (transfer full) (nullable): its host, or %NULL if it has none
 */
char *
simmer_host_from_guri (GUri *uri)
{
  const char *name;
  g_autofree char *lower = NULL;
  gboolean usual;

  g_return_val_if_fail (uri != NULL, NULL);

  name = g_uri_get_host (uri);
  if (name == NULL || *name == '\0')
    return NULL;

  lower = g_ascii_strdown (name, -1);
  usual = get_port (uri) == (g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80);
  if (usual)
    return g_steal_pointer (&lower);
  if (strchr (lower, ':') != NULL)
    return g_strdup_printf ("[%s]:%d", lower, get_port (uri));
  return g_strdup_printf ("%s:%d", lower, get_port (uri));
}

/**
 * simmer_host_from_uri:
 * @uri: (nullable): an absolute address
 *
 * Returns: (transfer full) (nullable): its host, or %NULL if it has none
 */
char *
simmer_host_from_uri (const char *uri)
{
  g_autoptr (GUri) parsed = NULL;

  if (uri != NULL)
    parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  return parsed != NULL ? simmer_host_from_guri (parsed) : NULL;
}

/* Returns: (transfer full): the name or address in a host, without port and brackets */
static char *
dup_name (const char *host)
{
  const char *colon;

  g_return_val_if_fail (host != NULL, NULL);

  if (host[0] == '[')
    return g_strndup (host + 1, strcspn (host + 1, "]"));
  colon = strchr (host, ':');
  if (colon == NULL || strchr (colon + 1, ':') != NULL)
    return g_strdup (host);
  return g_strndup (host, (gsize) (colon - host));
}

/**
 * simmer_host_is_loopback:
 * @host: (nullable): a host, with or without a port
 *
 * By its spelling alone, nothing is looked up. Names under "localhost" count (RFC 6761; GLib's
 * resolver never asks a network for them).
 *
 * Returns: whether @host is this machine
 */
gboolean
simmer_host_is_loopback (const char *host)
{
  g_autofree char *name = NULL;
  struct in6_addr v6;
  struct in_addr v4;

  if (host == NULL)
    return FALSE;

  name = dup_name (host);
  if (g_ascii_strcasecmp (name, "localhost") == 0)
    return TRUE;
  if (strlen (name) > 10 &&
      g_ascii_strcasecmp (name + strlen (name) - strlen (".localhost"), ".localhost") == 0)
    return TRUE;

  if (inet_pton (AF_INET, name, &v4) == 1)
    return ntohl (v4.s_addr) >> 24 == IN_LOOPBACKNET;

  return inet_pton (AF_INET6, name, &v6) == 1 && IN6_IS_ADDR_LOOPBACK (&v6);
}

/**
 * simmer_uri_is_web:
 * @uri: an address
 *
 * Returns: whether @uri is an http or https address with a host
 */
gboolean
simmer_uri_is_web (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);

  return host != NULL && *host != '\0' &&
         (g_strcmp0 (scheme, "http") == 0 || g_strcmp0 (scheme, "https") == 0);
}

/**
 * simmer_uri_same_origin:
 * @a: a web address
 * @b: another
 *
 * Returns: whether scheme, host and port are the same, so that one's credential is the other's
 */
gboolean
simmer_uri_same_origin (GUri *a, GUri *b)
{
  return g_strcmp0 (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0 &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         get_port (a) == get_port (b);
}
