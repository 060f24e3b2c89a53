/* The tolerant reader, on shapes that families of services have in common: of renderers, queues,
 * clusters, transcribers and envelopes. One row a shape; none is read by the name of a service. */

#include "reader-rows.h"

#include "simmer-vocabulary.h"

/* What a task is made of tells how it stands where the task itself does not. */
static void
test_parts (void)
{
  static const Row rows[] = {
    { "{\"jobId\":\"f54e0fcb\",\"created\":\"2030-01-04T12:57:15.12345:Z\",\"modified\":\"2030\","
      "\"outputs\":[{\"input\":\"https://in.example.test/i.jpg\",\"status\":\"succeeded\","
      "\"_links\":{\"self\":{\"href\":\"https://out.example.test/o.png\","
      "\"storage\":\"external\"}}}],"
      "\"_links\":{\"self\":{\"href\":\"https://image.example.test/status/f54e0fcb\"}}}",
      "COMPLETED id=f54e0fcb" },
    { "{\"jobId\":\"f54e0fcb\",\"outputs\":[{\"input\":\"https://in.example.test/i.jpg\","
      "\"status\":\"running\"}],"
      "\"_links\":{\"self\":{\"href\":\"https://image.example.test/status/f54e0fcb\"}}}",
      "IN_PROGRESS id=f54e0fcb" },
    { "{\"error\":null,\"jobs\":[{\"uuid\":\"u1\",\"status\":\"Done\"},{\"uuid\":\"u2\","
      "\"status\":\"Generating\"}]}",
      "IN_PROGRESS id=u1" },
    { "{\"error\":null,\"jobs\":[{\"uuid\":\"u1\",\"status\":\"Done\"},{\"uuid\":\"u2\","
      "\"status\":\"Done\"}]}",
      "COMPLETED id=u1" },
    { "{\"data\":{\"id\":\"j7\",\"tag\":null,\"status\":\"processing\","
      "\"created_at\":\"2030-06-01T00:00:00+00:00\",\"tasks\":[{\"name\":\"import\","
      "\"operation\":\"import/url\",\"status\":\"finished\"},{\"name\":\"conv\","
      "\"operation\":\"convert\",\"status\":\"processing\",\"percent\":30}]}}",
      "IN_PROGRESS id=j7" },
    { "{\"data\":{\"id\":\"j7\",\"status\":\"finished\",\"tasks\":[{\"id\":\"t1\",\"name\":"
      "\"conv\","
      "\"operation\":\"convert\",\"status\":\"finished\","
      "\"result\":{\"files\":[{\"filename\":\"a.png\"}]}},{\"id\":\"t2\",\"name\":\"exp\","
      "\"operation\":\"export/url\",\"status\":\"finished\","
      "\"result\":{\"files\":[{\"filename\":\"a.png\",\"size\":10,"
      "\"url\":\"https://cdn.example.test/a.png?x=1\"}]}}]}}",
      "COMPLETED id=j7 [? https://cdn.example.test/a.png?x=1]" },
    { "{\"status\":1,\"data\":{\"tasks\":[{\"task_id\":\"x\",\"task_status_code\":1,"
      "\"task_status_text\":\"In progress\","
      "\"download_link\":\"https://m.example.test/t.mp3\"}]}}",
      "IN_PROGRESS id=x" },
  };

  CHECK (STATUS, 200, rows);
}

/* Whatever an envelope is called, the one that names a status is the task; its id may stand beside
 * it. */
static void
test_envelopes (void)
{
  static const Row rows[] = {
    { "{\"success\":true,\"movie\":{\"success\":true,\"status\":\"running\","
      "\"message\":\"Rendering scene 2/5\",\"project\":\"p9\",\"url\":null,"
      "\"created_at\":\"2030-01-01T10:00:00.000Z\",\"ended_at\":null},"
      "\"remaining_quota\":{\"time\":500}}",
      "IN_PROGRESS msg=Rendering scene 2/5" },
    { "{\"success\":true,\"movie\":{\"success\":false,\"status\":\"error\","
      "\"message\":\"Scene 2: image not reachable\",\"project\":\"p9\",\"url\":null}}",
      "FAILED err=Scene 2: image not reachable" },
    { "{\"job_status\":{\"id\":\"82de\",\"job_type\":\"Bulk\",\"message\":\"Completed at 2030\","
      "\"progress\":null,\"results\":null,\"status\":\"working\",\"total\":200,"
      "\"url\":\"https://z.example.test/job_statuses/82de.json\"}}",
      "IN_PROGRESS id=82de msg=Completed at 2030" },
    { "{\"_embedded\":{\"job\":{\"id\":\"h1\",\"status\":\"queued\"}},"
      "\"_links\":{\"self\":{\"href\":\"/x\"}}}",
      "PENDING id=h1" },
    { "{\"data\":{\"type\":\"jobs\",\"id\":\"4577\","
      "\"attributes\":{\"status\":\"Waiting for a worker\",\"created-at\":\"2030\"},"
      "\"links\":{\"self\":\"/jobs/4577\"}},\"jsonapi\":{\"version\":\"1.0\"}}",
      "PENDING id=4577" },
    { "{\"data\":{\"type\":\"renders\",\"id\":\"9\",\"attributes\":{\"state\":\"finished\","
      "\"file-url\":\"https://a.example.test/f.png\"},"
      "\"links\":{\"self\":\"https://a.example.test/renders/9\"}}}",
      "COMPLETED id=9 [? https://a.example.test/f.png]" },
    { "{\"data\":{\"currentBulkOperation\":{\"id\":\"gid://shop/BulkOperation/1\","
      "\"status\":\"COMPLETED\",\"errorCode\":null,\"objectCount\":\"40\","
      "\"url\":\"https://s.example.test/r.jsonl\"}},"
      "\"extensions\":{\"cost\":{\"requestedQueryCost\":1}}}",
      "COMPLETED id=gid://shop/BulkOperation/1 [? https://s.example.test/r.jsonl]" },
    { "{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,\"message\":\"OK\"},"
      "\"data\":{\"task\":{\"id\":1,\"lastUpdated\":1759739411,\"type\":\"core:text2text\","
      "\"status\":\"STATUS_SUCCESSFUL\",\"userId\":\"a\",\"appId\":\"x\",\"input\":{\"input\":"
      "\"Hi\"},"
      "\"output\":{\"output\":\"Hello\"},\"progress\":1,\"completionExpectedAt\":null}}}}",
      "COMPLETED id=1 p=1 [text/plain:Hello]" },
    { "{\"completed\":false,\"task\":{\"node\":\"n\",\"id\":123,\"type\":\"transport\","
      "\"action\":\"reindex\",\"status\":{\"total\":6154,\"updated\":3500,\"created\":0,"
      "\"deleted\":0,\"batches\":4},\"description\":\"\","
      "\"start_time_in_millis\":1900000000000,\"running_time_in_nanos\":5,"
      "\"cancellable\":true}}",
      "IN_PROGRESS" },
    { "{\"request_id\":\"e5d70b02\",\"output\":{\"task_id\":\"13b1848b\","
      "\"task_status\":\"SUCCEEDED\",\"task_metrics\":{\"TOTAL\":2,\"SUCCEEDED\":1,\"FAILED\":1},"
      "\"results\":[{\"url\":\"https://dash.example.test/1.png\"},"
      "{\"code\":\"InternalError.Timeout\","
      "\"message\":\"An internal timeout error has occurred.\"}]},"
      "\"usage\":{\"image_count\":1}}",
      "COMPLETED id=13b1848b [? https://dash.example.test/1.png]" },
    { "{\"Response\":{\"Job\":{\"JobId\":{\"#text\":\"77\"},\"Status\":{\"#text\":\"Finished\"},"
      "\"Url\":{\"#text\":\"https://x.example.test/o.mp4\"}}}}",
      "COMPLETED id=77 [? https://x.example.test/o.mp4]" },
    { "{\"job\":{\"id\":{\"$\":\"77\"},\"status\":{\"$\":\"RUNNING\"},\"percent\":{\"$\":\"45\"}}}",
      "IN_PROGRESS id=77 p=0.45" },
    { "{\"job\":{\"@id\":\"77\",\"@status\":\"running\",\"@progress\":\"0.5\"}}",
      "IN_PROGRESS p=0.5" },
  };

  CHECK (STATUS, 200, rows);
}

/* A part and the whole of the same, or a share within words. */
static void
test_shares (void)
{
  static const Row rows[] = {
    { "{\"gid\":\"2089b05ecca3d829\",\"status\":\"active\",\"completedLength\":\"3407872\","
      "\"totalLength\":\"6815744\",\"downloadSpeed\":\"100\"}",
      "IN_PROGRESS p=0.5" },
    { "{\"job\":{\"file\":{\"name\":\"whistle.gcode\"},\"estimatedPrintTime\":8811},"
      "\"progress\":{\"completion\":22.5,\"filepos\":337942,\"printTime\":276,"
      "\"printTimeLeft\":912},\"state\":\"Printing\"}",
      "IN_PROGRESS p=0.225 eta=912" },
    { "{\"jid\":\"a1b2\",\"status\":\"working\",\"worker\":\"W\",\"pct_complete\":\"35\",\"at\":"
      "\"35\","
      "\"total\":\"100\",\"message\":\"Almost\",\"update_time\":\"1900000000\"}",
      "IN_PROGRESS p=0.35 msg=Almost" },
    { "{\"_id\":\"SESSION_1\",\"created_at\":\"2030\",\"status\":\"incomplete\","
      "\"percent_done\":37,\"output\":{}}",
      "- unknown=incomplete id=SESSION_1 p=0.37" },
    { "{\"jobId\":\"9\",\"state\":\"stalled\",\"progress\":{\"percent\":\"12.5%\"}}",
      "- unknown=stalled id=9 p=0.125" },
    { "{\"id\":\"1\",\"status\":\"rendering\",\"frames_done\":30,\"frames_total\":120}",
      "IN_PROGRESS id=1 p=0.25" },
    { "{\"id\":\"1\",\"status\":\"running\",\"progress\":\"step 12 of 48\"}",
      "IN_PROGRESS id=1 p=0.25" },
    { "{\"id\":\"1\",\"status\":\"running\",\"progress\":\"45 percent\"}",
      "IN_PROGRESS id=1 p=0.45" },
    { "{\"id\":\"1\",\"status\":\"running\",\"progress\":100}", "IN_PROGRESS id=1 p=1" },
    { "{\"id\":\"1\",\"status\":\"queued\",\"progress\":-1}", "PENDING id=1" },
    { "{\"id\":\"h1\",\"state\":\"EXECUTING\",\"progressPercentage\":\"45%\","
      "\"_links\":{\"self\":{\"href\":\"https://a.example.test/jobs/h1\"},"
      "\"cancel\":{\"href\":\"https://a.example.test/jobs/h1/cancel\"}}}",
      "IN_PROGRESS id=h1 p=0.45" },
    { "{\"task_id\":\"c1\",\"state\":\"PROGRESS\",\"info\":{\"current\":30,\"total\":120,"
      "\"status\":\"painting\"}}",
      "IN_PROGRESS id=c1 p=0.25" },
  };

  CHECK (STATUS, 200, rows);
}

/* How long it takes, in any form; a moment is no such time. A place may be told of how many. */
static void
test_waits (void)
{
  static const Row rows[] = {
    { "{\"id\":\"1\",\"status\":\"running\",\"progress\":0.5,"
      "\"estimatedTimeRemaining\":\"PT1M30S\"}",
      "IN_PROGRESS id=1 p=0.5 eta=90" },
    { "{\"id\":\"1\",\"status\":\"running\",\"eta\":\"00:02:05\"}", "IN_PROGRESS id=1 eta=125" },
    { "{\"id\":\"1\",\"status\":\"running\",\"eta\":\"1m 30s\"}", "IN_PROGRESS id=1 eta=90" },
    { "{\"id\":\"1\",\"status\":\"queued\",\"estimated_wait_time\":\"45s\"}",
      "PENDING id=1 eta=45" },
    { "{\"id\":\"1\",\"status\":\"running\",\"eta\":{\"seconds\":30}}", "IN_PROGRESS id=1 eta=30" },
    { "{\"id\":\"1\",\"status\":\"running\",\"eta\":\"2030-01-01T00:00:00Z\"}",
      "IN_PROGRESS id=1" },
    { "{\"id\":\"1\",\"status\":\"running\",\"eta\":1900000000}", "IN_PROGRESS id=1" },
    { "{\"id\":\"1\",\"status\":\"running\",\"eta\":-1}", "IN_PROGRESS id=1" },
    { "{\"id\":\"1\",\"status\":\"queued\",\"queue_position\":\"4 of 9\"}", "PENDING id=1 q=4/1" },
    { "{\"id\":\"1\",\"status\":\"queued\",\"queue\":{\"position\":4,\"length\":9}}",
      "PENDING id=1 q=4/1" },
    { "{\"processId\":\"p1\",\"filename\":\"a.jpg\",\"category\":\"Enhance\","
      "\"status\":\"Processing\",\"progress\":64,\"eta\":12.5,\"creationTime\":1,"
      "\"sourceUrl\":\"https://t.example.test/in\"}",
      "IN_PROGRESS id=p1 p=0.64 eta=12.5" },
  };

  CHECK (STATUS, 200, rows);
}

/* What is done may have failed all the same, and the reason may stand by any name that ends so. */
static void
test_endings (void)
{
  static const Row rows[] = {
    { "{\"kind\":\"bigquery#job\",\"id\":\"p:US.job_1\",\"status\":{\"state\":\"DONE\","
      "\"errorResult\":{\"reason\":\"invalidQuery\",\"message\":\"Syntax error at [1:1]\"}},"
      "\"statistics\":{\"creationTime\":\"1900000000000\"},\"jobReference\":{\"projectId\":\"p\","
      "\"jobId\":\"job_1\"}}",
      "FAILED id=p:US.job_1 kind=bigquery#job err=Syntax error at [1:1]" },
    { "{\"jobExecutionId\":12,\"status\":\"COMPLETED\",\"exitStatus\":{\"exitCode\":\"FAILED\","
      "\"exitDescription\":\"Disk is full\"},\"startTime\":\"2030\"}",
      "FAILED id=12 err=Disk is full" },
    { "{\"job_id\":11,\"run_id\":455,\"state\":{\"life_cycle_state\":\"INTERNAL_ERROR\","
      "\"result_state\":\"FAILED\",\"state_message\":\"Cluster died\"}}",
      "FAILED id=11 err=Cluster died" },
    { "{\"app\":{\"id\":\"application_1\",\"state\":\"FINISHED\",\"finalStatus\":\"KILLED\","
      "\"progress\":100.0,\"diagnostics\":\"Killed by user\"}}",
      "CANCELLED id=application_1 p=1" },
    { "{\"building\":false,\"result\":\"FAILURE\",\"number\":7,\"estimatedDuration\":20000,"
      "\"artifacts\":[]}",
      "FAILED" },
    { "{\"status\":\"COMPLETED\",\"request_id\":\"r1\","
      "\"error_type\":\"content_policy_violation\"}",
      "FAILED id=r1 err=content_policy_violation" },
    { "{\"task_id\":\"c1\",\"task_status\":\"FAILURE\","
      "\"task_result\":\"ValueError('no model')\"}",
      "FAILED id=c1 err=ValueError('no model')" },
    { "{\"id\":\"Umx\",\"status\":\"failed\",\"failure\":\"download_failure\","
      "\"failure_detail\":\"Failed to download media file.\"}",
      "FAILED id=Umx err=Failed to download media file." },
    { "{\"id\":42,\"status\":\"failed\",\"failed\":true,"
      "\"job_explanation\":\"Task was marked as running but was not present.\","
      "\"result_traceback\":\"\"}",
      "FAILED id=42 err=Task was marked as running but was not present." },
    { "{\"data\":{\"id\":55,\"state\":\"discarded\",\"attempt\":20,\"max_attempts\":20,"
      "\"errors\":[{\"at\":\"2030\",\"attempt\":20,\"error\":\"** (RuntimeError) no model\"}]}}",
      "FAILED id=55 err=** (RuntimeError) no model attempt=20" },
    { "{\"id\":\"7\",\"status\":\"Failed\",\"problem\":{\"type\":\"about:blank\","
      "\"title\":\"Bad input\",\"detail\":\"Width must be even\"}}",
      "FAILED id=7 err=Width must be even" },
    { "{\"job\":{\"id\":\"yjbmf9kqub\",\"status\":\"rejected\","
      "\"errors\":[{\"timestamp\":\"2030-01-01T00:00:00Z\",\"message\":\"Audio fetch error,"
      " http status code 404\"}]}}",
      "FAILED id=yjbmf9kqub err=Audio fetch error, http status code 404" },
    { "{\"code\":100,\"data\":{\"error\":{\"code\":40119,\"detail\":\"Video is too long\","
      "\"message\":\"Video is too long (> 600.0s)\"},\"id\":\"5a87\",\"status\":\"failed\","
      "\"video_url\":null},\"message\":\"Success\"}",
      "FAILED id=5a87 err=Video is too long (> 600.0s)" },
    { "{\"created_at\":\"2030\",\"status\":\"completed\","
      "\"self\":\"https://api.example.test/v2/images/kG39R5XbvPQpLENKBWJj\","
      "\"uid\":\"kG39R5XbvPQpLENKBWJj\",\"image_url\":\"https://img.example.test/o.png\","
      "\"image_url_png\":\"https://img.example.test/o.png\","
      "\"image_url_jpg\":\"https://img.example.test/o.jpg\",\"template\":\"6A37\","
      "\"modifications\":[{\"name\":\"t\",\"text\":\"Hi\"}],\"webhook_url\":null}",
      "COMPLETED id=kG39R5XbvPQpLENKBWJj [? https://img.example.test/o.png]" },
  };

  CHECK (STATUS, 200, rows);
}

/* What calls itself a result; what was given, shown small or leads elsewhere is none. */
static void
test_results (void)
{
  static const Row rows[] = {
    { "{\"model\":\"cog\",\"request_id\":\"8868902201637896192\",\"task_status\":\"SUCCESS\","
      "\"video_result\":[{\"cover_image_url\":\"https://c.example.test/c.jpeg\","
      "\"url\":\"https://c.example.test/v.mp4\"}]}",
      "COMPLETED id=8868902201637896192 [? https://c.example.test/v.mp4]" },
    { "{\"TranscriptionJob\":{\"TranscriptionJobName\":\"t-1\","
      "\"TranscriptionJobStatus\":\"COMPLETED\",\"LanguageCode\":\"en-US\","
      "\"Media\":{\"MediaFileUri\":\"s3://b/a.wav\"},"
      "\"Transcript\":{\"TranscriptFileUri\":\"https://s3.example.test/o.json\"},"
      "\"CreationTime\":1900000000.0}}",
      "COMPLETED [? https://s3.example.test/o.json]" },
    { "{\"success\":true,\"message\":\"OK\",\"response\":{\"id\":\"d2b46ed6\","
      "\"owner\":\"5ca6hu7s9k\",\"plan\":\"basic\",\"status\":\"done\",\"error\":\"\",\"duration\":"
      "8.5,"
      "\"billable\":8.5,\"renderTime\":9.2,\"url\":\"https://cdn.example.test/d2.mp4\","
      "\"poster\":\"https://cdn.example.test/d2.jpg\",\"thumbnail\":null,"
      "\"created\":\"2030-10-30T09:42:29Z\",\"updated\":\"2030-10-30T09:42:39Z\"}}",
      "COMPLETED id=d2b46ed6 [? https://cdn.example.test/d2.mp4]" },
    { "{\"id\":\"r1\",\"status\":\"planned\",\"url\":\"https://cdn.example.test/r1.mp4\","
      "\"snapshot_url\":null,\"template_id\":\"t1\",\"template_name\":\"Ad\"}",
      "PENDING id=r1" },
    { "{\"data\":{\"callback_id\":null,\"caption_url\":\"https://c.example.test/c.ass\","
      "\"duration\":5.1,\"error\":null,\"gif_url\":\"https://c.example.test/g.gif\","
      "\"id\":\"5a87\",\"status\":\"completed\","
      "\"thumbnail_url\":\"https://c.example.test/t.jpeg\","
      "\"video_url\":\"https://c.example.test/v.mp4\"},\"code\":100,\"message\":\"Success\"}",
      "COMPLETED id=5a87 [? https://c.example.test/c.ass] [? "
      "https://c.example.test/g.gif] [? https://c.example.test/v.mp4]" },
    { "{\"user\":{\"features\":[\"stitch\"],\"plan\":\"basic\"},\"id\":\"tlk_1\","
      "\"created_at\":\"2030\",\"audio_url\":\"https://d.example.test/mic.wav\","
      "\"source_url\":\"https://d.example.test/s.png\",\"status\":\"done\","
      "\"started_at\":\"2030\",\"pending_url\":\"s3://x\","
      "\"result_url\":\"https://d.example.test/o.mp4\"}",
      "COMPLETED id=tlk_1 [? https://d.example.test/o.mp4]" },
    { "{\"status\":\"succeeded\",\"jobId\":\"urn:ff:jobs:eso85:0e\","
      "\"result\":{\"size\":{\"width\":2048,\"height\":2048},\"outputs\":[{\"seed\":9,"
      "\"image\":{\"url\":\"https://pre.example.test/i.jpg\"}}]}}",
      "COMPLETED id=urn:ff:jobs:eso85:0e [? https://pre.example.test/i.jpg]" },
    { "{\"id\":\"45463597\",\"request_id\":\"G-45463597\",\"version\":2,\"status\":\"done\","
      "\"created_at\":\"2030\",\"kind\":\"pre-recorded\",\"error_code\":null,\"file\":{\"id\":"
      "\"f\","
      "\"filename\":\"in.mp3\",\"source\":null},"
      "\"request_params\":{\"audio_url\":\"https://h.example.test/in.mp3\"},"
      "\"result\":{\"transcription\":{\"full_transcript\":\"Hello there\",\"utterances\":[]}}}",
      "COMPLETED id=45463597 kind=pre-recorded "
      "[application/json:{\"transcription\":{\"full_transcript\":\"Hello there\","
      "\"utterances\":[]}}]" },
    { "{\"status\":\"completed\",\"request_id\":\"d7e6\","
      "\"status_url\":\"https://p.example.test/requests/d7e6/status\","
      "\"cancel_url\":\"https://p.example.test/requests/d7e6/cancel\","
      "\"images\":[{\"url\":\"https://cdn.example.test/1.jpg\"}],"
      "\"video\":{\"url\":\"https://cdn.example.test/2.mp4\"}}",
      "COMPLETED id=d7e6 [? https://cdn.example.test/1.jpg] [? "
      "https://cdn.example.test/2.mp4]" },
  };

  CHECK (STATUS, 200, rows);
}

/* A word with what it is of, by whom or how; what may be an end or not is not known. */
static void
test_words (void)
{
  static const struct
  {
    const char *status;
    const char *words;
  } lists[] = {
    { "PENDING",
      "ImportPending,PENDING_APPROVAL,waiting-for-resources,Queued for processing,"
      "retryable,has been queued" },
    { "IN_PROGRESS",
      "in-flight,is_running,TIMING-OUT,rolling back,cancellation_requested,"
      "Rendering: 45%,resuming,still running" },
    { "COMPLETED",
      "FinishedSuccessfully,finished_with_errors,completed_with_warnings,"
      "CompletedWithErrors,transcribed" },
    { "FAILED",
      "HasFailed,failed_validation,validation_failed,TIMEOUT_EXCEEDED,quota_exceeded,"
      "rejected_by_moderation,system_error,discarded,ABANDONED,oom_killed" },
    { "CANCELLED", "was_cancelled,CancelledByUser,canceled_by_user,deleted" },
    { "-",
      "Processing "
      "complete,rendering_done,not_completed,incomplete,STATUS_UNSPECIFIED,failed_over,rejected_"
      "once,"
      "fertig,en cours,进行中" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_auto (GStrv) words = g_strsplit (lists[i].words, ",", -1);

      for (guint j = 0; words[j] != NULL; j++)
        {
          SimmerTaskStatus status;
          SimmerMeaning meaning = simmer_vocabulary_read (words[j], &status);

          g_test_message ("%s", words[j]);
          g_assert_cmpstr (meaning == SIMMER_MEANING_STATUS ? simmer_task_status_to_string (status)
                                                            : "-",
                           ==,
                           lists[i].status);
        }
    }
}

/* What goes on or failed within an envelope that went well is not done; what only stands beside a
 * task does not end it. */
static void
test_doubts (void)
{
  static const Row rows[] = {
    { "{\"requestId\":\"rq\",\"status\":\"SUCCESS\",\"data\":{\"result\":{\"id\":\"b1\","
      "\"status\":\"RUNNING\",\"eta\":240,\"progress\":35}}}",
      "IN_PROGRESS id=b1 p=0.35 eta=240" },
    { "{\"requestId\":\"rq\",\"status\":\"SUCCESS\",\"data\":{\"result\":{\"id\":\"b1\","
      "\"status\":\"ERROR\",\"error\":{\"message\":\"Input not found\"}}}}",
      "FAILED id=b1 err=Input not found" },
    { "{\"jobs\":[{\"uuid\":\"a\",\"status\":\"Done\"},{\"uuid\":\"b\","
      "\"status\":\"Failed\",\"error\":\"Too dark\"}]}",
      "FAILED id=a err=Too dark" },
    { "{\"id\":\"t1\",\"state\":\"completed\",\"executionInfo\":{\"exitCode\":1,"
      "\"failureInfo\":{\"code\":\"FailureExitCode\","
      "\"message\":\"The task exited with 1\"},\"result\":\"failure\"}}",
      "FAILED id=t1 err=The task exited with 1" },
    { "{\"id\":\"t1\",\"state\":\"completed\",\"executionInfo\":{\"exitCode\":0,"
      "\"result\":\"success\"}}",
      "COMPLETED id=t1" },
    { "{\"status\":\"failed\",\"result\":null,\"error\":\"ffmpeg not found\"}",
      "FAILED err=ffmpeg not found" },
    { "{\"id\":\"K\",\"status\":\"job.failed\","
      "\"errors\":[{\"message\":\"Input is unreachable\"}]}",
      "FAILED id=K err=Input is unreachable" },
    { "{\"id\":\"K\",\"status\":\"job.completed\",\"outputs\":[{\"key\":\"mp4\","
      "\"url\":\"https://cdn.example.test/k.mp4\",\"status\":\"video.encoded\"}]}",
      "COMPLETED id=K [? https://cdn.example.test/k.mp4]" },
    { "{\"request_id\":\"R7\",\"inference_status\":{\"status\":\"running\","
      "\"runtime_ms\":0}}",
      "IN_PROGRESS id=R7" },
    { "{\"request_id\":\"R7\",\"backend_status\":{\"status\":\"errored\"}}", "- id=R7" },
    { "{\"request_id\":\"R7\",\"upload_status\":{\"status\":\"done\"}}", "- id=R7" },
    { "{\"code\":\"SUCCESS\",\"data\":{\"taskId\":\"po\",\"generations\":[{\"id\":\"g\","
      "\"status\":\"waiting\",\"failMsg\":null,\"url\":\"\"}]}}",
      "PENDING id=po" },
    { "{\"code\":\"SUCCESS\",\"data\":{\"taskId\":\"po\",\"generations\":[{\"id\":\"g\","
      "\"status\":\"failed\",\"failMsg\":\"Sensitive content\",\"url\":\"\"}]}}",
      "FAILED id=po err=Sensitive content" },
    { "{\"active\":false,\"queued\":true,\"completed\":false,\"progress\":null,"
      "\"eta\":null}",
      "PENDING" },
    { "{\"job_id\":\"f1\",\"job_stage\":\"WAITING\",\"job_progress\":0,\"job_status\":\"\"}",
      "PENDING id=f1 p=0" },
    { "{\"name\":\"projects/p/operations/9\",\"metadata\":{\"progressPercent\":35}}",
      "IN_PROGRESS id=projects/p/operations/9 p=0.35" },
    { "{\"id\":\"e1\",\"status\":\"Failed\","
      "\"properties\":{\"error\":{\"code\":\"InvalidUri\","
      "\"message\":\"The address has no data.\"}}}",
      "FAILED id=e1 err=The address has no data." },
    { "{\"code\":0,\"data\":{\"task_id\":\"1e\",\"status\":\"running\",\"progress\":42,"
      "\"running_left_time\":17}}",
      "IN_PROGRESS id=1e p=0.42 eta=17" },
  };

  CHECK (STATUS, 200, rows);
}

/* What only looks like an end, or like another end than it is: counts, what others than the task
 * came to, orders and messages that failed, words beside the status. */
static void
test_no_ends (void)
{
  static const Row rows[] = {
    { "{\"request_id\":\"1234\",\"status\":\"SUCCEEDED\",\"created_at\":\"2030\","
      "\"errors\":[{\"code\":\"webhook\","
      "\"message\":\"Webhook could not be delivered\"}]}",
      "COMPLETED id=1234" },
    { "{\"id\":\"1234\",\"status\":\"completed\",\"errors\":[{\"code\":\"oom\","
      "\"message\":\"Out of memory\"}]}",
      "FAILED id=1234 err=Out of memory" },
    { "{\"id\":\"msgbatch_1\",\"type\":\"message_batch\","
      "\"processing_status\":\"ended\",\"request_counts\":{\"processing\":0,"
      "\"succeeded\":50,\"errored\":0,\"canceled\":0,\"expired\":0},"
      "\"ended_at\":\"2030-09-24T18:37:24.100435Z\","
      "\"results_url\":\"https://api.example.test/b/results\"}",
      "COMPLETED id=msgbatch_1 [? https://api.example.test/b/results]" },
    { "{\"data\":{\"id\":\"run-1\",\"type\":\"runs\","
      "\"attributes\":{\"status\":\"planned_and_finished\",\"message\":\"m\"}}}",
      "COMPLETED id=run-1 msg=m" },
    { "{\"Id\":\"9\",\"TaskState\":\"Exception\",\"TaskStatus\":\"Critical\","
      "\"Messages\":[{\"Message\":\"Update failed\"}]}",
      "FAILED id=9 err=Update failed" },
    { "{\"id\":\"1\",\"status\":\"completed\",\"error\":\"n/a\"}", "COMPLETED id=1" },
    { "{\"id\":\"1\",\"email_status\":\"delivered\",\"progress\":40}", "- id=1 p=0.4" },
    { "{\"id\":\"1\",\"health_status\":\"failed\",\"progress\":40}", "- id=1 p=0.4" },
    { "{\"id\":\"1\",\"status\":\"0 failed\"}", "- unknown=0 failed id=1" },
    { "{\"id\":\"1\",\"status\":\"cancel_failed\"}", "- unknown=cancel_failed id=1" },
    { "{\"id\":\"1\",\"status\":\"webhook_failed\"}", "- unknown=webhook_failed id=1" },
    { "{\"id\":\"1\",\"status\":\"completed\",\"errors\":0,\"error_count\":0}", "COMPLETED id=1" },
    { "{\"id\":\"1\",\"status\":\"completed\",\"error\":{\"code\":0,"
      "\"message\":\"\"}}",
      "COMPLETED id=1" },
    { "{\"id\":\"1\",\"last_run_status\":\"failed\"}", "- id=1" },
    { "{\"id\":\"1\",\"payment\":{\"status\":\"succeeded\"},\"progress\":10}", "- id=1 p=0.1" },
    { "{\"id\":\"1\",\"status\":\"retrying\",\"last_error\":\"Timeout of worker 3\","
      "\"error\":null,\"attempt\":2}",
      "PENDING id=1 attempt=2" },
    { "{\"id\":\"1\",\"status\":\"running\",\"error\":\"slow worker\"}", "IN_PROGRESS id=1" },
    { "{\"id\":\"1\",\"status\":\"running\",\"children\":[{\"id\":\"2\","
      "\"status\":\"failed\",\"error\":\"x\"}]}",
      "IN_PROGRESS id=1" },
    { "{\"id\":\"1\",\"status\":\"not_started\"}", "PENDING id=1" },
    { "{\"id\":\"1\",\"status\":\"step_1_complete\"}", "- unknown=step_1_complete id=1" },
    { "{\"id\":\"1\",\"status\":\"pre-completed\"}", "- unknown=pre-completed id=1" },
    { "{\"id\":\"1\",\"status\":\"not_done\"}", "- unknown=not_done id=1" },
  };

  CHECK (STATUS, 200, rows);
}

/* Reasons and shares beside the status, and what is a result beside what the caller sent. */
static void
test_besides (void)
{
  static const Row rows[] = {
    { "{\"jobs\":[{\"jobId\":\"j1\",\"jobName\":\"n\",\"status\":\"RUNNABLE\","
      "\"statusReason\":\"\"}]}",
      "PENDING id=j1" },
    { "{\"result\":{\"uid\":\"u1\",\"readyToStream\":false,"
      "\"status\":{\"state\":\"inprogress\",\"pctComplete\":\"51.0\","
      "\"errorReasonCode\":\"\",\"errorReasonText\":\"\"}},\"success\":true,"
      "\"errors\":[],\"messages\":[]}",
      "IN_PROGRESS id=u1 p=0.51" },
    { "{\"result\":{\"uid\":\"u1\",\"readyToStream\":false,"
      "\"status\":{\"state\":\"error\",\"errorReasonCode\":\"ERR_NON_VIDEO\","
      "\"errorReasonText\":\"The file was not recognized as a valid video file.\"}},"
      "\"success\":true,\"errors\":[],\"messages\":[]}",
      "FAILED id=u1 err=The file was not recognized as a valid video file." },
    { "{\"job\":{\"id\":1,\"state\":\"failed\",\"output_media_files\":[{\"id\":2,"
      "\"state\":\"failed\",\"error_message\":\"Codec\"}],"
      "\"input_media_file\":{\"state\":\"finished\"}}}",
      "FAILED id=1 err=Codec" },
    { "{\"id\":\"run_1\",\"object\":\"thread.run\",\"status\":\"failed\","
      "\"last_error\":{\"code\":\"rate_limit_exceeded\","
      "\"message\":\"You exceeded your quota\"}}",
      "FAILED id=run_1 err=You exceeded your quota" },
    { "{\"id\":\"c1\",\"status\":\"Failed\","
      "\"failures\":[{\"message\":\"Workflow failed\","
      "\"causedBy\":[{\"message\":\"x\"}]}]}",
      "FAILED id=c1 err=Workflow failed" },
    { "{\"workflow\":{\"id\":\"t1\",\"status\":\"SUCCEEDED\",\"exitStatus\":0,"
      "\"errorMessage\":null,\"success\":true},"
      "\"progress\":{\"workflowProgress\":{\"succeeded\":3}}}",
      "COMPLETED id=t1" },
    { "{\"id\":\"a1\",\"status\":\"completed\",\"prompt\":\"a cat\","
      "\"image_url\":\"https://in.example.test/cat.png\","
      "\"mask_url\":\"https://in.example.test/m.png\","
      "\"video_url\":\"https://out.example.test/v.mp4\","
      "\"created_at\":\"2030-01-01T00:00:00Z\"}",
      "COMPLETED id=a1 title=a cat [? https://out.example.test/v.mp4]" },
    { "{\"id\":\"a1\",\"status\":\"succeeded\","
      "\"first_frame_image\":\"https://in.example.test/f.png\","
      "\"last_frame_url\":\"https://in.example.test/l.png\","
      "\"style_image_url\":\"https://in.example.test/s.png\","
      "\"video_url\":\"https://o.example.test/v.mp4\"}",
      "COMPLETED id=a1 [? https://o.example.test/v.mp4]" },
    { "{\"id\":\"a1\",\"status\":\"succeeded\","
      "\"image_urls\":[\"https://in.example.test/f.png\"],"
      "\"output\":[\"https://o.example.test/v.mp4\"]}",
      "COMPLETED id=a1 [? https://o.example.test/v.mp4]" },
    { "{\"workflowExecutionInfo\":{\"execution\":{\"workflowId\":\"w\","
      "\"runId\":\"r\"},\"status\":\"WORKFLOW_EXECUTION_STATUS_COMPLETED\"}}",
      "COMPLETED" },
    { "{\"data\":{\"id\":\"m1\",\"status\":\"errored\","
      "\"errors\":{\"type\":\"invalid_input\","
      "\"messages\":[\"The input file is not an audio or video file.\"]}}}",
      "FAILED id=m1 err=The input file is not an audio or video file." },
    { "{\"video_id\":\"v1\",\"status\":\"ready\",\"generation_progress\":\"100/100\","
      "\"hosted_url\":\"https://t.example.test/v1\","
      "\"download_url\":\"https://cdn.example.test/v1.mp4\","
      "\"data\":{\"script\":\"Hello\"}}",
      "COMPLETED id=v1 p=1 [? https://cdn.example.test/v1.mp4]" },
    { "{\"code\":200,\"data\":{\"task_id\":\"g1\",\"model\":\"m\","
      "\"task_type\":\"imagine\",\"status\":\"Completed\","
      "\"config\":{\"webhook_config\":{\"endpoint\":\"https://w.example.test\"}},"
      "\"input\":{\"image_url\":\"https://i.example.test/x.png\"},"
      "\"output\":{\"image_url\":\"https://o.example.test/g.png\","
      "\"image_urls\":null,\"progress\":100},\"error\":{\"code\":0,"
      "\"raw_message\":\"\",\"message\":\"\",\"detail\":null},\"logs\":[]},"
      "\"message\":\"success\"}",
      "COMPLETED id=g1 [? https://o.example.test/g.png]" },
    { "{\"task\":{\"task_id\":\"n1\",\"status\":\"TASK_STATUS_FAILED\","
      "\"reason\":\"invalid model\",\"eta\":0,\"progress_percent\":0},\"images\":[]}",
      "FAILED id=n1 p=0 eta=0 err=invalid model" },
    { "{\"status\":\"InQueue\",\"reason\":\"\",\"position\":3,"
      "\"results\":{\"videos\":[{\"url\":\"\"}]}}",
      "PENDING q=3/1" },
    { "{\"data\":{\"task_id\":1234,\"task_status\":\"SUCCESS\",\"task_progress\":1,"
      "\"sub_task_result_list\":[{\"sub_task_status\":\"SUCCESS\","
      "\"final_image_list\":[{\"img_url\":\"https://o.example.test/b.png\","
      "\"img_approve_conclusion\":\"pass\"}]}]},\"log_id\":9}",
      "COMPLETED id=1234 p=1 [? https://o.example.test/b.png]" },
    { "{\"id\":\"p1\",\"model\":\"m\",\"created_at\":1900000000,"
      "\"completed_at\":1900000005,\"status\":\"COMPLETED\",\"error_message\":null,"
      "\"response\":{\"id\":\"x\",\"choices\":[{\"index\":0,"
      "\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
      "\"content\":\"Answer\"}}]}}",
      "COMPLETED id=p1 [text/plain:Answer]" },
    { "{\"id\":\"m\",\"object\":\"batch\",\"errors\":[],\"status\":\"RUNNING\","
      "\"total_requests\":5,\"completed_requests\":2,\"succeeded_requests\":2,"
      "\"failed_requests\":0}",
      "IN_PROGRESS id=m p=0.4" },
    { "{\"data\":{\"id\":\"v1\",\"type\":\"analysis\","
      "\"links\":{\"self\":\"https://v.example.test/v1\"},"
      "\"attributes\":{\"status\":\"completed\",\"stats\":{\"failure\":2,"
      "\"timeout\":1},\"results\":{\"E\":{\"category\":\"timeout\","
      "\"result\":null}}}}}",
      "COMPLETED id=v1 [application/json:{\"E\":{\"category\":\"timeout\",\"result\":null}}]" },
    { "{\"executionArn\":\"arn:aws:states:e:1:execution:m:e1\","
      "\"status\":\"SUCCEEDED\","
      "\"output\":\"{\\\"url\\\":\\\"https://o.example.test/v.mp4\\\"}\","
      "\"input\":\"{\\\"url\\\":\\\"https://i.example.test/i.mp4\\\"}\"}",
      "COMPLETED id=arn:aws:states:e:1:execution:m:e1 [? https://o.example.test/v.mp4]" },
    { "{\"extra\":{\"seed\":\"1\"},\"task\":{\"task_id\":\"n1\","
      "\"status\":\"TASK_STATUS_SUCCEED\",\"reason\":\"\","
      "\"task_type\":\"TXT_TO_IMG\",\"eta\":0,\"progress_percent\":100},"
      "\"images\":[{\"image_url\":\"https://o.example.test/n.png\","
      "\"image_url_ttl\":\"3600\",\"image_type\":\"png\"}],\"videos\":[]}",
      "COMPLETED id=n1 p=1 eta=0 [? https://o.example.test/n.png]" },
  };

  CHECK (STATUS, 200, rows);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader-families/parts", test_parts);
  g_test_add_func ("/reader-families/envelopes", test_envelopes);
  g_test_add_func ("/reader-families/shares", test_shares);
  g_test_add_func ("/reader-families/waits", test_waits);
  g_test_add_func ("/reader-families/endings", test_endings);
  g_test_add_func ("/reader-families/results", test_results);
  g_test_add_func ("/reader-families/doubts", test_doubts);
  g_test_add_func ("/reader-families/words", test_words);
  g_test_add_func ("/reader-families/no-ends", test_no_ends);
  g_test_add_func ("/reader-families/besides", test_besides);

  return g_test_run ();
}
