/* The lines of a menu, as values that can be compared. */

#include "simmer-menu-item.h"

static void
simmer_menu_item_free (SimmerMenuItem *self)
{
  g_free (self->key);
  g_free (self->label);
  g_ptr_array_unref (self->children);
  g_free (self);
}

/**
 * simmer_menu_new:
 *
 * Returns: (transfer full) (element-type SimmerMenuItem): an empty menu
 */
GPtrArray *
simmer_menu_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) simmer_menu_item_free);
}

/**
 * simmer_menu_add:
 * @menu: (element-type SimmerMenuItem): a menu
 * @key: what the new item stands for
 * @label: (nullable): plain text; %NULL for a separator
 * @enabled: whether it can be chosen
 *
 * Returns: (transfer none): the new item
 */
SimmerMenuItem *
simmer_menu_add (GPtrArray *menu, const char *key, const char *label, gboolean enabled)
{
  SimmerMenuItem *item = g_new0 (SimmerMenuItem, 1);

  item->key = g_strdup (key);
  item->label = g_strdup (label);
  item->enabled = enabled;
  item->children = simmer_menu_new ();
  g_ptr_array_add (menu, item);

  return item;
}

/**
 * simmer_menu_has_same_layout:
 * @a: (element-type SimmerMenuItem): a menu
 * @b: (element-type SimmerMenuItem): another one
 *
 * Returns: whether they have the same items at the same places, whatever is written on them
 */
gboolean
simmer_menu_has_same_layout (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const SimmerMenuItem *x = a->pdata[i];
      const SimmerMenuItem *y = b->pdata[i];

      if (!g_str_equal (x->key, y->key) || !simmer_menu_has_same_layout (x->children, y->children))
        return FALSE;
    }

  return TRUE;
}

/**
 * simmer_menu_item_reads_same:
 * @a: an item
 * @b: another one
 *
 * Returns: whether a person sees no difference, apart from submenus
 */
gboolean
simmer_menu_item_reads_same (const SimmerMenuItem *a, const SimmerMenuItem *b)
{
  return a->enabled == b->enabled && g_strcmp0 (a->label, b->label) == 0;
}
