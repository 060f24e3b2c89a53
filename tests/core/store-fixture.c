#include "store-fixture.h"

#include "simmer-test-folder.h"

#define START G_GINT64_CONSTANT (1700000000000000)

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("simmer-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->clock = simmer_clock_new_fake (START);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  simmer_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_assert_finalize_object (fixture->clock);
}

static gboolean
too_late_cb (gpointer data)
{
  g_error ("waited in vain");

  return G_SOURCE_REMOVE;
}

void
run_until (gboolean (*condition) (gpointer data), gpointer data)
{
  guint limit = g_timeout_add_seconds (30, too_late_cb, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

SimmerTask *
make_task (const char *id, gint64 created)
{
  SimmerTask *task = simmer_task_new (id, "account", "Service");

  simmer_task_set_title (task, "A lake at dawn");
  simmer_task_set_created (task, START + created, TRUE);

  return task;
}

void
report_status (SimmerTask *task, SimmerTaskStatus status, gint64 now)
{
  g_autoptr (SimmerReport) report = simmer_report_new ();

  simmer_report_set_status (report, status);
  simmer_task_apply_report (task, report, simmer_task_next_sequence (task), START + now);
}

SimmerTask *
find_task (GPtrArray *tasks, const char *id)
{
  for (guint i = 0; i < tasks->len; i++)
    if (strcmp (simmer_task_get_id (tasks->pdata[i]), id) == 0)
      return tasks->pdata[i];

  return NULL;
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static gboolean
has_result (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

gboolean
try_open (SimmerStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  simmer_store_open_async (store, NULL, keep_result_cb, &result);
  run_until (has_result, &result);

  return simmer_store_open_finish (store, result, error);
}

SimmerStore *
open_store (Fixture *fixture)
{
  SimmerStore *store = simmer_store_new (fixture->folder, fixture->clock);
  g_autoptr (GError) error = NULL;

  try_open (store, &error);
  g_assert_no_error (error);

  return store;
}

gboolean
close_store (SimmerStore *store, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  simmer_store_close_async (store, keep_result_cb, &result);
  run_until (has_result, &result);

  return simmer_store_close_finish (store, result, error);
}

void
close_and_free (SimmerStore *store)
{
  g_autoptr (GError) error = NULL;

  close_store (store, &error);
  g_assert_no_error (error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (store);
}

gboolean
save_now (SimmerStore *store, SimmerTask *task, gboolean full, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  simmer_store_save_now_async (store, task, full, NULL, keep_result_cb, &result);
  run_until (has_result, &result);

  return simmer_store_save_now_finish (store, result, error);
}

static GPtrArray *
finish_load (SimmerStore *store, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *tasks;

  run_until (has_result, result);
  tasks = simmer_store_load_finish (store, *result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (tasks);

  return tasks;
}

GPtrArray *
load (SimmerStore *store, guint n_finished)
{
  g_autoptr (GAsyncResult) result = NULL;

  simmer_store_load_async (store, n_finished, NULL, keep_result_cb, &result);

  return finish_load (store, &result);
}

GPtrArray *
load_older (SimmerStore *store, gint64 before, guint n)
{
  g_autoptr (GAsyncResult) result = NULL;

  simmer_store_load_older_async (store, before, n, NULL, keep_result_cb, &result);

  return finish_load (store, &result);
}

GPtrArray *
find (SimmerStore *store, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;

  simmer_store_find_async (store, text, NULL, keep_result_cb, &result);

  return finish_load (store, &result);
}

GPtrArray *
search (SimmerStore *store, const char *word, gint64 before, guint n)
{
  const char *const words[] = { word, NULL };
  g_autoptr (SimmerSearchTerms) terms = simmer_search_terms_new (words);
  g_autoptr (GAsyncResult) result = NULL;

  simmer_store_search_async (store, terms, before, n, NULL, keep_result_cb, &result);

  return finish_load (store, &result);
}

static gboolean
finish_claim (SimmerStore *store, GAsyncResult **result, GError **error)
{
  run_until (has_result, result);

  return simmer_store_claim_finish (store, *result, error);
}

gboolean
try_claim (SimmerStore *store, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  simmer_store_claim_async (store, id, NULL, keep_result_cb, &result);

  return finish_claim (store, &result, error);
}

gboolean
claim (SimmerStore *store, const char *id)
{
  g_autoptr (GError) error = NULL;
  gboolean claimed = try_claim (store, id, &error);

  g_assert_no_error (error);

  return claimed;
}

gboolean
claim_order (SimmerStore *store, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean claimed;

  simmer_store_claim_order_async (store, id, NULL, keep_result_cb, &result);
  claimed = finish_claim (store, &result, &error);
  g_assert_no_error (error);

  return claimed;
}

/* The thread answers in order: all that was sent before is done, and came back. */
void
settle (SimmerStore *store)
{
  g_autoptr (GPtrArray) nothing = find (store, "?");

  g_assert_cmpuint (nothing->len, ==, 0);
}

static void
changed_cb (SimmerStore *store, GPtrArray *tasks, gpointer user_data)
{
  Told *told = user_data;

  for (guint i = 0; i < tasks->len; i++)
    g_ptr_array_add (told->changed, g_object_ref (tasks->pdata[i]));
}

static void
ids_cb (SimmerStore *store, GStrv ids, gpointer user_data)
{
  for (guint i = 0; ids[i] != NULL; i++)
    g_ptr_array_add (user_data, g_strdup (ids[i]));
}

static void
host_closed_cb (SimmerStore *store, const char *host, gint64 until, gpointer user_data)
{
  Told *told = user_data;

  g_ptr_array_add (told->closed, g_strdup (host));
  told->closed_until = until;
}

static void
trouble_cb (SimmerStore *store, const char *sentence, gpointer user_data)
{
  Told *told = user_data;

  g_ptr_array_add (told->troubles, g_strdup (sentence));
}

Told *
told_new (SimmerStore *store)
{
  Told *told = g_new0 (Told, 1);

  told->store = store;
  told->changed = g_ptr_array_new_with_free_func (g_object_unref);
  told->removed = g_ptr_array_new_with_free_func (g_free);
  told->orphaned = g_ptr_array_new_with_free_func (g_free);
  told->closed = g_ptr_array_new_with_free_func (g_free);
  told->troubles = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (store, "changed-elsewhere", G_CALLBACK (changed_cb), told);
  g_signal_connect (store, "removed-elsewhere", G_CALLBACK (ids_cb), told->removed);
  g_signal_connect (store, "orphaned", G_CALLBACK (ids_cb), told->orphaned);
  g_signal_connect (store, "host-closed", G_CALLBACK (host_closed_cb), told);
  g_signal_connect (store, "trouble", G_CALLBACK (trouble_cb), told);

  return told;
}

void
told_clear (Told *told)
{
  g_ptr_array_set_size (told->changed, 0);
  g_ptr_array_set_size (told->removed, 0);
  g_ptr_array_set_size (told->orphaned, 0);
  g_ptr_array_set_size (told->closed, 0);
  g_ptr_array_set_size (told->troubles, 0);
}

void
told_free (Told *told)
{
  g_signal_handlers_disconnect_by_data (told->store, told);
  g_signal_handlers_disconnect_by_data (told->store, told->removed);
  g_signal_handlers_disconnect_by_data (told->store, told->orphaned);
  g_ptr_array_unref (told->changed);
  g_ptr_array_unref (told->removed);
  g_ptr_array_unref (told->orphaned);
  g_ptr_array_unref (told->closed);
  g_ptr_array_unref (told->troubles);
  g_free (told);
}

typedef struct
{
  GPtrArray *array;
  const char *text;
  gpointer found;
} Search;

static gboolean
find_changed (gpointer data)
{
  Search *search = data;

  search->found = find_task (search->array, search->text);

  return search->found != NULL;
}

SimmerTask *
wait_for_changed (Told *told, const char *id)
{
  Search search = { told->changed, id, NULL };

  run_until (find_changed, &search);

  return search.found;
}

static gboolean
find_text (gpointer data)
{
  Search *search = data;

  for (guint i = 0; i < search->array->len; i++)
    if (strcmp (search->array->pdata[i], search->text) == 0)
      return TRUE;

  return FALSE;
}

void
wait_for_text (GPtrArray *texts, const char *text)
{
  Search search = { texts, text, NULL };

  run_until (find_text, &search);
}
