#!/usr/bin/python3
"""docs/generate-v1.openapi.json says what the generator does: every path, method, answer and
header is asked for once, and every body is checked against its schema."""

import http.client
import json
import os
import re
from datetime import datetime

from generator import API, Generator, equal, main

PATH = os.path.join(os.environ["SIMMER_SOURCE_DIR"], "docs", "generate-v1.openapi.json")
with open(PATH, encoding="utf-8") as _file:
    SPEC = json.load(_file)
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
         "number": (int, float)}
KNOWN = {"type", "nullable", "enum", "minimum", "maximum", "minLength", "maxLength", "maxItems",
         "items", "properties", "required", "additionalProperties", "format", "description",
         "default", "$ref"}


def resolve(schema):
    while "$ref" in schema:
        node = SPEC
        for part in schema["$ref"].lstrip("#/").split("/"):
            node = node[part]
        schema = node
    return schema


def check(value, schema, where="body"):
    """The part of JSON Schema that the description uses; whatever else it used would be an error."""
    schema = resolve(schema)
    assert set(schema) <= KNOWN, f"{where}: {set(schema) - KNOWN} is not checked"
    if value is None:
        assert schema.get("nullable"), f"{where} is null"
        return
    kind = schema["type"]
    assert isinstance(value, TYPES[kind]), f"{where}: {value!r} is no {kind}"
    assert kind == "boolean" or not isinstance(value, bool), f"{where} is a boolean"
    if "enum" in schema:
        assert value in schema["enum"], f"{where}: {value!r}"
    assert not ("minimum" in schema and value < schema["minimum"]), f"{where}: {value}"
    assert not ("maximum" in schema and value > schema["maximum"]), f"{where}: {value}"
    assert not ("maxItems" in schema and len(value) > schema["maxItems"]), f"{where}: {len(value)}"
    if schema.get("format") == "date-time":
        datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ")
    if kind == "array":
        for i, item in enumerate(value):
            check(item, schema["items"], f"{where}[{i}]")
    if kind == "object":
        for name in schema.get("required", ()):
            assert name in value, f"{where}: {name} is missing"
        for name, item in value.items():
            if name in schema["properties"]:
                check(item, schema["properties"][name], f"{where}.{name}")
            else:
                assert schema.get("additionalProperties", True), f"{where}: {name} is not described"


class Checked(Generator):
    """Looks up each answer in the description and checks it; remembers which were seen."""

    seen = set()

    def request(self, method, path, body=None, headers=None, auth=True, timeout=30):
        answer = super().request(method, path, body, headers, auth, timeout)
        if not path.startswith("/test/"):
            self.check(method, path.split("?")[0], answer)
        return answer

    def check(self, method, path, answer):
        for template, item in SPEC["paths"].items():
            if not re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path):
                continue
            if "{" in template and path in SPEC["paths"]:
                continue
            if method.lower() not in item:
                equal(answer.status, 405)
                return
            responses = item[method.lower()]["responses"]
            where = f"{method} {template} {answer.status}"
            assert str(answer.status) in responses, f"{where} is not described"
            self.seen.add((method.lower(), template, str(answer.status)))
            self.check_answer(responses[str(answer.status)], answer, where)
            return
        raise AssertionError(f"{path} is not described")

    @staticmethod
    def check_answer(response, answer, where):
        for name, header in response.get("headers", {}).items():
            assert not header.get("required") or name in answer.headers, f"{where}: no {name}"
        content = response.get("content")
        if not content:
            return
        kind = answer.headers["Content-Type"].split(";")[0]
        assert kind in content, f"{where}: {kind}"
        if kind == "application/json":
            check(answer.json, content[kind]["schema"], where)


def fetch_all(g):
    task = g.run(key="k")
    url = task["results"][0]["url"]
    first = g.request("GET", url)
    g.request("GET", url, headers={"If-None-Match": first.headers["ETag"]})
    g.request("GET", url, headers={"Range": "bytes=0-1"})
    g.request("GET", url, headers={"Range": "bytes=99999999-"})
    g.request("GET", url[:-1] + "3")
    g.request("GET", g.run(kind="text")["results"][0]["url"])
    g.submit(key="k")
    g.submit("other", key="k")
    for path in (f"{API}/status/{task['taskId']}", f"{API}/status?ids={task['taskId']}", API):
        tag = g.request("GET", path).headers["ETag"]
        g.request("GET", path, headers={"If-None-Match": tag})
    g.request("POST", f"{API}/{task['taskId']}/cancel")
    g.request("POST", f"{API}/{task['taskId']}/retry")


def refuse_all(g):
    g.request("POST", API, {"prompt": 1})
    g.request("POST", API, "{}", {"Content-Type": "text/plain"})
    g.request("POST", API, {"prompt": "a" * 70000})
    g.request("GET", API + "?limit=0")
    g.request("GET", API + "/status")
    g.request("GET", API + "/status/x")
    g.request("GET", API + "/result/x/0")
    g.request("POST", API + "/x/cancel")
    g.request("POST", API + "/x/retry")
    g.request("GET", API + "/stream")
    g.request("DELETE", API)
    for path, item in SPEC["paths"].items():
        for method in item:
            g.request(method.upper(), path.replace("{taskId}", "x").replace("{n}", "0"), auth=False)


def stream_all(g):
    """Bodies without an end: their heads are enough here."""
    events = {"Accept": "text/event-stream"}
    websocket = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                 "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    open_streams = []
    for headers in [websocket] + [events] * 63:
        connection = http.client.HTTPConnection("127.0.0.1", g.info["port"], timeout=30)
        connection.request("GET", API + "/stream",
                           headers={**headers, "Authorization": "Bearer " + g.info["token"]})
        response = connection.getresponse()
        g.seen.add(("get", API + "/stream", str(response.status)))
        open_streams.append((connection, response))
        if len(open_streams) == 2:
            equal(response.status, 200)
            while not (line := response.readline()).startswith(b"data: "):
                pass
            check(json.loads(line[6:]), SPEC["components"]["schemas"]["StreamMessage"])
    g.request("GET", API + "/stream", headers=events)
    for connection, response in open_streams:
        response.close()
        connection.close()


def test_every_answer():
    with Checked("--queue", "1", workers=1) as g:
        g.request("GET", "/api/v1/health")
        fetch_all(g)
        refuse_all(g)
        failed = g.run("[fail]")
        g.request("POST", f"{API}/{failed['taskId']}/retry")
        running = g.submit("[stall=0.5]").json["taskId"]
        g.wait_status(running, "IN_PROGRESS")
        waiting = g.submit().json["taskId"]
        g.submit()
        g.request("GET", f"{API}/result/{running}/0")
        g.request("POST", f"{API}/{failed['taskId']}/retry")
        g.request("POST", f"{API}/{waiting}/cancel")
        g.request("POST", f"{API}/{running}/cancel")
        g.wait_status(running, "CANCELLED")
        stream_all(g)
    with Checked("--result-memory", "0") as g:
        g.request("GET", f"{API}/result/{g.run()['taskId']}/0")

    described = {(method, path, status) for path, item in SPEC["paths"].items()
                 for method, operation in item.items() for status in operation["responses"]}
    equal(sorted(described - Checked.seen), [])


def test_orders():
    """What the description lets a client order is accepted; a step beyond is not."""
    order = SPEC["components"]["schemas"]["Order"]["properties"]
    with Checked("--queue", "1000") as g:
        for style in order["style"]["enum"]:
            for kind in order["kind"]["enum"]:
                fits = style == "auto" or (style in ("story", "poem", "haiku")) == (kind == "text")
                body = {"prompt": "a", "kind": kind, "style": style, "width": 16, "height": 16}
                equal(g.request("POST", API, body).status, 202 if fits else 400)
        for name in ("width", "height", "count", "seed"):
            small = {"prompt": "[fail]", "width": 16, "height": 16, "style": "warp"}
            low, high = order[name]["minimum"], order[name]["maximum"]
            for value, status in ((low, 202), (high, 202), (low - 1, 400), (high + 1, 400)):
                equal(g.request("POST", API, {**small, name: value}).status, status)
            default = order[name].get("default")
            if default is not None:
                body = {"prompt": "a", "kind": "image"}
                task = g.request("POST", API, body).json
                equal(task[name], default)
                g.request("POST", f"{API}/{task['taskId']}/cancel")
        longest = order["prompt"]["maxLength"]
        equal(g.request("POST", API, {"prompt": "ü" * longest, "kind": "text"}).status, 202)
        equal(g.request("POST", API, {"prompt": "ü" * (longest + 1), "kind": "text"}).status, 400)


def test_checker():
    """A checker that finds nothing would be worth nothing."""
    with Checked() as g:
        task = g.run()
    schema = SPEC["components"]["schemas"]["Task"]
    check(task, schema)
    for change in ({"status": "DONE"}, {"progress": 2}, {"progress": "1"}, {"taskId": None},
                   {"more": 1}, {"createdAt": "today"}, {"attempt": True}):
        try:
            check({**task, **change}, schema)
        except (AssertionError, ValueError):
            continue
        raise AssertionError(f"{change} was passed over")


main(globals())
