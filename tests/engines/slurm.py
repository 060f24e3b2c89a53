#!/usr/bin/python3
"""simmerctl and a real Slurm, over slurmrestd, through each state of a job."""

import json
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from engines import (FETCHED, Daemons, free_port, guide, put, run_all, wait_for,  # noqa: E402
                     why_missing)

PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'slurmstepd', 'slurmrestd']
TOOLS = ['munge', 'scontrol', 'sinfo', 'squeue']
# slurmrestd refuses to run as root, and jobs run as neither of both; all Debian machines have these.
REST_USER = 'nobody'
JOB_USER = 'games'
# The plugins by which slurmrestd speaks the versions that there are profiles for, the latest first.
VERSIONS = {'v0.0.42': 'data_parser_v0_0_42.so', 'v0.0.38': 'openapi_v0_0_38.so'}
GUIDE_VERSION = 'v0.0.38'
PACKAGES = ['munge', 'slurmctld', 'slurmd', 'slurmrestd', 'slurm-client', 'slurm-wlm-jwt-plugin']


def find(name, root=os.path.join(FETCHED, 'root')):
    for folder in ('usr/sbin', 'usr/bin'):
        for path in (os.path.join(root, folder, name), os.path.join('/', folder, name)):
            if os.access(path, os.X_OK):
                return path
    return None


class Slurm:
    """A cluster of one node with one processor, made as the guide says."""

    name = 'Slurm'

    @staticmethod
    def why_not():
        if os.geteuid() != 0:
            return 'Slurm runs jobs for others, which takes root'
        if not all(find(name) for name in PROGRAMS + TOOLS):
            return why_missing('packages')
        if Slurm.find_version() is None:
            return 'This Slurm speaks neither ' + ' nor '.join(VERSIONS)
        # It calls its own programs without the environment that would lead them to their libraries.
        if Slurm.find_version() != GUIDE_VERSION and find('slurmstepd').startswith(FETCHED):
            return 'Slurm from 23.11 on runs only where it is installed: apt install ' + ' '.join(PACKAGES)
        return None

    @staticmethod
    def find_version():
        """The latest of the versions that the Slurm which was fetched, or else this machine's, speaks."""
        return next((version for path in Slurm.library_path() for version, plugin in VERSIONS.items()
                     if os.path.exists(os.path.join(path, plugin))), None)

    @staticmethod
    def library_path(root=os.path.join(FETCHED, 'root')):
        found = []
        for base in (root, '/'):
            lib = os.path.join(base, 'usr/lib')
            for name in sorted(os.listdir(lib)) if os.path.isdir(lib) else []:
                found += [os.path.join(lib, name, 'slurm-wlm'), os.path.join(lib, name)]
        return [path for path in found if os.path.isdir(path) and
                (path.endswith('slurm-wlm') or path.startswith(root))]

    def __init__(self):
        self.version = self.find_version()
        self.profile = self.profile_for(self.version)
        self.root = tempfile.mkdtemp(prefix='simmer-slurm-')
        os.chmod(self.root, 0o755)
        for name in ('bin', 'etc', 'state', 'spool', 'munge', 'pictures', 'log'):
            os.mkdir(self.at(name), 0o755)
        shutil.chown(self.at('pictures'), JOB_USER)
        self.daemons = Daemons(self.at('log'))
        self.controller = None
        self.node = None
        self.ports = {name: free_port() for name in ('ctld', 'd', 'rest', 'files')}
        self.fetched = self._reach_fetched()
        self.path = self.at('bin')
        self.credential = ''

    def at(self, *names):
        return os.path.join(self.root, *names)

    @staticmethod
    def profile_for(version):
        return 'slurm-' + version.replace('.', '-')

    @property
    def url(self):
        return f'http://localhost:{self.ports["rest"]}'

    def _reach_fetched(self):
        """Others than root run what was fetched, which may lie where only root may look."""
        fetched = os.path.join(FETCHED, 'root')
        if not os.path.isdir(fetched):
            return fetched
        seen = subprocess.run(['setpriv', '--reuid', JOB_USER, '--clear-groups', 'test', '-x',
                               os.path.join(fetched, 'usr')], stderr=subprocess.DEVNULL, check=False)
        if seen.returncode == 0:
            return fetched
        return shutil.copytree(fetched, self.at('root'), symlinks=True)

    # --- Setting it up ---

    def adapt(self, text):
        """What the guide says, with the version, ports and folders of this cluster."""
        return (text.replace(self.profile_for(GUIDE_VERSION), self.profile)
                .replace('localhost:6820', f'localhost:{self.ports["rest"]}')
                .replace('localhost:8000', f'localhost:{self.ports["files"]}')
                .replace('/srv/pictures', self.at('pictures')))

    def _environment(self):
        return {'PATH': f'{self.path}:/usr/sbin:/usr/bin:/sbin:/bin', 'SLURM_CONF': self.at('etc/slurm.conf'),
                'LD_LIBRARY_PATH': ':'.join(self.library_path(self.fetched)), 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC'}

    def _write_tools(self):
        """The tools as a person and a job call them, wherever they and their libraries are."""
        for name in TOOLS:
            words = ' '.join(f'{key}={value}' for key, value in self._environment().items() if key != 'PATH')
            put(self.at('bin', name), f'#!/bin/sh\nexec env {words} {find(name, self.fetched)} "$@"\n', 0o755)
        # The profile gives a job the usual PATH.
        put(self.at('etc/prolog'), f'#!/bin/sh\necho "export PATH={self.path}:$PATH"\n', 0o755)

    def _write_keys(self):
        for name, length in (('munge.key', 128), ('jwt.key', 32)):
            with open(os.open(self.at('etc', name), os.O_WRONLY | os.O_CREAT, 0o600), 'wb') as file:
                file.write(os.urandom(length))

    def write_config(self, **changes):
        """The guide's slurm.conf, with what a machine that is shared with others asks for."""
        settings = {
            'SlurmUser': 'root',
            'SlurmctldHost': 'localhost(127.0.0.1)',
            'SlurmctldPort': self.ports['ctld'],
            'SlurmdPort': self.ports['d'],
            'StateSaveLocation': self.at('state'),
            'SlurmdSpoolDir': self.at('spool'),
            'SlurmctldPidFile': self.at('slurmctld.pid'),
            'SlurmdPidFile': self.at('slurmd.pid'),
            'PlugStackConfig': self.at('etc/plugstack.conf'),
            'TaskProlog': self.at('etc/prolog'),
            'AuthAltParameters': f'jwt_key={self.at("etc/jwt.key")}',
            # A job that was put back may start again when its old credential is no longer good.
            'AuthInfo': f'socket={self.at("munge/socket")},cred_expire=5',
            'SlurmdParameters': 'config_overrides',
            'SchedulerParameters': 'bf_interval=2,sched_interval=2,sched_min_interval=0',
            'KillWait': 2,
            **changes,
        }
        library = next((path for path in self.library_path(self.fetched)
                        if os.path.exists(os.path.join(path, 'auth_jwt.so'))), None)
        if library is not None:
            settings['PluginDir'] = library
        lines = []
        for line in guide('slurm.conf').splitlines():
            key = line.partition('=')[0]
            if key == 'NodeName':
                line = f'NodeName=localhost NodeHostname={socket.gethostname().partition(".")[0]} ' \
                       'NodeAddr=127.0.0.1 CPUs=1 RealMemory=500'
            elif key in settings:
                line = f'{key}={settings.pop(key)}'
            lines.append(line)
        lines += [f'{key}={value}' for key, value in settings.items()]
        put(self.at('etc/slurm.conf'), '\n'.join(lines) + '\n')
        put(self.at('etc/plugstack.conf'), '')
        # None is used; naming one spares Slurm a look for those of the machine, which may have none.
        put(self.at('etc/cgroup.conf'), 'CgroupPlugin=cgroup/v1\n')

    def run(self, name, *args):
        """What a tool says, None if it fails."""
        done = subprocess.run([self.at('bin', name), *args], capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else None

    def control(self, *args):
        done = subprocess.run([self.at('bin', 'scontrol'), *args], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (args, done.stdout, done.stderr)
        return done.stdout.strip()

    def start(self):
        self._write_tools()
        self._write_keys()
        self.write_config()
        env = self._environment()
        self.daemons.start('munged', [
            find('munged', self.fetched), '-F', '--key-file', self.at('etc/munge.key'), '--num-threads', '2',
            '--socket', self.at('munge/socket'), '--pid-file', self.at('munge/pid'),
            '--log-file', self.at('log/munged'), '--seed-file', self.at('munge/seed')], env)
        self.daemons.wait_for(
            lambda: self.run('munge', '-n', '-S', self.at('munge/socket')) is not None, 'munged')
        self.start_controller()
        self.start_node()
        self._start_rest()
        self.credential = self.token()
        self.daemons.wait_for(lambda: self.ask('GET', 'ping')[0] == 200, 'slurmrestd')

    def start_controller(self):
        self.controller = self.daemons.start(
            'slurmctld', [find('slurmctld', self.fetched), '-D', '-f', self.at('etc/slurm.conf')],
            self._environment())
        self.daemons.wait_for(lambda: self.run('scontrol', 'ping') is not None, 'slurmctld')

    def stop_controller(self):
        self.daemons.stop(self.controller)

    def start_node(self):
        self.node = self.daemons.start(
            'slurmd', [find('slurmd', self.fetched), '-D', '-N', 'localhost', '-f', self.at('etc/slurm.conf'),
                       '-d', find('slurmstepd', self.fetched)], self._environment())
        self.daemons.wait_for(lambda: self.run('sinfo', '-h', '-o', '%T') == 'idle', 'the node')

    def _start_rest(self):
        """As the guide's unit starts it."""
        unit = guide('slurmrestd.service' if self.version == GUIDE_VERSION else f'slurmrestd.service {self.version}')
        command = re.findall(r'^ExecStart=(.+)$', unit, re.M)[-1].split()
        env = self._environment()
        env.update(pair.split('=', 1) for pair in re.findall(r'^Environment=(.+)$', unit, re.M))
        assert command[-1] == '127.0.0.1:6820', command
        user = pwd.getpwnam(REST_USER)
        self.daemons.start('slurmrestd', [
            'setpriv', f'--reuid={user.pw_uid}', f'--regid={user.pw_gid}', '--clear-groups',
            find('slurmrestd', self.fetched), *command[1:-1], f'127.0.0.1:{self.ports["rest"]}'], env)

    def tidy(self):
        """Nothing waits or runs, and the node is there, whatever a test left behind."""
        for number in (self.run('squeue', '-h', '-o', '%A') or '').split():
            self.ask('DELETE', f'job/{number}')
        wait_for(lambda: self.run('squeue', '-h') == '', 'an empty queue')
        self.wake_node()

    def wake_node(self):
        def idle():
            if self.run('sinfo', '-h', '-o', '%T') == 'idle':
                return True
            self.run('scontrol', 'update', 'NodeName=localhost', 'State=RESUME')
            return False
        wait_for(idle, 'the node')

    def stop(self):
        # The steps of jobs belong to the node: it is there until they have ended.
        self.daemons.stop_all()

    def explain(self):
        return '\n'.join(f'--- {name}\n{self.daemons.read(name)}' for name in ('slurmctld', 'slurmd', 'slurmrestd')
                         if os.path.exists(self.at('log', name + '.log')))

    # --- Using it ---

    def token(self, lifespan=86400):
        """A credential as Simmer wants it."""
        said = self.control('token', f'username={JOB_USER}', f'lifespan={lifespan}')
        return said.replace('SLURM_JWT=', JOB_USER + ':')

    def expired_token(self):
        """One that the controller no longer takes."""
        token = self.token(lifespan=1)
        wait_for(lambda: self.ask('GET', 'jobs', token)[0] in (500, 511), 'expiry')
        return token

    def ask(self, method, path, credential=None):
        """A question of the test's own: (HTTP status, answer)."""
        user, _, token = (credential or self.credential).partition(':')
        request = urllib.request.Request(f'http://127.0.0.1:{self.ports["rest"]}/slurm/{self.version}/{path}',
                                         method=method, headers={'X-SLURM-USER-NAME': user,
                                                                 'X-SLURM-USER-TOKEN': token})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)
        except OSError:
            return 0, None

    def state(self, job):
        """What Slurm itself says of a job."""
        return (self.run('squeue', '-h', '-t', 'all', '-j', job, '-o', '%T') or 'unknown').strip()

    def inputs(self, script):
        return ['-i', f'directory={self.at("pictures")}']


def job(world, *lines):
    """The arguments for a job of these lines of shell."""
    return ['-i', 'script=' + '\n'.join(['#!/bin/sh', *lines])]


def remote(world, task):
    return world.show(task)['remoteId']


def test_the_guide_leads_to_a_picture(world):
    slurm = world.engine
    world.commands('slurm account', USER=JOB_USER).check()
    files = guide('slurm files').splitlines()[-1]
    server = slurm.daemons.start('files', slurm.adapt(files).replace(' 8000', f' {slurm.ports["files"]}').split(),
                                 dict(os.environ))
    world.ending.append(lambda: slurm.daemons.stop(server))
    slurm.daemons.wait_for(lambda: socket.socket().connect_ex(('127.0.0.1', slurm.ports['files'])) == 0, 'files')

    put(world.path('out', 'picture.sh'), slurm.adapt(guide('picture.sh')))
    done = world.commands('slurm submit', USER=JOB_USER).check()
    assert 'a lighthouse in fog: Done' in done.err, done
    name = done.lines[-1]
    with open(os.path.join(world.path('out'), name), encoding='utf-8') as file:
        assert 'a lighthouse in fog' in file.read(), name

    number = world.run('list', '--json').check().objects[0]['remoteId']
    world.run('remove', world.run('list', '--json').objects[0]['id']).check()
    text = guide('slurm track')
    assert text.rstrip().endswith(' 17'), text
    found = world.run(*slurm.adapt(text).split()[1:-1], '--json', number, env=world.environment(SIMMER_TOKEN=None))
    assert found.check().object['status'] == 'COMPLETED' and found.object['results'], found


def test_a_job_waits_runs_says_how_far_it_is_and_is_done(world):
    first, second = world.gate('first'), world.gate('second')
    blocking = world.order('the first', *job(world, first.wait))
    waiting = world.order('the second', *job(
        world, 'scontrol update JobId=$SLURM_JOB_ID Comment=progress=1/4', second.wait))
    following = world.follow(waiting)
    following.wait_for_talk('Waiting')
    assert world.engine.state(remote(world, waiting)) == 'PENDING'
    assert world.status(waiting) == 'PENDING'
    first.open()
    world.wait_for_status(waiting, 'IN_PROGRESS')
    wait_for(lambda: world.show(waiting)['progress'] == 0.25, 'a quarter')
    assert world.show(waiting)['startedAt'], world.show(waiting)
    second.open()
    following.end().check()
    ended = world.show(waiting)
    assert ended['status'] == 'COMPLETED' and ended['progress'] == 1 and ended['finishedAt'], ended
    world.run('wait', blocking).check()


def test_a_job_of_a_node_that_went_down_waits_runs_again_and_is_done(world):
    slurm = world.engine
    gate = world.gate('gate')
    task = world.order('twice', *job(world, 'echo ran >>$SLURM_JOB_ID.runs', gate.wait))
    number = remote(world, task)
    following = world.follow(task)
    world.wait_for_status(task, 'IN_PROGRESS')
    runs = slurm.at('pictures', number + '.runs')
    wait_for(lambda: os.path.exists(runs), 'the first run')

    slurm.control('update', 'NodeName=localhost', 'State=DOWN', 'Reason=test')
    world.wait_for_status(task, 'PENDING')
    assert slurm.state(number) == 'PENDING'
    assert following.running() and world.show(task)['error'] is None, world.show(task)

    slurm.wake_node()
    slurm.control('update', f'JobId={number}', 'StartTime=now')
    world.wait_for_status(task, 'IN_PROGRESS')
    wait_for(lambda: len(open(runs, encoding='utf-8').readlines()) == 2, 'the second run')
    gate.open()
    following.end().check()
    assert world.show(task)['remoteId'] == number and world.status(task) == 'COMPLETED'


def test_a_job_that_fails_says_why(world):
    done = world.ask('submit', '--wait', *world.engine.inputs(''), *job(world, 'exit 7'), 'a failure').check(1)
    task = world.run('list', '--json').check().objects[0]['id']
    assert 'Failed' in done.err, done
    world.check_failure(task, 'service', 'NonZeroExitCode')
    # Trying again submits it anew: another job, the same task.
    before = remote(world, task)
    world.run('retry', '--wait', task).check(1)
    assert remote(world, task) != before and world.show(task)['attempt'] == 2


def test_a_job_that_slurm_does_not_take_fails_at_once(world):
    done = world.ask('submit', *world.engine.inputs(''), *job(world, 'true'), '-i', 'partition=nowhere', 'x').check(5)
    assert 'Invalid partition name' in done.err, done


def test_waiting_and_running_jobs_are_cancelled(world):
    gate = world.gate('gate')
    running = world.order('running', *job(world, gate.wait))
    waiting = world.order('waiting', *job(world, gate.wait))
    following = world.follow(running)
    world.wait_for_status(running, 'IN_PROGRESS')
    assert world.engine.state(remote(world, waiting)) == 'PENDING'
    world.run('cancel', waiting).check()
    assert world.status(waiting) == 'CANCELLED' and world.engine.state(remote(world, waiting)) == 'CANCELLED'
    world.run('cancel', running).check()
    following.end().check(3)
    assert world.status(running) == 'CANCELLED'
    wait_for(lambda: world.engine.state(remote(world, running)) == 'CANCELLED', 'its end')


def test_what_others_submitted_is_taken_up_by_its_number_and_address(world):
    gate = world.gate('gate')
    number = remote(world, world.order('elsewhere', *job(world, gate.wait)))
    for name in (number, f'{world.engine.url}/slurm/{world.engine.version}/job/{number}'):
        for task in world.run('list', '--json').check().objects:
            world.run('remove', task['id'])
        taken = world.ask('track', '--json', name).check().object
        assert taken['remoteId'] == number and taken['title'] == 'elsewhere', taken
    gate.open()
    world.run('wait', taken['id']).check()


def test_a_number_that_slurm_does_not_know_is_said(world):
    done = world.ask('track', '999999')
    assert done.code != 0 and 'no longer knows' in done.err, done


def test_an_expired_token_waits_for_a_new_one(world):
    slurm = world.engine
    gate = world.gate('gate')
    world.commands('slurm account', USER=JOB_USER).check()
    account = slurm.adapt('slurm-v0-0-38@localhost:6820')
    env = world.environment(SIMMER_TOKEN=None)
    task = world.run('submit', '-a', account, *slurm.inputs(''), *job(world, gate.wait), 'x', env=env).lines[0]
    old = slurm.expired_token()
    world.run('accounts', 'edit', account, text_input=old + '\n', env=env).check()

    tried = world.run('accounts', 'test', account, env=env).check(5)
    assert 'expired' in tried.err, tried
    followed = world.run('wait', task, env=env).check(5)
    assert 'expired' in followed.err, followed
    assert world.status(task) in ('PENDING', 'IN_PROGRESS'), world.show(task)

    world.commands('slurm renew', USER=JOB_USER).check()
    gate.open()
    world.run('wait', task, env=env).check()
    assert world.status(task) == 'COMPLETED'


def test_an_order_with_an_expired_token_waits_and_fails_nothing(world):
    slurm = world.engine
    env = world.environment(SIMMER_TOKEN=slurm.expired_token())
    done = world.ask('submit', *slurm.inputs(''), *job(world, 'true'), 'x', env=env).check(5)
    assert 'expired' in done.err, done
    waiting, = world.run('list', '--json').check().objects
    assert waiting['status'] == 'PENDING' and waiting['remoteId'] is None, waiting
    world.run('wait', waiting['id']).check()
    assert world.status(waiting['id']) == 'COMPLETED'


def test_without_a_controller_nothing_fails_and_nothing_is_made_up(world):
    slurm = world.engine
    gate = world.gate('gate')
    task = world.order('patient', *job(world, gate.wait))
    following = world.follow(task)
    world.wait_for_status(task, 'IN_PROGRESS')
    slurm.stop_controller()
    try:
        wait_for(lambda: world.show(task)['tracking'] == 'unreachable', 'the outage')
        shown = world.show(task)
        assert shown['status'] == 'IN_PROGRESS', shown
        # slurmrestd answers as it does to a wrong token, or, where it is slow, not at all.
        assert re.search('does not tell which|did not answer', shown['error']['message']), shown
    finally:
        slurm.start_controller()
    gate.open()
    following.end().check()
    assert world.status(task) == 'COMPLETED' and world.show(task)['error'] is None


def test_a_job_that_slurm_has_forgotten_is_gone(world):
    slurm = world.engine
    task = world.order('forgotten', *job(world, 'true'))
    number = remote(world, task)
    wait_for(lambda: slurm.state(number) == 'COMPLETED', 'its end')
    slurm.write_config(MinJobAge=2)
    slurm.control('reconfigure')
    try:
        wait_for(lambda: slurm.ask('GET', f'job/{number}')[0] in (404, 500), 'oblivion', patience=120)
        done = world.run('wait', '--interval', '0.2', task)
        assert done.code == 1, done
        world.check_failure(task, 'gone', 'no longer knows')
    finally:
        slurm.write_config()
        slurm.control('reconfigure')


if __name__ == '__main__':
    run_all(globals(), Slurm)
