/* Credentials: a keyring that answers, is locked, is away, or goes away. */

#include "simmer-keyring.h"
#include "simmer-memory-credentials.h"

#include <glib/gstdio.h>

#include "simmer-test-keyring.h"

#define ACCOUNT "replicate@api.replicate.com"
#define SECRET  "sesame-street"

/* libsecret never lets go of the bus: all tests have the same one. */
static GTestDBus *bus;

typedef struct
{
  SimmerTestKeyring *service;
  SimmerCredentials *keyring;
} Fixture;

static void
start_bus (void)
{
  g_autoptr (GDBusConnection) session = NULL;

  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_dbus_connection_set_exit_on_close (session, FALSE);
}

static void
start_service (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->service = simmer_test_keyring_new (g_test_dbus_get_bus_address (bus), &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer user_data)
{
  start_service (f);
  f->keyring = SIMMER_CREDENTIALS (simmer_keyring_new ());
}

static void
tear_down (Fixture *f, gconstpointer user_data)
{
  secret_service_disconnect ();
  g_assert_finalize_object (f->keyring);
  g_clear_object (&f->service);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static SimmerKept
store (SimmerCredentials *keyring, const char *account, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SecretValue *value = secret_value_new (text, -1, "text/plain");
  SimmerKept kept;

  simmer_credentials_store_async (keyring, account, "Simmer: R", value, NULL, answer_cb, &result);
  secret_value_unref (value);
  kept = simmer_credentials_store_finish (keyring, wait_for (&result), &error);
  g_assert_no_error (error);

  return kept;
}

/* What is kept, or "" for none. */
static char *
look_up (SimmerCredentials *keyring, const char *account, gboolean insist, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  SecretValue *value;
  char *text;

  simmer_credentials_look_up_async (keyring, account, insist, NULL, answer_cb, &result);
  g_assert_null (result);
  value = simmer_credentials_look_up_finish (keyring, wait_for (&result), error);
  text = g_strdup (value != NULL ? secret_value_get_text (value) : "");
  g_clear_pointer (&value, secret_value_unref);

  return text;
}

static void
assert_kept (SimmerCredentials *keyring, const char *account, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = look_up (keyring, account, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_refused (SimmerCredentials *keyring, gboolean insist, SimmerCredentialsError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = look_up (keyring, ACCOUNT, insist, &error);

  g_assert_error (error, SIMMER_CREDENTIALS_ERROR, (int) code);
  g_assert_cmpstr (text, ==, "");
  g_assert_null (strstr (error->message, SECRET));
}

static void
clear (SimmerCredentials *keyring, const char *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  simmer_credentials_clear_async (keyring, account, NULL, answer_cb, &result);
  simmer_credentials_clear_finish (keyring, wait_for (&result), error);
}

static void
use (SimmerCredentials *keyring, SimmerKept where)
{
  g_autoptr (GError) error = NULL;

  assert_kept (keyring, ACCOUNT, "");
  g_assert_cmpint (store (keyring, ACCOUNT, "first"), ==, where);
  g_assert_cmpint (store (keyring, ACCOUNT, SECRET), ==, where);
  g_assert_cmpint (store (keyring, "other", "schlüssel 鍵"), ==, where);
  assert_kept (keyring, ACCOUNT, SECRET);
  assert_kept (keyring, "other", "schlüssel 鍵");
  assert_kept (keyring, "none", "");

  clear (keyring, ACCOUNT, &error);
  g_assert_no_error (error);
  assert_kept (keyring, ACCOUNT, "");
  assert_kept (keyring, "other", "schlüssel 鍵");
  clear (keyring, ACCOUNT, &error);
  g_assert_no_error (error);
}

static void
test_memory (void)
{
  SimmerCredentials *memory = SIMMER_CREDENTIALS (simmer_memory_credentials_new ());

  use (memory, SIMMER_KEPT_IN_MEMORY);
  g_assert_finalize_object (memory);
}

static void
test_service (Fixture *f, gconstpointer user_data)
{
  use (f->keyring, SIMMER_KEPT_IN_KEYRING);
  g_assert_cmpuint (simmer_test_keyring_get_n_items (f->service), ==, 1);
  g_assert_cmpstr (simmer_test_keyring_get_secret (f->service, "other"), ==, "schlüssel 鍵");
  g_assert_cmpstr (simmer_test_keyring_get_label (f->service, "other"), ==, "Simmer: R");
  g_assert_cmpuint (simmer_test_keyring_get_n_prompts (f->service), ==, 0);
}

static void
test_unlocked_by_person (Fixture *f, gconstpointer user_data)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  GAsyncResult **results[] = { &first, &second };

  store (f->keyring, ACCOUNT, SECRET);
  store (f->keyring, "other", SECRET);
  simmer_test_keyring_lock (f->service, FALSE);

  simmer_credentials_look_up_async (f->keyring, ACCOUNT, FALSE, NULL, answer_cb, &first);
  simmer_credentials_look_up_async (f->keyring, "other", FALSE, NULL, answer_cb, &second);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      SecretValue *value =
        simmer_credentials_look_up_finish (f->keyring, wait_for (results[i]), &error);

      g_assert_no_error (error);
      g_assert_cmpstr (secret_value_get_text (value), ==, SECRET);
      secret_value_unref (value);
    }
  g_assert_cmpuint (simmer_test_keyring_get_n_prompts (f->service), ==, 1);
}

/* Who does not want to unlock it is left alone, until they ask for something themselves. */
static void
test_dismissed (Fixture *f, gconstpointer user_data)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  store (f->keyring, ACCOUNT, SECRET);
  simmer_test_keyring_lock (f->service, TRUE);

  simmer_credentials_look_up_async (f->keyring, ACCOUNT, FALSE, NULL, answer_cb, &first);
  simmer_credentials_look_up_async (f->keyring, ACCOUNT, FALSE, NULL, answer_cb, &second);
  g_assert_null (simmer_credentials_look_up_finish (f->keyring, wait_for (&first), &error));
  g_assert_error (error, SIMMER_CREDENTIALS_ERROR, SIMMER_CREDENTIALS_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_null (simmer_credentials_look_up_finish (f->keyring, wait_for (&second), &error));
  g_assert_error (error, SIMMER_CREDENTIALS_ERROR, SIMMER_CREDENTIALS_ERROR_LOCKED);
  g_clear_error (&error);
  assert_refused (f->keyring, FALSE, SIMMER_CREDENTIALS_ERROR_LOCKED);
  g_assert_cmpuint (simmer_test_keyring_get_n_prompts (f->service), ==, 1);

  assert_refused (f->keyring, TRUE, SIMMER_CREDENTIALS_ERROR_LOCKED);
  g_assert_cmpuint (simmer_test_keyring_get_n_prompts (f->service), ==, 2);

  simmer_test_keyring_lock (f->service, FALSE);
  text = look_up (f->keyring, ACCOUNT, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, SECRET);
  g_assert_cmpuint (simmer_test_keyring_get_n_prompts (f->service), ==, 3);
}

static void
test_store_locked (Fixture *f, gconstpointer user_data)
{
  simmer_test_keyring_lock (f->service, FALSE);
  g_assert_cmpint (store (f->keyring, ACCOUNT, SECRET), ==, SIMMER_KEPT_IN_KEYRING);
  g_assert_cmpstr (simmer_test_keyring_get_secret (f->service, ACCOUNT), ==, SECRET);
}

static void
test_store_dismissed (Fixture *f, gconstpointer user_data)
{
  store (f->keyring, ACCOUNT, "old");
  simmer_test_keyring_lock (f->service, TRUE);
  g_assert_cmpint (store (f->keyring, ACCOUNT, SECRET), ==, SIMMER_KEPT_IN_MEMORY);
  g_assert_cmpstr (simmer_test_keyring_get_secret (f->service, ACCOUNT), ==, "old");
  assert_kept (f->keyring, ACCOUNT, SECRET);

  simmer_test_keyring_lock (f->service, FALSE);
  g_assert_cmpint (store (f->keyring, ACCOUNT, "new"), ==, SIMMER_KEPT_IN_KEYRING);
  assert_kept (f->keyring, ACCOUNT, "new");
}

static void
test_absent (Fixture *f, gconstpointer user_data)
{
  g_clear_object (&f->service);
  assert_refused (f->keyring, FALSE, SIMMER_CREDENTIALS_ERROR_UNAVAILABLE);
  g_assert_cmpint (store (f->keyring, ACCOUNT, SECRET), ==, SIMMER_KEPT_IN_MEMORY);
  assert_kept (f->keyring, ACCOUNT, SECRET);
}

/* It goes away in the middle of a call, and another one, which knows nothing of the session of the
 * first, takes its place. */
static void
test_dies (Fixture *f, gconstpointer user_data)
{
  static const char *const methods[] = { "OpenSession", "SearchItems", "GetSecret", "CreateItem" };
  const char *method = user_data;

  g_assert_true (g_strv_contains (methods, method));
  store (f->keyring, "warm", SECRET);
  if (g_str_equal (method, "OpenSession"))
    secret_service_disconnect ();
  simmer_test_keyring_die_at (f->service, method);
  if (g_str_equal (method, "CreateItem"))
    g_assert_cmpint (store (f->keyring, ACCOUNT, SECRET), ==, SIMMER_KEPT_IN_MEMORY);
  else
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = look_up (f->keyring, "warm", FALSE, &error);

      g_assert_error (error, SIMMER_CREDENTIALS_ERROR, SIMMER_CREDENTIALS_ERROR_UNAVAILABLE);
    }

  g_clear_object (&f->service);
  start_service (f);
  g_assert_cmpint (store (f->keyring, ACCOUNT, "again"), ==, SIMMER_KEPT_IN_KEYRING);
  assert_kept (f->keyring, ACCOUNT, "again");
}

static void
test_cancelled (Fixture *f, gconstpointer user_data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store (f->keyring, ACCOUNT, SECRET);
  simmer_credentials_look_up_async (f->keyring, ACCOUNT, FALSE, cancellable, answer_cb, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (simmer_credentials_look_up_finish (f->keyring, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The back end of a sandbox: a file, with a key that the test gives in place of the portal. */
static void
test_file (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (SimmerCredentials) keyring = SIMMER_CREDENTIALS (simmer_keyring_new ());

      use (keyring, SIMMER_KEPT_IN_KEYRING);
      return;
    }
  else
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *folder = g_dir_make_tmp ("simmer-keyring-XXXXXX", &error);
      g_autofree char *path = g_build_filename (folder, "keyring", NULL);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_no_error (error);
      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the portal", TRUE);
      /* libsecret loses the etag of its file at each writing. */
      g_setenv ("ASAN_OPTIONS", "detect_leaks=0", TRUE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_unsetenv ("SECRET_BACKEND");
      g_test_trap_assert_passed ();

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      g_assert_cmpuint (length, >, 0);
      g_assert_null (g_strstr_len (contents, (gssize) length, "schl"));
      g_unlink (path);
      g_rmdir (folder);
    }
}

static void
appeared_cb (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* The one that most desktops have, with a folder of its own. */
static void
test_real (void)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                               G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) daemon = NULL;
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");
  g_autofree char *folder = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;
  GOutputStream *in;
  SimmerCredentials *keyring;
  gboolean there = FALSE;
  guint watch;

  if (program == NULL)
    {
      g_test_skip ("gnome-keyring-daemon is not installed");
      return;
    }

  folder = g_dir_make_tmp ("simmer-keyring-XXXXXX", &error);
  g_assert_no_error (error);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "HOME", folder, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  daemon = g_subprocess_launcher_spawn (launcher,
                                        &error,
                                        program,
                                        "--foreground",
                                        "--unlock",
                                        "--components=secrets",
                                        "--control-directory",
                                        folder,
                                        NULL);
  g_assert_no_error (error);
  in = g_subprocess_get_stdin_pipe (daemon);
  g_assert_true (g_output_stream_write_all (in, "pass", 4, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (in, NULL, NULL));
  watch = g_bus_watch_name (G_BUS_TYPE_SESSION,
                            "org.freedesktop.secrets",
                            G_BUS_NAME_WATCHER_FLAGS_NONE,
                            appeared_cb,
                            NULL,
                            &there,
                            NULL);
  g_subprocess_wait_async (daemon, NULL, answer_cb, &ended);
  while (!there && ended == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (watch);
  g_assert_null (ended);

  keyring = SIMMER_CREDENTIALS (simmer_keyring_new ());
  use (keyring, SIMMER_KEPT_IN_KEYRING);
  secret_service_disconnect ();
  g_assert_finalize_object (keyring);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_subprocess_force_exit (daemon);
  wait_for (&ended);
  g_spawn_sync (NULL,
                (char *[]){ (char *) "rm", (char *) "-r", folder, NULL },
                NULL,
                G_SPAWN_SEARCH_PATH,
                NULL,
                NULL,
                NULL,
                NULL,
                NULL,
                NULL);
}

int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  if (!g_test_subprocess ())
    start_bus ();

#define ADD(path, test, data) g_test_add ("/keyring/" path, Fixture, data, set_up, test, tear_down)
  g_test_add_func ("/keyring/memory", test_memory);
  ADD ("service", test_service, NULL);
  ADD ("unlocked-by-person", test_unlocked_by_person, NULL);
  ADD ("dismissed", test_dismissed, NULL);
  ADD ("store-locked", test_store_locked, NULL);
  ADD ("store-dismissed", test_store_dismissed, NULL);
  ADD ("absent", test_absent, NULL);
  ADD ("dies/open", test_dies, "OpenSession");
  ADD ("dies/search", test_dies, "SearchItems");
  ADD ("dies/get", test_dies, "GetSecret");
  ADD ("dies/create", test_dies, "CreateItem");
  ADD ("cancelled", test_cancelled, NULL);
  g_test_add_func ("/keyring/file", test_file);
  g_test_add_func ("/keyring/real", test_real);
#undef ADD

  failed = g_test_run ();
  if (!g_test_subprocess ())
    g_test_dbus_stop (bus);

  return failed;
}
