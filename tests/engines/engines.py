"""What the tests of real engines share: what was fetched, the guide, and the programs that run.

The engines are set up as docs/engines.md says: its files and commands are taken from there, with
ports and folders of the test's own."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'e2e'))
from simmer_e2e import SIMMERCTL, Result, World, main, wait_for  # noqa: E402

FETCHED = os.path.realpath(os.path.join(HERE, '..', '..', 'build-engines'))
GUIDE = os.path.join(HERE, '..', '..', 'docs', 'engines.md')
# Where jobs wait for the test's word; they give up after this many tenths of a second.
MOST_TENTHS = 1200


def why_missing(name):
    """The sentence that tests/engines/fetch left."""
    with contextlib.suppress(FileNotFoundError):
        with open(os.path.join(FETCHED, 'missing-' + name), encoding='utf-8') as file:
            return file.read().strip()
    return 'nothing was fetched; tests/engines/fetch build-engines does that'


def skip_all(why):
    """Ends a whole program: the runner shows it as skipped, and why."""
    print(f'1..0 # SKIP {why}', flush=True)
    sys.exit(0)


def guide(name):
    """A file or a few commands of the guide, by what stands behind the backquotes."""
    with open(GUIDE, encoding='utf-8') as file:
        found = re.search(rf'^```\w+ {re.escape(name)}\n(.*?)^```$', file.read(), re.M | re.S)
    assert found, f'docs/engines.md has no block “{name}”'
    return found[1]


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


def put(path, text, mode=0o644):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    os.chmod(path, mode)


class Daemons:
    """Programs in the background, each with a log of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.running = []
        os.makedirs(folder, exist_ok=True)

    def start(self, name, args, env, cwd=None):
        with open(os.path.join(self.folder, name + '.log'), 'ab') as log:
            process = subprocess.Popen(args, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=log)
        self.running.append((name, process))
        return process

    def wait_for(self, condition, what):
        """As wait_for(), but at once an error if one of them has ended."""
        def check():
            for name, process in self.running:
                if process.poll() is not None:
                    raise AssertionError(f'{name} ended while waiting for {what}:\n{self.read(name)}')
            return condition()
        return wait_for(check, what)

    def read(self, name):
        with open(os.path.join(self.folder, name + '.log'), encoding='utf-8', errors='replace') as log:
            return log.read()[-3000:]

    def stop(self, process, kill=False):
        self.running = [one for one in self.running if one[1] is not process]
        if process.poll() is None:
            process.kill() if kill else process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop_all(self):
        for _, process in reversed(list(self.running)):
            self.stop(process)


class EngineWorld(World):
    """A home with a keyring in a file, whose simmerctl speaks with an engine."""

    def __init__(self, engine):
        super().__init__()
        self.engine = engine
        self.env.update({
            'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/nonexistent',
            'SECRET_BACKEND': 'file',
            'SECRET_FILE_TEST_PATH': self.path('data', 'keyring'),
            'SECRET_FILE_TEST_PASSWORD': 'of the portal',
            'SIMMER_TOKEN': engine.credential,
            'PATH': ':'.join([os.path.dirname(SIMMERCTL), engine.path, os.environ['PATH']]),
        })
        # Where jobs look for the test's word, whoever they run as.
        os.chmod(self.root, 0o755)
        os.mkdir(self.path('gates'), 0o755)

    def ask(self, verb, *args, env=None):
        """simmerctl with the engine in place of an account."""
        return self.run(verb, '--server', self.engine.url, '--profile', self.engine.profile, *args, env=env)

    def begin(self, verb, *args, env=None):
        return self.start(verb, '--server', self.engine.url, '--profile', self.engine.profile, *args, env=env)

    def order(self, prompt, *args):
        """Submits, and returns the task's id."""
        return self.ask('submit', *self.engine.inputs(prompt), *args, prompt).check().lines[0]

    def follow(self, task):
        """Starts to follow a task, as quickly as the engine bears."""
        return self.start('wait', '--interval', '0.2', task)

    def commands(self, name, cwd=None, **environment):
        """Runs commands of the guide, as a person would type them."""
        text = self.engine.adapt(guide(name))
        env = self.environment(SIMMER_TOKEN=None, **environment)
        # libsecret's file forgets to free what it loaded once it is written again.
        env['ASAN_OPTIONS'] = env.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
        done = subprocess.run(['bash', '-euo', 'pipefail', '-c', text], env=env, cwd=cwd or self.path('out'),
                              capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        return Result([text], done.returncode, done.stdout, done.stderr)

    def gate(self, name):
        """A file that a job waits for; open() lets it go on."""
        return Gate(self.path('gates', name))

    def status(self, task):
        return self.show(task)['status']

    def wait_for_status(self, task, status):
        try:
            wait_for(lambda: self.status(task) == status, f'{task} {status}')
        except AssertionError as error:
            raise AssertionError(f'{error}: {self.show(task)}\n{self.engine.explain()}') from None

    def check_failure(self, task, code, words):
        """The task failed, for this reason."""
        shown = self.show(task)
        assert shown['status'] == 'FAILED' and shown['error']['code'] == code, shown
        assert re.search(words, shown['error']['message']), shown
        return shown

    def end(self):
        self.engine.tidy()
        super().end()

    def explain(self, title):
        print(self.engine.explain(), file=sys.stderr, flush=True)


class Gate:
    """Holds a job up until the test has seen what it wants to see."""

    def __init__(self, path):
        self.path = path

    @property
    def wait(self):
        """A line of shell that waits for it."""
        folder = os.path.dirname(self.path)
        return (f'n=0; while [ ! -e {self.path} ]; do n=$((n+1)); '
                f'[ -d {folder} ] && [ $n -lt {MOST_TENTHS} ] || exit 9; sleep 0.1; done\n')

    def open(self):
        put(self.path, '')


def run_all(names, engine_class):
    """Starts the engine once, runs the tests of a program on it, and ends it."""
    why = engine_class.why_not()
    if why:
        skip_all(why)
    engine = engine_class()
    try:
        began = time.monotonic()
        engine.start()
        print(f'# {engine.name} is up after {time.monotonic() - began:.1f} s', flush=True)
        main(names, lambda: EngineWorld(engine))
    finally:
        engine.stop()
        shutil.rmtree(engine.root, ignore_errors=True)
