#!/usr/bin/python3
"""What other tests make the generator do wrong, it does, and nothing else."""

import datetime
import http.client
import json
import socket
import threading
import time

from generator import API, Generator, equal, main, wait_for

MALFORMED = ("not-json", "empty", "truncated", "wrong-types", "array", "null", "deep",
             "huge-number", "invalid-utf8", "html", "unknown-status", "missing-status", "big")


def parses(body):
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False


def test_malformed():
    with Generator() as g:
        task_id = g.run()["taskId"]
        true = g.request("GET", f"{API}/status/{task_id}").body
        for kind in MALFORMED:
            g.fault(f"malformed={kind}@status*1")
            answer = g.request("GET", f"{API}/status/{task_id}")
            equal(answer.status, 200)
            assert answer.body != true, kind
            if kind in ("wrong-types", "unknown-status", "missing-status", "big"):
                task = json.loads(answer.body)
                assert task.get("status") not in ("PENDING", "IN_PROGRESS"), kind
            elif kind == "huge-number":
                assert b"1e999" in answer.body
            else:
                assert not parses(answer.body), kind
            equal(g.request("GET", f"{API}/status/{task_id}").body, true)
        assert len(g.request("GET", f"{API}/status/{task_id}").body) < 2000


def test_big_is_over_every_bound():
    with Generator() as g:
        g.fault("malformed=big")
        assert len(g.request("GET", f"{API}/status/x").body) > 4 * 1024 * 1024


def test_statuses():
    with Generator() as g:
        for status in (500, 502, 503, 404, 401):
            g.fault(f"{status}@status*1")
            equal(g.request("GET", f"{API}/status/x").status, status)
            equal(g.request("GET", f"{API}/status/x").json["error"]["code"], "task_not_found")


def test_overload():
    with Generator() as g:
        g.fault("overload=7@submit*2")
        for _ in range(2):
            refused = g.submit()
            equal((refused.status, refused.headers["Retry-After"]), (429, "7"))
        equal(g.submit().status, 202)


def test_overload_for_a_time():
    with Generator() as g:
        g.fault("overload=1~0.5")
        equal(g.submit().status, 429)
        wait_for(lambda: g.submit().status == 202, "the end of the overload")


def test_truncate():
    with Generator() as g:
        g.fault("truncate*1")
        try:
            g.request("GET", f"{API}/status/x")
            raise AssertionError("a whole answer")
        except http.client.IncompleteRead as error:
            assert error.partial.startswith(b"{")
        equal(g.request("GET", f"{API}/status/x").status, 404)


def test_reset():
    with Generator() as g:
        g.fault("reset@submit*1")
        try:
            g.submit()
            raise AssertionError("an answer")
        except (ConnectionResetError, http.client.RemoteDisconnected):
            pass
        equal(g.submit().status, 202)


def test_hang():
    with Generator() as g:
        g.fault("hang@status*1")
        ended = threading.Event()

        def ask():
            try:
                g.request("GET", f"{API}/status/x")
            except (ConnectionError, http.client.HTTPException):
                ended.set()

        asker = threading.Thread(target=ask)
        asker.start()
        wait_for(lambda: any(r["path"].endswith("/x") for r in g.log()), "the request")
        equal(g.request("GET", f"{API}/status/y").status, 404)
        assert not ended.is_set()
        g.fault()
        asker.join(30)
        assert ended.is_set()


def test_hang_and_client_gone():
    with Generator() as g:
        g.fault("hang@status")
        for _ in range(3):
            try:
                g.request("GET", f"{API}/status/x", timeout=0.2)
                raise AssertionError("an answer")
            except socket.timeout:
                pass
        g.fault()
        equal(g.request("GET", f"{API}/status/x").status, 404)


def test_slow():
    with Generator() as g:
        g.fault("slow=300@health*1")
        begin = time.monotonic()
        answer = g.request("GET", "/api/v1/health")
        assert time.monotonic() - begin >= 0.3
        equal(answer.json["status"], "ok")


def test_slow_and_client_gone():
    with Generator() as g:
        g.fault("slow=300@health*1")
        try:
            g.request("GET", "/api/v1/health", timeout=0.05)
            raise AssertionError("an answer")
        except socket.timeout:
            pass
        # What waits behind it is answered only after the answer that nobody waits for.
        g.fault("slow=300@health*1")
        equal(g.request("GET", "/api/v1/health").status, 200)
        equal(g.request("GET", "/api/v1/health").status, 200)


def test_late():
    with Generator() as g:
        g.fault("late=60000@submit*1")
        connection = http.client.HTTPConnection("127.0.0.1", g.info["port"])
        connection.request("POST", API, json.dumps({"prompt": "a sea", "width": 64, "height": 64}),
                           {"Authorization": "Bearer " + g.info["token"],
                            "Content-Type": "application/json"})
        # Carried out, although nobody has been told, and nobody will be.
        job, = wait_for(lambda: g.request("GET", API).json["tasks"], "the task")
        connection.sock.settimeout(0.05)
        try:
            connection.getresponse()
            raise AssertionError("an answer")
        except socket.timeout:
            connection.close()
        equal(g.wait_status(job["taskId"], "COMPLETED")["status"], "COMPLETED")


def test_fail():
    with Generator() as g:
        equal(g.run("[fail]")["status"], "FAILED")
        g.fault("fail=2")
        equal([g.run()["status"] for _ in range(4)],
              ["COMPLETED", "FAILED", "COMPLETED", "FAILED"])


def test_marks_need_the_switch():
    with Generator(faults=False) as g:
        equal(g.run("[fail]")["status"], "COMPLETED")
        equal(g.request("GET", "/test/log").status, 404)
        equal(g.request("POST", "/test/fault", {}).status, 404)


def test_command_line():
    with Generator("--fault", "500@status*1", "--fault", "fail", faults=False) as g:
        equal(g.request("GET", f"{API}/status/x").status, 500)
        equal(g.run()["status"], "FAILED")
        equal(g.request("GET", "/test/log").status, 404)


def test_duration():
    """A rigged task is real work whose progress is the clock."""
    def moment(text):
        return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))

    with Generator() as g:
        task_id = g.submit("[duration=600]").json["taskId"]
        samples = [0]
        while len(samples) < 20:
            samples.append(wait_for(lambda: g.task(task_id)["progress"] != samples[-1] and
                                    g.task(task_id)["progress"], "progress"))
        equal(samples, sorted(samples))
        equal(g.request("POST", f"{API}/{task_id}/cancel").status, 202)

        task = g.run("[duration=1.5]")
        equal(task["status"], "COMPLETED")
        taken = (moment(task["finishedAt"]) - moment(task["startedAt"])).total_seconds()
        assert 1.5 <= taken, taken
        equal(task["message"], "Painted 1 picture.")


def test_small():
    """Of the first, since a fault may be there for some tasks only."""
    with Generator() as g:
        g.fault("small=16*1")
        pictures = [g.run(width=32, height=64)["results"][0] for _ in range(2)]
        sizes = [[picture["width"], picture["height"]] for picture in pictures]
        equal(sizes, [[8, 16], [32, 64]])


def test_stall():
    with Generator() as g:
        g.fault("stall=0.5")
        task_id = g.submit().json["taskId"]
        wait_for(lambda: g.task(task_id)["progress"] == 0.5, "the stall")
        equal(g.task(task_id)["status"], "IN_PROGRESS")


def test_hidden():
    with Generator(workers=1) as g:
        g.fault("no-progress", "no-queue-position", "stall=0.5")
        first = g.submit().json
        second = g.submit().json
        equal((first["progress"], second["queuePosition"]), (None, None))
        g.wait_status(first["taskId"], "IN_PROGRESS")
        task = g.task(first["taskId"])
        equal((task["progress"], task["etaSeconds"]), (None, None))


def test_one_task_only():
    with Generator() as g:
        a, b = g.run()["taskId"], g.run()["taskId"]
        g.fault("500", task=a)
        equal(g.request("GET", f"{API}/status/{a}").status, 500)
        equal(g.request("GET", f"{API}/status/{b}").status, 200)


def test_log():
    with Generator() as g:
        g.request("GET", f"{API}/status/x?y=1")
        g.submit()
        log = g.log()
        equal([(r["method"], r["path"]) for r in log],
              [("GET", f"{API}/status/x?y=1"), ("POST", API)])
        assert log[0]["at"] <= log[1]["at"]
        equal(g.request("DELETE", "/test/log").status, 204)
        equal(g.log(), [])


def test_refused_faults():
    with Generator() as g:
        for spec in ("nothing", "malformed=nothing", "500@nowhere", ""):
            equal(g.request("POST", "/test/fault", {"add": [spec]}).status, 400)
        for body in (b"", b"[]", b"{"):
            answer = g.request("POST", "/test/fault", body)
            equal(answer.status, 400)


main(globals())
