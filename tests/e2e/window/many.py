#!/usr/bin/python3
"""The window stays responsive while it follows 200 tasks."""

import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_window import main, until  # noqa: E402

COUNT = 200


def main_thread_ms(pid):
    """What the main thread has computed so far: the machine's other work is not in it."""
    with open(f'/proc/{pid}/task/{pid}/schedstat', encoding='ascii') as file:
        return int(file.read().split()[0]) / 1e6


def beat(window):
    """One question that only the main loop can answer: (its own work meanwhile, waiting time), ms."""
    work, began = main_thread_ms(window.pid), time.monotonic()
    assert window.frame.get_role_name() and window.frame.get_child_count() == 1
    window.frame.get_name()
    return main_thread_ms(window.pid) - work, (time.monotonic() - began) * 1000


def questions(generator):
    """For how many tasks it was asked so far: one request may ask for many."""
    return sum(len(re.split(',|%2C', entry['path'])) for entry in generator.log('GET', '/status'))


def share(values, part):
    return sorted(values)[int((len(values) - 1) * part)]


def test_stays_responsive_while_200_tasks_run(world):
    generator = world.generator('--workers', '200', '--queue', '400')
    generator.tell_nothing()
    orders = [generator.ask('POST', '/api/v1/generate',
                            {'prompt': f'sea {n} [duration=60]', 'width': 32, 'height': 32,
                             'style': 'warp'}) for n in range(COUNT)]
    window = world.window()
    world.run('track', *[order['taskId'] for order in orders]).check()
    until(lambda: (window.subtitle or '').startswith(f'{COUNT} running'), lambda: window.subtitle)
    before = main_thread_ms(window.pid)
    began = time.monotonic()
    asked = questions(generator)
    beats = []
    while len(beats) < 900:
        beats.append(beat(window))
        time.sleep(0.02)
    spent = main_thread_ms(window.pid) - before
    passed = (time.monotonic() - began) * 1000
    answers = questions(generator) - asked
    work = [beat_work for beat_work, _ in beats]
    wait = [beat_wait for _, beat_wait in beats]
    assert answers >= COUNT, f'{answers} answers: the tasks are not followed'
    print(f'# {len(beats)} beats in {passed:.0f} ms, {answers} answers of the service meanwhile')
    print(f'# main thread: {100 * spent / passed:.0f} % of a core; per beat median '
          f'{share(work, .5):.1f} ms, p99 {share(work, .99):.1f} ms, most {max(work):.1f} ms')
    print(f'# answered after: median {share(wait, .5):.1f} ms, p99 {share(wait, .99):.1f} ms, '
          f'most {max(wait):.1f} ms')
    # computing that keeps the loop from answering, whatever else the machine does
    assert share(work, .99) < 100 and max(work) < 500, sorted(work)[-8:]
    until(lambda: not world.run('list', '--active', '--json').check().objects, 'all ends', 180)
    tasks = world.run('list', '--json').check().objects
    assert sum(task['status'] == 'COMPLETED' for task in tasks) == COUNT, len(tasks)
    until(lambda: window.subtitle == '', lambda: window.subtitle)
    window.check_talk()


main(globals())
