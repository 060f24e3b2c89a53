#include "config.h"

#include "simmer-notices.h"

#include <glib/gi18n.h>

#include "simmer-message-banner.h"

/* More accounts in trouble than this say so in one line. */
#define MAX_ACCOUNTS 3

struct _SimmerNotices
{
  GtkWidget parent_instance;

  SimmerTaskManager *manager; /* (owned) */
  SimmerMessageBanner *offline;
  SimmerMessageBanner *metered;
  SimmerMessageBanner *left_out;
  GHashTable *accounts; /* (owned) account id (owned) → SimmerMessageBanner */
};

/* What is wrong with an account, as its tasks tell. */
typedef struct
{
  const char *service;
  gboolean sign_in;
  gint64 until;
} Trouble;

G_DEFINE_FINAL_TYPE (SimmerNotices, simmer_notices, GTK_TYPE_WIDGET)

static SimmerMessageBanner *
add_banner (SimmerNotices *self)
{
  GtkWidget *banner = simmer_message_banner_new ();

  gtk_widget_set_parent (banner, GTK_WIDGET (self));
  return SIMMER_MESSAGE_BANNER (banner);
}

/* --- Accounts --- */

static GHashTable *
find_troubles (SimmerNotices *self)
{
  GListModel *queue = G_LIST_MODEL (simmer_task_manager_get_queue (self->manager));
  GHashTable *troubles = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  guint n = g_list_model_get_n_items (queue);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SimmerTask) task = g_list_model_get_item (queue, i);
      SimmerTracking tracking = simmer_task_get_tracking (task);
      Trouble *trouble;

      if (tracking != SIMMER_TRACKING_SIGN_IN && tracking != SIMMER_TRACKING_RATE_LIMITED)
        continue;
      trouble = g_hash_table_lookup (troubles, simmer_task_get_account_id (task));
      if (trouble == NULL)
        {
          trouble = g_new0 (Trouble, 1);
          trouble->service = simmer_task_get_service (task);
          g_hash_table_insert (troubles, (char *) simmer_task_get_account_id (task), trouble);
        }
      if (tracking == SIMMER_TRACKING_SIGN_IN)
        trouble->sign_in = TRUE;
      else
        trouble->until = MAX (trouble->until, simmer_task_get_tracking_until (task));
    }

  return troubles;
}

static void
show_sign_in (SimmerNotices *self,
              SimmerMessageBanner *banner,
              const char *id,
              const Trouble *trouble)
{
  gboolean known = simmer_task_manager_get_account (self->manager, id) != NULL;
  /* Translators: %s is a service's name */
  g_autofree char *message = g_strdup_printf (_ ("Sign in to %s again"), trouble->service);

  simmer_message_banner_set_message (banner, "dialog-password-symbolic", message);
  simmer_message_banner_set_button (banner, known ? _ ("Sign In…") : NULL, "app.sign-in", id);
}

static void
show_rate_limit (SimmerMessageBanner *banner, const Trouble *trouble)
{
  g_autoptr (GDateTime) until = g_date_time_new_from_unix_local (trouble->until / G_USEC_PER_SEC);
  g_autofree char *time = g_date_time_format (until, _ ("%H:%M"));
  g_autofree char *message = NULL;

  if (trouble->until > 0)
    /* Translators: the first %s is a service's name, the second a time such as 10:42 */
    message = g_strdup_printf (
      _ ("%s was asked too often: it is asked again at %s"), trouble->service, time);
  else
    /* Translators: %s is a service's name */
    message = g_strdup_printf (_ ("%s was asked too often: it gets a rest"), trouble->service);
  simmer_message_banner_set_message (banner, "simmer-waiting-symbolic", message);
  simmer_message_banner_set_button (banner, NULL, NULL, NULL);
}

static void
update_accounts (SimmerNotices *self)
{
  g_autoptr (GHashTable) troubles = find_troubles (self);
  GHashTableIter iter;
  gpointer id;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->accounts);
  while (g_hash_table_iter_next (&iter, &id, &value))
    if (!g_hash_table_contains (troubles, id))
      simmer_message_banner_set_revealed (value, FALSE);

  g_hash_table_iter_init (&iter, troubles);
  while (g_hash_table_iter_next (&iter, &id, &value) && n++ < MAX_ACCOUNTS)
    {
      const Trouble *trouble = value;
      SimmerMessageBanner *banner = g_hash_table_lookup (self->accounts, id);

      if (banner == NULL)
        {
          banner = add_banner (self);
          g_hash_table_insert (self->accounts, g_strdup (id), banner);
        }
      if (trouble->sign_in)
        show_sign_in (self, banner, id, trouble);
      else
        show_rate_limit (banner, trouble);
      simmer_message_banner_set_revealed (banner, TRUE);
    }
}

static void
update_left_out (SimmerNotices *self)
{
  GPtrArray *left_out = simmer_task_manager_get_left_out (self->manager);

  /* They stand in their order; the next shows once this one is mended. */
  if (left_out->len > 0)
    simmer_message_banner_set_message (
      self->left_out, "dialog-warning-symbolic", left_out->pdata[0]);
  simmer_message_banner_set_revealed (self->left_out, left_out->len > 0);
}

/* --- The network --- */

static void
update_network (SimmerNotices *self)
{
  SimmerNetwork *network = simmer_task_manager_get_network (self->manager);
  gboolean online = simmer_network_get_online (network);
  guint n_active = simmer_task_queue_get_n_active (simmer_task_manager_get_queue (self->manager));

  simmer_message_banner_set_revealed (self->offline, !online);
  simmer_message_banner_set_revealed (
    self->metered, online && n_active > 0 && simmer_network_get_metered (network));
}

static void
simmer_notices_dispose (GObject *object)
{
  SimmerNotices *self = SIMMER_NOTICES (object);
  GtkWidget *child;

  if (self->manager != NULL)
    g_signal_handlers_disconnect_by_data (simmer_task_manager_get_network (self->manager), self);
  g_clear_object (&self->manager);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (simmer_notices_parent_class)->dispose (object);
}

static void
simmer_notices_finalize (GObject *object)
{
  g_hash_table_unref (SIMMER_NOTICES (object)->accounts);

  G_OBJECT_CLASS (simmer_notices_parent_class)->finalize (object);
}

static void
simmer_notices_class_init (SimmerNoticesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_notices_dispose;
  object_class->finalize = simmer_notices_finalize;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
simmer_notices_init (SimmerNotices *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->offline = add_banner (self);
  simmer_message_banner_set_message (
    self->offline, "network-wireless-offline-symbolic", _ ("Offline: showing what was last known"));
  self->metered = add_banner (self);
  simmer_message_banner_set_message (self->metered,
                                     "network-cellular-signal-good-symbolic",
                                     _ ("Metered connection: checking less often"));
  self->left_out = add_banner (self);
}

/**
 * simmer_notices_new:
 * @manager: what is watched
 *
 * Returns: (transfer none): banners
 */
GtkWidget *
simmer_notices_new (SimmerTaskManager *manager)
{
  SimmerNotices *self = g_object_new (SIMMER_TYPE_NOTICES, NULL);

  self->manager = g_object_ref (manager);
  g_signal_connect_swapped (
    simmer_task_manager_get_network (manager), "changed", G_CALLBACK (update_network), self);
  simmer_notices_update (self);

  return GTK_WIDGET (self);
}

/**
 * simmer_notices_update:
 * @self: banners
 *
 * Looks at the tasks again. Takes time linear in their number: not for each change of each.
 */
void
simmer_notices_update (SimmerNotices *self)
{
  update_network (self);
  update_accounts (self);
  update_left_out (self);
}

/**
 * simmer_notices_get_n_revealed:
 * @self: banners
 *
 * Returns: how many are to be seen
 */
guint
simmer_notices_get_n_revealed (SimmerNotices *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));
  guint n = 0;

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    n += simmer_message_banner_get_revealed (SIMMER_MESSAGE_BANNER (child)) ? 1 : 0;

  return n;
}
