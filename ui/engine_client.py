"""What the window asks of the engine: plain values in, awaitable answers out.

Every ask raises EngineUnavailable where the engine is not running, went away meanwhile or met a
fault, AskRefused where it says why it has nothing to say, and AskWithdrawn where a newer ask took
its place.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import Signal

from engine.errors import Cancelled, EngineError, UserError
from engine.messages import CardResult, SuggestPart, SuggestResult, from_dict, to_dict
from engine.task_messages import BeatPart, IdeasResult, InspectResult, OutlineResult
from ui import engine_asks
from ui.engine_link import EngineLink
from ui.engine_types import (
    Ask,
    Beats,
    Card,
    DraftAsk,
    IdeasAsk,
    Inspection,
    OutlineAsk,
    RewriteAsk,
    RewriteTake,
    Suggestion,
)
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.language import tr
from ui.process_link import OnPart

logger = logging.getLogger(__name__)
OnText = Callable[[str], None]
T = TypeVar("T")


class EngineClient(EngineLink):
    """The asks of one engine process.

    Signals:
        answered(): an ask for text, beats or ideas has its answer.
    """

    answered = Signal()

    async def suggest(self, ask: Ask, on_text: OnText) -> Suggestion:
        """Ask for a continuation; cancelling the awaiting task withdraws the ask.

        Args:
            ask: the text around the caret and the limits.
            on_text: called with each piece that may be shown, in order.

        Raises:
            EngineUnavailable: the engine is not running, went away meanwhile, or met a fault.
            AskRefused: the engine says why it has nothing to say.
            AskWithdrawn: a newer ask took this one's place.
        """
        request = engine_asks.suggest_request(ask)
        return await self._written("suggest", request, on_text)

    async def draft(self, ask: DraftAsk, on_text: OnText) -> Suggestion:
        """Ask for the text of a beat; as `suggest`."""
        return await self._written("draft", engine_asks.draft_request(ask), on_text)

    async def rewrite(
        self, ask: RewriteAsk, on_take: Callable[[int, str], None]
    ) -> tuple[RewriteTake, ...]:
        """Ask for a passage otherwise.

        Args:
            ask: the passage and what is to be done.
            on_take: called with a take's number and its next words; numbers beyond the takes asked
                for are takes that were begun in place of others.

        Returns:
            The takes, fewer where some were alike; raises as `suggest`.
        """
        with _engine_errors():
            request = to_dict(engine_asks.rewrite_request(ask))
            on_part = _parts_of(SuggestPart, lambda part: on_take(part.take, part.text))
            result = from_dict(SuggestResult, await self.ask("rewrite", request, on_part))
        self.note_provider(result.provider)
        self.answered.emit()
        return engine_asks.rewrite_takes(result)

    async def outline(self, ask: OutlineAsk, on_beat: OnText) -> Beats:
        """Ask for the beats of a premise or a text, handed on one by one; raises as `suggest`."""
        with _engine_errors():
            request = to_dict(engine_asks.outline_request(ask))
            value = await self.ask("outline", request, _beats_to(on_beat))
            beats = engine_asks.outline_beats(from_dict(OutlineResult, value))
        self.answered.emit()
        return beats

    async def ideas(self, ask: IdeasAsk, on_idea: OnText) -> Beats:
        """Ask what could happen next, handed on one by one; raises as `suggest`."""
        with _engine_errors():
            request = to_dict(engine_asks.ideas_request(ask))
            value = await self.ask("ideas", request, _beats_to(on_idea))
            ideas = engine_asks.idea_beats(from_dict(IdeasResult, value))
        self.answered.emit()
        return ideas

    async def inspect(self) -> Inspection:
        """Ask what the engine was given for its last answer; raises as `suggest`."""
        with _engine_errors():
            return engine_asks.inspection(from_dict(InspectResult, await self.ask("inspect", {})))

    async def _written(self, method: str, request: object, on_text: OnText) -> Suggestion:
        """Ask for one take of text at the caret."""
        with _engine_errors():
            on_part = _parts_of(SuggestPart, lambda part: on_text(part.text))
            result = from_dict(SuggestResult, await self.ask(method, to_dict(request), on_part))
        self.note_provider(result.provider)
        self.answered.emit()
        return engine_asks.suggestion(result)

    async def warm(
        self, before: str, after: str, notes: tuple[str, ...] = (), beat: str = ""
    ) -> None:
        """Let the engine read the text around the caret ahead of an ask; raises as `suggest`."""
        with _engine_errors():
            request = engine_asks.warm_request(before, after, notes, beat)
            await self.ask("warm", to_dict(request))

    async def card(self) -> Card:
        """Ask for the card of the loaded model; raises as `suggest`."""
        with _engine_errors():
            return engine_asks.card(from_dict(CardResult, await self.ask("card", {})))


def _parts_of(kind: type[T], hand_on: Callable[[T], None]) -> OnPart:
    """Return what hands on the parts of an ask, if they are of the kind it has."""

    def on_part(value: object) -> None:
        try:
            part = from_dict(kind, value)
        except ValueError:
            logger.warning("the engine sent a part of an unknown shape")
            return
        hand_on(part)

    return on_part


def _beats_to(on_beat: OnText) -> OnPart:
    return _parts_of(BeatPart, lambda part: on_beat(part.title))


@contextlib.contextmanager
def _engine_errors() -> Iterator[None]:
    """Turn what the engine answers into the window's own errors."""
    try:
        yield
    except Cancelled as error:
        raise AskWithdrawn(str(error)) from error
    except UserError as error:
        raise AskRefused(str(error)) from error
    except (EngineError, ValueError) as error:
        logger.error("an ask failed: %s", error)
        raise EngineUnavailable(
            tr("The engine could not answer; its log has the details.")
        ) from error
