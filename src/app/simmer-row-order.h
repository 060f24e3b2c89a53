#pragma once

#include "simmer-task-manager.h"

G_BEGIN_DECLS

/**
 * SimmerRowOrder:
 * @action: (nullable): the window's action; %NULL if there is nothing to order
 * @icon: an icon's name
 * @label: what it does, in words
 * @tip: (nullable): says more than @label, such as why it cannot be done
 * @word: whether it is worth a word where there is room
 * @sensitive: whether it can be done now
 *
 * The one order that a row offers, as is fit for its task's state. All strings are static, or the
 * manager's until the task changes.
 */
typedef struct
{
  const char *action;
  const char *icon;
  const char *label;
  const char *tip;
  gboolean word;
  gboolean sensitive;
} SimmerRowOrder;

void simmer_row_order_init (SimmerRowOrder *self,
                            SimmerTask *task,
                            SimmerTaskManager *manager,
                            gboolean held);

G_END_DECLS
