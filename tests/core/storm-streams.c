/* Streams over which services tell of their tasks: well, too late, twice, of others, in half, or no
 * more. */

#include "storm-world.h"

#include <string.h>

struct _Stream
{
  World *world;
  Host *host;
  Account *account;
  SimmerFakeStream *pipe; /* (unowned): who reads it holds it */
  SimmerAlarm *alarm;     /* (owned) */
  gboolean selective;     /* it does not tell of each task */
};

static void
stream_left_cb (gpointer user_data)
{
  Stream *self = user_data;

  if (self->account->stream == self)
    {
      self->account->stream = NULL;
      self->account->lost = world_now (self->world);
    }
  g_hash_table_remove (self->world->streams, self);
  g_clear_pointer (&self->alarm, simmer_alarm_free);
  g_free (self);
}

static void
say (Stream *self, const char *text)
{
  g_autofree char *event = g_strconcat ("data: ", text, "\n\n", NULL);

  tell (self->world,
        "%s tells process %u %s",
        self->host->name,
        world_number (self->world, self->account->process),
        text);
  simmer_fake_stream_say (self->pipe, event);
}

/* Returns: (transfer full) (nullable): what is to be said of it */
static char *
describe (Stream *self, Subject *subject)
{
  World *w = self->world;
  g_autofree char *text = NULL;

  if (subject->host != self->host ||
      subject->number !=
        self->account - self->host->accounts[world_number (w, self->account->process)] ||
      (self->selective && subject->ends % 2 == 0))
    return NULL;

  if (subject->news <= subject->asked)
    subject->news = world_now (w);
  subject->mentioned = world_now (w);
  text = world_describe (w, subject);
  if (strstr (text, simmer_task_status_to_string (subject->outcome)) != NULL)
    subject->said = TRUE;

  return g_strdup_printf ("{\"id\":\"%s\",%s", simmer_task_get_id (subject->task), text + 1);
}

static void
tell_all (Stream *self)
{
  g_autoptr (GString) all = g_string_new ("{\"type\":\"snapshot\",\"tasks\":[");
  const char *between = "";

  for (guint i = 0; i < self->world->n_subjects; i++)
    {
      g_autofree char *text = describe (self, &self->world->subjects[i]);

      if (text == NULL)
        continue;
      g_string_append_printf (all, "%s%s", between, text);
      between = ",";
    }
  g_string_append (all, "]}");
  say (self, all->str);
}

static void
tell_one (Stream *self)
{
  World *w = self->world;
  Subject *subject = &w->subjects[g_rand_int_range (w->random, 0, (int) w->n_subjects)];
  g_autofree char *text = describe (self, subject);
  g_autofree char *event = NULL;

  if (text == NULL)
    return;
  event = g_strdup_printf ("{\"type\":\"task\",\"task\":%s}", text);
  say (self, event);
  if (!w->calm && world_chance (w) < 0.1)
    say (self, event);
}

/* Of what was under way, nothing more is heard. */
static void
end (Stream *self, gboolean broken)
{
  tell (self->world, "%s ends a stream", self->host->name);
  self->host->troubled = self->account->lost = world_now (self->world);
  if (self->account->stream == self)
    self->account->stream = NULL;
  simmer_alarm_unset (self->alarm);
  simmer_fake_stream_end (self->pipe, broken);
}

/* Returns: whether it will say more */
static gboolean
misbehave (Stream *self)
{
  World *w = self->world;

  self->host->troubled = world_now (w);
  switch (g_rand_int_range (w->random, 0, 5))
    {
    case 0:
      end (self, FALSE);
      return FALSE;
    case 1:
      end (self, TRUE);
      return FALSE;
    case 2:
      simmer_fake_stream_say (self->pipe, "data: {\"task\":{\"id\":\"t0\",");
      end (self, FALSE);
      return FALSE;
    case 3:
      say (self, "<html>COMPLETED</html>");
      return TRUE;
    default:
      /* For ever: who listens has to notice. */
      return FALSE;
    }
}

static void
stream_cb (gpointer user_data)
{
  Stream *self = user_data;
  World *w = self->world;
  double chance = world_chance (w);
  gboolean goes_on = TRUE;

  if (!w->calm && chance < 0.2 * self->host->rudeness)
    goes_on = misbehave (self);
  else if (chance < 0.4)
    tell_all (self);
  else if (chance < 0.9)
    tell_one (self);
  else
    say (self, "{\"type\":\"heartbeat\"}");

  if (goes_on)
    simmer_alarm_set (self->alarm, world_now (w) + world_between (w, 0.3, 10));
}

SimmerFakeStream *
world_open_stream (World *w, Reply *reply)
{
  Stream *self = g_new0 (Stream, 1);

  self->world = w;
  self->host = reply->host;
  self->account = reply->account;
  self->selective = world_chance (w) < 0.2;
  self->alarm = simmer_alarm_new (w->clock, stream_cb, self);
  self->pipe = simmer_fake_stream_new (stream_left_cb, self);
  self->account->stream = self;
  g_hash_table_add (w->streams, self);
  w->n_streams++;
  if (world_chance (w) < 0.5)
    tell_all (self);
  simmer_alarm_set (self->alarm, world_now (w) + world_between (w, 0.3, 10));

  return self->pipe;
}

/* The host is gone: some of its streams break, of others nothing more is heard. */
void
world_break_streams (World *w, Host *host)
{
  g_autoptr (GList) streams = g_hash_table_get_keys (w->streams);

  for (GList *link = streams; link != NULL; link = link->next)
    {
      Stream *self = link->data;

      if (self->host != host || self->account->stream != self)
        continue;
      if (world_chance (w) < 0.5)
        end (self, TRUE);
      else
        simmer_alarm_unset (self->alarm);
    }
}
