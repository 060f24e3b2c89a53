/* What a credential says of its own end. */

#include "config.h"

#include "simmer-token.h"

#include <string.h>

/* A JSON Web Token with these claims, as RFC 7519 packs them. */
static char *
pack (const char *claims)
{
  g_autofree char *middle = g_base64_encode ((const guchar *) claims, strlen (claims));
  char *padding = strchr (middle, '=');

  if (padding != NULL)
    *padding = '\0';
  g_strdelimit (middle, "+", '-');
  g_strdelimit (middle, "/", '_');

  return g_strconcat ("eyJhbGciOiJIUzI1NiJ9.", middle, ".c2lnbmF0dXJl", NULL);
}

static void
check (const char *claims, gint64 expected)
{
  g_autofree char *token = pack (claims);
  g_autofree char *named = g_strconcat ("me:", token, NULL);

  g_assert_cmpint (simmer_token_get_expiry (token), ==, expected);
  g_assert_cmpint (simmer_token_get_expiry (named), ==, expected);
}

static void
test_expiry (void)
{
  check ("{\"exp\":1795455826,\"iat\":1795369426,\"sun\":\"games\"}",
         G_GINT64_CONSTANT (1795455826000000));
  check ("{\"exp\":1795455826.5}", G_GINT64_CONSTANT (1795455826500000));
  /* Letters that URLs have in place of + and /. */
  check ("{\"a\":\">>>>?-?-?-?~~~\",\"exp\":12}", 12 * G_USEC_PER_SEC);
}

static void
test_none (void)
{
  check ("{}", 0);
  check ("{\"exp\":null}", 0);
  check ("{\"exp\":\"1795455826\"}", 0);
  check ("{\"exp\":{}}", 0);
  check ("{\"exp\":-5}", 0);
  check ("{\"exp\":9e18}", 0);
  check ("[1]", 0);
  check ("{\"exp\":", 0);
  check ("", 0);
}

static void
test_no_token (void)
{
  static const char *const credentials[] = {
    "",
    ":",
    ".",
    "..",
    "...",
    "a.b",
    "a.b.c.d",
    "a.*.c",
    "sk-1234",
    "me:secret",
    "a.eyJleHAiOjEyfQ",
  };

  g_assert_cmpint (simmer_token_get_expiry (NULL), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (credentials); i++)
    g_assert_cmpint (simmer_token_get_expiry (credentials[i]), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/token/expiry", test_expiry);
  g_test_add_func ("/token/none", test_none);
  g_test_add_func ("/token/no-token", test_no_token);

  return g_test_run ();
}
