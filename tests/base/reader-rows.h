/* Answers and what the tolerant reader says of them: one row a shape. */

#pragma once

#include "simmer-reader.h"

G_BEGIN_DECLS

#define JSON "application/json"

typedef struct
{
  const char *body;
  const char *expected;
} Row;

GBytes *make_bytes (const char *text);
char *describe (SimmerReport *report);
void check_rows (SimmerVerb verb, guint http_status, const Row *rows, guint n);

#define CHECK(verb, http_status, rows) \
  check_rows (SIMMER_VERB_##verb, http_status, rows, G_N_ELEMENTS (rows))

G_END_DECLS
