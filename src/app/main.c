#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "simmer-application.h"

int
main (int argc, char **argv)
{
  g_autoptr (SimmerApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, SIMMER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_prgname (SIMMER_APP_ID);
  g_set_application_name (_ ("Simmer"));

  application = simmer_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
