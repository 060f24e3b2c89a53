#!/usr/bin/python3
"""What had come of a task that is cancelled is kept, where its service hands that out."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import main  # noqa: E402
from simmer_service import PROFILE, Service  # noqa: E402

CANCEL = {'method': 'DELETE', 'path': '/jobs/{id}', 'answer': {
    'status': [{'http': 200, 'is': 'CANCELLED'}],
    'results': [{'path': '$.made[*]', 'as': 'url', 'type': 'text/plain', 'partial': True}]}}


def cancel(world, left):
    """A task that was cancelled, and as which its service answered that with what was left."""
    service = Service()
    world.ending.append(service.stop)
    service.left = left
    profile = world.path('home', 'pictures.json')
    with open(profile, 'w', encoding='utf-8') as file:
        json.dump({**PROFILE, 'requests': {**PROFILE['requests'], 'cancel': CANCEL}}, file)
    world.env['SIMMER_TOKEN'] = 'sesame'
    where = ['--server', service.url, '--profile', profile]
    task = world.run('submit', '--json', *where, 'sea').check().object
    world.run('cancel', task['id'], *where).check()
    task = world.show(task['id'])
    assert task['status'] == 'CANCELLED', task
    return task, where


def test_two_of_four_are_here(world):
    task, where = cancel(world, {'made': ['/parts/one', '/parts/two']})
    assert len(task['results']) == 2, task
    for result, words in zip(task['results'], ('one', 'two')):
        with open(result['path'], encoding='utf-8') as file:
            assert file.read() == words, result
    saved = world.run('save', task['id'], world.path('out'), *where).check().lines
    assert len(saved) == 2 and all(os.path.exists(path) for path in saved), saved
    again = world.run('retry', '--json', task['id'], *where).check().object
    assert not again['results'], again


def test_where_nothing_was_made_there_is_nothing_to_save(world):
    task, where = cancel(world, {'made': []})
    assert not task['results'], task
    assert 'no results' in world.run('save', task['id'], world.path('out'), *where).check(5).err


def test_it_is_cancelled_whatever_else_the_answer_says(world):
    for left in (b'{"made": ["/parts/one', b'', b'<!DOCTYPE html><p>Gone for lunch', {'made': 7}, [1]):
        task, _ = cancel(world, left)
        assert task['error'] is None, (left, task)


main(globals())
