#include "config.h"

#include "simmer-section.h"

#include <glib/gi18n.h>

struct _SimmerSection
{
  GObject parent_instance;

  SimmerSectionKind kind;
  guint count;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_COUNT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (SimmerSection, simmer_section, G_TYPE_OBJECT)

static void
simmer_section_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SimmerSection *self = SIMMER_SECTION (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, simmer_section_get_title (self));
      break;
    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
simmer_section_class_init (SimmerSectionClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = simmer_section_get_property;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
simmer_section_init (SimmerSection *self)
{
}

SimmerSection *
simmer_section_new (SimmerSectionKind kind)
{
  SimmerSection *self = g_object_new (SIMMER_TYPE_SECTION, NULL);

  self->kind = kind;
  return self;
}

SimmerSectionKind
simmer_section_get_kind (SimmerSection *self)
{
  return self->kind;
}

const char *
simmer_section_get_title (SimmerSection *self)
{
  switch (self->kind)
    {
    case SIMMER_SECTION_ATTENTION:
      return _ ("Needs Attention");
    case SIMMER_SECTION_RUNNING:
      /* Translators: a heading over the tasks that are being worked on */
      return C_ ("heading", "Running");
    case SIMMER_SECTION_WAITING:
      /* Translators: a heading over the tasks that wait for their turn */
      return C_ ("heading", "Waiting");
    case SIMMER_SECTION_TODAY:
      return _ ("Today");
    case SIMMER_SECTION_YESTERDAY:
      return _ ("Yesterday");
    case SIMMER_SECTION_EARLIER:
      /* Translators: a heading over the tasks that ended before yesterday */
      return _ ("Earlier");
    default:
      g_return_val_if_reached ("");
    }
}

guint
simmer_section_get_count (SimmerSection *self)
{
  return self->count;
}

void
simmer_section_set_count (SimmerSection *self, guint count)
{
  if (self->count == count)
    return;

  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNT]);
}

/* --- Where a task belongs --- */

static gint64
time_of_end (SimmerTask *task)
{
  gint64 finished = simmer_task_get_finished (task);

  return finished > 0 ? finished : simmer_task_get_changed (task);
}

static SimmerSectionKind
kind_of_ended (SimmerTask *task, SimmerDays *days)
{
  switch (simmer_days_ago (days, time_of_end (task)))
    {
    case 0:
      return SIMMER_SECTION_TODAY;
    case 1:
      return SIMMER_SECTION_YESTERDAY;
    default:
      return SIMMER_SECTION_EARLIER;
    }
}

/**
 * simmer_section_kind_of:
 * @task: a task
 * @days: which day it is
 * @seen: whether the person has seen its failure
 *
 * Returns: the section that it belongs to
 */
SimmerSectionKind
simmer_section_kind_of (SimmerTask *task, SimmerDays *days, gboolean seen)
{
  if (simmer_task_get_intent (task) == SIMMER_INTENT_UNSURE)
    return SIMMER_SECTION_ATTENTION;
  if (simmer_task_is_active (task) && simmer_task_status_is_final (simmer_task_get_status (task)))
    return SIMMER_SECTION_WAITING;

  switch (simmer_task_get_status (task))
    {
    case SIMMER_TASK_STATUS_PENDING:
      return SIMMER_SECTION_WAITING;
    case SIMMER_TASK_STATUS_IN_PROGRESS:
      return SIMMER_SECTION_RUNNING;
    case SIMMER_TASK_STATUS_FAILED:
      return seen ? kind_of_ended (task, days) : SIMMER_SECTION_ATTENTION;
    case SIMMER_TASK_STATUS_COMPLETED:
    case SIMMER_TASK_STATUS_CANCELLED:
    default:
      return kind_of_ended (task, days);
    }
}

/**
 * simmer_section_key_of:
 * @task: a task
 *
 * Returns: what it is sorted by in its section, the greatest first
 */
gint64
simmer_section_key_of (SimmerTask *task)
{
  return simmer_task_is_active (task) ? simmer_task_get_created (task) : time_of_end (task);
}
