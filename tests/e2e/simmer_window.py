"""Drives Simmer's window from outside: keys and clicks go in through the X server, what comes of
them is read from the accessibility tree, as a screen reader does.

A test program defines functions test_…(world), and ends with main(globals()). It puts itself into a
desktop session of its own: a virtual display, a window manager, a message bus."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

import simmer_e2e
from simmer_e2e import BUILD, PATIENCE, SIMMERCTL  # noqa: F401

APP_ID = 'io.github.simmer_app.Simmer'
SIMMER = simmer_e2e.find_program('app', 'simmer')
SHOTS = os.path.join(BUILD, 'meson-logs', 'shots')
SESSION = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib', 'session')
SCREEN = (1280, 900)
# What the session says of itself and a test's own world must hand on to the window.
SESSION_KEYS = ('DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'GDK_BACKEND', 'GDK_DEBUG', 'GDK_DISABLE',
                'GSK_RENDERER', 'LIBGL_ALWAYS_SOFTWARE', 'GTK_A11Y', 'GTK_USE_PORTAL',
                'ADW_DISABLE_PORTAL', 'GSETTINGS_BACKEND', 'GIO_USE_VFS')
NOTIFICATIONS = """<node><interface name="org.freedesktop.Notifications">
  <method name="Notify">
    <arg direction="in" type="s"/><arg direction="in" type="u"/><arg direction="in" type="s"/>
    <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="as"/>
    <arg direction="in" type="a{sv}"/><arg direction="in" type="i"/><arg direction="out" type="u"/>
  </method>
  <method name="CloseNotification"><arg direction="in" type="u"/></method>
  <method name="GetCapabilities"><arg direction="out" type="as"/></method>
  <method name="GetServerInformation">
    <arg direction="out" type="s"/><arg direction="out" type="s"/><arg direction="out" type="s"/>
    <arg direction="out" type="s"/>
  </method>
</interface></node>"""

Atspi = Gio = GLib = FOCUS = None


def find_missing():
    """Returns what this machine lacks for driving a window, or None."""
    global Atspi, Gio, GLib  # pylint: disable=global-statement
    for tool in ('Xvfb', 'xfwm4', 'dbus-daemon', 'xdotool', 'xprop', 'import'):
        if shutil.which(tool) is None:
            return tool
    if not os.path.exists(SIMMER):
        return 'simmer'
    try:
        import gi
        gi.require_version('Atspi', '2.0')
        from gi.repository import Atspi, Gio, GLib
    except (ImportError, ValueError) as error:
        return str(error)
    return None


def until(condition, what, patience=PATIENCE):
    """Waits until condition() is true, and returns what it returned; what vanished is not yet."""
    end = time.monotonic() + patience
    while True:
        while GLib.MainContext.default().iteration(False):
            pass
        try:
            value = condition()
            if value:
                return value
        except GLib.Error:
            pass
        if time.monotonic() > end:
            raise AssertionError(f'not in time: {what() if callable(what) else what}')
        time.sleep(0.02)


def read_text(path):
    with open(path, encoding='utf-8', errors='replace') as file:
        return file.read()


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


# --- The accessibility tree ---

def walk(node):
    """A node and all below it."""
    yield node
    try:
        count = node.get_child_count()
    except GLib.Error:
        return
    for i in range(count):
        try:
            child = node.get_child_at_index(i)
        except GLib.Error:
            continue
        if child is not None:
            yield from walk(child)


def role_of(node):
    """What it is, in the words of Debian 12. Newer ones leave the “push” away, and tell groups from
    other panels."""
    role = node.get_role_name()
    return {'button': 'push button', 'grouping': 'panel'}.get(role, role)


def name_of(node):
    """What it is called. GTK 4.18 leaves the names of a menu's items to their labels, and these have
    none that count."""
    name = node.get_name() or ''
    if name or role_of(node) != 'menu item':
        return name
    return ' '.join(text_of(relation.get_target(i)) for relation in node.get_relation_set()
                    if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY
                    for i in range(relation.get_n_targets()))


def find_all(root, role=None, name=None):
    """The nodes below root of a role, whose name is like a pattern."""
    for node in walk(root):
        try:
            if role is not None and role_of(node) != role:
                continue
            if name is None or re.search(name, name_of(node)):
                yield node
        except GLib.Error:
            continue


def find(root, role=None, name=None):
    return next(find_all(root, role, name), None)


def states(node):
    return {state.value_nick for state in node.get_state_set().get_states()}


def is_shown(node):
    """Whether it has been given room. GTK 4.8 tells neither what is mapped nor what is in sight; a
    page that was left keeps its room."""
    try:
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    except GLib.Error:
        return False
    return box.width > 0 and box.height > 0


def ends(name):
    """GTK 4.8 names a button by itself and by its label: “_Undo Undo”."""
    return f'(^| ){re.escape(name)}$'


def text_of(node):
    """The words of a label or of a text field."""
    try:
        count = Atspi.Text.get_character_count(node)
        return Atspi.Text.get_text(node, 0, count)
    except GLib.Error:
        return node.get_name() or ''


def dump(node):
    """The beginning of the tree as text, for who looks at a failure."""
    return '\n'.join(describe(node).splitlines()[:200])


def describe(node, depth=0):
    try:
        line = f'{"  " * depth}{role_of(node)} “{(node.get_name() or "")[:90]}”'
        line += ' ' + ','.join(sorted(states(node) & {'active', 'focused', 'sensitive', 'selected'}))
        children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
        line += '' if node.get_role_name() == 'application' or is_shown(node) else '(no room)'
    except GLib.Error:
        return ''
    return '\n'.join([line] + [describe(child, depth + 1) for child in children if child is not None])


class Focus:
    """Follows the focus through what windows say of it."""

    def __init__(self):
        self.node = None
        self.recent = []  # newest first: a window behind a dialog moves its own focus meanwhile
        self.count = 0
        self.listener = Atspi.EventListener.new(self._event)
        self.listener.register('object:state-changed:focused')

    def _event(self, event):
        if event.detail1:
            self.node = event.source
            self.recent = [self.node, *self.recent[:7]]
            self.count += 1

    def __repr__(self):
        try:
            return f'{role_of(self.node)} “{self.node.get_name()}”' if self.node else 'nothing'
        except GLib.Error as error:
            return str(error)


class Row:
    """A task's row, found anew by its title each time: rows are recycled and move."""

    def __init__(self, window, title):
        self.window = window
        self.title = title

    @property
    def node(self):
        for row in self.window.row_nodes():
            if row.get_name().startswith(self.title):
                return row
        return None

    @property
    def exists(self):
        return self.node is not None

    @property
    def name(self):
        node = self.node
        return node.get_name() if node is not None else ''

    @property
    def badge(self):
        """The word on the badge."""
        node = self.node
        for panel in find_all(node, 'panel') if node is not None else ():
            if panel.get_name() in BADGES:
                return panel.get_name()
        return None

    @property
    def words(self):
        """All labels of the row that can be seen, in one."""
        node = self.node
        return ' | '.join(text_of(label) for label in find_all(node, 'label')
                          if is_shown(label)) if node is not None else ''

    @property
    def value(self):
        """What the progress bar shows, 0 to 1; None while there is none."""
        node = self.node
        bar = find(node, 'progress bar') if node is not None else None
        if bar is None or not is_shown(bar):
            return None
        return Atspi.Value.get_current_value(bar)

    @property
    def focused(self):
        node = self.node
        return node is not None and 'focused' in states(node)

    def focus(self):
        """Goes there with Tab, and then with Down and Up."""
        window = self.window
        until(lambda: self.exists, lambda: f'{self.title}: {window.rows()}')
        header = ('New Generation', 'Search', 'Main Menu', 'Close')
        while window.focused_row() is None:
            # GTK 4.8 goes from the header to the buttons in the list; from there Down goes to rows
            seen = FOCUS.count
            window.key('Tab' if not FOCUS.node or FOCUS.node.get_name() in header else 'Down')
            until(lambda: FOCUS.count > seen, lambda: f'the focus to leave {FOCUS!r}', 10)
        for _ in range(40):
            here = until(window.focused_row, lambda: f'the focus on a row, not {FOCUS!r}')
            if here.startswith(self.title):
                return self
            titles = [name.startswith(self.title) for name in window.rows()]
            names = [name.split(', ')[0] for name in window.rows()]
            before = names.index(here.split(', ')[0]) < titles.index(True)
            seen = FOCUS.count
            window.key('Down' if before else 'Up')
            until(lambda: FOCUS.count > seen, lambda: f'the focus to leave {FOCUS!r}', 10)
        raise AssertionError(f'no way to {self.title}: {FOCUS!r}')

    def button(self, name):
        """A button that can be seen and pressed."""
        node = self.node
        for button in find_all(node, 'push button', ends(name)) if node is not None else ():
            if is_shown(button) and 'sensitive' in states(button):
                return button
        return None

    def press(self, name):
        button = until(lambda: self.button(name), lambda: f'{name} in {self!r}')
        assert Atspi.Action.do_action(button, 0)

    def wait_badge(self, word, patience=PATIENCE):
        until(lambda: self.badge == word, lambda: f'badge {word}: {self!r}', patience)
        return self

    def wait_words(self, pattern, patience=PATIENCE):
        until(lambda: re.search(pattern, self.words), lambda: f'{pattern}: {self!r}', patience)
        return self

    def __repr__(self):
        try:
            return f'row “{self.name}” badge {self.badge} words “{self.words}” value {self.value}'
        except GLib.Error as error:
            return f'row {self.title}: {error}'


IS_TASK = re.compile(', (waiting|in progress|done|failed|cancelled)')
BADGES = ('Submitting…', 'Unsure', 'Cancelling…', 'Retrying…', 'Waiting', 'Running', 'Done',
          'Failed', 'Cancelled')


class Window:
    """A running simmer. What it writes to stderr is looked at when it ends: it must be nothing."""

    def __init__(self, world, *args, env=None, prefix=()):
        self.world = world
        self.log = open(world.path(f'simmer-{time.monotonic_ns()}.log'), 'w+b')
        self.notes = open(world.path(f'simmer-{time.monotonic_ns()}.notes'), 'w+b')
        self.process = subprocess.Popen([*prefix, SIMMER, *args], env=env or world.env,
                                        stdout=self.notes, stderr=self.log, stdin=subprocess.DEVNULL)
        self.wrapped = bool(prefix)
        self.app = None
        self.frame = None
        self.xid = None
        self.table = None
        self.header = None

    # --- The program ---

    @property
    def pid(self):
        """Its own, whatever is around it."""
        pid = self.process.pid
        if self.wrapped:
            with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as file:
                return int((file.read().split() or [pid])[0])
        return pid

    @property
    def talk(self):
        """What it wrote to stderr."""
        return read_text(self.log.name)

    @property
    def debug(self):
        """What it wrote to stdout: what G_MESSAGES_DEBUG asks for."""
        return read_text(self.notes.name)

    def running(self):
        return self.process.poll() is None

    def check_alive(self):
        assert self.running(), f'simmer ended with {self.process.returncode}: {self.talk[-3000:]}'
        return True

    def end(self, patience=PATIENCE):
        """Waits until it ends by itself, and well."""
        until(lambda: not self.running(), 'the end of simmer', patience)
        assert self.process.returncode == 0, f'{self.process.returncode}: {self.talk[-3000:]}'
        self.check_talk()

    def check_talk(self):
        """Debug messages aside, nothing was said on stderr."""
        said = [line for line in self.talk.splitlines() if line.strip() and '-DEBUG' not in line]
        assert not said, said

    def kill(self):
        if self.running():
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()
        self.notes.close()

    # --- Its window ---

    def find_app(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for i in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(i)
            if app is not None and app.get_process_id() == self.pid and app.get_child_count() > 0:
                return app
        return None

    def open(self):
        """Waits until it is on the screen, in front, and the queue is known."""
        self.app = until(lambda: self.check_alive() and self.find_app(), 'the window')
        self.app.set_cache_mask(Atspi.Cache.NONE)
        self.frame = until(lambda: self.frames()[-1], 'the frame')
        self.xid = until(lambda: self.find_xid('Simmer'), 'the X window')
        self.in_front()
        return self

    def find_xid(self, title):
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.pid), '--name',
                                f'^{title}$'], stdout=subprocess.PIPE, text=True, check=False)
        return int(found.stdout.split()[0]) if found.stdout.split() else None

    def frames(self):
        """Its windows; the newest is first."""
        return [child for child in (self.app.get_child_at_index(i)
                                    for i in range(self.app.get_child_count())) if child is not None]

    def dialog(self, *within):
        """The window over the window, once it has all that stands in within."""
        def look():
            for frame in self.frames():
                if frame != self.frame and all(find(frame, *what) for what in within):
                    return frame
            return None
        return until(lambda: self.check_alive() and look(), lambda: 'a dialog: ' + dump(self.app))

    def no_dialog(self):
        until(lambda: len(self.frames()) == 1, lambda: 'the end of the dialog: ' + dump(self.app))

    def resize(self, width, height):
        """Makes its content as large as that: the X window holds the shadow too."""
        left, right, top, bottom = self.extents()
        run('xdotool', 'windowsize', str(self.xid), str(width + left + right),
            str(height + top + bottom))
        until(lambda: self.size() == (width, height), lambda: f'{width}x{height}, not {self.size()}')

    def extents(self):
        """How far its shadow reaches: left, right, top, bottom."""
        found = run('xprop', '-id', str(self.xid), '_GTK_FRAME_EXTENTS')
        return [int(n) for n in found.split('=')[1].split(',')] if '=' in found else [0, 0, 0, 0]

    def size(self):
        box = Atspi.Component.get_extents(self.frame, Atspi.CoordType.WINDOW)
        return box.width, box.height

    # --- Keys ---

    def key(self, *keys):
        self.check_alive()
        run('xdotool', 'key', '--clearmodifiers', '--delay', '30', *keys)

    def type(self, text):
        self.check_alive()
        run('xdotool', 'type', '--clearmodifiers', '--delay', '15', text)

    def fill(self, field, text):
        """Types into a field that has the focus, as somebody who looks at what is typed."""
        self.type(text)
        # A key that is struck while a dialog comes up may go to the window below it.
        for _ in range(3):
            if text_of(field) == text:
                break
            self.key('ctrl+a')
            self.type(text)
        until(lambda: text_of(field) == text, lambda: f'{text_of(field)!r} for {text!r}')

    def wait_focus(self, role, name=None, patience=PATIENCE):
        """Waits until something has the focus, as it was told to those who listen."""
        def fits(node):
            with contextlib.suppress(GLib.Error):
                return (role_of(node) == role and
                        node.get_process_id() == self.pid and 'focused' in states(node) and
                        (name is None or re.search(name, node.get_name() or '')))
            return False
        return until(lambda: self.check_alive() and next(filter(fits, FOCUS.recent), None),
                     lambda: f'the focus on {role} {name}, not {FOCUS!r}', patience)

    # --- The pointer ---

    def place(self):
        """Where its content begins on the screen."""
        place = dict(line.split('=') for line in
                     run('xdotool', 'getwindowgeometry', '--shell', str(self.xid)).split())
        left, _, top, _ = self.extents()
        return int(place['X']) + left, int(place['Y']) + top

    def click(self, row):
        """Clicks on a row, where it has no button."""
        x, y = self.place()
        box = until(lambda: Atspi.Component.get_extents(row.node, Atspi.CoordType.WINDOW),
                    lambda: f'a place for {row!r}')
        run('xdotool', 'mousemove', str(x + box.x + 100), str(y + box.y + box.height // 2),
            'click', '1')

    def pixels(self, x, y, width, height):
        """The colours (red, green, blue) of a part of what is on the screen."""
        left, top = self.place()
        data = subprocess.run(['import', '-window', 'root', '-crop',
                               f'{width}x{height}+{left + x}+{top + y}', '-depth', '8', 'rgb:-'],
                              check=True, stdout=subprocess.PIPE).stdout
        return [tuple(data[i:i + 3]) for i in range(0, len(data) - 2, 3)]

    # --- What it shows ---

    def see(self, role=None, name=None, patience=PATIENCE):
        """Waits for something that is on the screen."""
        def look():
            return next((node for frame in self.frames() for node in find_all(frame, role, name)
                         if is_shown(node)), None)
        return until(lambda: self.check_alive() and look(),
                     lambda: f'{role} {name}: {dump(self.app)}', patience)

    def sees(self, role=None, name=None):
        return any(is_shown(node) for frame in self.frames() for node in find_all(frame, role, name))

    def press(self, name, role='push button'):
        button = until(lambda: next(
            (node for frame in self.frames() for node in find_all(frame, role, ends(name))
             if is_shown(node) and 'sensitive' in states(node)), None),
            lambda: f'button {name}: {dump(self.app)}')
        assert Atspi.Action.do_action(button, 0)

    @property
    def subtitle(self):
        """What the header bar says of all tasks."""
        if self.header is None:
            title = find(self.frame, 'label', '^Simmer$')
            if title is None:
                return None
            self.header = title.get_parent()
        return ' '.join(text_of(label) for label in find_all(self.header, 'label')
                        if text_of(label) != 'Simmer')

    def row_nodes(self):
        """The list items that are tasks, from the top; those far out of sight are not there."""
        if self.table is None:
            self.table = find(self.frame, 'list', '^Tasks$')
        return [node for node in (self.table.get_child_at_index(i)
                                  for i in range(self.table.get_child_count()))
                if node is not None and IS_TASK.search(node.get_name() or '')]

    def focused_row(self):
        """The name of the row that has the focus, if one has it."""
        node = FOCUS.node
        name = node.get_name() if node is not None and node.get_process_id() == self.pid else None
        return name if name and IS_TASK.search(name) else None

    def rows(self):
        return [node.get_name() for node in self.row_nodes()]

    def row(self, title):
        return Row(self, title)

    def wait_row(self, title, patience=PATIENCE):
        row = Row(self, title)
        until(lambda: self.check_alive() and row.exists, lambda: f'row {title}: {dump(self.app)}',
              patience)
        return row

    def toast(self, pattern):
        return self.see(None, pattern)

    def in_front(self):
        """Waits until its window has the keyboard, as after a dialog."""
        until(lambda: 'active' in states(self.frame), lambda: f'the keyboard: {dump(self.app)}')

    def strike(self, key):
        """Strikes a key that opens a dialog over the window."""
        self.in_front()
        # While the window comes back to the front, it may go nowhere.
        for _ in range(3):
            self.key(key)
            with contextlib.suppress(AssertionError):
                until(lambda: len(self.frames()) > 1, 'the dialog', 10)
                break

    def submit(self, prompt):
        """Submits by keyboard and waits for the row."""
        self.strike('ctrl+n')
        self.fill(self.wait_focus('text', 'Prompt'), prompt)
        self.key('ctrl+Return')
        self.no_dialog()
        row = self.wait_row(prompt)
        self.wait_focus('list item', '^' + re.escape(prompt))
        return row

    def shot(self, name):
        """Saves a picture of the window. The pointer is parked in a corner."""
        os.makedirs(SHOTS, exist_ok=True)
        run('xdotool', 'mousemove', str(SCREEN[0] - 1), str(SCREEN[1] - 1))
        left, top = self.place()
        width, height = self.size()
        path = os.path.join(SHOTS, name + '.png')
        run('import', '-window', 'root', '-crop',
            f'{width}x{height}+{left}+{top}', '+repage', path)
        return path


class Notifications:
    """Stands for the desktop's notifications, and writes down what it is told. It answers at once,
    whatever the test does meanwhile: GLib replaces only what it knows the number of."""

    def __init__(self):
        self.told = []
        self.shown = {}
        self.pressed = None  # the action that the person chooses of each
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        self.loop = GLib.MainLoop(GLib.MainContext())
        ready = threading.Event()
        self.thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self.thread.start()
        assert ready.wait(simmer_e2e.PATIENCE), 'the name of the notifications was not to be had'

    def _serve(self, ready):
        context = self.loop.get_context()
        context.push_thread_default()
        interface = Gio.DBusNodeInfo.new_for_xml(NOTIFICATIONS).interfaces[0]
        registration = self.bus.register_object('/org/freedesktop/Notifications', interface,
                                                self._call, None, None)
        name = Gio.bus_own_name_on_connection(self.bus, 'org.freedesktop.Notifications',
                                              Gio.BusNameOwnerFlags.REPLACE, lambda *_: ready.set(), None)
        self.loop.run()
        Gio.bus_unown_name(name)
        self.bus.unregister_object(registration)
        context.pop_thread_default()

    def _call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        if method == 'Notify':
            given = arguments.unpack()
            self.told.append({'title': given[3], 'body': given[4], 'actions': given[5]})
            number = given[1] or len(self.told)
            self.shown[number] = self.told[-1]
            invocation.return_value(GLib.Variant('(u)', (number,)))
            if self.pressed is not None:
                action = next(name for name in given[5][::2] if self.pressed in name)
                self.bus.emit_signal(None, '/org/freedesktop/Notifications',
                                     'org.freedesktop.Notifications', 'ActionInvoked',
                                     GLib.Variant('(us)', (number, action)))
        elif method == 'GetCapabilities':
            invocation.return_value(GLib.Variant('(as)', (['body', 'actions'],)))
        elif method == 'GetServerInformation':
            invocation.return_value(GLib.Variant('(ssss)', ('test', 'test', '1', '1.2')))
        else:
            invocation.return_value(None)

    def stop(self):
        self.loop.quit()
        self.thread.join()


class Relay(simmer_e2e.Wire):
    """A way to a generator on which nobody needs its token: it is put into each request."""

    def __init__(self, generator):
        self.token = generator.token
        super().__init__(generator.port)

    def _carry(self, source, target):
        if source.getsockname()[1] == self.port:
            source = Signer(source, self.token)
        super()._carry(source, target)


class Signer:
    """Reads requests from a socket, with the token in their headers."""

    def __init__(self, near, token):
        self.near = near
        self.line = f'Authorization: Bearer {token}\r\n'.encode()

    def recv(self, size):
        return re.sub(rb'^((?:GET|POST|PUT|DELETE) /[^\r\n]* HTTP/1\.1\r\n)',
                      lambda match: match[1] + self.line, self.near.recv(size))

    def __getattr__(self, name):
        return getattr(self.near, name)


class World(simmer_e2e.World):
    """A home folder with windows in it."""

    def __init__(self):
        super().__init__()
        for key in SESSION_KEYS:
            if key in os.environ:
                self.env[key] = os.environ[key]
        settings = os.path.join(os.environ['XDG_CONFIG_HOME'], 'gtk-4.0')
        shutil.copytree(settings, self.path('config', 'gtk-4.0'))
        self.windows = []

    def generator(self, *args, small=True, **others):
        generator = super().generator(*args, **others)
        if small:
            generator.paint_small()
        return generator

    def window(self, *args, prefix=(), **environment):
        """Starts simmer, after prefix, and waits until its window is there."""
        return self.launch(*args, prefix=prefix, **environment).open()

    def launch(self, *args, prefix=(), **environment):
        """Starts simmer."""
        window = Window(self, *args, env=self.environment(**environment), prefix=prefix)
        self.windows.append(window)
        self.ending.append(window.kill)
        return window

    def relay(self, generator):
        """A service that needs no sign-in, and that can be cut off and mended."""
        relay = Relay(generator)
        self.ending.append(relay.cut)
        return relay

    def notifications(self):
        notifications = Notifications()
        self.ending.append(notifications.stop)
        return notifications

    def explain(self, title):
        """Leaves a picture of what was on the screen, and what the windows said."""
        os.makedirs(SHOTS, exist_ok=True)
        path = os.path.join(SHOTS, 'failed ' + title.replace('/', ' ') + '.png')
        subprocess.run(['import', '-window', 'root', path], check=False)
        print('see ' + path, file=sys.stderr)
        super().explain(title)
        for window in self.windows:
            for line in window.talk.splitlines()[-20:]:
                print('simmer: ' + line, file=sys.stderr)

    def end(self):
        for window in self.windows:
            if window.app is not None:
                window.app = window.frame = None
        super().end()


def main(names):
    """Runs the tests of a program in a session of its own."""
    global FOCUS  # pylint: disable=global-statement
    missing = find_missing()
    if missing is not None:
        print(f'1..0 # SKIP no {missing} here')
        sys.exit(0)
    if 'SIMMER_WINDOW_SESSION' not in os.environ:
        os.environ['SIMMER_WINDOW_SESSION'] = '1'
        os.execv(SESSION, [SESSION, '-w', 'xfwm4', '-s', f'{SCREEN[0]}x{SCREEN[1]}', '--',
                           sys.executable, *sys.argv])
    if simmer_e2e.is_one():
        Atspi.set_timeout(10000, 10000)  # a busy machine is not a window that hangs
        FOCUS = Focus()
    simmer_e2e.main(names, World, apart=True)
