#pragma once

#include "simmer-task-queue.h"

/* The tasks that stand in the pictures of the window, in every state. */

SimmerTask *demo_task_new (const char *id,
                           const char *service,
                           const char *kind,
                           const char *title);
void demo_wait (SimmerTask *task, gint64 wall, int position);
void demo_run (SimmerTask *task, gint64 wall, double progress);
void demo_finish (SimmerTask *task,
                  gint64 wall,
                  SimmerTaskStatus status,
                  const char *error,
                  const char *path);
void demo_fill (SimmerTaskQueue *queue, gint64 wall, const char *folder);
