/* What libsoup 3.2 leaks of its servers: one GSocket of each connection that was accepted, and one
 * address of each port that it listens at. To tell these from leaks of Simmer's by who allocated
 * them would take the whole stack of each allocation, which makes all of them many times dearer.
 * Here, LeakSanitizer is told of them as they are made; libsoup finds these functions before GIO's.
 */

#include <dlfcn.h>
#include <gio/gio.h>
#include <sanitizer/lsan_interface.h>

GSocket *
g_socket_accept (GSocket *socket, GCancellable *cancellable, GError **error)
{
  GSocket *(*accept) (GSocket *, GCancellable *, GError **) = dlsym (RTLD_NEXT, "g_socket_accept");
  GSocket *accepted;

  __lsan_disable ();
  accepted = accept (socket, cancellable, error);
  __lsan_enable ();

  return accepted;
}

GSocketAddress *
g_socket_get_local_address (GSocket *socket, GError **error)
{
  GSocketAddress *(*get) (GSocket *, GError **) = dlsym (RTLD_NEXT, "g_socket_get_local_address");
  GSocketAddress *address;

  __lsan_disable ();
  address = get (socket, error);
  __lsan_enable ();

  return address;
}
