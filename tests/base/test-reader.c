/* The tolerant reader, on what an answer says of a task: one row a shape of answer, and what it
 * says. */

#include "reader-rows.h"
#include "simmer-error.h"
#include "simmer-profile-shelf.h"

#include <string.h>

static void
test_native (void)
{
  static const Row rows[] = {
    { "{\"taskId\":\"g1\",\"kind\":\"image\",\"prompt\":\"a lighthouse\",\"status\":\"PENDING\","
      "\"progress\":0.0,\"queuePosition\":3,\"etaSeconds\":40,\"message\":\"Waiting.\","
      "\"error\":null,\"results\":[],\"attempt\":1}",
      "PENDING id=g1 p=0 q=3/1 eta=40 kind=image title=a lighthouse msg=Waiting. attempt=1" },
    { "{\"taskId\":\"g1\",\"status\":\"IN_PROGRESS\",\"progress\":0.4213,\"etaSeconds\":7.5}",
      "IN_PROGRESS id=g1 p=0.4213 eta=7.5" },
    { "{\"taskId\":\"g1\",\"status\":\"COMPLETED\",\"progress\":1.0,\"results\":["
      "{\"url\":\"/api/v1/generate/result/g1/0\",\"mediaType\":\"image/png\",\"width\":768},"
      "{\"url\":\"/api/v1/generate/result/g1/1\",\"mediaType\":\"image/png\"}],"
      "\"statusUrl\":\"/api/v1/generate/status/g1\",\"cancelUrl\":\"/x\",\"retryUrl\":\"/y\"}",
      "COMPLETED id=g1 p=1 [image/png /api/v1/generate/result/g1/0]"
      " [image/png /api/v1/generate/result/g1/1]" },
    { "{\"taskId\":\"g1\",\"status\":\"FAILED\",\"message\":\"Out of paint.\","
      "\"error\":{\"code\":\"paint\",\"message\":\"Out of paint.\"}}",
      "FAILED id=g1 msg=Out of paint. err=Out of paint." },
    { "{\"taskId\":\"g1\",\"status\":\"CANCELLED\",\"progress\":0.2}", "CANCELLED id=g1 p=0.2" },
  };

  CHECK (STATUS, 200, rows);
}

static void
test_words (void)
{
  static const struct
  {
    const char *status;
    const char *words;
  } lists[] = {
    { "PENDING",
      "pending,Queued,WAITING,submitted,scheduled,in_queue,IN-QUEUE,inQueue,created,not started,"
      "NotStarted,awaiting_payment,waiting_for_approval,throttled,initializing,"
      "TASK_STATUS_QUEUED" },
    { "IN_PROGRESS",
      "processing,Running,started,GENERATING,active,in progress,InProgress,in-progress,working,"
      "rendering,generating_frames,Cancelling,finalizing,percolating,JOB_STATE_RUNNING" },
    { "COMPLETED",
      "completed,COMPLETE,success,Succeeded,succeed,done,Finished,ready,already_created,TASK_"
      "STATUS_SUCCEED" },
    { "FAILED",
      "failed,FAILURE,error,errored,rejected,expired,timeout,TimedOut,timed_out,crashed,"
      "GENERATE_AUDIO_FAILED,validation error" },
    { "CANCELLED", "cancelled,Canceled,revoked,aborted,stopped,preempted,user-cancelled" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_auto (GStrv) words = g_strsplit (lists[i].words, ",", -1);

      for (guint j = 0; words[j] != NULL; j++)
        {
          g_autofree char *body = g_strdup_printf ("{\"id\":1,\"status\":\"%s\"}", words[j]);
          g_autofree char *expected = g_strdup_printf ("%s id=1", lists[i].status);
          Row row = { body, expected };

          check_rows (SIMMER_VERB_STATUS, 200, &row, 1);
        }
    }
}

/* What nobody knows is neither done nor failed. */
static void
test_unknown (void)
{
  static const Row rows[] = {
    { "{\"id\":\"a\",\"status\":\"percolated\"}", "- unknown=percolated id=a" },
    { "{\"id\":\"a\",\"status\":\"ing\"}", "- unknown=ing id=a" },
    { "{\"id\":\"a\",\"status\":\"TEXT_SUCCESS\"}", "- unknown=TEXT_SUCCESS id=a" },
    { "{\"id\":\"a\",\"status\":\"task_\"}", "- unknown=task_ id=a" },
    { "{\"id\":\"a\",\"payment_state\":\"failed\"}", "- id=a" },
    { "{\"id\":\"a\",\"import_status\":\"percolated\"}", "- id=a" },
    { "{\"id\":\"a\",\"status\":\"completed-ish\",\"result\":\"/x.png\"}",
      "- unknown=completed-ish id=a" },
    { "{\"id\":\"a\",\"status\":\"failed_over\",\"progress\":40}",
      "- unknown=failed_over id=a p=0.4" },
    { "{\"id\":\"a\",\"status\":\"odd\",\"step\":\"done\"}", "- unknown=odd id=a" },
    { "{\"id\":\"a\",\"status\":7}", "- id=a" },
    { "{\"id\":\"a\",\"status\":\"200\"}", "- id=a" },
    { "{\"id\":\"a\",\"status\":\"ok\"}", "- id=a" },
    { "{\"id\":\"a\",\"status\":null,\"state\":\"running\"}", "IN_PROGRESS id=a" },
    { "{\"progress\":0.5,\"state\":{\"job\":\"x\",\"skipped\":false}}", "- p=0.5" },
    { "{\"id\":\"a\",\"status\":\"\"}", "- id=a" },
    { "{\"id\":\"a\",\"status\":[\"running\"]}", "- id=a" },
  };

  CHECK (STATUS, 200, rows);
}

static void
test_spelling (void)
{
  static const Row rows[] = {
    { "{\"task_id\":\"a\",\"task_status\":\"run\",\"progress_percent\":35}",
      "IN_PROGRESS id=a p=0.35" },
    { "{\"task-id\":\"a\",\"State\":\"RUN\",\"Queue-Position\":0}", "IN_PROGRESS id=a q=0/1" },
    { "{\"TaskID\":\"a\",\"Status\":{\"State\":\"Running\"}}", "IN_PROGRESS id=a" },
    { "{\"uid\":\"a\",\"event\":\"completed\",\"percent\":100}", "COMPLETED id=a p=1" },
    { "{\"job_id\":17,\"phase\":\"queued\",\"position\":\"4\"}", "PENDING id=17 q=4/1" },
    { "{\"id\":\"a\",\"status\":\"running\",\"position\":4}", "IN_PROGRESS id=a" },
    { "{\"id\":\"has blank\",\"uuid\":\"u\",\"status\":\"running\"}", "IN_PROGRESS id=u" },
    { "{\"id\":\"\",\"status\":\"running\",\"eta_ms\":1500}", "IN_PROGRESS eta=1.5" },
    { "{\"id\":true,\"status\":\"running\",\"wait_time\":\"90\"}", "IN_PROGRESS eta=90" },
    { "{\"id\":{},\"status\":\"running\",\"eta\":\"soon\",\"queue_position\":-1}", "IN_PROGRESS" },
  };

  CHECK (STATUS, 200, rows);
}

static void
test_envelopes (void)
{
  static const Row rows[] = {
    { "{\"success\":true,\"data\":{\"id\":\"a\",\"status\":\"running\"},\"message\":\"ok\"}",
      "IN_PROGRESS id=a" },
    { "{\"code\":0,\"msg\":\"success\",\"data\":{\"id\":\"a\",\"state\":\"queueing\"}}",
      "PENDING id=a" },
    { "{\"code\":200,\"data\":{\"task\":{\"id\":\"a\",\"status\":\"running\"}}}",
      "IN_PROGRESS id=a" },
    { "{\"status\":\"success\",\"data\":{\"id\":\"a\",\"status\":\"pending\"}}", "PENDING id=a" },
    { "{\"status\":\"ok\",\"result\":{\"id\":\"a\",\"status\":\"pending\"}}", "PENDING id=a" },
    { "{\"status\":\"odd\",\"job\":{\"id\":\"a\",\"status\":\"pending\"}}", "PENDING id=a" },
    { "{\"Response\":{\"Status\":\"WAIT\",\"ErrorMessage\":\"\",\"RequestId\":\"r\"}}",
      "PENDING id=r" },
    { "{\"status\":200,\"response\":{\"id\":\"a\",\"isCompleted\":false,\"status\":0}}",
      "PENDING id=a" },
    { "{\"data\":[{\"id\":\"a\",\"status\":\"running\"}]}", "IN_PROGRESS id=a" },
    { "{\"status\":\"completed\",\"data\":{\"status\":\"sunny\",\"url\":\"/a\"}}",
      "COMPLETED [? /a]" },
    { "{\"id\":\"a\",\"status\":\"running\",\"result\":{\"status\":\"succeeded\"}}",
      "IN_PROGRESS id=a" },
    { "{\"data\":{\"data\":{\"data\":{\"data\":{\"status\":\"running\"}}}}}", "IN_PROGRESS" },
    { "{\"data\":{\"data\":{\"data\":{\"data\":{\"data\":{\"status\":\"running\"}}}}}}",
      "malformed! The answer says nothing about a task." },
  };

  CHECK (STATUS, 200, rows);
}

static void
test_flags (void)
{
  static const Row rows[] = {
    { "{\"done\":false,\"processing\":1,\"waiting\":1,\"faulted\":false}", "IN_PROGRESS" },
    { "{\"done\":false,\"processing\":0,\"waiting\":2,\"faulted\":false,\"queue_position\":5}",
      "PENDING q=5/1" },
    { "{\"done\":false}", "IN_PROGRESS" },
    { "{\"done\":true,\"generations\":[{\"img\":\"https://h/a.webp\"}]}",
      "COMPLETED [? https://h/a.webp]" },
    { "{\"done\":false,\"faulted\":true}", "FAILED" },
    { "{\"id\":\"a\",\"cancelled\":true}", "CANCELLED id=a" },
    { "{\"done\":true,\"error\":{\"code\":3,\"message\":\"too dark\"}}", "FAILED err=too dark" },
    { "{\"name\":\"operations/o1\"}", "IN_PROGRESS id=operations/o1" },
    { "{\"name\":\"operations/o1\",\"done\":true,\"response\":{\"v\":{\"uri\":\"/f:x\"}}}",
      "COMPLETED id=operations/o1 [? /f:x]" },
    { "{\"done\":true,\"response\":{\"made\":{\"filteredReasons\":[\"rule 4\",\"rule 5\"]}}}",
      "FAILED err=rule 4; rule 5" },
    { "{\"id\":\"a\",\"isCompleted\":true,\"status\":2}", "COMPLETED id=a" },
    { "{\"id\":\"a\",\"isCompleted\":true,\"status\":3}", "CANCELLED id=a" },
    { "{\"id\":\"a\",\"isCompleted\":true,\"status\":4}", "FAILED id=a" },
    { "{\"id\":\"a\",\"isCompleted\":true,\"status\":9}", "- id=a" },
    { "{\"id\":\"a\",\"isCompleted\":false,\"status\":1}", "IN_PROGRESS id=a" },
    { "{\"id\":\"a\",\"successFlag\":0}", "IN_PROGRESS id=a" },
    { "{\"id\":\"a\",\"successFlag\":1}", "COMPLETED id=a" },
    { "{\"id\":\"a\",\"successFlag\":2,\"errorMessage\":\"no\"}", "FAILED id=a err=no" },
  };

  CHECK (STATUS, 200, rows);
}

static void
test_progress (void)
{
  static const struct
  {
    const char *value;
    const char *expected;
  } cases[] = {
    { "0", " p=0" },
    { "0.37", " p=0.37" },
    { "1", " p=0.01" },
    { "1.0", " p=1" },
    { "2", " p=0.02" },
    { "45", " p=0.45" },
    { "22.5", " p=0.225" },
    { "100", " p=1" },
    { "140", " p=1" },
    { "-1", "" },
    { "null", "" },
    { "true", "" },
    { "[5]", "" },
    { "\"45%\"", " p=0.45" },
    { "\" 45 % \"", " p=0.45" },
    { "\"0.5\"", " p=0.5" },
    { "\"45\"", " p=0.45" },
    { "\"3/10\"", " p=0.3" },
    { "\"3 of 10\"", " p=0.3" },
    { "\"3/0\"", "" },
    { "\"3/x\"", "" },
    { "\"half\"", "" },
    { "\"5 apples\"", "" },
    { "\"inf\"", "" },
    { "{\"done\":1,\"total\":4}", " p=0.25" },
    { "{\"completed\":3,\"total\":4,\"failed\":1,\"stage\":\"x\"}", " p=0.75" },
    { "{\"completed\":0,\"total\":0}", "" },
    { "{\"current\":\"2\",\"max\":\"8\"}", " p=0.25" },
    { "{\"percentage\":1}", " p=0.01" },
    { "{\"value\":0.6,\"message\":\"x\"}", " p=0.6" },
    { "{\"fraction\":{\"done\":1,\"total\":2}}", " p=0.5" },
    { "{}", "" },
  };
  static const Row rows[] = {
    { "{\"id\":1,\"status\":\"completed\",\"progress\":1}", "COMPLETED id=1 p=1" },
    { "{\"id\":1,\"status\":\"running\",\"percentage\":\"7%\"}", "IN_PROGRESS id=1 p=0.07" },
    { "{\"id\":1,\"status\":\"running\",\"percent\":0.5}", "IN_PROGRESS id=1 p=0.005" },
    { "{\"id\":1,\"status\":\"running\",\"processed\":5,\"total\":20}", "IN_PROGRESS id=1 p=0.25" },
    { "{\"id\":1,\"status\":\"running\",\"processed\":5,\"total\":0}", "IN_PROGRESS id=1" },
    { "{\"id\":1,\"status\":\"running\",\"total\":20}", "IN_PROGRESS id=1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body =
        g_strdup_printf ("{\"id\":1,\"status\":\"running\",\"progress\":%s}", cases[i].value);
      g_autofree char *expected = g_strdup_printf ("IN_PROGRESS id=1%s", cases[i].expected);
      Row row = { body, expected };

      check_rows (SIMMER_VERB_STATUS, 200, &row, 1);
    }
  CHECK (STATUS, 200, rows);
}

static void
test_failures (void)
{
  static const Row rows[] = {
    { "{\"id\":1,\"status\":\"failed\",\"error\":\"no\"}", "FAILED id=1 err=no" },
    { "{\"id\":1,\"status\":\"failed\",\"error\":[\"a\",{\"msg\":\"b\"},\"\",3]}",
      "FAILED id=1 err=a; b" },
    { "{\"id\":1,\"status\":\"failed\",\"errors\":[\"a\",\"b\",\"c\",\"d\"]}",
      "FAILED id=1 err=a; b; c" },
    { "{\"id\":1,\"status\":\"failed\",\"error\":{\"detail\":{\"reason\":\"deep\"}}}",
      "FAILED id=1 err=deep" },
    { "{\"id\":1,\"status\":\"failed\",\"error\":{\"x\":1},\"failReason\":\"words\"}",
      "FAILED id=1 err=words" },
    { "{\"id\":1,\"status\":\"failed\",\"error\":true,\"message\":\"broke\"}",
      "FAILED id=1 err=broke" },
    { "{\"id\":1,\"status\":\"failed\",\"message\":\"stopped\",\"error_message\":\"broke\"}",
      "FAILED id=1 msg=stopped err=broke" },
    { "{\"id\":1,\"status\":\"failed\",\"task_status_msg\":\"no face\"}",
      "FAILED id=1 err=no face" },
    { "{\"id\":1,\"status\":\"failed\",\"err_code\":\"Policy\"}", "FAILED id=1 err=Policy" },
    { "{\"id\":1,\"status\":\"failed\",\"results\":[{},{\"error\":\"no face\"}]}",
      "FAILED id=1 err=no face" },
    { "{\"id\":1,\"status\":\"failed\"}", "FAILED id=1" },
    { "{\"id\":1,\"status\":\"failed\",\"results\":[\"a\",1]}", "FAILED id=1" },
    { "{\"id\":1,\"status\":\"failed\",\"x\":{\"blockReasons\":[\"dark\"]}}",
      "FAILED id=1 err=dark" },
    { "{\"id\":1,\"status\":\"done\",\"result\":{\"rejectReasons\":[\"dark\"]}}",
      "FAILED id=1 err=dark" },
    { "{\"id\":1,\"status\":\"done\",\"result\":{\"url\":\"/a\",\"filteredReasons\":[\"dark\"]}}",
      "COMPLETED id=1 [? /a]" },
    { "{\"code\":0,\"message\":\"success\",\"data\":{\"id\":1,\"status\":\"failed\"}}",
      "FAILED id=1" },
    { "{\"message\":\"no paint\",\"data\":{\"id\":1,\"status\":\"failed\"}}",
      "FAILED id=1 err=no paint" },
    { "{\"id\":1,\"status\":\"done\",\"result\":{\"status\":\"error\",\"message\":\"no room\"}}",
      "FAILED id=1 err=no room" },
    { "{\"id\":1,\"status\":\"completed\",\"error\":\"no\"}", "FAILED id=1 err=no" },
    { "{\"id\":1,\"status\":\"completed\",\"error\":\"one of two\",\"url\":\"/a\"}",
      "COMPLETED id=1 [? /a]" },
    { "{\"id\":1,\"status\":\"completed\",\"error\":\"none\"}", "COMPLETED id=1" },
    { "{\"id\":1,\"status\":\"completed\",\"error\":\"\",\"message\":\"OK\"}", "COMPLETED id=1" },
    { "{\"status\":\"failed\",\"error\":\"broke\"}", "FAILED err=broke" },
    { "{\"id\":1,\"status\":\"failed\",\"error\":\" a\\n\\tb\\u0007 c\\u202e \"}",
      "FAILED id=1 err=a b c" },
  };

  CHECK (STATUS, 200, rows);
}

static void
test_long_text (void)
{
  g_autofree char *words = g_strnfill (1000, 'x');
  g_autofree char *body =
    g_strdup_printf ("{\"id\":1,\"status\":\"failed\",\"error\":\"%s\"}", words);
  g_autofree char *spaced =
    g_strdup_printf ("{\"id\":1,\"status\":\"failed\",\"error\":\"%.299s yz\"}", words);
  g_autofree char *first = g_strdup_printf ("FAILED id=1 err=%.299s…", words);
  g_autofree char *second = g_strdup_printf ("FAILED id=1 err=%.298s…", words);
  const Row rows[] = { { body, first }, { spaced, second } };

  CHECK (STATUS, 200, rows);
}

static void
test_results (void)
{
  static const Row rows[] = {
    { "{\"id\":1,\"status\":\"done\",\"output\":\"https://h/a.png\"}",
      "COMPLETED id=1 [? https://h/a.png]" },
    { "{\"id\":1,\"status\":\"done\",\"output\":[\"https://h/a\",\"https://h/b\",\"https://h/a\"]}",
      "COMPLETED id=1 [? https://h/a] [? https://h/b]" },
    { "{\"id\":1,\"status\":\"done\",\"result\":{\"files\":{\"glb\":\"https://h/a.glb\","
      "\"obj\":\"https://h/a.obj\"},\"model_url\":\"https://h/a.glb\"}}",
      "COMPLETED id=1 [? https://h/a.glb] [? https://h/a.obj]" },
    { "{\"id\":1,\"status\":\"done\",\"video_url\":\"v/1.mp4\",\"thumbnail_url\":\"v/1.jpg\"}",
      "COMPLETED id=1 [? v/1.mp4]" },
    { "{\"id\":1,\"status\":\"done\",\"urls\":[\"/a\"],\"links\":[{\"href\":\"/api\"}]}",
      "COMPLETED id=1 [? /a]" },
    { "{\"id\":1,\"status\":\"done\",\"urls\":{\"get\":\"https://h/api\"},"
      "\"input\":{\"image\":\"https://h/in.png\"},\"output\":{\"image\":\"https://h/out.png\"}}",
      "COMPLETED id=1 [? https://h/out.png]" },
    { "{\"id\":1,\"status\":\"done\",\"results\":[{\"url\":\"/a\",\"content_type\":\"video/"
      "mp4\"}]}",
      "COMPLETED id=1 [video/mp4 /a]" },
    { "{\"id\":1,\"status\":\"done\",\"results\":[{\"url\":\"/a\",\"type\":\"grid\"}]}",
      "COMPLETED id=1 [? /a]" },
    { "{\"id\":1,\"status\":\"done\",\"text\":\"Once upon a time\"}",
      "COMPLETED id=1 [text/plain:Once upon a time]" },
    { "{\"id\":1,\"status\":\"done\",\"output\":[\"Once \",\"upon\"]}",
      "COMPLETED id=1 [text/plain:Once upon]" },
    { "{\"id\":1,\"status\":\"done\",\"result\":{\"rows\":40}}",
      "COMPLETED id=1 [application/json:{\"rows\":40}]" },
    { "{\"id\":1,\"status\":\"done\",\"result\":[1,2]}",
      "COMPLETED id=1 [application/json:[1,2]]" },
    { "{\"id\":1,\"status\":\"done\",\"result\":{},\"results\":[]}", "COMPLETED id=1" },
    { "{\"id\":1,\"status\":\"done\",\"image\":\"data:text/plain;charset=utf-8;base64,aGFsbG8=\"}",
      "COMPLETED id=1 [text/plain:hallo]" },
    { "{\"id\":1,\"status\":\"done\",\"image\":\"data:,a%20b\"}",
      "COMPLETED id=1 [text/plain:a b]" },
    { "{\"id\":1,\"status\":\"done\",\"url\":\"data:,a%zz\"}", "COMPLETED id=1" },
    { "{\"id\":1,\"status\":\"done\",\"images\":[\"data:,a\",\"data:,a\"]}",
      "COMPLETED id=1 [text/plain:a]" },
    { "{\"id\":1,\"status\":\"done\",\"doc_base64\":\"JVBERi0xLjQ=\"}",
      "COMPLETED id=1 [application/pdf:%PDF-1.4]" },
    { "{\"id\":1,\"status\":\"done\",\"results\":[{\"b64_json\":\"aGFsbG8gaGFsbG8=\","
      "\"mime_type\":\"text/x-greeting\"}]}",
      "COMPLETED id=1 [text/x-greeting:hallo hallo]" },
    { "{\"id\":1,\"status\":\"done\",\"image_base64\":\"aGFsbG8gaGFsbG8=\"}", "COMPLETED id=1" },
    { "{\"id\":1,\"status\":\"done\",\"model\":\"painter-1.5\",\"image\":\"a/b.png\"}",
      "COMPLETED id=1 [? a/b.png]" },
    { "{\"id\":1,\"status\":\"done\",\"result\":{\"image\":\"R0lGODlhAQABAIAAAAAAAP///"
      "w==\",\"model\":\"aaaa/bbbb/cccc\"}}",
      "COMPLETED id=1 [image/gif:GIF89a\001]" },
    { "{\"id\":1,\"status\":\"done\",\"result\":{\"model\":\"painter-1.5\",\"src\":\"a/b.png\"}}",
      "COMPLETED id=1 [? a/b.png]" },
    { "{\"id\":1,\"status\":\"done\",\"result\":{\"reasons\":[\"it is pretty\"]}}",
      "COMPLETED id=1 [application/json:{\"reasons\":[\"it is pretty\"]}]" },
    { "{\"id\":1,\"status\":\"done\",\"image_url\":\"\",\"audio_url\":null}", "COMPLETED id=1" },
    { "{\"id\":1,\"status\":\"running\",\"output\":\"https://h/a.png\"}", "IN_PROGRESS id=1" },
    { "{\"id\":1,\"status\":\"done\",\"data\":{\"diagramUrl\":\"/d.png\",\"cost\":\"12\"}}",
      "COMPLETED id=1 [? /d.png]" },
  };

  CHECK (STATUS, 200, rows);
}

static void
test_groups (void)
{
  static const Row rows[] = {
    { "[{\"id\":\"a\",\"status\":\"queued\"},{\"id\":\"b\",\"status\":\"queued\"}]",
      "PENDING id=a" },
    { "[{\"id\":\"a\",\"status\":\"done\",\"url\":\"/a\"},{\"id\":\"b\",\"status\":\"odd\"}]",
      "IN_PROGRESS id=a [? /a]" },
    { "[{\"id\":\"a\",\"status\":\"done\",\"url\":\"/a\"},"
      "{\"id\":\"b\",\"status\":\"failed\",\"error\":\"no\"}]",
      "COMPLETED id=a [? /a]" },
    { "[{\"id\":\"a\",\"status\":\"done\",\"url\":\"/a\"},"
      "{\"id\":\"b\",\"status\":\"done\",\"url\":\"/b\"}]",
      "COMPLETED id=a [? /a] [? /b]" },
    { "[{\"id\":\"a\",\"status\":\"cancelled\"},{\"id\":\"b\",\"status\":\"failed\","
      "\"error\":\"no\"}]",
      "FAILED id=a err=no" },
    { "[{\"id\":\"a\",\"status\":\"cancelled\"},{\"id\":\"b\",\"status\":\"cancelled\"}]",
      "CANCELLED id=a" },
    { "[{\"id\":\"a\",\"status\":\"running\"}]", "IN_PROGRESS id=a" },
    { "[{\"id\":\"a\"}]", "malformed! The answer says nothing about a task." },
    { "[{\"status\":\"done\"}]", "malformed! The answer says nothing about a task." },
    { "[{\"id\":\"a\",\"status\":\"done\"},{\"status\":\"done\"}]",
      "malformed! The answer says nothing about a task." },
    { "{\"data\":[{\"status\":\"running\"}]}", "IN_PROGRESS" },
    { "[1]", "malformed! The answer says nothing about a task." },
    { "[]", "malformed! The answer says nothing about a task." },
  };

  CHECK (STATUS, 200, rows);
}

static void
test_times (void)
{
  static const struct
  {
    const char *value;
    gint64 expected;
  } cases[] = {
    { "\"2031-05-04T10:00:00Z\"", G_GINT64_CONSTANT (1935655200000000) },
    { "\"2031-05-04T10:00:00.250+00:00\"", G_GINT64_CONSTANT (1935655200250000) },
    { "\"2031-05-04T12:00:00+02:00\"", G_GINT64_CONSTANT (1935655200000000) },
    { "\"2031-05-04 10:00:00\"", G_GINT64_CONSTANT (1935655200000000) },
    { "1935655200", G_GINT64_CONSTANT (1935655200000000) },
    { "1935655200.5", G_GINT64_CONSTANT (1935655200500000) },
    { "1935655200000", G_GINT64_CONSTANT (1935655200000000) },
    { "\"yesterday\"", 0 },
    { "-5", 0 },
    { "1e30", 0 },
    { "{}", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{\"id\":1,\"status\":\"running\",\"createdAt\":%s,\"started_at\":%s,\"completedAt\":%s}",
        cases[i].value,
        cases[i].value,
        cases[i].value);
      g_autoptr (GBytes) body = make_bytes (text);
      SimmerAnswer answer = { .http_status = 200, .content_type = JSON, .body = body };
      g_autoptr (SimmerReport) report =
        simmer_reader_read (simmer_profile_get_native (), SIMMER_VERB_STATUS, &answer, NULL);

      g_assert_cmpint (simmer_report_get_created (report), ==, cases[i].expected);
      g_assert_cmpint (simmer_report_get_started (report), ==, cases[i].expected);
      g_assert_cmpint (simmer_report_get_finished (report), ==, cases[i].expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader/native", test_native);
  g_test_add_func ("/reader/words", test_words);
  g_test_add_func ("/reader/unknown", test_unknown);
  g_test_add_func ("/reader/spelling", test_spelling);
  g_test_add_func ("/reader/envelopes", test_envelopes);
  g_test_add_func ("/reader/flags", test_flags);
  g_test_add_func ("/reader/progress", test_progress);
  g_test_add_func ("/reader/failures", test_failures);
  g_test_add_func ("/reader/long-text", test_long_text);
  g_test_add_func ("/reader/results", test_results);
  g_test_add_func ("/reader/groups", test_groups);
  g_test_add_func ("/reader/times", test_times);

  return g_test_run ();
}
