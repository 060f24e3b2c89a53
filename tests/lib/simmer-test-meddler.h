#pragma once

#include <glib.h>

G_BEGIN_DECLS

void simmer_test_meddler_init (void);
void simmer_test_meddle (const char *folder, const char *after, const char *sql);
void simmer_test_wait_for_row (const char *folder, const char *sql);

G_END_DECLS
