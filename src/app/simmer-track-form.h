#pragma once

#include <adwaita.h>

#include "simmer-form.h"
#include "simmer-link.h"
#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_TRACK_FORM (simmer_track_form_get_type ())

/**
 * SimmerTrackForm:
 *
 * Where a person says which task of which service to follow. Emits "submit" at Enter, and
 * "tracked" (SimmerTask *task) when it is followed.
 */
G_DECLARE_FINAL_TYPE (SimmerTrackForm, simmer_track_form, SIMMER, TRACK_FORM, SimmerForm)

void simmer_track_form_set_manager (SimmerTrackForm *self, SimmerTaskManager *manager);
void simmer_track_form_set_text (SimmerTrackForm *self, const char *text);
void simmer_track_form_set_link (SimmerTrackForm *self, const SimmerLink *link);
void simmer_track_form_submit (SimmerTrackForm *self);
void simmer_track_form_focus (SimmerTrackForm *self);

G_END_DECLS
