#!/usr/bin/python3
"""Links that lead into Simmer: shown to the person, who decides; refused where they mean no good."""

import json
import os
import subprocess
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import simmer_window  # noqa: E402
from simmer_service import PROFILE, Service  # noqa: E402
from simmer_window import main, until  # noqa: E402


def set_up(world):
    """A service with an account and a task that was started elsewhere, and Simmer's window."""
    service = Service()
    service.jobs.append('job-1')
    world.ending.append(service.stop)
    profiles = world.path('data', 'simmer', 'profiles')
    os.makedirs(profiles)
    with open(os.path.join(profiles, 'pictures.json'), 'w', encoding='utf-8') as file:
        json.dump(PROFILE, file)
    world.run('accounts', 'add', 'pictures', service.url, 'Pictures', text_input='\n').check()
    return service, world.window()


def follow(world, link):
    """As a browser does: one more start of the program, which hands the link on."""
    subprocess.run([simmer_window.SIMMER, link], env=world.environment(), check=True, timeout=60)


def tasks(world):
    return world.run('list', '--json').check().objects


def test_a_link_asks_before_it_follows(world):
    service, window = set_up(world)
    link = 'simmer://track?url=' + urllib.parse.quote(service.url + '/jobs/job-1', safe='')
    follow(world, link)
    window.see(name='^A link asks')
    window.see(name='^Pictures will be asked')
    window.key('Escape')
    window.no_dialog()
    assert not tasks(world) and not service.asked('GET', '/jobs/job-1'), service.log

    follow(world, link)
    window.see(name='^A link asks')
    button = window.see('push button', 'Track$')
    assert simmer_window.Atspi.Action.do_action(button, 0)
    window.no_dialog()
    until(lambda: service.asked('GET', '/jobs/job-1'), 'the question')
    [task] = until(lambda: tasks(world), 'the task')
    assert task['remoteId'] == 'job-1' and task['account'].startswith('pictures@'), task


def test_a_link_by_service_and_id(world):
    _, window = set_up(world)
    follow(world, 'simmer://track?service=pictures&id=job-1')
    window.see(name='^A link asks')
    until(lambda: any(simmer_window.text_of(node) == 'job-1'
                      for frame in window.frames() for node in simmer_window.find_all(frame, 'text')),
          'the id in the form')
    window.key('Escape')
    window.no_dialog()
    follow(world, 'simmer://track?service=nobody&id=job-1')
    window.see(name='no account of that service')
    assert not tasks(world)


def test_hostile_links_are_refused(world):
    service, window = set_up(world)
    for link in ('simmer://submit?prompt=a', 'simmer://track?url=file%3A%2F%2F%2Fetc%2Fpasswd',
                 'simmer://track?service=pictures&id=..%2F..%2Fadmin',
                 'simmer://track?url=https%3A%2F%2Fgood.example%40evil.example%2Fx'):
        follow(world, link)
        window.see(name='Link Cannot Be Followed')
        window.key('Escape')
        window.no_dialog()
    assert not tasks(world) and not service.log, service.log


main(globals())
