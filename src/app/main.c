#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "simmer-application.h"

int
main (int argc, char **argv)
{
  g_autoptr (SimmerApplication) application = NULL;
  const char *translations = g_getenv ("SIMMER_LOCALEDIR");

  setlocale (LC_ALL, "");
  /* The variable is for programs that run from where they were built, and for tests. */
  bindtextdomain (GETTEXT_PACKAGE, translations != NULL ? translations : SIMMER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_prgname (SIMMER_APP_ID);
  g_set_application_name (_ ("Simmer"));

  application = simmer_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
