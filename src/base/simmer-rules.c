/* How a profile says that an answer is read. Pure. */

#include "config.h"

#include "simmer-rules.h"

#include "simmer-value-rule.h"

#include <glib/gi18n-lib.h>

static const char *const verdicts[] = {
  "PENDING",      "IN_PROGRESS", "COMPLETED", "FAILED",  "CANCELLED", "GONE", "SIGN_IN",
  "RATE_LIMITED", "TROUBLE",     "UNCLEAR",   "REFUSED", "OVER",      NULL,
};

static void
status_rule_free (gpointer data)
{
  SimmerStatusRule *rule = data;

  g_clear_pointer (&rule->condition, simmer_condition_free);
  g_clear_pointer (&rule->path, simmer_path_free);
  g_clear_pointer (&rule->words, g_hash_table_unref);
  g_free (rule);
}

static void
result_rule_free (gpointer data)
{
  SimmerResultRule *rule = data;

  g_clear_pointer (&rule->path, simmer_path_free);
  g_free (rule->url);
  g_free (rule->media_type);
  g_clear_pointer (&rule->unless, simmer_condition_free);
  g_free (rule);
}

static SimmerPath *
read_path (SimmerProfileCheck *check, JsonObject *object, const char *where, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  g_autofree char *path = simmer_profile_check_join (where, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? simmer_path_new (check, node, path) : NULL;
}

static SimmerNumberRule *
read_number (SimmerProfileCheck *check, JsonObject *object, const char *where, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  g_autofree char *path = simmer_profile_check_join (where, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;

  return simmer_number_rule_new (check, node, path);
}

static void
read_words (SimmerStatusRule *rule,
            SimmerProfileCheck *check,
            JsonObject *object,
            const char *where)
{
  g_autofree char *path = simmer_profile_check_join (where, "words");
  JsonObject *words = simmer_profile_check_object (check, object, where, "words", NULL);
  JsonObjectIter iter;
  const char *word;

  if (words == NULL)
    return;

  rule->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  json_object_iter_init_ordered (&iter, words);
  while (json_object_iter_next_ordered (&iter, &word, NULL))
    g_hash_table_insert (rule->words,
                         g_utf8_casefold (word, -1),
                         GINT_TO_POINTER (simmer_profile_check_choice (
                           check, words, path, word, verdicts, SIMMER_VERDICT_NONE)));
  rule->path = read_path (check, object, where, "path");
  if (rule->path == NULL)
    simmer_profile_check_fault (check, path, _ ("need a “path” beside them"));
}

static void
add_status_rule (SimmerRules *self, SimmerProfileCheck *check, JsonNode *node, const char *where)
{
  static const char *const known[] = { SIMMER_CONDITION_MEMBERS, "words", "is", NULL };
  SimmerStatusRule *rule;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      simmer_profile_check_fault (check, where, _ ("must be an object"));
      return;
    }

  object = json_node_get_object (node);
  simmer_profile_check_members (check, object, where, known);
  rule = g_new0 (SimmerStatusRule, 1);
  rule->condition = simmer_condition_new (check, object, where);
  rule->whole = simmer_profile_check_flag (NULL, object, where, "whole", FALSE);
  rule->verdict =
    simmer_profile_check_choice (check, object, where, "is", verdicts, SIMMER_VERDICT_NONE);
  read_words (rule, check, object, where);
  g_ptr_array_add (self->status, rule);

  if (json_object_has_member (object, "is") == json_object_has_member (object, "words"))
    simmer_profile_check_fault (check, where, _ ("must have one of “is” and “words”"));
}

static void
read_status (SimmerRules *self, SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  JsonNode *node = json_object_get_member (object, "status");
  g_autofree char *path = simmer_profile_check_join (where, "status");

  self->status = g_ptr_array_new_with_free_func (status_rule_free);
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      simmer_profile_check_fault (check, path, _ ("must be a list"));
      return;
    }

  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    {
      g_autofree char *element = g_strdup_printf ("%s[%u]", path, i);

      add_status_rule (
        self, check, json_array_get_element (json_node_get_array (node), i), element);
    }
}

static SimmerCondition *
read_condition (SimmerProfileCheck *check, JsonObject *object, const char *where, const char *name)
{
  static const char *const known[] = { SIMMER_CONDITION_MEMBERS, NULL };
  g_autofree char *path = simmer_profile_check_join (where, name);
  JsonObject *condition = simmer_profile_check_object (check, object, where, name, known);

  return condition != NULL ? simmer_condition_new (check, condition, path) : NULL;
}

/* A condition, and what is to be said where it holds. */
static void
read_warning (SimmerRules *self, SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  static const char *const known[] = { SIMMER_CONDITION_MEMBERS, "says", NULL };
  g_autofree char *path = simmer_profile_check_join (where, "warning");
  JsonObject *warning = simmer_profile_check_object (check, object, where, "warning", known);

  if (warning == NULL)
    return;

  self->warning_says = g_strdup (simmer_profile_check_text (check, warning, path, "says", TRUE));
  self->warning = simmer_condition_new (check, warning, path);
}

static void
add_result_rule (SimmerRules *self, SimmerProfileCheck *check, JsonNode *node, const char *where)
{
  static const char *const known[] = { "path",   "url",  "as",      "type",
                                       "unless", "body", "partial", NULL };
  static const char *const forms[] = { "auto", "url", "text", "json", "base64", NULL };
  SimmerResultRule *rule;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      simmer_profile_check_fault (check, where, _ ("must be an object"));
      return;
    }

  object = json_node_get_object (node);
  simmer_profile_check_members (check, object, where, known);
  rule = g_new0 (SimmerResultRule, 1);
  rule->path = read_path (check, object, where, "path");
  rule->url = g_strdup (simmer_profile_check_text (check, object, where, "url", FALSE));
  rule->form = (SimmerResultForm) simmer_profile_check_choice (
    check, object, where, "as", forms, SIMMER_RESULT_AUTO);
  rule->media_type = g_strdup (simmer_profile_check_text (check, object, where, "type", FALSE));
  rule->unless = read_condition (check, object, where, "unless");
  rule->body = simmer_profile_check_flag (check, object, where, "body", FALSE);
  rule->partial = simmer_profile_check_flag (check, object, where, "partial", FALSE);
  g_ptr_array_add (self->results, rule);

  if (rule->path == NULL && rule->url == NULL && !rule->body)
    simmer_profile_check_fault (check, where, _ ("must have a “path”, an “url” or the “body”"));
}

static void
read_results (SimmerRules *self, SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  JsonNode *node = json_object_get_member (object, "results");
  g_autofree char *path = simmer_profile_check_join (where, "results");

  self->results = g_ptr_array_new_with_free_func (result_rule_free);
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      simmer_profile_check_fault (check, path, _ ("must be a list"));
      return;
    }

  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    {
      g_autofree char *element = g_strdup_printf ("%s[%u]", path, i);

      add_result_rule (
        self, check, json_array_get_element (json_node_get_array (node), i), element);
    }
}

static void
read_expires (SimmerRules *self, SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  JsonNode *node = json_object_get_member (object, "expires");

  if (simmer_node_holds_number (node))
    self->expires = simmer_profile_check_number (check, object, where, "expires", 1, 0);
  else
    self->expires_at = read_path (check, object, where, "expires");
}

static void
read_times (SimmerRules *self, SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  static const char *const names[] = { "created", "started", "finished", NULL };
  g_autofree char *path = simmer_profile_check_join (where, "times");
  JsonNode *node = json_object_get_member (object, "times");
  JsonObject *times;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;

  times = simmer_profile_check_object (check, object, where, "times", names);
  for (guint i = 0; times != NULL && names[i] != NULL; i++)
    self->times[i] = read_path (check, times, path, names[i]);
}

static void
read_keep (SimmerRules *self, SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  g_autofree char *path = simmer_profile_check_join (where, "keep");
  JsonObject *keep = simmer_profile_check_object (check, object, where, "keep", NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  self->keep = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_value_rule_free);
  if (keep == NULL)
    return;

  json_object_iter_init_ordered (&iter, keep);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *member = simmer_profile_check_join (path, name);
      SimmerValueRule *rule = simmer_value_rule_new (check, node, member);

      rule->name = g_strdup (name);
      g_ptr_array_add (self->keep, rule);
    }
}

/* What the members are called that speak of each field. */
static void
note_said (SimmerRules *self, JsonObject *object)
{
  static const char *const names[SIMMER_N_FIELDS] = {
    "id",    "status", "progress", "queue", "eta",     "message",
    "error", "title",  "kind",     "times", "attempt", "results",
  };

  for (guint i = 0; i < SIMMER_N_FIELDS; i++)
    self->said[i] = json_object_has_member (object, names[i]);
}

/**
 * simmer_rules_new:
 * @check: (nullable): notes what is wrong
 * @object: the member "answer" of a profile or of one of its requests
 * @where: what @object is called
 *
 * A field that @object does not speak of is read by the tolerant reader; one that is null there is
 * not read at all.
 *
 * Returns: (transfer full): the rules
 */
SimmerRules *
simmer_rules_new (SimmerProfileCheck *check, JsonObject *object, const char *where)
{
  static const char *const known[] = {
    "task",  "id",    "status",  "progress",  "queue",   "eta",     "message",
    "error", "title", "kind",    "times",     "attempt", "results", "withheld",
    "keep",  "items", "expires", "pollAfter", "warning", NULL,
  };
  SimmerRules *self = g_new0 (SimmerRules, 1);
  JsonNode *id = json_object_get_member (object, "id");
  g_autofree char *id_where = simmer_profile_check_join (where, "id");

  simmer_profile_check_members (check, object, where, known);
  note_said (self, object);
  self->task = read_path (check, object, where, "task");
  if (id != NULL && !JSON_NODE_HOLDS_NULL (id))
    self->id = simmer_value_rule_new (check, id, id_where);
  read_status (self, check, object, where);
  self->progress = read_number (check, object, where, "progress");
  self->queue = read_number (check, object, where, "queue");
  self->eta = read_number (check, object, where, "eta");
  self->poll_after = read_number (check, object, where, "pollAfter");
  self->attempt = read_number (check, object, where, "attempt");
  self->message = read_path (check, object, where, "message");
  self->error = read_path (check, object, where, "error");
  self->title = read_path (check, object, where, "title");
  self->kind = read_path (check, object, where, "kind");
  read_times (self, check, object, where);
  read_results (self, check, object, where);
  self->withheld = read_condition (check, object, where, "withheld");
  read_warning (self, check, object, where);
  read_expires (self, check, object, where);
  read_keep (self, check, object, where);
  self->items = read_path (check, object, where, "items");

  return self;
}

void
simmer_rules_free (SimmerRules *self)
{
  SimmerPath **paths[] = { &self->task,  &self->message,   &self->error,    &self->title,
                           &self->kind,  &self->times[0],  &self->times[1], &self->times[2],
                           &self->items, &self->expires_at };
  SimmerNumberRule **numbers[] = {
    &self->progress, &self->queue, &self->eta, &self->poll_after, &self->attempt,
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_clear_pointer (paths[i], simmer_path_free);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_clear_pointer (numbers[i], simmer_number_rule_free);
  g_clear_pointer (&self->id, simmer_value_rule_free);
  g_clear_pointer (&self->withheld, simmer_condition_free);
  g_clear_pointer (&self->warning, simmer_condition_free);
  g_free (self->warning_says);
  g_clear_pointer (&self->status, g_ptr_array_unref);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_pointer (&self->keep, g_ptr_array_unref);
  g_free (self);
}
