"""Starts a simmer-generator of its own and talks to it; counts tests in TAP."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

PROGRAM = os.path.join(os.environ["SIMMER_BUILD_DIR"], "src", "generator", "simmer-generator")
API = "/api/v1/generate"
FINAL = ("COMPLETED", "FAILED", "CANCELLED")


def wait_for(condition, what, seconds=120):
    """Waits until condition() is true and returns what it returned."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


def environment():
    env = dict(os.environ)
    if "SIMMER_G_DEBUG" in env:
        env["G_DEBUG"] = env["SIMMER_G_DEBUG"]
    return env


class Answer:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.body = body

    @property
    def json(self):
        assert self.headers["Content-Type"].startswith("application/json"), self.headers
        return json.loads(self.body)


class Generator:
    """One process with a folder of its own; ends it and asserts that it ended well."""

    def __init__(self, *args, idle=0, workers=2, faults=True, directory=None):
        self.own_directory = directory is None
        self.dir = directory or tempfile.mkdtemp(prefix="simmer-test-")
        self.args = [PROGRAM, "--runtime-dir", self.dir, "--idle", str(idle), "--workers",
                     str(workers), *args]
        if faults:
            self.args.append("--test-switches")
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.args, env=environment())
        wait_for(lambda: os.path.exists(self.file) or self.process.poll() is not None,
                 "generator.json")
        with open(self.file, encoding="utf-8") as file:
            self.info = json.load(file)
        return self

    @property
    def file(self):
        return os.path.join(self.dir, "generator.json")

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(30)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            if self.own_directory:
                shutil.rmtree(self.dir, ignore_errors=True)
        assert code == 0, f"the generator ended with {code}"

    def request(self, method, path, body=None, headers=None, auth=True, timeout=30):
        connection = http.client.HTTPConnection("127.0.0.1", self.info["port"], timeout=timeout)
        headers = dict(headers or {})
        if auth:
            headers.setdefault("Authorization", "Bearer " + self.info["token"])
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(response, response.read())
        finally:
            connection.close()

    def submit(self, prompt="a test", key=None, **inputs):
        order = {"prompt": prompt, "width": 32, "height": 32, "style": "warp", **inputs}
        if order.get("kind") == "text":
            order["style"] = "auto"
        headers = {"Idempotency-Key": key} if key else {}
        return self.request("POST", API, order, headers)

    def task(self, task_id):
        return self.request("GET", f"{API}/status/{task_id}").json

    def wait_status(self, task_id, *words):
        def look():
            task = self.task(task_id)
            return task if task["status"] in words else None

        return wait_for(look, f"status {words}")

    def run(self, prompt="a test", **inputs):
        answer = self.submit(prompt, **inputs)
        assert answer.status == 202, answer.body
        return self.wait_status(answer.json["taskId"], *FINAL)

    def fault(self, *specs, clear=True, task=None):
        body = {"clear": clear, "add": list(specs)}
        if task:
            body["task"] = task
        answer = self.request("POST", "/test/fault", body)
        assert answer.status == 204, answer.body

    def log(self):
        return self.request("GET", "/test/log").json["requests"]


def equal(got, wanted):
    assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def main(tests):
    """Runs functions named test_*; prints TAP; the exit code says whether all passed."""
    chosen = [(name, test) for name, test in tests.items() if name.startswith("test_")]
    failed = 0
    print(f"1..{len(chosen)}", flush=True)
    for number, (name, test) in enumerate(chosen, 1):
        try:
            test()
            print(f"ok {number} {name}", flush=True)
        except Exception:  # whatever went wrong is this test's failure
            failed += 1
            for line in traceback.format_exc().splitlines():
                print("# " + line)
            print(f"not ok {number} {name}", flush=True)
    sys.exit(1 if failed else 0)
