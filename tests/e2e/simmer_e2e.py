"""Drives the built programs as a person would: homes of their own, a generator with its test
switches, terminals. Every process that is started here is ended here, by its id.

A test program defines functions test_…(world), and ends with main(globals()). Each gets a World of
its own; their results are printed as TAP."""

import contextlib
import fcntl
import json
import os
import pty
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import traceback
import urllib.request

BUILD = os.environ.get('SIMMER_BUILD_DIR') or os.path.join(
    os.path.dirname(os.path.abspath(__file__)), '..', '..', 'build')
# Where Simmer was installed to, if that is what is tested; else the programs are those of the build.
PREFIX = os.environ.get('SIMMER_PREFIX')


def find_program(floor, name):
    return os.path.join(PREFIX, 'bin', name) if PREFIX else os.path.join(BUILD, 'src', floor, name)


SIMMERCTL = find_program('cli', 'simmerctl')
GENERATOR = find_program('generator', 'simmer-generator')

# How long anything may take before a test gives up: far longer than it does, since machines are busy.
# Of what is shown of a test that failed.
LAST_LINES = 40
LAST_REQUESTS = 20
PATIENCE = int(os.environ.get('SIMMER_PATIENCE', 60))


class Skip(Exception):
    """The machine lacks what a test needs."""


def wait_for(condition, what, patience=PATIENCE):
    """Waits until condition() is true, and returns what it returned."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError('not in time: ' + what)
        time.sleep(0.02)


def monotonic_ms():
    """The clock of Generator.log()."""
    return time.monotonic() * 1000


class Result:
    """How a program ended, and what it wrote."""

    def __init__(self, args, code, out, err):
        self.args = args
        self.code = code
        self.out = out
        self.err = err

    @property
    def lines(self):
        return self.out.splitlines()

    @property
    def objects(self):
        """One JSON object a line."""
        return [json.loads(line) for line in self.lines]

    @property
    def object(self):
        objects = self.objects
        assert len(objects) == 1, self
        return objects[0]

    def check(self, code=0):
        assert self.code == code, f'{code} expected: {self}'
        return self

    def __repr__(self):
        return f'{self.args} ended with {self.code}\n--- out\n{self.out}--- err\n{self.err}---'


def first_questions(debug):
    """What the poller decided of each task as it began to follow it, by its debug messages: {id: in how
    many seconds it is asked for}."""
    return {task: float(delay) for task, delay in
            re.findall(r'Task (\S+) is followed, first asked for in (-?[\d.]+) s', debug)}


class Program:
    """A running simmerctl with its output in pipes, read as it comes."""

    def __init__(self, args, env, text_input=None):
        self.args = args
        self.ended = False  # and somebody has seen how
        self.process = subprocess.Popen(
            args, env=env, text=True, encoding='utf-8', errors='surrogateescape',
            stdin=subprocess.PIPE if text_input is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.out = []
        self.err = []
        self.threads = [threading.Thread(target=self._read, args=pair, daemon=True)
                        for pair in ((self.process.stdout, self.out), (self.process.stderr, self.err))]
        for thread in self.threads:
            thread.start()
        if text_input is not None:
            self.process.stdin.write(text_input)
            self.process.stdin.close()

    @staticmethod
    def _read(stream, lines):
        with stream:
            for line in stream:
                lines.append(line)

    @property
    def pid(self):
        return self.process.pid

    @property
    def talk(self):
        return ''.join(self.err)

    @property
    def data(self):
        return ''.join(self.out)

    def wait_for_talk(self, pattern):
        """Waits until something like pattern was said on stderr."""
        def said():
            return re.search(pattern, self.talk)
        try:
            return wait_for(said, pattern)
        except AssertionError:
            raise AssertionError(f'never said {pattern}: {self.talk[-2000:]}') from None

    def send(self, number):
        self.process.send_signal(number)

    def running(self):
        return self.process.poll() is None

    def describe(self):
        """Where it stands, and the last that it wrote."""
        state = f'ended with {self.process.returncode}'
        if self.running():
            with open(f'/proc/{self.pid}/wchan', encoding='ascii') as file:
                state = f'runs, in {file.read()}'
        return '\n  '.join([state, *''.join([*self.out[-LAST_LINES:], *self.err[-LAST_LINES:]]).splitlines()])

    def end(self, patience=PATIENCE):
        """Waits until it ends by itself."""
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            raise AssertionError(f'{self.args} did not end: {self.talk[-2000:]}') from None
        for thread in self.threads:
            thread.join()
        self.ended = True
        return Result(self.args, self.process.returncode, self.data, self.talk)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for thread in self.threads:
            thread.join()


class Terminal:
    """A running simmerctl on a pseudo-terminal of its own; its data may go to a pipe."""

    def __init__(self, args, env, columns=80, rows=24):
        self.args = args
        self.master, slave = pty.openpty()
        self.resize(columns, rows)
        self.process = subprocess.Popen(args, env=env, stdin=slave, stdout=slave, stderr=slave,
                                        start_new_session=True, preexec_fn=self._take_terminal)
        os.close(slave)
        self.seen = b''
        self.writes = []
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    @staticmethod
    def _take_terminal():
        """Keys such as Ctrl+C reach the program whose controlling terminal this is."""
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def _read(self):
        while True:
            try:
                chunk = os.read(self.master, 65536)
            except OSError:
                return
            if not chunk:
                return
            self.seen += chunk
            self.writes.append((time.monotonic(), chunk))

    def resize(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    @property
    def text(self):
        return self.seen.decode('utf-8', 'replace')

    def wait_for_text(self, pattern):
        try:
            return wait_for(lambda: re.search(pattern, self.text), pattern)
        except AssertionError:
            raise AssertionError(f'never showed {pattern}: {self.text[-2000:]!r}') from None

    def type(self, keys):
        os.write(self.master, keys)

    def end(self, patience=PATIENCE):
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            raise AssertionError(f'{self.args} did not end: {self.text[-2000:]!r}') from None
        self.thread.join(1)
        return self.process.returncode

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.thread.join(1)
        with contextlib.suppress(OSError):
            os.close(self.master)
        self.master = -1


class Screen:
    """What a terminal shows after it was sent some text: enough of one for moving lines."""

    def __init__(self, columns=80, rows=24):
        self.columns = columns
        self.rows = rows
        self.grid = [[' '] * columns for _ in range(rows)]
        self.x = self.y = 0

    def feed(self, text):
        for match in re.finditer(r'\x1b\[([0-9;?]*)([A-Za-z])|\x1b\][^\x07]*\x07|([\s\S])', text):
            if match[3]:
                self._put(match[3])
            elif match[2]:
                self._control(match[1], match[2])
            else:
                raise AssertionError(f'unexpected sequence {match[0]!r}')
        return self

    def _put(self, char):
        if char == '\r':
            self.x = 0
        elif char == '\n':
            self._down()
        else:
            assert char >= ' ' and char != '\x7f', f'control character {char!r}'
            if self.x >= self.columns:
                self.x = 0
                self._down()
            self.grid[self.y][self.x] = char
            self.x += 1

    def _down(self):
        if self.y < self.rows - 1:
            self.y += 1
        else:
            self.grid.pop(0)
            self.grid.append([' '] * self.columns)

    def _control(self, argument, kind):
        if kind == 'A':
            self.y = max(0, self.y - int(argument or 1))
        elif kind == 'K':
            self.grid[self.y][self.x:] = [' '] * (self.columns - self.x)
        elif kind == 'J':
            self.grid[self.y][self.x:] = [' '] * (self.columns - self.x)
            for y in range(self.y + 1, self.rows):
                self.grid[y] = [' '] * self.columns
        else:
            assert kind == 'm', f'unexpected sequence {kind!r}'

    @property
    def lines(self):
        return [''.join(row).rstrip() for row in self.grid]


class Generator:
    """A simmer-generator with its test switches."""

    def __init__(self, folder, env, *args, port=0):
        self.folder = folder
        # libsoup warns of a client that is gone before it is let in, as one that is interrupted can be.
        self.env = {**env, 'G_DEBUG': env.get('G_DEBUG', '').replace('fatal-warnings', 'fatal-criticals')}
        self.args = args
        self.always = ()
        self.port = port
        self.token = None
        self.process = None
        self.held = []
        self.start()

    def start(self):
        where = os.path.join(self.folder, 'generator.json')
        with contextlib.suppress(FileNotFoundError):
            os.unlink(where)
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        # A port that it had before may for a moment be some other program's, for a call to elsewhere.
        patience = time.monotonic() + PATIENCE
        while not self._listen(where):
            assert self.port != 0 and time.monotonic() < patience, 'the generator ended'
            time.sleep(0.2)
        with open(where, encoding='utf-8') as file:
            known = json.load(file)
        self.port = known['port']
        self.token = known['token']

    def _listen(self, where):
        """Starts the program; whether it has come to listen."""
        self.process = subprocess.Popen(
            [GENERATOR, '--test-switches', '--idle', '0', '--runtime-dir', self.folder,
             '--port', str(self.port), *self.args],
            env=self.env, stdin=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(where) or self.process.poll() is not None, 'generator.json')
        return self.process.poll() is None

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}'

    def ask(self, method, path, body=None):
        request = urllib.request.Request(
            self.url + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={'Authorization': 'Bearer ' + self.token, 'Content-Type': 'application/json'})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=PATIENCE) as answer:
            data = answer.read()
        return json.loads(data) if data else None

    def fault(self, *specs, clear=False, task=None):
        """Does something wrong from now on: KIND[=VALUE][@ENDPOINT,…][*TIMES][~SECONDS]."""
        body = {'clear': clear, 'add': list(specs)}
        if task:
            body['task'] = task
        self.ask('POST', '/test/fault', body)

    def heal(self):
        self.fault(*self.always, clear=True)

    def paint_small(self):
        """Paints small pictures from now on, so that a busy machine keeps up with durations."""
        self.always = ('small=64',)
        self.args += ('--fault', *self.always)
        self.fault(*self.always)

    def log(self, method=None, path=None):
        """The requests so far whose path matches: [{'method', 'path', 'at'}], at in monotonic_ms()."""
        return [entry for entry in self.ask('GET', '/test/log')['requests']
                if (method is None or entry['method'] == method) and
                (path is None or re.search(path, entry['path']))]

    def questions(self, remote_id=None):
        """The requests for the status of a task, or of any: of it alone or among others."""
        name = re.escape(remote_id) if remote_id else ''
        return self.log('GET', rf'/generate/status(/|\?ids=([^&]*,)?){name}' + ('(,|$)' if name else ''))

    def answer_singly(self):
        """Refuses to answer for several tasks at once, so that faults of one task meet it alone."""
        self.fault('404@batch')

    def tell_nothing(self):
        """Refuses to tell of changes by itself, so that it has to be asked."""
        self.fault('404@stream')

    def forget_log(self):
        self.ask('DELETE', '/test/log')

    def hold(self, workers=1):
        """Keeps so many workers busy: tasks wait until release(), however slow the machine is."""
        self.held = [self.ask('POST', '/api/v1/generate', {'prompt': '[duration=900] held'})['taskId']
                     for _ in range(workers)]
        self.forget_log()

    def release(self):
        for task in self.held:
            self.ask('POST', f'/api/v1/generate/{task}/cancel')

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(PATIENCE)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)


class Wire:
    """A way to a port that can be cut and mended: a server that goes away and comes back."""

    def __init__(self, target):
        self.target = target
        self.port = 0
        self.listener = None
        self.sockets = set()
        self.lock = threading.Lock()
        self.mend()

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}'

    def mend(self):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(('127.0.0.1', self.port))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        self.listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self):
        """Refuses connections from now on, and breaks those that stand."""
        with self.lock:
            ending = list(self.sockets)
            self.sockets.clear()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for end in ending:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def count_tries(self):
        """After cut(): takes each connection and drops it at once. Returns when they came, in monotonic_ms()."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(('127.0.0.1', self.port))
        listener.listen(64)
        self.listener = listener
        tries = []
        threading.Thread(target=self._drop, args=(listener, tries), daemon=True).start()
        return tries

    @staticmethod
    def _drop(listener, tries):
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                tries.append(monotonic_ms())
                near.close()

    def _accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
                far = socket.create_connection(('127.0.0.1', self.target))
            except OSError:
                return
            with self.lock:
                self.sockets |= {near, far}
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source, target):
        with contextlib.suppress(OSError):
            while True:
                chunk = source.recv(65536)
                if not chunk:
                    break
                target.sendall(chunk)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class World:
    """A home folder, its environment, and what runs in it; all gone at the end."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix='simmer-e2e-')
        self.ending = []
        self.generators = []
        self.programs = []
        self.env = {key: value for key, value in os.environ.items()
                    if key not in ('DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'NO_COLOR',
                                   'SIMMER_TOKEN', 'http_proxy', 'https_proxy', 'all_proxy')}
        for name in ('home', 'data', 'config', 'cache', 'state', 'run', 'out'):
            os.mkdir(self.path(name), 0o700)
        self.env.update({
            'HOME': self.path('home'),
            'XDG_DATA_HOME': self.path('data'),
            'XDG_CONFIG_HOME': self.path('config'),
            'XDG_CACHE_HOME': self.path('cache'),
            'XDG_STATE_HOME': self.path('state'),
            'XDG_RUNTIME_DIR': self.path('run'),
            'SIMMER_GENERATOR': GENERATOR,
            'LC_ALL': 'C.UTF-8',
            'LANGUAGE': '',
            'TERM': 'xterm-256color',
            'TZ': 'UTC',
        })
        if PREFIX:
            # What a session says of a prefix: the rest is for Simmer itself to find.
            self.env['XDG_DATA_DIRS'] = os.path.join(PREFIX, 'share') + ':/usr/share'
            self.env['PATH'] = os.path.join(PREFIX, 'bin') + ':/usr/bin:/bin'
            for name in ('SIMMER_GENERATOR', 'GSETTINGS_SCHEMA_DIR'):
                self.env.pop(name, None)
        if 'SIMMER_G_DEBUG' in os.environ:
            self.env['G_DEBUG'] = os.environ['SIMMER_G_DEBUG']

    def path(self, *names):
        return os.path.join(self.root, *names)

    def generator(self, *args, name=None, port=0):
        """Starts the generator of this home's account “builtin”, or another one called name."""
        folder = self.path('run', name or 'simmer')
        generator = Generator(folder, self.env, *args, port=port)
        self.ending.append(generator.kill)
        self.generators.append(generator)
        return generator

    def server(self, generator):
        """The arguments that name a generator as a service; set_token() its token before."""
        self.env['SIMMER_TOKEN'] = generator.token
        return ['--server', generator.url]

    def wire(self, generator):
        """A way to a generator that can be cut; wire.url in place of its own."""
        wire = Wire(generator.port)
        self.ending.append(wire.cut)
        self.env['SIMMER_TOKEN'] = generator.token
        return wire

    def environment(self, **changes):
        env = dict(self.env)
        for key, value in changes.items():
            if value is None:
                env.pop(key, None)
            else:
                env[key] = value
        return env

    def start(self, *args, env=None, prefix=(), text_input=None):
        """Starts simmerctl."""
        program = Program([*prefix, SIMMERCTL, *args], env or self.env, text_input)
        self.programs.append(program)
        self.ending.append(program.kill)
        return program

    def run(self, *args, env=None, prefix=(), text_input=None):
        """Runs simmerctl to its end."""
        return self.start(*args, env=env, prefix=prefix, text_input=text_input).end()

    def terminal(self, *args, env=None, columns=80, rows=24):
        """Starts simmerctl on a terminal."""
        terminal = Terminal([SIMMERCTL, *args], env or self.env, columns, rows)
        self.ending.append(terminal.kill)
        return terminal

    def submit(self, *args):
        """Submits without waiting, and returns the new task's id."""
        return self.run('submit', *args).check().lines[0]

    def show(self, task):
        return self.run('show', '--json', task).check().object

    def explain(self, title):
        """Called when a test failed: prints to stderr what became of the programs whose end nobody has
        seen, and what was asked of the generators."""
        for program in self.programs:
            if not program.ended:
                print(f'{program.args[1:]}: {program.describe()}', file=sys.stderr)
        for generator in self.generators:
            with contextlib.suppress(OSError):
                for entry in generator.log()[-LAST_REQUESTS:]:
                    print(f'  {entry}', file=sys.stderr)

    def end(self):
        for step in reversed(self.ending):
            step()
        self._end_launched()
        shutil.rmtree(self.root, ignore_errors=True)

    def _end_launched(self):
        """Ends the generators that simmerctl started: those whose runtime folder is this home's."""
        for pid in self.launched_generators():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def launched_generators(self):
        mark = ('XDG_RUNTIME_DIR=' + self.path('run')).encode()
        found = []
        for name in os.listdir('/proc'):
            if not name.isdigit():
                continue
            with contextlib.suppress(OSError):
                if os.path.realpath(f'/proc/{name}/exe') != os.path.realpath(GENERATOR):
                    continue
                with open(f'/proc/{name}/environ', 'rb') as file:
                    if mark in file.read().split(b'\0'):
                        found.append(int(name))
        return found


def terminal_alone(test):
    """Marks a test that means nothing while the application runs: it is left out then."""
    test.terminal_alone = True
    return test


def without_a_route():
    """What to put before a command so that it has loopback and nothing else."""
    unshare = shutil.which('unshare')
    if unshare is None or subprocess.run([unshare, '-rn', 'true'], stderr=subprocess.DEVNULL,
                                         check=False).returncode != 0:
        raise Skip('no network namespaces here')
    return [unshare, '-rn', sys.executable, '-c', LOOPBACK_ALONE]


# Brings up loopback by ioctl, as ip(8) may be missing, and becomes the command.
LOOPBACK_ALONE = """
import fcntl, os, socket, struct, sys
with socket.socket() as any:
    fcntl.ioctl(any, 0x8914, struct.pack('16sH14x', b'lo', 0x1 | 0x40))
os.execvp(sys.argv[1], sys.argv[1:])
"""


def run_test(number, name, test, new_world):
    """Runs a test in a world of its own and prints its line. Returns whether it did not fail."""
    title = name[len('test_'):].replace('_', ' ')
    world = new_world()
    began = time.monotonic()
    passed = True
    try:
        test(world)
        print(f'ok {number} - {title}', flush=True)
    except Skip as skip:
        print(f'ok {number} - {title} # SKIP {skip}', flush=True)
    except Exception:
        passed = False
        # To the standard error: of a failed test, that is what the runner shows.
        print(f'{title}\n{traceback.format_exc()}', file=sys.stderr, flush=True)
        world.explain(title)
        print(f'not ok {number} - {title}', flush=True)
    finally:
        world.end()
    print(f'# {time.monotonic() - began:.1f} s', flush=True)
    return passed


def end_marked(mark):
    """Ends what runs with such a word in its environment."""
    for name in os.listdir('/proc'):
        if name.isdigit():
            with contextlib.suppress(OSError):
                with open(f'/proc/{name}/environ', 'rb') as file:
                    if mark in file.read().split(b'\0'):
                        os.kill(int(name), signal.SIGKILL)


def run_apart(number, name):
    """Runs a test in a process of its own. The libraries that it sees the desktop with may crash when
    windows go; that says nothing about the window, so the test is run once more."""
    one = f'{number} {name} {os.getpid()}'
    for _ in range(2):
        code = subprocess.run([sys.executable, '-X', 'faulthandler', *sys.argv],
                              env={**os.environ, 'SIMMER_E2E_ONE': one}, check=False).returncode
        if code >= 0:
            return code == 0
        end_marked(f'SIMMER_E2E_ONE={one}'.encode())
        print(f'# the test itself ended by signal {-code}: {name}', flush=True)
    print(f'not ok {number} - {name} crashed', flush=True)
    return False


def is_one():
    """Whether this process is one of run_apart()."""
    return 'SIMMER_E2E_ONE' in os.environ


def main(names, new_world=World, apart=False):
    """Runs the tests of a program, or those named on its command line, and prints TAP; apart, each in
    a process of its own. With SIMMER_WITH_APPLICATION in the environment, the application runs in each
    world."""
    if os.environ.get('SIMMER_WITH_APPLICATION') and new_world is World:
        import simmer_application
        simmer_application.enter_session()
        new_world = simmer_application.World
    if is_one():
        number, name, _ = os.environ['SIMMER_E2E_ONE'].split()
        sys.exit(0 if run_test(number, name, names[name], new_world) else 1)
    tests = [(name, value) for name, value in names.items()
             if name.startswith('test_') and callable(value)
             and not (hasattr(value, 'terminal_alone') and os.environ.get('SIMMER_WITH_APPLICATION'))]
    if len(sys.argv) > 1:
        tests = [test for test in tests if any(word in test[0] for word in sys.argv[1:])]
    print(f'1..{len(tests)}', flush=True)
    passed = [run_apart(number, name) if apart else run_test(number, name, test, new_world)
              for number, (name, test) in enumerate(tests, 1)]
    sys.exit(0 if all(passed) else 1)
