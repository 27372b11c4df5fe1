"""Writes a sentence in the built app as a writer would, takes a suggestion, saves, and looks.

Then it asks the app's train role what it has and what it would fetch, its pip for its version, and
its pandoc for a text; nothing is fetched.

A script, not a test of the source: `bootstrap.py bundle` runs it after the build, or
`.venv/bin/python -m tests.e2e.bundle_smoke [EXECUTABLE]`.
"""

# ruff: noqa: T201 - it talks to a terminal

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engine import protocol
from tests.e2e.driver import Keyboard, Overdue, TraceReader, XvfbDisplay
from tests.wire import Wire

ROOT = Path(__file__).resolve().parents[2]
BEFORE = "It had rained all week.\n\n"
OPENING = "The old man opened the door and looked at the"
# Typed one after another until one of them brings a suggestion.
CONTINUATIONS = ["", " sea, and then he said that", " he had never seen such a"]
START_S = 60.0
SUGGESTION_S = 15.0


def main(executable: Path) -> int:
    """Run the scenario; print each step with its time, and return 0 if the file is right."""
    with tempfile.TemporaryDirectory(prefix="longhand-smoke-") as folder:
        home = Path(folder)
        text_file = home / "chapter.md"
        text_file.write_text(BEFORE, encoding="utf-8")
        trace = TraceReader(home / "trace")
        with XvfbDisplay() as screen, Keyboard(screen.name) as keyboard:
            app = subprocess.Popen(
                [executable, text_file],
                cwd=home,
                env={
                    **os.environ,
                    "DISPLAY": screen.name,
                    "QT_QPA_PLATFORM": "xcb",
                    "LONGHAND_HOME": str(home / "user"),
                    "LONGHAND_TRACE": str(trace.path),
                },
            )
            trace.watch(app)
            try:
                expected = write(keyboard, trace)
            except Overdue as problem:
                print(f"smoke: failed, {problem}")
                return 1
            finally:
                app.terminate()
                app.wait()
                trace.close()
        code = compare(text_file.read_text(encoding="utf-8"), expected)
        return code or try_workshop(executable, home / "user") or try_programs(executable)


def try_workshop(executable: Path, home: Path) -> int:
    """Ask the train role about models and training parts; return 0 if it answers as it should."""
    process = subprocess.Popen(
        [executable, "--engine", "train"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "LONGHAND_HOME": str(home)},
    )
    with process:
        wire = Wire(process.stdin, process.stdout)
        wire.read()
        wire.send(protocol.hello(), protocol.ask("1", "models", {}), protocol.ask("2", "parts", {}))
        models = [row["id"] for row in wire.answer("1")[1]["result"]["models"]]
        parts = wire.answer("2")[1]["result"]
        wire.close()
    print(f"smoke: models {models}, training parts {parts}")
    return 0 if "starter" in models and parts["can_install"] and not parts["installed"] else 1


def try_programs(executable: Path) -> int:
    """Run what the app carries beside its own code; return 0 if it works."""
    pandoc = executable.parent / "_internal" / "pypandoc" / "files" / "pandoc"
    for command, text, expected in (
        ([executable, "--pip", "--version"], None, "pip "),
        ([pandoc, "--from", "html", "--to", "markdown"], "<p><em>Sea</em></p>", "*Sea*"),
    ):
        # pip ends with its standard input, which therefore stays open.
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with process:
            if text is not None:
                process.stdin.write(text)
                process.stdin.close()
            said = process.stdout.read().strip()
        print(f"smoke: {said}")
        if not said.startswith(expected):
            print(f"smoke: failed, {command} did not say {expected!r}")
            return 1
    return 0


def write(keyboard: Keyboard, trace: TraceReader) -> str:
    """Type until there is a suggestion, accept it, save; return what the file should hold."""
    began = time.monotonic()

    def step(words: str) -> None:
        print(f"smoke: {time.monotonic() - began:5.2f} s  {words}", flush=True)

    keyboard.focus_window(timeout_s=START_S)
    step("window shown")
    trace.wait_for("engine_up", timeout_s=START_S)
    step("engine up")
    keyboard.press("ctrl+End")
    typed = type_until_shown(keyboard, trace)
    step("suggestion shown")
    keyboard.press("Tab")
    accepted: str = trace.wait_for("accepted")["text"]
    shown = [event["text"] for event in trace.seen if event["event"] == "shown"][-1]
    step(f"accepted: {accepted!r}")
    keyboard.press("ctrl+s")
    trace.wait_for("saved")
    step("saved")
    # The trace names a suggestion when it comes into sight; it may have grown since.
    if not accepted or not (accepted.startswith(shown) or shown.startswith(accepted)):
        raise Overdue(f"{accepted!r} was accepted while {shown!r} was shown")
    return BEFORE + typed + accepted


def type_until_shown(keyboard: Keyboard, trace: TraceReader) -> str:
    """Type until a suggestion is on screen; return all that was typed."""
    keyboard.type_text(OPENING)
    typed = OPENING
    for continuation in CONTINUATIONS:
        keyboard.type_text(continuation)
        typed += continuation
        try:
            trace.wait_for("shown", timeout_s=SUGGESTION_S)
            return typed
        except Overdue:
            if continuation == CONTINUATIONS[-1]:
                raise
    raise AssertionError("unreachable")


def compare(found: str, expected: str) -> int:
    """Return 0 if the saved text is the expected one, up to its final newline."""
    if found.rstrip() == expected.rstrip():
        print("smoke: the saved file is what was typed and accepted")
        return 0
    print(f"smoke: failed, the file holds\n{found!r}\nand not\n{expected!r}")
    return 1


if __name__ == "__main__":
    default = ROOT / "dist" / "longhand" / "longhand"
    sys.exit(main(Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else default))
