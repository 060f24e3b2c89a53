#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_SWITCHER_TITLE (simmer_switcher_title_get_type ())

/**
 * SimmerSwitcherTitle:
 *
 * A header bar's title: a view switcher where there is room for one, else plain words. Then
 * "narrow" is set, and a switcher bar belongs at the bottom.
 */
G_DECLARE_FINAL_TYPE (SimmerSwitcherTitle, simmer_switcher_title, SIMMER, SWITCHER_TITLE, GtkWidget)

gboolean simmer_switcher_title_get_narrow (SimmerSwitcherTitle *self);

G_END_DECLS
