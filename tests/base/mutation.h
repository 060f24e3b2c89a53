#pragma once

#include <glib.h>

void mutate (GString *text, GRand *random);
gint64 mutation_rounds (gint64 usual);
