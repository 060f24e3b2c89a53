#!/usr/bin/python3
"""The main job on a machine without a display, a session bus or a route to anywhere."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import SIMMERCTL, Program, main, without_a_route  # noqa: E402

SUBMIT_THREE = """
for prompt in "a lighthouse" "a reef" "a storm"; do
  "$0" submit -i width=128 -i height=96 "$prompt" || exit
done | xargs "$0" wait -o "$1"
"""


def test_three_prompts_become_pictures_without_a_route(world):
    assert 'DISPLAY' not in world.env and 'DBUS_SESSION_BUS_ADDRESS' not in world.env
    out = world.path('out')
    shell = Program([*without_a_route(), '/bin/sh', '-c', SUBMIT_THREE, SIMMERCTL, out], world.env)
    world.ending.append(shell.kill)
    result = shell.end().check()
    names = sorted(os.path.basename(path) for path in result.lines)
    assert names == ['a-lighthouse.png', 'a-reef.png', 'a-storm.png'], result
    assert all(os.path.getsize(os.path.join(out, name)) > 100 for name in names), result
    assert 'network' not in result.err, result


main(globals())
