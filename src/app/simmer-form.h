#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_FORM (simmer_form_get_type ())

/**
 * SimmerForm:
 *
 * What a person fills in: it knows whether it can be submitted, and emits "submit" where that is
 * ordered from within.
 */
G_DECLARE_DERIVABLE_TYPE (SimmerForm, simmer_form, SIMMER, FORM, GtkBox)

struct _SimmerFormClass
{
  GtkBoxClass parent_class;
};

gboolean simmer_form_get_valid (SimmerForm *self);
void simmer_form_set_valid (SimmerForm *self, gboolean valid);
void simmer_form_submit (SimmerForm *self);

G_END_DECLS
