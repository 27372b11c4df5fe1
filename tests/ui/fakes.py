"""Stand-ins for the engine: one that a test scripts, one that is a process of its own."""

import asyncio
from collections.abc import Callable

from ui.engine_types import Ask, EngineState, EngineStatus, Suggestion, Voice

READY = EngineStatus(EngineState.READY, Voice("fake", "Fake", "CPU", 1024))


class ScriptedSource:
    """A suggestion source whose answers the test sends piece by piece."""

    def __init__(self) -> None:
        self.status = READY
        self.asks: list[Ask] = []
        self.withdrawn: list[int] = []
        self.warmed: list[tuple[str, str]] = []
        self._streams: list[tuple[Callable[[str], None], asyncio.Future[str]]] = []

    async def suggest(self, ask: Ask, on_text: Callable[[str], None]) -> Suggestion:
        """Wait for the test to answer."""
        self.asks.append(ask)
        end: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        number = len(self._streams)
        self._streams.append((on_text, end))
        try:
            text = await end
        except asyncio.CancelledError:
            self.withdrawn.append(number)
            raise
        return Suggestion(text=text, provider="CPU", total_ms=1.0, cut_chars=0)

    async def warm(self, before: str, after: str) -> None:
        """Note what was read ahead."""
        self.warmed.append((before, after))

    def send(self, text: str, ask: int = -1) -> None:
        """Send a piece of an answer."""
        self._streams[ask][0](text)

    def end(self, text: str = "", ask: int = -1) -> None:
        """End an answer."""
        if not self._streams[ask][1].done():
            self._streams[ask][1].set_result(text)

    def fail(self, error: Exception, ask: int = -1) -> None:
        """End an answer with an error."""
        self._streams[ask][1].set_exception(error)
