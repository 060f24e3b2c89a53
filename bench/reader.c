/* reader [--short] [--json] [--check]: how many answers a second become reports, and how much
 * memory each takes on its way: of 1 KiB, 100 KiB and 4 MiB, by the tolerant reader and by a
 * profile's rules. */

#include "simmer-json.h"
#include "simmer-profile-shelf.h"
#include "simmer-reader.h"

#include <string.h>

#include "table.h"

static gboolean brief;
static gsize allocated;

/* glibc's own, under the names that every library calls; the sanitizers bring theirs. */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#  define COUNTS TRUE

extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *old, size_t size);

void *
malloc (size_t size)
{
  allocated += size;
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  allocated += n * size;
  return __libc_calloc (n, size);
}

void *
realloc (void *old, size_t size)
{
  allocated += size;
  return __libc_realloc (old, size);
}
#else
#  define COUNTS FALSE
#endif

/* A running task in the shape that a service publishes, with a log of the wanted length. */
static GBytes *
make_answer (gsize size)
{
  static const char head[] =
    "{\"id\":\"gm3qorzdhgbfurvjtvhg6dckhu\",\"model\":\"a/b\",\"version\":\"5c7d5dc6\","
    "\"input\":{\"prompt\":\"a lighthouse\",\"seed\":42},\"output\":null,\"error\":null,"
    "\"status\":\"processing\",\"created_at\":\"2026-01-02T03:04:05.678Z\",\"started_at\":"
    "\"2026-01-02T03:04:06.123Z\",\"metrics\":{\"predict_time\":1.5},\"logs\":[\"\"";
  static const char line[] = ",\"step 17 of 50: loss 0.0173, 3.1 iterations a second\"";
  GString *text = g_string_new (head);

  while (text->len + strlen (line) + 2 <= size)
    g_string_append (text, line);
  g_string_append (text, "]}");

  return g_string_free_to_bytes (text);
}

static void
read_one (SimmerProfile *profile, GBytes *body)
{
  SimmerAnswer answer = { .http_status = 200,
                          .content_type = "application/json",
                          .body = body,
                          .id = "gm3qorzdhgbfurvjtvhg6dckhu" };
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerReport) report =
    simmer_reader_read (profile, SIMMER_VERB_STATUS, &answer, &error);
  SimmerTaskStatus status;

  if (report == NULL)
    g_error ("%s", error->message);
  if (!simmer_report_get_status (report, &status) || status != SIMMER_TASK_STATUS_IN_PROGRESS)
    g_error ("It is not read as what it is");
}

static void
measure (const char *name, SimmerProfile *profile, const char *size, GBytes *body, gint64 span)
{
  gsize length = g_bytes_get_size (body);
  g_autofree char *what = g_strdup_printf ("answer of %s, %s", size, name);
  double seconds;
  gint64 began;
  gint64 now;
  gsize before;
  guint n = 0;

  read_one (profile, body);
  before = allocated;
  began = g_get_monotonic_time ();
  do
    {
      read_one (profile, body);
      n++;
      now = g_get_monotonic_time ();
    }
  while (now - began < span);

  seconds = (double) (now - began) / G_USEC_PER_SEC;
  table_add_note (what, "read a second", n / seconds);
  table_add_note (what, "MiB a second", n * (double) length / 1024 / 1024 / seconds);
  if (COUNTS)
    table_add_note (
      what, "memory asked for / its size", (double) (allocated - before) / n / (double) length);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    gsize size;
  } sizes[] = {
    { "1 KiB", 1024 },
    { "100 KiB", 100 * 1024 },
    { "4 MiB", SIMMER_JSON_MAX_SIZE },
  };
  const GOptionEntry entries[] = {
    { "short", 0, 0, G_OPTION_ARG_NONE, &brief, "As a test: once each", NULL },
    G_OPTION_ENTRY_NULL,
  };

  table_init (&argc, &argv, entries);
  table_begin ();
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) body = make_answer (sizes[i].size);

      gint64 span = brief ? 1 : 2 * G_USEC_PER_SEC;

      measure ("tolerant", simmer_profile_get_native (), sizes[i].name, body, span);
      measure ("by rules", simmer_profile_shelf_get ("replicate"), sizes[i].name, body, span);
    }

  return table_end ();
}
