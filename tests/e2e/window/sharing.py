#!/usr/bin/python3
"""A window and terminals share one store."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import wait_for  # noqa: E402
from simmer_window import main, until  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']


def test_two_terminals_and_a_window_ask_for_no_task_twice(world):
    generator = world.generator('--workers', '4')
    tasks = [world.show(world.submit(f'{name} sea [duration=8]', *SMALL))
             for name in ('red', 'green', 'blue')]
    ids = [task['id'] for task in tasks]
    window = world.window()
    rows = [window.wait_row(name) for name in ('red', 'green', 'blue')]
    terminals = [world.start('wait', '--json', *order) for order in (ids, ids[::-1])]
    for row in rows:
        row.wait_badge('Done')
    for terminal in terminals:
        assert {task['id'] for task in terminal.end().check().objects} == set(ids)
    for task in tasks:
        times = [entry['at'] for entry in generator.questions(task['remoteId'])]
        gaps = [b - a for a, b in zip(times, times[1:])]
        # one follower asks once a second at first; three would ask three times a second
        assert times and len([gap for gap in gaps if gap < 500]) <= 1, gaps
        assert len(generator.log('GET', f'/result/{task["remoteId"]}/')) == 1, generator.log()
        print(f'# {task["title"]}: asked {len(times)} times, every {[round(gap) for gap in gaps]} ms')
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
