#!/usr/bin/python3
"""Tasks are followed from their order to their end, through simmerctl, HTTP and the generator."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import main, wait_for  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']


def test_status_updates_come_in_real_time(world):
    generator = world.generator('--workers', '1')
    generator.hold()
    waiting = world.start('submit', '--wait', '--no-live', '--interval', '0.5', '[duration=12] sea', *SMALL,
                          env=world.environment(G_MESSAGES_DEBUG='Simmer-Poller'))
    waiting.wait_for_talk('sea: .*Waiting|sea: .*in queue')
    remote = world.run('list', '--json').check().object['remoteId']
    generator.release()
    half = waiting.wait_for_talk(r'sea: .*\b([4-9]\d)\s?%')
    now = generator.ask('GET', f'/api/v1/generate/status/{remote}')
    assert now['progress'] * 100 >= int(half[1]), (half[0], now)
    result = waiting.end().check()
    shares = [int(share) for share in re.findall(r'sea: .*?\b(\d+)\s?%', result.err)]
    assert len(shares) >= 4 and shares == sorted(shares), result
    # However late the machine is: no answer made it wait for longer than it was told to.
    waits = [float(wait) for wait in re.findall(r': IN_PROGRESS, again in ([\d.]+) s', result.out)]
    assert waits and max(waits) <= 0.5, waits
    assert 'sea: Done' in result.err or 'sea: Completed' in result.err, result


def test_each_state_is_clear_to_people_and_programs(world):
    world.generator('--workers', '1')
    running = world.submit('[duration=900] running', *SMALL)
    waiting = world.submit('waiting', *SMALL)
    wait_for(lambda: world.run('track', '--json', world.show(running)['remoteId']).check()
             .object['status'] == 'IN_PROGRESS', 'running')
    first = world.run('track', '--json', world.show(running)['remoteId']).check().object
    second = world.run('track', '--json', world.show(waiting)['remoteId']).check().object
    assert first['status'] == 'IN_PROGRESS' and 0 <= first['progress'] < 1 and first['startedAt'], first
    assert second['status'] == 'PENDING' and second['queuePosition'] == 1 and not second['startedAt'], second
    text = world.run('show', waiting).check().out
    assert re.search('queue|next', text), text


def test_each_end_is_clear_to_people_and_programs(world):
    world.generator()
    done = world.submit('--wait', '--quiet', 'done', *SMALL)
    world.run('submit', '--wait', '[fail] failed', *SMALL).check(1)
    stopped = world.submit('[duration=900] stopped', *SMALL)
    world.run('cancel', stopped).check()
    ends = {task['title']: task for task in world.run('list', '--json').check().objects}
    wanted = {'done': ('COMPLETED', 'Done'), '[fail] failed': ('FAILED', 'Failed'),
              '[duration=900] stopped': ('CANCELLED', 'Cancelled')}
    assert set(ends) == set(wanted), (done, ends)
    for title, (status, word) in wanted.items():
        task = ends[title]
        assert task['status'] == status and task['finishedAt'], task
        assert (task['error'] is not None) == (status == 'FAILED'), task
        assert word in world.run('show', task['id']).check().out, word
    assert ends['done']['progress'] == 1 and os.path.isfile(ends['done']['results'][0]['path']), ends
    error = ends['[fail] failed']['error']
    assert error['code'] == 'service' and error['message'] and error['hint'], error
    text = world.run('show', ends['[fail] failed']['id']).check().out
    assert error['message'] in text and error['hint'] in text, text


def test_a_waiting_task_is_cancelled(world):
    generator = world.generator('--workers', '1')
    generator.hold()
    task = world.show(world.submit('waiting'))
    assert task['status'] == 'PENDING', task
    follower = world.start('wait', task['id'])
    follower.wait_for_talk('waiting: ')
    world.run('cancel', task['id']).check()
    follower.end().check(3)
    assert len(generator.log('POST', f'/{task["remoteId"]}/cancel$')) == 1
    assert generator.ask('GET', f'/api/v1/generate/status/{task["remoteId"]}')['status'] == 'CANCELLED'


def test_a_running_task_is_cancelled(world):
    generator = world.generator()
    follower = world.start('submit', '--wait', '[duration=900] sea')
    follower.wait_for_talk(r'sea: .*%')
    task = world.run('list', '--json').check().object
    world.run('cancel', task['id']).check()
    follower.end().check(3)
    assert len(generator.log('POST', '/cancel$')) == 1
    assert world.show(task['id'])['status'] == 'CANCELLED'
    assert generator.ask('GET', f'/api/v1/generate/status/{task["remoteId"]}')['status'] == 'CANCELLED'


def test_a_failed_task_is_tried_again_in_its_row(world):
    generator = world.generator()
    failed = world.run('submit', '--json', '--wait', '[fail-once] sea', *SMALL).check(1).object
    assert failed['status'] == 'FAILED' and failed['error']['code'] == 'service', failed
    again = world.run('retry', '--json', '--wait', failed['id']).check().object
    assert again['id'] == failed['id'] and again['attempt'] == 2 and again['status'] == 'COMPLETED', again
    assert os.path.isfile(again['results'][0]['path']), again
    assert len(world.run('list').check().lines) == 1
    assert failed['error']['message'] in world.run('show', failed['id']).check().out
    assert len(generator.log('POST', '/retry$')) == 1 and len(generator.log('POST', '/generate$')) == 1


def test_twenty_tasks_at_once_end_each_with_its_own_result(world):
    generator = world.generator('--workers', '4')
    generator.hold(4)
    tasks = [world.submit(f'[duration=2] picture {n}', *SMALL, '-i', f'seed={n}') for n in range(20)]
    remotes = [world.show(task)['remoteId'] for task in tasks]
    assert len(generator.log('POST', '/generate$')) == 20
    generator.forget_log()
    waiting = world.start('wait', '--json', '--no-live', *tasks)
    wait_for(lambda: all(len(generator.questions(remote)) >= 3 for remote in remotes), 'three answers each')
    generator.release()
    result = waiting.end().check()
    ended = {task['id']: task for task in result.objects}
    assert set(ended) == set(tasks), result
    assert all(task['status'] == 'COMPLETED' for task in ended.values()), result
    paths = {task['results'][0]['path'] for task in ended.values()}
    assert len(paths) == 20 and all(os.path.getsize(path) for path in paths), paths
    assert len({task['remoteId'] for task in ended.values()}) == 20, result
    # Most are asked for together: one request a tick, not twenty.
    asked = len(generator.questions())
    answers = sum(len(generator.questions(remote)) for remote in remotes)
    assert asked * 3 < answers, (asked, answers)
    print(f'# {asked} requests told {answers} times how a task stands')


def test_twenty_terminals_at_once_share_one_store(world):
    generator = world.generator('--workers', '4')
    terminals = [world.start('submit', '--json', '--wait', f'picture {n}', *SMALL) for n in range(20)]
    tasks = [terminal.end().check().object for terminal in terminals]
    assert all(task['status'] == 'COMPLETED' for task in tasks), tasks
    assert len({task['remoteId'] for task in tasks}) == 20
    assert len(generator.log('POST', '/generate$')) == 20
    assert len(world.run('list').check().lines) == 20


def test_asking_stops_at_each_final_status(world):
    generator = world.generator('--workers', '4')
    long = world.show(world.submit('[duration=900] long', *SMALL))
    done = world.show(world.submit('done', *SMALL))
    failed = world.show(world.submit('[fail] failed', *SMALL))
    cancelled = world.show(world.submit('[duration=900] cancelled', *SMALL))
    tasks = [done, failed, cancelled]
    waiting = world.start('wait', '--interval', '0.3', *[task['id'] for task in [*tasks, long]])
    waiting.wait_for_talk('cancelled: .*%')
    world.run('cancel', cancelled['id']).check()
    wait_for(lambda: all(world.show(task['id'])['tracking'] == 'ended' for task in tasks), 'three ends')
    assert [world.show(task['id'])['status'] for task in tasks] == ['COMPLETED', 'FAILED', 'CANCELLED']
    counts = [len(generator.questions(task['remoteId'])) for task in tasks]
    before = len(generator.questions(long['remoteId']))
    wait_for(lambda: len(generator.questions(long['remoteId'])) >= before + 6, 'six more of the long one')
    assert [len(generator.questions(task['remoteId'])) for task in tasks] == counts
    assert waiting.running()


def streams(generator):
    return len(generator.log('GET', '/generate/stream'))


def test_a_service_that_tells_is_hardly_asked(world):
    generator = world.generator('--workers', '2')
    tasks = [world.submit(f'[duration={n}] picture {n}', *SMALL) for n in (8, 12)]
    remotes = [world.show(task)['remoteId'] for task in tasks]
    generator.forget_log()
    result = world.start('wait', '--json', *tasks).end().check()
    assert {task['status'] for task in result.objects} == {'COMPLETED'}, result
    # All that it asked: once for each as it began, and one stream for both.
    assert streams(generator) == 1, generator.log()
    assert all(len(generator.questions(remote)) <= 1 for remote in remotes), generator.log()


def test_a_proxy_without_websockets_lets_events_through(world):
    generator = world.generator()
    generator.fault('404@stream*1')
    task = world.run('submit', '--json', '--wait', '[duration=8] sea', *SMALL).check().object
    assert task['status'] == 'COMPLETED', task
    assert streams(generator) == 2, generator.log()
    assert len(generator.questions(task['remoteId'])) <= 2, generator.log()


def test_a_stream_that_breaks_is_made_up_for(world):
    generator = world.generator('--workers', '1')
    waiting = world.start('submit', '--json', '--wait', '[duration=20] sea', *SMALL)
    waiting.wait_for_talk(r'sea: .*%')
    wait_for(lambda: streams(generator) == 1, 'a stream')
    generator.stop()
    generator.start()
    result = waiting.end()
    # The built-in generator keeps its tasks in memory alone: what nobody tells of is asked for.
    assert result.code == 1 and result.object['error']['code'] == 'gone', result


def test_nobody_listens_who_does_not_want_to(world):
    generator = world.generator()
    world.run('submit', '--wait', '--no-live', '[duration=2] sea', *SMALL).check()
    task = world.show(world.submit('lake', *SMALL))
    world.run('track', task['remoteId']).check()
    assert streams(generator) == 0, generator.log()


main(globals())
