#pragma once

#include <adwaita.h>

#include "simmer-wishes.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_WISHES_GROUP (simmer_wishes_group_get_type ())

/**
 * SimmerWishesGroup:
 *
 * How the tasks of one account are to be followed, where that is not as in the preferences.
 */
G_DECLARE_FINAL_TYPE (SimmerWishesGroup,
                      simmer_wishes_group,
                      SIMMER,
                      WISHES_GROUP,
                      AdwPreferencesGroup)

void simmer_wishes_group_set_wishes (SimmerWishesGroup *self,
                                     const SimmerWishes *wishes,
                                     gboolean can_live);
void simmer_wishes_group_get_wishes (SimmerWishesGroup *self, SimmerWishes *wishes);

G_END_DECLS
