#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "simmer-follower.h"

G_BEGIN_DECLS

/**
 * SimmerStoreDatabase:
 *
 * The store's connection: opened, cared for and closed on the store's thread alone. Statements are
 * kept prepared, by the address of their text, which therefore must be a literal.
 */
typedef struct _SimmerStoreDatabase SimmerStoreDatabase;

SimmerStoreDatabase *simmer_store_database_new (const char *folder);
void simmer_store_database_free (SimmerStoreDatabase *self);

gboolean simmer_store_database_open (SimmerStoreDatabase *self, char **notice, GError **error);
void simmer_store_database_close (SimmerStoreDatabase *self);
gboolean simmer_store_database_is_open (SimmerStoreDatabase *self);

const char *simmer_store_database_get_folder (SimmerStoreDatabase *self);
const char *simmer_store_database_get_follower (SimmerStoreDatabase *self);
SimmerPulse *simmer_store_database_get_pulse (SimmerStoreDatabase *self);
gint64 simmer_store_database_get_first_seq (SimmerStoreDatabase *self);

sqlite3_stmt *simmer_store_database_ask (SimmerStoreDatabase *self,
                                         GError **error,
                                         const char *sql,
                                         const char *format,
                                         ...);
gboolean simmer_store_database_step (SimmerStoreDatabase *self, sqlite3_stmt *stmt, GError **error);
gboolean simmer_store_database_run (SimmerStoreDatabase *self,
                                    GError **error,
                                    const char *sql,
                                    const char *format,
                                    ...);
gint64 simmer_store_database_get_number (SimmerStoreDatabase *self,
                                         const char *sql,
                                         GError **error);
gboolean simmer_store_database_is_text (sqlite3_stmt *stmt, int column);
char *simmer_store_database_dup_text (sqlite3_stmt *stmt, int column);
guint simmer_store_database_get_changes (SimmerStoreDatabase *self);
guint simmer_store_database_get_scanned (SimmerStoreDatabase *self);

gboolean simmer_store_database_begin (SimmerStoreDatabase *self, gboolean full, GError **error);
gboolean simmer_store_database_commit (SimmerStoreDatabase *self, GError **error);
void simmer_store_database_roll_back (SimmerStoreDatabase *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerStoreDatabase, simmer_store_database_free)

G_END_DECLS
