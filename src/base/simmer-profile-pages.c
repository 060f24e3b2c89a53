/* The pages on which people look at one task, as a profile says it. Pure. */

#include "config.h"

#include "simmer-profile-pages.h"

#include "simmer-json.h"
#include "simmer-profile-request.h"

#include <glib/gi18n-lib.h>

static SimmerPage *
read_page (SimmerProfileCheck *check, JsonNode *node)
{
  static const char *const known[] = { "page", "id", NULL };
  SimmerPage *page = g_new0 (SimmerPage, 1);

  page->page = "";
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);

      simmer_profile_check_members (check, object, "pages", known);
      page->id = simmer_profile_check_text (check, object, "pages", "id", TRUE);
      node = json_object_get_member (object, "page");
    }
  if (!simmer_node_holds (node, G_TYPE_STRING))
    simmer_profile_check_fault (check, "pages", _ ("holds something that is no address"));
  else if (!simmer_text_is_path (json_node_get_string (node)))
    simmer_profile_check_fault (
      check, "pages", _ ("must begin with a slash, and have a name in each pair of braces"));
  else
    page->page = json_node_get_string (node);

  return page;
}

/**
 * simmer_profile_pages_read:
 * @check: notes what is wrong
 * @root: a profile; must live as long as the result
 *
 * Returns: (transfer full) (element-type SimmerPage): its pages
 */
GPtrArray *
simmer_profile_pages_read (SimmerProfileCheck *check, JsonObject *root)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func (g_free);
  JsonNode *node = json_object_get_member (root, "pages");

  if (node != NULL && !JSON_NODE_HOLDS_ARRAY (node))
    simmer_profile_check_fault (check, "pages", _ ("must be a list"));
  else if (node != NULL)
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      g_ptr_array_add (pages,
                       read_page (check, json_array_get_element (json_node_get_array (node), i)));

  return pages;
}
