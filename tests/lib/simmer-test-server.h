#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define SIMMER_TYPE_TEST_SERVER (simmer_test_server_get_type ())

/* What stands for endless: far more than anybody should read, or than sockets hold. */
#define SIMMER_TEST_ENDLESS (256 * 1024 * 1024)

/**
 * SimmerTestFault:
 * @SIMMER_TEST_FAULT_NONE: answer as told
 * @SIMMER_TEST_FAULT_HANG: take the request and never answer
 * @SIMMER_TEST_FAULT_CLOSE: close the connection instead of answering
 * @SIMMER_TEST_FAULT_RESET: reset the connection instead of answering
 * @SIMMER_TEST_FAULT_TRUNCATE: announce the whole body, send half of it, close
 * @SIMMER_TEST_FAULT_NOT_HTTP: answer in another protocol
 * @SIMMER_TEST_FAULT_ENDLESS: answer with status and headers as told, announce no length, and send
 *   for as long as anybody reads, at most %SIMMER_TEST_ENDLESS bytes
 */
typedef enum
{
  SIMMER_TEST_FAULT_NONE,
  SIMMER_TEST_FAULT_HANG,
  SIMMER_TEST_FAULT_CLOSE,
  SIMMER_TEST_FAULT_RESET,
  SIMMER_TEST_FAULT_TRUNCATE,
  SIMMER_TEST_FAULT_NOT_HTTP,
  SIMMER_TEST_FAULT_ENDLESS,
} SimmerTestFault;

/**
 * SimmerTestRequest:
 *
 * One request as it came in. Absent headers are %NULL.
 */
typedef struct
{
  char *method;
  char *path;
  char *query;
  char *authorization;
  char *idempotency_key;
  char *if_none_match;
  char *range;
  char *if_range;
  char *user_agent;
  char *cookie;
  char *body;
} SimmerTestRequest;

/**
 * SimmerTestServer:
 *
 * A SoupServer on a loopback port, in the test's own main context: it answers paths as told, can
 * be slow, rude or absent, and writes down every request.
 */
G_DECLARE_FINAL_TYPE (SimmerTestServer, simmer_test_server, SIMMER, TEST_SERVER, GObject)

typedef void (*SimmerTestFunc) (SimmerTestServer *self,
                                SoupServerMessage *message,
                                SimmerTestRequest *request,
                                gpointer user_data);

SimmerTestServer *simmer_test_server_new (void);
char *simmer_test_server_address (SimmerTestServer *self, const char *path);

void simmer_test_server_answer (SimmerTestServer *self,
                                const char *path,
                                guint status,
                                const char *content_type,
                                const char *body,
                                ...) G_GNUC_NULL_TERMINATED;
void simmer_test_server_answer_bytes (SimmerTestServer *self,
                                      const char *path,
                                      const char *content_type,
                                      GBytes *body);
void simmer_test_server_set_func (SimmerTestServer *self, SimmerTestFunc func, gpointer user_data);
void simmer_test_server_set_fault (SimmerTestServer *self, SimmerTestFault fault);
void simmer_test_server_set_hold (SimmerTestServer *self, gboolean hold);
void simmer_test_server_neglect (SimmerTestServer *self);
void simmer_test_server_leave (SimmerTestServer *self);
void simmer_test_server_return (SimmerTestServer *self);

guint simmer_test_server_get_n_requests (SimmerTestServer *self, const char *path);
guint simmer_test_server_get_n_held (SimmerTestServer *self);
gboolean simmer_test_server_has_seen_end (SimmerTestServer *self);
SimmerTestRequest *simmer_test_server_get_request (SimmerTestServer *self, int index);
void simmer_test_server_forget (SimmerTestServer *self);

/* Turns the main loop until @condition holds; a test that waits in vain ends after 50 s. */
#define simmer_test_wait(condition)                                          \
  G_STMT_START                                                               \
  {                                                                          \
    guint watchdog_ = simmer_test_watchdog (__FILE__, __LINE__, #condition); \
                                                                             \
    while (!(condition))                                                     \
      g_main_context_iteration (NULL, TRUE);                                 \
    g_source_remove (watchdog_);                                             \
  }                                                                          \
  G_STMT_END

/* Lets the time of a fake clock pass, a tenth of a second at a time, until @condition holds. */
#define simmer_test_pass_until(clock, condition)                             \
  G_STMT_START                                                               \
  {                                                                          \
    guint watchdog_ = simmer_test_watchdog (__FILE__, __LINE__, #condition); \
                                                                             \
    while (!(condition))                                                     \
      {                                                                      \
        if (!g_main_context_iteration (NULL, FALSE))                         \
          {                                                                  \
            simmer_clock_advance (clock, G_USEC_PER_SEC / 10);               \
            g_usleep (200);                                                  \
          }                                                                  \
      }                                                                      \
    g_source_remove (watchdog_);                                             \
  }                                                                          \
  G_STMT_END

guint simmer_test_watchdog (const char *file, int line, const char *condition);

G_END_DECLS
