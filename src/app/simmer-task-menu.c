#include "config.h"

#include "simmer-task-menu.h"

#include <glib/gi18n.h>

/* What can be ordered of one task, as the window's actions. The row's menu, the context menu and
 * the page's menu are this one. */

static void
append (GMenu *menu, const char *label, const char *action, SimmerTask *task)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", simmer_task_get_id (task));
  g_menu_append_item (menu, item);
}

static void
append_section (GMenu *menu, GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static void
append_orders (GMenu *section, SimmerTaskManager *manager, SimmerTask *task)
{
  gboolean unsure = simmer_task_get_intent (task) == SIMMER_INTENT_UNSURE;

  if (simmer_task_is_active (task) && !unsure)
    {
      append (section, _ ("Check _Now"), "win.check", task);
      if (manager == NULL || simmer_task_manager_can_cancel (manager, task, NULL))
        append (section, _ ("_Cancel"), "win.cancel", task);
      if (manager != NULL && simmer_task_manager_is_left (manager, task))
        append (section, _ ("_Follow Again"), "win.follow", task);
      else
        append (section, _ ("_Stop Following"), "win.unfollow", task);
      return;
    }
  if (manager == NULL || simmer_task_manager_can_retry (manager, task, NULL))
    append (section, unsure ? _ ("Submit _Again") : _ ("_Retry"), "win.retry", task);
}

/**
 * simmer_task_menu_new:
 * @manager: (nullable): knows what is possible
 * @task: a task
 * @page: whether its page is what the menu belongs to
 *
 * Returns: (transfer full): a menu of orders
 */
GMenuModel *
simmer_task_menu_new (SimmerTaskManager *manager, SimmerTask *task, gboolean page)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) show = g_menu_new ();
  g_autoptr (GMenu) copy = g_menu_new ();
  g_autoptr (GMenu) orders = g_menu_new ();
  g_autoptr (GMenu) end = g_menu_new ();

  if (!page)
    append (show, _ ("_Details"), "win.show-task", task);
  if (simmer_task_has_results (task))
    append (show, _ ("Save _As…"), "win.save", task);
  append_orders (orders, manager, task);
  append (copy, _ ("Copy _Prompt"), "win.copy-prompt", task);
  if (simmer_task_get_remote_id (task) != NULL)
    append (copy, _ ("Copy Task _ID"), "win.copy-id", task);
  append (end, _ ("Re_move"), "win.remove", task);

  append_section (menu, show);
  append_section (menu, orders);
  append_section (menu, copy);
  append_section (menu, end);

  return G_MENU_MODEL (menu);
}
