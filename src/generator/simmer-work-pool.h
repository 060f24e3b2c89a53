#pragma once

#include "simmer-work.h"

G_BEGIN_DECLS

typedef struct _SimmerWorkPool SimmerWorkPool;

/* Called on the main thread: @work is the callee's again. */
typedef void (*SimmerWorkDoneFunc) (SimmerWork *work, gpointer user_data);

SimmerWorkPool *simmer_work_pool_new (guint n_workers, SimmerWorkDoneFunc func, gpointer user_data);
void simmer_work_pool_free (SimmerWorkPool *pool);
void simmer_work_pool_push (SimmerWorkPool *pool, SimmerWork *work);

G_END_DECLS
