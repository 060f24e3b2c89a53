#pragma once

#include "simmer-account-book.h"

/* For the book's own two files: what stands in it (simmer-account-book.c), and what is changed of
 * it from here (simmer-account-changes.c). */

/* What stands in the book: what is shown, what asks, and how it is kept. */
typedef struct
{
  SimmerAccount *account;   /* (owned) */
  SimmerClient *client;     /* (owned) */
  SimmerStoreAccount *kept; /* (owned) (nullable): NULL for the built-in one */
} SimmerAccountEntry;

struct _SimmerAccountBook
{
  GObject parent_instance;

  SimmerHttp *http;               /* (owned) */
  SimmerStore *store;             /* (owned) */
  SimmerCredentials *credentials; /* (owned) */
  GPtrArray *entries;             /* (owned) of SimmerAccountEntry */
  GPtrArray *left_out;            /* (owned) of char: a sentence for each that cannot be used */
};

SimmerAccountEntry *simmer_account_book_find_entry (SimmerAccountBook *self,
                                                    const char *id,
                                                    guint *position);
void simmer_account_book_tell (SimmerAccountBook *self,
                               const char *id,
                               guint position,
                               SimmerAccountChange change);
SimmerAccount *simmer_account_book_add_entry (SimmerAccountBook *self,
                                              SimmerProfile *profile,
                                              const SimmerStoreAccount *kept);
SimmerAccount *simmer_account_book_replace_entry (SimmerAccountBook *self,
                                                  guint position,
                                                  const SimmerStoreAccount *kept);
void simmer_account_book_remove_entry (SimmerAccountBook *self, guint position);
gboolean simmer_account_book_is_same_origin (const char *a, const char *b);
gboolean simmer_account_book_take_wishes (SimmerAccountBook *self,
                                          guint position,
                                          const SimmerWishes *wishes);
