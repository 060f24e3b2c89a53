#include "config.h"

#include "simmer-row-layout.h"

#define INSET_START     12
#define INSET_END       6
#define GAP             12
#define LINE_GAP        3
#define WORD_BUTTON_END 6
#define BAR_HEIGHT      3
#define BAR_END         12

/* The two forms of a row, in pixels. */
typedef struct
{
  int height;
  int padding; /* above and below the text together */
  int tile;
  int bar_up; /* from the row's bottom to the bar's */
} Form;

static const Form wide_form = { 72, 34, 48, 9 };
static const Form narrow_form = { 66, 28, 32, 6 };

struct _SimmerRowLayout
{
  GtkLayoutManager parent_instance;

  GtkWidget *parts[SIMMER_N_ROW_PARTS];
  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (SimmerRowLayout, simmer_row_layout, GTK_TYPE_LAYOUT_MANAGER)

static const Form *
form_for (gboolean narrow)
{
  return narrow ? &narrow_form : &wide_form;
}

static void
measure_part (SimmerRowLayout *self,
              SimmerRowPart part,
              GtkOrientation orientation,
              int *minimum,
              int *natural)
{
  GtkWidget *widget = self->parts[part];

  if (widget != NULL)
    gtk_widget_measure (widget, orientation, -1, minimum, natural, NULL, NULL);
  else
    *minimum = *natural = 0;
}

/* How wide a part wants to be; 0 if it is not there in this state. */
static int
width_of (SimmerRowLayout *self, SimmerRowPart part)
{
  int minimum = 0;
  int natural = 0;

  if (self->parts[part] == NULL || !gtk_widget_get_visible (self->parts[part]))
    return 0;
  measure_part (self, part, GTK_ORIENTATION_HORIZONTAL, &minimum, &natural);

  return natural;
}

static int
height_of (SimmerRowLayout *self, SimmerRowPart part)
{
  int minimum = 0;
  int natural = 0;

  measure_part (self, part, GTK_ORIENTATION_VERTICAL, &minimum, &natural);

  return natural;
}

static int
text_height (SimmerRowLayout *self, gboolean narrow)
{
  return height_of (self, SIMMER_ROW_TITLE) + LINE_GAP +
         height_of (self, narrow ? SIMMER_ROW_SHORT_CAPTION : SIMMER_ROW_CAPTION);
}

static GtkSizeRequestMode
simmer_row_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
simmer_row_layout_measure (GtkLayoutManager *manager,
                           GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  SimmerRowLayout *self = SIMMER_ROW_LAYOUT (manager);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      int title = 0;

      measure_part (self, SIMMER_ROW_TITLE, GTK_ORIENTATION_HORIZONTAL, minimum, &title);
      *minimum = INSET_START + narrow_form.tile + GAP + INSET_END;
      *natural = MAX (SIMMER_ROW_WIDE, title + INSET_START + wide_form.tile + GAP + INSET_END);
    }
  else
    {
      gboolean narrow = for_size >= 0 && for_size < SIMMER_ROW_WIDE;
      const Form *form = form_for (narrow);

      *minimum = MAX (form->height, text_height (self, narrow) + form->padding);
      *natural = *minimum;
    }
  *minimum_baseline = *natural_baseline = -1;
}

/* Shows a part in this form or takes it away, without asking for another layout; what is away
 * cannot have the focus either. */
static gboolean
show_part (SimmerRowLayout *self, SimmerRowPart part, gboolean show)
{
  GtkWidget *widget = self->parts[part];

  if (widget == NULL)
    return FALSE;
  show = show && gtk_widget_get_visible (widget);
  gtk_widget_set_child_visible (widget, show);
  gtk_widget_set_can_focus (widget, show);

  return show;
}

typedef struct
{
  GtkWidget *widget;
  int width;
  int height;
} Place;

static void
place (Place *row, GtkWidget *child, int x, int y, int width, int height)
{
  GtkAllocation allocation = { x, y, MAX (width, 0), MAX (height, 0) };
  int minimum;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  allocation.width = MAX (allocation.width, minimum);
  gtk_widget_measure (
    child, GTK_ORIENTATION_VERTICAL, allocation.width, &minimum, NULL, NULL, NULL);
  allocation.height = MAX (allocation.height, minimum);
  if (gtk_widget_get_direction (row->widget) == GTK_TEXT_DIR_RTL)
    allocation.x = row->width - allocation.x - allocation.width;
  gtk_widget_size_allocate (child, &allocation, -1);
}

/* Puts a part before @end, in the middle of the row's height; returns where it begins. */
static int
place_at_end (SimmerRowLayout *self, Place *row, SimmerRowPart part, int end)
{
  int width = width_of (self, part);
  int height = height_of (self, part);

  place (row, self->parts[part], end - width, (row->height - height) / 2, width, height);

  return end - width;
}

static int
place_ends (SimmerRowLayout *self, Place *row)
{
  gboolean wide = !self->narrow;
  gboolean word = wide && show_part (self, SIMMER_ROW_WORD_BUTTON, TRUE);
  int end = row->width - INSET_END;

  if (!word)
    show_part (self, SIMMER_ROW_WORD_BUTTON, FALSE);
  if (show_part (self, SIMMER_ROW_MENU, wide))
    end = place_at_end (self, row, SIMMER_ROW_MENU, end);
  if (word)
    end = place_at_end (self, row, SIMMER_ROW_WORD_BUTTON, end - WORD_BUTTON_END);
  if (show_part (self, SIMMER_ROW_BUTTON, !word))
    end = place_at_end (self, row, SIMMER_ROW_BUTTON, end);
  if (show_part (self, SIMMER_ROW_BADGE, wide))
    end = place_at_end (self, row, SIMMER_ROW_BADGE, end - GAP);

  return end - GAP;
}

static void
simmer_row_layout_allocate (GtkLayoutManager *manager,
                            GtkWidget *widget,
                            int width,
                            int height,
                            int baseline)
{
  SimmerRowLayout *self = SIMMER_ROW_LAYOUT (manager);
  Place row = { widget, width, height };
  const Form *form;
  SimmerRowPart caption;
  int start;
  int end;
  int top;
  int title_height;

  self->narrow = width < SIMMER_ROW_WIDE;
  form = form_for (self->narrow);
  caption = self->narrow ? SIMMER_ROW_SHORT_CAPTION : SIMMER_ROW_CAPTION;

  place (&row,
         self->parts[SIMMER_ROW_TILE],
         INSET_START,
         (height - form->tile) / 2,
         form->tile,
         form->tile);
  start = INSET_START + form->tile + GAP;
  end = place_ends (self, &row);

  /* centred as if there were no bar: the bar lives in the bottom padding */
  title_height = height_of (self, SIMMER_ROW_TITLE);
  top = (height - text_height (self, self->narrow)) / 2;
  place (&row, self->parts[SIMMER_ROW_TITLE], start, top, end - start, title_height);
  show_part (self, SIMMER_ROW_CAPTION, !self->narrow);
  show_part (self, SIMMER_ROW_SHORT_CAPTION, self->narrow);
  place (&row,
         self->parts[caption],
         start,
         top + title_height + LINE_GAP,
         end - start,
         height_of (self, caption));

  if (show_part (self, SIMMER_ROW_BAR, TRUE))
    place (&row,
           self->parts[SIMMER_ROW_BAR],
           start,
           height - form->bar_up - BAR_HEIGHT,
           width - BAR_END - start,
           BAR_HEIGHT);
}

static void
simmer_row_layout_class_init (SimmerRowLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = simmer_row_layout_get_request_mode;
  layout_class->measure = simmer_row_layout_measure;
  layout_class->allocate = simmer_row_layout_allocate;
}

static void
simmer_row_layout_init (SimmerRowLayout *self)
{
}

/**
 * simmer_row_layout_set_part:
 * @self: a layout
 * @part: which part
 * @widget: (transfer none) (nullable): the child of the row that is this part
 */
void
simmer_row_layout_set_part (SimmerRowLayout *self, SimmerRowPart part, GtkWidget *widget)
{
  self->parts[part] = widget;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}
