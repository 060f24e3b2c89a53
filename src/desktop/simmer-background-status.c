#define G_LOG_DOMAIN "Simmer-Background"

#include "config.h"

#include "simmer-background-status.h"

/* What the portal takes: longer ones it refuses, and nobody reads faster. */
#define MAX_CHARS  96
#define PAUSE_USEC (5 * G_USEC_PER_SEC)

struct _SimmerBackgroundStatus
{
  GObject parent_instance;

  GDBusConnection *connection; /* (owned) */
  SimmerClock *clock;          /* (owned) */
  SimmerAlarm *alarm;          /* (owned) */
  char *text;                  /* (owned) (nullable) what is to be told */
  char *told;                  /* (owned) (nullable) */
  gint64 next;                 /* boot time */
};

G_DEFINE_FINAL_TYPE (SimmerBackgroundStatus, simmer_background_status, G_TYPE_OBJECT)

static void
alarm_cb (gpointer user_data)
{
  SimmerBackgroundStatus *self = user_data;
  GVariantDict options;

  if (g_strcmp0 (self->text, self->told) == 0)
    return;

  g_free (self->told);
  self->told = g_strdup (self->text);
  self->next = simmer_clock_get_boot (self->clock) + PAUSE_USEC;
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "message", "s", self->told);
  g_dbus_connection_call (self->connection,
                          "org.freedesktop.portal.Desktop",
                          "/org/freedesktop/portal/desktop",
                          "org.freedesktop.portal.Background",
                          "SetStatus",
                          g_variant_new ("(@a{sv})", g_variant_dict_end (&options)),
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          NULL,
                          NULL);
}

static void
simmer_background_status_dispose (GObject *object)
{
  SimmerBackgroundStatus *self = SIMMER_BACKGROUND_STATUS (object);

  g_clear_pointer (&self->alarm, simmer_alarm_free);
  g_clear_object (&self->connection);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->told, g_free);

  G_OBJECT_CLASS (simmer_background_status_parent_class)->dispose (object);
}

static void
simmer_background_status_class_init (SimmerBackgroundStatusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = simmer_background_status_dispose;
}

static void
simmer_background_status_init (SimmerBackgroundStatus *self)
{
}

/**
 * simmer_background_status_new:
 * @connection: the session's bus
 * @clock: what time it is
 *
 * Returns: (transfer full): a status of which nothing is told yet
 */
SimmerBackgroundStatus *
simmer_background_status_new (GDBusConnection *connection, SimmerClock *clock)
{
  SimmerBackgroundStatus *self = g_object_new (SIMMER_TYPE_BACKGROUND_STATUS, NULL);

  self->connection = g_object_ref (connection);
  self->clock = g_object_ref (clock);
  self->alarm = simmer_alarm_new (clock, alarm_cb, self);

  return self;
}

/**
 * simmer_background_status_set:
 * @self: a status
 * @text: what goes on; cut to what the portal takes, and told at most once in five seconds
 */
void
simmer_background_status_set (SimmerBackgroundStatus *self, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_free (self->text);
  self->text = g_utf8_strlen (valid, -1) > MAX_CHARS ? g_utf8_substring (valid, 0, MAX_CHARS)
                                                     : g_steal_pointer (&valid);
  if (simmer_alarm_get (self->alarm) == -1)
    simmer_alarm_set (self->alarm, MAX (self->next, simmer_clock_get_boot (self->clock)));
}
