#pragma once

#include "simmer-application.h"

G_BEGIN_DECLS

void simmer_application_actions_install (SimmerApplication *application);

G_END_DECLS
