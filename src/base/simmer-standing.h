#pragma once

#include "simmer-subject.h"

G_BEGIN_DECLS

void simmer_standing_read (SimmerSubject *self);

G_END_DECLS
