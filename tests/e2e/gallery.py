"""Every face of the window to be looked at: themes by languages, each place of it, on sheets.

    .venv/bin/python -m tests.e2e.gallery --out DIR [--scale 2]

Real windows under Xvfb. One picture a place, and one sheet a theme and language.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.e2e import app as e2e
from tests.e2e.app import OPENING, App, running_app
from tests.e2e.driver import XvfbDisplay

THEMES, LANGUAGES = ("light", "dark", "sepia"), ("en", "zh_CN")
_TILE = "640x400+8+8"
_MOST_LOOKS = 6


def main() -> None:
    """Shoot everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scale", type=int, default=1, choices=(1, 2))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    os.environ["QT_SCALE_FACTOR"] = str(args.scale)
    size = f"{1280 * args.scale}x{800 * args.scale}x24"
    with XvfbDisplay(size) as display:
        for theme, language in itertools.product(THEMES, LANGUAGES):
            folder = args.out / f"{theme}-{language}"
            folder.mkdir(exist_ok=True)
            shoot(display.name, theme, language, folder)
            pictures = sorted(str(path) for path in folder.glob("*.png"))
            sheet = str(args.out / f"{theme}-{language}.png")
            options = ["-tile", "2x", "-geometry", _TILE, sheet]
            subprocess.run(["montage", *pictures, *options], check=True)


def shoot(display: str, theme: str, language: str, folder: Path) -> None:
    """Take the pictures of one theme and language."""
    e2e.SHOTS = str(folder)
    settings = f'[appearance]\ntheme = "{theme}"\n[suggest]\npause_ms = 60\n'
    with tempfile.TemporaryDirectory(prefix="longhand-gallery-") as name:
        place = Path(name)
        chapter = place / "chapter.md"
        chapter.write_text(OPENING, encoding="utf-8")
        common = {"settings": settings}
        home, trace = place / "first", place / "trace-first"
        language_args = ["--lang", language]
        with running_app(display, home, trace, language_args, is_welcomed=False, **common) as app:
            app.wait_for("shown" if language == "en" else "engine_up")
            app.shot("1-welcome")
        home, trace = place / "second", place / "trace-second"
        with running_app(display, home, trace, [*language_args, str(chapter)], **common) as app:
            app.wait_for("engine_up")
            for step in FACES:
                step(app)


def _ghost(app: App) -> None:
    app.ask_until(lambda ghost: len(ghost) > 60)
    app.wait_for("answered")
    app.shot("2-ghost")
    app.keyboard.press("Escape")
    app.wait_for("dismissed")


def _face(name: str, *keys: str, away: tuple[str, ...], windows: int = 1) -> Callable[[App], None]:
    def show(app: App) -> None:
        for key in keys:
            app.keyboard.press(key)
        if windows > 1:
            app.keyboard.focus_window(shown=windows)
        _settle(app)
        app.shot(name)
        for key in away:
            app.keyboard.press(key)
        if windows > 1:
            app.keyboard.focus_first_window()

    return show


def _settle(app: App) -> None:
    """Wait until the screen is the same twice; a blinking caret is given a few tries."""
    before = b""
    for _ in range(_MOST_LOOKS):
        command = ["import", "-display", app.display, "-window", "root", "rgb:-"]
        now = subprocess.run(command, check=True, capture_output=True).stdout
        if now == before:
            return
        before = now


FACES: tuple[Callable[[App], None], ...] = (
    _ghost,
    _face("3-palette", "ctrl+shift+p", away=("Escape",)),
    _face("4-go-to", "ctrl+l", away=("Escape",)),
    _face("5-find", "ctrl+h", away=("Escape",)),
    _face("6-second-view", "F4", away=("F4",)),
    _face("7-focus", "F8", away=("F8",)),
    _face("8-outline", "F6", away=("F6",)),
)


if __name__ == "__main__":
    main()
