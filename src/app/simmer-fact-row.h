#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  SIMMER_FACT_PLAIN,
  SIMMER_FACT_NUMBER,
  SIMMER_FACT_CODE,
} SimmerFactStyle;

GtkWidget *simmer_plain_row_new (GType type, const char *title);
GtkWidget *simmer_fact_row_new (const char *title,
                                const char *value,
                                SimmerFactStyle style,
                                const char *copy_title);
GtkWidget *simmer_step_row_new (const char *icon_name,
                                const char *icon_class,
                                const char *title,
                                const char *detail,
                                gint64 wall);
char *simmer_format_time (gint64 wall);
GtkWidget *simmer_copy_button_new (const char *text, const char *title);

G_END_DECLS
