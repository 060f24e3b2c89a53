#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SimmerMenuItem:
 * @key: what it stands for; the same key in the next menu is the same item
 * @label: (nullable): plain text; %NULL for a separator
 * @enabled: whether it can be chosen
 * @children: (element-type SimmerMenuItem): its submenu, empty for none
 *
 * One line of a menu.
 */
typedef struct
{
  char *key;   /* (owned) */
  char *label; /* (owned) (nullable) */
  gboolean enabled;
  GPtrArray *children; /* (owned) */
} SimmerMenuItem;

GPtrArray *simmer_menu_new (void);
SimmerMenuItem *simmer_menu_add (GPtrArray *menu,
                                 const char *key,
                                 const char *label,
                                 gboolean enabled);

gboolean simmer_menu_has_same_layout (GPtrArray *a, GPtrArray *b);
gboolean simmer_menu_item_reads_same (const SimmerMenuItem *a, const SimmerMenuItem *b);

G_END_DECLS
