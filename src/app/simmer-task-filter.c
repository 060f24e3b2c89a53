#include "config.h"

#include "simmer-task-filter.h"

struct _SimmerTaskFilter
{
  SimmerShown shown;
  char *search;        /* (owned) (nullable) folded */
  GHashTable *matches; /* (owned) (nullable) set of tasks: what matches @search */
};

static gboolean
is_shown (SimmerShown shown, SimmerTask *task)
{
  SimmerTaskStatus status = simmer_task_get_status (task);

  switch (shown)
    {
    case SIMMER_SHOWN_ACTIVE:
      return simmer_task_is_active (task);
    case SIMMER_SHOWN_DONE:
      return status == SIMMER_TASK_STATUS_COMPLETED;
    case SIMMER_SHOWN_FAILED:
      return status == SIMMER_TASK_STATUS_FAILED;
    case SIMMER_SHOWN_CANCELLED:
      return status == SIMMER_TASK_STATUS_CANCELLED;
    case SIMMER_SHOWN_ALL:
    default:
      return TRUE;
    }
}

static gboolean
contains_folded (const char *text, const char *needle)
{
  g_autofree char *folded = NULL;

  if (text == NULL)
    return FALSE;
  folded = g_utf8_casefold (text, -1);

  return strstr (folded, needle) != NULL;
}

static gboolean
matches_search (SimmerTask *task, const char *needle)
{
  return contains_folded (simmer_task_get_title (task), needle) ||
         contains_folded (simmer_task_get_service (task), needle) ||
         contains_folded (simmer_task_get_remote_id (task), needle) ||
         contains_folded (simmer_task_get_id (task), needle);
}

/**
 * simmer_task_filter_new:
 *
 * Returns: (transfer full): a filter that lets everything through
 */
SimmerTaskFilter *
simmer_task_filter_new (void)
{
  return g_new0 (SimmerTaskFilter, 1);
}

void
simmer_task_filter_free (SimmerTaskFilter *self)
{
  g_clear_pointer (&self->matches, g_hash_table_unref);
  g_free (self->search);
  g_free (self);
}

/**
 * simmer_task_filter_set_shown:
 * @self: a filter
 * @shown: which states to let through
 *
 * Returns: whether that is another choice than before
 */
gboolean
simmer_task_filter_set_shown (SimmerTaskFilter *self, SimmerShown shown)
{
  gboolean differs = self->shown != shown;

  self->shown = shown;
  return differs;
}

/**
 * simmer_task_filter_set_search:
 * @self: a filter
 * @text: (nullable): what to look for; nothing lets everything through
 * @tasks: a table whose keys are all tasks
 *
 * Returns: whether that is another search than before
 */
gboolean
simmer_task_filter_set_search (SimmerTaskFilter *self, const char *text, GHashTable *tasks)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree char *folded = g_utf8_casefold (stripped, -1);
  g_autoptr (GHashTable) former = NULL;
  gboolean narrower;
  GHashTableIter iter;
  gpointer task;

  if (g_strcmp0 (folded, self->search != NULL ? self->search : "") == 0)
    return FALSE;

  former = g_steal_pointer (&self->matches);
  narrower = former != NULL && g_str_has_prefix (folded, self->search);
  g_free (self->search);
  self->search = g_steal_pointer (&folded);
  if (*self->search == '\0')
    return TRUE;

  self->matches = g_hash_table_new (NULL, NULL);
  g_hash_table_iter_init (&iter, narrower ? former : tasks);
  while (g_hash_table_iter_next (&iter, &task, NULL))
    simmer_task_filter_add (self, task);

  return TRUE;
}

/**
 * simmer_task_filter_add:
 * @self: a filter
 * @task: a task that was not there when the search began
 */
void
simmer_task_filter_add (SimmerTaskFilter *self, SimmerTask *task)
{
  if (self->matches != NULL && matches_search (task, self->search))
    g_hash_table_add (self->matches, task);
}

/**
 * simmer_task_filter_remove:
 * @self: a filter
 * @task: a task that goes away
 */
void
simmer_task_filter_remove (SimmerTaskFilter *self, SimmerTask *task)
{
  if (self->matches != NULL)
    g_hash_table_remove (self->matches, task);
}

/**
 * simmer_task_filter_passes:
 * @self: a filter
 * @task: a task
 *
 * Returns: whether it is let through
 */
gboolean
simmer_task_filter_passes (SimmerTaskFilter *self, SimmerTask *task)
{
  return is_shown (self->shown, task) &&
         (self->matches == NULL || g_hash_table_contains (self->matches, task));
}
