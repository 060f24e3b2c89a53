/* What the portal is asked before the window hides, and what becomes of its answer. */

#include "simmer-background-permission.h"
#include "stand-in.h"

static const char portal_xml[] =
  "<node><interface name='org.freedesktop.portal.Background'><method name='RequestBackground'>"
  "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"
  "</method></interface></node>";

typedef struct
{
  StandIn desk;
  guint name;
  gboolean named;
  gboolean own_path; /* the portal chooses where it answers */
  gboolean mute;     /* and does not */
  guint code;
  gboolean background;
  gboolean autostart;
  GVariant *options; /* (owned) what was asked */

  gboolean answered;
  gboolean allowed;
  gboolean autostarted;
  GError *error;
} Fixture;

static void
answer (Fixture *f, const char *path)
{
  GVariantDict results;

  g_variant_dict_init (&results, NULL);
  g_variant_dict_insert (&results, "background", "b", f->background);
  g_variant_dict_insert (&results, "autostart", "b", f->autostart);
  g_dbus_connection_emit_signal (
    f->desk.desktop,
    NULL,
    path,
    "org.freedesktop.portal.Request",
    "Response",
    g_variant_new ("(u@a{sv})", f->code, g_variant_dict_end (&results)),
    NULL);
}

static void
asked_cb (GDBusConnection *connection,
          const char *sender,
          const char *path,
          const char *interface,
          const char *method,
          GVariant *parameters,
          GDBusMethodInvocation *invocation,
          gpointer user_data)
{
  Fixture *f = user_data;
  g_autofree char *peer = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *request = NULL;
  const char *token;

  g_clear_pointer (&f->options, g_variant_unref);
  f->options = g_variant_get_child_value (parameters, 1);
  g_assert_true (g_variant_lookup (f->options, "handle_token", "&s", &token));
  request = f->own_path
              ? g_strdup ("/org/freedesktop/portal/desktop/request/1")
              : g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", peer, token);

  /* A portal that knows the answer already says it before its reply. */
  if (!f->own_path && !f->mute)
    answer (f, request);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request));
  if (f->own_path)
    {
      stand_in_flush (&f->desk);
      answer (f, request);
    }
}

static void
named_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
start_portal (Fixture *f)
{
  const GDBusInterfaceVTable vtable = { asked_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (portal_xml, NULL);

  g_dbus_connection_register_object (f->desk.desktop,
                                     "/org/freedesktop/portal/desktop",
                                     node->interfaces[0],
                                     &vtable,
                                     f,
                                     NULL,
                                     NULL);
  f->name = g_bus_own_name_on_connection (f->desk.desktop,
                                          "org.freedesktop.portal.Desktop",
                                          G_BUS_NAME_OWNER_FLAGS_NONE,
                                          named_cb,
                                          NULL,
                                          &f->named,
                                          NULL);
  wait_until (f->named);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  stand_in_set_up (&f->desk);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_handle_id (&f->name, g_bus_unown_name);
  stand_in_tear_down (&f->desk);
  g_clear_pointer (&f->options, g_variant_unref);
  g_clear_error (&f->error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->allowed = simmer_background_permission_ask_finish (result, &f->autostarted, &f->error);
  f->answered = TRUE;
}

static void
ask (Fixture *f, gboolean autostart)
{
  g_clear_error (&f->error);
  f->answered = FALSE;
  simmer_background_permission_ask_async (f->desk.app, autostart, NULL, answered_cb, f);
  wait_until (f->answered);
}

static void
test_granted (Fixture *f, gconstpointer data)
{
  g_autofree const char **command = NULL;
  gboolean autostart;
  const char *reason;

  start_portal (f);
  f->background = TRUE;
  ask (f, FALSE);
  g_assert_no_error (f->error);
  g_assert_true (f->allowed);
  g_assert_false (f->autostarted);
  g_assert_true (g_variant_lookup (f->options, "autostart", "b", &autostart));
  g_assert_false (autostart);
  g_assert_true (g_variant_lookup (f->options, "reason", "&s", &reason));
  g_assert_cmpstr (reason, !=, "");

  f->autostart = f->own_path = TRUE;
  ask (f, TRUE);
  g_assert_true (f->allowed);
  g_assert_true (f->autostarted);
  g_assert_true (g_variant_lookup (f->options, "autostart", "b", &autostart));
  g_assert_true (autostart);
  g_assert_true (g_variant_lookup (f->options, "commandline", "^a&s", &command));
  g_assert_cmpstr (command[0], ==, "simmer");
  g_assert_cmpstr (command[1], ==, "--gapplication-service");
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  start_portal (f);
  ask (f, FALSE);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);

  /* the person closed the question */
  f->background = TRUE;
  f->code = 1;
  ask (f, TRUE);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_false (f->autostarted);
}

static void
test_nobody_to_ask (Fixture *f, gconstpointer data)
{
  ask (f, FALSE);
  g_assert_nonnull (f->error);
  g_assert_false (g_error_matches (f->error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED));
}

static void
test_waiting_ends (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  start_portal (f);
  f->mute = TRUE;
  simmer_background_permission_ask_async (f->desk.app, FALSE, cancellable, answered_cb, f);
  wait_until (f->options != NULL);
  stand_in_flush (&f->desk);
  g_assert_false (f->answered);
  g_cancellable_cancel (cancellable);
  wait_until (f->answered);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/background-permission/" path, Fixture, NULL, set_up, func, tear_down)

  ADD ("granted", test_granted);
  ADD ("refused", test_refused);
  ADD ("nobody-to-ask", test_nobody_to_ask);
  ADD ("waiting-ends", test_waiting_ends);

  return g_test_run ();
}
