#pragma once

#include "simmer-dbus-menu.h"
#include "simmer-progress-icon.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_STATUS_NOTIFIER (simmer_status_notifier_get_type ())

/**
 * SimmerStatusNotifier:
 *
 * Simmer's item in the notification area: a StatusNotifierItem. It has a connection of its own to
 * the bus, so that hosts drop the item as soon as it is hidden or the program is gone. Property
 * "listed" tells whether a host shows it. Emits "activate" with an activation token (nullable), and
 * "secondary-activate".
 */
G_DECLARE_FINAL_TYPE (SimmerStatusNotifier,
                      simmer_status_notifier,
                      SIMMER,
                      STATUS_NOTIFIER,
                      GObject)

SimmerStatusNotifier *simmer_status_notifier_new (const char *address,
                                                  const char *id,
                                                  const char *title,
                                                  SimmerDbusMenu *menu);

char *simmer_status_notifier_steal_token (SimmerStatusNotifier *self);
void simmer_status_notifier_set_visible (SimmerStatusNotifier *self, gboolean visible);
gboolean simmer_status_notifier_get_visible (SimmerStatusNotifier *self);
gboolean simmer_status_notifier_get_listed (SimmerStatusNotifier *self);
gboolean simmer_status_notifier_set_icon (SimmerStatusNotifier *self,
                                          const SimmerProgressIcon *icon);
gboolean simmer_status_notifier_set_text (SimmerStatusNotifier *self, const char *text);
void simmer_status_notifier_tell_text (SimmerStatusNotifier *self);

G_END_DECLS
