#!/usr/bin/python3
"""A window and terminals share one store."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import wait_for  # noqa: E402
from simmer_window import main, until  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']


def test_two_terminals_and_a_window_ask_for_no_task_twice(world):
    generator = world.generator('--workers', '3')
    generator.tell_nothing()
    generator.hold(3)
    tasks = [world.show(world.submit(f'{name} sea', *SMALL)) for name in ('red', 'green', 'blue')]
    ids = [task['id'] for task in tasks]
    window = world.window()
    rows = [window.wait_row(name).wait_badge('Waiting') for name in ('red', 'green', 'blue')]
    # With the bus, they would leave all to the window.
    alone = world.environment(DBUS_SESSION_BUS_ADDRESS=None)
    terminals = [world.start('wait', '--json', *order, env=alone) for order in (ids, ids[::-1])]
    for task in tasks:
        wait_for(lambda: len(generator.questions(task['remoteId'])) >= 9, 'nine questions')
    asked = {task['id']: [entry['at'] for entry in generator.questions(task['remoteId'])]
             for task in tasks}
    generator.release()
    for row in rows:
        row.wait_badge('Done')
    for terminal in terminals:
        assert {task['id'] for task in terminal.end().check().objects} == set(ids)
    for task in tasks:
        times = asked[task['id']]
        # One a second at the most. Three would ask three times as often, and a late answer makes up
        # for no more than one.
        assert len(times) - 1 <= (times[-1] - times[0]) / 1000 + 2, times
        assert len(generator.log('GET', f'/result/{task["remoteId"]}/')) == 1, generator.log()
    window.check_talk()


def test_orders_in_a_terminal_show_in_the_window(world):
    generator = world.generator('--workers', '1')
    window = world.window()
    window.see('label', '^No Tasks Yet$')
    task = world.submit('red sea [duration=400]', *SMALL)
    row = window.wait_row('red sea').wait_badge('Running')
    world.run('cancel', task).check()
    row.wait_badge('Cancelled')
    generator.fault('fail*1')
    failing = world.run('submit', '--wait', '--json', 'green sea', *SMALL)
    window.wait_row('green sea').wait_badge('Failed')
    world.run('retry', failing.object['id']).check()
    window.row('green sea').wait_badge('Done')
    world.run('remove', task).check()
    until(lambda: not row.exists, 'the row to go')
    window.check_talk()


def test_an_order_in_the_window_shows_in_a_terminal(world):
    generator = world.generator('--workers', '1')
    window = world.window()
    window.submit('red sea [duration=400]').wait_badge('Running')
    task = world.run('list', '--json').check().object
    watcher = world.start('wait', task['id'])
    watcher.wait_for_talk('%')
    window.row('red sea').press('Cancel')
    assert 'ancelled' in watcher.end().check(3).err
    window.row('red sea').wait_badge('Cancelled')
    assert len(generator.log('POST', '/cancel$')) == 1


def test_a_window_goes_on_with_what_a_killed_terminal_followed(world):
    generator = world.generator('--workers', '1')
    task = world.show(world.submit('red sea [duration=10]', *SMALL))
    terminal = world.start('wait', task['id'])
    terminal.wait_for_talk('%')
    window = world.window()
    window.wait_row('red sea').wait_badge('Running')
    terminal.kill()
    window.row('red sea').wait_badge('Done')
    wait_for(lambda: world.show(task['id'])['results'][0]['path'], 'the result')
    assert len(generator.log('POST')) == 1


main(globals())
