#!/usr/bin/python3
"""Cancel, retry and remove from the rows, and what can be taken back."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import wait_for  # noqa: E402
from simmer_window import main, until  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']


def test_cancels_a_waiting_task_and_takes_it_back(world):
    generator = world.generator('--workers', '1')
    world.submit('first [duration=400]', *SMALL)
    remote = world.show(world.submit('second sea', *SMALL))['remoteId']
    window = world.window()
    row = window.wait_row('second').wait_badge('Waiting')

    row.press('Cancel')
    row.wait_badge('Cancelling…')
    window.press('Undo')
    row.wait_badge('Waiting')
    row.press('Cancel')
    row.wait_badge('Cancelling…')
    window.key('ctrl+z')
    row.wait_badge('Waiting')
    assert not generator.log('POST', '/cancel$'), 'what was taken back was sent'

    row.press('Cancel')
    row.wait_badge('Cancelled')
    assert [entry['path'] for entry in generator.log('POST', '/cancel$')] == [
        f'/api/v1/generate/{remote}/cancel'], generator.log('POST')
    assert generator.ask('GET', f'/api/v1/generate/status/{remote}')['status'] == 'CANCELLED'
    window.check_talk()


def test_a_cancel_that_waits_for_a_change_of_mind_goes_out_on_quit(world):
    generator = world.generator('--workers', '1')
    world.submit('first [duration=400]', *SMALL)
    world.submit('second sea', *SMALL)
    window = world.window()
    row = window.wait_row('second').wait_badge('Waiting')
    row.press('Cancel')
    row.wait_badge('Cancelling…')
    window.key('ctrl+q')
    window.end()
    if not generator.log('POST', '/cancel$'):  # not sent in time: the next one sends it
        world.window().wait_row('second').wait_badge('Cancelled')
    assert len(generator.log('POST', '/cancel$')) == 1


def test_cancels_a_running_task_once_and_waits_until_the_service_confirms(world):
    generator = world.generator('--workers', '1')
    task = world.show(world.submit('a sea [duration=400]', *SMALL))
    window = world.window()
    row = window.wait_row('a sea').wait_badge('Running')
    generator.fault('slow=3000@cancel')
    row.press('Cancel')
    row.wait_badge('Cancelling…')
    assert row.button('Cancel') is None, 'it could be cancelled twice'
    assert generator.ask('GET', f'/api/v1/generate/status/{task["remoteId"]}')['status'] != 'CANCELLED'
    row.wait_badge('Cancelled')
    assert len(generator.log('POST', '/cancel$')) == 1
    asked = len(generator.questions(task['remoteId']))
    world.run('show', task['id']).check()
    # as long as it would be asked several times
    world.submit('another [duration=4]', *SMALL)
    window.wait_row('another').wait_badge('Done')
    assert len(generator.questions(task['remoteId'])) == asked
    window.check_talk()


def test_retries_a_failed_task_in_its_row(world):
    generator = world.generator('--workers', '1')
    task = world.submit('a sea [fail-once] [duration=2]', *SMALL)
    window = world.window()
    row = window.wait_row('a sea').wait_badge('Failed')
    row.press('Retry')
    until(lambda: row.badge in ('Retrying…', 'Waiting', 'Running'), lambda: repr(row))
    row.wait_badge('Done')
    assert len(window.rows()) == 1, window.rows()
    shown = wait_for(lambda: (lambda now: now if now['attempt'] == 2 else None)(world.show(task)),
                     'attempt 2')
    assert shown['status'] == 'COMPLETED' and os.path.isfile(shown['results'][0]['path']), shown
    assert len(generator.log('POST', '/retry$')) + len(generator.log('POST', '/generate$')) == 2
    window.check_talk()


def test_removes_a_task_and_takes_it_back(world):
    world.generator('--workers', '1')
    world.run('submit', '--wait', 'a sea', *SMALL).check()
    world.run('submit', '--wait', 'a wood', *SMALL).check()
    window = world.window()
    row = window.wait_row('a sea').focus()
    window.key('Delete')
    until(lambda: not row.exists, 'the row to go')
    window.wait_focus('list item', '^a wood')
    window.key('ctrl+z')
    until(lambda: row.exists, 'the row to come back')
    window.wait_focus('list item', '^a sea')
    window.key('Delete')
    until(lambda: not row.exists, 'the row to go again')
    window.key('ctrl+q')
    window.end()
    assert [entry['title'] for entry in world.run('list', '--json').check().objects] == ['a wood']


def test_selects_all_and_removes_by_keyboard_alone(world):
    world.generator('--workers', '1')
    for prompt in ('a sea', 'a wood', 'a hill'):
        world.run('submit', '--wait', prompt, *SMALL).check()
    window = world.window()
    row = window.wait_row('a hill').focus()
    window.key('ctrl+space')
    window.see('label', '^1 selected$')
    window.key('ctrl+a')
    window.see('label', '^3 selected$')
    window.key('Escape')
    row.focus()
    window.key('Delete')
    window.wait_focus('list item', '^a wood')
    window.key('Delete')
    window.wait_focus('list item', '^a sea')
    assert window.rows() == ['a sea, done'], window.rows()
    window.check_talk()


main(globals())
