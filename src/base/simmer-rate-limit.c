/* What an answer's headers say of how often its host may be asked. Pure.
 *
 * Sources: RFC 9110, 10.2.3 (Retry-After); RFC 8941 and its successor RFC 9651 (structured
 * fields); draft-ietf-httpapi-ratelimit-headers: a list of quotas since -08 ("default";r=5;t=30),
 * a dictionary in -07 (limit=10, remaining=5, reset=30). X-RateLimit-* is custom, not standard. */

#include "simmer-rate-limit.h"

#include <string.h>

#include "simmer-budget.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

/* No reset lies further ahead for anybody's use. */
#define RESET_MAX (24 * 60 * 60 * SECOND)

/* Beyond these, a bare number is a time since 1970: in milliseconds, in seconds. */
#define LEAST_EPOCH_MS 100e9
#define LEAST_EPOCH    1e9

/* A header is a few quotas long; what is longer is not read to its end. */
#define MOST_QUOTAS 32
#define LABEL_SIZE  64

#define LOWER_AND_STAR "abcdefghijklmnopqrstuvwxyz*"
#define DIGITS         "0123456789"
#define KEY_CHARS      "abcdefghijklmnopqrstuvwxyz*_-." DIGITS
#define LETTERS        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define TOKEN_CHARS    LETTERS DIGITS "!#$%&'*+-.^_`|~:/"
#define BASE64_CHARS   LETTERS DIGITS "+/="

typedef enum
{
  VALUE_INTEGER,
  VALUE_TEXT, /* a string or a token */
  VALUE_OTHER,
} ValueType;

typedef struct
{
  ValueType type;
  gint64 integer;
  char text[LABEL_SIZE]; /* cut if longer */
} Value;

/* One quota of RateLimit or RateLimit-Policy; -1 for what is not said. */
typedef struct
{
  char label[LABEL_SIZE];
  gint64 remaining; /* r */
  gint64 reset;     /* t, s */
  gint64 window;    /* w, s */
  gboolean foreign; /* qu: of something else than requests */
} Quota;

/* --- Structured fields ----------------------------------------------------------------------- */

static void
keep_text (Value *value, const char *start, gsize length)
{
  value->type = VALUE_TEXT;
  length = MIN (length, sizeof value->text - 1);
  memcpy (value->text, start, length);
  value->text[length] = '\0';
}

static gboolean
read_string (const char **at, Value *value)
{
  char text[LABEL_SIZE];
  gsize n = 0;
  const char *s = *at + 1;

  for (; *s != '"'; s++)
    {
      if (*s == '\\' && (s[1] == '"' || s[1] == '\\'))
        s++;
      else if (*s == '\\' || *s < 0x20 || *s > 0x7e)
        return FALSE;
      if (n < sizeof text)
        text[n++] = *s;
    }
  keep_text (value, text, n);
  *at = s + 1;

  return TRUE;
}

/* At most 15 digits; of a decimal at most 12 before the point and 3 after it. */
static gboolean
read_number (const char **at, Value *value)
{
  const char *s = *at + (**at == '-' ? 1 : 0);
  gsize whole = strspn (s, DIGITS);
  gsize fraction = s[whole] == '.' ? strspn (s + whole + 1, DIGITS) : 0;

  if (whole == 0 || whole > 15)
    return FALSE;
  value->type = VALUE_INTEGER;
  value->integer = g_ascii_strtoll (*at, NULL, 10);
  if (s[whole] == '.')
    {
      if (whole > 12 || fraction == 0 || fraction > 3)
        return FALSE;
      value->type = VALUE_OTHER;
      s += 1 + fraction;
    }
  *at = s + whole;

  return TRUE;
}

static gboolean
read_value (const char **at, Value *value)
{
  const char *s = *at;
  gsize n;

  value->type = VALUE_OTHER;
  if (*s == '"')
    return read_string (at, value);
  if (*s == '-' || g_ascii_isdigit (*s))
    return read_number (at, value);
  if (*s == '?' && (s[1] == '0' || s[1] == '1'))
    {
      *at = s + 2;
      return TRUE;
    }
  if (*s == ':')
    {
      n = strspn (s + 1, BASE64_CHARS);
      *at = s + n + 2;
      return s[n + 1] == ':';
    }
  if (*s != '*' && !g_ascii_isalpha (*s))
    return FALSE;
  n = strspn (s, TOKEN_CHARS);
  keep_text (value, s, n);
  *at = s + n;

  return TRUE;
}

static gboolean
read_key (const char **at, char *key)
{
  gsize n = strspn (*at, KEY_CHARS);

  if (n == 0 || strchr (LOWER_AND_STAR, **at) == NULL || n >= LABEL_SIZE)
    return FALSE;
  memcpy (key, *at, n);
  key[n] = '\0';
  *at += n;

  return TRUE;
}

/* Returns: whether the parameter may stand there; one of an unknown name may. */
static gboolean
take_parameter (Quota *quota, const char *key, const Value *value)
{
  gint64 *number = NULL;

  if (g_str_equal (key, "r"))
    number = &quota->remaining;
  else if (g_str_equal (key, "t"))
    number = &quota->reset;
  else if (g_str_equal (key, "w"))
    number = &quota->window;
  else if (g_str_equal (key, "qu"))
    {
      quota->foreign = value->type != VALUE_TEXT || !g_str_equal (value->text, "requests");
      return TRUE;
    }

  if (number == NULL)
    return TRUE;
  if (value->type != VALUE_INTEGER || value->integer < 0)
    return FALSE;
  *number = value->integer;

  return TRUE;
}

static gboolean
read_parameters (const char **at, Quota *quota)
{
  while (**at == ';')
    {
      char key[LABEL_SIZE];
      Value value = { .type = VALUE_OTHER };

      *at += 1;
      *at += strspn (*at, " ");
      if (!read_key (at, key))
        return FALSE;
      if (**at == '=')
        {
          *at += 1;
          if (!read_value (at, &value))
            return FALSE;
        }
      if (!take_parameter (quota, key, &value))
        return FALSE;
    }

  return TRUE;
}

/* To the next member of a list or dictionary. Returns: whether the field is sound so far */
static gboolean
read_comma (const char **at)
{
  *at += strspn (*at, " \t");
  if (**at == '\0')
    return TRUE;
  if (**at != ',')
    return FALSE;
  *at += 1;
  *at += strspn (*at, " \t");

  return **at != '\0';
}

/* Returns: how many quotas a list of them holds; 0 if it is malformed in any place */
static guint
read_quotas (const char *field, Quota *quotas)
{
  const char *at = field + strspn (field, " ");
  guint n = 0;

  for (; *at != '\0'; n++)
    {
      Value label;
      Quota quota = { .remaining = -1, .reset = -1, .window = -1 };

      if (n == MOST_QUOTAS || !read_value (&at, &label) || label.type != VALUE_TEXT)
        return 0;
      g_strlcpy (quota.label, label.text, sizeof quota.label);
      if (!read_parameters (&at, &quota) || !read_comma (&at))
        return 0;
      quotas[n] = quota;
    }

  return n;
}

/* The dictionary of draft 07. */
static gboolean
read_dictionary (const char *field, Quota *quota)
{
  const char *at = field + strspn (field, " ");

  *quota = (Quota){ .remaining = -1, .reset = -1, .window = -1 };
  while (*at != '\0')
    {
      char key[LABEL_SIZE];
      Value value = { .type = VALUE_OTHER };
      Quota ignored = { .remaining = -1, .reset = -1, .window = -1 };

      if (!read_key (&at, key) || *at != '=')
        return FALSE;
      at++;
      if (!read_value (&at, &value) || !read_parameters (&at, &ignored) || !read_comma (&at))
        return FALSE;
      if (g_str_equal (key, "remaining") && !take_parameter (quota, "r", &value))
        return FALSE;
      if (g_str_equal (key, "reset") && !take_parameter (quota, "t", &value))
        return FALSE;
    }

  return TRUE;
}

/* --- What they mean -------------------------------------------------------------------------- */

static void
take_quota (SimmerRateLimit *self, gint64 remaining, gint64 reset)
{
  double pace = (double) remaining / (double) MAX (1, reset);
  double known = (double) self->remaining / (double) MAX (1, self->reset);

  /* Of several quotas the tightest holds; of two that are used up, the longer one. */
  if (self->remaining >= 0 && (pace > known || (pace >= known && reset <= self->reset)))
    return;

  self->remaining = remaining;
  self->reset = reset;
}

static const Quota *
find_policy (const Quota *policies, guint n, const char *label)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (policies[i].label, label))
      return &policies[i];

  return NULL;
}

/* A quota whose time is not told ends with its policy's window at the latest. */
static void
read_standard (SimmerRateLimit *self, const SimmerRateHeaders *headers)
{
  Quota quotas[MOST_QUOTAS];
  Quota policies[MOST_QUOTAS];
  guint n = read_quotas (headers->rate_limit, quotas);
  guint n_policies =
    headers->rate_limit_policy != NULL ? read_quotas (headers->rate_limit_policy, policies) : 0;

  if (n == 0 && read_dictionary (headers->rate_limit, &quotas[0]))
    n = 1;

  for (guint i = 0; i < n; i++)
    {
      const Quota *policy = find_policy (policies, n_policies, quotas[i].label);
      gint64 reset = quotas[i].reset;

      if (policy != NULL && policy->foreign)
        continue;
      if (reset < 0 && policy != NULL)
        reset = policy->window;
      if (quotas[i].remaining >= 0 && reset >= 0)
        take_quota (self, quotas[i].remaining, MIN (reset, RESET_MAX / SECOND) * SECOND);
    }
}

/* A plain decimal number, such as some services send for counts and times alike. */
static gboolean
read_decimal (const char *text, double *number)
{
  g_autofree char *copy = g_strstrip (g_strdup (text));
  gsize whole = strspn (copy, DIGITS);
  gsize fraction = copy[whole] == '.' ? 1 + strspn (copy + whole + 1, DIGITS) : 0;

  if (whole == 0 || fraction == 1 || copy[whole + fraction] != '\0')
    return FALSE;
  *number = g_ascii_strtod (copy, NULL);

  return TRUE;
}

/* Returns: time until the reset, µs; -1 if malformed */
static gint64
read_reset (const char *text, gint64 wall_now)
{
  double number;
  double wait;

  if (!read_decimal (text, &number))
    return simmer_budget_parse_retry_after (text, wall_now);

  if (number >= LEAST_EPOCH_MS)
    wait = number * 1000 - (double) wall_now;
  else if (number >= LEAST_EPOCH)
    wait = number * (double) SECOND - (double) wall_now;
  else
    wait = number * (double) SECOND;

  return (gint64) CLAMP (wait, 0, (double) RESET_MAX);
}

static void
read_custom (SimmerRateLimit *self, const SimmerRateHeaders *headers, gint64 wall_now)
{
  double remaining;
  gint64 reset;

  if (!read_decimal (headers->remaining, &remaining))
    return;
  reset = read_reset (headers->reset, wall_now);
  if (reset >= 0)
    take_quota (self, (gint64) MIN (remaining, 1e15), reset);
}

/**
 * simmer_rate_limit_read:
 * @self: (out caller-allocates): the host's word
 * @headers: of one answer
 * @wall_now: wall time of the clock that wrote them, µs since 1970
 *
 * Retry-After wins, then the service's own word; RateLimit is believed before X-RateLimit-*. What
 * is malformed is as if it were not there, and so is a quota without a time at which it is granted
 * anew.
 *
 * Returns: whether the headers say anything
 */
gboolean
simmer_rate_limit_read (SimmerRateLimit *self, const SimmerRateHeaders *headers, gint64 wall_now)
{
  self->wait = simmer_budget_parse_retry_after (headers->retry_after, wall_now);
  if (self->wait < 0 && headers->own > 0)
    self->wait = MIN (headers->own, SIMMER_BUDGET_CLAMP);
  self->remaining = -1;
  self->reset = 0;
  if (headers->rate_limit != NULL)
    read_standard (self, headers);
  if (self->remaining < 0 && headers->remaining != NULL && headers->reset != NULL)
    read_custom (self, headers, wall_now);
  if (self->wait < 0 && self->remaining == 0)
    self->wait = MIN (self->reset, SIMMER_BUDGET_CLAMP);

  return self->wait >= 0 || self->remaining >= 0;
}
