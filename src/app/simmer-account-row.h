#pragma once

#include <adwaita.h>

#include "simmer-account.h"

G_BEGIN_DECLS

void simmer_account_row_set_accounts (AdwComboRow *row, GListModel *accounts, const char *other);
SimmerAccount *simmer_account_row_get_account (AdwComboRow *row);

G_END_DECLS
