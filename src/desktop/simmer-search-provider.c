#define G_LOG_DOMAIN "Simmer-Search"

#include "config.h"

#include "simmer-search-provider.h"

#include "simmer-export.h"
#include "simmer-interfaces.h"
#include "simmer-words.h"

/* The shell shows no more than a handful. */
#define MAX_RESULTS 20
#define MAX_NAME    120

struct _SimmerSearchProvider
{
  GObject parent_instance;

  SimmerTaskManager *manager; /* (owned) (nullable) before it has started */
  SimmerExport export;
  GPtrArray *waiting; /* (owned) of GDBusMethodInvocation: asked before the store was read */
};

enum
{
  ASKED,
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerSearchProvider, simmer_search_provider, G_TYPE_OBJECT)

/* A question of the shell, and what was found so far. */
typedef struct
{
  GDBusMethodInvocation *invocation; /* (owned) */
  GPtrArray *ids;                    /* (owned) (element-type utf8) */
} Search;

static void
search_answer (Search *search)
{
  g_ptr_array_add (search->ids, NULL);
  g_dbus_method_invocation_return_value (g_steal_pointer (&search->invocation),
                                         g_variant_new ("(^as)", search->ids->pdata));
  g_ptr_array_unref (search->ids);
  g_free (search);
}

static void
add_found (Search *search, SimmerTask *task)
{
  const char *id = simmer_task_get_id (task);

  if (search->ids->len < MAX_RESULTS &&
      !g_ptr_array_find_with_equal_func (search->ids, id, g_str_equal, NULL))
    g_ptr_array_add (search->ids, g_strdup (id));
}

/* What cannot be read leaves what is known. */
static void
found_older_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Search *search = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tasks =
    simmer_task_manager_find_finish (SIMMER_TASK_MANAGER (source), result, &error);

  if (tasks == NULL)
    g_debug ("nothing of what is kept: %s", error->message);
  for (guint i = 0; tasks != NULL && i < tasks->len; i++)
    add_found (search, tasks->pdata[i]);
  search_answer (search);
}

/* Among the tasks that are loaded, then among older ones, if there is room for more. */
static void
search (SimmerSearchProvider *self, GDBusMethodInvocation *invocation, const char *const *words)
{
  g_autoptr (SimmerSearchTerms) terms = simmer_search_terms_new (words);
  GListModel *queue = G_LIST_MODEL (simmer_task_manager_get_queue (self->manager));
  guint n = g_list_model_get_n_items (queue);
  Search *running = g_new0 (Search, 1);

  running->invocation = invocation;
  running->ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n && running->ids->len < MAX_RESULTS; i++)
    {
      g_autoptr (SimmerTask) task = g_list_model_get_item (queue, i);

      if (simmer_search_terms_match (terms, simmer_task_get_title (task)))
        add_found (running, task);
    }

  if (running->ids->len < MAX_RESULTS && simmer_task_manager_has_older (self->manager))
    simmer_task_manager_find_titled_async (
      self->manager, terms, MAX_RESULTS - running->ids->len, NULL, found_older_cb, running);
  else
    search_answer (running);
}

static char *
describe (SimmerTask *task, gint64 now)
{
  const char *status = simmer_words_for_status (simmer_task_get_status (task));
  g_autofree char *progress = NULL;
  SimmerEstimate estimate;

  if (simmer_task_get_status (task) != SIMMER_TASK_STATUS_IN_PROGRESS)
    return g_strdup (status);
  simmer_task_get_estimate (task, now, &estimate);
  progress = simmer_words_for_progress (estimate.progress, estimate.estimated);

  return progress != NULL ? g_strdup_printf ("%s · %s", status, progress) : g_strdup (status);
}

static void
add_meta (SimmerSearchProvider *self, GVariantBuilder *builder, SimmerTask *task)
{
  gint64 now = simmer_clock_get_wall (simmer_task_manager_get_clock (self->manager));
  g_autofree char *valid = g_utf8_make_valid (simmer_task_get_title (task), -1);
  g_autofree char *name = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_NAME));
  g_autofree char *description = describe (task, now);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "id", "s", simmer_task_get_id (task));
  g_variant_dict_insert (&dict, "name", "s", g_strdelimit (name, "\n\r\t", ' '));
  g_variant_dict_insert (&dict, "description", "s", description);
  g_variant_dict_insert (&dict, "gicon", "s", SIMMER_APP_ID);
  g_variant_builder_add_value (builder, g_variant_dict_end (&dict));
}

static void
get_metas (SimmerSearchProvider *self, GDBusMethodInvocation *invocation, const char *const *ids)
{
  SimmerTaskQueue *queue = simmer_task_manager_get_queue (self->manager);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      SimmerTask *task = simmer_task_queue_find (queue, ids[i]);

      if (task != NULL)
        add_meta (self, &builder, task);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &builder));
}

static void
answer (SimmerSearchProvider *self, GDBusMethodInvocation *invocation)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);
  g_autofree const char **words = NULL;

  if (g_str_equal (method, "ActivateResult"))
    {
      const char *id;

      g_variant_get (parameters, "(&s^a&su)", &id, &words, NULL);
      g_dbus_method_invocation_return_value (invocation, NULL);
      g_signal_emit (self, signals[CHOSEN], 0, id);
    }
  else if (g_str_equal (method, "LaunchSearch"))
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      g_signal_emit (self, signals[CHOSEN], 0, NULL);
    }
  else if (g_str_equal (method, "GetResultMetas"))
    {
      g_variant_get (parameters, "(^a&s)", &words);
      get_metas (self, invocation, words);
    }
  else
    {
      gsize last = g_variant_n_children (parameters) - 1;

      g_variant_get_child (parameters, last, "^a&s", &words);
      search (self, invocation, words);
    }
}

static void
method_call_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *method,
                GVariant *parameters,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  g_autoptr (SimmerSearchProvider) self = g_object_ref (user_data);

  if (self->manager != NULL)
    answer (self, invocation);
  else
    g_ptr_array_add (self->waiting, g_object_ref (invocation));
  g_signal_emit (self, signals[ASKED], 0);
}

static const GDBusInterfaceVTable vtable = { method_call_cb };

static void
simmer_search_provider_dispose (GObject *object)
{
  SimmerSearchProvider *self = SIMMER_SEARCH_PROVIDER (object);

  simmer_search_provider_unexport (self);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_search_provider_parent_class)->dispose (object);
}

static void
simmer_search_provider_class_init (SimmerSearchProviderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_search_provider_dispose;

  /**
   * SimmerSearchProvider::asked:
   * @self: the provider
   *
   * Somebody needs this program to run.
   */
  signals[ASKED] = g_signal_new (
    "asked", SIMMER_TYPE_SEARCH_PROVIDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SimmerSearchProvider::chosen:
   * @self: the provider
   * @id: (nullable): a task's id; %NULL for all that was found
   */
  signals[CHOSEN] = g_signal_new ("chosen",
                                  SIMMER_TYPE_SEARCH_PROVIDER,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_STRING);
}

static void
simmer_search_provider_init (SimmerSearchProvider *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * simmer_search_provider_new:
 *
 * Returns: (transfer full): a provider that is not offered yet; what it is asked waits for
 *   simmer_search_provider_start()
 */
SimmerSearchProvider *
simmer_search_provider_new (void)
{
  return g_object_new (SIMMER_TYPE_SEARCH_PROVIDER, NULL);
}

/**
 * simmer_search_provider_export:
 * @self: a provider
 * @connection: the session's bus
 * @path: where to offer it
 * @error: return location
 *
 * Returns: whether it is offered
 */
gboolean
simmer_search_provider_export (SimmerSearchProvider *self,
                               GDBusConnection *connection,
                               const char *path,
                               GError **error)
{
  return simmer_export_begin (&self->export,
                              connection,
                              path,
                              &org_gnome_shell_search_provider2_interface,
                              &vtable,
                              self,
                              error);
}

/**
 * simmer_search_provider_unexport:
 * @self: a provider
 *
 * Offers it no longer.
 */
void
simmer_search_provider_unexport (SimmerSearchProvider *self)
{
  simmer_export_end (&self->export);
}

/**
 * simmer_search_provider_start:
 * @self: a provider
 * @manager: has started; knows the tasks
 *
 * Answers what was asked until now.
 */
void
simmer_search_provider_start (SimmerSearchProvider *self, SimmerTaskManager *manager)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->manager = g_object_ref (manager);
  for (guint i = 0; i < waiting->len; i++)
    answer (self, waiting->pdata[i]);
}
