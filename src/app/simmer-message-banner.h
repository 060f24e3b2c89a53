#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_MESSAGE_BANNER (simmer_message_banner_get_type ())

/**
 * SimmerMessageBanner:
 *
 * A line under the header bar that says what concerns all tasks, or all of an account, and offers
 * at most one thing to do about it. Its text is never markup.
 */
G_DECLARE_FINAL_TYPE (SimmerMessageBanner, simmer_message_banner, SIMMER, MESSAGE_BANNER, GtkWidget)

GtkWidget *simmer_message_banner_new (void);

void simmer_message_banner_set_message (SimmerMessageBanner *self,
                                        const char *icon_name,
                                        const char *message);
void simmer_message_banner_set_button (SimmerMessageBanner *self,
                                       const char *label,
                                       const char *action,
                                       const char *target);
void simmer_message_banner_set_revealed (SimmerMessageBanner *self, gboolean revealed);
gboolean simmer_message_banner_get_revealed (SimmerMessageBanner *self);

G_END_DECLS
