#!/usr/bin/python3
"""What was installed, used from where it was installed: nothing but a session's usual environment
says where that is. in-place puts it there, and says where in SIMMER_PREFIX."""

import contextlib
import json
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'e2e'))
from simmer_e2e import GENERATOR, PREFIX, wait_for  # noqa: E402
from simmer_window import APP_ID, SIMMER, main, until  # noqa: E402

from gi.repository import Gio, GLib  # noqa: E402

PATH = '/' + APP_ID.replace('.', '/') + '/Tasks'
# A session bus that starts what the prefix offers, and nothing else of this machine.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
SMALL = ['-i', 'width=64', '-i', 'height=64']


def check_picture(path):
    with open(path, 'rb') as file:
        data = file.read()
    assert data[:8] == b'\x89PNG\r\n\x1a\n' and data[-8:-4] == b'IEND', path


def test_the_terminal_makes_a_picture_with_the_generator_beside_it(world):
    result = world.run('submit', '--wait', '-o', world.path('out'), 'a lighthouse', *SMALL).check()
    assert len(result.lines) == 1 and result.lines[0].startswith(world.path('out')), result
    check_picture(result.lines[0])
    [pid] = world.launched_generators()
    assert os.readlink(f'/proc/{pid}/exe') == GENERATOR


def test_the_window_is_seen_and_follows_a_generation(world):
    window = world.window(GSETTINGS_BACKEND='keyfile')
    window.see('label', '^No Tasks Yet$')
    row = window.submit('a harbour in the snow')
    row.wait_badge('Done')
    window.check_talk()
    task = world.run('list', '--json').check().object
    wait_for(lambda: world.show(task['id'])['results'][0]['path'], 'the picture')
    check_picture(world.show(task['id'])['results'][0]['path'])
    window.key('ctrl+q')
    window.end()


class Session:
    """A session bus that starts what is asked for, and a connection to it."""

    def __init__(self, world):
        config = world.path('bus.conf')
        with open(config, 'w', encoding='ascii') as file:
            file.write(BUS.format(folder=world.path('run'),
                                  services=os.path.join(PREFIX, 'share', 'dbus-1', 'services')))
        self.process = subprocess.Popen(
            ['dbus-daemon', '--config-file=' + config, '--nofork', '--print-address'],
            env=world.environment(G_DEBUG=None, DBUS_SESSION_BUS_ADDRESS=None), stdout=subprocess.PIPE,
            text=True)
        world.ending.append(self.end)
        self.pids = []
        address = self.process.stdout.readline().strip()
        assert address, 'dbus-daemon did not start'
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)

    def call(self, name, path, interface, method, signature, *arguments):
        given = GLib.Variant(signature, arguments) if signature else None
        return self.bus.call_sync(name, path, interface, method, given, None, 0, 180000, None).unpack()

    def ask(self, method, signature=None, *arguments):
        return self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', method,
                         signature, *arguments)

    def end(self):
        for pid in self.pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        for pid in self.pids:
            wait_for(lambda: not os.path.exists(f'/proc/{pid}/exe'), 'the end of what was started')
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def test_the_session_bus_starts_it_and_it_does_its_work(world):
    session = Session(world)
    assert APP_ID in session.ask('ListActivatableNames')[0]
    assert session.ask('NameHasOwner', '(s)', APP_ID) == (False,)

    def tasks(method, signature=None, *arguments):
        return session.call(APP_ID, PATH, APP_ID + '.Tasks1', method, signature, *arguments)

    [task] = tasks('Submit', '(ss)', '', json.dumps({'prompt': 'a sea', 'width': 64, 'height': 64}))
    [pid] = session.ask('GetConnectionUnixProcessID', '(s)', APP_ID)
    session.pids.append(pid)
    assert os.readlink(f'/proc/{pid}/exe') == SIMMER

    def told():
        [[line]] = tasks('List', '(b)', False)
        return json.loads(line)

    until(lambda: told()['status'] == 'COMPLETED' and told()['results'][0]['path'], lambda: str(told()))
    assert told()['id'] == task
    check_picture(told()['results'][0]['path'])


main(globals())
