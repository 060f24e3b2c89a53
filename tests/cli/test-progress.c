#include "simmer-cli-progress.h"

#include "simmer-cli-text.h"

#include <string.h>

static const SimmerCliStyle blocks = { .unicode = TRUE };
static const SimmerCliStyle ascii = { .unicode = FALSE };
static const SimmerCliStyle colours = { .unicode = TRUE, .colour = TRUE };

static void
assert_bar (double progress, int columns, SimmerCliStyle style, const char *expected)
{
  g_autofree char *bar = simmer_cli_progress_draw_bar (progress, columns, style);

  g_assert_cmpstr (bar, ==, expected);
  g_assert_cmpint (simmer_cli_text_get_width (bar), ==, columns);
}

static void
test_bar (void)
{
  assert_bar (0, 6, blocks, "▕    ▏");
  assert_bar (0.5, 6, blocks, "▕██  ▏");
  assert_bar (1, 6, blocks, "▕████▏");
  assert_bar (1.0 / 32, 6, blocks, "▕▏   ▏");
  assert_bar (0.25 + 3.0 / 32, 6, blocks, "▕█▍  ▏");
  assert_bar (31.0 / 32, 6, blocks, "▕███▉▏");
  assert_bar (0, 6, ascii, "[----]");
  assert_bar (0.5, 6, ascii, "[##--]");
  assert_bar (0.99, 6, ascii, "[###-]");
  assert_bar (1, 6, ascii, "[####]");
}

static void
test_bar_limits (void)
{
  assert_bar (-1, 6, ascii, "[----]");
  assert_bar (7, 6, ascii, "[####]");
  assert_bar (0.0 / 0.0, 6, ascii, "[----]");
  assert_bar (1, 3, ascii, "[#]");
}

/* A bar never goes back while progress goes on, and is full at the end alone. */
static void
test_bar_grows (void)
{
  g_autofree char *last = g_strdup ("");
  guint changes = 0;

  for (int i = 0; i <= 1000; i++)
    {
      g_autofree char *bar = simmer_cli_progress_draw_bar (i / 1000.0, 22, blocks);

      g_assert_cmpint (simmer_cli_text_get_width (bar), ==, 22);
      if (i < 1000)
        g_assert_nonnull (strpbrk (bar, " ▉▊▋▌▍▎▏"));
      if (!g_str_equal (bar, last))
        changes++;
      g_free (last);
      last = g_steal_pointer (&bar);
    }
  g_assert_cmpuint (changes, ==, 20 * 8 + 1);
}

static void
test_motion (void)
{
  static const char *const steps[] = { "[###--]", "[-###-]", "[--###]", "[-###-]", "[###--]" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *bar = simmer_cli_progress_draw_motion (i, 7, ascii);

      g_assert_cmpstr (bar, ==, steps[i]);
    }
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *narrow = simmer_cli_progress_draw_motion (i, 4, blocks);

      g_assert_cmpint (simmer_cli_text_get_width (narrow), ==, 4);
    }
}

static void
test_lines_fit (void)
{
  static const char *const titles[] = {
    "Sea",
    "A lighthouse in fog, painted in oil, at the end of a long pier",
    "灯台と霧と長い桟橋の絵"
  };
  const SimmerTaskStatus statuses[] = { SIMMER_TASK_STATUS_PENDING,
                                        SIMMER_TASK_STATUS_IN_PROGRESS };

  for (int columns = 10; columns <= 200; columns++)
    for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
      for (guint j = 0; j < G_N_ELEMENTS (statuses); j++)
        {
          SimmerCliRow row = {
            .title = titles[i],
            .caption = "42 % · about 2 minutes left",
            .status = statuses[j],
            .progress = -1,
          };
          g_autofree char *line = NULL;
          SimmerCliLayout layout;

          simmer_cli_progress_measure (columns, simmer_cli_text_get_width (titles[i]), &layout);
          line = simmer_cli_progress_draw_line (&layout, &row, blocks);
          g_assert_cmpint (simmer_cli_text_get_width (line), <, columns);
        }
}

/* The wider the terminal, the more is shown; at 80 columns all three parts are. */
static void
test_measure (void)
{
  SimmerCliLayout layout;

  simmer_cli_progress_measure (80, 40, &layout);
  g_assert_cmpint (layout.bar, >=, 12);
  g_assert_cmpint (layout.title, >=, 16);
  g_assert_cmpint (layout.caption, >=, 24);

  simmer_cli_progress_measure (40, 40, &layout);
  g_assert_cmpint (layout.bar, ==, 0);
  g_assert_cmpint (layout.caption, >=, 16);

  simmer_cli_progress_measure (200, 12, &layout);
  g_assert_cmpint (layout.title, ==, 12);
}

static void
test_line (void)
{
  SimmerCliRow row = {
    .title = "Sea",
    .caption = "50 %",
    .status = SIMMER_TASK_STATUS_IN_PROGRESS,
    .progress = 0.5,
  };
  const SimmerCliLayout layout = { .title = 8, .bar = 6, .caption = 20 };
  g_autofree char *line = simmer_cli_progress_draw_line (&layout, &row, ascii);
  g_autofree char *coloured = simmer_cli_progress_draw_line (&layout, &row, colours);

  g_assert_cmpstr (line, ==, "Sea       [##--]  50 %");
  g_assert_null (strchr (line, '\033'));
  g_assert_cmpstr (coloured, ==, "Sea       \033[36m▕██  ▏\033[0m  50 %");
}

static void
test_end (void)
{
  SimmerCliRow row = {
    .title = "A lighthouse in fog",
    .caption = "Failed · The service ran out of memory.",
    .status = SIMMER_TASK_STATUS_FAILED,
  };
  g_autofree char *line = simmer_cli_progress_draw_end (0, &row, ascii);
  g_autofree char *narrow = simmer_cli_progress_draw_end (30, &row, blocks);
  g_autofree char *coloured = simmer_cli_progress_draw_end (0, &row, colours);

  g_assert_cmpstr (line, ==, "! A lighthouse in fog: Failed · The service ran out of memory.");
  g_assert_cmpstr (narrow, ==, "✗ A lighthous…: Failed · The service ran out of memory.");
  g_assert_true (g_str_has_prefix (coloured, "\033[31m✗ \033[0m"));
}

/* Lines that stood on a wider terminal take several rows on a narrower one. */
static void
test_count_rows (void)
{
  const int widths[] = { 79, 40, 0 };

  g_assert_cmpint (simmer_cli_progress_count_rows (widths, 3, 80), ==, 3);
  g_assert_cmpint (simmer_cli_progress_count_rows (widths, 3, 40), ==, 4);
  g_assert_cmpint (simmer_cli_progress_count_rows (widths, 3, 20), ==, 4 + 2 + 1);
  g_assert_cmpint (simmer_cli_progress_count_rows (widths, 0, 80), ==, 0);
  g_assert_cmpint (simmer_cli_progress_count_rows (widths, 3, 0), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/progress/bar", test_bar);
  g_test_add_func ("/cli/progress/bar-limits", test_bar_limits);
  g_test_add_func ("/cli/progress/bar-grows", test_bar_grows);
  g_test_add_func ("/cli/progress/motion", test_motion);
  g_test_add_func ("/cli/progress/lines-fit-at-all-widths", test_lines_fit);
  g_test_add_func ("/cli/progress/measure", test_measure);
  g_test_add_func ("/cli/progress/line", test_line);
  g_test_add_func ("/cli/progress/end", test_end);
  g_test_add_func ("/cli/progress/rows-after-resize", test_count_rows);

  return g_test_run ();
}
