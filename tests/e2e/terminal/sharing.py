#!/usr/bin/python3
"""Terminals that share one store follow each task once, and take over from each other."""

import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import main, wait_for  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']


def gaps(generator, remote):
    times = [entry['at'] for entry in generator.questions(remote)]
    return [b - a for a, b in zip(times, times[1:])]


def test_two_terminals_ask_for_no_task_twice(world):
    generator = world.generator('--workers', '4')
    tasks = [world.show(world.submit(f'[duration=6] sea {n}', *SMALL)) for n in range(3)]
    ids = [task['id'] for task in tasks]
    generator.forget_log()
    terminals = [world.start('wait', '--json', '--interval', '1', *order) for order in (ids, ids[::-1])]
    for terminal in terminals:
        result = terminal.end().check()
        assert {task['id'] for task in result.objects} == set(ids), result
        assert all(os.path.isfile(task['results'][0]['path']) for task in result.objects), result
    for task in tasks:
        found = gaps(generator, task['remoteId'])
        assert 3 <= len(found) + 1 <= 9 and min(found) > 900, found
        assert len(generator.log('GET', f'/result/{task["remoteId"]}/')) == 1, generator.log()


def test_a_terminal_that_only_watches_shows_the_progress_too(world):
    world.generator()
    task = world.submit('[duration=5] sea', *SMALL)
    follower = world.start('wait', task)
    follower.wait_for_talk('%')
    watcher = world.start('wait', task)
    assert watcher.end().check().lines == follower.end().check().lines
    assert watcher.talk.count('%') >= 3, watcher.talk


def test_another_terminal_takes_over_from_a_killed_one(world):
    generator = world.generator()
    task = world.show(world.submit('[duration=6] sea', *SMALL))
    follower = world.start('wait', task['id'])
    follower.wait_for_talk('%')
    watcher = world.start('wait', task['id'])
    watcher.wait_for_talk('sea: ')
    follower.kill()
    before = len(generator.questions(task['remoteId']))
    wait_for(lambda: len(generator.questions(task['remoteId'])) > before, 'questions of the other one')
    assert os.path.isfile(watcher.end().check().lines[0])


def test_another_terminal_takes_over_from_an_interrupted_one(world):
    generator = world.generator()
    task = world.show(world.submit('[duration=6] sea', *SMALL))
    follower = world.start('wait', task['id'])
    follower.wait_for_talk('%')
    watcher = world.start('wait', task['id'])
    watcher.wait_for_talk('sea: ')
    follower.send(signal.SIGINT)
    follower.end().check(130)
    before = len(generator.questions(task['remoteId']))
    wait_for(lambda: len(generator.questions(task['remoteId'])) > before, 'questions of the other one')
    watcher.end().check()


def test_a_cancel_in_one_terminal_is_seen_in_the_other(world):
    generator = world.generator()
    task = world.show(world.submit('[duration=30] sea', *SMALL))
    watcher = world.start('wait', task['id'])
    watcher.wait_for_talk('%')
    world.run('cancel', task['id']).check()
    assert 'ancelled' in watcher.end().check(3).err
    assert len(generator.log('POST', '/cancel$')) == 1


main(globals())
