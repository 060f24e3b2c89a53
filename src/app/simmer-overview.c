#include "config.h"

#include "simmer-overview.h"

#include <glib/gi18n.h>

#include "simmer-words.h"

/* How long changes of tasks are gathered before what concerns all of them is computed anew. */
#define GATHER_MS      250
#define GATHER_MANY_MS 2000
#define MANY           500
/* The words of the remaining time wear out by themselves. */
#define WORDS_MS 5000

struct _SimmerOverview
{
  GObject parent_instance;

  SimmerTaskManager *manager; /* (owned) */
  gboolean awake;
  guint gather; /* a timeout that gathers changes */
  guint words;  /* while the remaining time counts down */

  char *summary; /* (owned) */
  char *brief;   /* (owned) the same without times */
  double progress;
};

enum
{
  PROP_0,
  PROP_SUMMARY,
  PROP_PROGRESS,
  N_PROPS
};

enum
{
  DUE,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SimmerOverview, simmer_overview, G_TYPE_OBJECT)

static guint
count_active (SimmerOverview *self)
{
  return simmer_task_queue_get_n_active (simmer_task_manager_get_queue (self->manager));
}

static char *
describe_briefly (SimmerOverview *self)
{
  SimmerTaskQueue *queue = simmer_task_manager_get_queue (self->manager);
  guint n_running = simmer_task_queue_get_n_with_status (queue, SIMMER_TASK_STATUS_IN_PROGRESS);
  guint n_waiting = simmer_task_queue_get_n_with_status (queue, SIMMER_TASK_STATUS_PENDING);

  if (!simmer_network_get_online (simmer_task_manager_get_network (self->manager)))
    return g_strdup (_ ("Offline"));
  if (simmer_task_manager_get_paused (self->manager))
    return g_strdup (_ ("Paused"));
  if (n_running > 0)
    return g_strdup_printf (ngettext ("%u running", "%u running", n_running), n_running);
  if (n_waiting > 0)
    return g_strdup_printf (ngettext ("%u waiting", "%u waiting", n_waiting), n_waiting);

  return g_strdup ("");
}

static char *
describe (SimmerOverview *self, const char *what, const SimmerEstimate *estimate)
{
  gboolean running = count_active (self) > 0 && !simmer_task_manager_get_paused (self->manager) &&
                     simmer_network_get_online (simmer_task_manager_get_network (self->manager));
  g_autofree char *left = NULL;

  if (!running || estimate->low < 0)
    return g_strdup (what);

  left = simmer_words_for_remaining_short (estimate->low, estimate->high);
  /* Translators: how many run · how long they will still take */
  return g_strdup_printf (_ ("%s · %s"), what, left);
}

static gboolean
words_cb (gpointer user_data)
{
  SimmerOverview *self = user_data;

  simmer_overview_update (self);
  if (count_active (self) > 0)
    return G_SOURCE_CONTINUE;
  self->words = 0;

  return G_SOURCE_REMOVE;
}

static gboolean
gather_cb (gpointer user_data)
{
  SimmerOverview *self = user_data;

  self->gather = 0;
  g_signal_emit (self, signals[DUE], 0);

  return G_SOURCE_REMOVE;
}

static void
revision_changed_cb (SimmerOverview *self)
{
  if (self->gather == 0 && self->awake)
    self->gather =
      g_timeout_add (count_active (self) > MANY ? GATHER_MANY_MS : GATHER_MS, gather_cb, self);
}

static void
simmer_overview_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerOverview *self = SIMMER_OVERVIEW (object);

  switch (prop_id)
    {
    case PROP_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_overview_dispose (GObject *object)
{
  SimmerOverview *self = SIMMER_OVERVIEW (object);

  simmer_overview_set_awake (self, FALSE);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (simmer_overview_parent_class)->dispose (object);
}

static void
simmer_overview_finalize (GObject *object)
{
  g_free (SIMMER_OVERVIEW (object)->summary);
  g_free (SIMMER_OVERVIEW (object)->brief);

  G_OBJECT_CLASS (simmer_overview_parent_class)->finalize (object);
}

static void
simmer_overview_class_init (SimmerOverviewClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_overview_get_property;
  object_class->dispose = simmer_overview_dispose;
  object_class->finalize = simmer_overview_finalize;

  props[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, "", flags);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[DUE] = g_signal_new (
    "due", SIMMER_TYPE_OVERVIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
simmer_overview_init (SimmerOverview *self)
{
  self->summary = g_strdup ("");
  self->brief = g_strdup ("");
  self->progress = -1;
}

/**
 * simmer_overview_new:
 * @manager: whose tasks
 *
 * Returns: (transfer full): an overview, asleep
 */
SimmerOverview *
simmer_overview_new (SimmerTaskManager *manager)
{
  SimmerOverview *self = g_object_new (SIMMER_TYPE_OVERVIEW, NULL);

  self->manager = g_object_ref (manager);
  g_signal_connect_object (simmer_task_manager_get_queue (manager),
                           "notify::revision",
                           G_CALLBACK (revision_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * simmer_overview_set_awake:
 * @self: an overview
 * @awake: whether somebody can see it; nothing runs for it if not
 */
void
simmer_overview_set_awake (SimmerOverview *self, gboolean awake)
{
  self->awake = awake;
  if (awake)
    return;
  g_clear_handle_id (&self->gather, g_source_remove);
  g_clear_handle_id (&self->words, g_source_remove);
}

/**
 * simmer_overview_update:
 * @self: an overview
 *
 * Computes it anew.
 */
void
simmer_overview_update (SimmerOverview *self)
{
  gint64 wall = simmer_clock_get_wall (simmer_task_manager_get_clock (self->manager));
  gboolean online = simmer_network_get_online (simmer_task_manager_get_network (self->manager));
  guint n_active = count_active (self);
  SimmerEstimate estimate;
  double progress;
  g_autofree char *summary = NULL;

  simmer_task_queue_get_overall (simmer_task_manager_get_queue (self->manager), wall, &estimate);
  progress = n_active > 0 && online ? MAX (estimate.progress, -1) : -1;
  if (progress != self->progress)
    {
      self->progress = progress;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
    }
  g_free (self->brief);
  self->brief = describe_briefly (self);
  summary = describe (self, self->brief, &estimate);
  if (!g_str_equal (summary, self->summary))
    {
      g_free (self->summary);
      self->summary = g_steal_pointer (&summary);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUMMARY]);
    }
  if (n_active > 0 && self->awake && self->words == 0)
    self->words = g_timeout_add (WORDS_MS, words_cb, self);
}

const char *
simmer_overview_get_summary (SimmerOverview *self)
{
  return self->summary;
}

double
simmer_overview_get_progress (SimmerOverview *self)
{
  return self->progress;
}

/**
 * simmer_overview_get_brief:
 * @self: an overview
 *
 * Returns: (transfer none): the summary where there is little room: how many, but not how long
 */
const char *
simmer_overview_get_brief (SimmerOverview *self)
{
  return self->brief;
}
