#!/usr/bin/python3
"""simmerctl and a real BullMQ on a real Redis, over bull-board, through each state of a job."""

import base64
import json
import os
import re
import shutil
import sys
import tempfile
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from engines import FETCHED, Daemons, free_port, guide, put, run_all, wait_for, why_missing  # noqa: E402

REDIS = [os.path.join(FETCHED, 'root/usr/bin/redis-server'), '/usr/bin/redis-server']
# What the guide's worker runs: whatever the test put into the job's data.
SCRIPT = '#!/bin/sh\neval "$PROMPT"\n'


class Bullmq:
    """A Redis, the guide's dashboard, and the guide's workers."""

    name = 'BullMQ'
    profile = 'bull-board'
    user = 'me'
    path = '/usr/bin'

    @staticmethod
    def why_not():
        if shutil.which('node') is None:
            return 'There is no Node.js here'
        if not os.path.exists(os.path.join(FETCHED, 'npm', 'complete')):
            return why_missing('modules')
        if not any(os.access(path, os.X_OK) for path in REDIS):
            return why_missing('packages')
        return None

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix='simmer-bullmq-')
        self.daemons = Daemons(self.at('log'))
        self.ports = {name: free_port() for name in ('redis', 'board')}
        self.password = 'secret: with a colon'
        self.board = None
        self.worker = None
        os.mkdir(self.at('redis'))

    def at(self, *names):
        return os.path.join(self.root, *names)

    @property
    def url(self):
        return f'http://localhost:{self.ports["board"]}'

    @property
    def credential(self):
        return f'{self.user}:{self.password}'

    # --- Setting it up ---

    def adapt(self, text):
        return (text.replace('localhost:3000', f'localhost:{self.ports["board"]}')
                .replace('listen(3000', f'listen({self.ports["board"]}')
                .replace('port: 6379', f'port: {self.ports["redis"]}')
                # How often workers look for jobs that nobody holds; how long one holds its own stays.
                .replace('stalledInterval: 30000', 'stalledInterval: 1000'))

    def _environment(self, **more):
        return {'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'HOME': self.root, **more}

    def start(self):
        for name in ('board.js', 'worker.js'):
            put(self.at(name), self.adapt(guide(name)))
        put(self.at('picture.sh'), SCRIPT)
        os.symlink(os.path.join(FETCHED, 'npm', 'node_modules'), self.at('node_modules'))
        self._start_redis()
        self.start_board()
        self.start_worker()

    def _start_redis(self):
        lib = os.path.join(FETCHED, 'root/usr/lib')
        folders = [os.path.join(lib, name) for name in os.listdir(lib)] if os.path.isdir(lib) else []
        self.daemons.start('redis', [
            next(path for path in REDIS if os.access(path, os.X_OK)), '--bind', '127.0.0.1', '--save', '',
            '--port', str(self.ports['redis']), '--dir', self.at('redis'), '--daemonize', 'no'],
            self._environment(LD_LIBRARY_PATH=':'.join(folders)))
        self.daemons.wait_for(lambda: 'Ready to accept' in self.daemons.read('redis'), 'Redis')

    def start_board(self):
        self.board = self.daemons.start(
            'board', ['node', 'board.js'],
            self._environment(BOARD_USER=self.user, BOARD_PASSWORD=self.password), cwd=self.root)
        self.daemons.wait_for(lambda: self.ask('GET', '/api/queues')[0] == 200, 'bull-board')

    def stop_board(self):
        self.daemons.stop(self.board)

    def start_worker(self, script='worker.js'):
        self.worker = self.daemons.start('worker', ['node', script], self._environment(), cwd=self.root)

    def stop(self):
        self.daemons.stop_all()

    def tidy(self):
        """No job is left, whatever a test left behind."""
        for name in ('waiting', 'delayed', 'failed', 'completed'):
            self.ask('PUT', f'/api/queues/pictures/clean/{name}')

    def explain(self):
        return '\n'.join(f'--- {name}\n{self.daemons.read(name)}' for name in ('board', 'worker')
                         if os.path.exists(self.at('log', name + '.log')))

    # --- Using it ---

    def ask(self, method, path):
        """A question of the test's own: (HTTP status, answer)."""
        key = base64.b64encode(self.credential.encode()).decode()
        request = urllib.request.Request(f'http://127.0.0.1:{self.ports["board"]}{path}', method=method,
                                         headers={'Authorization': 'Basic ' + key})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                data = answer.read()
                return answer.status, json.loads(data) if data else None
        except urllib.error.HTTPError as error:
            with error:
                return error.code, None
        except OSError:
            return 0, None

    def state(self, number):
        return (self.ask('GET', f'/api/queues/pictures/{number}')[1] or {}).get('status', 'unknown')

    def inputs(self, prompt):
        return ['-i', 'queue=pictures']


def remote(world, task):
    return world.show(task)['remoteId']


def test_the_guide_leads_to_a_picture(world):
    queue = world.engine
    person = {'BOARD_USER': queue.user, 'BOARD_PASSWORD': queue.password}
    put(queue.at('picture.sh'), 'echo progress=1/2\nprintf "data:text/plain,%s\\n" "$(echo "$PROMPT" | tr " " -)"\n')
    try:
        world.commands('bullmq account', **person).check()
        done = world.commands('bullmq submit', **person).check()
    finally:
        put(queue.at('picture.sh'), SCRIPT)
    with open(os.path.join(world.path('out'), done.lines[-1]), encoding='utf-8') as file:
        assert file.read() == 'a-lighthouse-in-fog', done


def test_a_job_waits_runs_says_how_far_it_is_and_is_done(world):
    first, second = world.gate('first'), world.gate('second')
    blocking = world.order(first.wait + 'echo one')
    waiting = world.order('echo progress=1/4; ' + second.wait + 'echo two')
    following = world.follow(waiting)
    following.wait_for_talk('Waiting')
    wait_for(lambda: world.engine.state(remote(world, blocking)) == 'active', 'the first')
    assert world.engine.state(remote(world, waiting)) == 'waiting' and world.status(waiting) == 'PENDING'
    first.open()
    world.wait_for_status(waiting, 'IN_PROGRESS')
    wait_for(lambda: world.show(waiting)['progress'] == 0.25, 'a quarter')
    second.open()
    following.end().check()
    ended = world.show(waiting)
    assert ended['status'] == 'COMPLETED' and ended['progress'] == 1 and ended['finishedAt'], ended
    with open(ended['results'][0]['path'], encoding='utf-8') as file:
        assert file.read().strip() == 'two', ended
    world.run('wait', blocking).check()


def test_a_job_of_a_worker_that_died_waits_runs_again_and_is_done(world):
    queue = world.engine
    gate = world.gate('gate')
    put(queue.at('quick.js'), queue.adapt(guide('worker.js')).replace('lockDuration: 30000', 'lockDuration: 1000'))
    queue.daemons.stop(queue.worker)
    queue.start_worker('quick.js')
    runs = world.path('out', 'runs')
    task = world.order(f'echo ran >>{runs}; {gate.wait}echo done')
    following = world.follow(task)
    wait_for(lambda: os.path.exists(runs), 'the first run')
    world.wait_for_status(task, 'IN_PROGRESS')
    queue.daemons.stop(queue.worker, kill=True)
    queue.start_worker('quick.js')
    wait_for(lambda: len(open(runs, encoding='utf-8').readlines()) == 2, 'the second run')
    assert following.running(), following.talk
    gate.open()
    following.end().check()
    assert world.status(task) == 'COMPLETED'
    queue.daemons.stop(queue.worker)
    queue.start_worker()


def test_a_job_that_fails_says_why_and_is_tried_again_in_place(world):
    mended = world.path('out', 'mended')
    task = world.order(f'[ -e {mended} ] && echo fine && exit 0; echo out of paint; exit 3')
    world.run('wait', '--interval', '0.2', task).check(1)
    number = world.check_failure(task, 'service', '^out of paint$')['remoteId']
    put(mended, '')
    world.run('retry', '--wait', task).check()
    again = world.show(task)
    assert again['remoteId'] == number and again['status'] == 'COMPLETED' and again['attempt'] == 2, again


def test_waiting_jobs_are_cancelled_and_running_ones_are_not(world):
    gate = world.gate('gate')
    running = world.order(gate.wait + 'echo done')
    waiting = world.order('true')
    later = world.order('true', '-i', 'options={"delay": 3600000}')
    following = world.follow(running)
    world.wait_for_status(running, 'IN_PROGRESS')
    world.run('cancel', waiting).check()
    assert world.status(waiting) == 'CANCELLED' and world.engine.state(remote(world, waiting)) == 'unknown'
    assert world.engine.state(remote(world, later)) == 'delayed' and world.status(later) == 'PENDING'
    world.run('cancel', later).check()
    assert world.status(later) == 'CANCELLED'

    refused = world.run('cancel', running).check(5)
    assert refused.err, refused
    assert world.status(running) == 'IN_PROGRESS' and world.engine.state(remote(world, running)) == 'active'
    gate.open()
    following.end().check()


def test_a_queue_that_is_not_there_is_said(world):
    done = world.ask('submit', '-i', 'queue=nowhere', 'x').check(5)
    assert re.search('queue', done.err, re.I), done


def test_a_job_that_was_removed_is_gone(world):
    task = world.order('true', '-i', 'options={"delay": 3600000}')
    assert world.engine.ask('PUT', f'/api/queues/pictures/{remote(world, task)}/clean')[0] in (200, 204)
    world.run('wait', '--interval', '0.2', task).check(1)
    world.check_failure(task, 'gone', 'no longer knows')


def test_a_changed_password_waits_for_the_new_one(world):
    queue = world.engine
    task = world.order('true', '-i', 'options={"delay": 1000}')
    old = world.environment(SIMMER_TOKEN=queue.credential)
    queue.password = 'changed'
    queue.stop_board()
    queue.start_board()
    done = world.run('wait', task, env=old).check(5)
    assert 'key' in done.err, done
    assert world.status(task) == 'PENDING', world.show(task)
    world.run('wait', task, env=world.environment(SIMMER_TOKEN=queue.credential)).check()
    assert world.status(task) == 'COMPLETED'


def test_a_dashboard_that_is_away_fails_nothing(world):
    queue = world.engine
    gate = world.gate('gate')
    task = world.order(gate.wait + 'echo done')
    following = world.follow(task)
    world.wait_for_status(task, 'IN_PROGRESS')
    queue.stop_board()
    wait_for(lambda: world.show(task)['tracking'] == 'unreachable', 'the outage')
    assert world.status(task) == 'IN_PROGRESS'
    queue.start_board()
    gate.open()
    following.end().check()
    assert world.status(task) == 'COMPLETED'


if __name__ == '__main__':
    run_all(globals(), Bullmq)
