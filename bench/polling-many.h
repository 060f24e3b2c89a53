#pragma once

#include <glib.h>

/* Adds the rows about a host and all its tasks to the table; @n_runs draws of each. */
void polling_many_add (guint n_runs);
