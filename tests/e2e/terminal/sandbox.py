#!/usr/bin/python3
"""simmerctl in a sandbox like the flatpak's: what it starts ends with it, and the root is in memory."""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import main, Skip  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']


def enter(world):
    """What to put before a command: all of the machine, in process numbers of its own and with the file
    in the root by which a flatpak is known."""
    bwrap = shutil.which('bwrap')
    if bwrap is None:
        raise Skip('bwrap is not installed')
    info = world.path('flatpak-info')
    with open(info, 'w', encoding='utf-8') as file:
        file.write('[Application]\nname=io.github.simmer_app.Simmer\n\n[Context]\nfilesystems=/tmp;\n')
    prefix = [bwrap, '--die-with-parent', '--unshare-pid', '--tmpfs', '/']
    for name in sorted(os.listdir('/')):
        path = '/' + name
        if os.path.islink(path):
            prefix += ['--symlink', os.readlink(path), path]
        elif name not in ('proc', 'dev', '.flatpak-info'):
            prefix += ['--bind', path, path]
    prefix += ['--proc', '/proc', '--dev', '/dev', '--ro-bind', info, '/.flatpak-info']
    if subprocess.run([*prefix, 'true'], check=False, stderr=subprocess.DEVNULL).returncode:
        raise Skip('no sandboxes here')
    return prefix


def test_a_submission_that_nobody_would_finish_is_waited_for(world):
    sandbox = enter(world)
    result = world.run('submit', '--json', 'a lake', *SMALL, prefix=sandbox).check()
    assert 'ends soon after this command' in result.err, result
    task = result.object
    assert task['status'] == 'COMPLETED' and os.path.isfile(task['results'][0]['path']), result
    assert not world.launched_generators(), 'a generator outlived the sandbox'


def test_all_sandboxes_of_one_application_share_a_generator(world):
    sandbox = enter(world)
    shared = world.path('run', 'app', 'io.github.simmer_app.Simmer')
    os.makedirs(shared)
    world.run('submit', 'a lake', *SMALL, prefix=sandbox,
              env={**world.env, 'FLATPAK_ID': 'io.github.simmer_app.Simmer'}).check()
    assert os.path.exists(os.path.join(shared, 'simmer', 'generator.lock'))
    assert not os.path.exists(world.path('run', 'simmer')), 'a folder of its own'


def test_a_service_elsewhere_need_not_be_waited_for(world):
    generator = world.generator('--workers', '1', name='elsewhere')
    generator.hold()
    result = world.run('submit', '--json', *world.server(generator), 'a lake', *SMALL,
                       prefix=enter(world)).check()
    assert result.object['status'] == 'PENDING' and 'ends with' not in result.err, result


def test_a_folder_that_would_be_lost_is_refused(world):
    sandbox = enter(world)
    result = world.run('submit', '--wait', '-o', '/elsewhere/pictures', 'a lake', *SMALL, prefix=sandbox)
    result.check(1)
    assert '“/elsewhere/pictures”' in result.err and '--filesystem' in result.err, result
    assert not world.run('list', '--json').check().lines, 'it was ordered'
    kept = world.path('kept')
    world.run('submit', '--wait', '-o', kept, 'a lake', *SMALL, prefix=sandbox).check()
    assert len(os.listdir(kept)) == 1, os.listdir(kept)


main(globals())
