"""A workshop whose answers the test gives, and pages dressed as in the app."""

import asyncio
import dataclasses

import pytest

from ui import paths, theme
from ui.engine_types import EngineState, EngineStatus, Voice
from ui.errors import AskWithdrawn
from ui.notices import Tasks
from ui.outlining.style import dialog_style
from ui.panels.style import panel_style
from ui.voices.style import voices_style


class ScriptedWorkshop:
    """Notes each ask; the test ends it with a value or an error."""

    def __init__(self):
        self.asked = []
        self.withdrawn = []
        self.stops_at_once = True
        self._waiting = []
        self.answers = {}

    def __getattr__(self, method):
        async def ask(*args):
            plain = tuple(arg for arg in args if not callable(arg))
            self.asked.append((method, *plain))
            if method in self.answers:
                answer = self.answers[method]
                if isinstance(answer, Exception):
                    raise answer
                return answer
            end = asyncio.get_running_loop().create_future()
            on_part = next((arg for arg in args if callable(arg)), None)
            self._waiting.append((method, end, on_part))
            try:
                return await end
            except asyncio.CancelledError:
                self.withdrawn.append(method)
                raise

        if method.startswith("_"):
            raise AttributeError(method)
        return ask

    def pause(self):
        """Withdraw training; it ends at once, unless a test wants to see the engine busy."""
        self.withdrawn.append("train")
        if self.stops_at_once:
            self.fail("train", AskWithdrawn("The ask was withdrawn."))
        return True

    def send(self, method, part):
        self._find(method)[2](part)

    def end(self, method, value=None):
        self._find(method)[1].set_result(value)

    def fail(self, method, error):
        self._find(method)[1].set_exception(error)

    def _find(self, method):
        return [row for row in self._waiting if row[0] == method and not row[1].done()][-1]


class Writing:
    """An engine that takes or refuses a voice."""

    def __init__(self):
        self.refusal = None
        self.used = []
        self.become("starter")

    def become(self, id):
        self.status = EngineStatus(EngineState.READY, Voice(id, id.title(), "CPU", 1024))

    def note_name(self, model, name):
        if self.status.voice.id == model:
            voice = dataclasses.replace(self.status.voice, name=name)
            self.status = dataclasses.replace(self.status, voice=voice)

    async def use(self, model):
        if self.refusal is not None:
            raise self.refusal
        self.used.append(model)
        self.become(model)


@pytest.fixture
def workshop():
    return ScriptedWorkshop()


@pytest.fixture
def told():
    return []


@pytest.fixture
def tell(told):
    return lambda text, *, is_error=False: told.append(text)


@pytest.fixture
def tasks(told):
    return Tasks(told.append)


@pytest.fixture
def themes():
    return theme.read_themes(paths.themes_file())


@pytest.fixture
def dressed(qapp, themes):
    """Dress the app as it is dressed at work."""
    theme.load_fonts(paths.font_files())
    theme.apply(qapp, themes["light"], panel_style, dialog_style, voices_style)
    yield themes["light"]
    qapp.setStyleSheet("")


async def settled(condition, limit_s=5.0):
    """Let the loop run until a condition holds."""
    async with asyncio.timeout(limit_s):
        while not condition():
            await asyncio.sleep(0)
