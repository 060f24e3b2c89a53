#!/usr/bin/python3
"""Tasks that were started elsewhere: found by the window, chosen, followed."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_service import PROFILE, Service  # noqa: E402
from simmer_window import find_all, main  # noqa: E402


def set_up(world):
    """A service with an account and three tasks, one of which is followed already."""
    service = Service()
    service.jobs += ['job-1', 'job-2', 'job-3']
    world.ending.append(service.stop)
    profiles = world.path('data', 'simmer', 'profiles')
    os.makedirs(profiles)
    with open(os.path.join(profiles, 'pictures.json'), 'w', encoding='utf-8') as file:
        json.dump(PROFILE, file)
    world.run('accounts', 'add', 'pictures', service.url, 'Pictures', text_input='\n').check()
    world.run('track', service.url + '/jobs/job-2').check()
    return service


def open_dialog(window):
    """From the main menu, by keyboard, as there is no key of its own for it."""
    window.in_front()
    window.key('F10')
    window.see('menu item', 'Find My Tasks')
    window.key('Down', 'Return')
    return window.dialog((None, 'Find My Tasks'))


def boxes(window):
    return [node.get_name() for frame in window.frames()
            for node in find_all(frame, 'check box', '^the job')]


def test_tasks_are_found_and_followed(world):
    service = set_up(world)
    window = world.window()
    open_dialog(window)
    window.see(name='^2 tasks found$')
    assert boxes(window) == ['the job-1', 'the job-3'], boxes(window)
    assert window.see('push button', 'Follow$') and not service.asked('GET', '/jobs/job-3')

    window.wait_focus('check box', '^the job-1$')
    window.key('Down', 'space')
    window.press('Follow 1')
    window.no_dialog()
    window.wait_row('the job-3').wait_badge('Done')
    assert sorted(task['remoteId'] for task in world.run('list', '--json').check().objects) == [
        'job-2', 'job-3']

    open_dialog(window)
    window.see(name='^1 task found$')
    assert boxes(window) == ['the job-1'], boxes(window)
    service.jobs.remove('job-1')
    window.key('Escape')
    window.no_dialog()
    open_dialog(window)
    window.see(name='^Pictures has no task that is not followed here')


def test_a_service_in_trouble_says_so_and_is_asked_again(world):
    service = set_up(world)
    window = world.window()
    service.broken = True
    open_dialog(window)
    window.see(name='under repair')
    service.broken = False
    window.press('Try Again')
    window.see(name='^2 tasks found$')


def test_without_a_service_that_tells_nothing_is_offered(world):
    window = world.window()
    window.in_front()
    window.key('F10')
    window.see('menu item', 'Track a Task')
    assert not window.sees('menu item', 'Find My Tasks')


main(globals())
