#!/usr/bin/python3
"""The main job in the window, by keyboard alone, as a screen reader hears it."""

import contextlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import PATIENCE  # noqa: E402
from simmer_window import find_all, is_shown, main, text_of, until  # noqa: E402

# Asks for the way of painting that takes the least time: this is about the window.
PROMPT = 'a lighthouse above the waves'
SIZES = {'wide': (1000, 700), 'narrow': (360, 640)}


def shots(window, name):
    for size, (width, height) in SIZES.items():
        window.resize(width, height)
        window.shot(f'{name}-{size}')
    window.resize(*SIZES['wide'])


def has_ring(window):
    """Whether there is anything blue around the button at the start of the header bar."""
    pixels = window.pixels(0, 0, 46, 46)
    return sum(blue > red + 40 for red, _green, blue in pixels) > 40


def follow(window, row):
    """Reads the row until it is done: [(badge, value, name)], each once."""
    heard = []

    def look():
        window.check_alive()
        now = (row.badge, row.value, row.name)
        # A row that moves to another section is taken apart: it says nothing for a moment.
        if now[0] and now[2] and (not heard or heard[-1] != now):
            heard.append(now)
        return now[0] in ('Done', 'Failed')

    until(look, lambda: f'the end: {heard}')
    return heard


def check_story(heard):
    badges = [badge for badge, _, _ in heard]
    values = [value for badge, value, _ in heard if badge == 'Running' and value is not None]
    names = [name for _, _, name in heard]
    assert badges[-1] == 'Done' and 'Running' in badges, heard
    order = ['Submitting…', 'Waiting', 'Running', 'Done']
    assert [order.index(badge) for badge in badges] == sorted(order.index(b) for b in badges), badges
    assert len(set(values)) >= 3 and values == sorted(values) and max(values) < 1, values
    assert any('percent' in name for name in names), names
    assert names[-1] == f'{PROMPT}, done', names


def test_submits_by_keyboard_alone_and_hears_it_to_its_end(world):
    generator = world.generator('--workers', '1', small=False)
    window = world.window()
    window.see('label', '^No Tasks Yet$')
    shots(window, '01-empty')

    generator.fault('duration=6')
    window.key('ctrl+n')
    window.fill(window.wait_focus('text', 'Prompt'), PROMPT)
    window.shot('02-new')
    window.key('ctrl+Return')
    window.no_dialog()
    row = window.wait_row(PROMPT)
    window.wait_focus('list item', '^' + PROMPT)
    heard = follow(window, row)
    check_story(heard)
    print(f'# heard {len(heard)} times: {[(b, v and round(v, 2)) for b, v, _ in heard][:12]}')
    row.wait_words(r'took .* seconds?')
    assert row.focused, 'the focus left the row when it changed section'
    assert [entry['path'] for entry in generator.log('POST')] == ['/api/v1/generate']

    window.key('Return')
    window.wait_focus('push button', 'Back')
    until(lambda: any(is_shown(node) and text_of(node) == PROMPT
                      for node in find_all(window.frame, 'label', PROMPT)), 'the prompt on the page')
    window.see('push button', 'Save')
    shots(window, '04-page')
    window.key('alt+Left')
    window.wait_focus('list item', '^' + PROMPT)
    window.check_talk()


def test_rings_the_focus_for_the_keyboard_alone(world):
    world.generator('--workers', '1')
    window = world.window()
    row = window.submit('a harbour in the snow')
    window.key('Return')
    window.wait_focus('push button', 'Back')
    until(lambda: has_ring(window), 'a ring around Back, which the keyboard reached')
    window.key('alt+Left')
    window.wait_focus('list item', '^a harbour')
    # Until the page has slid away a click meets that, and nothing tells when it has.
    for _ in range(3):
        window.click(row)
        with contextlib.suppress(AssertionError):
            window.wait_focus('push button', 'Back', PATIENCE / 4)
            break
    window.wait_focus('push button', 'Back')
    until(lambda: any(is_shown(node) and text_of(node) == 'a harbour in the snow'
                      for node in find_all(window.frame, 'label', '^a harbour')), 'the page')
    assert not has_ring(window), 'a ring around Back after a click'
    window.key('Tab', 'shift+Tab')
    window.wait_focus('push button', 'Back')
    until(lambda: has_ring(window), 'a ring again')


def test_shows_every_state_in_both_sizes_light_and_dark(world):
    generator = world.generator('--workers', '2', small=False)
    small = ['-i', 'width=512', '-i', 'height=512']
    world.run('submit', '--wait', 'A koi pond in morning light', *small).check()
    world.run('submit', '--wait', 'Terraced rice fields at sunrise [fail]', *small)
    for prompt in ('A lighthouse at dusk, oil on canvas [duration=300]',
                   'Paper boats on a rainy street [duration=600]', 'A harbour town in deep snow'):
        world.submit(prompt, *small)
    cancelled = world.submit('Coral reef, macro, shallow water', *small)
    world.run('cancel', cancelled).check()
    for scheme in ('light', 'dark'):
        window = world.window(ADW_DEBUG_COLOR_SCHEME=f'prefer-{scheme}')
        window.wait_row('A lighthouse').wait_badge('Running')
        window.wait_row('Coral reef').wait_badge('Cancelled')
        until(lambda: len(window.rows()) == 6, lambda: window.rows())
        shots(window, f'03-queue-{scheme}')
        window.row('Terraced').focus()
        window.key('Return')
        window.wait_focus('push button', 'Back')
        window.see('push button', 'Copy Details')
        shots(window, f'05-failure-{scheme}')
        window.key('ctrl+q')
        window.end()
    assert len(generator.log('POST', '/generate$')) == 6


main(globals())
