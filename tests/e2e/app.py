"""Starts the app on a screen and holds the means to use it: process, trace, keyboard."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.driver import Keyboard, TraceReader

ROOT = Path(__file__).resolve().parents[2]
FROM_SOURCE = (sys.executable, str(ROOT / "main.py"))
SHOTS = os.environ.get("LONGHAND_SHOTS")
OPENING = (
    "The old house stood at the end of the lane, and nobody had lived in it for twenty years. "
    "Martin came back to it on a wet evening in November, with one bag and the key that his "
    "aunt had left him. The gate was open.\n\nHe stopped in the hall and"
)


@dataclass(slots=True)
class App:
    """A running app."""

    process: subprocess.Popen[bytes]
    trace: TraceReader
    keyboard: Keyboard
    display: str

    def wait_for(self, *names: str, timeout_s: float = 20.0) -> dict[str, Any]:
        """Return the next event of one of these names."""
        return self.trace.wait_for(*names, timeout_s=timeout_s)

    def seen(self, name: str) -> list[dict[str, Any]]:
        """Return the events of a name that were read so far."""
        return [event for event in self.trace.seen if event["event"] == name]

    def ask_until(self, fits: Callable[[str], bool], most: int = 12) -> str:
        """Ask for takes, as a writer does, until one grows to what fits; returns it so far.

        What a model writes is a matter of chance: a take may be one word.
        """
        for _ in range(most):
            self.keyboard.press("ctrl+Return")
            asked = self.wait_for("ask")["id"]
            event = self.wait_for("ghost", "answered")
            while event["event"] == "ghost" or event["id"] != asked:
                if event["event"] == "ghost" and event["id"] == asked and fits(event["text"]):
                    text: str = event["text"]
                    return text
                event = self.wait_for("ghost", "answered")
        raise AssertionError(f"no take of {most} was one to go on with")

    def shot(self, name: str) -> None:
        """Keep a screenshot where LONGHAND_SHOTS names a folder; no test reads it."""
        if SHOTS:
            command = ["import", "-display", self.display, "-window", "root"]
            subprocess.run([*command, str(Path(SHOTS) / f"{name}.png")], check=True)

    def quit(self) -> int:
        """Close the app as a writer does and return its exit code."""
        self.keyboard.press("ctrl+q")
        return self.process.wait(timeout=20)


@contextlib.contextmanager
def running_app(
    display: str,
    home: Path,
    trace_path: Path,
    args: Sequence[str] = (),
    *,
    command: Sequence[str] = FROM_SOURCE,
    settings: str = "",
    is_welcomed: bool = True,
    preexec_fn: Callable[[], None] | None = None,
    start_s: float = 20.0,
) -> Iterator[App]:
    """Start the app, wait for its window and give it the keys; kill it at the end.

    Args:
        display: the screen's DISPLAY.
        home: the user's folder, LONGHAND_HOME.
        trace_path: where the trace's FIFO is made.
        args: the app's arguments.
        command: how to start it; the checkout's main.py by default.
        settings: the text of settings.toml; empty leaves what is there.
        is_welcomed: whether the welcome page was seen before.
        preexec_fn: runs in the child before the app.
        start_s: seconds the window may take.
    """
    if settings:
        config = home / "config" / "settings.toml"
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(settings, encoding="utf-8")
    session = home / "data" / "session.toml"
    if is_welcomed and not session.exists():
        session.parent.mkdir(parents=True, exist_ok=True)
        session.write_text("welcomed = true\n", encoding="utf-8")
    trace = TraceReader(trace_path)
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "LONGHAND_TRACE": str(trace_path),
        "LONGHAND_HOME": str(home),
    }
    with Keyboard(display) as keyboard:
        process = subprocess.Popen(
            [*command, *args], cwd=trace_path.parent, env=environment, preexec_fn=preexec_fn
        )
        try:
            trace.watch(process)
            app = App(process, trace, keyboard, display)
            app.wait_for("window_shown", timeout_s=start_s)
            keyboard.focus_window(timeout_s=start_s)
            yield app
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            trace.close()
