#pragma once

#include "simmer-window.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_APPLICATION (simmer_application_get_type ())

/**
 * SimmerApplication:
 *
 * The life of the program: one instance, the task manager, and what goes on after
 * the window was closed.
 */
G_DECLARE_FINAL_TYPE (SimmerApplication, simmer_application, SIMMER, APPLICATION, AdwApplication)

SimmerApplication *simmer_application_new (void);

SimmerWindow *simmer_application_present (SimmerApplication *self);
gboolean simmer_application_keep_action (SimmerApplication *self,
                                         const char *name,
                                         GVariant *parameter);
void simmer_application_end (SimmerApplication *self);
SimmerTaskManager *simmer_application_get_manager (SimmerApplication *self);

G_END_DECLS
