"""The built-in generator for a measurement, with its log of what it was asked."""

import json
import os
import subprocess
import sys
import time
import urllib.request

API = '/api/v1/generate'


class Generator:
    """A running generator that Simmer finds in that runtime folder."""

    def __init__(self, runtime, workers):
        self.process = subprocess.Popen(
            ['simmer-generator', '--test-switches', '--idle', '0', '--workers', str(workers)],
            env={**os.environ, 'XDG_RUNTIME_DIR': runtime})
        path = os.path.join(runtime, 'simmer', 'generator.json')
        end = time.monotonic() + 20
        while not os.path.exists(path):
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit('the generator did not start')
            time.sleep(0.05)
        with open(path, encoding='utf-8') as file:
            self.access = json.load(file)

    def ask(self, path, body=None):
        request = urllib.request.Request(
            f'http://127.0.0.1:{self.access["port"]}{path}',
            json.dumps(body).encode() if body is not None else None,
            {'Authorization': f'Bearer {self.access["token"]}', 'Content-Type': 'application/json'})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer) if answer.status == 200 else None

    def stop(self):
        self.process.terminate()
        self.process.wait()
