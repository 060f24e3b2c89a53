#pragma once

#include <adwaita.h>

#include "simmer-form.h"
#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_INPUT_FORM (simmer_input_form_get_type ())

/**
 * SimmerInputForm:
 *
 * A form made from the inputs of an account's profile: the prompt first, what matters next, the
 * rest folded away. Emits "submit" where the person orders that from within. What was filled in
 * last is there the next time, for each account and each of its models.
 */
G_DECLARE_FINAL_TYPE (SimmerInputForm, simmer_input_form, SIMMER, INPUT_FORM, SimmerForm)

GtkWidget *simmer_input_form_new (void);

void simmer_input_form_set_account (SimmerInputForm *self,
                                    SimmerTaskManager *manager,
                                    SimmerAccount *account);
JsonObject *simmer_input_form_dup_inputs (SimmerInputForm *self);
void simmer_input_form_remember (SimmerInputForm *self);
void simmer_input_form_set_prompt (SimmerInputForm *self, const char *prompt);
gboolean simmer_input_form_take_file (SimmerInputForm *self, GFile *file);
void simmer_input_form_focus (SimmerInputForm *self);

G_END_DECLS
