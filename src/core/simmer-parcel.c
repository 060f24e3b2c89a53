/* Gets the inputs of a submission ready: a file among them becomes what the service wants in its
 * place, and is brought to the service before where it wants that. */

#define G_LOG_DOMAIN "Simmer-Client"

#include "config.h"

#include "simmer-parcel.h"

#include <glib/gi18n-lib.h>

#include "simmer-chosen-file.h"
#include "simmer-client.h"
#include "simmer-json.h"
#include "simmer-template.h"

/* Words and JSON are read as a whole. */
#define MOST_WORDS (16 * 1024 * 1024)

typedef struct
{
  /* Input */
  GTask *task; /* (owned) */
  SimmerParcelBringFunc bring;
  GPtrArray *uploads; /* (element-type SimmerUpload): of the profile */

  /* In progress */
  guint index;                /* of the upload */
  guint step;                 /* of bringing its file */
  SimmerEnclosure *enclosure; /* (nullable): the file, owned by the parcel or by brought */
  JsonObject *variables;      /* (owned) (nullable): of the steps */
  GPtrArray *brought;         /* (owned) (nullable) */

  /* Output */
  SimmerParcel *parcel; /* (owned) */
} Packing;

static void pack_next (Packing *self);

static void
packing_free (Packing *self)
{
  g_object_unref (self->task);
  g_clear_pointer (&self->variables, json_object_unref);
  g_clear_pointer (&self->brought, g_ptr_array_unref);
  g_clear_pointer (&self->parcel, simmer_parcel_free);
  g_free (self);
}

static void
fail (Packing *self, GError *error)
{
  g_task_return_error (self->task, error);
  packing_free (self);
}

static const SimmerUpload *
get_upload (Packing *self)
{
  return self->uploads->pdata[self->index];
}

static void
set_text (JsonObject *variables, const char *name, const char *member, const char *text)
{
  g_autofree char *full = g_strconcat (name, ".", member, NULL);

  json_object_set_string_member (variables, full, text);
}

/* What may stand beside the file in a request. */
static void
describe (JsonObject *variables, const char *name, const SimmerEnclosure *enclosure)
{
  g_autofree char *size = g_strconcat (name, ".size", NULL);
  const char *dot = strrchr (enclosure->name, '.');

  set_text (variables, name, "name", enclosure->name);
  set_text (variables, name, "type", enclosure->type);
  set_text (variables, name, "extension", dot != NULL ? dot + 1 : "");
  json_object_set_int_member (variables, size, enclosure->size);
}

static void
step_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Packing *self = user_data;
  g_autoptr (JsonObject) kept = NULL;
  GError *error = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  kept = g_task_propagate_pointer (G_TASK (result), &error);
  if (kept == NULL)
    {
      fail (self, error);
      return;
    }

  json_object_iter_init (&iter, kept);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (self->variables, name, json_node_copy (value));
  self->step++;
  pack_next (self);
}

static void
run_step (Packing *self)
{
  const SimmerUpload *upload = get_upload (self);

  self->bring (g_task_get_source_object (self->task),
               upload->steps->pdata[self->step],
               self->variables,
               self->brought,
               g_task_get_cancellable (self->task),
               step_cb,
               self);
}

static void
start_bringing (Packing *self)
{
  self->step = 0;
  g_clear_pointer (&self->variables, json_object_unref);
  g_clear_pointer (&self->brought, g_ptr_array_unref);
  self->variables = json_object_new ();
  self->brought = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_enclosure_free);
  describe (self->variables, "file", self->enclosure);
  json_object_set_string_member (self->variables, "file", self->enclosure->token);
  g_ptr_array_add (self->brought, self->enclosure);
  run_step (self);
}

static JsonNode *
make_node (const SimmerUpload *upload, GBytes *bytes, const char *name, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = NULL;
  JsonNode *node;

  if (upload->form == SIMMER_UPLOAD_JSON)
    {
      node = simmer_json_parse_file (bytes, NULL);
      if (node == NULL)
        g_set_error (
          error, SIMMER_ERROR, SIMMER_ERROR_FILE, _ ("The file “%s” holds no JSON."), name);
      return node;
    }

  text = g_strndup (data != NULL ? data : "", size);
  if (strlen (text) == size && g_utf8_validate (text, (gssize) size, NULL))
    return json_node_init_string (json_node_alloc (), text);

  g_set_error (error, SIMMER_ERROR, SIMMER_ERROR_FILE, _ ("The file “%s” is no text."), name);
  return NULL;
}

/* Words and JSON become a part of the request itself. */
static gboolean
read_words (Packing *self, const SimmerUpload *upload, GError **error)
{
  g_autoptr (SimmerEnclosure) enclosure = g_steal_pointer (&self->enclosure);
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *data = NULL;
  JsonNode *node;
  gsize n = 0;

  if (enclosure->size > MOST_WORDS)
    {
      g_set_error (error,
                   SIMMER_ERROR,
                   SIMMER_ERROR_FILE,
                   _ ("The file “%s” is too large to be a part of the request."),
                   enclosure->name);
      return FALSE;
    }

  stream = simmer_chosen_file_open (enclosure, g_task_get_cancellable (self->task), error);
  if (stream == NULL)
    return FALSE;
  data = g_malloc ((gsize) enclosure->size + 1);
  if (!g_input_stream_read_all (
        stream, data, (gsize) enclosure->size, &n, g_task_get_cancellable (self->task), error))
    return FALSE;

  {
    g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&data), n);

    node = make_node (upload, bytes, enclosure->name, error);
  }
  if (node == NULL)
    return FALSE;
  json_object_set_member (self->parcel->variables, upload->name, node);

  return TRUE;
}

/* The bytes are read as the request goes out. */
static void
put_token (Packing *self, const SimmerUpload *upload)
{
  SimmerEnclosure *enclosure = g_steal_pointer (&self->enclosure);
  g_autofree char *text = NULL;

  enclosure->base64 = upload->form != SIMMER_UPLOAD_FILE;
  text = upload->form == SIMMER_UPLOAD_DATA
           ? g_strdup_printf ("data:%s;base64,%s", enclosure->type, enclosure->token)
           : g_strdup (enclosure->token);
  json_object_set_string_member (self->parcel->variables, upload->name, text);
  g_ptr_array_add (self->parcel->enclosures, enclosure);
}

/* Whether all is well; where the file is brought to the service first, that has begun. */
static gboolean
pack_file (Packing *self, const SimmerUpload *upload, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;

  describe (self->parcel->variables, upload->name, self->enclosure);
  if (upload->form == SIMMER_UPLOAD_TEXT || upload->form == SIMMER_UPLOAD_JSON)
    return read_words (self, upload, error);

  /* A file that is gone is known before anything goes out. */
  stream = simmer_chosen_file_open (self->enclosure, g_task_get_cancellable (self->task), error);
  if (stream == NULL)
    {
      g_clear_pointer (&self->enclosure, simmer_enclosure_free);
      return FALSE;
    }
  if (upload->form == SIMMER_UPLOAD_AHEAD)
    start_bringing (self);
  else
    put_token (self, upload);

  return TRUE;
}

static void
finish (Packing *self)
{
  g_task_return_pointer (
    self->task, g_steal_pointer (&self->parcel), (GDestroyNotify) simmer_parcel_free);
  packing_free (self);
}

/* What the service calls the file stands in its place. */
static gboolean
put_value (Packing *self, const SimmerUpload *upload, GError **error)
{
  g_autoptr (JsonNode) template = json_node_init_string (json_node_alloc (), upload->value);
  JsonNode *value = NULL;

  if (simmer_template_has_all (upload->value, self->variables))
    value = simmer_template_fill (template, self->variables, NULL);
  if (value == NULL)
    {
      g_set_error_literal (error,
                           SIMMER_ERROR,
                           SIMMER_ERROR_MALFORMED,
                           _ ("The service did not say what it calls the file that it was sent."));
      return FALSE;
    }
  json_object_set_member (self->parcel->variables, upload->name, value);

  return TRUE;
}

/* The next step of the file that is being brought, or the next file. */
static void
pack_next (Packing *self)
{
  GError *error = NULL;

  if (self->brought != NULL)
    {
      if (self->step < get_upload (self)->steps->len)
        {
          run_step (self);
          return;
        }
      if (!put_value (self, get_upload (self), &error))
        {
          fail (self, error);
          return;
        }
      g_clear_pointer (&self->brought, g_ptr_array_unref);
      self->enclosure = NULL;
      self->index++;
    }

  for (; self->index < self->uploads->len; self->index++)
    {
      const SimmerUpload *upload = get_upload (self);
      JsonNode *value = json_object_get_member (self->parcel->variables, upload->name);

      /* Where a service takes addresses as well, what is none of a file goes as it is. */
      self->enclosure = simmer_enclosure_new_from_json (value);
      if (self->enclosure == NULL)
        continue;
      if (!pack_file (self, upload, &error))
        {
          fail (self, error);
          return;
        }
      if (self->brought != NULL)
        return;
    }

  finish (self);
}

/**
 * simmer_parcel_new:
 * @inputs: what the person filled in, without files
 *
 * Returns: (transfer full): the same, ready to be submitted
 */
SimmerParcel *
simmer_parcel_new (JsonObject *inputs)
{
  SimmerParcel *self = g_new0 (SimmerParcel, 1);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  self->variables = json_object_new ();
  self->enclosures = g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_enclosure_free);
  json_object_iter_init_ordered (&iter, inputs);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (self->variables, name, json_node_copy (value));

  return self;
}

void
simmer_parcel_free (SimmerParcel *self)
{
  json_object_unref (self->variables);
  g_ptr_array_unref (self->enclosures);
  g_free (self);
}

/**
 * simmer_parcel_pack:
 * @task: (transfer full): a client's, which returns a #SimmerParcel when it is packed
 * @inputs: what the person filled in
 * @bring: asks for one step of bringing a file to the service
 */
void
simmer_parcel_pack (GTask *task, JsonObject *inputs, SimmerParcelBringFunc bring)
{
  SimmerAccount *account = simmer_client_get_account (g_task_get_source_object (task));
  Packing *self = g_new0 (Packing, 1);

  self->task = task;
  self->bring = bring;
  self->uploads = simmer_profile_get_uploads (simmer_account_get_profile (account));
  self->parcel = simmer_parcel_new (inputs);
  pack_next (self);
}
