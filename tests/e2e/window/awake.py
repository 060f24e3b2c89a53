#!/usr/bin/python3
"""The computer is kept awake only while something is under way, and only where that is wished."""

import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_window import main, until  # noqa: E402

from gi.repository import Gio, GLib  # noqa: E402

MANAGER = 'org.gnome.SessionManager'
INTERFACE = f"""<node><interface name="{MANAGER}">
  <method name="RegisterClient">
    <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="out" type="o"/>
  </method>
  <method name="UnregisterClient"><arg direction="in" type="o"/></method>
  <method name="Inhibit">
    <arg direction="in" type="s"/><arg direction="in" type="u"/><arg direction="in" type="s"/>
    <arg direction="in" type="u"/><arg direction="out" type="u"/>
  </method>
  <method name="Uninhibit"><arg direction="in" type="u"/></method>
</interface></node>"""
SUSPEND = 4
SMALL = ['-i', 'width=64', '-i', 'height=64']


class SessionManager:
    """Stands for the desktop's session, and knows who keeps it awake."""

    def __init__(self, world):
        self.held = {}
        self.count = 0
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        self.object = self.bus.register_object(
            '/org/gnome/SessionManager', Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0],
            self._call, None, None)
        self.bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'RequestName',
                           GLib.Variant('(su)', (MANAGER, 0)), None, 0, -1, None)
        world.ending.append(self.stop)

    def _call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        answer = None
        if method == 'Inhibit':
            self.count += 1
            self.held[self.count] = arguments.unpack()[3]
            answer = GLib.Variant('(u)', (self.count,))
        elif method == 'Uninhibit':
            self.held.pop(arguments.unpack()[0])
        elif method == 'RegisterClient':
            answer = GLib.Variant('(o)', ('/org/gnome/SessionManager/Client1',))
        invocation.return_value(answer)

    def stop(self):
        self.bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'ReleaseName',
                           GLib.Variant('(s)', (MANAGER,)), None, 0, -1, None)
        self.bus.unregister_object(self.object)


def choose(world, awake):
    """As the preferences write it, and any other program may."""
    folder = world.path('config', 'glib-2.0', 'settings')
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, 'keyfile')
    with open(path + '.new', 'w', encoding='utf-8') as file:
        file.write(f'[io/github/simmer_app/Simmer]\nkeep-awake={"true" if awake else "false"}\n')
    os.replace(path + '.new', path)


def start(world):
    manager = SessionManager(world)
    world.notifications()
    return manager, world.window(GSETTINGS_BACKEND='keyfile')


def test_it_is_kept_awake_until_the_last_task_ends(world):
    generator = world.generator('--workers', '1')
    generator.hold()
    choose(world, True)
    manager, window = start(world)
    assert not manager.held, manager.held
    order = world.start('submit', 'sea', *SMALL)  # GTK waits for the session's answer meanwhile
    until(lambda: list(manager.held.values()) == [SUSPEND], lambda: manager.held)
    order.end().check()
    generator.release()
    window.wait_row('sea').wait_badge('Done')
    until(lambda: not manager.held, lambda: manager.held)
    window.check_talk()


def test_it_follows_the_choice_at_once_and_lets_go_at_the_end(world):
    world.generator('--workers', '1')
    choose(world, False)
    manager, window = start(world)
    world.submit('[duration=600] sea', *SMALL)
    window.wait_row('[duration=600] sea').wait_badge('Running')
    assert manager.count == 0, manager.held
    choose(world, True)
    until(lambda: list(manager.held.values()) == [SUSPEND], lambda: manager.held)
    choose(world, False)
    until(lambda: not manager.held, lambda: manager.held)
    choose(world, True)
    until(lambda: manager.held, 'the inhibition')
    window.process.send_signal(signal.SIGTERM)
    window.end()
    until(lambda: not manager.held, lambda: manager.held)


main(globals())
