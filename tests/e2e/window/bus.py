#!/usr/bin/python3
"""Simmer without a window, asked and steered over the session's bus."""

import contextlib
import json
import os
import signal
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_window import dump, find, main, until  # noqa: E402

from gi.repository import Gio, GLib  # noqa: E402

NAME = 'io.github.simmer_app.Simmer'
PATH = '/io/github/simmer_app/Simmer/Tasks'
INTERFACE = NAME + '.Tasks1'
INPUTS = {'width': 64, 'height': 64}
SMALL = ['-i', 'width=64', '-i', 'height=64']
SHELL = 'org.gtk.Notifications'
SHELL_INTERFACE = f"""<node><interface name="{SHELL}">
  <method name="AddNotification">
    <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="a{{sv}}"/>
  </method>
  <method name="RemoveNotification">
    <arg direction="in" type="s"/><arg direction="in" type="s"/>
  </method>
</interface></node>"""


class Tasks:
    """Another program of the session."""

    def __init__(self, world, notifications=None):
        self.notifications = notifications or world.notifications()
        self.window = world.launch('--gapplication-service')
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        self.changed = {}
        self.removed = []
        self.bus.signal_subscribe(None, INTERFACE, None, PATH, None, 0, self._signal)
        until(self.is_there, 'Simmer on the bus')

    def is_there(self):
        self.window.check_alive()
        return self.bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'NameHasOwner',
                                  GLib.Variant('(s)', (NAME,)), None, 0, -1, None).unpack()[0]

    def _signal(self, _bus, _sender, _path, _interface, name, arguments):
        if name == 'Changed':
            task, told = arguments.unpack()
            self.changed.setdefault(task, []).append(json.loads(told))
        else:
            self.removed.append(arguments.unpack()[0])

    def activate(self, action, task):
        """Does what a notification's button does, as soon as the name is taken."""
        self.bus.call_sync(NAME, '/' + NAME.replace('.', '/'), 'org.freedesktop.Application',
                           'ActivateAction',
                           GLib.Variant('(sava{sv})', (action, [GLib.Variant('s', task)], {})),
                           None, 0, 60000, None)

    def call(self, method, signature=None, *arguments):
        given = GLib.Variant(signature, arguments) if signature else None
        reply = self.bus.call_sync(NAME, PATH, INTERFACE, method, given, None, 0, 60000, None)
        return reply.unpack()[0] if reply.n_children() else None

    def refused(self, method, signature, *arguments):
        """What is said when it is not done."""
        try:
            self.call(method, signature, *arguments)
        except GLib.Error as error:
            return Gio.DBusError.get_remote_error(error), error.message
        raise AssertionError(f'{method}{arguments} was done')

    def search(self, method, signature, *arguments):
        reply = self.bus.call_sync(NAME, PATH.replace('Tasks', 'SearchProvider'),
                                   'org.gnome.Shell.SearchProvider2', method,
                                   GLib.Variant(signature, arguments), None, 0, 60000, None)
        return reply.unpack()[0] if reply.n_children() else None

    def submit(self, prompt):
        return self.call('Submit', '(ss)', '', json.dumps({'prompt': prompt, **INPUTS}))

    def status(self, task):
        return self.changed[task][-1]['status'] if task in self.changed else None

    def wait_status(self, task, status):
        until(lambda: self.status(task) == status, lambda: f'{status} in {self.changed.get(task)}')


class Shell:
    """Stands for a desktop that keeps what it was told after the program has ended: GNOME's."""

    def __init__(self, world):
        self.there = {}
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        self.object = self.bus.register_object(
            '/org/gtk/Notifications', Gio.DBusNodeInfo.new_for_xml(SHELL_INTERFACE).interfaces[0],
            self._call, None, None)
        self.name = Gio.bus_own_name_on_connection(self.bus, SHELL, Gio.BusNameOwnerFlags.NONE,
                                                   None, None)
        world.ending.append(self.stop)

    def _call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        if method == 'AddNotification':
            _, key, self.there[key] = arguments.unpack()
        else:
            self.there.pop(arguments.unpack()[1], None)
        invocation.return_value(None)

    def stop(self):
        Gio.bus_unown_name(self.name)
        self.bus.unregister_object(self.object)


def test_a_task_is_ordered_followed_and_removed(world):
    world.generator('--workers', '2')
    tasks = Tasks(world)
    keeper = tasks.submit('[duration=600] sky')  # as long as it runs, Simmer stays
    task = tasks.submit('[duration=3] sea')
    tasks.wait_status(task, 'IN_PROGRESS')
    tasks.wait_status(task, 'COMPLETED')
    until(lambda: tasks.changed[task][-1]['results'][0]['path'], 'the picture')
    assert os.path.isfile(tasks.changed[task][-1]['results'][0]['path'])
    told = [json.loads(line) for line in tasks.call('List', '(b)', False)]
    assert [one['id'] for one in told] == [task, keeper], told
    assert told[0] == world.show(task), told
    active = [json.loads(line)['id'] for line in tasks.call('List', '(b)', True)]
    assert active == [keeper], active
    tasks.call('Remove', '(s)', task[:6])
    until(lambda: tasks.removed == [task], 'the removal')
    assert len(tasks.call('List', '(b)', False)) == 1
    tasks.call('Cancel', '(s)', keeper)
    tasks.wait_status(keeper, 'CANCELLED')
    tasks.window.end()


def test_a_running_task_is_cancelled_once(world):
    generator = world.generator('--workers', '2')
    tasks = Tasks(world)
    tasks.submit('[duration=600] sky')
    task = tasks.submit('[duration=60] sea')
    tasks.wait_status(task, 'IN_PROGRESS')
    assert tasks.refused('Remove', '(s)', task)[0].endswith('AccessDenied')
    tasks.call('Cancel', '(s)', task)
    tasks.wait_status(task, 'CANCELLED')
    assert len(generator.log('POST', '/cancel$')) == 1
    assert tasks.refused('Cancel', '(s)', task)[0].endswith('AccessDenied')


def test_what_is_not_understood_is_refused_with_a_sentence(world):
    world.generator()
    tasks = Tasks(world)
    for method, signature, arguments in (
            ('Submit', '(ss)', ('nobody', '{}')), ('Submit', '(ss)', ('', '[1]')),
            ('Submit', '(ss)', ('', '{"prompt": ')), ('Cancel', '(s)', ('nothing',)),
            ('Retry', '(s)', ('',)), ('Track', '(ss)', ('nobody', 'x'))):
        name, message = tasks.refused(method, signature, *arguments)
        assert name.endswith('InvalidArgs'), (method, arguments, name)
        assert len(message) > 20, message
    tasks.window.check_alive()


def test_the_shell_finds_tasks_by_their_prompt(world):
    world.generator('--workers', '1')
    tasks = Tasks(world)
    night = tasks.submit('[duration=600] Äpfel at Night')
    # Two orders at once may come to the generator in either order.
    tasks.wait_status(night, 'IN_PROGRESS')
    day = tasks.submit('[duration=600] apples by day')
    assert tasks.search('GetInitialResultSet', '(as)', ['ÄPFEL', 'night']) == [night]
    assert tasks.search('GetInitialResultSet', '(as)', ['duration']) == [day, night]
    assert tasks.search('GetSubsearchResultSet', '(asas)', [day, night], ['apples']) == [day]
    assert tasks.search('GetInitialResultSet', '(as)', ['pears']) == []
    metas = tasks.search('GetResultMetas', '(as)', [night, 'gone', day])
    assert [meta['id'] for meta in metas] == [night, day], metas
    assert metas[0]['description'].startswith('Running'), metas
    assert metas[1]['description'] == 'Waiting', metas
    tasks.search('ActivateResult', '(sasu)', day, ['apples'], 0)
    until(lambda: tasks.window.find_xid('Simmer'), 'the window')
    tasks.window.check_talk()


def remember(world, task, count):
    """Puts tasks like it into the past, from the newest to the oldest."""
    with contextlib.closing(sqlite3.connect(world.path('data', 'simmer', 'simmer.db'))) as store:
        store.row_factory = sqlite3.Row
        row = dict(store.execute('SELECT * FROM task WHERE id = ?', (task,)).fetchone())
        state = json.loads(row['state'])
        for n in range(count):
            old = {**row, 'id': f'{n:08d}-old', 'remote_id': f'old-{n}', 'title': f'old pelican {n}',
                   'created': row['created'] - (n + 1) * 1000000}
            old['state'] = json.dumps({**state, 'title': old['title'], 'remoteId': old['remote_id'],
                                       'created': old['created']})
            store.execute(f"INSERT INTO task ({','.join(old)}) VALUES ({','.join('?' * len(old))})",
                          list(old.values()))
        store.commit()


def test_the_shell_finds_what_ended_long_ago(world):
    world.generator('--workers', '1')
    task = world.submit('sea', *SMALL)
    world.run('wait', task).check()
    remember(world, task, 500)
    tasks = Tasks(world)
    tasks.submit('[duration=600] sky')
    oldest, = tasks.search('GetInitialResultSet', '(as)', ['PELICAN', '499'])
    assert oldest == '00000499-old', oldest
    meta, = tasks.search('GetResultMetas', '(as)', [oldest])
    assert (meta['name'], meta['description']) == ('old pelican 499', 'Done'), meta
    assert len(tasks.search('GetInitialResultSet', '(as)', ['pelican'])) == 20
    tasks.search('ActivateResult', '(sasu)', oldest, ['pelican'], 0)
    tasks.window.open().see('push button', 'Back')
    tasks.window.check_talk()


def test_it_stays_while_something_goes_on_then_ends(world):
    world.generator()
    tasks = Tasks(world)
    task = tasks.submit('[duration=15] sea')
    tasks.window.end()
    result = world.show(task)
    assert result['status'] == 'COMPLETED', result
    assert os.path.isfile(result['results'][0]['path']), result


def test_it_ends_at_once_when_it_is_told_to(world):
    world.generator()
    tasks = Tasks(world)
    task = tasks.submit('[duration=60] sea')
    tasks.wait_status(task, 'IN_PROGRESS')
    tasks.window.process.send_signal(signal.SIGTERM)
    tasks.window.end()
    assert not tasks.bus.call_sync(
        'org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'NameHasOwner',
        GLib.Variant('(s)', (NAME,)), None, 0, -1, None).unpack()[0]
    world.run('cancel', task).check()


def test_what_an_ended_simmer_told_is_taken_back_when_it_is_seen(world):
    world.generator()
    shell = Shell(world)
    tasks = Tasks(world)
    tasks.submit('[duration=2] sea')
    tasks.window.end()
    told = until(lambda: list(shell.there.values()), 'the notification')
    assert [one['title'] for one in told] == ['Generation Done'], told
    assert told[0]['default-action'] == 'app.show-task', told
    again = Tasks(world, tasks.notifications)
    assert shell.there, 'it was taken back before somebody looked'
    again.activate('show-task', told[0]['default-action-target'])
    again.window.open()
    until(lambda: not shell.there, lambda: f'an empty screen, not {shell.there}')
    again.window.check_talk()


def test_buttons_are_heard_after_the_last_task_has_ended(world):
    world.generator()
    tasks = Tasks(world)
    tasks.notifications.pressed = 'app.show-task'
    tasks.submit('[duration=2] sea')
    tasks.window.open().see('push button', 'Back')
    told = tasks.notifications.told
    assert [one['title'] for one in told] == ['Generation Done'], told
    tasks.window.check_talk()


def test_it_tells_of_each_task_while_others_go_on(world):
    world.generator('--workers', '2')
    tasks = Tasks(world)
    tasks.submit('[duration=600] sky')
    tasks.submit('[duration=2] sea')
    shown = tasks.notifications.shown
    until(lambda: [one['title'] for one in shown.values()] == ['Generation Done'], lambda: shown)
    tasks.submit('[fail] [duration=2] lake')
    until(lambda: sorted(one['title'] for one in shown.values()) in
          (['1 finished, 1 failed'], ['Generation Done', 'Generation Failed']), lambda: shown)
    tasks.window.process.send_signal(signal.SIGTERM)
    tasks.window.end()
    assert sum('sea' in one['body'] for one in shown.values()) == 1, shown


def test_show_starts_simmer_and_shows_the_task(world):
    world.generator()
    task = world.submit('sea', *SMALL)
    world.run('wait', task).check()
    tasks = Tasks(world)
    tasks.activate('show-task', task)
    tasks.window.open().see('push button', 'Back')
    tasks.window.check_talk()


def test_save_starts_simmer_and_asks_where_to(world):
    world.generator()
    task = world.submit('sea', *SMALL)
    world.run('wait', task).check()
    tasks = Tasks(world)
    tasks.activate('save', task)
    app = until(tasks.window.find_app, 'the window')
    until(lambda: find(app, 'dialog', '^Save Result$'), lambda: 'the question: ' + dump(app))


def test_retry_starts_simmer_and_tries_again_without_a_window(world):
    generator = world.generator()
    task = world.submit('[fail-once] sea', *SMALL)
    world.run('wait', task).check(1)
    tasks = Tasks(world)
    tasks.activate('retry', task)
    tasks.wait_status(task, 'COMPLETED')
    assert len(generator.log('POST', '/retry$')) == 1, generator.log('POST')
    assert tasks.window.find_xid('Simmer') is None, 'the window came without being called'
    tasks.window.end()


main(globals())
