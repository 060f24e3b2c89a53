/* A service's job API as data: parsed, validated, immutable. Pure. */

#include "config.h"

#include "simmer-profile.h"

#include "simmer-error.h"
#include "simmer-json.h"
#include "simmer-json-place.h"
#include "simmer-profile-auth.h"
#include "simmer-profile-inputs.h"
#include "simmer-profile-variables.h"
#include "simmer-request-steps.h"
#include "simmer-template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SimmerProfile
{
  JsonNode *root; /* (owned): what all else points into */
  const char *id;
  const char *name;
  const char *description;
  const char *documentation;
  const char *address;
  SimmerProfileAuth auth;
  JsonObject *headers; /* (owned) (nullable) */
  double interval;     /* s */
  double rate;         /* requests a second; 0 = not said */
  int queue_base;
  SimmerRequest requests[SIMMER_N_VERBS];
  SimmerStream stream;
  SimmerRules *rules;     /* (owned) (nullable) */
  JsonArray *inputs;      /* (owned) */
  JsonArray *list_inputs; /* (owned) */
  GPtrArray *pages;       /* (owned) (element-type SimmerPage) */
  GPtrArray *uploads;     /* (owned) (element-type SimmerUpload) */
};

G_DEFINE_BOXED_TYPE (SimmerProfile, simmer_profile, simmer_profile_ref, simmer_profile_unref)

static const char *const verbs[SIMMER_N_VERBS + 1] = {
  "submit", "status", "statuses", "list", "cancel", "retry", "outcome", "result", NULL,
};

/* A list may need to know first whose tasks it is about. */
static void
read_before (SimmerRequest *self, SimmerProfileCheck *check, SimmerVerb verb, const char *where)
{
  g_autofree char *path = simmer_profile_check_join (where, "before");

  if (self->before == NULL)
    return;

  if (verb == SIMMER_VERB_LIST)
    self->steps = simmer_request_steps_read (check, self->before, path);
  else
    simmer_profile_check_fault (check, where, _ ("has a “before”, which is for lists alone"));
}

static void
read_requests (SimmerProfile *self, SimmerProfileCheck *check, JsonObject *root)
{
  JsonObject *requests = simmer_profile_check_object (check, root, "", "requests", verbs);

  if (!json_object_has_member (root, "requests"))
    simmer_profile_check_fault (check, "requests", _ ("must be an object"));
  if (requests == NULL)
    return;

  for (int i = 0; i < SIMMER_N_VERBS; i++)
    {
      JsonObject *request =
        simmer_profile_check_object (check, requests, "requests", verbs[i], NULL);
      g_autofree char *where = simmer_profile_check_join ("requests", verbs[i]);

      if (request == NULL)
        continue;
      simmer_request_read (&self->requests[i], check, request, where);
      read_before (&self->requests[i], check, (SimmerVerb) i, where);
    }

  if (!json_object_has_member (requests, "status"))
    simmer_profile_check_fault (check, "requests.status", _ ("is missing"));
}

/* The rules of one verb: its own members in place of those that are common. */
static SimmerRules *
read_rules (SimmerProfileCheck *check, JsonObject *common, JsonObject *own, const char *where)
{
  g_autoptr (JsonObject) both = json_object_new ();
  g_autofree char *path = simmer_profile_check_join (where, "answer");
  JsonObject *layers[] = { common, own };
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (own != NULL)
    {
      g_autoptr (SimmerRules) checked = simmer_rules_new (check, own, path);
    }
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    if (layers[i] != NULL)
      {
        json_object_iter_init_ordered (&iter, layers[i]);
        while (json_object_iter_next_ordered (&iter, &name, &node))
          json_object_set_member (both, name, json_node_copy (node));
      }

  return common != NULL || own != NULL ? simmer_rules_new (NULL, both, path) : NULL;
}

static void
read_answers (SimmerProfile *self, SimmerProfileCheck *check, JsonObject *root)
{
  JsonObject *common = simmer_profile_check_object (check, root, "", "answer", NULL);

  if (common != NULL)
    self->rules = simmer_rules_new (check, common, "answer");
  for (int i = 0; i < SIMMER_N_VERBS; i++)
    {
      g_autofree char *where = simmer_profile_check_join ("requests", verbs[i]);

      if (self->requests[i].paths != NULL)
        self->requests[i].rules = read_rules (check, common, self->requests[i].own, where);
    }
  simmer_stream_read (&self->stream, check, root);
  if (self->stream.path != NULL)
    self->stream.rules = read_rules (check, common, self->stream.own, "stream");
}

static void
read_inputs (SimmerProfile *self, SimmerProfileCheck *check, JsonObject *root)
{
  gboolean in_parts = self->requests[SIMMER_VERB_SUBMIT].body_kind == SIMMER_BODY_PARTS;

  self->inputs = simmer_inputs_read (check, root);
  self->uploads = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_upload_free);
  for (guint i = 0; i < json_array_get_length (self->inputs); i++)
    {
      JsonNode *input = json_array_get_element (self->inputs, i);
      JsonNode *type = NULL;
      g_autofree char *where = g_strdup_printf ("inputs[%u]", i);

      if (JSON_NODE_HOLDS_OBJECT (input))
        type = json_object_get_member (json_node_get_object (input), "type");
      if (simmer_node_holds (type, G_TYPE_STRING) &&
          g_str_equal (json_node_get_string (type), "file"))
        g_ptr_array_add (self->uploads,
                         simmer_upload_read (check, json_node_get_object (input), where, in_parts));
    }
}

static gboolean
is_in_paths (const SimmerRequest *request, const char *name)
{
  for (guint i = 0; request->paths != NULL && request->paths[i] != NULL; i++)
    if (simmer_template_mentions (request->paths[i], name))
      return TRUE;

  return FALSE;
}

static gboolean
list_needs (SimmerProfile *self, const char *name)
{
  const SimmerRequest *list = &self->requests[SIMMER_VERB_LIST];

  for (guint i = 0; list->steps != NULL && i < list->steps->len; i++)
    if (is_in_paths (list->steps->pdata[i], name))
      return TRUE;

  return is_in_paths (list, name);
}

static void
find_list_inputs (SimmerProfile *self)
{
  self->list_inputs = json_array_new ();
  for (guint i = 0; i < json_array_get_length (self->inputs); i++)
    {
      JsonNode *input = json_array_get_element (self->inputs, i);
      JsonNode *name = JSON_NODE_HOLDS_OBJECT (input)
                         ? json_object_get_member (json_node_get_object (input), "name")
                         : NULL;

      if (simmer_node_holds (name, G_TYPE_STRING) && list_needs (self, json_node_get_string (name)))
        json_array_add_element (self->list_inputs, json_node_copy (input));
    }
}

static void
read_names (SimmerProfile *self, SimmerProfileCheck *check, JsonObject *root)
{
  simmer_profile_check_text (check, root, "", "$schema", FALSE);
  self->id = simmer_profile_check_text (check, root, "", "id", TRUE);
  self->name = simmer_profile_check_text (check, root, "", "name", TRUE);
  self->description = simmer_profile_check_text (check, root, "", "description", FALSE);
  self->documentation = simmer_profile_check_text (check, root, "", "documentation", FALSE);
  self->address = simmer_profile_check_text (check, root, "", "address", FALSE);

  if (self->id != NULL &&
      strspn (self->id, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (self->id))
    simmer_profile_check_fault (
      check, "id", _ ("may have small letters, digits and hyphens alone"));
  if (self->address != NULL && !g_str_has_prefix (self->address, "https://") &&
      !g_str_has_prefix (self->address, "http://"))
    simmer_profile_check_fault (check, "address", _ ("must begin with https:// or http://"));
}

static void
read_root (SimmerProfile *self, SimmerProfileCheck *check)
{
  static const char *const known[] = {
    "$schema",  "id",      "name",   "description", "documentation", "address",
    "hosts",    "headers", "auth",   "queueBase",   "interval",      "rate",
    "requests", "answer",  "stream", "inputs",      "pages",         NULL,
  };
  JsonObject *root;
  JsonNode *base;

  if (!JSON_NODE_HOLDS_OBJECT (self->root))
    {
      simmer_profile_check_fault (check, "", _ ("must be a JSON object"));
      return;
    }

  root = json_node_get_object (self->root);
  simmer_profile_check_members (check, root, "", known);
  read_names (self, check, root);
  base = json_object_get_member (root, "queueBase");
  self->queue_base = 1;
  if (simmer_node_holds (base, G_TYPE_INT64) && (json_node_get_int (base) | 1) == 1)
    self->queue_base = (int) json_node_get_int (base);
  else if (base != NULL)
    simmer_profile_check_fault (check, "queueBase", _ ("must be 0 or 1"));
  self->interval = simmer_profile_check_number (check, root, "", "interval", 0, 0);
  self->rate = simmer_profile_check_number (check, root, "", "rate", 0.001, 0);

  simmer_profile_auth_read (&self->auth, check, root);
  simmer_headers_read (&self->headers, check, root, "");
  read_requests (self, check, root);
  read_answers (self, check, root);
  read_inputs (self, check, root);
  find_list_inputs (self);
  self->pages = simmer_profile_pages_read (check, root);
}

static void
simmer_profile_clear (gpointer box)
{
  SimmerProfile *self = box;

  for (int i = 0; i < SIMMER_N_VERBS; i++)
    simmer_request_clear (&self->requests[i]);
  simmer_stream_clear (&self->stream);
  g_clear_pointer (&self->rules, simmer_rules_free);
  simmer_profile_auth_clear (&self->auth);
  g_clear_pointer (&self->headers, json_object_unref);
  g_clear_pointer (&self->pages, g_ptr_array_unref);
  g_clear_pointer (&self->uploads, g_ptr_array_unref);
  g_clear_pointer (&self->inputs, json_array_unref);
  g_clear_pointer (&self->list_inputs, json_array_unref);
  g_clear_pointer (&self->root, json_node_unref);
}

static SimmerProfile *
parse (GBytes *bytes, SimmerProfileCheck *check, GError **error)
{
  g_autoptr (JsonNode) root = simmer_json_parse_file (bytes, error);
  SimmerProfile *self;

  if (root == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (SimmerProfile);
  self->root = g_steal_pointer (&root);
  read_root (self, check);

  return self;
}

/**
 * simmer_profile_new_from_bytes:
 * @bytes: a profile
 * @error: return location
 *
 * Errors are %SIMMER_ERROR_MALFORMED and %SIMMER_ERROR_TOO_LARGE; the sentence names the line, the
 * member and what is wrong with it, and how many more faults there are. Members that are not known
 * are refused, so that a typing error is not passed over.
 *
 * Returns: (transfer full): the profile
 */
SimmerProfile *
simmer_profile_new_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (SimmerProfileCheck) check = simmer_profile_check_new (bytes);
  g_autoptr (SimmerProfile) self = parse (bytes, check, error);
  GPtrArray *faults = simmer_profile_check_get_faults (check);
  SimmerFault *fault;

  if (self == NULL || faults->len == 0)
    return g_steal_pointer (&self);

  fault = g_ptr_array_index (faults, 0);
  g_set_error (error,
               SIMMER_ERROR,
               SIMMER_ERROR_MALFORMED,
               /* Translators: a line's number, a member such as “requests.status.path”, and then
                * what is wrong with it. */
               _ ("The profile cannot be used: line %u: “%s” %s."),
               fault->line,
               fault->where,
               fault->reason);

  return NULL;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const SimmerFault *first = *(const SimmerFault *const *) a;
  const SimmerFault *second = *(const SimmerFault *const *) b;

  return first->line < second->line ? -1 : first->line > second->line;
}

/* What is passed over when a profile is used, but was hardly meant. */
static void
find_oversights (SimmerProfile *self, SimmerProfileCheck *check, GBytes *bytes)
{
  guint line;
  g_autofree char *twin = simmer_json_find_twin (bytes, &line);

  if (twin != NULL)
    simmer_profile_check_fault_at (check, twin, line, _ ("stands there twice"));
  if (JSON_NODE_HOLDS_OBJECT (self->root))
    simmer_profile_variables_check (check, json_node_get_object (self->root));
}

/**
 * simmer_profile_find_faults:
 * @bytes: a profile
 *
 * Finds what simmer_profile_new_from_bytes() refuses, and members that stand there twice and
 * variables that nothing fills in.
 *
 * Returns: (transfer full) (element-type SimmerFault): all that is wrong with it, in the order of
 *   its lines; empty where it can be used
 */
GPtrArray *
simmer_profile_find_faults (GBytes *bytes)
{
  g_autoptr (SimmerProfileCheck) check = simmer_profile_check_new (bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (SimmerProfile) self = parse (bytes, check, &error);

  if (self == NULL)
    simmer_profile_check_fault_at (check, "", simmer_json_find_break (bytes), error->message);
  else
    find_oversights (self, check, bytes);

  g_ptr_array_sort (simmer_profile_check_get_faults (check), compare_lines);
  return g_ptr_array_ref (simmer_profile_check_get_faults (check));
}

SimmerProfile *
simmer_profile_ref (SimmerProfile *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
simmer_profile_unref (SimmerProfile *self)
{
  g_atomic_rc_box_release_full (self, simmer_profile_clear);
}

/**
 * simmer_profile_get_id:
 * @self: a profile
 *
 * Returns: (transfer none): small letters, digits and hyphens
 */
const char *
simmer_profile_get_id (SimmerProfile *self)
{
  return self->id;
}

/**
 * simmer_profile_get_name:
 * @self: a profile
 *
 * Returns: (transfer none): what a person calls the service
 */
const char *
simmer_profile_get_name (SimmerProfile *self)
{
  return self->name;
}

/**
 * simmer_profile_get_description:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): what the service does, in a sentence
 */
const char *
simmer_profile_get_description (SimmerProfile *self)
{
  return self->description;
}

/**
 * simmer_profile_set_words:
 * @self: a profile that nobody else has yet
 * @description: (nullable): what the service does, in a person's language
 * @auth_hint: (nullable): what its credential is, in a person's language
 *
 * Both stay where they are for as long as the process runs, or are those that it has.
 */
void
simmer_profile_set_words (SimmerProfile *self, const char *description, const char *auth_hint)
{
  self->description = description;
  self->auth.hint = auth_hint;
}

/**
 * simmer_profile_get_documentation:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): address of what the service says of its API
 */
const char *
simmer_profile_get_documentation (SimmerProfile *self)
{
  return self->documentation;
}

/**
 * simmer_profile_get_address:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): where the service is; %NULL where each has another
 */
const char *
simmer_profile_get_address (SimmerProfile *self)
{
  return self->address;
}

/**
 * simmer_profile_get_hosts:
 * @self: a profile
 *
 * Returns: (transfer none) (array zero-terminated=1): the hosts that may see the credential, beside
 *   the account's own; "*." stands for any one part
 */
const char *const *
simmer_profile_get_hosts (SimmerProfile *self)
{
  return (const char *const *) self->auth.hosts;
}

/**
 * simmer_profile_get_headers:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): headers of every request, as templates
 */
JsonObject *
simmer_profile_get_headers (SimmerProfile *self)
{
  return self->headers;
}

/**
 * simmer_profile_get_auth_hint:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): what the credential is and where a person gets it
 */
const char *
simmer_profile_get_auth_hint (SimmerProfile *self)
{
  return self->auth.hint;
}

/**
 * simmer_profile_get_auth_required:
 * @self: a profile
 *
 * Returns: whether nothing goes without a credential
 */
gboolean
simmer_profile_get_auth_required (SimmerProfile *self)
{
  return self->auth.required;
}

/**
 * simmer_profile_get_auth_user:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): the header that bears the user's name beside the credential
 */
const char *
simmer_profile_get_auth_user (SimmerProfile *self)
{
  return self->auth.user;
}

/**
 * simmer_profile_split_credential:
 * @self: a profile
 * @credential: a key or token; where the profile wants a user's name too, that and a colon first
 * @user: (out) (nullable): the user's name, for the header of simmer_profile_get_auth_user()
 * @value: (out): the rest as the header of simmer_profile_get_auth_header() bears it
 */
void
simmer_profile_split_credential (SimmerProfile *self,
                                 const char *credential,
                                 char **user,
                                 char **value)
{
  simmer_profile_auth_split (&self->auth, credential, user, value);
}

/**
 * simmer_profile_get_interval:
 * @self: a profile
 *
 * Returns: how long the service wants to be left alone between two questions about one task, in
 *   seconds; 0 = it does not say
 */
double
simmer_profile_get_interval (SimmerProfile *self)
{
  return self->interval;
}

/**
 * simmer_profile_get_rate:
 * @self: a profile
 *
 * Returns: how many requests a second the service allows; 0 = it does not say
 */
double
simmer_profile_get_rate (SimmerProfile *self)
{
  return self->rate;
}

/**
 * simmer_profile_get_rules:
 * @self: a profile
 * @verb: what was asked
 *
 * Returns: (transfer none) (nullable): how the answer is read; %NULL = by the tolerant reader alone
 */
const SimmerRules *
simmer_profile_get_rules (SimmerProfile *self, SimmerVerb verb)
{
  g_return_val_if_fail ((guint) verb < SIMMER_N_VERBS, NULL);

  return self->requests[verb].paths != NULL ? self->requests[verb].rules : self->rules;
}

/**
 * simmer_profile_get_stream:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): how the service tells by itself what happens
 */
const SimmerStream *
simmer_profile_get_stream (SimmerProfile *self)
{
  return self->stream.path != NULL ? &self->stream : NULL;
}

/**
 * simmer_verb_to_string:
 * @verb: a verb
 *
 * Returns: (transfer none): what it is called in a profile
 */
const char *
simmer_verb_to_string (SimmerVerb verb)
{
  g_return_val_if_fail ((guint) verb < SIMMER_N_VERBS, NULL);

  return verbs[verb];
}

/**
 * simmer_profile_get_request:
 * @self: a profile
 * @verb: what is to be asked
 *
 * Returns: (transfer none) (nullable): how to ask it; %NULL where the service has no such thing
 */
const SimmerRequest *
simmer_profile_get_request (SimmerProfile *self, SimmerVerb verb)
{
  g_return_val_if_fail ((guint) verb < SIMMER_N_VERBS, NULL);

  return self->requests[verb].paths != NULL ? &self->requests[verb] : NULL;
}

/**
 * simmer_profile_get_auth_header:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): the header that bears the credential; %NULL where the
 *   service wants none
 */
const char *
simmer_profile_get_auth_header (SimmerProfile *self)
{
  return self->auth.header;
}

/**
 * simmer_profile_get_queue_base:
 * @self: a profile
 *
 * Returns: 0 or 1: the number by which the service means the next in line
 */
int
simmer_profile_get_queue_base (SimmerProfile *self)
{
  return self->queue_base;
}

/**
 * simmer_profile_get_inputs:
 * @self: a profile
 *
 * Returns: (transfer none): what a person fills in to submit; see #SimmerProfile
 */
JsonArray *
simmer_profile_get_inputs (SimmerProfile *self)
{
  return self->inputs;
}

/**
 * simmer_profile_get_list_inputs:
 * @self: a profile
 *
 * Returns: (transfer none): those of its inputs that must have a value before the service can be
 *   asked which tasks there are, as the addresses of "list" name them
 */
JsonArray *
simmer_profile_get_list_inputs (SimmerProfile *self)
{
  return self->list_inputs;
}

/**
 * simmer_profile_get_pages:
 * @self: a profile
 *
 * Returns: (transfer none) (element-type SimmerPage): where people look at one task
 */
GPtrArray *
simmer_profile_get_pages (SimmerProfile *self)
{
  return self->pages;
}

/**
 * simmer_profile_get_uploads:
 * @self: a profile
 *
 * Returns: (transfer none) (element-type SimmerUpload): how the files among the inputs are sent
 */
GPtrArray *
simmer_profile_get_uploads (SimmerProfile *self)
{
  return self->uploads;
}
