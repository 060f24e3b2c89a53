#!/usr/bin/python3
"""Where a closed window goes on, and that it is never lost: with a real panel."""

import os
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..'))
sys.path.insert(0, os.path.join(HERE, '..', '..', 'desktop'))
import hosts  # noqa: E402
from simmer_e2e import Skip  # noqa: E402
from simmer_window import main, until  # noqa: E402


def start_panel(world):
    desk = hosts.Desk()
    world.ending.append(desk.end)
    try:
        return desk, desk.panel()
    except hosts.Skip as reason:
        raise Skip(reason) from None


def test_it_comes_back_when_its_icon_is_gone_for_good(world):
    desk, panel = start_panel(world)
    world.generator('--workers', '1')
    window = world.window()
    window.submit('[duration=600] sea').wait_badge('Running')
    until(hosts.count_blue, 'the icon')
    window.key('ctrl+w')
    window.press('Keep Going in the Background')
    until(lambda: window.find_xid('Simmer') is None, 'the window to go')

    # A panel that starts anew is no reason to come back: its icon is there again, and opens it.
    panel.end(signal.SIGTERM)
    panel = desk.panel()
    until(hosts.count_blue, 'the icon in the new panel')
    assert window.find_xid('Simmer') is None, 'it lost its patience'
    hosts.click(1)
    until(lambda: window.find_xid('Simmer'), 'the window')
    window.open()
    window.key('ctrl+w')  # known by now, so without a question
    until(lambda: window.find_xid('Simmer') is None, 'the window to go again')

    panel.end(signal.SIGTERM)
    until(lambda: window.find_xid('Simmer'), 'the window to come back by itself')
    window.check_talk()


def test_it_leaves_no_icon_however_it_ends(world):
    start_panel(world)
    world.generator('--workers', '1')
    task = world.submit('[duration=600] sea', '-i', 'width=64', '-i', 'height=64')
    for number in (signal.SIGTERM, signal.SIGKILL):
        window = world.window()
        window.wait_row('[duration=600] sea').wait_badge('Running')
        until(hosts.count_blue, 'the icon')
        window.process.send_signal(number)
        print('# ms until the icon is gone:', hosts.measure(lambda: hosts.count_blue() == 0, 'its end'))
        window.process.wait()
    assert world.show(task)['status'] == 'IN_PROGRESS'


main(globals())
