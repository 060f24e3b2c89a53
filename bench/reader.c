/* reader [--short]: how many answers a second become reports, and how much memory each takes on its
 * way: of 1 KiB, 100 KiB and 4 MiB, by the tolerant reader and by a profile's rules. */

#include "simmer-json.h"
#include "simmer-profile-shelf.h"
#include "simmer-reader.h"

#include <locale.h>
#include <string.h>

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
  g_autofree char *memory = NULL;
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

  memory = COUNTS ? g_strdup_printf ("%11.0f bytes, %4.1f × its size",
                                     (double) (allocated - before) / n,
                                     (double) (allocated - before) / n / (double) length)
                  : g_strdup ("not counted");
  g_print ("%-22s %-8s %9.0f answers/s %6.1f MiB/s %s\n",
           name,
           size,
           n / ((double) (now - began) / G_USEC_PER_SEC),
           n * (double) length / 1024 / 1024 / ((double) (now - began) / G_USEC_PER_SEC),
           memory);
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
  gboolean is_short = argc == 2 && g_str_equal (argv[1], "--short");
  gint64 span = is_short ? 1 : 2 * G_USEC_PER_SEC;

  setlocale (LC_CTYPE, "");
  if (argc > 1 && !is_short)
    {
      g_printerr ("usage: reader [--short]\n");
      return 2;
    }

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) body = make_answer (sizes[i].size);

      measure ("tolerant", simmer_profile_get_native (), sizes[i].name, body, span);
      measure (
        "by rules (replicate)", simmer_profile_shelf_get ("replicate"), sizes[i].name, body, span);
    }

  return 0;
}
