#!/usr/bin/python3
"""What becomes of a result: its picture in the row, saved, copied and opened from its page."""

import glob
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from simmer_e2e import PATIENCE, Skip  # noqa: E402
import simmer_window  # noqa: E402
from simmer_window import find_all, is_shown, main, text_of, until  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=64']
# Writes down what it was called with, whole and at once.
OPENER = """#!/bin/sh
printf '%s\\n' "$@" >"{told}.new" && mv "{told}.new" "{told}"
"""
DESKTOP = """[Desktop Entry]
Type=Application
Name=Viewer
Exec={program} %u
MimeType=image/png;text/plain;
"""
DEFAULTS = """[Default Applications]
image/png=viewer.desktop
text/plain=viewer.desktop
"""
# A program of another's: what it is offered under a media type, written to a file.
READER = """
import sys
import gi
gi.require_version('Gtk', '4.0')
from gi.repository import Gdk, Gio, GLib, Gtk
Gtk.init()
mime, path = sys.argv[1:]
loop = GLib.MainLoop()

def written(file, result):
    file.splice_finish(result)
    loop.quit()

def read(clipboard, result):
    try:
        stream, _ = clipboard.read_finish(result)
    except GLib.Error as error:
        print(error.message)
        loop.quit()
        return
    file = Gio.File.new_for_path(path).replace(None, False, 0, None)
    both = Gio.OutputStreamSpliceFlags.CLOSE_SOURCE | Gio.OutputStreamSpliceFlags.CLOSE_TARGET
    file.splice_async(stream, both, 0, None, written)

Gdk.Display.get_default().get_clipboard().read_async([mime], 0, None, read)
loop.run()
"""


def bytes_of(path):
    with open(path, 'rb') as file:
        return file.read()


def done(world, prompt, *inputs):
    """A task that is done, and the file that came of it."""
    task = world.submit(prompt, *SMALL, *inputs)
    world.run('wait', task).check()
    return task, world.show(task)['results'][0]['path']


def open_window(world):
    # The question for a place looks for disks, and says so where nobody tells of any.
    return world.window(GIO_USE_VOLUME_MONITOR='unix')


def open_page(window, title):
    window.wait_row(title).wait_badge('Done').focus()
    window.key('Return')
    window.see('push button', 'Back')


def viewer(world):
    """Makes a program the one for pictures and texts; returns where it writes what it was given."""
    told, program = world.path('told'), world.path('viewer')
    with open(program, 'w', encoding='ascii') as file:
        file.write(OPENER.format(told=told))
    os.chmod(program, 0o755)
    folder = world.path('data', 'applications')
    os.mkdir(folder)
    with open(os.path.join(folder, 'viewer.desktop'), 'w', encoding='ascii') as file:
        file.write(DESKTOP.format(program=program))
    with open(os.path.join(folder, 'mimeapps.list'), 'w', encoding='ascii') as file:
        file.write(DEFAULTS)
    return told


def read_clipboard(world, mime):
    """What another program is given of the clipboard."""
    path = world.path('clipboard')
    # The bindings warn on their own account.
    env = world.environment(G_DEBUG=None, GTK_A11Y='none')
    asked = subprocess.run([sys.executable, '-c', READER, mime, path], env=env, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE,
                           check=False)
    if 'Namespace Gtk not available' in asked.stderr:
        raise Skip('no bindings of GTK 4 here')
    assert os.path.exists(path), f'no {mime} on the clipboard: {asked.stdout}{asked.stderr}'
    return bytes_of(path)


def pixels(picture):
    return subprocess.run(['convert', 'png:-', '-depth', '8', 'rgb:-'], input=picture, check=True,
                          stdout=subprocess.PIPE).stdout


def save_as(window, name, target):
    """Presses the button, is asked where to under a name that tells what it is, and answers."""
    window.press('Save As…')
    until(lambda: window.find_xid('Save Result'), 'the question')

    def asked():
        return next((field for frame in window.frames() for field in find_all(frame, 'text')
                     if text_of(field) == name), None)
    field = until(asked, lambda: f'{name!r} to be suggested')
    window.key('ctrl+a')
    window.fill(field, target)
    window.key('Return')


def test_the_row_shows_the_picture_once_it_is_there(world):
    world.generator('--workers', '1')
    world.submit('first [duration=6]', *SMALL, '-i', 'seed=7')
    window = world.window()
    row = window.wait_row('first')

    def tile():
        """The points of the middle of the row's tile."""
        atspi = simmer_window.Atspi
        box = atspi.Component.get_extents(row.node, atspi.CoordType.WINDOW)
        return window.pixels(box.x + 20, box.y + 20, 32, 32)

    def changed():
        return sum(abs(was[0] - now[0]) > 24 for was, now in zip(before, tile()))

    row.wait_badge('Running')
    before = tile()
    assert changed() == 0, f'{changed()} points changed before there is a picture'
    row.wait_badge('Done')
    until(lambda: changed() > 500, lambda: f'the picture: {changed()} points changed')
    window.check_talk()


def test_a_picture_is_saved_copied_and_opened(world):
    told = viewer(world)
    world.generator('--workers', '1')
    _, path = done(world, 'a sea')
    window = open_window(world)
    open_page(window, 'a sea')

    window.press('Copy')
    window.toast('^Copied$')
    assert pixels(read_clipboard(world, 'image/png')) == pixels(bytes_of(path))
    files = read_clipboard(world, 'text/uri-list').decode()
    assert files.strip() == 'file://' + path, files

    window.press('Open')
    until(lambda: os.path.exists(told), 'the viewer to be started')
    assert bytes_of(told).decode().strip() in (path, 'file://' + path), bytes_of(told)

    target = world.path('out', 'mine.png')
    save_as(window, 'a-sea.png', target)
    window.toast('^Saved$')
    assert bytes_of(target) == bytes_of(path)
    window.check_talk()


def test_a_text_is_shown_copied_and_saved(world):
    world.generator('--workers', '1')
    _, path = done(world, 'a story', '-i', 'kind=text')
    text = bytes_of(path).decode()
    window = open_window(world)
    open_page(window, 'a story')
    until(lambda: text.strip() in [text_of(node).strip() for node in find_all(window.frame)
                                   if is_shown(node)], lambda: f'the text {text[:60]!r}')

    window.press('Copy')
    window.toast('^Copied$')
    assert read_clipboard(world, 'text/plain;charset=utf-8').decode() == text

    target = world.path('out', 'story.txt')
    save_as(window, 'a-story.txt', target)
    window.toast('^Saved$')
    assert bytes_of(target).decode() == text
    window.check_talk()


def test_a_place_that_cannot_be_written_is_said(world):
    world.generator('--workers', '1')
    done(world, 'a sea')
    window = open_window(world)
    open_page(window, 'a sea')
    save_as(window, 'a-sea.png', '/proc/mine.png')
    window.toast('^It could not be saved: .')
    assert not glob.glob('/proc/mine*')
    window.check_talk()


main(globals())
