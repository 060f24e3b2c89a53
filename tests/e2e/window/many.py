#!/usr/bin/python3
"""The window stays responsive while it follows 200 tasks."""

import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import simmer_window  # noqa: E402
from simmer_e2e import PATIENCE, monotonic_ms  # noqa: E402
from simmer_window import APP_ID, main, until  # noqa: E402

COUNT = 200
ROUNDS = 600

# A program whose main loop has nothing to do but to answer. What keeps it from that, the machine and
# the message bus, keeps the window from it, too.
IDLER = """
from gi.repository import Gio, GLib
bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
interface = Gio.DBusNodeInfo.new_for_xml(
    '<node><interface name="test.Idler"><method name="Beat"/></interface></node>').interfaces[0]
bus.register_object('/', interface, lambda *call: call[-1].return_value(None), None, None)
Gio.bus_own_name_on_connection(bus, 'test.Idler', Gio.BusNameOwnerFlags.NONE, None, None)
GLib.MainLoop().run()
"""


class Heart:
    """The main loop of a program, which is asked what it alone can answer."""

    def __init__(self, pid, *question):
        self.pid = pid
        self.question = question
        self.bus = simmer_window.Gio.bus_get_sync(simmer_window.Gio.BusType.SESSION, None)
        self.work = []
        self.rest = []

    def spent(self):
        """What its thread has computed, and how long it waited for a processor, ms."""
        with open(f'/proc/{self.pid}/task/{self.pid}/schedstat', encoding='ascii') as file:
            return [int(word) / 1e6 for word in file.read().split()[:2]]

    def ask(self):
        flags = simmer_window.Gio.DBusCallFlags.NO_AUTO_START
        self.bus.call_sync(*self.question, None, None, flags, PATIENCE * 1000, None)

    def beat(self):
        """Notes what it computed until it answered, and how long it let wait without computing."""
        began, (work, waited) = monotonic_ms(), self.spent()
        self.ask()
        passed, (later_work, later_waited) = monotonic_ms() - began, self.spent()
        self.work.append(later_work - work)
        self.rest.append(max(0, passed - (later_work - work) - (later_waited - waited)))


def start_idler(world):
    process = subprocess.Popen([sys.executable, '-c', IDLER])
    world.ending.append(lambda: (process.kill(), process.wait()))
    heart = Heart(process.pid, 'test.Idler', '/', 'test.Idler', 'Beat')

    def answers():
        heart.ask()
        return True
    until(answers, 'the idler')
    return heart


def questions(generator):
    """For how many tasks it was asked so far: one request may ask for many."""
    return sum(len(re.split(',|%2C', entry['path'])) for entry in generator.log('GET', '/status'))


def share(values, part):
    return sorted(values)[int((len(values) - 1) * part)]


def test_stays_responsive_while_200_tasks_run(world):
    generator = world.generator('--workers', '200', '--queue', '400')
    generator.tell_nothing()
    orders = [generator.ask('POST', '/api/v1/generate',
                            {'prompt': f'sea {n} [duration=90]', 'width': 32, 'height': 32,
                             'style': 'warp'}) for n in range(COUNT)]
    window = world.window()
    world.run('track', *[order['taskId'] for order in orders]).check()
    until(lambda: (window.subtitle or '').startswith(f'{COUNT} running'), lambda: window.subtitle)
    heart = Heart(window.pid, APP_ID, '/' + APP_ID.replace('.', '/'), 'org.gtk.Actions', 'List')
    idler = start_idler(world)
    began, before, asked = monotonic_ms(), heart.spent()[0], questions(generator)
    for _ in range(ROUNDS):
        heart.beat()
        idler.beat()
        time.sleep(0.02)  # between questions, nothing waits for it
    spent, passed = heart.spent()[0] - before, monotonic_ms() - began
    answers = questions(generator) - asked
    print(f'# {ROUNDS} beats in {passed:.0f} ms, {answers} answers of the service meanwhile')
    print(f'# main thread: {100 * spent / passed:.0f} % of a core; per beat median '
          f'{share(heart.work, .5):.1f} ms, p99 {share(heart.work, .99):.1f} ms, most {max(heart.work):.1f} ms')
    for name, one in (('window', heart), ('idler', idler)):
        print(f'# {name} let wait without computing: median {share(one.rest, .5):.2f} ms, '
              f'p90 {share(one.rest, .9):.2f} ms, p99 {share(one.rest, .99):.2f} ms, most {max(one.rest):.1f} ms')
    assert answers >= COUNT, f'{answers} answers: the tasks are not followed'
    # computing that keeps the loop from answering, whatever else the machine does
    assert share(heart.work, .99) < 100 and max(heart.work) < 500, sorted(heart.work)[-8:]
    # waiting for a disk, a lock or somebody's answer: longer than anything that kept an idle program
    late = sum(rest > 4 * share(idler.rest, .99) for rest in heart.rest)
    assert late <= ROUNDS / 10, (late, share(idler.rest, .99), sorted(heart.rest)[-8:])
    until(lambda: not world.run('list', '--active', '--json').check().objects, 'all ends', 180)
    tasks = world.run('list', '--json').check().objects
    assert sum(task['status'] == 'COMPLETED' for task in tasks) == COUNT, len(tasks)
    until(lambda: window.subtitle == '', lambda: window.subtitle)
    window.check_talk()


main(globals())
