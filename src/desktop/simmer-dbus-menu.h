#pragma once

#include "simmer-menu-item.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_DBUS_MENU (simmer_dbus_menu_get_type ())

#define SIMMER_DBUS_MENU_PATH "/StatusNotifierItem/Menu"

/**
 * SimmerDbusMenu:
 *
 * A menu that another program shows: com.canonical.dbusmenu, version 3. Emits "activated" with the
 * key of the item that was chosen, and "about-to-show" before it is opened, so that it can be
 * brought up to date.
 */
G_DECLARE_FINAL_TYPE (SimmerDbusMenu, simmer_dbus_menu, SIMMER, DBUS_MENU, GObject)

SimmerDbusMenu *simmer_dbus_menu_new (void);

gboolean simmer_dbus_menu_export (SimmerDbusMenu *self,
                                  GDBusConnection *connection,
                                  GError **error);
void simmer_dbus_menu_unexport (SimmerDbusMenu *self);
void simmer_dbus_menu_set_right_to_left (SimmerDbusMenu *self, gboolean right_to_left);
void simmer_dbus_menu_set_items (SimmerDbusMenu *self, GPtrArray *items);

G_END_DECLS
