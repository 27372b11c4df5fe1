"""What the Voices window asks of the train role: plain values in, awaitable answers out.

The process is started by the first ask and ends with the window. Every ask raises AskRefused where
the engine says why not, AskWithdrawn where it was cancelled, and EngineUnavailable where the
process went away meanwhile, cannot be started, or met a fault.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from engine.errors import UnknownMethod
from engine.messages import from_dict, to_dict
from engine.model_messages import FolderRequest, HubRequest, ModelRequest, RenameRequest
from engine.train_messages import AsideRequest, PrepareRequest, RunRequest
from ui.engine_types import EngineState, EngineStatus
from ui.errors import EngineUnavailable
from ui.language import mark, tr
from ui.process_link import OnPart, ProcessLink, no_part
from ui.voices import types
from ui.voices.faults import told_plainly

logger = logging.getLogger(__name__)
OnProgress = Callable[[types.Progress], None]
T = TypeVar("T")
_FAILURES_TO_GIVE_UP = 3
_GONE = mark("The part of Longhand that makes voices does not start.")
_FAULT = mark("This could not be done; the log has the details.")


class Workshop(ProcessLink):
    """The train role's process and its asks; signals as in `ProcessLink`."""

    async def models(self) -> tuple[types.VoiceRow, ...]:
        """Return every voice on this computer, the included ones last."""
        return (await self._typed(types.Voices, "models")).models

    async def rename(self, model: str, name: str) -> None:
        """Give a voice another name."""
        await self._answer("rename_model", RenameRequest(model, name))

    async def remove(self, model: str) -> None:
        """Delete a voice."""
        await self._answer("remove_model", ModelRequest(model))

    async def verify(self, model: str) -> types.Checked:
        """Check a voice's files and open it."""
        return await self._typed(types.Checked, "verify_model", ModelRequest(model))

    async def prepare(self, wish: types.BookWish, on_progress: OnProgress) -> types.Corpus:
        """Read books into a new run; nothing stays behind if that fails."""
        with told_plainly(_FAULT):
            request = PrepareRequest(
                sources=wish.sources,
                base=wish.base,
                name=wish.name,
                minutes=wish.minutes,
                scrub=wish.scrub,
                names=wish.names,
            )
        return await self._typed(types.Corpus, "prepare", request, _progress_to(on_progress))

    async def train(
        self, run: str, on_part: Callable[[types.Point | types.Progress], None]
    ) -> types.MadeVoice:
        """Train a run, or go on with it; cancelling the awaiting task pauses it."""
        return await self._typed(types.MadeVoice, "train", RunRequest(run), _parts_to(on_part))

    def pause(self) -> bool:
        """Have the run that learns put down what it has; its ask ends once that is done.

        Returns:
            Whether the process was told; it was not where the ask has not reached it yet.
        """
        return self.withdraw("train")

    async def runs(self) -> tuple[types.Run, ...]:
        """Return all runs, the newest first."""
        return (await self._typed(types.Runs, "runs")).runs

    async def pairs(self, run: str) -> tuple[types.Pair, ...]:
        """Return how base and voice of a run go on from the same places."""
        return (await self._typed(types.Pairs, "pairs", RunRequest(run))).pairs

    async def delete_run(self, run: str) -> None:
        """Delete a run with everything that was read for it; its voice stays."""
        await self._answer("delete_run", RunRequest(run))

    async def rest(self, seconds: float) -> None:
        """Let training rest because the writer types."""
        await self._answer("rest", AsideRequest(seconds))

    async def cost(self, folder: str, on_progress: OnProgress) -> types.Cost:
        """Return what a model's folder would take on this computer."""
        part = _progress_to(on_progress)
        return await self._typed(types.Cost, "cost", FolderRequest(folder), part)

    async def take_in(self, folder: str, on_progress: OnProgress) -> types.Taken:
        """Take a model's folder in; goes on where an earlier try stopped."""
        part = _progress_to(on_progress)
        return await self._typed(types.Taken, "take_in", FolderRequest(folder), part)

    async def catalogue(self) -> types.Catalogue:
        """Return the models worth having."""
        return await self._typed(types.Catalogue, "catalogue")

    async def describe(self, repo: str) -> types.HubModel:
        """Ask the hub what a model is: the network is used."""
        return await self._typed(types.HubModel, "describe", HubRequest(repo))

    async def download(self, repo: str, revision: str, on_progress: OnProgress) -> types.Taken:
        """Download a model and take it in; goes on where an earlier try stopped."""
        part = _progress_to(on_progress)
        return await self._typed(types.Taken, "download", HubRequest(repo, revision), part)

    async def parts(self) -> types.Parts:
        """Return whether the training parts are installed."""
        with told_plainly(_FAULT):
            try:
                value = await self._raw("parts", {}, no_part)
            except UnknownMethod:
                # An engine that knows of no parts brings them along.
                return types.Parts(installed=True, can_install=False, download_mb=0, disk_mb=0)
            return from_dict(types.Parts, value)

    async def install_parts(self, on_progress: OnProgress) -> types.Parts:
        """Download and install the training parts."""
        return await self._typed(types.Parts, "install_parts", None, _progress_to(on_progress))

    # Inside

    async def _typed(
        self, kind: type[T], method: str, request: object = None, on_part: OnPart = no_part
    ) -> T:
        value = await self._answer(method, request, on_part)
        with told_plainly(_FAULT):
            return from_dict(kind, value)

    async def _answer(
        self, method: str, request: object = None, on_part: OnPart = no_part
    ) -> dict[str, Any]:
        with told_plainly(_FAULT):
            params = {} if request is None else to_dict(request)
            return await self._raw(method, params, on_part)

    async def _raw(self, method: str, params: dict[str, Any], on_part: OnPart) -> dict[str, Any]:
        await self._be_ready()
        return await self.ask(method, params, on_part)

    async def _be_ready(self) -> None:
        """Start the process if there is none, and wait until it can be asked."""
        if self.is_ready:
            return
        if self.status.state is EngineState.OFF:
            self.start()
        settled: asyncio.Future[EngineStatus] = asyncio.get_running_loop().create_future()

        def look(status: EngineStatus) -> None:
            is_over = status.state in (EngineState.READY, EngineState.UNUSABLE, EngineState.OFF)
            if (is_over or status.failures >= _FAILURES_TO_GIVE_UP) and not settled.done():
                settled.set_result(status)

        self.status_changed.connect(look)
        try:
            look(self.status)
            status = await settled
        finally:
            self.status_changed.disconnect(look)
        if status.state is not EngineState.READY:
            raise EngineUnavailable(f"{tr(_GONE)} {status.reason}".strip())


def _progress_to(on_progress: OnProgress) -> OnPart:
    """Return what hands on how far an ask is; stages that have no numbers are left out."""

    def hand_on(part: types.Point | types.Progress) -> None:
        if isinstance(part, types.Progress):
            on_progress(part)

    return _parts_to(hand_on)


def _parts_to(hand_on: Callable[[types.Point | types.Progress], None]) -> OnPart:
    def on_part(value: object) -> None:
        is_point = isinstance(value, dict) and "stage" in value
        part: types.Point | types.Progress
        try:
            part = from_dict(types.Point, value) if is_point else from_dict(types.Progress, value)
        except ValueError:
            logger.warning("the workshop sent a part of an unknown shape")
            return
        hand_on(part)

    return on_part
