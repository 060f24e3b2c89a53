#!/usr/bin/python3
"""kill -9 at any point loses no task and submits none twice."""

import contextlib
import json
import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import first_questions, main, terminal_alone, wait_for  # noqa: E402

LONG = '[duration=900]'
SMALL = ['-i', 'width=64', '-i', 'height=64']
HUGE = ['-i', 'width=4096', '-i', 'height=4096', '-i', 'count=4']


def is_unsent(world, title):
    """Whether it is on disk that the service of the task so called has surely not got the order."""
    with contextlib.closing(sqlite3.connect(world.path('data', 'simmer', 'simmer.db'))) as store:
        (state,), = store.execute('SELECT state FROM task WHERE title = ?', (title,))
    return json.loads(state).get('unsent', False)


def task_called(world, title):
    return next(task['id'] for task in world.run('list', '--json').check().objects if task['title'] == title)


def test_a_killed_terminal_loses_no_task(world):
    generator = world.generator('--workers', '1')
    generator.hold()
    waiting = world.start('submit', '--wait', 'sea', *SMALL)
    waiting.wait_for_talk(r'sea: .*(Waiting|queue|next)')
    task = wait_for(lambda: [task for task in world.run('list', '--json', '--active').check().objects
                             if task['remoteId']], 'its id on disk')[0]
    waiting.kill()
    assert world.run('list', '--json', '--active').check().object['remoteId'] == task['remoteId']
    generator.release()
    ended = world.run('wait', '--json', task['id']).check().object
    assert ended['status'] == 'COMPLETED' and os.path.isfile(ended['results'][0]['path']), ended
    assert len(generator.log('POST', '/generate$')) == 1


@terminal_alone
def test_what_a_killed_terminal_followed_is_asked_for_at_once(world):
    # Not with the application, which goes on.
    generator = world.generator('--workers', '1')
    generator.hold()
    tasks = [world.show(world.submit(f'sea {n}', *SMALL)) for n in range(3)]
    ids = [task['id'] for task in tasks]
    waiting = world.start('wait', *ids)
    for n in range(3):
        waiting.wait_for_talk(f'sea {n}: ')
    waiting.kill()
    generator.forget_log()
    again = world.start('wait', *ids, env=world.environment(G_MESSAGES_DEBUG='Simmer-Poller'))
    for task in tasks:
        wait_for(lambda: generator.questions(task['remoteId']), 'a question')
    decided = wait_for(lambda: len(first_questions(again.data)) == 3 and first_questions(again.data),
                       'what was decided of each')
    assert set(decided) == set(ids) and max(decided.values()) <= 1, decided
    generator.release()
    again.end().check()


def jobs_of(generator):
    return [job['taskId'] for job in generator.ask('GET', '/api/v1/generate')['tasks']]


def test_a_terminal_killed_while_it_submits_submits_once(world):
    generator = world.generator()
    generator.fault('slow=60000@submit*1')
    waiting = world.start('submit', '--wait', 'sea', *SMALL)
    wait_for(lambda: generator.log('POST', '/generate$'), 'the order at the generator')
    waiting.kill()
    # Killed between the head of its request and the rest, it has met no fault yet.
    generator.heal()
    task = world.run('list', '--json').check().object
    assert task['remoteId'] is None and task['title'] == 'sea', task
    ended = world.run('wait', '--json', task['id']).check().object
    assert ended['status'] == 'COMPLETED' and ended['attempt'] == 1, ended
    assert len(generator.log('POST', '/generate$')) == 2
    assert jobs_of(generator) == [ended['remoteId']]


@terminal_alone
def test_a_terminal_killed_before_it_hears_of_its_order_finds_it_again(world):
    # Not with the application, which hears the answer. The service has the order when the terminal
    # is killed; sent once more, under its key, it is the same one.
    generator = world.generator()
    generator.fault('late=60000@submit*1')
    waiting = world.start('submit', '--wait', 'sea', *SMALL)
    ordered = wait_for(lambda: jobs_of(generator), 'the order at the generator')
    waiting.kill()
    task = world.run('list', '--json').check().object
    assert task['remoteId'] is None, task
    ended = world.run('wait', '--json', task['id']).check().object
    assert ended['status'] == 'COMPLETED' and ended['attempt'] == 1, ended
    assert len(generator.log('POST', '/generate$')) == 2
    assert jobs_of(generator) == ordered == [ended['remoteId']]


def test_terminals_killed_at_any_moment_leave_a_store_that_works(world):
    generator = world.generator()
    for n in range(12):
        waiting = world.start('submit', '--wait', f'sea {n}', *SMALL)
        waiting.process.poll()
        wait_for(lambda: len(generator.log()) > n * 2 or not waiting.running(), 'some requests')
        waiting.kill()
    tasks = world.run('list', '--json').check().objects
    active = [task['id'] for task in tasks if task['tracking'] != 'ended']
    if active:
        world.run('wait', *active).check()
    ended = world.run('list', '--json').check().objects
    assert ended and all(task['status'] == 'COMPLETED' for task in ended), ended
    assert len({task['remoteId'] for task in ended}) == len(ended)
    assert len(generator.ask('GET', '/api/v1/generate')['tasks']) == len(ended)


def test_a_killed_generator_is_started_anew_and_lost_tasks_are_told(world):
    # Marks in a prompt mean nothing to a generator that no test started: this is work for long.
    waiting = world.start('submit', '--wait', '--json', 'sea', *HUGE)
    waiting.wait_for_talk(r'sea: (?!being sent)')
    first = wait_for(world.launched_generators, 'a generator')
    os.kill(first[0], 9)
    lost = waiting.end().check(1).object
    assert lost['error']['code'] == 'gone' and 'simmerctl' not in lost['error']['message'], lost
    second = world.launched_generators()
    assert second and second != first, (first, second)
    again = world.run('retry', '--json', lost['id']).check().object
    assert again['id'] == lost['id'] and again['attempt'] == 2 and again['remoteId'] != lost['remoteId'], again


def test_results_outlive_the_generator(world):
    generator = world.generator()
    task = world.run('submit', '--json', '--wait', 'sea', *SMALL).check().object
    generator.kill()
    result = world.run('save', task['id'], world.path('out')).check()
    assert re.fullmatch(r'.*/out/sea\.png', result.lines[0]), result
    assert os.path.getsize(result.lines[0]) > 100


def test_a_generator_restarted_between_two_tasks_is_found_again(world):
    generator = world.generator()
    world.run('submit', '--wait', 'sea', *SMALL).check()
    generator.kill()
    old = generator.port
    generator.port = 0
    generator.start()
    assert (generator.port, generator.token) != (old, None)
    world.run('submit', '--wait', 'sea', *SMALL).check()


def test_what_was_never_sent_is_cancelled_without_being_sent(world):
    generator = world.generator()
    wire = world.wire(generator)
    wire.cut()
    world.run('submit', '--server', wire.url, 'left', *SMALL).check(5)
    killed = world.start('submit', '--wait', '--server', wire.url, 'killed', *SMALL)
    killed.wait_for_talk('killed: .*refuse|killed: .*answer|killed: .*reach')
    for _ in range(50):
        wait_for(lambda: is_unsent(world, 'killed'), 'what came of the order on disk')
        killed.kill()
        if is_unsent(world, 'killed'):
            break
        # It was on its way once more, so nobody can know; somebody else tries and is killed.
        killed = world.start('wait', task_called(world, 'killed'))
    alive = world.start('submit', '--wait', '--server', wire.url, 'alive', *SMALL)
    alive.wait_for_talk('alive: .*refuse|alive: .*answer|alive: .*reach')
    for task in world.run('list', '--json', '--active').check().objects:
        assert task['remoteId'] is None, task
        world.run('cancel', task['id']).check()
        assert world.show(task['id'])['status'] == 'CANCELLED'
    alive.end().check(3)
    wire.mend()
    for task in world.run('list', '--json').check().objects:
        world.run('wait', task['id']).check(3)
    assert generator.log('POST') == []


@terminal_alone
def test_what_may_have_been_sent_is_found_out_and_cancelled(world):
    # Not with the application: it still waits for the answer when the terminal is killed.
    generator = world.generator()
    generator.fault('late=60000@submit*1')
    waiting = world.start('submit', '--wait', LONG, *SMALL)
    wait_for(lambda: jobs_of(generator), 'the order at the generator')
    waiting.kill()
    generator.heal()
    task = world.run('list', '--json').check().object
    world.run('cancel', task['id']).check()
    assert [job['status'] for job in generator.ask('GET', '/api/v1/generate')['tasks']] == ['CANCELLED']


main(globals())
