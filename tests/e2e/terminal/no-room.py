#!/usr/bin/python3
"""A disk without room, in a mount namespace of this program's own: what is ordered goes on, what is
wrong is said, and what could not be written down is written once there is room."""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import Skip, main, wait_for  # noqa: E402

INSIDE = 'SIMMER_TEST_NAMESPACE'
FULL = 'Free some space; Simmer then goes on by itself.'


def go_inside():
    """Becomes this program in a namespace in which it may mount, where there are such."""
    unshare = shutil.which('unshare')
    if INSIDE in os.environ or unshare is None or subprocess.run(
            [unshare, '-rm', 'mount', '-t', 'tmpfs', 'simmer', '/mnt'], stderr=subprocess.DEVNULL,
            check=False).returncode != 0:
        return
    os.environ[INSIDE] = '1'
    os.execv(unshare, [unshare, '-rm', sys.executable, os.path.abspath(__file__)])


class Disk:
    """A small one for the data folder."""

    def __init__(self, world):
        if INSIDE not in os.environ:
            raise Skip('no mount namespaces here')
        where = world.path('data')
        subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=4m', 'simmer', where], check=True)
        world.ending.insert(0, lambda: subprocess.run(['umount', '-l', where], check=True))
        self.ballast = os.path.join(where, 'ballast')

    def fill(self):
        with open(self.ballast, 'ab', buffering=0) as file:
            for size in (65536, 4096):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                except OSError:
                    pass

    def make_room(self):
        os.unlink(self.ballast)


def fill_disk_under(world):
    """Returns a generator whose workers are busy, and a full disk with a store that is open."""
    disk = Disk(world)
    generator = world.generator('--workers', '1')
    generator.paint_small()
    generator.hold()
    waiting = world.start('submit', '--wait', 'before')
    waiting.wait_for_talk('Waiting')
    disk.fill()
    return disk, generator, waiting


def test_what_is_ordered_on_a_full_disk_is_done_and_said(world):
    disk, generator, waiting = fill_disk_under(world)
    program = world.start('submit', '--wait', 'during')
    program.wait_for_talk('during: Waiting')
    program.wait_for_talk(FULL)
    assert len(generator.log('POST', '/generate$')) == 2
    generator.release()
    result = program.end()
    assert 'during: Done' in result.err, result
    assert 'Traceback' not in result.err and 'WARNING' not in result.err, result
    assert 'before: Done' in waiting.end().err


def test_a_list_on_a_full_disk_says_that_it_is(world):
    disk, generator, waiting = fill_disk_under(world)
    listed = world.run('list').check()
    assert FULL in listed.err and 'before' in listed.out, listed


def test_what_could_not_be_written_is_written_when_there_is_room(world):
    disk, generator, waiting = fill_disk_under(world)
    program = world.start('submit', '--wait', 'during')
    program.wait_for_talk('during: Waiting')
    program.wait_for_talk(FULL)
    disk.make_room()

    def written():
        return [task for task in world.run('list', '--json').check().objects
                if task['title'] == 'during' and task['remoteId']]
    [task] = wait_for(written, 'the task in the store')
    assert task['status'] == 'PENDING', task
    generator.release()
    program.end().check()
    waiting.end().check()
    tasks = world.run('list', '--json').check().objects
    assert sorted((task['title'], task['status']) for task in tasks) == [
        ('before', 'COMPLETED'), ('during', 'COMPLETED')], tasks
    assert len(generator.log('POST', '/generate$')) == 2
    assert not world.run('list').check().err


go_inside()
main(globals())
