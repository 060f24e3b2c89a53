#!/usr/bin/python3
"""What a person chooses of how often a service is asked, in the preferences and for an account."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import simmer_window  # noqa: E402
from simmer_window import find, main, states, until  # noqa: E402

SHORTEST = '^Shortest interval in seconds'
LONGEST = '^Longest interval in seconds'


def set_spin(dialog, name, seconds):
    spin = find(dialog, 'spin button', name)
    simmer_window.Atspi.Value.set_current_value(spin, seconds)
    until(lambda: simmer_window.Atspi.Value.get_current_value(spin) == seconds, f'{seconds} in {name}')


def set_live(dialog, live):
    switch = find(dialog, 'check box', '^Live Updates')
    simmer_window.Atspi.Action.do_action(switch, 0)
    until(lambda: ('checked' in states(switch)) == live, f'Live Updates {live}')


def gaps(generator):
    """Seconds from one question about the task to the next."""
    times = [entry['at'] for entry in generator.questions()]
    return [(later - earlier) / 1000 for earlier, later in zip(times, times[1:])]


def test_the_preferences_and_then_the_account_say_how_often(world):
    generator = world.generator('--workers', '1')
    window = world.window(GSETTINGS_BACKEND='keyfile')
    generator.fault('duration=600')
    window.submit('a lighthouse in the fog')

    # It tells by itself, and is hardly ever asked; without that it is asked as often as is wished.
    window.key('ctrl+comma')
    dialog = window.dialog(('spin button', SHORTEST), ('check box', '^Live Updates'))
    set_spin(dialog, SHORTEST, 4)
    set_spin(dialog, LONGEST, 4)
    set_live(dialog, False)
    generator.forget_log()
    until(lambda: len(gaps(generator)) >= 3, lambda: f'questions without live updates: {gaps(generator)}')
    assert all(gap > 3.9 for gap in gaps(generator)[1:]), gaps(generator)
    with open(world.path('config', 'glib-2.0', 'settings', 'keyfile'), encoding='utf-8') as file:
        settings = file.read()
    for line in ('poll-minimum=4', 'poll-maximum=4', 'live-updates=false'):
        assert line in settings, settings

    # The account has wishes of its own.
    window.key('Tab')
    window.wait_focus('list item', '^This Computer')
    window.key('Return')
    account = window.dialog(('spin button', SHORTEST), ('push button', 'Save'))
    set_spin(account, SHORTEST, 1)
    set_spin(account, LONGEST, 1)
    window.key('alt+s')
    until(lambda: len(window.frames()) == 2, 'the end of the account’s window')
    generator.forget_log()
    until(lambda: any(gap < 3 for gap in gaps(generator)), lambda: f'more questions: {gaps(generator)}')
    assert all(gap > 0.9 for gap in gaps(generator)), gaps(generator)
    wishes = world.run('accounts', 'show', 'builtin', '--json').check().objects[0]
    assert [wishes[key] for key in ('live', 'pace', 'shortest', 'longest')] == [True, 'usual', 1, 1], wishes
    window.check_talk()


main(globals())
