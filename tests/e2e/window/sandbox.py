#!/usr/bin/python3
"""Simmer in a sandbox like the flatpak's: behind a bus that lets through what
build-aux/flatpak says and no more, before the real xdg-desktop-portal, which takes it for a
flatpak. The desktop behind that portal is the test."""

import fcntl
import glob
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..'))
from simmer_e2e import Program, Skip  # noqa: E402
import simmer_window  # noqa: E402
from simmer_window import APP_ID, find, main, run, states, until  # noqa: E402

from gi.repository import Gio, GLib  # noqa: E402

ROOT = os.path.join(HERE, '..', '..', '..')
SMALL = ['-i', 'width=64', '-i', 'height=64']
BACKEND = 'org.freedesktop.impl.portal.desktop.test'
OBJECT = '/org/freedesktop/portal/desktop'
BACKGROUND = 'org.freedesktop.impl.portal.Background'
NOTIFICATION = 'org.freedesktop.impl.portal.Notification'
ACCESS = 'org.freedesktop.impl.portal.Access'
INTERFACES = f"""<node>
<interface name="{BACKGROUND}">
  <method name="GetAppState"><arg direction="out" type="a{{sv}}"/></method>
  <method name="NotifyBackground">
    <arg direction="in" type="o"/><arg direction="in" type="s"/><arg direction="in" type="s"/>
    <arg direction="out" type="u"/><arg direction="out" type="a{{sv}}"/>
  </method>
  <method name="EnableAutostart">
    <arg direction="in" type="s"/><arg direction="in" type="b"/><arg direction="in" type="as"/>
    <arg direction="in" type="u"/><arg direction="out" type="b"/>
  </method>
  <signal name="RunningApplicationsChanged"/>
</interface>
<interface name="{NOTIFICATION}">
  <method name="AddNotification">
    <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="a{{sv}}"/>
  </method>
  <method name="RemoveNotification">
    <arg direction="in" type="s"/><arg direction="in" type="s"/>
  </method>
</interface>
<interface name="{ACCESS}">
  <method name="AccessDialog">
    <arg direction="in" type="o"/><arg direction="in" type="s"/><arg direction="in" type="s"/>
    <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="s"/>
    <arg direction="in" type="a{{sv}}"/><arg direction="out" type="u"/>
    <arg direction="out" type="a{{sv}}"/>
  </method>
</interface>
</node>"""


def find_program(name):
    path = next((path for path in (f'/usr/libexec/{name}', f'/usr/lib/xdg-desktop-portal/{name}')
                 if os.access(path, os.X_OK)), None) or shutil.which(name)
    if path is None:
        raise Skip(f'{name} is not installed')
    return path


class Backend:
    """What the portal hands on to the desktop."""

    def __init__(self, bus):
        self.bus = bus
        self.autostart = []
        self.starts = True  # programs with the session
        self.told = {}
        self.ids = [bus.register_object(OBJECT, interface, self._call, None, None)
                    for interface in Gio.DBusNodeInfo.new_for_xml(INTERFACES).interfaces]
        self.name = Gio.bus_own_name_on_connection(bus, BACKEND, 0, None, None)

    def _call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        given = arguments.unpack()
        answer = None
        if method == 'GetAppState':
            answer = GLib.Variant('(a{sv})', ({APP_ID: GLib.Variant('u', 0)},))
        elif method == 'NotifyBackground':
            answer = GLib.Variant('(ua{sv})', (0, {'result': GLib.Variant('u', 1)}))
        elif method == 'EnableAutostart':
            self.autostart.append(given[1])
            answer = GLib.Variant('(b)', (given[1] and self.starts,))
        elif method == 'AddNotification':
            self.told[given[1]] = given[2]
        elif method == 'RemoveNotification':
            self.told.pop(given[1], None)
        invocation.return_value(answer)

    def changed(self):
        self.bus.emit_signal(None, OBJECT, BACKGROUND, 'RunningApplicationsChanged', None)

    def stop(self):
        Gio.bus_unown_name(self.name)
        for number in self.ids:
            self.bus.unregister_object(number)


class Sandbox:
    """All of the machine, but with the file in the root by which a flatpak is known."""

    def __init__(self, world):
        self.world = world
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        for name in ('bwrap', 'xdg-dbus-proxy'):
            find_program(name)
        self.number = str(4000000000 + os.getpid())
        self.folder = os.path.join(os.environ['XDG_RUNTIME_DIR'], '.flatpak', self.number)
        os.makedirs(self.folder)
        world.ending.append(lambda: shutil.rmtree(self.folder))
        self.info = self.write('info', '[Application]\n'
                               f'name={APP_ID}\nruntime=runtime/org.gnome.Platform/x86_64/51\n\n'
                               f'[Instance]\ninstance-id={self.number}\nbranch=stable\n'
                               'arch=x86_64\nflatpak-version=1.14.0\nsession-bus-proxy=true\n')
        self.prefix = ['bwrap', '--die-with-parent', '--tmpfs', '/']
        for name in sorted(os.listdir('/')):
            path = '/' + name
            if os.path.islink(path):
                self.prefix += ['--symlink', os.readlink(path), path]
            elif name not in ('proc', 'dev', '.flatpak-info'):
                self.prefix += ['--bind', path, path]
        self.prefix += ['--proc', '/proc', '--dev', '/dev', '--ro-bind', self.info, '/.flatpak-info']
        if subprocess.run([*self.prefix, 'true'], check=False, stderr=subprocess.DEVNULL).returncode:
            raise Skip('no sandboxes here')
        self.backend = Backend(self.bus)
        world.ending.append(self.backend.stop)
        self._hold()
        self._start_portal()
        self.address = self._start_proxy()

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def has_owner(self, name):
        return self.bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'NameHasOwner',
                                  GLib.Variant('(s)', (name,)), None, 0, -1, None).unpack()[0]

    def start(self, *command, **environment):
        env = {**os.environ, **environment}
        env.pop('G_DEBUG', None)
        program = Program(command, env)
        self.world.ending.append(program.kill)
        return program

    def _hold(self):
        """An instance is one that runs only while its lock is held."""
        lock = open(self.write('.ref', ''), 'r+', encoding='utf-8')  # pylint: disable=R1732
        fcntl.lockf(lock, fcntl.LOCK_SH)
        self.world.ending.append(lock.close)

    def _start_portal(self):
        portals = self.world.path('portals')
        os.mkdir(portals)
        with open(os.path.join(portals, 'test.portal'), 'w', encoding='utf-8') as file:
            file.write(f'[portal]\nDBusName={BACKEND}\n'
                       f'Interfaces={ACCESS};{BACKGROUND};{NOTIFICATION};\nUseIn=test\n')
        self.start(find_program('xdg-permission-store'))
        until(lambda: self.has_owner('org.freedesktop.impl.portal.PermissionStore'), 'permissions')
        self.portal = self.start(
            find_program('xdg-desktop-portal'), '-v', XDG_DESKTOP_PORTAL_DIR=portals,
            XDG_CURRENT_DESKTOP='test', DBUS_SYSTEM_BUS_ADDRESS=os.environ['DBUS_SESSION_BUS_ADDRESS'])
        until(lambda: self.has_owner('org.freedesktop.portal.Desktop'), 'the portal')

    def _start_proxy(self):
        """As flatpak does: what it grants by itself, and what the manifest adds."""
        with open(glob.glob(os.path.join(ROOT, 'build-aux', 'flatpak', '*.json'))[0],
                  encoding='utf-8') as file:
            manifest = json.load(file)
        grants = [word.replace('-name', '', 1) for word in manifest['finish-args']
                  if word.startswith(('--talk-name=', '--own-name='))]
        assert grants, manifest
        socket = os.path.join(self.folder, 'bus')
        self.start(*self.prefix, 'xdg-dbus-proxy', os.environ['DBUS_SESSION_BUS_ADDRESS'], socket,
                   '--filter', f'--own={APP_ID}', f'--own={APP_ID}.*',
                   '--talk=org.freedesktop.portal.*', *grants)
        until(lambda: os.path.exists(socket), 'the proxy')
        return f'unix:path={socket}'

    def permit(self, permission):
        """What the person once decided of Simmer in the background."""
        self.bus.call_sync('org.freedesktop.impl.portal.PermissionStore',
                           '/org/freedesktop/impl/portal/PermissionStore',
                           'org.freedesktop.impl.portal.PermissionStore', 'SetPermission',
                           GLib.Variant('(sbssas)', ('background', True, 'background', APP_ID,
                                                     [permission])), None, 0, -1, None)

    def window(self):
        accessible = self.bus.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress',
                                        None, None, 0, -1, None).unpack()[0]
        window = self.world.window(prefix=self.prefix, DBUS_SESSION_BUS_ADDRESS=self.address,
                                   AT_SPI_BUS_ADDRESS=accessible)
        self.write('bwrapinfo.json', json.dumps({'child-pid': window.pid}))
        self.write('pid', str(window.pid))
        return window

    def background_message(self):
        """What the portal tells whoever lists what runs without a window."""
        apps = self.bus.call_sync(
            'org.freedesktop.background.Monitor', '/org/freedesktop/background/monitor',
            'org.freedesktop.DBus.Properties', 'Get',
            GLib.Variant('(ss)', ('org.freedesktop.background.Monitor', 'BackgroundApps')),
            None, 0, -1, None).unpack()[0]
        return next((app.get('message') for app in apps if app['app_id'] == APP_ID), None)

    def act(self, action, *targets):
        """As a desktop does when a button of its own is pressed."""
        self.bus.call_sync(APP_ID, '/' + APP_ID.replace('.', '/'), 'org.freedesktop.Application',
                           'ActivateAction', GLib.Variant('(sava{sv})', (action, targets, {})),
                           None, 0, -1, None)


def begin(world):
    world.generator('--workers', '2')
    sandbox = Sandbox(world)
    window = sandbox.window()
    window.submit('[duration=600] sea').wait_badge('Running')
    return sandbox, window


def test_it_hides_where_the_portal_lets_it_and_is_closed_from_there(world):
    sandbox, window = begin(world)
    window.key('ctrl+w')
    window.press('Keep Going in the Background')
    until(lambda: window.find_xid('Simmer') is None, 'the window to go')
    sandbox.backend.changed()
    until(lambda: '1 running' in (sandbox.background_message() or ''), 'the message')
    assert sandbox.backend.autostart == [False], sandbox.backend.autostart
    # There is no icon: what was granted is enough to hide once more, and without a word.
    sandbox.act('activate')
    until(lambda: window.find_xid('Simmer'), 'the window')
    window.open()
    window.key('ctrl+w')
    until(lambda: window.find_xid('Simmer') is None, 'the window to go again')
    window.check_alive()
    # The shell's list of what runs without a window has a button for that.
    sandbox.act('quit')
    window.end()


def test_it_stays_where_the_portal_does_not_let_it(world):
    sandbox, window = begin(world)
    sandbox.permit('no')
    window.key('ctrl+w')
    window.dialog(('push button', 'Keep the Window'))
    window.press('Keep the Window')
    window.no_dialog()
    assert window.find_xid('Simmer'), 'hidden though that was refused'
    window.key('ctrl+w')
    window.dialog(('push button', 'Quit'))
    window.press('Quit')
    window.end()


def test_a_switch_that_the_portal_refuses_moves_back(world):
    world.generator()
    sandbox = Sandbox(world)
    window = sandbox.window()
    sandbox.backend.starts = False
    sandbox.permit('yes')
    window.strike('ctrl+comma')
    name = '^Start with the Session'
    dialog = window.dialog(('check box', name))
    switch = find(dialog, 'check box', name)
    simmer_window.Atspi.Action.do_action(switch, 0)
    until(lambda: sandbox.backend.autostart == [True], lambda: sandbox.backend.autostart)
    until(lambda: 'checked' not in states(switch), 'the switch to move back')
    # That was no wish of the person's: the portal is not asked once more.
    window.key('Escape')
    window.no_dialog()
    window.see('label', 'does not start Simmer with the session')
    assert sandbox.backend.autostart == [True], sandbox.backend.autostart
    sandbox.backend.starts = True
    window.strike('ctrl+comma')
    switch = find(window.dialog(('check box', name)), 'check box', name)
    simmer_window.Atspi.Action.do_action(switch, 0)
    until(lambda: sandbox.backend.autostart == [True, True], lambda: sandbox.backend.autostart)
    assert 'checked' in states(switch)
    window.check_talk()


def test_its_notifications_go_through_the_portal(world):
    sandbox, window = begin(world)
    told = sandbox.backend.told
    run('xdotool', 'windowminimize', str(window.xid))
    until(lambda: window.find_xid('Simmer') is None, 'the window to be minimized')
    # From a terminal outside the sandbox, which asks the application.
    ordered = world.run('submit', '[duration=1] red sea', *SMALL,
                        env=world.environment(G_MESSAGES_DEBUG='Simmer-Cli')).check()
    assert 'the application is asked' in ordered.out + ordered.err, ordered
    until(lambda: told, 'the notification')
    notification, = told.values()
    assert notification['title'] == 'Generation Done', notification
    save, show = notification['buttons']
    assert (save['label'], show['label']) == ('Save', 'Show'), notification
    assert show['action'] == 'app.show-task', notification
    sandbox.act('show-task', GLib.Variant('s', show['target']))
    until(lambda: window.find_xid('Simmer'), 'the window')
    until(lambda: not told, 'the notification to be taken back')
    window.check_talk()


main(globals())
