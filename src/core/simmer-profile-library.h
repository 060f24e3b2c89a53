#pragma once

#include "simmer-profile-shelf.h"

G_BEGIN_DECLS

/* The profiles that there are: those that Simmer comes with, and those in files of the person's own
 * in $XDG_DATA_HOME/simmer/profiles. */
GPtrArray *simmer_profile_library_list (GPtrArray *complaints);
SimmerProfile *simmer_profile_library_find (const char *id, GError **error);
SimmerProfile *simmer_profile_library_open (const char *path, GError **error);
SimmerProfile *simmer_profile_library_add (const char *path, GError **error);

G_END_DECLS
