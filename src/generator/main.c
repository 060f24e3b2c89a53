/* simmer-generator: a generation service for one person, on this machine. */

#define G_LOG_DOMAIN "Simmer-Generator"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "simmer-faults.h"
#include "simmer-instance.h"
#include "simmer-job-queue.h"
#include "simmer-server.h"

#include "config.h"

#define DEFAULT_IDLE  60
#define DEFAULT_QUEUE 100
/* MiB. For work: the largest order of the hungriest style, and a smaller one beside it. */
#define DEFAULT_WORK_MEMORY   768
#define DEFAULT_RESULT_MEMORY 256
/* How much longer it stays for the sake of results that nobody has fetched. */
#define UNFETCHED_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

#define MAX_WORKERS 256

typedef struct
{
  gboolean version;
  int idle;
  int workers;
  int queue;
  int work_memory;
  int result_memory;
  int port;
  char *runtime_dir; /* (owned) (nullable) */
  gboolean no_auth;
  gboolean test_switches;
  char **faults; /* (owned) (nullable) */
} Options;

static Options options = { .idle = DEFAULT_IDLE,
                           .queue = DEFAULT_QUEUE,
                           .work_memory = DEFAULT_WORK_MEMORY,
                           .result_memory = DEFAULT_RESULT_MEMORY };

typedef struct
{
  GMainLoop *loop;          /* (owned) */
  SimmerInstance *instance; /* (owned) */
  SimmerFaults *faults;     /* (owned) (nullable) */
  SimmerJobQueue *queue;    /* (owned) */
  SimmerServer *server;     /* (owned) */
  gint64 last_busy;
} Program;

static const GOptionEntry entries[] = {
  { "version", 0, 0, G_OPTION_ARG_NONE, &options.version, N_ ("Print the version and exit"), NULL },
  { "idle",
    0,
    0,
    G_OPTION_ARG_INT,
    &options.idle,
    N_ ("End so long after the last task and request; 0 for never (default: 60)"),
    N_ ("SECONDS") },
  { "workers",
    0,
    0,
    G_OPTION_ARG_INT,
    &options.workers,
    N_ ("Work on so many tasks at once (default: one less than there are processors)"),
    N_ ("N") },
  { "queue",
    0,
    0,
    G_OPTION_ARG_INT,
    &options.queue,
    N_ ("Let so many tasks wait (default: 100)"),
    N_ ("N") },
  { "work-memory",
    0,
    0,
    G_OPTION_ARG_INT,
    &options.work_memory,
    N_ ("Take so much for work at most (default: 768)"),
    N_ ("MIB") },
  { "result-memory",
    0,
    0,
    G_OPTION_ARG_INT,
    &options.result_memory,
    N_ ("Keep so much of results (default: 256)"),
    N_ ("MIB") },
  { "port",
    0,
    0,
    G_OPTION_ARG_INT,
    &options.port,
    N_ ("Listen at this port (default: any that is free)"),
    N_ ("PORT") },
  { "runtime-dir",
    0,
    0,
    G_OPTION_ARG_FILENAME,
    &options.runtime_dir,
    N_ ("Keep generator.lock and generator.json there"),
    N_ ("DIR") },
  { "no-auth",
    0,
    G_OPTION_FLAG_HIDDEN,
    G_OPTION_ARG_NONE,
    &options.no_auth,
    "Ask for no token (for tests)",
    NULL },
  { "test-switches",
    0,
    G_OPTION_FLAG_HIDDEN,
    G_OPTION_ARG_NONE,
    &options.test_switches,
    "Serve /test/fault and /test/log (for tests)",
    NULL },
  { "fault",
    0,
    G_OPTION_FLAG_HIDDEN,
    G_OPTION_ARG_STRING_ARRAY,
    &options.faults,
    "Do this wrong (for tests)",
    "KIND[=VALUE][@ENDPOINT,…][*TIMES][~SECONDS]" },
  G_OPTION_ENTRY_NULL,
};

static gboolean
read_options (int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                _ ("Generates pictures and texts on this machine, for Simmer."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_UNKNOWN_OPTION,
                   _ ("“%s” is not an option"),
                   (*argv)[1]);
      return FALSE;
    }
  if (options.idle < 0 || options.workers < 0 || options.workers > MAX_WORKERS ||
      options.queue < 0 || options.work_memory < 0 || options.result_memory < 0 ||
      options.port < 0 || options.port > 65535)
    {
      g_set_error_literal (
        error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("A number is out of range"));
      return FALSE;
    }

  return TRUE;
}

static gboolean
signal_cb (gpointer user_data)
{
  Program *program = user_data;

  g_debug ("Told to end");
  g_main_loop_quit (program->loop);
  return G_SOURCE_CONTINUE;
}

static void
changed_cb (SimmerJobQueue *queue, SimmerJob *job, gpointer user_data)
{
  Program *program = user_data;

  program->last_busy = g_get_monotonic_time ();
}

static gboolean
idle_cb (gpointer user_data)
{
  Program *program = user_data;
  gint64 last = MAX (program->last_busy, simmer_server_get_last_used (program->server));
  gint64 end = last + options.idle * G_USEC_PER_SEC;

  /* Whoever ordered it and went away may come for it yet. */
  if (simmer_job_queue_has_unfetched (program->queue))
    end += UNFETCHED_US;

  if (simmer_job_queue_get_n_running (program->queue) > 0 ||
      simmer_job_queue_get_n_waiting (program->queue) > 0 || g_get_monotonic_time () < end)
    return G_SOURCE_CONTINUE;

  g_debug ("Nobody asks any more");
  g_main_loop_quit (program->loop);
  return G_SOURCE_REMOVE;
}

static gboolean
set_up_faults (Program *program, GError **error)
{
  if (!options.test_switches && options.faults == NULL)
    return TRUE;

  program->faults = simmer_faults_new ();
  if (options.test_switches)
    simmer_faults_enable_requests (program->faults);
  for (guint i = 0; options.faults != NULL && options.faults[i] != NULL; i++)
    {
      if (!simmer_faults_add (program->faults, options.faults[i], error))
        return FALSE;
    }
  simmer_job_queue_set_rig_func (program->queue, simmer_faults_rig, program->faults);
  return TRUE;
}

static gboolean
start (Program *program, GError **error)
{
  g_autofree char *token = NULL;
  guint workers = (guint) options.workers;

  if (workers == 0)
    workers = MAX (g_get_num_processors (), 2) - 1;
  if (!options.no_auth)
    {
      token = simmer_instance_make_token (error);
      if (token == NULL)
        return FALSE;
    }

  program->queue = simmer_job_queue_new (workers,
                                         (guint) options.queue,
                                         (guint64) options.work_memory << 20,
                                         (guint64) options.result_memory << 20);
  if (!set_up_faults (program, error))
    return FALSE;
  program->server = simmer_server_new (program->queue, token, program->faults);

  return simmer_server_listen (program->server, (guint) options.port, error) &&
         simmer_instance_announce (
           program->instance, simmer_server_get_port (program->server), token, error);
}

static void
serve (Program *program)
{
  GSource *idle = NULL;

  program->last_busy = g_get_monotonic_time ();
  g_signal_connect (program->queue, "changed", G_CALLBACK (changed_cb), program);
  if (options.idle > 0)
    {
      idle = g_timeout_source_new (options.idle < 10 ? 100 : 1000);
      g_source_set_callback (idle, idle_cb, program, NULL);
      g_source_attach (idle, NULL);
    }

  g_main_loop_run (program->loop);

  /* First nobody new finds us, then nobody old is answered, then the next one may start. */
  simmer_instance_withdraw (program->instance);
  if (idle != NULL)
    g_source_destroy (idle);
  g_clear_pointer (&idle, g_source_unref);
}

static int
run (void)
{
  Program program = { 0 };
  g_autofree char *dir = g_strdup (options.runtime_dir);
  g_autoptr (GError) error = NULL;
  gboolean taken = FALSE;
  guint term_id, int_id;

  if (dir == NULL)
    dir = g_build_filename (g_get_user_runtime_dir (), "simmer", NULL);
  program.instance = simmer_instance_claim (dir, &taken, &error);
  if (taken)
    return EXIT_SUCCESS;

  program.loop = g_main_loop_new (NULL, FALSE);
  /* Before anybody can find us: whoever reads our pid may end us cleanly. */
  term_id = g_unix_signal_add (SIGTERM, signal_cb, &program);
  int_id = g_unix_signal_add (SIGINT, signal_cb, &program);
  if (program.instance != NULL && start (&program, &error))
    serve (&program);

  g_clear_object (&program.server);
  if (program.queue != NULL)
    g_signal_handlers_disconnect_by_data (program.queue, &program);
  g_clear_object (&program.queue);
  g_clear_pointer (&program.faults, simmer_faults_free);
  g_clear_pointer (&program.instance, simmer_instance_release);
  g_source_remove (term_id);
  g_source_remove (int_id);
  g_clear_pointer (&program.loop, g_main_loop_unref);

  if (error == NULL)
    return EXIT_SUCCESS;
  g_printerr ("simmer-generator: %s.\n", error->message);
  return EXIT_FAILURE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int code = EXIT_SUCCESS;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, SIMMER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  umask (0077);

  if (!read_options (&argc, &argv, &error))
    {
      g_printerr ("simmer-generator: %s.\n", error->message);
      code = 2;
    }
  else if (options.version)
    g_print ("simmer-generator %s\n", SIMMER_VERSION);
  else
    code = run ();

  g_free (options.runtime_dir);
  g_strfreev (options.faults);
  return code;
}
