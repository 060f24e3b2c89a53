#pragma once

#include <gtk/gtk.h>

#include "simmer-task.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_STATUS_BADGE (simmer_status_badge_get_type ())

/**
 * SimmerStatusBadge:
 *
 * A status as an icon and a word, never as a colour alone.
 */
G_DECLARE_FINAL_TYPE (SimmerStatusBadge, simmer_status_badge, SIMMER, STATUS_BADGE, GtkWidget)

GtkWidget *simmer_status_badge_new (void);

void simmer_status_badge_set (SimmerStatusBadge *self,
                              SimmerTaskStatus status,
                              SimmerIntent intent);
const char *simmer_status_badge_get_word (SimmerStatusBadge *self);

const char *simmer_status_icon (SimmerTaskStatus status);
void simmer_status_set_css_class (GtkWidget *widget, SimmerTaskStatus status);
const char *simmer_kind_icon (const char *kind);

G_END_DECLS
