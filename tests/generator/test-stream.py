#!/usr/bin/python3
"""The stream of changes, as WebSocket (RFC 6455) and as Server-Sent Events."""

import base64
import json
import os
import socket
import struct
import time

from generator import API, Generator, equal, main, wait_for

STREAM = API + "/stream"


class Stream:
    """Either kind: read() gives the next message as JSON, or None at the end."""

    def __init__(self, g, headers):
        self.socket = socket.create_connection(("127.0.0.1", g.info["port"]), timeout=30)
        lines = [f"GET {STREAM} HTTP/1.1", "Host: 127.0.0.1",
                 "Authorization: Bearer " + g.info["token"], *headers, "", ""]
        self.socket.sendall("\r\n".join(lines).encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        while self.file.readline() not in (b"\r\n", b""):
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def until(self, condition):
        seen, end = [], time.monotonic() + 30
        while time.monotonic() < end:
            message = self.read()
            assert message is not None, "the stream ended"
            seen.append(message)
            if condition(message):
                return seen
        raise AssertionError(f"waited in vain; seen {seen}")


class WebSocket(Stream):
    def __init__(self, g):
        key = base64.b64encode(os.urandom(16)).decode()
        super().__init__(g, ["Upgrade: websocket", "Connection: Upgrade",
                             "Sec-WebSocket-Key: " + key, "Sec-WebSocket-Version: 13"])

    def send(self, opcode, payload=b""):
        mask = os.urandom(4)
        masked = bytes(b ^ mask[i % 4] for i, b in enumerate(payload))
        self.socket.sendall(bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + masked)

    def read(self):
        while True:
            head = self.file.read(2)
            if len(head) < 2:
                return None
            opcode, length = head[0] & 0xf, head[1] & 0x7f
            if length == 126:
                length = struct.unpack(">H", self.file.read(2))[0]
            elif length == 127:
                length = struct.unpack(">Q", self.file.read(8))[0]
            payload = self.file.read(length)
            if opcode == 1:
                return json.loads(payload)
            if opcode == 8:
                return None
            if opcode == 9:
                self.send(10, payload)


class Events(Stream):
    def __init__(self, g):
        super().__init__(g, ["Accept: text/event-stream"])
        self.rest = b""
        self.ids = []
        self.retry = None

    def chunk(self):
        size = int(self.file.readline() or b"0", 16)
        data = self.file.read(size)
        self.file.readline()
        return data

    def read(self):
        while True:
            while b"\n\n" not in self.rest:
                data = self.chunk()
                if not data:
                    return None
                self.rest += data
            event, self.rest = self.rest.split(b"\n\n", 1)
            fields = dict(line.split(": ", 1) for line in event.decode().split("\n"))
            if "retry" in fields:
                self.retry = int(fields["retry"])
            if "data" in fields:
                message = json.loads(fields["data"])
                equal(fields["event"], message["type"])
                self.ids.append(int(fields["id"]))
                return message


def check_life_of_a_task(kind):
    with Generator(workers=1) as g, kind(g) as stream:
        equal(stream.read(), {"type": "snapshot", "tasks": []})
        task_id = g.submit("[duration=1]").json["taskId"]
        seen = stream.until(lambda m: m["type"] == "task" and m["task"]["status"] == "COMPLETED")
        tasks = [m["task"] for m in seen if m["type"] == "task"]
        assert all(task["taskId"] == task_id for task in tasks)
        statuses = [task["status"] for task in tasks]
        equal(sorted(set(statuses), key=statuses.index), ["PENDING", "IN_PROGRESS", "COMPLETED"])
        progress = [task["progress"] for task in tasks]
        equal(progress, sorted(progress))
        # At most ten a second, and the three moves.
        assert 4 <= len(tasks) <= 25, len(tasks)
        equal(tasks[-1], g.task(task_id))


def test_websocket():
    check_life_of_a_task(WebSocket)


def test_events():
    check_life_of_a_task(Events)


def check_snapshot(kind):
    with Generator(workers=1) as g:
        running = g.submit("[stall=0.5]").json["taskId"]
        g.wait_status(running, "IN_PROGRESS")
        waiting = g.submit().json["taskId"]
        over = g.submit().json["taskId"]
        g.request("POST", f"{API}/{over}/cancel")
        with kind(g) as stream:
            snapshot = stream.read()
            equal(snapshot["type"], "snapshot")
            equal([task["taskId"] for task in snapshot["tasks"]], [running, waiting])
            g.request("POST", f"{API}/{running}/cancel")
            told = {}

            def both(message):
                if message["type"] == "task":
                    told[message["task"]["taskId"]] = message["task"]["status"]
                return told == {running: "CANCELLED", waiting: "COMPLETED"}

            stream.until(both)


def test_websocket_snapshot():
    check_snapshot(WebSocket)


def test_events_snapshot():
    check_snapshot(Events)


def test_queue_positions_are_told():
    with Generator(workers=1) as g:
        running = g.submit("[stall=0.5]").json["taskId"]
        g.wait_status(running, "IN_PROGRESS")
        ids = [g.submit("[stall=0.5]").json["taskId"] for _ in range(3)]
        with WebSocket(g) as stream:
            stream.read()
            g.request("POST", f"{API}/{ids[0]}/cancel")
            seen = stream.until(lambda m: m["type"] == "task" and m["task"]["taskId"] == ids[2])
            equal(seen[-1]["task"]["queuePosition"], 2)


def test_heartbeats():
    with Generator() as g, WebSocket(g) as stream, Events(g) as events:
        equal(stream.read()["type"], "snapshot")
        equal(events.read()["type"], "snapshot")
        equal(stream.read(), {"type": "heartbeat"})
        equal(events.read(), {"type": "heartbeat"})
        assert events.ids == sorted(events.ids)
        assert events.retry > 0


def test_refused():
    with Generator() as g:
        answer = g.request("GET", STREAM)
        equal((answer.status, answer.json["error"]["code"]), (426, "upgrade_required"))
        equal(g.request("POST", STREAM, {}).status, 405)
        with Stream(g, ["Upgrade: websocket", "Connection: Upgrade"]) as bad:
            equal(bad.status, 400)


def test_too_many():
    with Generator() as g:
        streams = [Events(g) for _ in range(64)]
        equal([stream.status for stream in streams], [200] * 64)
        refused = g.request("GET", STREAM, headers={"Accept": "text/event-stream"})
        equal(refused.status, 429)
        assert int(refused.headers["Retry-After"]) > 0
        for stream in streams:
            stream.__exit__()

        def free():
            with Events(g) as stream:
                return stream.status == 200

        wait_for(free, "room for a stream")


def test_gone_without_a_word():
    """A listener whose connection breaks leaves nothing behind."""
    with Generator() as g:
        for kind in (WebSocket, Events):
            for _ in range(5):
                stream = kind(g)
                stream.read()
                stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                stream.__exit__()
        equal(g.run("[duration=0.5]")["status"], "COMPLETED")


def test_end_of_the_generator():
    g = Generator(idle=1)
    g.start()
    with WebSocket(g) as stream, Events(g) as events:
        equal(stream.read()["type"], "snapshot")
        equal(events.read()["type"], "snapshot")
        begin = time.monotonic()
        while stream.read() is not None:
            assert time.monotonic() - begin < 30
        equal(g.process.wait(30), 0)
    g.__exit__()


main(globals())
