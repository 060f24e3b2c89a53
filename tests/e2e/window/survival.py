#!/usr/bin/python3
"""The window is killed, closed, opened again: no task is lost, none is ordered twice."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import first_questions, wait_for  # noqa: E402
from simmer_window import find, main, until  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']


def test_a_killed_window_shows_its_tasks_at_once_and_follows_them_to_their_end(world):
    generator = world.generator('--workers', '2')
    window = world.window()
    rows = [window.submit(f'{name} sea [duration=12]') for name in ('red', 'green', 'blue')]
    rows[0].wait_badge('Running')

    def remote_ids():
        return sorted(task['remoteId'] or '' for task in world.run('list', '--json').check().objects)
    # An order that is still on its way at the end is another matter.
    ids = until(lambda: remote_ids() if all(remote_ids()) else None, remote_ids)
    window.kill()
    assert len(ids) == 3 and remote_ids() == ids, (ids, remote_ids())

    # what was last known is there although the service says nothing now
    generator.fault('hang')
    window = world.window(G_MESSAGES_DEBUG='Simmer-Poller')
    until(lambda: len(window.rows()) == 3, lambda: window.rows())
    decided = until(lambda: len(first_questions(window.debug)) == 3 and first_questions(window.debug),
                    lambda: window.debug)
    assert max(decided.values()) <= 1, decided
    generator.heal()
    for name in ('red', 'green', 'blue'):
        window.row(name).wait_badge('Done')
    assert remote_ids() == ids, (ids, remote_ids())
    for task in world.run('list', '--json').check().objects:
        wait_for(lambda: os.path.isfile(world.show(task['id'])['results'][0]['path'] or ''), 'the result')
    assert len(generator.log('POST', '/generate$')) == 3, generator.log('POST')
    window.check_talk()


def test_a_window_killed_while_it_submits_orders_nothing_twice(world):
    generator = world.generator('--workers', '1')
    window = world.window()
    # The service has the order before the window hears of it.
    generator.fault('late=60000@submit*1')
    window.key('ctrl+n')
    window.fill(window.wait_focus('text', 'Prompt'), 'a sea')
    window.key('ctrl+Return')
    window.no_dialog()
    window.wait_row('a sea').wait_badge('Submitting…')
    ordered = wait_for(lambda: generator.ask('GET', '/api/v1/generate')['tasks'], 'the order')
    window.kill()
    window = world.window()
    window.wait_row('a sea').wait_badge('Done')
    assert len(window.rows()) == 1, window.rows()
    assert len(generator.log('POST', '/generate$')) == 2
    jobs = generator.ask('GET', '/api/v1/generate')['tasks']
    assert [job['taskId'] for job in jobs] == [ordered[0]['taskId']], jobs
    window.check_talk()


def test_a_closed_window_goes_on_tells_once_and_ends(world):
    notifications = world.notifications()
    generator = world.generator('--workers', '2')
    window = world.window()
    for name in ('red', 'green'):
        window.submit(f'{name} sea [duration=15]')
    window.row('red').wait_badge('Running')
    window.strike('ctrl+w')
    dialog = window.dialog(('push button', 'Keep Going'))
    assert find(dialog, 'label', 'go on without its window'), 'not explained'
    window.press('Keep Going in the Background')
    wait_for(lambda: window.find_xid('Simmer') is None, 'the window to go')
    window.check_alive()
    window.end()
    tasks = world.run('list', '--json').check().objects
    # Both in one, or each in its own, as they end within seconds of one another or not.
    shown = list(notifications.shown.values())
    assert {one['title'] for one in shown} <= {'Generation Done', '2 finished'}, (shown, tasks)
    for name in ('red', 'green'):
        assert [name in one['body'] for one in shown].count(True) == 1, (shown, tasks)
    assert [task['status'] for task in tasks] == ['COMPLETED'] * 2, tasks
    assert all(os.path.isfile(task['results'][0]['path']) for task in tasks), tasks
    assert len(generator.log('POST', '/generate$')) == 2


def test_reopened_while_tasks_run_it_shows_them_and_stays(world):
    notifications = world.notifications()
    generator = world.generator('--workers', '1')
    window = world.window()
    window.submit('red sea [duration=15]').wait_badge('Running')
    window.strike('ctrl+w')
    window.press('Keep Going in the Background')
    wait_for(lambda: window.find_xid('Simmer') is None, 'the window to go')

    second = world.launch()
    second.end()  # hands over to the one that runs
    wait_for(lambda: window.find_xid('Simmer'), 'the window to come back')
    window.open()
    window.wait_row('red sea').wait_badge('Running')
    window.row('red sea').wait_badge('Done')
    assert not notifications.told, 'told what was in sight'
    window.key('ctrl+w')
    window.end()
    assert len(generator.log('POST', '/generate$')) == 1


main(globals())
