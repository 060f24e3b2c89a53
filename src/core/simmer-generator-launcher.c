/* Finds the generator of this machine, or starts it.
 *
 * A generator holds a lock on generator.lock for as long as it lives, and tells port and token in
 * generator.json beside it. Both are read anew for each request: nothing of them is kept. */

#define G_LOG_DOMAIN "Simmer-GeneratorLauncher"

#include "config.h"

#include "simmer-generator-launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "simmer-error.h"
#include "simmer-json.h"
#include "simmer-sandbox.h"

#define PROGRAM "simmer-generator"

/* How long a generator may take from its start to its first answer, and how often to look. */
#define START_LIMIT      (10 * G_USEC_PER_SEC)
#define LOOK_INTERVAL_MS 10

#define MAX_ANNOUNCEMENT 4096

typedef enum
{
  FOUND_NONE,     /* no generator lives */
  FOUND_STARTING, /* one lives and has not said yet where */
  FOUND_READY,
  FOUND_UNSAFE, /* what is there cannot be trusted */
} Found;

struct _SimmerGeneratorLauncher
{
  GObject parent_instance;

  char *folder;    /* (owned) */
  GQueue waiting;  /* (owned) (element-type GTask) */
  GSource *look;   /* (owned) (nullable): while somebody waits */
  gint64 deadline; /* monotonic */

  gboolean may_start; /* somebody who waits wants one started, and none was yet */
  gboolean child_runs;
  char *child_end; /* (owned) (nullable): how the last started one ended */
};

G_DEFINE_FINAL_TYPE (SimmerGeneratorLauncher, simmer_generator_launcher, G_TYPE_OBJECT)

static char *
read_small_file (int fd)
{
  char buffer[MAX_ANNOUNCEMENT + 1];
  gsize length = 0;

  while (length < sizeof buffer)
    {
      gssize n = read (fd, buffer + length, sizeof buffer - length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return NULL;
      if (n == 0)
        return g_strndup (buffer, length);
      length += (gsize) n;
    }

  return NULL;
}

static gboolean
lock_is_held (SimmerGeneratorLauncher *self)
{
  g_autofree char *path = g_build_filename (self->folder, "generator.lock", NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  gboolean held;
  int fd;

  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0)
    return FALSE;

  held = fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close (fd);

  return held;
}

/* A token goes into a header: visible ASCII alone. */
static gboolean
token_is_good (const char *token)
{
  if (token == NULL || *token == '\0')
    return FALSE;
  for (; *token != '\0'; token++)
    if (!g_ascii_isgraph (*token))
      return FALSE;

  return TRUE;
}

static gint64
get_int (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return 0;

  return json_node_get_int (node);
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

static SimmerEndpoint *
parse_announcement (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = simmer_json_parse_file (bytes, &error);
  g_autofree char *address = NULL;
  JsonObject *object;
  gint64 port;
  const char *token;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_debug ("the announcement is not an object: %s", error != NULL ? error->message : "");
      return NULL;
    }

  object = json_node_get_object (node);
  port = get_int (object, "port");
  token = get_string (object, "token");
  if (get_int (object, "version") != 1 || port < 1 || port > 65535 || !token_is_good (token))
    {
      g_debug ("the announcement has another form");
      return NULL;
    }
  address = g_strdup_printf ("http://127.0.0.1:%d", (int) port);

  return simmer_endpoint_new (address, token);
}

static Found
look (SimmerGeneratorLauncher *self, SimmerEndpoint **endpoint)
{
  g_autofree char *path = g_build_filename (self->folder, "generator.json", NULL);
  g_autofree char *text = NULL;
  struct stat status;
  gboolean safe;
  int fd;

  if (!lock_is_held (self))
    return FOUND_NONE;

  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0)
    return errno == ELOOP || errno == EACCES ? FOUND_UNSAFE : FOUND_STARTING;

  safe = fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_uid == geteuid () &&
         (status.st_mode & 077) == 0;
  if (safe)
    text = read_small_file (fd);
  close (fd);
  if (!safe)
    return FOUND_UNSAFE;

  *endpoint = text != NULL ? parse_announcement (text) : NULL;

  return *endpoint != NULL ? FOUND_READY : FOUND_STARTING;
}

/* Where the generator's program is: where the environment says, beside the program that runs (or
 * in its own folder of a build tree), where it was installed to, or in the path. */
static char *
find_program (GError **error)
{
  const char *named = g_getenv ("SIMMER_GENERATOR");
  g_autofree char *self_exe = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *self_dir = self_exe != NULL ? g_path_get_dirname (self_exe) : NULL;
  char *found = NULL;

  if (named != NULL && *named != '\0')
    {
      if (g_file_test (named, G_FILE_TEST_IS_EXECUTABLE))
        return g_canonicalize_filename (named, NULL);
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_UNREACHABLE,
                   _ ("The generator cannot be started: SIMMER_GENERATOR names “%s”, which is "
                      "not a program. Correct or unset it."),
                   named);
      return NULL;
    }

  if (self_dir != NULL)
    {
      g_autofree char *beside = g_build_filename (self_dir, PROGRAM, NULL);
      g_autofree char *in_tree = g_build_filename (self_dir, "..", "generator", PROGRAM, NULL);

      if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&beside);
      if (g_file_test (in_tree, G_FILE_TEST_IS_EXECUTABLE))
        return g_canonicalize_filename (in_tree, NULL);
    }

  if (g_file_test (SIMMER_BINDIR "/" PROGRAM, G_FILE_TEST_IS_EXECUTABLE))
    return g_strdup (SIMMER_BINDIR "/" PROGRAM);

  found = g_find_program_in_path (PROGRAM);
  if (found == NULL)
    g_set_error (error,
                 SIMMER_ERROR,
                 SIMMER_ERROR_UNREACHABLE,
                 _ ("The generator cannot be started: the program “%s” was not found. "
                    "Install Simmer again."),
                 PROGRAM);

  return found;
}

static char *
describe_end (int wait_status)
{
  if (WIFSIGNALED (wait_status))
    return g_strdup_printf (_ ("it was ended by signal %d"), WTERMSIG (wait_status));

  return g_strdup_printf (_ ("it ended with code %d"), WEXITSTATUS (wait_status));
}

/* The generator may outlive the launcher, which is why it is held weakly here. */
static void
child_ended_cb (GPid pid, int wait_status, gpointer user_data)
{
  g_autoptr (SimmerGeneratorLauncher) self = g_weak_ref_get (user_data);

  g_debug ("the generator that was started here has ended (%d)", wait_status);
  g_spawn_close_pid (pid);
  if (self == NULL)
    return;

  self->child_runs = FALSE;
  g_free (self->child_end);
  self->child_end = describe_end (wait_status);
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* Own session: a Ctrl+C in the terminal, or its end, is not for the generator. */
static void
detach_cb (gpointer user_data)
{
  setsid ();
}

/* The generator has nowhere to say so itself. */
static gboolean
make_folder (SimmerGeneratorLauncher *self, GError **error)
{
  int reason;

  if (g_mkdir_with_parents (self->folder, 0700) == 0 && access (self->folder, W_OK | X_OK) == 0)
    return TRUE;

  reason = errno;
  g_set_error (error,
               SIMMER_ERROR,
               SIMMER_ERROR_UNREACHABLE,
               /* Translators: a folder, and what the system says of it */
               _ ("The generator cannot be started: the folder “%s” cannot be written to (%s). "
                  "Let XDG_RUNTIME_DIR name a folder that is yours, or unset it."),
               self->folder,
               g_strerror (reason));
  return FALSE;
}

static gboolean
spawn (SimmerGeneratorLauncher *self, GError **error)
{
  g_autofree char *program = find_program (error);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GSource) watch = NULL;
  g_autofree char *where = g_strconcat ("--runtime-dir=", self->folder, NULL);
  char *argv[] = { program, where, NULL, NULL };
  GWeakRef *weak;
  GPid pid;

  if (program == NULL || !make_folder (self, error))
    return FALSE;

  /* A sandbox lasts as long as any program in it, and with it whoever reads what the first one
   * prints through a pipe. */
  if (simmer_sandbox_is_inside ())
    argv[2] = (char *) "--idle=5";

  g_debug ("starting %s", program);
  g_clear_pointer (&self->child_end, g_free);
  if (!g_spawn_async ("/",
                      argv,
                      NULL,
                      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                        G_SPAWN_STDERR_TO_DEV_NULL,
                      detach_cb,
                      NULL,
                      &pid,
                      &reason))
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_UNREACHABLE,
                   _ ("The generator cannot be started: %s. Install Simmer again."),
                   reason->message);
      return FALSE;
    }

  self->child_runs = TRUE;
  weak = g_new (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  watch = g_child_watch_source_new (pid);
  g_source_set_callback (watch, G_SOURCE_FUNC (child_ended_cb), weak, weak_ref_free);
  g_source_attach (watch, g_main_context_get_thread_default ());

  return TRUE;
}

static GError *
make_unsafe_error (SimmerGeneratorLauncher *self)
{
  return g_error_new (SIMMER_ERROR,
                      SIMMER_ERROR_UNREACHABLE,
                      _ ("The generator cannot be used: others could read or have written “%s/%s”. "
                         "Remove that file and try again."),
                      self->folder,
                      "generator.json");
}

static GError *
make_absent_error (SimmerGeneratorLauncher *self)
{
  if (self->child_end != NULL)
    return g_error_new (SIMMER_ERROR,
                        SIMMER_ERROR_UNREACHABLE,
                        _ ("The generator did not start: %s. Run “%s” in a terminal to see why."),
                        self->child_end,
                        PROGRAM);

  return g_error_new_literal (SIMMER_ERROR,
                              SIMMER_ERROR_UNREACHABLE,
                              _ ("The generator is not running. The next new task starts it."));
}

static GError *
make_late_error (void)
{
  return g_error_new (SIMMER_ERROR,
                      SIMMER_ERROR_UNREACHABLE,
                      _ ("The generator did not become ready within %d seconds. Run “%s” in a "
                         "terminal to see why."),
                      (int) (START_LIMIT / G_USEC_PER_SEC),
                      PROGRAM);
}

static void
answer_all (SimmerGeneratorLauncher *self, const SimmerEndpoint *endpoint, const GError *error)
{
  GQueue waiting = self->waiting;

  g_queue_init (&self->waiting);
  while (!g_queue_is_empty (&waiting))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&waiting);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_pointer (task,
                               simmer_endpoint_new (endpoint->address, endpoint->credential),
                               (GDestroyNotify) simmer_endpoint_free);
    }
}

static void
drop_cancelled (SimmerGeneratorLauncher *self)
{
  GList *next;

  for (GList *link = self->waiting.head; link != NULL; link = next)
    {
      GTask *task = link->data;

      next = link->next;
      if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
        continue;
      g_queue_delete_link (&self->waiting, link);
      g_task_return_error_if_cancelled (task);
      g_object_unref (task);
    }
}

/* The generator that was waited for has ended, or has never begun. */
static void
start_or_give_up (SimmerGeneratorLauncher *self, GError **error)
{
  if (self->may_start)
    {
      self->may_start = FALSE;
      spawn (self, error);
    }
  else
    *error = make_absent_error (self);
}

static gboolean
look_cb (gpointer user_data)
{
  g_autoptr (SimmerGeneratorLauncher) self = g_object_ref (user_data);
  g_autoptr (SimmerEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;
  Found found;

  drop_cancelled (self);
  found = look (self, &endpoint);
  if (found == FOUND_UNSAFE)
    error = make_unsafe_error (self);
  else if (found == FOUND_NONE && !self->child_runs)
    start_or_give_up (self, &error);
  else if (found != FOUND_READY && g_get_monotonic_time () >= self->deadline)
    error = make_late_error ();

  if (found != FOUND_READY && error == NULL && !g_queue_is_empty (&self->waiting))
    return G_SOURCE_CONTINUE;

  g_debug ("waited: %s", error != NULL ? error->message : "ready");
  self->may_start = FALSE;
  g_clear_pointer (&self->look, g_source_unref);
  answer_all (self, endpoint, error);

  return G_SOURCE_REMOVE;
}

static void
wait_for_generator (SimmerGeneratorLauncher *self, GTask *task)
{
  g_queue_push_tail (&self->waiting, g_object_ref (task));
  if (self->look != NULL)
    return;

  self->deadline = g_get_monotonic_time () + START_LIMIT;
  self->look = g_timeout_source_new (LOOK_INTERVAL_MS);
  g_source_set_callback (self->look, look_cb, self, NULL);
  g_source_attach (self->look, g_main_context_get_thread_default ());
}

/* Each waiting task holds a reference, so nobody waits when the launcher goes. */
static void
simmer_generator_launcher_finalize (GObject *object)
{
  SimmerGeneratorLauncher *self = SIMMER_GENERATOR_LAUNCHER (object);

  g_assert (g_queue_is_empty (&self->waiting));
  if (self->look != NULL)
    g_source_destroy (self->look);
  g_clear_pointer (&self->look, g_source_unref);
  g_free (self->folder);
  g_free (self->child_end);

  G_OBJECT_CLASS (simmer_generator_launcher_parent_class)->finalize (object);
}

static void
simmer_generator_launcher_class_init (SimmerGeneratorLauncherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = simmer_generator_launcher_finalize;
}

static void
simmer_generator_launcher_init (SimmerGeneratorLauncher *self)
{
  self->folder = simmer_sandbox_build_runtime_folder ();
  g_queue_init (&self->waiting);
}

/**
 * simmer_generator_launcher_new:
 *
 * Returns: (transfer full): a launcher for the generator of this user
 */
SimmerGeneratorLauncher *
simmer_generator_launcher_new (void)
{
  return g_object_new (SIMMER_TYPE_GENERATOR_LAUNCHER, NULL);
}

/**
 * simmer_generator_launcher_locate_async:
 * @self: a launcher
 * @start: start a generator where none lives
 * @cancellable: (nullable): stops the waiting, not the generator
 * @callback: called when it is known where the generator is
 * @user_data: for @callback
 *
 * Finds the generator. Where it is still starting, by whomever, waits until it can be asked, 10 s
 * at most; several calls share one start. Failures are %SIMMER_ERROR_UNREACHABLE.
 */
void
simmer_generator_launcher_locate_async (SimmerGeneratorLauncher *self,
                                        gboolean start,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SimmerEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;
  Found found;

  g_return_if_fail (SIMMER_IS_GENERATOR_LAUNCHER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, simmer_generator_launcher_locate_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  found = look (self, &endpoint);
  if (found == FOUND_READY)
    g_task_return_pointer (
      task, g_steal_pointer (&endpoint), (GDestroyNotify) simmer_endpoint_free);
  else if (found == FOUND_UNSAFE)
    g_task_return_error (task, make_unsafe_error (self));
  else if (found == FOUND_STARTING || self->child_runs)
    {
      self->may_start |= start && !self->child_runs;
      wait_for_generator (self, task);
    }
  else if (!start)
    {
      g_clear_pointer (&self->child_end, g_free);
      g_task_return_error (task, make_absent_error (self));
    }
  else if (spawn (self, &error))
    wait_for_generator (self, task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * simmer_generator_launcher_locate_finish:
 * @self: a launcher
 * @result: what the callback got
 * @error: set on failure
 *
 * Returns: (transfer full) (nullable): the generator's address and token
 */
SimmerEndpoint *
simmer_generator_launcher_locate_finish (SimmerGeneratorLauncher *self,
                                         GAsyncResult *result,
                                         GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
