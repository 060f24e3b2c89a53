"""Real panels, docks and buses for tests: starts them in the session that the test runs in, drives
the mouse, and looks at the screen. Every process that is started here is ended here, by its id."""

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
PANEL = 48

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


class Skip(Exception):
    """The machine lacks what a test needs."""


def need(*programs):
    for program in programs:
        if shutil.which(program) is None:
            raise Skip(f'{program} is not installed')


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError('not in time: ' + (what() if callable(what) else what))
        time.sleep(0.1)


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
        need('xfce4-panel', 'xdotool', 'import', 'convert')
        folder = os.path.join(os.environ['XDG_CONFIG_HOME'], 'xfce4/xfconf/xfce-perchannel-xml')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'xfce4-panel.xml'), 'w', encoding='utf-8') as file:
            file.write(XFCE_PANEL)
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

    def demo(self, env=None):
        return self.start(os.environ['PRESENCE_DEMO'], env=env)

    def end(self):
        for process in reversed(self.started):
            process.end()


def find_below(root, suffix):
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            if path.endswith(suffix):
                yield path


def has_owner(name):
    out = run('gdbus', 'call', '--session', '-d', 'org.freedesktop.DBus', '-o',
              '/org/freedesktop/DBus', '-m', 'org.freedesktop.DBus.NameHasOwner', name)
    return 'true' in out


def count_blue(area=f'{PANEL}x{PANEL}+0+0'):
    """Pixels of the ring's colour on the screen, where the panel's first icon is."""
    picture = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'screen.png')
    run('import', '-window', 'root', picture)
    return int(run('convert', picture, '-crop', area, '+repage', '-alpha', 'off', '-fuzz', '20%',
                   '-fill', 'black', '+opaque', '#3685e3', '-fill', 'white', '+opaque', 'black',
                   '-format', '%[fx:int(mean*w*h+0.5)]', 'info:'))


def shoot(area):
    """The pixels of a part of the screen."""
    picture = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'part.png')
    run('import', '-window', 'root', '-crop', area, '+repage', picture)
    return run('convert', picture, '-format', '%#', 'info:')


def settle(look):
    """What look() sees once it sees the same twice in a row."""
    state = [None]

    def same():
        now = look()
        if now == state[0]:
            return (now,)
        state[0] = now
        return None
    return wait_for(same, 'the screen to rest')[0]


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
