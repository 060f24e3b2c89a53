#pragma once

#include <adwaita.h>

#include "simmer-raw-answer.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_RAW_GROUP (simmer_raw_group_get_type ())

/**
 * SimmerRawGroup:
 *
 * A service's answer as it came, folded away.
 */
G_DECLARE_FINAL_TYPE (SimmerRawGroup, simmer_raw_group, SIMMER, RAW_GROUP, AdwPreferencesGroup)

void simmer_raw_group_show (SimmerRawGroup *self, SimmerRawAnswer *raw_answer);

G_END_DECLS
