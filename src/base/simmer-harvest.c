/* Finds the results in the answer about a finished task, wherever a service puts them. Pure. */

#include "simmer-harvest.h"

#include "simmer-json.h"
#include "simmer-members.h"
#include "simmer-payload.h"

#include <string.h>

/* More results than that are no task's; it is a list of something else. */
#define MAX_RESULTS 1000

/* What is longer is base64 of an unknown kind. */
#define MAX_RELATIVE 1024

/* Folded names of members, each between blanks. */

/* A result is in here, as whatever it may be. */
static const char containers[] =
  " result results output outputs response data taskresult answer artifacts assets creations "
  "generations generatedimages files images videos audios media samples attachments outputfiles "
  "resultfiles resultfile3ds ";

/* The address of a result, even a relative one; or base64. */
static const char addresses[] =
  " url uri href src link file image img video audio picture photo download ";

/* A full address, base64, or an object with the address; or no more than a name. */
static const char media[] = " model mesh sample b64 b64json ";

/* A result in words. */
static const char texts[] = " text content markdown transcript output result answer caption ";

/* What the caller sent, where else to ask, how it looks from afar: not results. */
static const char others[] =
  " input inputs params parameters paramjson request prompt options config settings metadata meta "
  "links urls logs log webhook callback callbackurl webhookurl statusurl cancelurl retryurl "
  "pollurl "
  "pollingurl responseurl streamurl selfurl geturl resulturlexpires currentimage avatar avatarurl "
  "logourl docsurl helpurl timeline agents steps buttons apiresponse error errors "
  "weburl hostedurl htmlurl logurl logsurl detailsurl consoleurl dashboardurl shareurl pageurl "
  "projecturl ";

/* What these begin was there before. */
static const char *const source_marks[] = { "source",         "original",     "reference",
                                            "driver",         "init",         "firstframe",
                                            "lastframe",      "startframe",   "endframe",
                                            "startimage",     "endimage",     "styleimage",
                                            "stylereference", "controlimage", "mask" };

/* A picture; and what may have been made of it. */
static const char pictures[] = " image imageurl imageuri img imgurl photo photourl picture ";
static const char *const films[] = { "video", "videourl", "audio", "audiourl", "modelurl", NULL };

static const char *const preview_marks[] = { "thumb", "preview",   "cover",   "poster",
                                             "input", "watermark", "webhook", "callback" };

typedef struct
{
  SimmerReport *report;
  GHashTable *seen;  /* (element-type utf8 utf8): addresses that are taken */
  GString *text;     /* words, in case there is nothing else */
  JsonNode *value;   /* (nullable): the first container with something in it */
  JsonNode *besides; /* (nullable): a member that is none */
  guint n;
} Harvest;

static void collect (Harvest *harvest, const char *name, JsonNode *node, const char *type);

static gboolean
is_among (const char *name, const char *list)
{
  g_autofree char *word = g_strconcat (" ", name, " ", NULL);

  return strstr (list, word) != NULL;
}

static gboolean
is_other (const char *name)
{
  if (is_among (name, others))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (preview_marks); i++)
    if (strstr (name, preview_marks[i]) != NULL)
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (source_marks); i++)
    if (g_str_has_prefix (name, source_marks[i]))
      return TRUE;

  return FALSE;
}

static gboolean
has_end (const char *name, const char *const *ends)
{
  for (guint i = 0; ends[i] != NULL; i++)
    if (g_str_has_suffix (name, ends[i]))
      return TRUE;

  return FALSE;
}

static gboolean
names_address (const char *name)
{
  static const char *const ends[] = { "url", "urls", "uri", "uris", "link", "links", "path", NULL };

  return is_among (name, addresses) || has_end (name, ends);
}

static gboolean
names_media (const char *name)
{
  static const char *const ends[] = { "base64", NULL };

  return names_address (name) || is_among (name, media) || has_end (name, ends);
}

/* "resultList", "generated", "returnvalue": what it begins with says that it was made; what it ends
 * with does, too: "video_result". */
static gboolean
names_outcome (const char *name)
{
  static const char *const starts[] = {
    "result", "output", "generated", "return", "response",
  };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (g_str_has_prefix (name, starts[i]))
      return TRUE;

  return (g_str_has_suffix (name, "result") || g_str_has_suffix (name, "results")) &&
         !g_str_has_prefix (name, "error");
}

/* The API's own addresses come as an object by their names; a list has addresses of results. */
static gboolean
is_passed_over (const char *name, JsonNode *node)
{
  return is_other (name) && !(g_str_equal (name, "urls") && JSON_NODE_HOLDS_ARRAY (node));
}

static gboolean
claim (Harvest *harvest, const char *text)
{
  return harvest->n < MAX_RESULTS && g_hash_table_add (harvest->seen, g_strdup (text));
}

static void
take (Harvest *harvest, SimmerResult *result)
{
  harvest->n++;
  simmer_report_take_result (harvest->report, result);
}

static void
take_bytes (Harvest *harvest, guint8 *data, gsize length, const char *type)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);

  take (harvest, simmer_result_new_inline (bytes, type));
}

static gboolean
take_data_uri (Harvest *harvest, const char *text)
{
  g_autofree char *type = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!g_str_has_prefix (text, "data:") || strchr (text, ',') == NULL)
    return FALSE;
  if (!claim (harvest, text))
    return TRUE;

  bytes = simmer_payload_from_data_uri (text, &type);
  if (bytes != NULL)
    take (harvest, simmer_result_new_inline (bytes, type));

  return TRUE;
}

static gboolean
take_base64 (Harvest *harvest, const char *name, const char *text, const char *type)
{
  g_autoptr (GBytes) bytes = NULL;
  const char *sniffed;

  if (!claim (harvest, text))
    return FALSE;

  bytes = simmer_payload_from_base64 (text);
  sniffed = bytes != NULL ? simmer_payload_sniff (bytes) : NULL;
  /* Many an address would do as base64: only the name or the bytes tell. */
  if (bytes == NULL || (sniffed == NULL && (type == NULL || strstr (name, "64") == NULL)))
    {
      g_hash_table_remove (harvest->seen, text);
      return FALSE;
    }
  take (harvest, simmer_result_new_inline (bytes, sniffed != NULL ? sniffed : type));

  return TRUE;
}

static gboolean
is_absolute (const char *text)
{
  return g_str_has_prefix (text, "https://") || g_str_has_prefix (text, "http://");
}

/* A relative address looks like any word: only a member's name tells it. */
static gboolean
looks_relative (const char *text)
{
  /* What has another scheme ("s3://") is no address that Simmer could fetch. */
  return strlen (text) <= MAX_RELATIVE && strpbrk (text, " \t\r\n<>\"{}") == NULL &&
         strpbrk (text, "/.") != NULL && strstr (text, "://") == NULL;
}

/* { "output": "{\"url\": …}" }: JSON within a text, as far as there are addresses in it. */
static gboolean
collect_quoted (Harvest *harvest, const char *name, const char *text, const char *type)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  guint n = harvest->n;

  if ((*text != '{' && *text != '[') || !is_among (name, containers))
    return FALSE;

  bytes = g_bytes_new (text, strlen (text));
  node = simmer_json_parse (bytes, NULL);
  if (node != NULL && !simmer_node_is_text (node))
    collect (harvest, name, node, type);

  return harvest->n > n;
}

static void
collect_text (Harvest *harvest, const char *name, const char *text, const char *type)
{
  if (*text == '\0' || take_data_uri (harvest, text) || collect_quoted (harvest, name, text, type))
    return;
  if (!is_absolute (text) && names_media (name) && take_base64 (harvest, name, text, type))
    return;

  if (is_absolute (text) || ((*text == '/' || names_address (name)) && looks_relative (text)))
    {
      if (claim (harvest, text))
        take (harvest, simmer_result_new (text, type, NULL));
    }
  else if (is_among (name, texts))
    g_string_append (harvest->text, text);
}

static const char *
find_type (GHashTable *members)
{
  static const char *const names[] = {
    "mediatype", "mimetype", "contenttype", "mime", "type", NULL
  };
  JsonNode *node = simmer_members_find_text (members, names);

  if (node == NULL || strchr (json_node_get_string (node), '/') == NULL ||
      strlen (json_node_get_string (node)) > 100)
    return NULL;

  return json_node_get_string (node);
}

static void
collect_object (Harvest *harvest, JsonObject *object, const char *type)
{
  g_autoptr (GHashTable) members = simmer_members_new (object);
  const char *own = find_type (members);
  g_auto (SimmerMembersIter) iter = simmer_members_iterate (object);

  while (simmer_members_iter_next (&iter))
    {
      if (!is_passed_over (iter.name, iter.node))
        collect (harvest, iter.name, iter.node, own != NULL ? own : type);
    }
}

/* @name is the folded name of the member, or of the list that holds it. */
static void
collect (Harvest *harvest, const char *name, JsonNode *node, const char *type)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    collect_object (harvest, json_node_get_object (node), type);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        collect (harvest, name, json_array_get_element (array, i), type);
    }
  else if (simmer_node_is_text (node))
    collect_text (harvest, name, json_node_get_string (node), type);
}

static gboolean
holds_something (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_size (json_node_get_object (node)) > 0;

  return JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0;
}

static gboolean
is_about_result (const char *name, gboolean outcome)
{
  if (names_outcome (name))
    return TRUE;

  return !outcome && (is_among (name, containers) || names_media (name) || is_among (name, texts));
}

/* A task that repeats what it was asked repeats the picture that a film began with, too. */
static gboolean
repeats_picture (JsonObject *task)
{
  static const char *const asked[] = { "prompt", NULL };
  g_autoptr (GHashTable) members = simmer_members_new (task);

  return simmer_members_find_text (members, asked) != NULL &&
         simmer_members_find_text (members, films) != NULL;
}

/* @outcome: whether only what calls itself a result counts */
static void
collect_task (Harvest *harvest, JsonObject *task, gboolean outcome)
{
  gboolean repeats = repeats_picture (task);
  g_auto (SimmerMembersIter) iter = simmer_members_iterate (task);

  while (simmer_members_iter_next (&iter))
    {
      if (iter.node == harvest->besides || (repeats && is_among (iter.name, pictures)) ||
          is_passed_over (iter.name, iter.node) || !is_about_result (iter.name, outcome))
        continue;

      collect (harvest, iter.name, iter.node, NULL);
      if (harvest->value == NULL && is_among (iter.name, containers) && holds_something (iter.node))
        harvest->value = iter.node;
    }
}

/**
 * simmer_harvest:
 * @task: what an answer says of a task that has results
 * @besides: (nullable): a member of @task that is no result whatever its name
 * @whole: whether the value of a member such as “result” may be a result itself
 * @report: a report that is being filled
 *
 * Takes the addresses (absolute, or relative just as they are), data URIs and base64; where there
 * are none, the words; where there are none of these either, the value itself as JSON. Previews,
 * inputs and the API's own addresses are not results. Each comes once.
 */
void
simmer_harvest (JsonObject *task, JsonNode *besides, gboolean whole, SimmerReport *report)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  Harvest harvest = { .report = report, .seen = seen, .text = text, .besides = besides };
  JsonNode *status;

  /* Where something calls itself a result, what stands beside it is none. */
  collect_task (&harvest, task, TRUE);
  if (harvest.n > 0)
    return;

  status = json_object_get_member (task, "status");
  if (status != NULL && JSON_NODE_HOLDS_OBJECT (status))
    collect_task (&harvest, json_node_get_object (status), TRUE);
  if (harvest.n > 0)
    return;

  g_string_truncate (text, 0);
  harvest.value = NULL;
  collect_task (&harvest, task, FALSE);
  if (harvest.n > 0)
    return;

  if (text->len > 0)
    {
      g_autoptr (GBytes) bytes = g_string_free_to_bytes (g_steal_pointer (&text));

      take (&harvest, simmer_result_new_inline (bytes, "text/plain"));
    }
  else if (whole && harvest.value != NULL)
    {
      char *json = json_to_string (harvest.value, FALSE);

      take_bytes (&harvest, (guint8 *) json, strlen (json), "application/json");
    }
}
