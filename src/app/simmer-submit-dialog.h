#pragma once

#include <adwaita.h>

#include "simmer-link.h"
#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_SUBMIT_DIALOG (simmer_submit_dialog_get_type ())

/**
 * SimmerSubmitDialog:
 *
 * Orders a new generation, or follows one that was ordered elsewhere. Emits "submitted"
 * (SimmerTask *task) before it closes.
 */
G_DECLARE_FINAL_TYPE (SimmerSubmitDialog, simmer_submit_dialog, SIMMER, SUBMIT_DIALOG, AdwWindow)

GtkWidget *simmer_submit_dialog_new (SimmerTaskManager *manager, GtkWindow *parent);

void simmer_submit_dialog_present_track (SimmerSubmitDialog *self, const char *text);
void simmer_submit_dialog_present_link (SimmerSubmitDialog *self, const SimmerLink *link);

G_END_DECLS
