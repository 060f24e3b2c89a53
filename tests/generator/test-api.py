#!/usr/bin/python3
"""The native API, verb by verb, over real HTTP."""

import http.client
import json
import re
import struct
import zlib

from generator import API, Generator, equal, main, wait_for

TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")


def decode_png(data):
    """Width, height, and that every chunk is whole."""
    equal(data[:8], b"\x89PNG\r\n\x1a\n")
    at, pixels, size = 8, b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        equal(zlib.crc32(kind + body), struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0])
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        if kind == b"IDAT":
            pixels += body
        at += 12 + length
    equal(len(zlib.decompress(pixels)), size[1] * (size[0] * 3 + 1))
    return size


def test_auth():
    with Generator() as g:
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer " + "0" * 64},
                        {"Authorization": "Basic " + g.info["token"]},
                        {"Authorization": "Bearer " + g.info["token"] + "0"}):
            for method, path in (("GET", "/api/v1/health"), ("POST", API), ("GET", "/nowhere"),
                                 ("GET", API + "/stream"), ("POST", "/test/fault")):
                answer = g.request(method, path, headers=headers, auth=False)
                equal(answer.status, 401)
                equal(answer.json["error"]["code"], "unauthorized")
                assert answer.headers["WWW-Authenticate"].startswith("Bearer")
                assert g.info["token"].encode() not in answer.body
        equal(g.request("GET", "/api/v1/health").status, 200)


def test_submit_and_result():
    with Generator() as g:
        answer = g.submit("an ocean", width=48, height=40, seed=9, count=2)
        equal(answer.status, 202)
        task = answer.json
        equal(answer.headers["Location"], f"{API}/status/{task['taskId']}")
        equal(task["status"], "PENDING")
        equal(task["queuePosition"], 1)
        equal(task["progress"], 0)
        equal(task["startedAt"], None)
        equal((task["kind"], task["prompt"], task["style"]), ("image", "an ocean", "warp"))
        equal((task["width"], task["height"], task["seed"], task["count"]), (48, 40, 9, 2))

        task = g.wait_status(task["taskId"], "COMPLETED")
        equal(task["progress"], 1)
        equal((task["queuePosition"], task["etaSeconds"], task["error"]), (None, None, None))
        for name in ("createdAt", "startedAt", "finishedAt"):
            assert TIME.match(task[name]), task[name]
        equal(len(task["results"]), 2)
        bodies = []
        for result in task["results"]:
            answer = g.request("GET", result["url"])
            equal(answer.status, 200)
            equal(answer.headers["Content-Type"], result["mediaType"])
            equal(len(answer.body), result["bytes"])
            equal(decode_png(answer.body), (48, 40))
            assert answer.headers["Content-Disposition"].endswith('.png"')
            bodies.append(answer.body)
        assert bodies[0] != bodies[1]

        twin = g.run("an ocean", width=48, height=40, seed=9, count=2)
        equal(g.request("GET", twin["results"][0]["url"]).body, bodies[0])


def test_text():
    with Generator() as g:
        task = g.run("a lighthouse in the fog", kind="text", seed=1)
        result = task["results"][0]
        answer = g.request("GET", result["url"])
        equal(answer.headers["Content-Type"], "text/plain; charset=utf-8")
        assert "lighthouse" in answer.body.decode("utf-8")
        assert "width" not in task


def test_every_style():
    with Generator() as g:
        for style in ("auto", "flow", "reaction", "warp", "flame", "landscape"):
            task = g.run("dusk", style=style)
            equal(task["status"], "COMPLETED")
            equal(decode_png(g.request("GET", task["results"][0]["url"]).body), (32, 32))


def test_etag():
    with Generator() as g:
        task = g.run()
        path = f"{API}/status/{task['taskId']}"
        first = g.request("GET", path)
        tag = first.headers["ETag"]
        for known in (tag, "W/" + tag, f'"other", {tag}', "*"):
            answer = g.request("GET", path, headers={"If-None-Match": known})
            equal((answer.status, answer.body, answer.headers["ETag"]), (304, b"", tag))
        equal(g.request("GET", path, headers={"If-None-Match": '"other"'}).status, 200)
        for other in (API, f"{API}/status?ids={task['taskId']}", task["results"][0]["url"]):
            tag = g.request("GET", other).headers["ETag"]
            equal(g.request("GET", other, headers={"If-None-Match": tag}).status, 304)


def test_etag_follows_the_status():
    with Generator() as g:
        task_id = g.submit("[stall=0.5]").json["taskId"]
        path = f"{API}/status/{task_id}"
        wait_for(lambda: g.task(task_id)["progress"] == 0.5, "half")
        tag = g.request("GET", path).headers["ETag"]
        g.request("POST", f"{API}/{task_id}/cancel")
        g.wait_status(task_id, "CANCELLED")
        equal(g.request("GET", path, headers={"If-None-Match": tag}).status, 200)


def test_range():
    with Generator() as g:
        url = g.run()["results"][0]["url"]
        whole = g.request("GET", url)
        equal(whole.headers["Accept-Ranges"], "bytes")
        part = g.request("GET", url, headers={"Range": "bytes=10-19"})
        equal((part.status, part.body), (206, whole.body[10:20]))
        equal(part.headers["Content-Range"], f"bytes 10-19/{len(whole.body)}")
        rest = g.request("GET", url, headers={"Range": "bytes=100-", "If-Range": whole.headers["ETag"]})
        equal((rest.status, rest.body), (206, whole.body[100:]))
        changed = g.request("GET", url, headers={"Range": "bytes=100-", "If-Range": '"other"'})
        equal((changed.status, changed.body), (200, whole.body))
        beyond = g.request("GET", url, headers={"Range": "bytes=99999999-"})
        equal(beyond.status, 416)


def test_head():
    with Generator() as g:
        url = g.run()["results"][0]["url"]
        answer = g.request("HEAD", url)
        equal((answer.status, answer.body), (200, b""))
        equal(int(answer.headers["Content-Length"]), len(g.request("GET", url).body))


def test_idempotency():
    with Generator() as g:
        first = g.submit("once", key="k-1")
        again = g.submit("once", key="k-1")
        equal((first.status, again.status), (202, 200))
        equal(first.json["taskId"], again.json["taskId"])
        other = g.submit("another", key="k-1")
        equal((other.status, other.json["error"]["code"]), (422, "idempotency_key_reused"))
        assert g.submit("once", key="k-2").json["taskId"] != first.json["taskId"]
        equal(len(g.request("GET", API).json["tasks"]), 2)
        equal(g.submit("long", key="k" * 256).status, 400)


def test_refused_bodies():
    with Generator() as g:
        def post(body, kind="application/json"):
            answer = g.request("POST", API, body, {"Content-Type": kind})
            return answer.status, answer.json["error"].get("field")

        equal(post(b""), (400, None))
        equal(post(b"{"), (400, None))
        equal(post(b"[1]"), (400, None))
        equal(post(b"[" * 60000), (400, None))
        equal(post(b'{"prompt":"\xff"}'), (400, None))
        equal(post(json.dumps({})), (400, "prompt"))
        equal(post(json.dumps({"prompt": "a", "width": 5000})), (400, "width"))
        equal(post(json.dumps({"prompt": "a", "style": "no"})), (400, "style"))
        equal(post('{"prompt":"a","seed":1e999}')[0], 400)
        equal(post(json.dumps({"prompt": "a"}), "text/plain"), (415, None))
        equal(post(b'{"prompt":"' + b"a" * 70000 + b'"}'), (413, None))
        equal(g.request("GET", API).json["tasks"], [])


def chunked(g, chunks):
    connection = http.client.HTTPConnection("127.0.0.1", g.info["port"], timeout=30)
    connection.request("POST", API, chunks, {
        "Authorization": "Bearer " + g.info["token"],
        "Content-Type": "application/json",
        "Transfer-Encoding": "chunked",
    }, encode_chunked=True)
    status = connection.getresponse().status
    connection.close()
    return status


def test_body_too_large_in_chunks():
    with Generator() as g:
        equal(chunked(g, (b"a" * 8192 for _ in range(40))), 413)


def test_batch():
    with Generator() as g:
        a, b = g.run()["taskId"], g.run()["taskId"]
        answer = g.request("GET", f"{API}/status?ids={b},nobody,{a}").json
        equal([task["taskId"] for task in answer["tasks"]], [b, a])
        equal(answer["missed"], ["nobody"])
        many = ",".join(f"x{i}" for i in range(200))
        equal(len(g.request("GET", f"{API}/status?ids={many}").json["missed"]), 200)
        for query in ("", "?ids=", f"?ids={many},x", "?other=1"):
            equal(g.request("GET", f"{API}/status{query}").status, 400)


def test_list():
    with Generator() as g:
        ids = [g.submit(f"n{i}").json["taskId"] for i in range(5)]
        seen, cursor = [], None
        while True:
            page = g.request("GET", f"{API}?limit=2" + (f"&cursor={cursor}" if cursor else "")).json
            seen += [task["taskId"] for task in page["tasks"]]
            cursor = page["nextCursor"]
            if cursor is None:
                break
        equal(seen, ids[::-1])
        for query in ("?limit=0", "?limit=201", "?limit=x", "?cursor=-1"):
            equal(g.request("GET", API + query).status, 400)


def test_unknown():
    with Generator() as g:
        for method, path in (("GET", f"{API}/status/nobody"), ("POST", f"{API}/nobody/cancel"),
                             ("POST", f"{API}/nobody/retry"), ("GET", f"{API}/result/nobody/0"),
                             ("GET", "/nowhere"), ("GET", "/"), ("GET", f"{API}/status/%2e%2e/x")):
            answer = g.request(method, path)
            equal(answer.status, 404)
            assert answer.json["error"]["message"]
        answer = g.request("DELETE", API)
        equal((answer.status, answer.headers["Allow"]), (405, "GET, HEAD, POST"))
        equal(g.request("GET", f"{API}/x/cancel").headers["Allow"], "POST")


def test_cancel_waiting():
    with Generator(workers=1) as g:
        running = g.submit("[stall=0.2]").json["taskId"]
        g.wait_status(running, "IN_PROGRESS")
        waiting = g.submit().json["taskId"]
        behind = g.submit().json["taskId"]
        equal((g.task(waiting)["queuePosition"], g.task(behind)["queuePosition"]), (1, 2))
        answer = g.request("POST", f"{API}/{waiting}/cancel")
        equal((answer.status, answer.json["status"]), (200, "CANCELLED"))
        equal(g.task(behind)["queuePosition"], 1)
        equal(g.request("POST", f"{API}/{waiting}/cancel").status, 409)


def test_cancel_running():
    with Generator() as g:
        task_id = g.submit("big", width=4096, height=4096, style="warp").json["taskId"]
        g.wait_status(task_id, "IN_PROGRESS")
        answer = g.request("POST", f"{API}/{task_id}/cancel")
        equal(answer.status, 202)
        equal((answer.json["status"], answer.json["cancelRequested"]), ("IN_PROGRESS", True))
        task = g.wait_status(task_id, "CANCELLED")
        equal((task["cancelRequested"], task["results"]), (False, []))
        over = g.request("POST", f"{API}/{task_id}/cancel")
        equal((over.status, over.json["status"]), (409, "CANCELLED"))
        equal(g.request("GET", f"{API}/result/{task_id}/0").json["error"]["code"], "not_completed")


def test_retry():
    with Generator() as g:
        task = g.run("[fail-once]")
        equal((task["status"], task["attempt"]), ("FAILED", 1))
        equal(task["error"]["code"], "generation_failed")
        answer = g.request("POST", f"{API}/{task['taskId']}/retry")
        equal(answer.status, 202)
        equal((answer.json["status"], answer.json["attempt"]), ("PENDING", 2))
        equal((answer.json["taskId"], answer.json["error"]), (task["taskId"], None))
        task = g.wait_status(task["taskId"], "COMPLETED")
        equal(task["attempt"], 2)
        equal(g.request("POST", f"{API}/{task['taskId']}/retry").status, 409)


def test_full_queue():
    with Generator("--queue", "2", workers=1) as g:
        running = g.submit("[stall=0.2]").json["taskId"]
        g.wait_status(running, "IN_PROGRESS")
        kept = [g.submit("waits", key=f"k{i}") for i in range(2)]
        equal([answer.status for answer in kept], [202, 202])
        refused = g.submit()
        equal((refused.status, refused.json["error"]["code"]), (429, "too_many_requests"))
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        equal(g.submit("waits", key="k1").status, 200)
        g.request("POST", f"{API}/{kept[0].json['taskId']}/cancel")
        equal(g.submit().status, 202)
        equal(g.request("POST", f"{API}/{kept[0].json['taskId']}/retry").status, 429)


def test_progress_and_order():
    with Generator(workers=1) as g:
        ids = [g.submit(f"[duration=0.4] {i}", count=1).json["taskId"] for i in range(3)]
        last, finished = {}, []
        while len(finished) < 3:
            for task in g.request("GET", f"{API}/status?ids={','.join(ids)}").json["tasks"]:
                task_id = task["taskId"]
                assert task["progress"] >= last.get(task_id, 0)
                assert task["progress"] < 1 or task["status"] == "COMPLETED"
                last[task_id] = task["progress"]
                if task["status"] in ("PENDING", "IN_PROGRESS"):
                    assert task["etaSeconds"] >= 0
                elif task_id not in finished:
                    finished.append(task_id)
        equal(finished, ids)


def test_twenty_at_once():
    with Generator() as g:
        ids = [g.submit(f"n{i}").json["taskId"] for i in range(20)]
        for task_id in ids:
            equal(g.wait_status(task_id, "COMPLETED")["progress"], 1)


def test_results_make_room():
    with Generator("--result-memory", "0") as g:
        task = g.run()
        equal((task["status"], task["results"]), ("COMPLETED", []))
        answer = g.request("GET", f"{API}/result/{task['taskId']}/0")
        equal((answer.status, answer.json["error"]["code"]), (410, "result_gone"))
        equal(g.request("GET", f"{API}/result/{task['taskId']}/1").status, 404)


def test_too_large_for_its_memory():
    with Generator("--work-memory", "4") as g:
        answer = g.submit("n", width=1024, height=1024, count=4)
        equal((answer.status, answer.json["error"]["code"], answer.json["error"]["field"]),
              (400, "invalid_request", "width"))
        assert "MB" in answer.json["error"]["message"], answer.json
        equal(g.run("n", width=128, height=128)["status"], "COMPLETED")


def test_oldest_results_go_first():
    with Generator("--result-memory", "1", workers=1) as g:
        ids = [g.run(f"n{i}", width=320, height=320)["taskId"] for i in range(8)]
        kept = [bool(g.task(task_id)["results"]) for task_id in ids]
        assert kept[-1] and not kept[0], kept
        equal(kept, sorted(kept))


main(globals())
