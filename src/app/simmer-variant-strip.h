#pragma once

#include <adwaita.h>

#include "simmer-result.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_VARIANT_STRIP (simmer_variant_strip_get_type ())

/**
 * SimmerVariantStrip:
 *
 * The results of a task side by side, small, to choose one of them; hidden where there is no
 * choice.
 */
G_DECLARE_FINAL_TYPE (SimmerVariantStrip, simmer_variant_strip, SIMMER, VARIANT_STRIP, AdwBin)

void simmer_variant_strip_set_results (SimmerVariantStrip *self,
                                       GPtrArray *results,
                                       guint selected);

G_END_DECLS
