#!/usr/bin/python3
"""The ring in a real panel: xfce4-panel, with pixels counted on the screen."""

import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from hosts import (APP_ID, PANEL, JobServer, click, count_blue, look, main, measure, run,  # noqa: E402
                   settle, wait_for)

BELOW = (0, PANEL, 400, 250)


def start(desk, progress='0.5', env=None):
    desk.panel()
    demo = desk.demo(env=env)
    demo.say(f'run sea {progress}')
    demo.wait_line('listed')
    return demo


def test_it_comes_and_goes_at_once(desk):
    """The goals are 300 ms to come, and a second to go."""
    desk.panel()
    demo = desk.demo()
    demo.wait_line('ready')
    demo.say('run sea 0.5')
    print(f'# ms from the first task to the icon: {measure(count_blue, "the icon")}')
    demo.say('end sea')
    gone = measure(lambda: count_blue() == 0, 'the icon to go')
    print(f'# ms from the end of the last task until it is gone: {gone}')
    demo.say('run sky 0.5')
    wait_for(count_blue, 'the icon')
    demo.say('quit')
    print(f'# ms from quitting until it is gone: {measure(lambda: count_blue() == 0, "the end")}')


def test_the_ring_grows_and_goes(desk):
    demo = start(desk, '0')
    for name in ('sky', 'sun', 'sand'):
        demo.say(f'run {name} 0')
    demo.wait_line('listed')
    seen = [settle(count_blue)]
    # By quarters through ends of tasks: between reports a single one's progress would glide on.
    for order in ('end sky', 'end sun', 'end sand', 'run sea 1'):
        demo.say(order)
        wait_for(lambda: count_blue() > seen[-1] + 20, f'more after {order} than {seen}')
        seen.append(settle(count_blue))
    print('# coloured pixels:', seen)
    assert seen[0] == 0, seen
    demo.say('end sea')
    demo.wait_line('unlisted')
    wait_for(lambda: count_blue() == 0, 'the icon to go')


def test_it_goes_when_the_program_is_killed(desk):
    demo = start(desk)
    wait_for(count_blue, 'the icon')
    demo.end(signal.SIGKILL)
    wait_for(lambda: count_blue() == 0, 'the icon to go')


def test_it_comes_back_with_the_panel(desk):
    panel = desk.panel()
    demo = desk.demo()
    demo.say('run sea 0.5')
    wait_for(count_blue, 'the icon')
    for turn in (1, 2):
        panel.end(signal.SIGTERM)
        demo.wait_line('unlisted', turn)
        panel = desk.panel()
        demo.wait_line('listed', turn + 1)
        wait_for(count_blue, 'the icon')


def test_it_comes_with_a_panel_that_is_late(desk):
    demo = desk.demo()
    demo.say('run sea 0.5')
    desk.panel()
    demo.wait_line('listed')
    wait_for(count_blue, 'the icon')


def test_clicks(desk):
    demo = start(desk)
    wait_for(count_blue, 'the icon')
    click(1)
    demo.wait_line('open')
    click(2)
    demo.wait_line('pause')
    wait_for(lambda: count_blue() == 0, 'the ring to turn grey')
    click(2)
    demo.wait_line('resume')
    wait_for(count_blue, 'the ring to turn blue')


def test_tooltip(desk):
    start(desk)
    wait_for(count_blue, 'the icon')
    run('xdotool', 'mousemove', '600', '400')
    before = settle(lambda: look(BELOW))
    run('xdotool', 'mousemove', '10', '10', 'mousemove', str(PANEL // 2), str(PANEL // 2))
    wait_for(lambda: look(BELOW) != before, 'the tooltip')


def test_an_open_menu_follows(desk):
    demo = start(desk, '0.25')
    wait_for(count_blue, 'the icon')
    run('xdotool', 'mousemove', '600', '400')
    bare = settle(lambda: look(BELOW))
    click(3)
    wait_for(lambda: look(BELOW) != bare, 'the menu')
    opened = settle(lambda: look(BELOW))
    demo.say('run sea 0.75')
    wait_for(lambda: look(BELOW) not in (opened, bare), 'the text in the open menu')
    settle(lambda: look(BELOW))
    run('xdotool', 'key', 'Up', 'Return')
    demo.wait_line('quit')


def test_all_of_it_through_the_sandbox_s_bus(desk):
    demo = start(desk, env=desk.sandbox())
    wait_for(count_blue, 'the icon')
    click(1)
    demo.wait_line('open')
    click(3)
    run('xdotool', 'mousemove', '600', '400')
    settle(lambda: look(BELOW))
    run('xdotool', 'key', 'Up', 'Return')
    demo.wait_line('quit')
    demo.say('quit')
    wait_for(lambda: count_blue() == 0, 'the icon to go')


def test_a_job_is_steered_through_the_sandbox_s_bus(desk):
    """Plasma answers with signals of a connection that the sandbox knows by its name alone."""
    sandbox = desk.sandbox()
    server = JobServer()
    desk.started.append(server)
    demo = desk.demo(env=sandbox)
    demo.say('run sea 0.25')
    wait_for(lambda: server.told('update'), 'a view of the job')
    assert server.told('requestView')[0][0] == APP_ID, server.calls
    assert server.told('update')[-1][0]['percent'] == 25, server.calls
    server.press('suspendRequested')
    demo.wait_line('pause')
    wait_for(lambda: server.told('update')[-1][0]['suspended'], 'a view that is suspended')
    server.press('resumeRequested')
    demo.wait_line('resume')
    wait_for(lambda: not server.told('update')[-1][0]['suspended'], 'a view that goes on')
    server.press('cancelRequested')
    demo.wait_line('cancel-all')
    demo.say('end sea')
    demo.say('run sky 0.5')
    # Only who knows of its view can end it; the rest ends with the connection.
    wait_for(lambda: server.told('update')[-1][0]['percent'] == 50, 'a view of the next job')
    assert len(server.told('requestView')) == 2, server.calls
    demo.say('quit')
    wait_for(lambda: server.told('terminate'), 'the end of the view')


main(globals())
