#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_APPLICATION (simmer_application_get_type ())

/**
 * SimmerApplication:
 *
 * The life of the program: one instance, its actions, the task manager, and what goes on after
 * the window was closed.
 */
G_DECLARE_FINAL_TYPE (SimmerApplication, simmer_application, SIMMER, APPLICATION, AdwApplication)

SimmerApplication *simmer_application_new (void);

G_END_DECLS
