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
  g_assert_cmpuint (n, ==, 4);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *words = NULL;

      g_object_get_property (G_OBJECT (account), properties[i]->name, &value);
      words = g_strdup_value_contents (&value);
      g_assert_null (strstr (words, "key"));
    }
}

static void
count_cb (GObject *object, GParamSpec *pspec, guint *n)
{
  ++*n;
}

/* What a service said of one credential says nothing of another. */
static void
test_refused (void)
{
  g_autoptr (SimmerAccount) account =
    simmer_account_new ("id", "Name", simmer_profile_get_native (), "http://a");
  guint n = 0;

  g_signal_connect (account, "notify::refused", G_CALLBACK (count_cb), &n);
  simmer_account_set_credential (account, "key");
  g_assert_cmpuint (n, ==, 0);
  simmer_account_set_refused (account, TRUE);
  simmer_account_set_refused (account, TRUE);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (simmer_account_get_refused (account));
  simmer_account_set_credential (account, "another");
  g_assert_cmpuint (n, ==, 2);
  g_assert_false (simmer_account_get_refused (account));
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

/* --- A keyring that says what it is told to say ------------------------------------------------
 */

#define TYPE_STUBBORN (stubborn_get_type ())
G_DECLARE_FINAL_TYPE (Stubborn, stubborn, TEST, STUBBORN, GObject)

struct _Stubborn
{
  GObject parent_instance;

  int code; /* of its error; -1 where it knows nothing */
};

static void
stubborn_look_up (SimmerCredentials *credentials,
                  const char *account_id,
                  gboolean insist,
                  GTask *run)
{
  int code = TEST_STUBBORN (credentials)->code;

  if (code >= 0)
    g_task_return_new_error (run, SIMMER_CREDENTIALS_ERROR, code, "Not for people.");
  else
    g_task_return_pointer (run, NULL, NULL);
  g_object_unref (run);
}

static void
stubborn_credentials_init (SimmerCredentialsInterface *iface)
{
  iface->look_up = stubborn_look_up;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Stubborn,
                               stubborn,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIMMER_TYPE_CREDENTIALS,
                                                      stubborn_credentials_init))

static void
stubborn_class_init (StubbornClass *klass)
{
}

static void
stubborn_init (Stubborn *self)
{
}

static void
refused_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;

  g_assert_false (simmer_account_unlock_finish (SIMMER_ACCOUNT (source), result, error));
}

/* What a keyring does not do is said in a sentence, with what to do about it. */
static void
test_keeper_sentences (void)
{
  static const struct
  {
    int code;
    const char *sentence;
  } cases[] = {
    { SIMMER_CREDENTIALS_ERROR_LOCKED,
      "The credential of Mine is in the keyring, which is locked. Unlock the keyring, or sign in "
      "again." },
    { SIMMER_CREDENTIALS_ERROR_UNAVAILABLE,
      "The credential of Mine is in a keyring that does not answer. Sign in again to go on without "
      "it." },
    { SIMMER_CREDENTIALS_ERROR_FAILED,
      "The credential of Mine is in a keyring that does not answer. Sign in again to go on without "
      "it." },
    { -1, "The credential of Mine is not kept here any more. Sign in again." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SimmerAccount) account =
        simmer_account_new ("id", "Mine", simmer_profile_get_native (), "https://example.org");
      g_autoptr (Stubborn) keyring = g_object_new (TYPE_STUBBORN, NULL);
      g_autoptr (GError) error = NULL;

      keyring->code = cases[i].code;
      simmer_account_set_keeper (account, SIMMER_CREDENTIALS (keyring));
      simmer_account_unlock_async (account, NULL, refused_cb, &error);
      run_until (is_set, &error);
      g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_SIGN_IN);
      g_assert_cmpstr (error->message, ==, cases[i].sentence);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account/ordinary", test_ordinary);
  g_test_add_func ("/account/properties", test_properties);
  g_test_add_func ("/account/refused", test_refused);
  g_test_add_func ("/account/builtin", test_builtin);
  g_test_add_func ("/account/keeper-sentences", test_keeper_sentences);

  return g_test_run ();
}
