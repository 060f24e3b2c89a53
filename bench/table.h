#pragma once

#include <glib.h>

/* One figure beside its goal, as lines for people or as JSON. */

void table_begin (gboolean as_json);
void table_add (const char *what, const char *figure, double goal, double measured);
void table_add_note (const char *what, const char *figure, double measured);
void table_add_policy (const char *what,
                       const char *policy,
                       double requests,
                       double lag,
                       double p95);
gboolean table_end (void);
