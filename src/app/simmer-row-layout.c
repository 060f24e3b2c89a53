#include "config.h"

#include "simmer-row-layout.h"

#include <math.h>

#define INSET_START     12
#define INSET_END       6
#define GAP             12
#define LINE_GAP        3
#define WORD_BUTTON_END 6
#define ICON            16
#define ICON_GAP        6
#define BUTTON          34
#define BAR_HEIGHT      3
#define BAR_END         12
/* The least that is left above and below a text that takes the bar's room. */
#define ROOMY_PADDING 8
/* How large a caption's letters are, beside a title's. */
#define CAPTION_SCALE 0.82

/* In heights of a title's letters: how wide a usual caption is in each form, how wide the words
 * beside it are, and the least that a wide row needs for all of its parts. */
#define WIDE_CAPTION   17.2
#define NARROW_CAPTION 11.9
#define WIDE_WORDS     5.0
#define WIDE_ROW       23.0
/* No text is wider than so many for each of its bytes. */
#define WIDEST 0.6

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
  gboolean roomy;
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

/* In pixels; it tells how large text is, whoever made it so. */
static double
letter_height (SimmerRowLayout *self)
{
  PangoContext *context = gtk_widget_get_pango_context (self->parts[SIMMER_ROW_TITLE]);

  return pango_units_to_double (
    pango_font_description_get_size (pango_context_get_font_description (context)));
}

/* Of a caption. An inscription that is not on screen yet measures the letters of the body. */
static int
line_height (SimmerRowLayout *self)
{
  return (int) round (height_of (self, SIMMER_ROW_TITLE) * CAPTION_SCALE);
}

/* How high title and caption are together. */
static int
text_height (SimmerRowLayout *self, int n_lines)
{
  return height_of (self, SIMMER_ROW_TITLE) + LINE_GAP + n_lines * line_height (self);
}

static gboolean
is_narrow (SimmerRowLayout *self, int width)
{
  return width < MAX (SIMMER_ROW_WIDE, WIDE_ROW * letter_height (self));
}

/* How many lines a caption may have, in every state alike. */
static int
usual_lines (SimmerRowLayout *self, int width, gboolean narrow)
{
  double letter = letter_height (self);
  int start = INSET_START + form_for (narrow)->tile + GAP;
  int narrow_end = ICON + ICON_GAP + GAP + BUTTON + INSET_END;
  double wide_end = 2 * (GAP + BUTTON) + INSET_END + WIDE_WORDS * letter;

  if (narrow)
    return width - start - narrow_end < NARROW_CAPTION * letter ? 2 : 1;

  return width - start - wide_end < WIDE_CAPTION * letter ? 2 : 1;
}

static int
row_height (SimmerRowLayout *self, int width, gboolean narrow)
{
  const Form *form = form_for (narrow);

  return MAX (form->height, text_height (self, usual_lines (self, width, narrow)) + form->padding);
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
  else if (for_size >= 0)
    {
      *minimum = row_height (self, for_size, is_narrow (self, for_size));
      *natural = *minimum;
    }
  else
    {
      /* Without a width, the least height at any is meant. */
      int wide = row_height (self, SIMMER_ROW_WIDE, FALSE);
      int narrow = row_height (self, SIMMER_ROW_WIDE, TRUE);

      *minimum = MIN (wide, narrow);
      *natural = wide;
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

static gboolean
fits (SimmerRowLayout *self, SimmerRowPart caption, int width)
{
  const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (self->parts[caption]));
  g_autoptr (PangoLayout) layout = NULL;
  int length;

  if (text == NULL || (double) strlen (text) * WIDEST * letter_height (self) < width)
    return TRUE;
  layout = gtk_widget_create_pango_layout (self->parts[caption], text);
  pango_layout_get_pixel_size (layout, &length, NULL);

  return length <= width;
}

/* A text that stands still has as many lines as it needs and the row has room for; one that may
 * change with each second stays where it is. */
static int
lines_for (SimmerRowLayout *self, SimmerRowPart caption, const Place *row, int width)
{
  if (!self->roomy)
    return usual_lines (self, row->width, self->narrow);
  if (text_height (self, 2) + ROOMY_PADDING > row->height || fits (self, caption, width))
    return 1;

  return 2;
}

/* Title and caption between @start and @end, in the middle as if there were no bar, which lives in
 * the bottom padding. */
static void
place_text (SimmerRowLayout *self, Place *row, int start, int end)
{
  SimmerRowPart caption = self->narrow ? SIMMER_ROW_SHORT_CAPTION : SIMMER_ROW_CAPTION;
  int title_height = height_of (self, SIMMER_ROW_TITLE);
  int line = line_height (self);
  int caption_start = start;
  int n_lines;
  int top;

  show_part (self, SIMMER_ROW_CAPTION, !self->narrow);
  show_part (self, SIMMER_ROW_SHORT_CAPTION, self->narrow);
  if (show_part (self, SIMMER_ROW_ICON, self->narrow))
    caption_start += ICON + ICON_GAP;

  n_lines = lines_for (self, caption, row, end - caption_start);
  top = (row->height - text_height (self, n_lines)) / 2;
  place (row, self->parts[SIMMER_ROW_TITLE], start, top, end - start, title_height);
  top += title_height + LINE_GAP;
  /* what is one pixel too low for two lines would have one */
  place (row, self->parts[caption], caption_start, top, end - caption_start, n_lines * (line + 1));
  if (self->narrow)
    place (row, self->parts[SIMMER_ROW_ICON], start, top + (line - ICON) / 2, ICON, ICON);
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
  int start;

  self->narrow = is_narrow (self, width);
  form = form_for (self->narrow);
  start = INSET_START + form->tile + GAP;

  place (&row,
         self->parts[SIMMER_ROW_TILE],
         INSET_START,
         (height - form->tile) / 2,
         form->tile,
         form->tile);
  place_text (self, &row, start, place_ends (self, &row));
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

/**
 * simmer_row_layout_set_roomy:
 * @self: a layout
 * @roomy: whether the caption stands still and may have the bar's room
 *
 * To be called for each new caption of a row that is roomy.
 */
void
simmer_row_layout_set_roomy (SimmerRowLayout *self, gboolean roomy)
{
  if (roomy || self->roomy)
    gtk_widget_queue_allocate (gtk_layout_manager_get_widget (GTK_LAYOUT_MANAGER (self)));
  self->roomy = roomy;
}
