#!/usr/bin/python3
"""What a real notification daemon shows of tasks that ended while nobody looked, and what its
buttons do: dunst."""

import os
import re
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..'))
sys.path.insert(0, os.path.join(HERE, '..', '..', 'desktop'))
from hosts import count_colour  # noqa: E402
from simmer_e2e import Program, Skip, wait_for  # noqa: E402
from simmer_window import SCREEN, SHOTS, main, run, until  # noqa: E402

from gi.repository import Gio, GLib  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']
# As it is wide and high, in a colour that nothing else has.
CORNER = (SCREEN[0] - 400, 0, 400, 200)
FRAME = (0xff, 0x00, 0xff)
CONFIG = """[global]
width = 380
origin = top-right
offset = 10x10
frame_width = 4
frame_color = "#ff00ff"
dmenu = {menu}
mouse_left_click = do_action, close_current
[urgency_normal]
timeout = 0
[urgency_critical]
timeout = 0
"""
# Stands for the person before the list of buttons.
MENU = """#!/bin/sh
tee {folder}/offered | grep -m 1 -F "$(cat {folder}/wish)"
"""


class Dunst:
    """The daemon, and what it prints of each notification."""

    def __init__(self, world):
        if shutil.which('dunst') is None:
            raise Skip('dunst is not installed')
        self.folder = world.path('run')
        menu = self.write('menu', MENU.format(folder=self.folder))
        os.chmod(menu, 0o700)
        config = self.write('dunstrc', CONFIG.format(menu=menu))
        env = {key: value for key, value in world.env.items() if key != 'G_DEBUG'}
        self.env = env
        self.program = Program(['stdbuf', '-oL', 'dunst', '-print', '-conf', config], env)
        world.ending.append(self.program.kill)
        bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        until(lambda: bus.call_sync(
            'org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'NameHasOwner',
            GLib.Variant('(s)', ('org.freedesktop.Notifications',)), None, 0, -1, None).unpack()[0],
            'dunst')

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    @property
    def titles(self):
        """What was told, from the first to the last."""
        return re.findall(r"^\s*summary: '(.*)'$", self.program.data, re.M)

    def control(self, *words):
        return run('dunstctl', *words)

    @property
    def shown(self):
        """How many are on the screen: as the daemon says, and as the eye sees."""
        count = int(self.control('count', 'displayed'))
        return count if bool(count_colour(CORNER, FRAME, 8)) == bool(count) else None

    def wait_shown(self, count):
        until(lambda: self.shown == count, lambda: f'{count} on the screen, not {self.shown}: '
              f'{self.program.data[-2000:]}')

    def wait_told(self, title):
        until(lambda: self.titles[-1:] == [title], lambda: f'{title} in {self.program.data[-2000:]}')

    @property
    def buttons(self):
        """Of what was told last."""
        return re.findall(r'^\s*"app\..*": "(.*)"$', self.program.data.rpartition('actions:')[2], re.M)

    def click(self):
        run('xdotool', 'mousemove', str(CORNER[0] + 200), '40', 'click', '1')

    def press(self, button):
        """By the daemon's menu, which leaves the notification where it is."""
        self.write('wish', button + ' ')
        self.control('context')
        path = os.path.join(self.folder, 'offered')
        until(lambda: os.path.exists(path) and os.path.getsize(path), 'the list of buttons')
        os.unlink(path)


def look_away(window):
    run('xdotool', 'windowminimize', str(window.xid))
    until(lambda: window.find_xid('Simmer') is None, 'the window to be minimized')


def keep(name):
    os.makedirs(SHOTS, exist_ok=True)
    run('import', '-window', 'root', os.path.join(SHOTS, name + '.png'))


def test_one_that_is_done_is_told_shown_and_taken_back(world):
    world.generator('--workers', '2')
    dunst = Dunst(world)
    window = world.window()
    green = world.submit('[duration=1] green sea', *SMALL)
    # In sight until its picture is here, with which it ends: nothing is told of it.
    window.wait_row('[duration=1] green').wait_badge('Done')
    wait_for(lambda: os.path.isfile(world.show(green)['results'][0]['path'] or ''), 'the picture')
    look_away(window)
    world.submit('[duration=1] <b>red</b> & blue sea', *SMALL)
    dunst.wait_told('Generation Done')
    dunst.wait_shown(1)
    keep('dunst done')
    assert '&lt;b&gt;red&lt;/b&gt; &amp; blue' in dunst.program.data, dunst.program.data
    assert dunst.titles == ['Generation Done'], dunst.titles
    assert sorted(dunst.buttons) == ['Save', 'Show'], dunst.buttons
    dunst.click()
    until(lambda: window.find_xid('Simmer'), 'the window')
    dunst.wait_shown(0)
    window.check_talk()


def test_one_that_failed_is_tried_again_from_its_notification(world):
    generator = world.generator('--workers', '2')
    dunst = Dunst(world)
    window = world.window()
    look_away(window)
    task = world.submit('[fail-once] [duration=1] blue sea', *SMALL)
    dunst.wait_told('Generation Failed')
    why = world.show(task)['error']['message']
    assert why and why in dunst.program.data, (why, dunst.program.data)
    dunst.wait_shown(1)
    keep('dunst failed')
    assert sorted(dunst.buttons) == ['Retry', 'Show'], dunst.buttons
    dunst.press('Retry')
    dunst.wait_told('Generation Done')
    assert window.find_xid('Simmer') is None, 'the window came without being called'
    assert len(generator.log('POST', '/generate(/[^/]+/retry)?$')) == 2, generator.log('POST')
    window.check_talk()


def test_a_burst_is_one_notification_and_looking_takes_it_back(world):
    world.generator('--workers', '3')
    dunst = Dunst(world)
    window = world.window()
    look_away(window)
    for prompt in ('[duration=1] red', '[duration=2] green', '[fail] [duration=3] blue'):
        world.submit(prompt, *SMALL)
    dunst.wait_told('2 finished, 1 failed')
    dunst.wait_shown(1)
    for colour in ('red', 'green', 'blue'):
        assert colour in dunst.program.data.rpartition('summary:')[2], dunst.program.data
    keep('dunst burst')
    run('xdotool', 'windowactivate', str(window.xid))
    dunst.wait_shown(0)
    window.check_talk()


main(globals())
