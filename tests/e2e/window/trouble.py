#!/usr/bin/python3
"""What the window says while a service is away, overloaded or gone for good."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import wait_for  # noqa: E402
from simmer_window import main, until  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']


def test_a_generator_that_lost_its_tasks_makes_them_fail_and_retry_helps(world):
    generator = world.generator('--workers', '1')
    window = world.window()
    generator.fault('duration=400')
    row = window.submit('a sea').wait_badge('Running')
    generator.kill()
    generator.start()
    row.wait_badge('Failed', 90)
    row.press('Retry')
    row.wait_badge('Done')
    assert len(window.rows()) == 1, window.rows()
    assert len(generator.log('POST', '/generate')) == 1, generator.log('POST')
    window.check_talk()


def test_a_server_that_goes_away_and_comes_back_loses_nothing(world):
    generator = world.generator('--workers', '1', name='elsewhere')
    relay = world.relay(generator)
    world.run('submit', '--server', relay.url, 'a sea [duration=25]', *SMALL).check()
    window = world.window()
    row = window.wait_row('a sea').wait_badge('Running')
    row.wait_words(r'\d.%')
    relay.cut()
    row.wait_words(r'\d.%.* ago')
    assert row.badge == 'Running', row
    assert row.value is not None, row
    relay.mend()
    until(lambda: ' ago' not in row.words and row.badge in ('Running', 'Done'), lambda: repr(row))
    row.wait_badge('Done')
    task = world.run('list', '--json').check().object
    wait_for(lambda: os.path.isfile(world.show(task['id'])['results'][0]['path'] or ''), 'the result')
    assert task['attempt'] == 1 and len(generator.log('POST', '/generate$')) == 1, task
    window.check_talk()


def test_asks_nothing_inside_the_window_that_the_service_asked_for(world):
    generator = world.generator('--workers', '3')
    generator.tell_nothing()
    for name in ('red', 'green', 'blue'):
        world.submit(f'{name} sea [duration=12]', *SMALL)
    window = world.window()
    rows = [window.wait_row(name).wait_badge('Running') for name in ('red', 'green', 'blue')]
    generator.fault('overload=8*1')
    for row in rows:
        row.wait_words('asks again at')
    window.see('panel', 'was asked too often')
    assert all(row.badge == 'Running' for row in rows), rows
    for row in rows:
        row.wait_badge('Done')
    times = sorted(entry['at'] for entry in generator.log())
    gaps = [b - a for a, b in zip(times, times[1:])]
    assert max(gaps) >= 7900, f'no silence of 8 s: {gaps}'
    window.check_talk()


def test_a_service_that_wants_a_sign_in_is_one_banner_and_no_failure(world):
    generator = world.generator('--workers', '2', name='elsewhere')
    relay = world.relay(generator)
    for name in ('red', 'green'):
        world.run('submit', '--server', relay.url, f'{name} sea [duration=400]', *SMALL).check()
    window = world.window()
    rows = [window.wait_row(name).wait_badge('Running') for name in ('red', 'green')]
    generator.fault('401')
    for row in rows:
        row.wait_words('sign in again')
    window.see('panel', '^Sign in to 127.0.0.1 again$')
    assert [row.badge for row in rows] == ['Running'] * 2, rows
    window.check_talk()


main(globals())
