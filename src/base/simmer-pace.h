#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint64 simmer_pace_reserve (gint64 *pace, double requests, double seconds, gint64 now);

G_END_DECLS
