#!/usr/bin/python3
"""Files that belong to a submission, from the terminal to the service."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import main, wait_for  # noqa: E402
from simmer_service import PROFILE, Service, parts  # noqa: E402

BYTES = bytes(i * 7 % 256 for i in range(300000))


def set_up(world):
    service = Service()
    world.ending.append(service.stop)
    profile = world.path('home', 'pictures.json')
    with open(profile, 'w', encoding='utf-8') as file:
        json.dump(PROFILE, file)
    world.env['SIMMER_TOKEN'] = 'sesame'
    return service, ['--server', service.url, '--profile', profile]


def write(world, name, data=BYTES):
    path = world.path('home', name)
    with open(path, 'wb') as file:
        file.write(data)
    return path


def test_a_file_comes_to_the_service(world):
    service, where = set_up(world)
    path = write(world, 'a boat.png')
    task = world.run('submit', '--json', '--wait', *where, '-i', f'picture=@{path}', 'sea').check().object
    assert task['status'] == 'COMPLETED', task
    [(_, _, headers, body)] = service.asked('POST', '/jobs')
    found = parts(headers, body)
    assert found['picture'] == ('a boat.png', BYTES), found['picture'][0]
    assert found['prompt'] == (None, b'sea'), found['prompt']


def test_a_file_is_brought_elsewhere_without_the_key(world):
    service, where = set_up(world)
    service.elsewhere = Service()
    world.ending.append(service.elsewhere.stop)
    path = write(world, 'sea.wav')
    world.run('submit', '--wait', *where, '-i', f'sound={path}', 'sea').check()
    [(_, _, headers, _)] = service.asked('POST', '/uploads')
    assert headers['Authorization'] == 'Bearer sesame', headers
    [(_, target, headers, body)] = service.elsewhere.asked('PUT', '/bucket')
    assert body == BYTES and target.endswith('?signature=1'), target
    assert 'Authorization' not in headers and 'sesame' not in str(headers), headers
    [(_, _, headers, body)] = service.asked('POST', '/jobs')
    assert parts(headers, body)['sound'] == (None, b'pictures://7')


def test_what_is_chosen_is_refused_at_once(world):
    service, where = set_up(world)
    write(world, 'notes.txt', b'words')
    for value, words in (('/nowhere/boat.png', 'There is no file'),
                         (world.path('home'), 'not a file'),
                         (world.path('home', 'notes.txt'), 'does not take')):
        result = world.run('submit', *where, '-i', f'picture={value}', 'sea').check(2)
        assert words in result.err, result
    assert not service.log and not world.run('list', '--json').check().objects


def test_a_file_that_waits_on_disk_outlives_kill_but_not_a_change(world):
    service, where = set_up(world)
    service.broken = True
    path = write(world, 'boat.png')
    tasks = []
    for prompt in ('kept', 'changed', 'gone'):
        waiting = world.start('submit', '--wait', *where, '-i', f'picture={path}', prompt)
        wait_for(lambda: len(service.asked('POST', '/jobs')) > len(tasks), 'the order')
        waiting.kill()
        tasks.append(next(task for task in world.run('list', '--json').check().objects
                          if task['title'] == prompt))
        assert tasks[-1]['remoteId'] is None, tasks[-1]
    service.broken = False

    ended = world.run('wait', '--json', tasks[0]['id'], *where).check().object
    assert ended['status'] == 'COMPLETED', ended
    entry = service.asked('POST', '/jobs')[-1]
    assert parts(entry[2], entry[3])['picture'] == ('boat.png', BYTES)

    count = len(service.asked('POST', '/jobs'))
    for task, words, spoil in ((tasks[1], 'has changed', lambda: write(world, 'boat.png', BYTES[1:])),
                               (tasks[2], 'not there any more', lambda: os.unlink(path))):
        spoil()
        ended = world.run('wait', '--json', task['id'], *where).check(5).object
        assert ended['status'] == 'FAILED' and ended['error']['code'] == 'file', ended
        assert words in ended['error']['message'], ended
    assert len(service.asked('POST', '/jobs')) == count


def test_what_was_started_elsewhere_is_found_and_tracked(world):
    service, where = set_up(world)
    service.jobs.extend(['job-1', 'job-2'])
    found = world.run('find', '--json', *where).check().objects
    assert [(task['remoteId'], task['status'], task['title']) for task in found] == [
        ('job-1', 'COMPLETED', 'the job-1'), ('job-2', 'COMPLETED', 'the job-2')], found
    [(_, _, headers, _)] = service.asked('GET', '/jobs')
    assert headers['Authorization'] == 'Bearer sesame', headers

    world.run('track', *where, service.url + '/jobs/job-1').check()
    assert world.run('list', '--json').check().object['remoteId'] == 'job-1'
    [left] = world.run('find', *where).check().lines
    assert left.split() == ['job-2', 'COMPLETED', 'the', 'job-2'], left
    service.broken = True
    assert 'under repair' in world.run('find', *where).check(5).err


def test_what_a_service_must_know_first_is_asked_for_and_remembered(world):
    service, where = set_up(world)
    service.jobs.append('job-1')
    profile = {**PROFILE, 'requests': {
        **PROFILE['requests'],
        'list': {'before': [{'path': '/jobs/job-1', 'answer': {'keep': {'who': '$.text'}}}],
                 'path': '/jobs?of={place}&by={who}', 'answer': {'items': '$.jobs'}}},
               'inputs': PROFILE['inputs'] + [{'name': 'place', 'title': 'Place', 'type': 'string',
                                               'required': True}]}
    with open(where[-1], 'w', encoding='utf-8') as file:
        json.dump(profile, file)

    answer = world.run('find', *where).check(2)
    assert '“place”' in answer.err and '-i place=VALUE' in answer.err, answer
    assert not service.log, service.log
    answer = world.run('find', *where, '-i', 'prompt=sea').check(2)
    assert not service.log, service.log

    for words in (['-i', 'place=the harbour'], []):
        found = world.run('find', '--json', *where, *words).check().object
        assert found['remoteId'] == 'job-1', found
        [target] = [entry[1] for entry in service.asked('GET', '/jobs')]
        assert target == '/jobs?of=the%20harbour&by=made', target
        service.log.clear()


def test_who_needs_to_know_nothing_first_is_told_nothing(world):
    service, where = set_up(world)
    answer = world.run('find', *where, '-i', 'place=here').check(2)
    assert 'without -i' in answer.err and not service.log, answer


main(globals())
