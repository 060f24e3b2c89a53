/* scale [--quick] [--json] [--check]: what it takes to follow a hundred, a thousand, ten thousand
 * tasks.
 *
 * All of them wait in the built-in generator, which is asked over loopback by libsoup. The clock is
 * fake, so that the next question follows upon the last answer; processor time is that of this
 * process alone. Beside it stands the least that one can do: the same questions to the same service
 * by libsoup, as many at once, each answer read by json-glib for its status. The two take turns, so
 * that both meet the same machine, and the median of their pairs counts. Memory is what the heap
 * holds more of with the tasks than without. */

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "simmer-poller.h"
#include "simmer-task-queue.h"
#include "simmer-test-network.h"
#include "table.h"

#define SECOND    ((gint64) G_USEC_PER_SEC)
#define WALL      (G_GINT64_CONSTANT (1600000000) * SECOND)
#define API       "/api/v1/generate"
#define AT_ONCE   4
#define IDLE_USEC (2 * SECOND)
#define N_PAIRS   15

static gboolean quick;

/* --- The generator ---------------------------------------------------------------------------- */

typedef struct
{
  GSubprocess *process; /* (owned) */
  char *folder;         /* (owned) */
  char *address;        /* (owned) */
  char *token;          /* (owned) */
} Generator;

static gboolean
read_access (Generator *generator, const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *access;

  if (!json_parser_load_from_file (parser, path, NULL))
    return FALSE;

  access = json_node_get_object (json_parser_get_root (parser));
  generator->address = g_strdup_printf ("http://127.0.0.1:%" G_GINT64_FORMAT,
                                        json_object_get_int_member (access, "port"));
  generator->token = g_strdup (json_object_get_string_member (access, "token"));

  return TRUE;
}

static void
generator_start (Generator *generator, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("simmer-scale-XXXXXX", &error);
  g_autofree char *where = g_strconcat ("--runtime-dir=", folder, NULL);
  g_autofree char *queue = g_strdup_printf ("--queue=%u", n);
  g_autofree char *path = g_build_filename (folder, "generator.json", NULL);

  g_assert_no_error (error);
  generator->folder = g_steal_pointer (&folder);
  generator->process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE,
                                         &error,
                                         "simmer-generator",
                                         "--test-switches",
                                         "--idle=0",
                                         "--workers=1",
                                         queue,
                                         where,
                                         NULL);
  if (error != NULL)
    g_error ("The generator does not start: %s", error->message);
  for (guint i = 0; i < 400 && !read_access (generator, path); i++)
    g_usleep (50 * 1000);
  if (generator->address == NULL)
    g_error ("The generator does not say where it is");
}

static void
generator_stop (Generator *generator)
{
  g_subprocess_send_signal (generator->process, SIGTERM);
  g_subprocess_wait (generator->process, NULL, NULL);
  g_object_unref (generator->process);
  g_rmdir (generator->folder);
  g_free (generator->folder);
  g_free (generator->address);
  g_free (generator->token);
}

/* --- The least that one can do -----------------------------------------------------------------
 */

typedef struct
{
  SoupSession *session; /* (owned) */
  Generator *generator;
  GPtrArray *ids;   /* of the tasks */
  gboolean submits; /* what is not there yet */
  guint asked;
  guint answered;
  guint n;
} Bare;

static void bare_ask (Bare *bare);

static void
bare_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bare *bare = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
    soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *answer;
  gsize size;
  const char *data;

  g_assert_no_error (error);
  data = g_bytes_get_data (bytes, &size);
  json_parser_load_from_data (parser, data, (gssize) size, &error);
  g_assert_no_error (error);
  answer = json_node_get_object (json_parser_get_root (parser));
  g_assert_nonnull (json_object_get_string_member (answer, "status"));
  if (bare->submits)
    g_ptr_array_add (bare->ids, g_strdup (json_object_get_string_member (answer, "taskId")));
  bare->answered++;
  if (bare->asked < bare->n)
    bare_ask (bare);
}

static void
bare_ask (Bare *bare)
{
  static const char order[] =
    "{\"kind\":\"image\",\"prompt\":\"[duration=3600] a pond in the morning\",\"width\":64,"
    "\"height\":64}";
  const char *id = bare->submits ? NULL : bare->ids->pdata[bare->asked % bare->ids->len];
  g_autofree char *uri = id != NULL
                           ? g_strconcat (bare->generator->address, API "/status/", id, NULL)
                           : g_strconcat (bare->generator->address, API, NULL);
  g_autofree char *auth = g_strconcat ("Bearer ", bare->generator->token, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (id != NULL ? "GET" : "POST", uri);

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", auth);
  if (id == NULL)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (order, strlen (order));

      soup_message_set_request_body_from_bytes (message, "application/json", body);
    }
  bare->asked++;
  soup_session_send_and_read_async (
    bare->session, message, G_PRIORITY_DEFAULT, NULL, bare_answered_cb, bare);
}

static double
get_processor_time (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* Returns: µs of processor time for each of @n questions */
static double
run_bare (SoupSession *session, Generator *generator, GPtrArray *ids, gboolean submits, guint n)
{
  Bare bare = { session, generator, ids, submits, 0, 0, n };
  double before = get_processor_time ();

  for (guint i = 0; i < MIN (AT_ONCE, n); i++)
    bare_ask (&bare);
  while (bare.answered < n)
    g_main_context_iteration (NULL, TRUE);

  return (get_processor_time () - before) / n;
}

/* --- Simmer ----------------------------------------------------------------------------------- */

typedef struct
{
  SimmerClock *clock;       /* (owned) */
  GNetworkMonitor *monitor; /* (owned) */
  SimmerNetwork *network;   /* (owned) */
  SimmerHttp *http;         /* (owned) */
  SimmerClient *client;     /* (owned) */
  SimmerPoller *poller;     /* (owned) */
  SimmerTaskQueue *queue;   /* (owned) */
  guint answered;
} Simmer;

static void
reported_cb (SimmerPoller *poller, SimmerTask *task, gboolean changed, Simmer *simmer)
{
  g_assert_cmpint (simmer_task_get_status (task), !=, SIMMER_TASK_STATUS_FAILED);
  simmer->answered++;
}

/* One question about each task. */
static SimmerProfile *
new_profile (void)
{
  static const char text[] =
    "{\"id\":\"one\",\"name\":\"One\",\"queueBase\":1,"
    "\"auth\":{\"header\":\"Authorization\",\"prefix\":\"Bearer \"},\"requests\":{"
    "\"submit\":{\"method\":\"POST\",\"path\":\"" API "\",\"body\":{\"prompt\":\"{prompt}\"}},"
    "\"status\":{\"method\":\"GET\",\"path\":\"" API "/status/{id}\"}}}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  SimmerProfile *profile = simmer_profile_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return profile;
}

static void
simmer_init (Simmer *simmer, Generator *generator, SimmerProfile *profile, SimmerClock *clock)
{
  g_autoptr (SimmerAccount) account =
    simmer_account_new ("scale", "Scale", profile, generator->address);

  *simmer = (Simmer){ .clock = g_object_ref (clock) };
  simmer_account_set_credential (account, generator->token);
  simmer->monitor = simmer_test_monitor_new (TRUE);
  simmer->network = simmer_network_new (simmer->monitor);
  simmer->http = simmer_http_new ();
  simmer->client = simmer_client_new (simmer->http, account);
  simmer->poller = simmer_poller_new (clock, simmer->network);
  simmer->queue = simmer_task_queue_new ();
  g_signal_connect (simmer->poller, "reported", G_CALLBACK (reported_cb), simmer);
}

static void
simmer_clear (Simmer *simmer)
{
  simmer_poller_stop (simmer->poller);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (simmer->poller);
  g_object_unref (simmer->queue);
  g_object_unref (simmer->client);
  g_object_unref (simmer->http);
  g_object_unref (simmer->network);
  g_object_unref (simmer->monitor);
  g_object_unref (simmer->clock);
}

static void
simmer_follow (Simmer *simmer, guint number, const char *remote_id)
{
  g_autofree char *id = g_strdup_printf ("task-%08u", number);
  g_autoptr (SimmerTask) task = simmer_task_new (id, "scale", "Scale");
  g_autoptr (JsonObject) inputs = json_object_new ();

  json_object_set_string_member (inputs, "prompt", "[duration=3600] a pond in the morning");
  json_object_set_string_member (inputs, "kind", "image");
  json_object_set_int_member (inputs, "width", 64);
  json_object_set_int_member (inputs, "height", 64);
  simmer_task_set_inputs (task, inputs);
  simmer_task_set_title (task, "a pond in the morning");
  simmer_task_set_kind (task, "image");
  simmer_task_set_created (task, simmer_clock_get_wall (simmer->clock) + number, TRUE);
  simmer_task_set_remote_id (task, remote_id);
  simmer_task_queue_add (simmer->queue, task);
  simmer_poller_follow (simmer->poller, task, simmer->client);
}

/* Turns time on whenever all is answered; none is under way at the end. Returns: µs of processor
 * time for each answer */
static double
run_simmer (Simmer *simmer, guint n)
{
  double before = get_processor_time ();

  simmer->answered = 0;
  while (simmer->answered < n || simmer_poller_get_n_asking (simmer->poller) > 0)
    {
      gint64 next = simmer_clock_get_next (simmer->clock);

      if (simmer_poller_get_n_asking (simmer->poller) > 0)
        g_main_context_iteration (NULL, TRUE);
      else if (!g_main_context_iteration (NULL, FALSE))
        simmer_clock_advance (simmer->clock, MAX (0, next - simmer_clock_get_boot (simmer->clock)));
    }

  return (get_processor_time () - before) / simmer->answered;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
get_median (double *values, gsize n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

/* µs of processor time for each of @n answers, theirs and ours, and bytes for each task. */
static void
run_both (Generator *generator,
          GPtrArray *ids,
          guint n,
          double *theirs,
          double *ours,
          double *bytes)
{
  g_autoptr (SoupSession) session =
    soup_session_new_with_options ("max-conns", AT_ONCE, "max-conns-per-host", AT_ONCE, NULL);
  g_autoptr (SimmerClock) clock = simmer_clock_new_fake (WALL);
  g_autoptr (SimmerProfile) profile = new_profile ();
  Simmer simmer;
  gsize held;

  simmer_init (&simmer, generator, profile, clock);
  malloc_trim (0);
  held = mallinfo2 ().uordblks;
  for (guint i = 0; i < ids->len; i++)
    simmer_follow (&simmer, i, ids->pdata[i]);
  /* Each has been told of once, but where that takes too long. The first answers warm up what is
   * kept: connections, caches. */
  run_simmer (&simmer, MIN (ids->len, 2 * n));
  *bytes = (double) (mallinfo2 ().uordblks - held) / ids->len;
  run_bare (session, generator, ids, FALSE, n / 4);

  for (guint i = 0; i < N_PAIRS; i++)
    {
      theirs[i] = run_bare (session, generator, ids, FALSE, n / N_PAIRS);
      ours[i] = run_simmer (&simmer, n / N_PAIRS);
    }
  simmer_clear (&simmer);
}

/* --- When nothing is due -----------------------------------------------------------------------
 */

static guint n_polls;

static int
count_polls (GPollFD *fds, guint n, int timeout)
{
  n_polls++;
  return g_poll (fds, n, timeout);
}

static gboolean
time_out_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Turns of the main loop in a second of real time, while the tasks are followed and each has been
 * asked for, but none is due for hours. They are asked for many at once, to come to that soon. */
static double
run_idle (Generator *generator, GPtrArray *ids)
{
  g_autoptr (SimmerClock) clock = simmer_clock_new ();
  gboolean over = FALSE;
  Simmer simmer;
  double polls;

  simmer_init (&simmer, generator, simmer_profile_get_native (), clock);
  simmer_poller_set_wishes (simmer.poller, SIMMER_EAGERNESS_NORMAL, 7200 * SECOND, 7200 * SECOND);
  for (guint i = 0; i < ids->len; i++)
    simmer_follow (&simmer, i, ids->pdata[i]);
  while (simmer.answered < ids->len)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  n_polls = 0;
  g_main_context_set_poll_func (NULL, count_polls);
  g_timeout_add (IDLE_USEC / 1000, time_out_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  g_main_context_set_poll_func (NULL, NULL);
  /* The last one is that of the time-out. */
  polls = (double) (n_polls - 1) / ((double) IDLE_USEC / (double) SECOND);
  simmer_clear (&simmer);

  return polls;
}

static void
add_rows (Generator *generator, guint n_tasks, guint n_answers)
{
  g_autofree char *what = g_strdup_printf ("%u tasks followed at once", n_tasks);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SoupSession) session =
    soup_session_new_with_options ("max-conns", AT_ONCE, "max-conns-per-host", AT_ONCE, NULL);
  double theirs[N_PAIRS], ours[N_PAIRS], ratios[N_PAIRS];
  double bytes;

  run_bare (session, generator, ids, TRUE, n_tasks);
  run_both (generator, ids, n_answers, theirs, ours, &bytes);
  for (guint i = 0; i < N_PAIRS; i++)
    ratios[i] = ours[i] / theirs[i];
  table_add_note (what, "bare CPU an answer, µs", get_median (theirs, N_PAIRS));
  table_add_note (what, "CPU an answer, µs", get_median (ours, N_PAIRS));
  table_add (what, "CPU an answer / bare", 2, get_median (ratios, N_PAIRS));
  table_add (what, "memory a task, KiB", 4, bytes / 1024);
  table_add (what, "wake-ups a second, none due", 1, run_idle (generator, ids));
}

int
main (int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &quick, "As a test: few", NULL },
    G_OPTION_ENTRY_NULL,
  };
  static const guint numbers[] = { 100, 1000, 10000 };
  guint n_rows;

  table_init (&argc, &argv, entries);

  n_rows = quick ? 1 : G_N_ELEMENTS (numbers);
  table_begin ();
  for (guint i = 0; i < n_rows; i++)
    {
      Generator generator = { 0 };

      generator_start (&generator, numbers[i] + 1);
      add_rows (&generator, numbers[i], quick ? 100 : 4000);
      generator_stop (&generator);
    }

  return table_end ();
}
