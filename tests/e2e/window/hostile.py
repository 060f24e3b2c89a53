#!/usr/bin/python3
"""Whatever is in a prompt or in an answer is shown as text."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_window import find_all, main, text_of, until  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']
# Each with how its row's name begins: a title is one line, without control characters.
PROMPTS = {
    'markup': ('<b>&amp;</b> <span foreground="red">&lt; % _ %s', '<b>&amp;</b> <span'),
    'rtl': ('שקיעה מעל הים \u202eabc <i>', 'שקיעה מעל הים'),
    'lines': ('first line\nsecond line\tand\rmore', 'first line second line and more'),
    'controls': ('bell \x07 escape \x1b[31m zero-width \u200b\ufeff', 'bell escape [31m'),
    'wide': ('🗼' * 40 + 'Z\u0335\u0321\u0322\u0323' * 20, '🗼' * 40),
    'long': ('word ' * 799 + 'end', 'word word'),
    'unbroken': ('x' * 4000, 'xxxxxxxxx'),
}


def test_prompts_of_any_kind_are_shown_as_text(world):
    world.generator('--workers', '4')
    for prompt, _ in PROMPTS.values():
        world.run('submit', '--wait', '-', *SMALL, text_input=prompt).check()
    window = world.window()
    until(lambda: len(window.rows()) == len(PROMPTS), lambda: window.rows())
    row = window.wait_row('<b>&amp;</b> <span foreground="red">&lt; % _ %s, done')
    row.wait_words(r'<b>&amp;</b> <span')
    for width, height in ((1000, 700), (360, 640)):
        window.resize(width, height)
        window.shot(f'06-hostile-{width}')
    window.resize(1000, 700)
    assert all(len(name) < 150 for name in window.rows()), 'a row whose name takes minutes to hear'
    for name, (prompt, begin) in PROMPTS.items():
        window.row(begin).focus()
        window.key('Return')
        window.wait_focus('push button', 'Back')
        until(lambda: any(text_of(label).startswith(prompt[:10])
                          for label in find_all(window.frame, 'label')), lambda: f'{name} on the page')
        window.shot(f'06-hostile-page-{name}')
        window.key('Escape')
        window.wait_focus('list item')
    window.check_talk()


def test_a_toast_shows_a_prompt_with_markup_as_text(world):
    world.generator('--workers', '1')
    world.submit('first [duration=400]', *SMALL)
    world.run('submit', '-', *SMALL, text_input='<b>&</b> bold').check()
    window = world.window()
    window.wait_row('<b>&</b> bold').press('Cancel')
    window.see('label', '^“<b>&</b> bold” cancelled$')
    window.check_talk()


main(globals())
