/* fill-store FOLDER N: writes N finished tasks into a store, as if they had been followed. */

#include "config.h"

#include <stdlib.h>

#include "simmer-store.h"

#define MINUTE (60 * G_USEC_PER_SEC)

static const char *const subjects[] = { "A lighthouse at dusk",   "Paper boats on a rainy street",
                                        "A harbour in deep snow", "Moss on an old stone wall",
                                        "A ramen shop at night",  "Terraced fields at sunrise" };
static const char *const manners[] = { "oil on canvas",
                                       "ink and wash",
                                       "isometric",
                                       "macro",
                                       "charcoal" };

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *slot;
}

static SimmerTask *
make_task (guint number, gint64 now)
{
  g_autofree char *id = g_strdup_printf ("filled-%08u", number);
  g_autofree char *remote_id = g_strdup_printf ("remote-%08u", number);
  g_autofree char *title = g_strdup_printf ("%s, %s, number %u",
                                            subjects[number % G_N_ELEMENTS (subjects)],
                                            manners[number % G_N_ELEMENTS (manners)],
                                            number);
  gint64 finished = now - number * MINUTE;
  SimmerTask *task = simmer_task_new (id, "builtin", "Built-in Generator");
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_task_set_title (task, title);
  simmer_task_set_kind (task, "image");
  simmer_task_set_created (task, finished - MINUTE, TRUE);
  simmer_task_set_remote_id (task, remote_id);

  simmer_report_set_status (
    report, number % 7 == 3 ? SIMMER_TASK_STATUS_FAILED : SIMMER_TASK_STATUS_COMPLETED);
  simmer_report_set_times (report, finished - MINUTE, finished - MINUTE / 2, finished);
  if (number % 7 == 3)
    simmer_report_set_error (report, "The generator ran out of memory");
  simmer_task_apply_report (task, report, simmer_task_next_sequence (task), finished);

  return task;
}

int
main (int argc, char **argv)
{
  g_autoptr (SimmerClock) clock = simmer_clock_new ();
  g_autoptr (SimmerStore) store = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  if (argc != 3)
    {
      g_printerr ("usage: %s FOLDER N\n", argv[0]);
      return 2;
    }

  n = (guint) strtoul (argv[2], NULL, 10);
  store = simmer_store_new (argv[1], clock);
  simmer_store_open_async (store, NULL, done_cb, &opened);
  if (!simmer_store_open_finish (store, wait_for (&opened), &error))
    g_error ("%s", error->message);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimmerTask) task = make_task (i, g_get_real_time ());

      simmer_store_save (store, task);
    }

  simmer_store_close_async (store, done_cb, &closed);
  if (!simmer_store_close_finish (store, wait_for (&closed), &error))
    g_error ("%s", error->message);

  return 0;
}
