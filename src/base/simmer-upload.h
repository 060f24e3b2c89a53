#pragma once

#include "simmer-profile-request.h"

G_BEGIN_DECLS

/**
 * SimmerUploadForm:
 * @SIMMER_UPLOAD_FILE: its bytes, as a part of a body in parts
 * @SIMMER_UPLOAD_DATA: a data URI (RFC 2397)
 * @SIMMER_UPLOAD_BASE64: base64
 * @SIMMER_UPLOAD_TEXT: the words in it
 * @SIMMER_UPLOAD_JSON: the JSON in it
 * @SIMMER_UPLOAD_AHEAD: what the service calls it once it has it
 *
 * What a file becomes in a submission.
 */
typedef enum
{
  SIMMER_UPLOAD_FILE,
  SIMMER_UPLOAD_DATA,
  SIMMER_UPLOAD_BASE64,
  SIMMER_UPLOAD_TEXT,
  SIMMER_UPLOAD_JSON,
  SIMMER_UPLOAD_AHEAD,
} SimmerUploadForm;

/**
 * SimmerUpload:
 * @name: the input
 * @form: what its file becomes
 * @steps: (nullable) (element-type SimmerRequest): what is asked one after the other before the
 *   submission, for %SIMMER_UPLOAD_AHEAD
 * @value: (nullable): the template that makes what the service calls the file, of what they keep
 *
 * How the service wants the file of one input.
 */
typedef struct
{
  const char *name;
  SimmerUploadForm form;
  GPtrArray *steps;
  const char *value;
} SimmerUpload;

SimmerUpload *simmer_upload_read (SimmerProfileCheck *check,
                                  JsonObject *input,
                                  const char *where,
                                  gboolean in_parts);
void simmer_upload_free (SimmerUpload *self);

G_END_DECLS
