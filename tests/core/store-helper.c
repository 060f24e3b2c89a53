/* store-helper FOLDER: another process that shares a store, told what to do line by line on its
 * standard input. It answers each line with one of its own, and ends with the input. */

#include "store-fixture.h"

#include <stdio.h>
#include <unistd.h>

static void
do_line (SimmerStore *store, char **words)
{
  const char *id = words[1];
  g_autoptr (GError) error = NULL;

  if (strcmp (words[0], "claim") == 0)
    {
      printf ("%s\n", claim (store, id) ? "yes" : "no");
    }
  else if (strcmp (words[0], "claim-order") == 0)
    {
      printf ("%s\n", claim_order (store, id) ? "yes" : "no");
    }
  else if (strcmp (words[0], "new") == 0)
    {
      g_autoptr (SimmerTask) task = make_task (id, 1);

      simmer_task_set_title (task, words[2]);
      save_now (store, task, FALSE, &error);
      printf ("%s\n", error == NULL ? "done" : error->message);
    }
  else if (strcmp (words[0], "write") == 0)
    {
      g_autoptr (GPtrArray) tasks = find (store, id);
      guint n = (guint) atoi (words[2]);

      /* As fast as it can: this is one of two who race. */
      for (guint i = 1; i <= n; i++)
        {
          report_status (tasks->pdata[0], SIMMER_TASK_STATUS_IN_PROGRESS, 2 * i);
          save_now (store, tasks->pdata[0], FALSE, &error);
          g_assert_no_error (error);
        }
      printf ("done\n");
    }
  else if (strcmp (words[0], "order") == 0)
    {
      g_autoptr (GPtrArray) tasks = find (store, id);

      simmer_task_set_intent (tasks->pdata[0], SIMMER_INTENT_CANCELLING);
      save_now (store, tasks->pdata[0], FALSE, &error);
      printf ("%s\n", error == NULL ? "done" : error->message);
    }
  else
    {
      printf ("what?\n");
    }
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  Fixture fixture = { argv[1], simmer_clock_new () };
  SimmerStore *store = open_store (&fixture);
  char line[256];

  printf ("ready\n");
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", 3);

      do_line (store, words);
    }
  close_and_free (store);
  g_object_unref (fixture.clock);

  return 0;
}
