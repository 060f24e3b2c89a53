"""Real panels, docks and buses for tests: starts them in the session that the test runs in, drives
the mouse, and looks at the screen. Every process that is started here is ended here, by its id."""

import ctypes
import ctypes.util
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback

# How long anything may take before a test gives up: far longer than it does.
PATIENCE = 60
APP_ID = 'io.github.simmer_app.Simmer'
MANIFEST = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'build-aux', 'flatpak',
                        APP_ID + '.json')
PANEL = 48
ICON = (0, 0, PANEL, PANEL)  # where the panel's first icon is: x, y, width, height
BLUE = (0x36, 0x85, 0xe3)  # the ring's colour
NEAR = 51  # how far from it a pixel's colour may be, as a distance in the cube of colours

XFCE_PANEL = f'''<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="{PANEL}"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
'''


DESKTOP_FILE = '''[Desktop Entry]
Type=Application
Name=Simmer
Exec=true
Icon=applications-graphics
'''


class Skip(Exception):
    """The machine lacks what a test needs."""


def need(*programs):
    for program in programs:
        if shutil.which(program) is None:
            raise Skip(f'{program} is not installed')


def wait_for(condition, what, pause=0.05):
    end = time.monotonic() + PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError('not in time: ' + (what() if callable(what) else what))
        time.sleep(pause)


def measure(condition, what):
    """How many milliseconds pass until condition() is true; of interest to people alone."""
    begin = time.monotonic()
    wait_for(condition, what, 0.002)
    return round((time.monotonic() - begin) * 1000)


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


class Process:
    """A program with its output in lines."""

    def __init__(self, *command, env=None):
        self.process = subprocess.Popen(
            command, env={**os.environ, **(env or {})}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.lines = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip('\n'))

    @property
    def pid(self):
        return self.process.pid

    def say(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def wait_line(self, line, count=1):
        wait_for(lambda: self.lines.count(line) >= count, lambda: f'{line} in {self.lines}')

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Desk:
    """What a test started; all of it is gone after the test."""

    def __init__(self):
        self.started = []

    def start(self, *command, env=None):
        process = Process(*command, env=env)
        self.started.append(process)
        return process

    def panel(self):
        """xfce4-panel with a notification area alone, at the top left."""
        need('xfce4-panel', 'xdotool')
        folder = os.path.join(os.environ['XDG_CONFIG_HOME'], 'xfce4/xfconf/xfce-perchannel-xml')
        write(os.path.join(folder, 'xfce4-panel.xml'), XFCE_PANEL)
        # Settings come from xfconfd over the bus, which the session's bus would not start by itself.
        if not has_owner('org.xfce.Xfconf'):
            daemon = next((path for path in (
                '/usr/lib/x86_64-linux-gnu/xfce4/xfconf/xfconfd', '/usr/libexec/xfce4/xfconf/xfconfd',
                shutil.which('xfconfd') or '', *find_below('/usr/lib', 'xfconf/xfconfd'))
                if os.access(path, os.X_OK)), None)
            if daemon is None:
                raise Skip('xfconfd is not installed')
            self.start(daemon)
            wait_for(lambda: has_owner('org.xfce.Xfconf'), 'xfconfd')
        panel = self.start('xfce4-panel', '--disable-wm-check', env={'XDG_CURRENT_DESKTOP': 'XFCE'})
        wait_for(lambda: has_owner('org.kde.StatusNotifierWatcher'), 'the panel')
        return panel

    def plank(self):
        """plank at the bottom, with Simmer's icon alone. It needs a window manager."""
        need('plank')
        path = write(os.path.join(os.environ['XDG_DATA_HOME'], 'applications', APP_ID + '.desktop'),
                     DESKTOP_FILE)
        write(os.path.join(os.environ['XDG_CONFIG_HOME'], 'plank/dock1/launchers/simmer.dockitem'),
              f'[PlankDockItemPreferences]\nLauncher=file://{path}\n')
        # As what plank asks which windows are whose, it would be started by the bus of a desktop.
        daemon = next((path for path in ('/usr/libexec/bamf/bamfdaemon',
                                         *find_below('/usr/lib', 'bamf/bamfdaemon'))
                       if os.access(path, os.X_OK)), None)
        if daemon is not None:
            self.start(daemon)
            wait_for(lambda: has_owner('org.ayatana.bamf'), 'bamfdaemon')
        dock = self.start('plank')
        wait_for(lambda: has_owner('net.launchpad.plank'), 'plank')
        return dock

    def sandbox(self):
        """The session's bus as the flatpak sees it: exactly what build-aux/flatpak lets through."""
        need('xdg-dbus-proxy')
        socket = os.path.join(os.environ['XDG_RUNTIME_DIR'], f'proxy-{len(self.started)}')
        with open(MANIFEST, encoding='utf-8') as file:
            talk = [option for option in json.load(file)['finish-args']
                    if option.startswith(('--talk-name=', '--own-name='))]
        self.start('xdg-dbus-proxy', os.environ['DBUS_SESSION_BUS_ADDRESS'], socket, '--filter',
                   f'--own={APP_ID}', f'--own={APP_ID}.*', '--talk=org.freedesktop.portal.*',
                   *[option.replace('-name=', '=') for option in talk])
        wait_for(lambda: os.path.exists(socket), 'the proxy')
        return {'DBUS_SESSION_BUS_ADDRESS': f'unix:path={socket}'}

    def demo(self, env=None):
        return self.start(os.environ['PRESENCE_DEMO'], env=env)

    def end(self):
        for process in reversed(self.started):
            process.end()


class JobServer:
    """Stands for Plasma's: keeps what it is asked, and says what a person presses."""

    XML = """<node>
<interface name='org.kde.JobViewServerV2'><method name='requestView'><arg type='s' direction='in'/>
<arg type='i' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method></interface>
<interface name='org.kde.JobViewV3'><method name='update'><arg type='a{sv}' direction='in'/></method>
<method name='terminate'><arg type='u' direction='in'/><arg type='s' direction='in'/>
<arg type='a{sv}' direction='in'/></method>
<signal name='suspendRequested'/><signal name='resumeRequested'/><signal name='cancelRequested'/></interface></node>"""
    VIEW = '/org/kde/notificationmanager/jobs/JobView_1'

    def __init__(self):
        import gi
        gi.require_version('Gio', '2.0')
        from gi.repository import Gio, GLib
        self.glib = GLib
        self.calls = []
        self.context = GLib.MainContext.new()
        self.loop = GLib.MainLoop.new(self.context, False)
        self.context.push_thread_default()
        self.bus = Gio.DBusConnection.new_for_address_sync(
            os.environ['DBUS_SESSION_BUS_ADDRESS'],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        server, view = Gio.DBusNodeInfo.new_for_xml(self.XML).interfaces
        self.bus.register_object('/JobViewServer', server, self._call, None, None)
        self.bus.register_object(self.VIEW, view, self._call, None, None)
        self.bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'RequestName',
                           GLib.Variant('(su)', ('org.kde.JobViewServer', 0)), None, 0, -1)
        self.context.pop_thread_default()
        self.thread = threading.Thread(target=self.loop.run, daemon=True)
        self.thread.start()

    def _call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        self.calls.append((method, arguments.unpack()))
        path = self.glib.Variant('(o)', (self.VIEW,)) if method == 'requestView' else None
        invocation.return_value(path)

    def told(self, method):
        return [arguments for name, arguments in self.calls if name == method]

    def press(self, signal_name):
        """As Qt does: to all who listen."""
        self.bus.emit_signal(None, self.VIEW, 'org.kde.JobViewV3', signal_name, None)
        self.bus.flush_sync()

    def end(self):
        self.loop.quit()
        self.thread.join()
        self.bus.close_sync()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


def find_below(root, suffix):
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            if path.endswith(suffix):
                yield path


def has_owner(name, address=None):
    """Whether a name is taken on the session's bus, or on another one."""
    bus = ('--address', address) if address else ('--session',)
    out = run('gdbus', 'call', *bus, '-d', 'org.freedesktop.DBus', '-o',
              '/org/freedesktop/DBus', '-m', 'org.freedesktop.DBus.NameHasOwner', name)
    return 'true' in out


class _Image(ctypes.Structure):
    """The begin of an XImage."""

    _fields_ = [('width', ctypes.c_int), ('height', ctypes.c_int), ('xoffset', ctypes.c_int),
                ('format', ctypes.c_int), ('data', ctypes.c_void_p), ('byte_order', ctypes.c_int),
                ('bitmap_unit', ctypes.c_int), ('bitmap_bit_order', ctypes.c_int),
                ('bitmap_pad', ctypes.c_int), ('depth', ctypes.c_int), ('stride', ctypes.c_int)]


class Eye:
    """Sees the screen fast enough to tell when something appeared on it."""

    def __init__(self):
        name = ctypes.util.find_library('X11')
        if name is None:
            raise Skip('libX11 is not installed')
        self.x11 = ctypes.CDLL(name)
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self.x11.XGetImage.restype = ctypes.POINTER(_Image)
        self.x11.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int,
                                       ctypes.c_uint, ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
        self.x11.XDestroyImage.argtypes = [ctypes.POINTER(_Image)]
        self.display = self.x11.XOpenDisplay(None)
        if not self.display:
            raise Skip('there is no X display')
        self.root = self.x11.XDefaultRootWindow(self.display)

    def look(self, x, y, width, height):
        """The pixels of an area, four bytes each: blue, green, red and one that says nothing."""
        image = self.x11.XGetImage(self.display, self.root, x, y, width, height, 0xffffffff, 2)
        size = image.contents.stride * height
        pixels = ctypes.string_at(image.contents.data, size)
        self.x11.XDestroyImage(image)
        return pixels


_eye = []


def look(area):
    """The pixels of a part of the screen."""
    if not _eye:
        _eye.append(Eye())
    return _eye[0].look(*area)


def count_colour(area, colour, near=NEAR):
    """How many pixels of an area have a colour, or nearly."""
    pixels = look(area)
    red, green, blue = colour
    return sum((b - blue) ** 2 + (g - green) ** 2 + (r - red) ** 2 <= near * near
               for b, g, r in zip(pixels[0::4], pixels[1::4], pixels[2::4]))


def count_blue():
    """Pixels of the ring's colour where the panel's first icon is."""
    return count_colour(ICON, BLUE)


def picture(path):
    """Keeps the whole screen for eyes to judge."""
    run('import', '-window', 'root', path)


def settle(look, pause=0.05):
    """What look() sees once it sees the same twice in a row."""
    state = [None]

    def same():
        now = look()
        if now == state[0]:
            return (now,)
        state[0] = now
        return None
    return wait_for(same, 'the screen to rest', pause)[0]


def click(button, x=PANEL // 2, y=PANEL // 2):
    run('xdotool', 'mousemove', str(x), str(y), 'click', str(button))


def main(scope):
    """Runs each test_… of the module, and prints TAP."""
    tests = [(name, func) for name, func in scope.items() if name.startswith('test_')]
    print(f'1..{len(tests)}', flush=True)
    failed = 0
    for number, (name, func) in enumerate(tests, 1):
        desk = Desk()
        line = f'{number} {name[5:].replace("_", " ")}'
        try:
            func(desk)
            print('ok', line, flush=True)
        except Skip as reason:
            print('ok', line, f'# SKIP {reason}', flush=True)
        except BaseException:  # pylint: disable=broad-except
            failed += 1
            print('not ok', line, flush=True)
            print('\n'.join('# ' + text for text in traceback.format_exc().splitlines()), flush=True)
        finally:
            desk.end()
    sys.exit(1 if failed else 0)
