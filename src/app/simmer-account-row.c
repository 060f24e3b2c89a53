/* A row to choose an account in. */

#include "simmer-account-row.h"

static char *
get_name (GObject *item, gpointer user_data)
{
  if (GTK_IS_STRING_OBJECT (item))
    return g_strdup (gtk_string_object_get_string (GTK_STRING_OBJECT (item)));
  if (SIMMER_IS_ACCOUNT (item))
    return g_strdup (simmer_account_get_name (SIMMER_ACCOUNT (item)));

  return NULL;
}

/**
 * simmer_account_row_set_accounts:
 * @row: a row
 * @accounts: (element-type SimmerAccount): what can be chosen
 * @other: (nullable): a last choice that is no account
 */
void
simmer_account_row_set_accounts (AdwComboRow *row, GListModel *accounts, const char *other)
{
  g_autoptr (GtkExpression) name =
    gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (get_name), NULL, NULL);
  GListStore *lists;
  g_autoptr (GtkStringList) last = NULL;
  g_autoptr (GListModel) all = NULL;

  adw_combo_row_set_expression (row, name);
  if (other == NULL)
    {
      adw_combo_row_set_model (row, accounts);
      return;
    }

  lists = g_list_store_new (G_TYPE_LIST_MODEL);
  last = gtk_string_list_new ((const char *const[]){ other, NULL });
  g_list_store_append (lists, accounts);
  g_list_store_append (lists, last);
  all = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
  adw_combo_row_set_model (row, all);
}

/**
 * simmer_account_row_get_account:
 * @row: a row
 *
 * Returns: (transfer none) (nullable): the chosen account; %NULL for the choice that is none
 */
SimmerAccount *
simmer_account_row_get_account (AdwComboRow *row)
{
  GObject *item = adw_combo_row_get_selected_item (row);

  return SIMMER_IS_ACCOUNT (item) ? SIMMER_ACCOUNT (item) : NULL;
}
