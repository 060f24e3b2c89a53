#!/usr/bin/python3
"""What a person chooses in the preferences, clicked there, and what Simmer then does or leaves."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import simmer_window  # noqa: E402
from simmer_window import find, main, run, states, until  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']


def preferences(window):
    window.key('ctrl+comma')
    return window.dialog(('check box', '^Notifications'))


def switch(world, dialog, name, key, on):
    """Clicks, and waits until the choice stands where it outlives the window."""
    button = find(dialog, 'check box', f'^{name}')
    assert ('checked' in states(button)) != on, f'{name} is {on} before anybody clicked'
    assert simmer_window.Atspi.Action.do_action(button, 0)
    wait_setting(world, key, 'true' if on else 'false')
    until(lambda: ('checked' in states(button)) == on, f'{name} to be {on}')


def settings(world):
    path = world.path('config', 'glib-2.0', 'settings', 'keyfile')
    if not os.path.exists(path):
        return {}
    with open(path, encoding='utf-8') as file:
        return dict(line.strip().split('=', 1) for line in file if '=' in line)


def wait_setting(world, key, value):
    until(lambda: settings(world).get(key) == value, lambda: f'{key}={value}: {settings(world)}')


def close(window):
    window.key('Escape')
    window.no_dialog()


def look_away(window):
    run('xdotool', 'windowminimize', str(window.xid))
    until(lambda: window.find_xid('Simmer') is None, 'the window to be minimized')


def test_nobody_is_told_where_notifications_are_off(world):
    world.generator('--workers', '2')
    told = world.notifications().told
    window = world.window(GSETTINGS_BACKEND='keyfile')
    switch(world, preferences(window), 'Notifications', 'notify', False)
    close(window)
    look_away(window)
    world.submit('[duration=1] unheard sea', *SMALL)
    window.wait_row('[duration=1] unheard').wait_badge('Done')
    # What is told later shows that the first would have been told by now.
    run('xdotool', 'windowactivate', str(window.xid))
    until(lambda: window.find_xid('Simmer'), 'the window')
    switch(world, preferences(window), 'Notifications', 'notify', True)
    close(window)
    look_away(window)
    world.submit('[duration=1] heard sea', *SMALL)
    until(lambda: told, 'a notification')
    assert len(told) == 1 and ' heard sea' in told[0]['body'], told
    window.check_talk()


def test_closing_the_window_ends_it_where_the_background_is_off(world):
    world.generator('--workers', '1')
    window = world.window(GSETTINGS_BACKEND='keyfile')
    switch(world, preferences(window), 'Go On in the Background', 'background', False)
    close(window)
    task = world.submit('[duration=600] sea', *SMALL)
    window.wait_row('[duration=600] sea').wait_badge('Running')
    window.key('ctrl+w')
    window.end()
    assert world.show(task)['status'] == 'IN_PROGRESS', world.show(task)
    world.run('cancel', task).check()


main(globals())
