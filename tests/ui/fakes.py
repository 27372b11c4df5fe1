"""Stand-ins for the engine: one that a test scripts, one that is a process of its own."""

import asyncio
from collections.abc import Callable

from ui.engine_types import (
    Ask,
    DraftAsk,
    EngineState,
    EngineStatus,
    RewriteAsk,
    RewriteTake,
    Suggestion,
    Voice,
)

READY = EngineStatus(EngineState.READY, Voice("fake", "Fake", "CPU", 1024))
REWRITES = tuple(
    f"rewrite.{mode}"
    for mode in ("polish", "expand", "shorten", "rephrase", "describe", "dialogue")
)
READY_TO_REWRITE = EngineStatus(
    EngineState.READY, Voice("fake", "Fake", "CPU", 1024, tasks=REWRITES)
)


class ScriptedSource:
    """A suggestion source whose answers the test sends piece by piece."""

    def __init__(self) -> None:
        self.status = READY
        self.asks: list[Ask] = []
        self.drafts: list[DraftAsk] = []
        self.withdrawn: list[int] = []
        self.warmed_story: list[tuple[tuple[str, ...], str]] = []
        self.warmed: list[tuple[str, str]] = []
        self._streams: list[tuple[Callable[[str], None], asyncio.Future[str]]] = []

    async def suggest(self, ask: Ask, on_text: Callable[[str], None]) -> Suggestion:
        """Wait for the test to answer."""
        self.asks.append(ask)
        return await self._answered(on_text)

    async def draft(self, ask: DraftAsk, on_text: Callable[[str], None]) -> Suggestion:
        """Wait for the test to answer."""
        self.drafts.append(ask)
        return await self._answered(on_text)

    async def _answered(self, on_text: Callable[[str], None]) -> Suggestion:
        end: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        number = len(self._streams)
        self._streams.append((on_text, end))
        try:
            text = await end
        except asyncio.CancelledError:
            self.withdrawn.append(number)
            raise
        return Suggestion(text=text, provider="CPU", total_ms=1.0, cut_chars=0)

    async def warm(
        self, before: str, after: str, notes: tuple[str, ...] = (), beat: str = ""
    ) -> None:
        """Note what was read ahead."""
        self.warmed_story.append((notes, beat))
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


class ScriptedRewrites:
    """A source of rewrites whose answers the test sends."""

    def __init__(self) -> None:
        self.status = READY_TO_REWRITE
        self.asks: list[RewriteAsk] = []
        self.withdrawn: list[int] = []
        self._on_take: Callable[[int, str], None] | None = None
        self._end: asyncio.Future[tuple[RewriteTake, ...]] | None = None

    @property
    def is_asked(self) -> bool:
        """Whether an ask waits for its answer."""
        return self._end is not None and not self._end.done()

    async def rewrite(
        self, ask: RewriteAsk, on_take: Callable[[int, str], None]
    ) -> tuple[RewriteTake, ...]:
        """Wait for the test to answer."""
        self.asks.append(ask)
        self._on_take = on_take
        self._end = asyncio.get_running_loop().create_future()
        try:
            return await self._end
        except asyncio.CancelledError:
            self.withdrawn.append(len(self.asks) - 1)
            raise

    def send(self, take: int, text: str) -> None:
        """Send words of a take, also of an ask that nobody waits for any more."""
        assert self._on_take is not None
        self._on_take(take, text)

    def end(self, *takes: str | RewriteTake) -> None:
        """End the ask with these takes."""
        assert self._end is not None
        self._end.set_result(
            tuple(take if isinstance(take, RewriteTake) else RewriteTake(take) for take in takes)
        )

    def fail(self, error: Exception) -> None:
        """End the ask with an error."""
        assert self._end is not None
        self._end.set_exception(error)
