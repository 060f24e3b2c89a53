#pragma once

#include <gtk/gtk.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_RESULT_VIEW (simmer_result_view_get_type ())

/**
 * SimmerResultView:
 *
 * A task's results, one at a time: pictures to look at closely, texts to read, anything else as a
 * file with its type and size; and what can be done with them. Emits "ready" once there is
 * something to see of new results.
 */
G_DECLARE_FINAL_TYPE (SimmerResultView, simmer_result_view, SIMMER, RESULT_VIEW, GtkBox)

void simmer_result_view_expect (SimmerResultView *self, int width, int height);
void simmer_result_view_set_results (SimmerResultView *self,
                                     GPtrArray *results,
                                     const char *title,
                                     gboolean fetching);
gboolean simmer_result_view_get_ready (SimmerResultView *self);
void simmer_result_view_select (SimmerResultView *self, guint index);
void simmer_result_view_set_max_height (SimmerResultView *self, int max_height);

G_END_DECLS
