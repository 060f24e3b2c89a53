/* Services that answer well, badly, late or not at all. */

#include <string.h>

#include "storm-world.h"

/* No window is longer. */
#define CLAMP_LIMIT (10 * MINUTE)

static Subject *
find_subject (World *w, const char *id)
{
  guint index = (guint) g_ascii_strtoull (id + 1, NULL, 10);

  g_assert_cmpuint (index, <, w->n_subjects);
  return &w->subjects[index];
}

static const char *
get_word (World *w, Subject *subject)
{
  if (world_now (w) >= subject->ends)
    return simmer_task_status_to_string (subject->outcome);
  if (world_now (w) < subject->starts || (!w->calm && world_chance (w) < 0.05))
    return "PENDING";

  return "IN_PROGRESS";
}

char *
world_describe (World *w, Subject *subject)
{
  double share =
    (double) (world_now (w) - subject->starts) / (double) (subject->ends - subject->starts);

  if (!w->calm && world_chance (w) < 0.02)
    return g_strdup ("{\"status\":\"FROBNICATING\"}");
  return g_strdup_printf (
    "{\"status\":\"%s\",\"progress\":%.2f}", get_word (w, subject), CLAMP (share, 0.0, 1.0));
}

static char *
describe_all (World *w, Reply *reply)
{
  GString *body;

  if (reply->fetches)
    return g_strdup ("{\"url\":\"/r/1\"}");
  if (strstr (reply->ask->path, "ids=") == NULL)
    return world_describe (w, reply->subjects->pdata[0]);

  body = g_string_new ("{");
  for (guint i = 0; i < reply->subjects->len; i++)
    {
      Subject *subject = reply->subjects->pdata[i];
      g_autofree char *text = world_describe (w, subject);

      if (!w->calm && world_chance (w) < 0.05)
        continue;
      g_string_append_printf (
        body, "%s\"%s\":%s", body->len > 1 ? "," : "", simmer_task_get_id (subject->task), text);
    }
  g_string_append_c (body, '}');

  return g_string_free (body, FALSE);
}

static void
close_window (World *w, Reply *reply, gint64 wait)
{
  Host *host = reply->host;
  gint64 *until = &host->closed_until[world_number (w, reply->account->process)];

  *until = MAX (*until, world_now (w) + MIN (wait, CLAMP_LIMIT));
  host->barred = MAX (host->barred, *until);
}

/* Asks to be left alone, in one of the ways in which services do. */
static void
add_limit (World *w, Reply *reply, SimmerHttpAnswer *answer)
{
  static const char *const nonsense[] = {
    "", "soon", "-5", "12 apples", "Mon, 99 Foo 2020 00:00:00 GMT", "\x01\x02", "1e9",
  };
  gint64 wait = world_chance (w) < 0.05 ? world_between (w, 600, 90000) : world_between (w, 1, 40);
  gint64 seconds = wait / SECOND;
  gint64 skew = world_between (w, -5000, 5000) / SECOND;

  answer->date = (simmer_clock_get_wall (w->clock) / SECOND + skew) * SECOND;
  switch (g_rand_int_range (w->random, 0, 4))
    {
    case 0:
      answer->retry_after = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
      close_window (w, reply, seconds * SECOND);
      break;
    case 1:
      {
        g_autoptr (GDateTime) date =
          g_date_time_new_from_unix_utc (answer->date / SECOND + seconds);

        answer->retry_after = g_date_time_format (date, "%a, %d %b %Y %H:%M:%S GMT");
        close_window (w, reply, seconds * SECOND);
      }
      break;
    case 2:
      answer->rate_limit = g_strdup_printf ("\"default\";r=0;t=%" G_GINT64_FORMAT, seconds);
      close_window (w, reply, seconds * SECOND);
      break;
    default:
      answer->retry_after =
        g_strdup (nonsense[g_rand_int_range (w->random, 0, G_N_ELEMENTS (nonsense))]);
      break;
    }
}

static void
note_end (Reply *reply)
{
  World *w = reply->world;

  reply->host->in_flight[world_number (w, reply->account->process)]--;
  if (reply->ask->listens)
    reply->account->connecting = FALSE;
  if (world_now (w) - reply->sent > SECOND)
    reply->host->troubled = world_now (w);
  for (guint i = 0; reply->subjects != NULL && i < reply->subjects->len; i++)
    {
      Subject *subject = reply->subjects->pdata[i];

      subject->in_flight--;
      subject->asked = world_now (w);
    }
}

static void
reply_free (Reply *reply)
{
  g_clear_pointer (&reply->alarm, simmer_alarm_free);
  g_clear_pointer (&reply->subjects, g_ptr_array_unref);
  g_free (reply);
}

/* A good answer reached the poller: whoever it says has ended is not to be asked for again, unless
 * there is more to be said of an end that was a success. */
static void
note_told (World *w, Reply *reply, const char *body)
{
  gboolean has_more =
    !reply->fetches && simmer_client_can (reply->account->client, SIMMER_VERB_OUTCOME);

  if (reply->fetches && reply->subjects->len > 0)
    {
      ((Subject *) reply->subjects->pdata[0])->told = TRUE;
      return;
    }
  for (guint i = 0; i < reply->subjects->len; i++)
    {
      Subject *subject = reply->subjects->pdata[i];
      g_autofree char *member =
        g_strdup_printf ("\"%s\":{", simmer_task_get_remote_id (subject->task));
      const char *mine = strstr (reply->ask->path, "ids=") != NULL ? strstr (body, member) : body;
      g_autofree char *end =
        g_strdup_printf ("\"%s\"", simmer_task_status_to_string (subject->outcome));
      const char *found = mine != NULL ? strstr (mine, end) : NULL;

      gboolean ended = found != NULL && found < strchr (mine, '}');

      /* What only leads to the outcome says nothing before that is there. */
      if (!(ended && has_more && subject->outcome == SIMMER_TASK_STATUS_COMPLETED))
        {
          subject->gone = 0;
          subject->known = subject->known || mine != NULL;
        }
      if (!ended)
        continue;
      /* News that a stream told after the question went out may count for more than its answer. */
      if (subject->mentioned >= reply->sent ||
          (has_more && subject->outcome == SIMMER_TASK_STATUS_COMPLETED))
        subject->said = TRUE;
      else
        subject->told = TRUE;
    }
}

/* A stream is opened; at times something else stands where it should. */
static void
answer_listener (World *w, Reply *reply)
{
  if (!w->calm && world_chance (w) < 0.1)
    {
      reply->account->lost = world_now (w);
      simmer_fake_ask_answer (reply->ask, simmer_fake_answer_new (200, "<html>Hello</html>"));
    }
  else
    {
      g_autoptr (SimmerFakeStream) stream = world_open_stream (w, reply);

      simmer_fake_ask_stream (reply->ask, stream);
    }
}

static void
answer_well (World *w, Reply *reply, gboolean limited)
{
  g_autofree char *body = reply->subjects != NULL ? describe_all (w, reply) : g_strdup ("{}");
  SimmerHttpAnswer *answer = simmer_fake_answer_new (200, body);

  if (limited)
    {
      add_limit (w, reply, answer);
      reply->host->troubled = world_now (w);
    }
  if (reply->subjects != NULL)
    note_told (w, reply, body);
  simmer_fake_ask_answer (reply->ask, answer);
}

static void
answer_badly (World *w, Reply *reply)
{
  static const guint statuses[] = { 500, 502, 503, 504, 418, 404, 429, 429, 503, 401 };
  static const char *const bodies[] = {
    "", "<html>Oops</html>", "{\"status\":", "[[[[[", "{}", "null", "{\"status\":null}", "\xff\xfe",
  };
  guint status = statuses[g_rand_int_range (w->random, 0, G_N_ELEMENTS (statuses))];
  SimmerHttpAnswer *answer;

  if (world_chance (w) < 0.3)
    status = 200;
  answer =
    simmer_fake_answer_new (status, bodies[g_rand_int_range (w->random, 0, G_N_ELEMENTS (bodies))]);
  if (status == 429 || (status == 503 && world_chance (w) < 0.5))
    add_limit (w, reply, answer);
  for (guint i = 0; reply->subjects != NULL && i < reply->subjects->len; i++)
    {
      Subject *subject = reply->subjects->pdata[i];

      /* The service may say so of a task by itself, or refuse to speak of one that it has never
       * told of; three times in a row it is believed. */
      if (reply->subjects->len == 1)
        subject->gone = status == 404 || (status == 418 && !subject->known) ? subject->gone + 1 : 0;
      subject->may_fail = subject->may_fail || subject->gone >= 3;
      if (status == 401)
        reply->account->signed_out = TRUE;
    }
  simmer_fake_ask_answer (reply->ask, answer);
}

static void
deliver (World *w, Reply *reply)
{
  Host *host = reply->host;

  g_hash_table_remove (w->replies, reply);
  tell (w, "reply to %s %s", reply->ask->host, reply->ask->path);
  note_end (reply);
  if (w->offline > 0 || host->down)
    {
      host->troubled = world_now (w);
      simmer_fake_ask_fail (reply->ask,
                            w->offline > 0 ? SIMMER_ERROR_OFFLINE : SIMMER_ERROR_UNREACHABLE);
    }
  else if (reply->ask->listens && (w->calm || world_chance (w) >= host->rudeness))
    answer_listener (w, reply);
  else if (w->calm || world_chance (w) >= host->rudeness)
    answer_well (w, reply, !w->calm && world_chance (w) < 0.02);
  else if (world_chance (w) < 0.6)
    {
      host->troubled = world_now (w);
      answer_badly (w, reply);
    }
  else
    {
      host->troubled = world_now (w);
      simmer_fake_ask_fail (
        reply->ask, world_chance (w) < 0.5 ? SIMMER_ERROR_UNREACHABLE : SIMMER_ERROR_TIMED_OUT);
    }
  reply_free (reply);
}

/* What arrives at the same time is taken in one by one, with all that follows from it. */
static gboolean
deliver_cb (gpointer user_data)
{
  World *w = user_data;

  deliver (w, g_queue_pop_head (&w->arrived));
  if (!g_queue_is_empty (&w->arrived))
    return G_SOURCE_CONTINUE;

  w->idle = 0;
  return G_SOURCE_REMOVE;
}

static void
reply_cb (gpointer user_data)
{
  Reply *reply = user_data;
  World *w = reply->world;

  g_queue_push_tail (&w->arrived, reply);
  if (w->idle == 0)
    w->idle = g_idle_add_full (G_PRIORITY_LOW, deliver_cb, w, NULL);
}

static gint64
draw_delay (World *w, Host *host)
{
  if (w->calm || world_chance (w) >= host->rudeness)
    return world_between (w, 0.005, 0.2);
  if (world_chance (w) < 0.3)
    return 30 * SECOND;

  return world_between (w, 0, 5);
}

static GPtrArray *
find_subjects (World *w, const char *path)
{
  GPtrArray *subjects = g_ptr_array_new ();
  const char *list = strstr (path, "ids=");
  g_autofree char *plain = NULL;
  g_auto (GStrv) ids = NULL;

  if (list == NULL)
    {
      g_ptr_array_add (subjects, find_subject (w, strrchr (path, '/') + 1));
      return subjects;
    }

  plain = g_uri_unescape_string (list + 4, NULL);
  ids = g_strsplit (plain, ",", -1);
  for (guint i = 0; ids[i] != NULL; i++)
    g_ptr_array_add (subjects, find_subject (w, ids[i]));

  return subjects;
}

static void
find_account (World *w, Reply *reply)
{
  guint process = 0;

  for (guint i = 0; i < N_HOSTS; i++)
    if (g_str_equal (w->hosts[i].name, reply->ask->host))
      reply->host = &w->hosts[i];
  while (w->processes[process].http != reply->ask->http)
    process++;
  reply->account = &reply->host->accounts[process][reply->ask->path[1] - '0'];
}

static void
note (World *w, Reply *reply)
{
  if (reply->ask->listens)
    world_note_stream (w, reply);
  else if (g_str_equal (reply->ask->method, "GET"))
    {
      reply->subjects = find_subjects (w, reply->ask->path);
      reply->fetches = strstr (reply->ask->path, "/outcome/") != NULL;
      if (reply->fetches)
        world_note_fetch (w, reply);
      else
        world_note_questions (w, reply);
    }
  else
    world_note_order (w, reply);
}

void
world_asked_cb (SimmerFakeAsk *ask, gboolean given_up, gpointer user_data)
{
  World *w = user_data;
  Reply *reply = ask->data;

  if (given_up)
    {
      g_hash_table_remove (w->replies, reply);
      if (g_queue_remove (&w->arrived, reply) && g_queue_is_empty (&w->arrived))
        g_clear_handle_id (&w->idle, g_source_remove);
      note_end (reply);
      reply_free (reply);
      return;
    }

  reply = g_new0 (Reply, 1);
  reply->world = w;
  reply->ask = ask;
  reply->sent = world_now (w);
  find_account (w, reply);
  w->n_requests++;
  tell (
    w, "process %u asks %s %s", world_number (w, reply->account->process), ask->host, ask->path);
  note (w, reply);
  reply->host->in_flight[world_number (w, reply->account->process)]++;
  ask->data = reply;
  g_hash_table_add (w->replies, reply);
  reply->alarm = simmer_alarm_new (w->clock, reply_cb, reply);
  simmer_alarm_set (reply->alarm, world_now (w) + draw_delay (w, reply->host));
}
