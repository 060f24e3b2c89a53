"""A service with an API of its own that takes files, and the profile for it."""

import email
import http.server
import json
import threading

PROFILE = {
    'id': 'pictures',
    'name': 'Pictures',
    'auth': {'header': 'Authorization', 'prefix': 'Bearer '},
    'requests': {
        'submit': {'method': 'POST', 'path': '/jobs', 'bodyType': 'multipart',
                   'body': {'prompt': '{prompt}', 'picture': '{picture}', 'sound': '{sound}'}},
        'status': {'path': '/jobs/{id}'},
        'list': {'path': '/jobs', 'answer': {'items': '$.jobs'}},
    },
    'answer': {'results': [{'path': '$.text', 'as': 'text'}]},
    'inputs': [
        {'name': 'prompt', 'title': 'Prompt', 'type': 'string'},
        {'name': 'picture', 'title': 'First Picture', 'type': 'file', 'accept': ['image/*'],
         'maxBytes': 20000000},
        {'name': 'sound', 'title': 'Sound', 'type': 'file', 'upload': [
            {'method': 'POST', 'path': '/uploads', 'body': {'name': '{file.name}'},
             'answer': {'keep': {'to': '$.to', 'uri': '$.uri'}}},
            {'method': 'PUT', 'path': '{+to}', 'bodyType': 'file', 'body': '{file}'},
        ], 'value': '{uri}'},
    ],
}


class Service:
    """Keeps what it is asked: (method, path, headers, body); parts() takes a body apart.

    With `left`, its jobs run until they are cancelled, which it answers with that."""

    def __init__(self):
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """One request."""

            def answer(self, status, answer):
                data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header('Content-Type', 'application/json')
                self.send_header('Content-Length', str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def handle_one(self):
                body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
                with service.lock:
                    service.log.append((self.command, self.path, dict(self.headers), body))
                    if service.broken:
                        self.answer(503, {'error': 'under repair'})
                        return
                    self.answer(*service.say(self.command, self.path))

            do_GET = do_POST = do_PUT = do_DELETE = handle_one

            def log_message(self, *_args):  # pylint: disable=arguments-differ
                pass

        self.lock = threading.Lock()
        self.log = []
        self.jobs = []
        self.broken = False
        self.left = None
        self.elsewhere = None
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def say(self, method, path):
        if method == 'POST' and path.partition('?')[0] == '/jobs':
            self.jobs.append(f'job-{len(self.jobs) + 1}')
            return 200, {'id': self.jobs[-1], 'status': 'queued'}
        if method == 'POST' and path == '/uploads':
            return 200, {'to': f'{(self.elsewhere or self).url}/bucket?signature=1',
                         'uri': 'pictures://7'}
        if method == 'PUT':
            return 200, {}
        if path.partition('?')[0] == '/jobs':
            return 200, {'jobs': [{'id': job, 'status': 'done', 'prompt': f'the {job}'}
                                  for job in self.jobs]}
        if method == 'DELETE':
            return 200, self.left
        if path.startswith('/parts/'):
            return 200, path.rpartition('/')[2].encode()
        if path.rpartition('/')[2] in self.jobs and self.left is not None:
            return 200, {'id': path.rpartition('/')[2], 'status': 'running'}
        if path.rpartition('/')[2] in self.jobs:
            return 200, {'id': path.rpartition('/')[2], 'status': 'done', 'text': 'made'}
        return 404, {'error': 'no such job'}

    @property
    def url(self):
        return f'http://127.0.0.1:{self.server.server_address[1]}'

    def asked(self, method, path):
        with self.lock:
            return [entry for entry in self.log if entry[0] == method and
                    entry[1].partition('?')[0] == path]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def parts(headers, body):
    """The parts of a body in parts: {name: (file's name, bytes)}."""
    message = email.message_from_bytes(
        b'Content-Type: ' + headers['Content-Type'].encode() + b'\r\n\r\n' + body)
    return {part.get_param('name', header='content-disposition'):
            (part.get_filename(), part.get_payload(decode=True)) for part in message.get_payload()}
