#pragma once

#include "simmer-days.h"
#include "simmer-task.h"

G_BEGIN_DECLS

#define SIMMER_TYPE_SECTION (simmer_section_get_type ())

/**
 * SimmerSectionKind:
 *
 * The sections of the queue, from top to bottom.
 */
typedef enum
{
  SIMMER_SECTION_ATTENTION,
  SIMMER_SECTION_RUNNING,
  SIMMER_SECTION_WAITING,
  SIMMER_SECTION_TODAY,
  SIMMER_SECTION_YESTERDAY,
  SIMMER_SECTION_EARLIER,
} SimmerSectionKind;

#define SIMMER_N_SECTIONS 6

/**
 * SimmerSection:
 *
 * A heading of the queue: an item of #SimmerTaskSections between the tasks.
 */
G_DECLARE_FINAL_TYPE (SimmerSection, simmer_section, SIMMER, SECTION, GObject)

SimmerSection *simmer_section_new (SimmerSectionKind kind);

SimmerSectionKind simmer_section_get_kind (SimmerSection *self);
const char *simmer_section_get_title (SimmerSection *self);
guint simmer_section_get_count (SimmerSection *self);
void simmer_section_set_count (SimmerSection *self, guint count);

SimmerSectionKind simmer_section_kind_of (SimmerTask *task, SimmerDays *days, gboolean seen);
gint64 simmer_section_key_of (SimmerTask *task);

G_END_DECLS
