"""Times a graphical program from its start to its first painted frame, as the X server sees it.

The screen is asked for nothing while the program starts: the X DAMAGE extension tells when something
was drawn, and only then one column of pixels is read. A frame counts once that column shows several
colours, which an unpainted window does not.
"""

import ctypes
import os
import select
import signal
import subprocess
import time

X11 = ctypes.CDLL('libX11.so.6')
DAMAGE = ctypes.CDLL('libXdamage.so.1')
for function, result, arguments in (
        (X11.XOpenDisplay, ctypes.c_void_p, [ctypes.c_char_p]),
        (X11.XDefaultRootWindow, ctypes.c_ulong, [ctypes.c_void_p]),
        (X11.XConnectionNumber, ctypes.c_int, [ctypes.c_void_p]),
        (X11.XPending, ctypes.c_int, [ctypes.c_void_p]),
        (X11.XNextEvent, ctypes.c_int, [ctypes.c_void_p, ctypes.c_void_p]),
        (X11.XSync, ctypes.c_int, [ctypes.c_void_p, ctypes.c_int]),
        (X11.XDisplayWidth, ctypes.c_int, [ctypes.c_void_p, ctypes.c_int]),
        (X11.XDisplayHeight, ctypes.c_int, [ctypes.c_void_p, ctypes.c_int]),
        (X11.XGetImage, ctypes.c_void_p,
         [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int, ctypes.c_uint,
          ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]),
        (X11.XGetPixel, ctypes.c_ulong, [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]),
        (X11.XDestroyImage, ctypes.c_int, [ctypes.c_void_p]),
        (DAMAGE.XDamageQueryExtension, ctypes.c_int,
         [ctypes.c_void_p, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int)]),
        (DAMAGE.XDamageCreate, ctypes.c_ulong, [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int]),
        (DAMAGE.XDamageSubtract, None,
         [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong])):
    function.restype = result
    function.argtypes = arguments

ALL_PLANES = ctypes.c_ulong(-1).value
Z_PIXMAP = 2
REPORT_NON_EMPTY = 3


class Screen:
    """The X server's screen: tells when a frame stands on it."""

    def __init__(self):
        self.display = X11.XOpenDisplay(None)
        if not self.display:
            raise RuntimeError('no display')
        self.root = X11.XDefaultRootWindow(self.display)
        self.width = X11.XDisplayWidth(self.display, 0)
        self.height = X11.XDisplayHeight(self.display, 0)
        base = ctypes.c_int()
        if not DAMAGE.XDamageQueryExtension(self.display, ctypes.byref(base),
                                            ctypes.byref(ctypes.c_int())):
            raise RuntimeError('the X server has no DAMAGE extension')
        self.damage = DAMAGE.XDamageCreate(self.display, self.root, REPORT_NON_EMPTY)
        X11.XSync(self.display, False)

    def _drain(self):
        event = (ctypes.c_long * 24)()
        seen = False
        while X11.XPending(self.display):
            X11.XNextEvent(self.display, event)
            seen = True
        if seen:
            DAMAGE.XDamageSubtract(self.display, self.damage, 0, 0)
            X11.XSync(self.display, False)
        return seen

    def colours(self):
        """How many colours the left part of the screen shows, along a few columns."""
        found = set()
        for x in (40, 120, 200):
            image = X11.XGetImage(self.display, self.root, x, 0, 1, self.height, ALL_PLANES, Z_PIXMAP)
            found.update(X11.XGetPixel(image, 0, y) for y in range(self.height))
            X11.XDestroyImage(image)
        return len(found)

    def wait(self, wanted, deadline):
        """Waits until `wanted (colours)` holds; returns when, or raises TimeoutError."""
        while True:
            drew = self._drain()
            now = time.monotonic()
            if drew and wanted(self.colours()):
                return now
            if now > deadline:
                raise TimeoutError('nothing was painted')
            if not X11.XPending(self.display):
                select.select([X11.XConnectionNumber(self.display)], [], [], 0.25)


def start(screen, command, environment=None, timeout=60):
    """Starts `command` on an empty screen; returns (process, seconds to its first frame)."""
    screen._drain()
    begin = time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, **(environment or {})},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        painted = screen.wait(lambda colours: colours >= 3, begin + timeout)
    except TimeoutError:
        stop(screen, process)
        raise
    return process, painted - begin


def stop(screen, process):
    """Ends a program that start() started, and waits until its window has gone."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    end = time.monotonic() + 5
    while screen.colours() > 1 and time.monotonic() < end:
        screen._drain()
        select.select([X11.XConnectionNumber(screen.display)], [], [], 0.05)
