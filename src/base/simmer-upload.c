/* How a service wants a file that belongs to a submission. Pure. */

#include "config.h"

#include "simmer-upload.h"

#include "simmer-json.h"
#include "simmer-request-steps.h"

#include <glib/gi18n-lib.h>

/**
 * simmer_upload_read:
 * @check: notes what is wrong
 * @input: an input of the type "file"; must live as long as the result
 * @where: what it is called
 * @in_parts: whether the submission's body is in parts
 *
 * Returns: (transfer full): how its file is sent
 */
SimmerUpload *
simmer_upload_read (SimmerProfileCheck *check,
                    JsonObject *input,
                    const char *where,
                    gboolean in_parts)
{
  static const char *const forms[] = { "data", "base64", "text", "json", NULL };
  SimmerUpload *self = g_new0 (SimmerUpload, 1);
  JsonNode *steps = json_object_get_member (input, "upload");
  JsonNode *name = json_object_get_member (input, "name");
  g_autofree char *path = NULL;

  self->name = simmer_node_holds (name, G_TYPE_STRING) ? json_node_get_string (name) : NULL;
  if (in_parts && !json_object_has_member (input, "as"))
    self->form = SIMMER_UPLOAD_FILE;
  else
    self->form = (SimmerUploadForm) (SIMMER_UPLOAD_DATA + simmer_profile_check_choice (
                                                            check, input, where, "as", forms, 0));
  simmer_profile_check_number (check, input, where, "maxBytes", 1, 0);
  self->value = simmer_profile_check_text (check, input, where, "value", steps != NULL);
  if (steps == NULL)
    {
      if (self->value != NULL)
        simmer_profile_check_fault (check, where, _ ("has a “value” and no “upload”"));
      return self;
    }

  if (json_object_has_member (input, "as"))
    simmer_profile_check_fault (check, where, _ ("has both “as” and “upload”"));
  self->form = SIMMER_UPLOAD_AHEAD;
  path = simmer_profile_check_join (where, "upload");
  self->steps = simmer_request_steps_read (check, steps, path);

  return self;
}

void
simmer_upload_free (SimmerUpload *self)
{
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_free (self);
}
