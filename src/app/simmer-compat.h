#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * SimmerCompatAnswer:
 *
 * Called with the id of the response that was chosen, or "cancel".
 */
typedef void (*SimmerCompatAnswer) (const char *response, gpointer user_data);

/**
 * SimmerCompatButton:
 * @response: its id; "cancel" is also what Escape means
 * @label: what it says, with mnemonic
 * @appearance: 'n'ormal, 's'uggested, 'd'estructive
 */
typedef struct
{
  const char *response;
  const char *label;
  char appearance;
} SimmerCompatButton;

void simmer_compat_ask (GtkWindow *parent,
                        const char *heading,
                        const char *body,
                        const SimmerCompatButton *buttons,
                        guint n_buttons,
                        SimmerCompatAnswer answer,
                        gpointer user_data);

void simmer_compat_choose_folder_async (GtkWindow *parent,
                                        const char *title,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void simmer_compat_open_file_async (GtkWindow *parent,
                                    const char *title,
                                    const char *const *types,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void simmer_compat_save_file_async (GtkWindow *parent,
                                    const char *title,
                                    const char *name,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GFile *simmer_compat_file_finish (GAsyncResult *result, GError **error);

void simmer_compat_announce (GtkWidget *widget, const char *message);
void simmer_compat_name (GtkWidget *widget, const char *label);
void simmer_compat_show_uri (GtkWindow *parent, const char *uri);
void simmer_compat_get_color (GtkWidget *widget, GdkRGBA *color);
void simmer_compat_show_about (GtkWindow *parent);
void simmer_compat_show_shortcuts (GtkApplicationWindow *parent);

G_END_DECLS
