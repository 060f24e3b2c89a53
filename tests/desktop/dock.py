#!/usr/bin/python3
"""Progress on an icon of a real dock: plank."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from hosts import look, main, settle, wait_for  # noqa: E402

BOTTOM = (200, 480, 400, 120)


def count_other(bare):
    """How many pixels of the dock look different: not by a shade, which a fading leaves."""
    now = look(BOTTOM)
    return sum(max(abs(now[i + c] - bare[i + c]) for c in range(3)) > 32
               for i in range(0, len(now), 4))


def start(desk):
    """Returns what is to be seen of a dock that shows nothing but its icon."""
    empty = look(BOTTOM)
    desk.plank()
    wait_for(lambda: look(BOTTOM) != empty, 'the dock')
    # It fades in, and may stand still meanwhile where much else goes on.
    return settle(lambda: look(BOTTOM), 2)


def test_progress_is_seen_and_cleared(desk):
    bare = start(desk)
    demo = desk.demo()
    for name in ('sea', 'sky', 'sun', 'sand'):
        demo.say(f'run {name} 0')
    shown = []
    for order in (None, 'end sky', 'end sun', 'end sand'):
        if order is not None:
            demo.say(order)
        before = shown[-1] if shown else bare
        wait_for(lambda: look(BOTTOM) != before, f'another picture after {order}')
        shown.append(settle(lambda: look(BOTTOM), 0.3))
        assert count_other(bare) > 100, 'no badge and no bar'
    assert len(set(shown)) == len(shown), 'a step that is not seen'
    demo.say('end sea')
    wait_for(lambda: count_other(bare) < 8, lambda: f'the dock as it was: {count_other(bare)}')


def test_nothing_stays_after_the_program(desk):
    bare = start(desk)
    for end in (lambda demo: demo.say('quit'), lambda demo: demo.end(9)):
        demo = desk.demo()
        demo.say('run sea 0.5')
        wait_for(lambda: count_other(bare) > 100, 'the progress')
        end(demo)
        wait_for(lambda: count_other(bare) < 8, lambda: f'the dock as it was: {count_other(bare)}')


main(globals())
