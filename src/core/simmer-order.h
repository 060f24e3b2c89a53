#pragma once

#include "simmer-client.h"
#include "simmer-clock.h"
#include "simmer-poller.h"
#include "simmer-task.h"

G_BEGIN_DECLS

/**
 * SimmerOrderKind:
 * @SIMMER_ORDER_SUBMIT: start the task at its service
 * @SIMMER_ORDER_CANCEL: end it there
 * @SIMMER_ORDER_RETRY: start it again in place, under the same remote id
 */
typedef enum
{
  SIMMER_ORDER_SUBMIT,
  SIMMER_ORDER_CANCEL,
  SIMMER_ORDER_RETRY,
} SimmerOrderKind;

/**
 * SimmerOrderNews:
 * @SIMMER_ORDER_LEAVES: its task says that it has not gone out; once it says otherwise where others
 *   read it, simmer_order_go_on() sends it
 * @SIMMER_ORDER_WAITS: it did not get through, or its host wants to be left alone, and is sent
 *   later; the task tells why
 * @SIMMER_ORDER_ACCEPTED: the service took it; the task is to be followed
 * @SIMMER_ORDER_REFUSED: the service said no; the task tells why
 * @SIMMER_ORDER_GONE: the service does not know the task
 *
 * How an order goes on, or how it ended.
 */
typedef enum
{
  SIMMER_ORDER_LEAVES,
  SIMMER_ORDER_WAITS,
  SIMMER_ORDER_ACCEPTED,
  SIMMER_ORDER_REFUSED,
  SIMMER_ORDER_GONE,
} SimmerOrderNews;

/**
 * SimmerOrder:
 *
 * One order under way, from the host's budget to the answer.
 */
typedef struct _SimmerOrder SimmerOrder;

typedef void (*SimmerOrderFunc) (SimmerOrder *order, SimmerOrderNews news, gpointer user_data);

SimmerOrder *simmer_order_new (SimmerOrderKind kind,
                               SimmerTask *task,
                               SimmerClient *client,
                               SimmerPoller *poller,
                               SimmerClock *clock,
                               SimmerOrderFunc func,
                               gpointer user_data);
void simmer_order_free (SimmerOrder *self);

void simmer_order_start (SimmerOrder *self);
void simmer_order_go_on (SimmerOrder *self);
void simmer_order_hurry (SimmerOrder *self);

SimmerOrderKind simmer_order_get_kind (SimmerOrder *self);
SimmerTask *simmer_order_get_task (SimmerOrder *self);
gboolean simmer_order_get_sent (SimmerOrder *self);
const char *const *simmer_order_get_more_ids (SimmerOrder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerOrder, simmer_order_free)

G_END_DECLS
