/* The sentence in the desktop's list of programs without a window. */

#include "simmer-background-status.h"
#include "stand-in.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static const char portal_xml[] =
  "<node><interface name='org.freedesktop.portal.Background'><method name='SetStatus'>"
  "<arg type='a{sv}' direction='in'/></method></interface></node>";

typedef struct
{
  StandIn desk;
  SimmerClock *clock;
  SimmerBackgroundStatus *status;
  GPtrArray *told;
  gboolean named;
  guint name;
} Fixture;

static void
called_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 0);
  char *message = NULL;

  g_assert_true (g_variant_lookup (options, "message", "s", &message));
  g_ptr_array_add (f->told, message);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
named_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  const GDBusInterfaceVTable vtable = { called_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (portal_xml, NULL);

  stand_in_set_up (&f->desk);
  f->told = g_ptr_array_new_with_free_func (g_free);
  f->clock = simmer_clock_new_fake (SECOND);
  f->status = simmer_background_status_new (f->desk.app, f->clock);
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
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->status);
  g_object_unref (f->clock);
  g_bus_unown_name (f->name);
  stand_in_tear_down (&f->desk);
  g_ptr_array_unref (f->told);
}

static void
test_tells_at_once_then_every_five_seconds (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      simmer_background_status_set (f->status, text);
      simmer_clock_advance (f->clock, SECOND / 10);
    }
  simmer_clock_advance (f->clock, 10 * SECOND);
  wait_until (f->told->len > 0 && g_str_equal (f->told->pdata[f->told->len - 1], "199"));
  g_assert_cmpstr (f->told->pdata[0], ==, "0");
  g_assert_cmpuint (f->told->len, <=, 6);
}

static void
test_same_is_told_once (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    {
      simmer_background_status_set (f->status, "1 running");
      simmer_clock_advance (f->clock, 10 * SECOND);
    }
  stand_in_flush (&f->desk);
  g_assert_cmpuint (f->told->len, ==, 1);
}

static void
test_cut_between_characters (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 200; i++)
    g_string_append (text, "ä");
  simmer_background_status_set (f->status, text->str);
  simmer_clock_advance (f->clock, SECOND);
  wait_until (f->told->len == 1);
  g_assert_true (g_utf8_validate (f->told->pdata[0], -1, NULL));
  g_assert_cmpint (g_utf8_strlen (f->told->pdata[0], -1), ==, 96);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/background-status/" path, Fixture, NULL, set_up, func, tear_down)

  ADD ("tells-at-once-then-every-five-seconds", test_tells_at_once_then_every_five_seconds);
  ADD ("same-is-told-once", test_same_is_told_once);
  ADD ("cut-between-characters", test_cut_between_characters);

  return g_test_run ();
}
