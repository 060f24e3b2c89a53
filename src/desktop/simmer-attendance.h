#pragma once

#include "simmer-export.h"
#include "simmer-task-manager.h"

G_BEGIN_DECLS

/**
 * SimmerAttendance:
 *
 * Which programs on the bus wait for which tasks. Each is told of its own tasks alone, at once and
 * then ten times a second at most, until it leaves the bus.
 */
typedef struct _SimmerAttendance SimmerAttendance;

SimmerAttendance *simmer_attendance_new (SimmerTaskManager *manager, SimmerExport *export);
void simmer_attendance_free (SimmerAttendance *self);
void simmer_attendance_add (SimmerAttendance *self, const char *sender, SimmerTask *task);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimmerAttendance, simmer_attendance_free)

G_END_DECLS
