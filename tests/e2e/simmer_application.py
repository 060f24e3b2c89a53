"""Homes in which the application runs, without a window: simmerctl then asks it over the bus."""

import os
import shutil
import subprocess
import sys
import threading

import simmer_e2e
from simmer_e2e import PATIENCE, wait_for

NAME = 'io.github.simmer_app.Simmer'
PATH = '/io/github/simmer_app/Simmer/Tasks'
INTERFACE = NAME + '.Tasks1'
SIMMER = simmer_e2e.find_program('app', 'simmer')
SESSION = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib', 'session')
# What the session says of itself and a test's own world must hand on.
SESSION_KEYS = ('DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'GDK_BACKEND', 'GDK_DEBUG', 'GDK_DISABLE',
                'GSK_RENDERER', 'LIBGL_ALWAYS_SOFTWARE', 'GTK_A11Y', 'GTK_USE_PORTAL',
                'ADW_DISABLE_PORTAL', 'GSETTINGS_BACKEND', 'GIO_USE_VFS')


def find_missing():
    """Returns what this machine lacks for running the application, or None."""
    for tool in ('Xvfb', 'dbus-daemon'):
        if shutil.which(tool) is None:
            return tool
    if not os.path.exists(SIMMER):
        return 'simmer'
    try:
        import gi  # noqa: F401
    except ImportError as error:
        return str(error)
    return None


def enter_session():
    """Goes on in a session of its own, with a display and a bus."""
    missing = find_missing()
    if missing is not None:
        print(f'1..0 # SKIP no {missing} here')
        sys.exit(0)
    if 'SIMMER_APPLICATION_SESSION' not in os.environ:
        os.environ['SIMMER_APPLICATION_SESSION'] = '1'
        os.environ['GTK_A11Y'] = 'none'
        os.execv(SESSION, [SESSION, '--', sys.executable, *sys.argv])


def take_notifications():
    """The desktop's notifications, which nobody sees: without them, GIO warns."""
    from gi.repository import Gio, GLib
    bus = Gio.DBusConnection.new_for_address_sync(
        os.environ['DBUS_SESSION_BUS_ADDRESS'],
        Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
        None, None)
    bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'RequestName',
                  GLib.Variant('(su)', ('org.freedesktop.Notifications', 0)), None,
                  Gio.DBusCallFlags.NONE, -1, None)

    def answer(_bus, message, incoming):
        if not incoming or message.get_message_type() != Gio.DBusMessageType.METHOD_CALL:
            return message
        reply = Gio.DBusMessage.new_method_reply(message)
        if message.get_member() == 'Notify':
            reply.set_body(GLib.Variant('(u)', (1,)))
        elif message.get_member() == 'GetCapabilities':
            reply.set_body(GLib.Variant('(as)', (['body', 'actions'],)))
        elif message.get_member() == 'GetServerInformation':
            reply.set_body(GLib.Variant('(ssss)', ('test', 'test', '1', '1.2')))
        bus.send_message(reply, Gio.DBusSendMessageFlags.NONE)
        return None

    bus.add_filter(answer)
    return bus


class Application:
    """A running simmer without a window. As nobody may look, it is asked now and then: else it
    would end when there is nothing to do. What it writes to stderr must be nothing."""

    def __init__(self, world):
        from gi.repository import Gio, GLib
        self.glib = GLib
        self.flags = Gio.DBusCallFlags.NO_AUTO_START
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        wait_for(lambda: not self.owner(), 'the end of another application')
        self.log = open(world.path(f'simmer-{id(self)}.log'), 'w+b')
        self.process = subprocess.Popen([SIMMER, '--gapplication-service'], env=world.env,
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        wait_for(self.owner, 'Simmer on the bus')
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._keep, daemon=True)
        self.thread.start()

    def call_bus(self, method):
        try:
            return self.bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', method,
                                      self.glib.Variant('(s)', (NAME,)), None, self.flags, -1,
                                      None).unpack()[0]
        except self.glib.Error:
            return None

    def owner(self):
        return self.call_bus('GetNameOwner')

    def call(self, method, signature=None, *arguments):
        given = self.glib.Variant(signature, arguments) if signature else None
        return self.bus.call_sync(NAME, PATH, INTERFACE, method, given, None, self.flags, PATIENCE * 1000,
                                  None)

    def _keep(self):
        while not self.ended.wait(3):
            try:
                self.call('GetStore')
            except self.glib.Error:
                pass

    @property
    def talk(self):
        self.log.flush()
        with open(self.log.name, encoding='utf-8', errors='replace') as file:
            return file.read()

    def send(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.ended.set()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        self.thread.join()

    def check(self):
        assert self.process.poll() is None, f'simmer ended with {self.process.returncode}: {self.talk}'
        assert self.talk == '', self.talk


class World(simmer_e2e.World):
    """A home folder in which the application runs."""

    notifications = None

    def __init__(self):
        super().__init__()
        World.notifications = World.notifications or take_notifications()
        for key in SESSION_KEYS:
            if key in os.environ:
                self.env[key] = os.environ[key]
        self.application = None
        self.launch()

    def launch(self):
        self.application = Application(self)
        self.ending.append(self.application.kill)
        return self.application

    def explain(self, title):
        super().explain(title)
        for line in self.application.talk.splitlines()[-20:]:
            print('simmer: ' + line, file=sys.stderr)
