#pragma once

#include "simmer-form.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_PROMPT_CARD (simmer_prompt_card_get_type ())

/**
 * SimmerPromptCard:
 *
 * A card to write a prompt on. Emits "submit" at Ctrl+Enter. Tab leaves it.
 */
G_DECLARE_FINAL_TYPE (SimmerPromptCard, simmer_prompt_card, SIMMER, PROMPT_CARD, SimmerForm)

GtkWidget *simmer_prompt_card_new (void);

void simmer_prompt_card_set_title (SimmerPromptCard *self, const char *title);
char *simmer_prompt_card_dup_text (SimmerPromptCard *self);
void simmer_prompt_card_set_text (SimmerPromptCard *self, const char *text);
void simmer_prompt_card_set_max_length (SimmerPromptCard *self, gint64 max_length);
void simmer_prompt_card_set_optional (SimmerPromptCard *self, gboolean optional);
void simmer_prompt_card_focus (SimmerPromptCard *self);

G_END_DECLS
