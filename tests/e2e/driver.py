"""Drives the app from outside, as a writer does: a virtual screen, a keyboard, and its trace.

Knows nothing about the app's inside. Nothing here sleeps: every wait blocks on a pipe or on the
X server, with a deadline.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from Xlib import XK, X, display, error
from Xlib.ext import xtest

PIPE_BYTES = 1 << 20
KEY_NAMES = {
    "ctrl": "Control_L",
    "shift": "Shift_L",
    "alt": "Alt_L",
    "esc": "Escape",
    "enter": "Return",
    "backspace": "BackSpace",
}
TYPED_KEYS = {"\n": XK.XK_Return, "\t": XK.XK_Tab}


class Overdue(AssertionError):
    """What was waited for did not happen in time, or can no longer happen."""


class XvfbDisplay:
    """An X server without a screen; `name` is its DISPLAY."""

    def __init__(self, size: str = "1280x800x24") -> None:
        self._size = size
        self.name = ""

    def __enter__(self) -> Self:
        ready, told = os.pipe()
        command = ["Xvfb", "-displayfd", str(told), "-screen", "0", self._size]
        # -noreset: the server outlives its clients, so that several can come one after another.
        command += ["-noreset", "-nolisten", "tcp"]
        self._server = subprocess.Popen(command, pass_fds=[told], stderr=subprocess.DEVNULL)
        os.close(told)
        with open(ready, encoding="ascii") as answer:
            number = answer.readline().strip()
        if not number:
            self._server.wait()
            raise RuntimeError("Xvfb did not start")
        self.name = f":{number}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.terminate()
        self._server.wait()


class TraceReader:
    """Reads the app's LONGHAND_TRACE from a FIFO made at `path`, one event after another."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen: list[dict[str, Any]] = []
        os.mkfifo(path)
        # Open for writing too, so that neither side waits for the other and no end comes.
        self._pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        # Room for all that comes while nobody waits: a full pipe would stop the app.
        fcntl.fcntl(self._pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._poll = select.poll()
        self._poll.register(self._pipe, select.POLLIN)
        self._buffer = b""
        self._watched: subprocess.Popen[Any] | None = None
        self._death = -1

    def watch(self, process: subprocess.Popen[Any]) -> None:
        """Stop waiting as soon as `process` has died, instead of at the deadline."""
        self._watched = process
        self._death = os.pidfd_open(process.pid)
        self._poll.register(self._death, select.POLLIN)

    def wait_for(self, *names: str, timeout_s: float = 10.0) -> dict[str, Any]:
        """Return the next event with one of `names`; events before it are taken along."""
        deadline = time.monotonic() + timeout_s
        while True:
            event = self._next(deadline)
            if event is None:
                heard = [item["event"] for item in self.seen[-12:]]
                raise Overdue(f"no {' or '.join(names)} in {timeout_s} s; the last: {heard}")
            self.seen.append(event)
            if event["event"] in names:
                return event

    def close(self) -> None:
        """Close and remove the FIFO."""
        os.close(self._pipe)
        if self._watched is not None:
            os.close(self._death)
        self.path.unlink(missing_ok=True)

    def _next(self, deadline: float) -> dict[str, Any] | None:
        while b"\n" not in self._buffer:
            ready = dict(self._poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
            if self._pipe in ready:
                self._buffer += os.read(self._pipe, PIPE_BYTES)
            elif ready and self._watched is not None:
                raise Overdue(f"the app ended with exit code {self._watched.wait()}")
            else:
                return None
        line, _, self._buffer = self._buffer.partition(b"\n")
        event: dict[str, Any] = json.loads(line)
        return event


class Keyboard:
    """Presses keys on a display through XTEST, as a real keyboard would."""

    def __init__(self, display_name: str) -> None:
        self._display = display.Display(display_name)
        self._root = self._display.screen().root
        # From here on the server tells of every window that is shown.
        self._root.change_attributes(event_mask=X.SubstructureNotifyMask)
        self._display.sync()

    def focus_window(self, shown: int = 1, timeout_s: float = 10.0) -> None:
        """Wait for this many windows of the app and give the topmost one the keys.

        There is no window manager to do so.
        """
        deadline = time.monotonic() + timeout_s
        while len(windows := self._shown_windows()) < shown:
            self._wait_for_map(deadline)
        windows[-1].set_input_focus(X.RevertToParent, X.CurrentTime)
        self._display.sync()

    def focus_first_window(self) -> None:
        """Give the keys to the window that was there first, whether or not others are closing."""
        self._shown_windows()[0].set_input_focus(X.RevertToParent, X.CurrentTime)
        self._display.sync()

    def wait_for_no_popup(self, timeout_s: float = 10.0) -> None:
        """Wait until every menu is gone: a key meant for what is below it would be nobody's."""
        deadline = time.monotonic() + timeout_s
        while self._viewable(is_popup=True):
            self._wait_for(X.UnmapNotify, deadline)

    def type_text(self, text: str) -> None:
        """Type `text`; every character must be on the server's own keyboard (US English)."""
        for character in text:
            self._strike(TYPED_KEYS.get(character, ord(character)))

    def press(self, chord: str) -> None:
        """Press keys together, such as "Tab" or "ctrl+shift+p"."""
        names = chord.split("+")
        *held, last = [XK.string_to_keysym(KEY_NAMES.get(name.lower(), name)) for name in names]
        self._strike(last, held)

    def close(self) -> None:
        """Leave the display."""
        self._display.close()

    def _strike(self, keysym: int, held: list[int] | None = None) -> None:
        code = self._display.keysym_to_keycode(keysym)
        if code == 0:
            raise ValueError(f"no key for keysym {keysym:#x}")
        codes = [self._display.keysym_to_keycode(key) for key in held or []]
        if self._display.keycode_to_keysym(code, 0) != keysym and XK.XK_Shift_L not in (held or []):
            codes.append(self._display.keysym_to_keycode(XK.XK_Shift_L))
        for down in [*codes, code]:
            xtest.fake_input(self._display, X.KeyPress, down)
        for up in [code, *reversed(codes)]:
            xtest.fake_input(self._display, X.KeyRelease, up)
        self._display.sync()

    def _shown_windows(self) -> list[Any]:
        """Return the windows on the screen, from bottom to top, without menus."""
        return self._viewable(is_popup=False)

    def _viewable(self, *, is_popup: bool) -> list[Any]:
        shown = []
        for window in self._root.query_tree().children:
            try:
                attributes = window.get_attributes()
            except error.BadWindow:  # gone since the question
                continue
            is_viewable = attributes.map_state == X.IsViewable
            if is_viewable and bool(attributes.override_redirect) == is_popup:
                shown.append(window)
        return shown

    def _wait_for_map(self, deadline: float) -> None:
        self._wait_for(X.MapNotify, deadline)

    def _wait_for(self, kind: int, deadline: float) -> None:
        while True:
            if self._display.pending_events():
                if self._display.next_event().type == kind:
                    return
                continue
            left_s = max(0.0, deadline - time.monotonic())
            if not select.select([self._display], [], [], left_s)[0]:
                raise Overdue("no window came or went in time")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()
