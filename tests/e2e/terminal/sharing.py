#!/usr/bin/python3
"""Terminals that share one store follow each task once, and take over from each other."""

import array
import os
import signal
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import main, wait_for  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']


def test_two_terminals_ask_for_no_task_twice(world):
    generator = world.generator('--workers', '1')
    generator.hold()
    tasks = [world.show(world.submit(f'sea {n}', *SMALL)) for n in range(3)]
    ids = [task['id'] for task in tasks]
    terminals = [world.start('wait', '--json', '--interval', '1', *order) for order in (ids, ids[::-1])]
    for terminal in terminals:
        for n in range(3):
            terminal.wait_for_talk(f'sea {n}: ')
    generator.forget_log()
    for task in tasks:
        wait_for(lambda: len(generator.questions(task['remoteId'])) >= 9, 'nine questions')
    asked = {task['id']: [entry['at'] for entry in generator.questions(task['remoteId'])] for task in tasks}
    generator.release()
    for terminal in terminals:
        result = terminal.end().check()
        assert {task['id'] for task in result.objects} == set(ids), result
        assert all(os.path.isfile(task['results'][0]['path']) for task in result.objects), result
    for task in tasks:
        times = asked[task['id']]
        # One a second. Two would ask twice as often, and a late answer makes up for no more than one.
        assert len(times) - 1 <= (times[-1] - times[0]) / 1000 + 2, times
        assert len(generator.log('GET', f'/result/{task["remoteId"]}/')) == 1, generator.log()


def test_a_terminal_that_only_watches_shows_the_progress_too(world):
    generator = world.generator('--workers', '1')
    generator.hold()
    task = world.submit('[duration=12] sea', *SMALL)
    follower = world.start('wait', '--interval', '0.5', task)
    follower.wait_for_talk('sea: ')
    watcher = world.start('wait', '--interval', '0.5', task)
    watcher.wait_for_talk('sea: ')
    generator.release()
    assert watcher.end().check().lines == follower.end().check().lines
    assert watcher.talk.count('%') >= 3, watcher.talk


def test_another_terminal_takes_over_from_a_killed_one(world):
    generator = world.generator('--workers', '1')
    generator.hold()
    task = world.show(world.submit('sea', *SMALL))
    follower = world.start('wait', task['id'])
    follower.wait_for_talk('sea: ')
    # Whoever asks first follows it.
    wait_for(lambda: generator.questions(task['remoteId']), 'a question of the first one')
    watcher = world.start('wait', task['id'])
    watcher.wait_for_talk('sea: ')
    # Who takes over may listen from then on, and ask no more.
    before = len(generator.questions(task['remoteId']))
    follower.kill()
    wait_for(lambda: len(generator.questions(task['remoteId'])) > before, 'questions of the other one')
    generator.release()
    assert os.path.isfile(watcher.end().check().lines[0])


def test_another_terminal_takes_over_from_an_interrupted_one(world):
    generator = world.generator('--workers', '1')
    generator.hold()
    task = world.show(world.submit('sea', *SMALL))
    # For whoever has to find out why a watcher did not take over.
    debug = world.environment(G_MESSAGES_DEBUG='all')
    follower = world.start('wait', task['id'], env=debug)
    follower.wait_for_talk('sea: ')
    # Whoever asks first follows it.
    wait_for(lambda: generator.questions(task['remoteId']), 'a question of the first one')
    watcher = world.start('wait', task['id'], env=debug)
    watcher.wait_for_talk('sea: ')
    before = len(generator.questions(task['remoteId']))
    follower.send(signal.SIGINT)
    follower.end().check(130)
    wait_for(lambda: len(generator.questions(task['remoteId'])) > before, 'questions of the other one')
    generator.release()
    watcher.end().check()


def followers(world):
    folder = world.path('data', 'simmer', 'followers')
    return {os.path.join(folder, name) for name in os.listdir(folder) if not name.startswith('.')}


def stop(program, file):
    """Stops it as Ctrl+Z does, for longer than a process may stand still: its clock is put back."""
    program.send(signal.SIGSTOP)
    wait_for(lambda: is_stopped(program.pid), 'a program that is stopped')
    with open(file, 'r+b') as clock:
        assert struct.unpack('=q', clock.read(8))[0] > 0, 'a follower says that it goes on'
        clock.seek(0)
        clock.write(struct.pack('=q', 1))


def is_stopped(pid):
    with open(f'/proc/{pid}/stat', encoding='utf-8') as file:
        return file.read().rpartition(')')[2].split()[0] == 'T'


def test_another_terminal_takes_over_from_a_stopped_one(world):
    generator = world.generator('--workers', '1')
    generator.answer_singly()
    generator.tell_nothing()
    generator.hold()
    task = world.show(world.submit('sea', *SMALL))
    others = followers(world)
    follower = world.start('wait', '--interval', '1', task['id'])
    follower.wait_for_talk('sea: ')
    wait_for(lambda: generator.questions(task['remoteId']), 'a question of the first one')
    file, = followers(world) - others
    others = followers(world)
    watcher = world.start('wait', '--interval', '1', task['id'])
    watcher.wait_for_talk('sea: ')

    stop(follower, file)
    generator.forget_log()
    wait_for(lambda: len(generator.questions(task['remoteId'])) >= 3, 'questions of the other one')

    # The first one goes on and finds that the task is not its own any more.
    generator.forget_log()
    follower.send(signal.SIGCONT)
    wait_for(lambda: len(generator.questions(task['remoteId'])) >= 9, 'nine questions')
    times = [entry['at'] for entry in generator.questions(task['remoteId'])]
    # One a second, of one of them; a late answer makes up for no more than one.
    assert len(times) - 1 <= (times[-1] - times[0]) / 1000 + 2, times

    # And it would follow again, if the other one were stopped.
    file, = followers(world) - others
    stop(watcher, file)
    generator.forget_log()
    wait_for(lambda: len(generator.questions(task['remoteId'])) >= 2, 'questions of the first one again')
    generator.release()
    assert os.path.isfile(follower.end().check().lines[0])
    watcher.send(signal.SIGCONT)
    assert os.path.isfile(watcher.end().check().lines[0])


def test_a_cancel_in_one_terminal_is_seen_in_the_other(world):
    generator = world.generator()
    task = world.show(world.submit('[duration=900] sea', *SMALL))
    watcher = world.start('wait', task['id'])
    watcher.wait_for_talk('%')
    world.run('cancel', task['id']).check()
    assert 'ancelled' in watcher.end().check(3).err
    assert len(generator.log('POST', '/cancel$')) == 1


def test_two_cancels_at_once_are_one_for_the_service(world):
    generator = world.generator('--workers', '4')
    for number in range(3):
        task = world.show(world.submit('[duration=900] sea', '-i', f'seed={number}', *SMALL))
        watcher = world.start('wait', task['id'])
        watcher.wait_for_talk('%')
        both = [world.start('cancel', '--json', task['id']) for _ in range(2)]
        results = [one.end() for one in both]
        assert 'ancelled' in watcher.end().check(3).err
        assert len(generator.log('POST', f'/{task["remoteId"]}/cancel$')) == 1, generator.log('POST')
        # Who came second waits with the first, or is told that it was asked or has ended already.
        assert 0 in [result.code for result in results], results
        for result in results:
            if result.code == 0:
                assert result.object['status'] == 'CANCELLED', result
            else:
                assert result.code == 5 and 'already' in result.err, result


def read_pace(world):
    """When the next request to the one host that is asked would go out if they came evenly, in seconds."""
    words = array.array('q')
    with open(world.path('data', 'simmer', 'turnstile'), 'rb') as file:
        words.frombytes(file.read())
    # After one word come places: whose it is, when the next request would go out, three words more, and one for
    # each of 32 processes.
    found = [words[place + 1] for place in range(1, len(words), 37) if words[place + 1]]
    assert len(found) == 1, found
    return found[0] / 1e6


def test_two_terminals_share_the_pace_of_a_host(world):
    generator = world.generator('--workers', '1', name='far')
    generator.hold()
    generator.answer_singly()
    generator.tell_nothing()
    service = world.server(generator)
    tasks = [world.show(world.submit(*service, f'sea {n}', *SMALL)) for n in range(12)]
    terminals = [world.start('wait', '--interval', '0.5', *[task['id'] for task in half])
                 for half in (tasks[:6], tasks[6:])]
    for task in tasks:
        wait_for(lambda: generator.questions(task['remoteId']), 'a question about each')

    # Each would like to ask twelve times a second, and the host bears nine and a half of both together. Whatever
    # goes out moves the pace that they share on by its part, however late it arrives.
    generator.forget_log()
    before = read_pace(world)
    wait_for(lambda: len(generator.questions()) >= 80, 'eighty questions')
    asked = generator.questions()
    moved = read_pace(world) - before
    # At most four of each process were on their way as the count began.
    assert len(asked) - 8 <= moved * 9.5 + 1, (len(asked), moved)
    for task in tasks:
        assert any(task['remoteId'] in entry['path'] for entry in asked), (task, asked)
    for terminal in terminals:
        terminal.send(signal.SIGINT)
        terminal.end().check(130)


main(globals())
