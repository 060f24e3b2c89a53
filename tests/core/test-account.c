/* Accounts: what they are, and how they are resolved. */

#include "simmer-account.h"

#include "store-fixture.h"

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SimmerEndpoint **endpoint = user_data;
  g_autoptr (GError) error = NULL;

  *endpoint = simmer_account_resolve_finish (SIMMER_ACCOUNT (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static SimmerEndpoint *
resolve (SimmerAccount *account)
{
  SimmerEndpoint *endpoint = NULL;

  simmer_account_resolve_async (account, FALSE, NULL, resolved_cb, &endpoint);
  g_assert_null (endpoint);
  run_until (is_set, &endpoint);

  return endpoint;
}

static void
test_ordinary (void)
{
  SimmerAccount *account =
    simmer_account_new ("id", "Name", simmer_profile_get_native (), "https://example.org/api//");
  const SimmerWishes none = { 0 };
  const SimmerWishes wishes = { .deadline = 5, .no_live = TRUE };
  g_autoptr (SimmerEndpoint) anonymous = NULL;
  g_autoptr (SimmerEndpoint) known = NULL;
  g_autoptr (SimmerEndpoint) forgotten = NULL;

  g_assert_cmpstr (simmer_account_get_id (account), ==, "id");
  g_assert_cmpstr (simmer_account_get_name (account), ==, "Name");
  g_assert_cmpstr (simmer_account_get_address (account), ==, "https://example.org/api");
  g_assert_true (simmer_account_get_profile (account) == simmer_profile_get_native ());
  g_assert_false (simmer_account_get_builtin (account));
  g_assert_true (simmer_wishes_equal (simmer_account_get_wishes (account), &none));
  simmer_account_set_wishes (account, &wishes);
  g_assert_true (simmer_wishes_equal (simmer_account_get_wishes (account), &wishes));

  anonymous = resolve (account);
  g_assert_cmpstr (anonymous->address, ==, "https://example.org/api");
  g_assert_null (anonymous->credential);

  simmer_account_set_credential (account, "key");
  known = resolve (account);
  g_assert_cmpstr (known->credential, ==, "key");

  simmer_account_set_credential (account, "");
  forgotten = resolve (account);
  g_assert_null (forgotten->credential);
  g_assert_finalize_object (account);
}

/* What is shown of an account never holds its credential. */
static void
test_properties (void)
{
  g_autoptr (SimmerAccount) account =
    simmer_account_new ("id", "Name", simmer_profile_get_native (), "http://a");
  g_autofree GParamSpec **properties = NULL;
  guint n;

  simmer_account_set_credential (account, "key");
  properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (account), &n);
  g_assert_cmpuint (n, ==, 3);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = NULL;

      g_object_get (account, properties[i]->name, &value, NULL);
      g_assert_cmpstr (value, !=, "key");
      g_assert_nonnull (value);
    }
}

static void
test_builtin (void)
{
  g_autoptr (SimmerAccount) account = simmer_account_new_builtin ();

  g_assert_true (simmer_account_get_builtin (account));
  g_assert_cmpstr (simmer_account_get_id (account), ==, SIMMER_ACCOUNT_BUILTIN);
  g_assert_null (simmer_account_get_address (account));
  g_assert_cmpint (
    simmer_account_get_wishes (account)->deadline, ==, G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account/ordinary", test_ordinary);
  g_test_add_func ("/account/properties", test_properties);
  g_test_add_func ("/account/builtin", test_builtin);

  return g_test_run ();
}
