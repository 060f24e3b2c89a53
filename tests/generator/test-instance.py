#!/usr/bin/python3
"""One generator a user: the lock, generator.json, the end when idle."""

import json
import os
import shutil
import signal
import stat
import subprocess

from generator import PROGRAM, Generator, environment, equal, main, wait_for


def run(*args):
    return subprocess.run([PROGRAM, *args], env=environment(), capture_output=True, text=True,
                          timeout=30, check=False)


def test_file():
    with Generator() as g:
        equal(stat.S_IMODE(os.stat(g.file).st_mode), 0o600)
        equal(sorted(os.listdir(g.dir)), ["generator.json", "generator.lock"])
        equal((g.info["version"], g.info["pid"]), (1, g.process.pid))
        equal(len(bytes.fromhex(g.info["token"])), 32)
        with open(f"/proc/{g.process.pid}/cmdline", "rb") as file:
            assert g.info["token"].encode() not in file.read()


def test_folder_is_made():
    with Generator() as outer:
        deep = os.path.join(outer.dir, "a", "b")
        with Generator(directory=deep):
            equal(stat.S_IMODE(os.stat(deep).st_mode), 0o700)


def test_gone_at_the_end():
    g = Generator()
    with g:
        path = g.file
    assert not os.path.exists(path)


def test_second_instance():
    with Generator() as g:
        second = run("--runtime-dir", g.dir)
        equal((second.returncode, second.stdout, second.stderr), (0, "", ""))
        with open(g.file, encoding="utf-8") as file:
            equal(json.load(file), g.info)
        equal(g.request("GET", "/api/v1/health").status, 200)


def test_many_at_once():
    """Whoever wins, one serves and all others leave."""
    with Generator() as outer:
        folder = os.path.join(outer.dir, "race")
        args = [PROGRAM, "--runtime-dir", folder, "--idle", "0"]
        started = [subprocess.Popen(args, env=environment()) for _ in range(6)]
        wait_for(lambda: sum(p.poll() is None for p in started) == 1
                 and os.path.exists(os.path.join(folder, "generator.json")), "a single generator")
        with open(os.path.join(folder, "generator.json"), encoding="utf-8") as file:
            pid = json.load(file)["pid"]
        for process in started:
            if process.poll() is None:
                equal(process.pid, pid)
                process.send_signal(signal.SIGINT)
            equal(process.wait(30), 0)


def test_killed_one_is_followed():
    g = Generator()
    g.start()
    first = g.info
    g.process.kill()
    g.process.wait()
    assert os.path.exists(g.file)
    successor = Generator(directory=g.dir)
    successor.process = subprocess.Popen(successor.args, env=environment())

    def announced():
        try:
            with open(g.file, encoding="utf-8") as file:
                info = json.load(file)
            return info if info["pid"] == successor.process.pid else None
        except FileNotFoundError:
            return None

    successor.info = wait_for(announced, "the successor")
    assert successor.info["token"] != first["token"]
    equal(successor.request("GET", "/api/v1/generate").json["tasks"], [])
    successor.__exit__()
    shutil.rmtree(g.dir)


def test_idle():
    g = Generator(idle=1)
    g.start()
    equal(g.process.wait(30), 0)
    assert not os.path.exists(g.file)
    g.__exit__()


def test_not_idle_while_working():
    with Generator(idle=1) as g:
        task_id = g.submit("[duration=2.5]").json["taskId"]
        done = g.wait_status(task_id, "COMPLETED")
        equal(done["progress"], 1)
        # Nobody has fetched what was made; this is no wait for luck, for it must not end.
        try:
            g.process.wait(3)
        except subprocess.TimeoutExpired:
            pass
        assert g.process.poll() is None, "the result was lost"
        equal(g.request("GET", f"/api/v1/generate/result/{task_id}/0").status, 200)
        equal(g.process.wait(30), 0)


def test_terminated_while_working():
    with Generator() as g:
        for _ in range(4):
            g.submit("big", width=4096, height=4096)


def test_command_line():
    version = run("--version")
    equal(version.returncode, 0)
    assert version.stdout.startswith("simmer-generator "), version.stdout
    usage = run("--help")
    equal(usage.returncode, 0)
    assert "--idle" in usage.stdout and "--fault" not in usage.stdout
    for wrong in (["--nothing"], ["--workers", "-1"], ["--port", "70000"], ["extra"]):
        refused = run(*wrong)
        equal(refused.returncode, 2)
        assert refused.stderr.startswith("simmer-generator: "), refused.stderr


def test_port_taken():
    with Generator() as g:
        second = run("--runtime-dir", os.path.join(g.dir, "other"), "--port", str(g.info["port"]))
        equal(second.returncode, 1)
        assert second.stderr.startswith("simmer-generator: "), second.stderr


main(globals())
