#pragma once

#include <glib.h>

/* One figure beside its goal, as lines for people or as JSON: what all measurements have in common.
 * With --json they print an array of rows; with --check they end with 1 if a goal is missed,
 * otherwise with 0; with 2 if they are not called as they are to be. */

void table_init (int *argc, char ***argv, const GOptionEntry *more);
void table_refuse (const char *why) G_GNUC_NORETURN;

void table_begin (void);
void table_add (const char *what, const char *figure, double goal, double measured);
void table_add_note (const char *what, const char *figure, double measured);
void table_add_policy (const char *what,
                       const char *policy,
                       double requests,
                       double lag,
                       double p95);
int table_end (void);
