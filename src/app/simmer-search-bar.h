#pragma once

#include <adwaita.h>

#include "simmer-task-filter.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_SEARCH_BAR (simmer_search_bar_get_type ())

/**
 * SimmerSearchBar:
 *
 * Where a person says which tasks to show: all, while it is not "open". "changed" says that it is
 * others now.
 */
G_DECLARE_FINAL_TYPE (SimmerSearchBar, simmer_search_bar, SIMMER, SEARCH_BAR, AdwBin)

GtkWidget *simmer_search_bar_new (void);

const char *simmer_search_bar_get_text (SimmerSearchBar *self);
SimmerShown simmer_search_bar_get_shown (SimmerSearchBar *self);

G_END_DECLS
