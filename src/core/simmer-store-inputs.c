/* What was last filled in for new tasks, for each account and model. */

#define G_LOG_DOMAIN "Simmer-Store"

#include "config.h"

#include <json-glib/json-glib.h>

#include "simmer-json.h"
#include "simmer-store-private.h"

/* All of it is held in memory. */
#define MOST_BYTES (32 * 1024)

/**
 * simmer_store_inputs_free:
 * @inputs: (transfer full): what was filled in
 */
void
simmer_store_inputs_free (SimmerStoreInputs *inputs)
{
  g_free (inputs->account);
  g_free (inputs->model);
  g_free (inputs->chosen);
  g_free (inputs);
}

/* @chosen: an object as JSON */
static void
set_inputs (SimmerStoreFacts *self,
            const char *account,
            const char *model,
            const char *chosen,
            gint64 used)
{
  SimmerStoreInputs *inputs = g_new (SimmerStoreInputs, 1);

  inputs->account = g_strdup (account);
  inputs->model = g_strdup (model);
  inputs->chosen = g_strdup (chosen);
  inputs->used = used;
  g_hash_table_replace (self->inputs, simmer_store_facts_key (account, model), inputs);
}

static gboolean
is_of_account (gpointer key, gpointer inputs, gpointer account)
{
  return g_str_equal (((SimmerStoreInputs *) inputs)->account, account);
}

/**
 * simmer_store_facts_remove_inputs:
 * @self: facts
 * @account: an account's id
 */
void
simmer_store_facts_remove_inputs (SimmerStoreFacts *self, const char *account)
{
  g_hash_table_foreach_remove (self->inputs, is_of_account, (gpointer) account);
}

/**
 * simmer_store_facts_read_inputs:
 * @self: facts
 * @database: a database
 * @error: set on failure
 *
 * Returns: whether all of them could be read
 */
gboolean
simmer_store_facts_read_inputs (SimmerStoreFacts *self,
                                SimmerStoreDatabase *database,
                                GError **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3_stmt *stmt = simmer_store_database_ask (
    database, &failure, "SELECT account, model, chosen, used FROM inputs", "");

  while (simmer_store_database_step (database, stmt, &failure))
    set_inputs (self,
                (const char *) sqlite3_column_text (stmt, 0),
                (const char *) sqlite3_column_text (stmt, 1),
                (const char *) sqlite3_column_text (stmt, 2),
                sqlite3_column_int64 (stmt, 3));
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static SimmerStoreInputs *
find_latest (SimmerStore *self, const char *account_id)
{
  SimmerStoreInputs *latest = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->facts->inputs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      SimmerStoreInputs *inputs = value;

      if (g_str_equal (inputs->account, account_id) &&
          (latest == NULL || inputs->used > latest->used))
        latest = inputs;
    }

  return latest;
}

static gboolean
inputs_work (SimmerStoreDatabase *database, gpointer data, GError **error)
{
  SimmerStoreErrand *errand = data;

  return simmer_store_database_run (database,
                                    error,
                                    "REPLACE INTO inputs (account, model, chosen, used)"
                                    " VALUES (?1, ?2, ?3, ?4)",
                                    "ttti",
                                    errand->texts[0],
                                    errand->texts[1],
                                    errand->texts[2],
                                    errand->numbers[0]);
}

/**
 * simmer_store_remember_inputs:
 * @self: a store
 * @account_id: an account's id
 * @model: (nullable): the model that it was filled in for
 * @chosen: what was filled in, without what is to be forgotten
 *
 * In place of what was remembered of them before. What is very long is not remembered.
 */
void
simmer_store_remember_inputs (SimmerStore *self,
                              const char *account_id,
                              const char *model,
                              JsonObject *chosen)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  SimmerStoreErrand *errand;
  SimmerStoreInputs *latest;

  g_return_if_fail (SIMMER_IS_STORE (self));
  g_return_if_fail (account_id != NULL && chosen != NULL);

  node = json_node_init_object (json_node_alloc (), chosen);
  text = simmer_json_to_string (node);
  if (strlen (text) > MOST_BYTES)
    return;

  errand = simmer_store_errand_new (self, NULL);
  errand->texts[0] = g_strdup (account_id);
  errand->texts[1] = g_strdup (model != NULL ? model : "");
  errand->texts[2] = g_steal_pointer (&text);
  latest = find_latest (self, account_id);
  errand->numbers[0] =
    MAX (simmer_clock_get_wall (self->clock), latest != NULL ? latest->used + 1 : 0);
  set_inputs (self->facts, account_id, errand->texts[1], errand->texts[2], errand->numbers[0]);
  errand->fact = TRUE;
  simmer_store_send_note (
    errand, inputs_work, g_strconcat ("inputs ", account_id, "\n", errand->texts[1], NULL));
}

/**
 * simmer_store_recall_inputs:
 * @self: an open store
 * @account_id: an account's id
 * @model: (nullable): a model; %NULL for the one that was used last
 *
 * Returns: (transfer full) (nullable): what was filled in
 */
JsonObject *
simmer_store_recall_inputs (SimmerStore *self, const char *account_id, const char *model)
{
  g_autofree char *key = NULL;
  g_autoptr (JsonNode) node = NULL;
  SimmerStoreInputs *inputs;

  g_return_val_if_fail (SIMMER_IS_STORE (self), NULL);
  g_return_val_if_fail (account_id != NULL, NULL);

  key = simmer_store_facts_key (account_id, model);
  inputs =
    model != NULL ? g_hash_table_lookup (self->facts->inputs, key) : find_latest (self, account_id);
  if (inputs != NULL)
    node = simmer_json_parse_typed (inputs->chosen, "object");

  return node != NULL ? json_node_dup_object (node) : NULL;
}
