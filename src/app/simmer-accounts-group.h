#pragma once

#include <adwaita.h>

#include "simmer-task-manager.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_ACCOUNTS_GROUP (simmer_accounts_group_get_type ())

/**
 * SimmerAccountsGroup:
 *
 * The accounts that are set up here, each a row that opens it, and a button that adds one.
 */
G_DECLARE_FINAL_TYPE (SimmerAccountsGroup,
                      simmer_accounts_group,
                      SIMMER,
                      ACCOUNTS_GROUP,
                      AdwPreferencesGroup)

void simmer_accounts_group_set_manager (SimmerAccountsGroup *self, SimmerTaskManager *manager);

G_END_DECLS
