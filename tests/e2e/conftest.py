"""A screen, and the app started on it."""

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.app import OPENING, App, running_app
from tests.e2e.driver import XvfbDisplay


@pytest.fixture(scope="module")
def screen() -> Iterator[XvfbDisplay]:
    with XvfbDisplay() as display:
        yield display


@pytest.fixture
def launch(screen, tmp_path, longhand_home):
    """Return a function that starts the app on a file and waits until it can be typed in."""
    with contextlib.ExitStack() as stack:
        started = itertools.count()

        def start(
            *args: str,
            pause_ms: int = 60,
            preexec_fn=None,
            wait=True,
            settings: str = "",
            is_welcomed: bool = True,
        ) -> App:
            app = stack.enter_context(
                running_app(
                    screen.name,
                    longhand_home,
                    tmp_path / f"trace-{next(started)}",
                    args,
                    settings=f"[suggest]\npause_ms = {pause_ms}\n{settings}",
                    is_welcomed=is_welcomed,
                    preexec_fn=preexec_fn,
                )
            )
            if wait:
                app.wait_for("engine_up")
            return app

        yield start


@pytest.fixture
def chapter(tmp_path) -> Path:
    path = tmp_path / "chapter.md"
    path.write_text(OPENING, encoding="utf-8")
    return path
