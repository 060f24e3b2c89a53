/* Accounts: set up, signed in to, changed and removed, and what their tasks do meanwhile. */

#include "simmer-memory-credentials.h"
#include "simmer-profile-library.h"
#include "simmer-task-manager.h"
#include "simmer-test-folder.h"
#include "simmer-test-server.h"

#define NOW (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  char *address;
  SimmerTestServer *server;
  SimmerClock *clock;
  SimmerMemoryCredentials *credentials;
  SimmerTaskManager *manager;
  const char *wanted; /* what is to stand behind "Bearer " */
  const char *status;
  guint n_asked;
  guint n_refused;
} Fixture;

static void
service_cb (SimmerTestServer *server,
            SoupServerMessage *message,
            SimmerTestRequest *request,
            gpointer user_data)
{
  Fixture *f = user_data;
  g_autofree char *bearer = g_strconcat ("Bearer ", f->wanted, NULL);
  const char *id = strrchr (request->path, '/') + 1;
  char *body;
  guint status = 200;

  f->n_asked++;
  if (g_strcmp0 (request->authorization, bearer) != 0)
    {
      f->n_refused++;
      status = 401;
      body = g_strdup ("{\"error\":\"Who are you?\"}");
    }
  else if (g_str_equal (id, "t1"))
    body = g_strdup_printf ("{\"taskId\":\"t1\",\"status\":\"%s\"}", f->status);
  else if (request->query != NULL || g_str_equal (id, "tasks"))
    body = g_strdup ("{\"tasks\":[]}");
  else
    {
      status = 404;
      body = g_strdup ("{\"error\":\"No such task.\"}");
    }

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (
    message, "application/json", SOUP_MEMORY_TAKE, body, strlen (body));
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static SimmerTaskManager *
start (Fixture *f)
{
  SimmerTaskManager *manager = simmer_task_manager_new_full (
    f->folder, f->clock, NULL, SIMMER_FOLLOWING_ALL, SIMMER_CREDENTIALS (f->credentials));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  simmer_task_manager_start_async (manager, NULL, answer_cb, &result);
  simmer_test_wait (result != NULL);
  simmer_task_manager_start_finish (manager, result, &error);
  g_assert_no_error (error);

  return manager;
}

static void
stop (SimmerTaskManager *manager)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gpointer watched = manager;

  g_object_add_weak_pointer (G_OBJECT (manager), &watched);
  simmer_task_manager_stop_async (manager, answer_cb, &result);
  simmer_test_wait (result != NULL);
  simmer_task_manager_stop_finish (manager, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_object_unref (manager);
  simmer_test_wait (watched == NULL);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("simmer-accounts-XXXXXX", NULL);
  f->server = simmer_test_server_new ();
  f->address = simmer_test_server_address (f->server, "");
  f->clock = simmer_clock_new_fake (NOW);
  f->credentials = simmer_memory_credentials_new ();
  f->wanted = "right";
  f->status = "IN_PROGRESS";
  simmer_test_server_set_func (f->server, service_cb, f);
  f->manager = start (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  stop (f->manager);
  g_object_unref (f->server);
  g_object_unref (f->clock);
  g_assert_finalize_object (f->credentials);
  simmer_test_remove_folder (f->folder);
  g_free (f->folder);
  g_free (f->address);
}

/* --- Steps ----------------------------------------------------------------------------------- */

static SimmerAccount *
add (SimmerTaskManager *manager, const char *name, const char *address)
{
  g_autoptr (GError) error = NULL;
  SimmerAccount *account =
    simmer_task_manager_add_account (manager, simmer_profile_get_native (), name, address, &error);

  g_assert_no_error (error);
  return account;
}

static SimmerKept
sign_in (SimmerTaskManager *manager, SimmerAccount *account, const char *credential)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SimmerKept kept;

  simmer_task_manager_sign_in_async (manager, account, credential, NULL, answer_cb, &result);
  simmer_test_wait (result != NULL);
  kept = simmer_task_manager_sign_in_finish (manager, result, &error);
  g_assert_no_error (error);

  return kept;
}

static void
sign_out (SimmerTaskManager *manager, SimmerAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  simmer_task_manager_sign_out_async (manager, account, answer_cb, &result);
  simmer_test_wait (result != NULL);
  simmer_task_manager_sign_out_finish (manager, result, &error);
  g_assert_no_error (error);
}

static void
remove_account (SimmerTaskManager *manager, SimmerAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  simmer_task_manager_remove_account_async (manager, account, answer_cb, &result);
  simmer_test_wait (result != NULL);
  simmer_task_manager_remove_account_finish (manager, result, &error);
  g_assert_no_error (error);
}

static gboolean
try (SimmerTaskManager *manager, SimmerAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  simmer_task_manager_test_account_async (manager, account, NULL, answer_cb, &result);
  simmer_test_wait (result != NULL);
  return simmer_task_manager_test_account_finish (manager, result, error);
}

static SimmerTask *
track (SimmerTaskManager *manager, SimmerAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerTask) task = NULL;

  simmer_task_manager_track_async (manager, account, "t1", NULL, answer_cb, &result);
  simmer_test_wait (result != NULL);
  task = simmer_task_manager_track_finish (manager, result, &error);
  g_assert_no_error (error);

  return task;
}

static guint
count (SimmerTaskManager *manager)
{
  return g_list_model_get_n_items (simmer_task_manager_get_accounts (manager));
}

static const char *
get_kept (Fixture *f, const char *id)
{
  SecretValue *value = simmer_memory_credentials_get (f->credentials, id);

  return value != NULL ? secret_value_get_text (value) : NULL;
}

#define pass_until(f, condition) simmer_test_pass_until ((f)->clock, condition)

static void
pass (Fixture *f, guint seconds)
{
  for (guint i = 0; i < seconds * 10; i++)
    {
      simmer_clock_advance (f->clock, 100 * 1000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

/* --- Tests ----------------------------------------------------------------------------------- */

static void
test_several (Fixture *f, gconstpointer data)
{
  SimmerAccount *first = add (f->manager, "Work", "https://example.org/api/");
  SimmerAccount *second = add (f->manager, "", "https://example.org/api");
  SimmerAccount *third = add (f->manager, "Home", "http://example.org:8080");

  g_assert_cmpstr (simmer_account_get_id (first), ==, "generate-v1@example.org/api");
  g_assert_cmpstr (simmer_account_get_id (second), ==, "generate-v1@example.org/api#2");
  g_assert_cmpstr (simmer_account_get_name (second), ==, "example.org");
  g_assert_cmpstr (simmer_account_get_id (third), ==, "generate-v1@example.org:8080");
  g_assert_cmpuint (count (f->manager), ==, 4);

  /* The number of one that is gone is free again. */
  remove_account (f->manager, second);
  second = add (f->manager, "Once more", "https://example.org/api");
  g_assert_cmpstr (simmer_account_get_id (second), ==, "generate-v1@example.org/api#2");

  stop (f->manager);
  f->manager = start (f);
  g_assert_cmpuint (count (f->manager), ==, 4);
  second = simmer_task_manager_get_account (f->manager, "generate-v1@example.org/api#2");
  g_assert_cmpstr (simmer_account_get_name (second), ==, "Once more");
  g_assert_cmpstr (simmer_account_get_address (second), ==, "https://example.org/api");
}

static void
test_bad_address (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = {
    "", "example.org", "ftp://example.org", "https://", "https://me:pass@example.org",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (simmer_task_manager_add_account (
        f->manager, simmer_profile_get_native (), "Bad", bad[i], &error));
      g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_SERVICE);
      g_assert_true (*bad[i] == '\0' || strstr (error->message, bad[i]) != NULL ||
                     strstr (bad[i], "pass") != NULL);
    }
  g_assert_cmpuint (count (f->manager), ==, 1);
}

/* A refused credential stops all questions; a new one begins them again at once. */
static void
test_sign_in (Fixture *f, gconstpointer data)
{
  SimmerAccount *account = add (f->manager, "Service", f->address);
  SimmerTask *task;
  gint64 before;

  g_assert_false (simmer_account_get_signed_in (account));
  g_assert_cmpint (simmer_account_get_kept (account), ==, SIMMER_KEPT_NOWHERE);
  g_assert_cmpint (sign_in (f->manager, account, "wrong"), ==, SIMMER_KEPT_IN_MEMORY);
  g_assert_cmpint (simmer_account_get_kept (account), ==, SIMMER_KEPT_IN_MEMORY);
  g_assert_true (simmer_account_get_signed_in (account));
  task = track (f->manager, account);
  pass_until (f, simmer_task_get_tracking (task) == SIMMER_TRACKING_SIGN_IN);
  g_assert_cmpuint (f->n_refused, ==, 1);
  pass (f, 120);
  g_assert_cmpuint (f->n_refused, ==, 1);
  g_assert_true (simmer_task_is_active (task));

  before = simmer_clock_get_boot (f->clock);
  f->status = "COMPLETED";
  sign_in (f->manager, account, "right");
  simmer_test_wait (!simmer_task_is_active (task));
  g_assert_cmpint (simmer_clock_get_boot (f->clock), ==, before);
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_COMPLETED);
  g_assert_cmpstr (get_kept (f, simmer_account_get_id (account)), ==, "right");
}

/* Who signs out is told at once what that means, and nothing goes out with the key any more, here
 * or from another process. */
static void
test_sign_out (Fixture *f, gconstpointer data)
{
  SimmerAccount *account = add (f->manager, "Service", f->address);
  g_autofree char *id = g_strdup (simmer_account_get_id (account));
  SimmerTaskManager *other;
  SimmerTask *task;
  guint n_accepted;

  sign_in (f->manager, account, "right");
  task = track (f->manager, account);
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS);
  other = start (f);
  simmer_test_wait (simmer_task_manager_get_account (other, id) != NULL &&
                    simmer_account_get_signed_in (simmer_task_manager_get_account (other, id)));

  n_accepted = f->n_asked - f->n_refused;
  sign_out (f->manager, account);
  g_assert_null (get_kept (f, id));
  account = simmer_task_manager_get_account (f->manager, id);
  g_assert_false (simmer_account_get_signed_in (account));
  pass_until (f, simmer_task_get_tracking (task) == SIMMER_TRACKING_SIGN_IN);
  g_assert_true (simmer_task_is_active (task));
  pass_until (f, !simmer_account_get_signed_in (simmer_task_manager_get_account (other, id)));
  pass (f, 120);
  g_assert_cmpuint (f->n_asked - f->n_refused, ==, n_accepted);
  stop (other);

  /* Its tasks go on once somebody signs in again. */
  f->status = "COMPLETED";
  sign_in (f->manager, account, "right");
  pass_until (f, !simmer_task_is_active (task));
  g_assert_cmpint (simmer_task_get_status (task), ==, SIMMER_TASK_STATUS_COMPLETED);
}

/* The next process has the credential from where it is kept, when it needs it. */
static void
test_next_start (Fixture *f, gconstpointer data)
{
  SimmerAccount *account = add (f->manager, "Service", f->address);
  g_autofree char *id = g_strdup (simmer_account_get_id (account));
  SimmerTask *task = track (f->manager, account);

  sign_in (f->manager, account, "right");
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS);
  stop (f->manager);
  f->manager = start (f);
  f->n_refused = 0;
  f->status = "COMPLETED";
  account = simmer_task_manager_get_account (f->manager, id);
  g_assert_true (simmer_account_get_signed_in (account));
  task = g_list_model_get_item (G_LIST_MODEL (simmer_task_manager_get_queue (f->manager)), 0);
  pass_until (f, !simmer_task_is_active (task));
  g_assert_cmpuint (f->n_refused, ==, 0);
  g_object_unref (task);
}

/* What was kept is kept no more, and nobody is asked without it. */
static void
test_lost (Fixture *f, gconstpointer data)
{
  SimmerAccount *account = add (f->manager, "Service", f->address);
  g_autofree char *id = g_strdup (simmer_account_get_id (account));
  g_autoptr (GError) error = NULL;
  SimmerTask *task;

  sign_in (f->manager, account, "right");
  simmer_memory_credentials_set (f->credentials, id, NULL);
  stop (f->manager);
  f->manager = start (f);
  account = simmer_task_manager_get_account (f->manager, id);
  f->n_asked = 0;
  task = track (f->manager, account);
  pass_until (f, simmer_task_get_tracking (task) == SIMMER_TRACKING_SIGN_IN);
  g_assert_cmpuint (f->n_asked, ==, 0);
  g_assert_cmpint (simmer_account_get_kept (account), ==, SIMMER_KEPT_NOWHERE);
  g_assert_nonnull (strstr (simmer_task_get_error_message (task), "Service"));

  g_assert_false (try (f->manager, account, &error));
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_SIGN_IN);
  sign_in (f->manager, account, "right");
  f->status = "COMPLETED";
  simmer_test_wait (!simmer_task_is_active (task));
}

static void
assert_tried (SimmerTaskManager *manager, SimmerAccount *account, int code, const char *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (try (manager, account, &error));
  g_assert_error (error, SIMMER_ERROR, code);
  g_assert_cmpstr (error->message, ==, expected);
}

/* What is wrong with an account is said so that a person knows what to do. */
static void
test_try (Fixture *f, gconstpointer data)
{
  static const char *const refused =
    "The service does not accept the key of this account. It says: Who are you? "
    "Enter a valid key for this account, or check that the key may do this.";
  g_autofree char *unreachable =
    g_strdup_printf ("%s refused the connection: no service is listening there. Check the address "
                     "of the service and that it is running, then try again.",
                     strstr (f->address, "://") + 3);
  SimmerAccount *account = add (f->manager, "Service", f->address);
  g_autoptr (GError) error = NULL;

  assert_tried (f->manager, account, SIMMER_ERROR_SIGN_IN, refused);
  sign_in (f->manager, account, "wrong");
  assert_tried (f->manager, account, SIMMER_ERROR_SIGN_IN, refused);

  sign_in (f->manager, account, "right");
  g_assert_true (try (f->manager, account, &error));
  g_assert_no_error (error);

  simmer_test_server_leave (f->server);
  assert_tried (f->manager, account, SIMMER_ERROR_UNREACHABLE, unreachable);
  account = add (f->manager, "Bare", "http://example.org");
  sign_in (f->manager, account, "right");
  assert_tried (
    f->manager,
    account,
    SIMMER_ERROR_TLS,
    "Nothing was sent to example.org: its address begins with http://, so the key would "
    "travel unencrypted. Use an https:// address.");
}

/* The tasks of an account that is removed stay, unasked, until it is added again. */
static void
test_remove (Fixture *f, gconstpointer data)
{
  SimmerAccount *account = add (f->manager, "Service", f->address);
  g_autofree char *id = g_strdup (simmer_account_get_id (account));
  SimmerTask *task = track (f->manager, account);

  sign_in (f->manager, account, "right");
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS);
  remove_account (f->manager, account);
  g_assert_null (get_kept (f, id));
  g_assert_null (simmer_task_manager_get_account (f->manager, id));
  simmer_test_wait (simmer_task_get_tracking (task) == SIMMER_TRACKING_SIGN_IN);
  f->n_asked = 0;
  pass (f, 120);
  g_assert_cmpuint (f->n_asked, ==, 0);
  g_assert_true (simmer_task_is_active (task));

  account = add (f->manager, "Service", f->address);
  g_assert_cmpstr (simmer_account_get_id (account), ==, id);
  g_assert_false (simmer_account_get_signed_in (account));
  f->status = "COMPLETED";
  sign_in (f->manager, account, "right");
  pass_until (f, !simmer_task_is_active (task));
}

/* A name changes nothing else; another origin does not get the credential. */
static void
test_edit (Fixture *f, gconstpointer data)
{
  SimmerAccount *account = add (f->manager, "Service", f->address);
  g_autofree char *id = g_strdup (simmer_account_get_id (account));
  g_autoptr (GError) error = NULL;
  SimmerTask *task = track (f->manager, account);

  sign_in (f->manager, account, "right");
  account = simmer_task_manager_edit_account (f->manager, account, "Other Name", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (simmer_account_get_name (account), ==, "Other Name");
  g_assert_cmpstr (simmer_account_get_id (account), ==, id);
  g_assert_true (simmer_account_get_signed_in (account));
  g_assert_cmpint (simmer_account_get_kept (account), ==, SIMMER_KEPT_IN_MEMORY);
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS);
  g_assert_cmpuint (f->n_refused, ==, 0);

  g_assert_null (
    simmer_task_manager_edit_account (f->manager, account, NULL, "gopher://x", &error));
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_SERVICE);
  g_clear_error (&error);
  g_assert_true (simmer_account_get_signed_in (account));

  account =
    simmer_task_manager_edit_account (f->manager, account, NULL, "http://127.0.0.2:1", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (simmer_account_get_id (account), ==, id);
  g_assert_false (simmer_account_get_signed_in (account));
  g_assert_cmpint (simmer_account_get_kept (account), ==, SIMMER_KEPT_NOWHERE);
  g_assert_null (get_kept (f, id));
  f->n_asked = 0;
  pass (f, 60);
  g_assert_cmpuint (f->n_asked, ==, 0);
}

/* A second process on the same folder takes over what this one changes. */
static void
test_elsewhere (Fixture *f, gconstpointer data)
{
  SimmerTaskManager *other = start (f);
  SimmerAccount *account = add (f->manager, "Service", f->address);
  g_autofree char *id = g_strdup (simmer_account_get_id (account));
  SimmerAccount *twin;

  simmer_test_wait (simmer_task_manager_get_account (other, id) != NULL);
  twin = simmer_task_manager_get_account (other, id);
  g_assert_false (simmer_account_get_signed_in (twin));

  sign_in (f->manager, account, "right");
  simmer_test_wait (simmer_account_get_signed_in (twin));
  g_assert_true (try (other, twin, NULL));

  simmer_task_manager_edit_account (f->manager, account, "Renamed", NULL, NULL);
  simmer_test_wait (
    g_str_equal (simmer_account_get_name (simmer_task_manager_get_account (other, id)), "Renamed"));

  account = simmer_task_manager_get_account (f->manager, id);
  remove_account (f->manager, account);
  simmer_test_wait (simmer_task_manager_get_account (other, id) == NULL);
  stop (other);
}

/* Where nothing goes without a credential, nothing is sent without one. */
static guint
count_questions (Fixture *f, guint seconds)
{
  f->n_asked = 0;
  pass (f, seconds);

  return f->n_asked;
}

/* What is wished of an account counts at once, and is kept. */
static void
test_wishes (Fixture *f, gconstpointer data)
{
  const SimmerWishes slow = { .eagerness = SIMMER_EAGERNESS_FASTER,
                              .minimum = 30 * (gint64) G_USEC_PER_SEC,
                              .maximum = 40 * (gint64) G_USEC_PER_SEC,
                              .deadline = 50,
                              .no_live = TRUE };
  const SimmerWishes builtin = { .eagerness = SIMMER_EAGERNESS_FEWER };
  SimmerAccount *account = add (f->manager, "Service", f->address);
  g_autofree char *id = g_strdup (simmer_account_get_id (account));
  g_autoptr (GError) error = NULL;
  SimmerTask *task;
  SimmerWishes wishes = slow;

  sign_in (f->manager, account, "right");
  task = track (f->manager, account);
  pass_until (f, simmer_task_get_status (task) == SIMMER_TASK_STATUS_IN_PROGRESS);

  wishes.deadline = 0;
  simmer_task_manager_set_account_wishes (f->manager, account, &wishes);
  g_assert_true (simmer_task_manager_get_account (f->manager, id) == account);
  g_assert_cmpuint (count_questions (f, 120), <=, 4);

  /* The account has its wishes also as another object, and at the next start. */
  account = simmer_task_manager_edit_account (f->manager, account, "Renamed", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (simmer_wishes_equal (simmer_account_get_wishes (account), &wishes));
  simmer_task_manager_set_account_wishes (f->manager, account, &slow);
  account = simmer_task_manager_get_account (f->manager, SIMMER_ACCOUNT_BUILTIN);
  simmer_task_manager_set_account_wishes (f->manager, account, &builtin);
  stop (f->manager);
  f->manager = start (f);
  account = simmer_task_manager_get_account (f->manager, id);
  g_assert_cmpstr (simmer_account_get_name (account), ==, "Renamed");
  g_assert_true (simmer_wishes_equal (simmer_account_get_wishes (account), &slow));
  account = simmer_task_manager_get_account (f->manager, SIMMER_ACCOUNT_BUILTIN);
  g_assert_true (simmer_wishes_equal (simmer_account_get_wishes (account), &builtin));
  g_assert_cmpstr (simmer_account_get_name (account), ==, "This Computer");
}

/* What another process wishes counts here, too. */
static void
test_wishes_elsewhere (Fixture *f, gconstpointer data)
{
  const SimmerWishes slow = { .minimum = 30 * (gint64) G_USEC_PER_SEC };
  const SimmerWishes builtin = { .no_live = TRUE };
  SimmerAccount *account = add (f->manager, "Service", f->address);
  g_autofree char *id = g_strdup (simmer_account_get_id (account));
  SimmerTaskManager *other;
  SimmerAccount *there;

  other = start (f);
  simmer_test_wait (simmer_task_manager_get_account (other, id) != NULL);
  there = simmer_task_manager_get_account (other, id);
  simmer_task_manager_set_account_wishes (f->manager, account, &slow);
  account = simmer_task_manager_get_account (f->manager, SIMMER_ACCOUNT_BUILTIN);
  simmer_task_manager_set_account_wishes (f->manager, account, &builtin);
  simmer_test_wait (simmer_wishes_equal (simmer_account_get_wishes (there), &slow));
  g_assert_true (simmer_task_manager_get_account (other, id) == there);
  there = simmer_task_manager_get_account (other, SIMMER_ACCOUNT_BUILTIN);
  simmer_test_wait (simmer_wishes_equal (simmer_account_get_wishes (there), &builtin));
  stop (other);
}

static void
test_required (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerProfile) profile = simmer_profile_library_find ("replicate", &error);
  SimmerAccount *account;

  g_assert_no_error (error);
  account = simmer_task_manager_add_account (f->manager, profile, NULL, f->address, &error);
  g_assert_no_error (error);
  g_assert_false (try (f->manager, account, &error));
  g_assert_error (error, SIMMER_ERROR, SIMMER_ERROR_SIGN_IN);
  g_assert_cmpuint (f->n_asked, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, test) g_test_add ("/accounts/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("several", test_several);
  ADD ("bad-address", test_bad_address);
  ADD ("sign-in", test_sign_in);
  ADD ("sign-out", test_sign_out);
  ADD ("next-start", test_next_start);
  ADD ("lost", test_lost);
  ADD ("try", test_try);
  ADD ("remove", test_remove);
  ADD ("edit", test_edit);
  ADD ("elsewhere", test_elsewhere);
  ADD ("wishes", test_wishes);
  ADD ("wishes-elsewhere", test_wishes_elsewhere);
  ADD ("required", test_required);
#undef ADD

  return g_test_run ();
}
