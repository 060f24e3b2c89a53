#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

void simmer_contrast_follow (GdkDisplay *display);

G_END_DECLS
