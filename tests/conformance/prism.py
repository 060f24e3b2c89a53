#!/usr/bin/python3
"""Prism, npm's mock server of OpenAPI descriptions, and what stands between it and Simmer.

As a program, with a build directory: installs Prism there, so that a test need not wait for it."""

import fcntl
import http.client
import http.server
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import urllib.parse
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
INSTALL_SECONDS = 400
START_SECONDS = 120
PROBLEM = 'https://stoplight.io/prism/errors#'


class Missing(Exception):
    """Prism cannot be had here."""


def install(build):
    """Installs what package-lock.json names, once a build directory, and returns where to."""
    folder = os.path.join(build, 'tests', 'conformance', 'prism')
    if shutil.which('npm') is None or shutil.which('node') is None:
        raise Missing('npm and node are not installed')
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'lock'), 'w', encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_installed(folder):
            for name in ('package.json', 'package-lock.json'):
                shutil.copy(os.path.join(HERE, name), folder)
            run_npm(folder)
            shutil.copy(os.path.join(HERE, 'package-lock.json'), os.path.join(folder, 'installed.json'))
    return folder


def is_installed(folder):
    try:
        with open(os.path.join(folder, 'installed.json'), encoding='utf-8') as is_there, \
                open(os.path.join(HERE, 'package-lock.json'), encoding='utf-8') as wanted:
            return is_there.read() == wanted.read()
    except FileNotFoundError:
        return False


def run_npm(folder):
    # No script of a package is run, and nothing is told to anybody.
    command = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline',
               '--loglevel=error', '--fetch-retries=1', '--fetch-timeout=60000']
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, start_new_session=True)
    try:
        talk, _ = process.communicate(timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise Missing(f'npm did not get Prism in {INSTALL_SECONDS} s') from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode != 0:
        lines = [line for line in talk.splitlines() if line.strip()]
        raise Missing('npm cannot get Prism: ' + (lines[0] if lines else 'it does not say why'))


def read_yaml(folder, path):
    """A description in YAML, by the reader that Prism has with it."""
    program = 'console.log(JSON.stringify(require("js-yaml").load(require("fs").readFileSync(process.argv[1],"utf8"))))'
    done = subprocess.run(['node', '-e', program, path], cwd=folder, check=True, capture_output=True)
    return json.loads(done.stdout)


class Prism:
    """The mock server of one description. Requests that do not fit it are answered with errors."""

    def __init__(self, folder, description, where):
        path = os.path.join(where, 'description.json')
        with open(path, 'w', encoding='utf-8') as file:
            json.dump(description, file)
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        self.lines = []
        self.ready = threading.Event()
        program = os.path.join(folder, 'node_modules', '@stoplight', 'prism-cli', 'dist', 'index.js')
        self.process = subprocess.Popen(
            ['node', program, 'mock', '--errors', '--host', '127.0.0.1', '--port', str(self.port), path],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            encoding='utf-8', errors='replace')
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        with self.process.stdout:
            for line in self.process.stdout:
                self.lines.append(line)
                if 'is listening' in line:
                    self.ready.set()
        self.ready.set()

    def wait(self):
        assert self.ready.wait(START_SECONDS), 'Prism did not start: ' + self.log
        assert self.process.poll() is None, 'Prism ended: ' + self.log

    @property
    def log(self):
        return ''.join(self.lines)

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.thread.join()

    def ask(self, method, path, headers, body):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()


def get_violation(status, headers, data):
    """What Prism has against a request or against its own answer to it; None where there is nothing."""
    lower = {name.lower(): value for name, value in headers.items()}
    if 'sl-violations' in lower:
        return lower['sl-violations']
    return data.decode('utf-8', 'replace') if PROBLEM.encode() in data else None


def make_picture():
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 1, 1, 8, 2, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(b'\0\xff\x80\0')) + chunk(b'IEND', b''))


class Asked:
    """A request that Simmer made, and what Prism had against it."""

    def __init__(self, method, path, headers, body):
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.operation = None
        self.violation = None

    def __repr__(self):
        return f'{self.method} {self.path} {self.body[:300]!r}'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    server_version = 'conformance'

    def answer(self):
        length = int(self.headers.get('Content-Length') or 0)
        asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
        code, kind, data, more = self.server.reply(asked)
        self.send_response(code)
        for name, value in more.items():
            self.send_header(name, value)
        if kind:
            self.send_header('Content-Type', kind)
        if code != 204:
            self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        if code != 204:
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, format, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, reply):
        super().__init__(('127.0.0.1', 0), Handler)
        self.reply = reply
        threading.Thread(target=self.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()

    @property
    def url(self):
        return f'http://127.0.0.1:{self.server_address[1]}'

    def handle_error(self, request, address):
        # Whoever hung up knows why.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, address)

    def stop(self):
        self.shutdown()
        self.server_close()


class Stage:
    """A service of which only the description is there.

    Simmer talks to a server of ours, which writes down what is asked, hands it to Prism, and chooses
    which of the examples Prism answers with. Addresses in answers are turned into such on this
    machine: those of the service into our server's, all others into another server's, which has a
    picture at each, and must never see a credential."""

    def __init__(self, folder, description, where):
        self.description = description
        self.asked = []
        self.elsewhere = []
        self.chosen = {}
        self.base = urllib.parse.urlsplit(description['servers'][0]['url']).path.rstrip('/')
        self.hosts = {urllib.parse.urlsplit(server['url']).hostname for server in description['servers']}
        self.hosts.update(description['x-simmer'].get('hosts', []))
        self.operations = [(method.upper(), path, self._compile(path))
                           for path, methods in description['paths'].items() for method in methods
                           if method in ('get', 'post', 'put', 'patch', 'delete')]
        self.prism = Prism(folder, description, where)
        self.other = Server(self._give_picture)
        self.server = Server(self._reply)

    @staticmethod
    def _compile(path):
        return re.compile(re.sub(r'\\\{[^}]*\\\}', '[^/]+', re.escape(path)))

    @property
    def url(self):
        return self.server.url + self.base

    def wait(self):
        self.prism.wait()

    def stop(self):
        self.server.stop()
        self.other.stop()
        self.prism.stop()

    def choose(self, method, path, code, example=None):
        """From now on, an operation is answered with this example of this status."""
        self.chosen[(method.upper(), path)] = (code, example)

    def localize(self, value):
        """The same value with each address on this machine."""
        if isinstance(value, dict):
            return {key: self.localize(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.localize(item) for item in value]
        if not isinstance(value, str) or not value.startswith('https://'):
            return value
        parts = urllib.parse.urlsplit(value)
        rest = parts.path + ('?' + parts.query if parts.query else '')
        if parts.hostname in self.hosts:
            return self.server.url + rest
        return f'{self.other.url}/{parts.hostname}{rest}'

    def violations(self):
        return [f'{asked}\n    {asked.violation}' for asked in self.asked if asked.violation]

    def operations_asked(self):
        return {asked.operation for asked in self.asked}

    def _give_picture(self, asked):
        self.elsewhere.append(asked)
        return 200, 'image/png', make_picture(), {}

    def find(self, method, path):
        # A literal path goes before one with variables.
        fitting = [(template, regex) for m, template, regex in self.operations
                   if m == method and regex.fullmatch(path)]
        return min(fitting, key=lambda pair: pair[0].count('{'))[0] if fitting else None

    def _reply(self, asked):
        parts = urllib.parse.urlsplit(asked.path)
        path = parts.path[len(self.base):] if parts.path.startswith(self.base + '/') else parts.path
        template = self.find(asked.method, path)
        asked.operation = (asked.method, template)
        query = [parts.query] if parts.query else []
        code, example = self.chosen.get(asked.operation, (None, None))
        # As a query, since a description may have its own idea of the header Prefer.
        query += [f'__code={code}'] if code else []
        query += [f'__example={example}'] if example else []
        headers = {name: value for name, value in asked.headers.items()
                   if name.lower() not in ('host', 'connection', 'accept-encoding')}
        status, answered, data = self.prism.ask(
            asked.method, path + ('?' + '&'.join(query) if query else ''), headers, asked.body)
        kind = next((answered[name] for name in answered if name.lower() == 'content-type'), '')
        asked.violation = get_violation(status, answered, data)
        if 'json' in kind and data:
            data = json.dumps(self.localize(json.loads(data))).encode()
        self.asked.append(asked)
        return status, kind, data, {}


if __name__ == '__main__':
    # As an exception, so that npm ends, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        install(sys.argv[1])
    except Missing as missing:
        sys.exit(str(missing))
