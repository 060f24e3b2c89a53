/* Which statuses are ends, and what they are called. */

#include "simmer-task-status.h"

static void
test_final (void)
{
  g_assert_false (simmer_task_status_is_final (SIMMER_TASK_STATUS_PENDING));
  g_assert_false (simmer_task_status_is_final (SIMMER_TASK_STATUS_IN_PROGRESS));
  g_assert_true (simmer_task_status_is_final (SIMMER_TASK_STATUS_COMPLETED));
  g_assert_true (simmer_task_status_is_final (SIMMER_TASK_STATUS_FAILED));
  g_assert_true (simmer_task_status_is_final (SIMMER_TASK_STATUS_CANCELLED));
}

static void
test_words (void)
{
  static const char *const words[] = {
    "PENDING", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED"
  };
  g_autoptr (GEnumClass) enum_class = g_type_class_ref (SIMMER_TYPE_TASK_STATUS);
  SimmerTaskStatus status = SIMMER_TASK_STATUS_PENDING;

  for (int i = 0; i < SIMMER_N_TASK_STATUSES; i++)
    {
      g_assert_cmpstr (simmer_task_status_to_string (i), ==, words[i]);
      g_assert_true (simmer_task_status_from_string (words[i], &status));
      g_assert_cmpint (status, ==, i);
      g_assert_nonnull (g_enum_get_value (enum_class, i));
    }

  g_assert_true (simmer_task_status_from_string ("FAILED", NULL));
  g_assert_false (simmer_task_status_from_string ("failed", &status));
  g_assert_false (simmer_task_status_from_string ("", &status));
  g_assert_false (simmer_task_status_from_string (NULL, &status));
  g_assert_cmpint (status, ==, SIMMER_TASK_STATUS_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/status/final", test_final);
  g_test_add_func ("/status/words", test_words);

  return g_test_run ();
}
