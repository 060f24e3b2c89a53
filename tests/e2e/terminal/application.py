#!/usr/bin/python3
"""simmerctl while the application runs: asked over the bus, it does the work, and nobody can tell."""

import os
import re
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
os.environ['SIMMER_WITH_APPLICATION'] = '1'
import simmer_e2e  # noqa: E402
from simmer_application import INTERFACE, NAME, PATH  # noqa: E402
from simmer_e2e import main, wait_for  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=48', '-i', 'seed=7']
LONG = '[duration=900]'


class Plain:
    """What a command wrote, without what differs from run to run."""

    def __init__(self, world):
        self.world = world
        self.names = {}

    def _name(self, match):
        """A task's id or the beginning of one, or what the generator calls it."""
        word = match[0]
        for known, name in self.names.items():
            if known.startswith(word):
                return name
        self.names[word] = f'<id {len(self.names)}>'
        return self.names[word]

    def _short(self, match):
        return next((name for known, name in self.names.items() if known.startswith(match[0])), match[0])

    def __call__(self, text):
        text = text.replace(self.world.root, '<home>')
        text = re.sub(r'\d{4}-\d\d-\d\dT[\d:.]+Z|\d\d/\d\d/\d\d \d\d:\d\d:\d\d', '<time>', text)
        text = re.sub(r'"(progress|queuePosition)":[\d.]+', r'"\1":<n>', text)
        # only who follows a task knows its service's own figure
        text = re.sub(r'"eta":(null|[\d.]+)', '"eta":<time>', text)
        text = re.sub(r'(  State +\d+ %).*', r'\1', text)
        # how it is heard, by whom it is followed, and in which words it came
        text = re.sub(r'"tracking":"(live|polling)"', '"tracking":"<heard>"', text)
        # that its order is over may be known here a moment later than its end
        text = re.sub(r'("status":"CANCELLED","tracking":)"<heard>"', r'\1"ended"', text)
        text = re.sub(r'"rawAnswer":{[^}]*"text":"(\\.|[^"\\])*"}', '"rawAnswer":<raw>', text)
        text = re.sub(r'127\.0\.0\.1:\d+', '<host>', text)
        text = re.sub(r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{8}\b', self._name, text)
        text = re.sub(r'\b[0-9a-f]{3,4}\b', self._short, text)
        return re.sub(r'\b\d+ (s|min|ms)\b|less than a minute|\d+ ?%', '<n>', text)

    def result(self, done):
        # The lines that tell how it goes depend on the moment.
        talk = [line for line in done.err.splitlines() if not re.match(r'[0-9a-f]{8}  ', line)]
        return [done.code, self(done.out), self('\n'.join(talk))]


def order_all(world):
    """Each command in most of its ways; what each came to."""
    world.generator('--workers', '4')
    plain = Plain(world)
    told = []

    def run(*words):
        done = world.run(*words)
        told.append([plain(' '.join(words))] + plain.result(done))
        return done

    run('list')
    run('list', '--json')
    done = run('submit', '--json', '--wait', 'sea', *SMALL).object
    run('submit', '--wait', 'a hill', *SMALL)
    run('submit', '--quiet', '--wait', '-o', world.path('out'), 'dunes', *SMALL)
    run('submit', '--json', '--wait', '-o', '/proc/nowhere', 'dunes', *SMALL)
    run('submit', 'sea', '-i', 'width=wide')
    run('submit', '-a', 'nobody', 'sea')
    failed = run('submit', '--json', '--wait', '[fail-once] storm', *SMALL).object
    run('submit', '--wait', '[fail] storm', *SMALL)
    running = run('submit', LONG, *SMALL).lines[0]
    waiting = run('submit', '--json', LONG + ' more', *SMALL).object['id']
    # Somebody follows them in both worlds, so that all know how they are.
    follower = world.start('wait', running, waiting)
    wait_for(lambda: all(world.show(task)['status'] == 'IN_PROGRESS' for task in (running, waiting)), 'both to run')
    run('list', '--active')
    run('list', '--json', '--active')
    for name in (done['id'], done['id'][:4], done['remoteId'], done['id'][:3], 'nothing', ''):
        run('show', name)
        run('show', '--json', name)
    run('show', running, done['id'], 'nothing')
    run('wait', done['id'])
    run('wait', '--json', done['id'], failed['id'])
    run('wait', '--timeout', '1', running)
    run('wait', '--json', '--timeout', '0.5', running, done['id'])
    run('wait', 'nothing')
    run('save', done['id'], world.path('saved'))
    run('save', '--json', done['id'], world.path('saved'))
    run('save', done['id'], '/proc/nowhere')
    run('save', running, world.path('saved'))
    run('retry', '--json', '--wait', failed['id'])
    run('retry', failed['id'])
    run('retry', running)
    run('remove', running, done['id'])
    run('remove', '--json', failed['id'])
    run('show', done['id'])
    run('cancel', waiting, done['id'])
    run('cancel', running)
    run('cancel', '--json', waiting)
    told.append(follower.end().code)
    run('wait', '--json', running)
    run('track', 'no-such-task')
    run('track', '--json', 'no-such-task')
    run('track', 'https://')
    run('list')
    run('list', '--json')
    return told


def count(world, method, path):
    """The requests that the generator got."""
    return len(world.generators[0].log(method, path))


def test_each_command_comes_to_the_same_with_and_without_the_application(world):
    kinds = {'submissions': ('POST', '/generate$'), 'retries': ('POST', '/retry$'),
             'cancels': ('POST', '/cancel$'), 'results': ('GET', '/result/')}
    alone = simmer_e2e.World()
    try:
        without = order_all(alone)
        requests = {kind: count(alone, *which) for kind, which in kinds.items()}
    finally:
        alone.end()
    with_it = order_all(world)
    assert len(with_it) == len(without)
    for ours, theirs in zip(without, with_it):
        assert ours == theirs, f'\n--- without\n{ours}\n--- with\n{theirs}'
    asked = {kind: count(world, *which) for kind, which in kinds.items()}
    print(f'# {len(with_it)} commands; without the application {requests}, with it {asked}')
    for kind in ('submissions', 'retries', 'results'):
        assert asked[kind] == requests[kind], kind
    # Two were cancelled, each once.
    assert asked['cancels'] == requests['cancels'] == 2


def asked_of(world):
    """What the application was asked by others than these tests."""
    return re.findall(r'asks for (\w+)', world.application.talk)


def test_the_application_does_the_work(world):
    world.application.kill()
    world.env['G_MESSAGES_DEBUG'] = 'Simmer-Tasks-Service'
    world.launch()
    del world.env['G_MESSAGES_DEBUG']
    world.generator()
    task = world.submit('[duration=1] sea', *SMALL)
    world.run('wait', task).check()
    world.run('list').check()
    world.run('cancel', world.submit(LONG)).check()
    world.run('remove', task).check()
    talk = asked_of(world)
    for method, times in (('Order', 2), ('Recall', 1), ('Steer', 2)):
        assert talk.count(method) == times, talk
    assert 'Attend' in talk, talk


def test_a_wait_goes_on_when_the_application_is_killed(world):
    generator = world.generator()
    waiting = world.start('submit', '--json', '--wait', '[duration=4] sea', *SMALL)
    waiting.wait_for_talk('Ordered as')
    remote = wait_for(lambda: generator.ask('GET', '/api/v1/generate')['tasks'], 'the order')[0]['taskId']
    world.application.kill()
    ended = waiting.end().check().object
    assert ended['status'] == 'COMPLETED' and ended['remoteId'] == remote, ended
    assert os.path.isfile(ended['results'][0]['path']), ended
    # Killed before it knew of the answer, its order is sent once more, under its key.
    assert len(generator.log('POST', '/generate$')) <= 2
    assert len(generator.ask('GET', '/api/v1/generate')['tasks']) == 1
    assert len(generator.log('GET', '/result/')) == 1


def test_a_wait_goes_on_when_the_application_ends(world):
    generator = world.generator()
    task = world.show(world.submit('[duration=4] sea', *SMALL))
    waiting = world.start('wait', '-o', world.path('out'), task['id'])
    waiting.wait_for_talk('sea: ')
    world.application.send(signal.SIGTERM)
    done = waiting.end().check()
    assert os.path.dirname(done.lines[0]) == world.path('out'), done
    assert len(generator.log('POST', '/generate$')) == 1
    assert len(generator.log('GET', '/result/')) == 1


def test_an_application_that_hangs_holds_nobody_up(world):
    generator = world.generator()
    before = world.submit('[duration=1] before', *SMALL)
    world.run('wait', before).check()
    world.application.send(signal.SIGSTOP)
    try:
        ended = world.run('submit', '--json', '--wait', 'sea', *SMALL).check().object
        assert ended['status'] == 'COMPLETED', ended
        assert len(world.run('list', '--json').check().objects) == 2
    finally:
        world.application.send(signal.SIGCONT)
    wait_for(lambda: len(world.run('list', '--json').check().objects) == 2, 'both tasks')
    world.run('remove', ended['id'], before).check()
    assert len(generator.log('POST', '/generate$')) == 2


def test_a_wait_ends_though_the_application_hangs_in_between(world):
    world.generator()
    waiting = world.start('submit', '--wait', '--timeout', '40', '[duration=2] sea', *SMALL)
    waiting.wait_for_talk('Ordered as')
    other = world.start('wait', '--timeout', '3', world.run('list', '--json').check().objects[0]['id'])
    world.application.send(signal.SIGSTOP)
    try:
        # what one program holds, no other one takes while it lives: the time is over
        assert other.end().code in (0, 4)
    finally:
        world.application.send(signal.SIGCONT)
    waiting.end().check()


def test_a_credential_of_the_environment_serves_where_the_application_has_none(world):
    """It is used by the terminal alone, and neither given to the application nor kept."""
    generator = world.generator('--workers', '1', name='far')
    generator.hold()
    server = world.server(generator)
    with_token = dict(world.env)
    task = world.show(world.submit(*server, 'sea', *SMALL))
    del world.env['SIMMER_TOKEN']
    wait_for(lambda: world.show(task['id'])['tracking'] == 'sign-in', 'the application to lack a credential')
    waiting = world.start('wait', '--json', task['id'], env=with_token)
    wait_for(lambda: world.show(task['id'])['tracking'] in ('live', 'polling'), 'the terminal to follow')
    generator.release()
    ended = waiting.end().check().object
    assert ended['status'] == 'COMPLETED' and os.path.isfile(ended['results'][0]['path']), ended
    assert generator.token not in world.application.talk


class Stranger:
    """Something else that has the application's name."""

    def __init__(self, world, answer):
        from gi.repository import Gio, GLib
        world.application.kill()
        wait_for(lambda: not world.application.owner(), 'the end of the application')
        self.glib = GLib
        self.bus = Gio.DBusConnection.new_for_address_sync(
            os.environ['DBUS_SESSION_BUS_ADDRESS'],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
            None, None)
        self.asked = []
        self.answer = answer
        xml = f'''<node><interface name="{INTERFACE}">
          <method name="GetStore"><arg direction="out" type="s"/></method>
          <method name="List"><arg direction="in" type="b"/><arg direction="out" type="as"/></method>
          </interface></node>''' if answer != 'unknown' else f'''<node><interface name="{INTERFACE}">
          <method name="List"><arg direction="in" type="b"/><arg direction="out" type="as"/></method>
          </interface></node>'''
        self.bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0], self._call, None, None)
        self.bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'RequestName',
                           GLib.Variant('(su)', (NAME, 0)), None, Gio.DBusCallFlags.NONE, -1, None)
        world.ending.append(lambda: self.bus.close_sync(None))

    def _call(self, _bus, _sender, _path, _interface, method, _arguments, invocation):
        self.asked.append(method)
        if self.answer == 'other':
            invocation.return_value(self.glib.Variant('(s)', ('1:2',)))

    def serve(self, program):
        context = self.glib.MainContext.default()
        while program.running():
            while context.iteration(False):
                pass
            simmer_e2e.time.sleep(0.01)
        return program.end()


def with_a_stranger(world, answer):
    stranger = Stranger(world, answer)
    world.generator()
    ended = stranger.serve(world.start('submit', '--json', '--wait', 'sea', *SMALL)).check().object
    assert ended['status'] == 'COMPLETED', ended
    listed = stranger.serve(world.start('list', '--json')).check().objects
    assert [task['id'] for task in listed] == [ended['id']], listed
    return stranger


def test_an_application_of_another_version_is_left_alone(world):
    with_a_stranger(world, 'unknown')


def test_an_application_with_another_store_is_left_alone(world):
    assert with_a_stranger(world, 'other').asked == ['GetStore'] * 2


def test_an_application_that_never_answers_is_not_waited_for(world):
    assert with_a_stranger(world, 'never').asked == ['GetStore'] * 2


def test_the_application_is_not_started_for_it(world):
    world.application.kill()
    wait_for(lambda: not world.application.owner(), 'the end of the application')
    mark = world.path('started')
    services = os.path.join(os.environ['XDG_DATA_HOME'], '..', 'services')
    path = os.path.join(services, NAME + '.service')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(f'[D-BUS Service]\nName={NAME}\nExec=/usr/bin/touch {mark}\n')
    try:
        world.application.bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus',
                                        'ReloadConfig', None, None, world.application.flags, -1, None)
        world.run('list').check()
        assert world.application.call_bus('GetNameOwner') is None
        assert not os.path.exists(mark)
    finally:
        os.unlink(path)


main(globals())
