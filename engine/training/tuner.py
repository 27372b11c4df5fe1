"""The training loop: steps, looks at the held-out text, checkpoints; pausing loses nothing.

States: begun or resumed -> stepping -> (looking | saving | resting) -> over budget or no longer
better -> done. A raised flag saves and raises Cancelled: the same call goes on later.

One process or many (`accelerate launch`): every process takes its share of a step's windows, the
first one decides when to look, to save and to end, and the others follow.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import broadcast_object_list
from torch import Tensor, nn

from engine import memory
from engine.errors import BadInput, Cancelled
from engine.jobs import CancelFlag
from engine.training.arithmetic import autocast
from engine.training.aside import Aside
from engine.training.config import TrainConfig
from engine.training.learner import Learner, measuring, token_loss
from engine.training.schedule import rate_at, share_done
from engine.training.tensor_store import Saved, TensorStore
from engine.training.windows import IGNORED, Window, Windows

logger = logging.getLogger(__name__)
_CLIP = 1.0
_WEIGHT_DECAY = 0.01
_BETAS = (0.9, 0.98)
_HELD_WINDOWS = 32
# A look that is better by less than this is not better.
_LEAST_GAIN = 1e-4
_WEIGHTS, _MOMENTS = "weights", "moments"


@dataclass(frozen=True, slots=True)
class Point:
    """Where a run stands after a step."""

    step: int
    share: float
    """Of the budget, 0 to 1."""
    seconds: float
    """Of work, rests and pauses left out."""
    seconds_left: float | None
    """None where only steps are counted and none was timed yet."""
    train_loss: float
    """Nats a token, mean over the step."""
    held_loss: float | None
    """Nats a token on the held-out windows; None where this step did not look."""
    words_per_s: float
    memory_mb: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    steps: int
    seconds: float
    first_held_loss: float
    best_held_loss: float
    best_step: int
    stopped_early: bool


OnPoint = Callable[[Point], None]


@dataclass(frozen=True, slots=True)
class Stores:
    """Where a run saves: all of it, and the weights that were best so far."""

    checkpoints: TensorStore
    best: TensorStore

    @classmethod
    def of(cls, checkpoints: Path, best: Path) -> Stores:
        """Keep two of each, so that a damaged one has a forerunner."""
        return cls(TensorStore(checkpoints, keep=2), TensorStore(best, keep=2))


class Tuner:
    """Trains one learner on the windows of one corpus."""

    def __init__(
        self,
        learner: Learner,
        train: Windows,
        held: Sequence[Window],
        config: TrainConfig,
        stores: Stores,
        accelerator: Accelerator,
        precision: str,
        words_per_token: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare the optimizer, and put back what an earlier call has saved.

        Args:
            learner: the model that learns.
            train: windows to learn from.
            held: windows of chapters that are never learned from.
            config: the run's settings.
            stores: where to save.
            accelerator: of this process.
            precision: fp32 or bf16.
            words_per_token: to tell the speed in words.
            clock: seconds.

        Raises:
            BadInput: what was saved is of another model.
        """
        self._learner = learner
        self._train = train
        self._config = config
        self._stores = stores
        self._accelerator = accelerator
        self._precision = precision
        self._words_per_token = words_per_token
        self._clock = clock
        # Every process has as many windows of a step as the others.
        ranks = accelerator.num_processes
        self._rows = -(-config.rows // ranks) * ranks
        self._optimizer = torch.optim.AdamW(
            learner.trained().values(), lr=0.0, betas=_BETAS, weight_decay=_WEIGHT_DECAY
        )
        self._step, self._seconds = 0, 0.0
        self._first_held = self._best_held = math.inf
        self._best_step = self._looks = self._looks_since_best = 0
        self._resume()
        self._module, self._optimizer = accelerator.prepare(learner.module, self._optimizer)
        self._held = list(held[:_HELD_WINDOWS])
        self._saved_at = clock()

    @property
    def _is_stale(self) -> bool:
        """Whether the held-out loss has not fallen for as many looks as are waited for."""
        return self._looks_since_best >= self._config.patience

    @property
    def step(self) -> int:
        """Steps done so far."""
        return self._step

    def run(self, on_point: OnPoint, cancel: CancelFlag, aside: Aside) -> Outcome:
        """Train until the budget is used or the held-out loss no longer falls.

        Raises:
            Cancelled: the flag was raised; the run was saved and goes on from there.
            OSError: a checkpoint cannot be written; the one before is as it was.
        """
        if self._looks == 0:
            self._look()
        stopped = self._agreed(self._is_stale)
        while not stopped and (share := self._agreed_share()) < 1.0:
            began = self._clock()
            loss, rested = self._learn(share, cancel, aside)
            seconds = self._clock() - began - rested
            self._step += 1
            self._seconds += seconds
            held = self._look() if self._is_time_to_look() else None
            stopped = self._agreed(self._is_stale)
            if held is not None and self._best_step == self._step:
                # Going on must never begin before the best weights that are kept.
                self._save()
            on_point(self._point(loss, held, seconds))
            self._save_or_pause(cancel)
        if self._looks_at != self._step and not stopped:
            self._look()
        self._save()
        return Outcome(
            steps=self._step,
            seconds=self._seconds,
            first_held_loss=self._first_held,
            best_held_loss=self._best_held,
            best_step=self._best_step,
            stopped_early=stopped,
        )

    def restore_best(self) -> None:
        """Put the weights back that did best on the held-out text.

        Raises:
            BadInput: they are damaged or gone.
        """
        best = self._stores.best.newest()
        if best is None:
            raise BadInput("The best weights of this run are damaged or gone; begin the run anew.")
        self._learner.restore(best.groups[_WEIGHTS])

    def _learn(self, share: float, cancel: CancelFlag, aside: Aside) -> tuple[float, float]:
        """Do one step; returns its mean loss in nats a token and the seconds it rested."""
        for group in self._optimizer.param_groups:
            group["lr"] = rate_at(self._config, share)
        # What is random in a step, such as a dropout of the base's own, depends on its number.
        torch.manual_seed(self._config.seed * 1_000_003 + self._step)
        rows, ranks = self._rows, self._accelerator.num_processes
        numbers = range(self._step * rows, (self._step + 1) * rows)
        windows = [self._train.at(n) for n in numbers][self._accelerator.process_index :: ranks]
        n_targets = sum(int((window.targets != IGNORED).sum()) for window in windows)
        micro = self._learner.micro_rows(rows, len(windows[0].ids))
        total, rested = 0.0, 0.0
        for at in range(0, len(windows), micro):
            if not cancel.is_set:
                rested += aside.wait(cancel)
            ids, targets = _batch(windows[at : at + micro], self._accelerator.device)
            with autocast(self._precision, self._accelerator.device):
                loss = token_loss(self._module(input_ids=ids).logits, targets) / n_targets
            self._accelerator.backward(loss)
            total += float(loss.detach())
        self._accelerator.clip_grad_norm_(self._module.parameters(), _CLIP)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        if ranks > 1:
            own = torch.tensor([total], device=self._accelerator.device)
            total = float(self._accelerator.gather(own).mean())
        return total, rested

    def _look(self) -> float:
        """Measure the held-out loss, nats a token; the best weights so far are kept."""
        began = self._clock()
        held = mean_loss(self._module, self._held, self._precision, self._accelerator.device)
        if self._looks == 0:
            self._first_held = held
        self._looks += 1
        self._looks_at = self._step
        if held < self._best_held - _LEAST_GAIN:
            self._best_held, self._best_step, self._looks_since_best = held, self._step, 0
            if self._accelerator.is_main_process:
                self._stores.best.save(self._step, {_WEIGHTS: self._learner.trained()}, {})
        else:
            self._looks_since_best += 1
        self._seconds += self._clock() - began
        return held

    def _is_time_to_look(self) -> bool:
        share = self._agreed_share()
        return share >= 1.0 or int(share * self._config.evaluations) >= self._looks

    def _agreed_share(self) -> float:
        """Return how much of the budget is used, as the first process sees it."""
        return float(self._agreed(share_done(self._config, self._step, self._seconds)))

    def _agreed(self, value: Any) -> Any:
        """Return what the first process says, so that all do the same."""
        if self._accelerator.num_processes == 1:
            return value
        agreed = [value]
        broadcast_object_list(agreed)
        return agreed[0]

    def _point(self, loss: float, held: float | None, seconds: float) -> Point:
        share = share_done(self._config, self._step, self._seconds)
        tokens = self._rows * self._config.window
        left = self._seconds * (1 - share) / share if share else None
        return Point(
            step=self._step,
            share=share,
            seconds=self._seconds,
            seconds_left=left,
            train_loss=loss,
            held_loss=held,
            words_per_s=tokens * self._words_per_token / max(seconds, 1e-9),
            memory_mb=memory.own_bytes() // memory.MB,
        )

    def _save_or_pause(self, cancel: CancelFlag) -> None:
        if self._agreed(cancel.is_set):
            self._save()
            raise Cancelled("Training is paused; it goes on from here when it is asked to.")
        if self._clock() - self._saved_at >= self._config.save_s:
            self._save()

    def _save(self) -> None:
        """Put down all that going on needs."""
        if self._accelerator.is_main_process:
            moments = _moments(self._optimizer.state_dict())
            groups: dict[str, Mapping[str, Tensor]] = {
                _WEIGHTS: self._learner.trained(),
                _MOMENTS: moments,
            }
            self._stores.checkpoints.save(self._step, groups, self._note())
        self._saved_at = self._clock()

    def _note(self) -> dict[str, Any]:
        return {
            "seconds": self._seconds,
            "first_held": self._first_held,
            "best_held": self._best_held,
            "best_step": self._best_step,
            "looks": self._looks,
            "looks_at": self._looks_at,
            "looks_since_best": self._looks_since_best,
        }

    def _resume(self) -> None:
        self._looks_at = -1
        saved = self._stores.checkpoints.newest(
            lambda path: logger.warning("the checkpoint %s is damaged and passed over", path.name)
        )
        if saved is None:
            return
        self._learner.restore(saved.groups[_WEIGHTS])
        self._stores.best.drop_after(saved.step)
        self._put_back(saved)

    def _put_back(self, saved: Saved) -> None:
        note = saved.note
        state = self._optimizer.state_dict()
        state["state"] = _from_moments(saved.groups[_MOMENTS])
        self._optimizer.load_state_dict(state)
        self._step, self._seconds = saved.step, float(note["seconds"])
        self._first_held, self._best_held = float(note["first_held"]), float(note["best_held"])
        self._best_step, self._looks = int(note["best_step"]), int(note["looks"])
        self._looks_at = int(note["looks_at"])
        self._looks_since_best = int(note["looks_since_best"])


def mean_loss(
    module: nn.Module, windows: Sequence[Window], precision: str, device: torch.device
) -> float:
    """Return what windows cost a model as it is now, nats a token."""
    total, count = 0.0, 0
    with measuring(module):
        for window in windows:
            ids, targets = _batch([window], device)
            with autocast(precision, device):
                total += float(token_loss(module(input_ids=ids).logits, targets))
            count += int((targets != IGNORED).sum())
    return total / count


def _batch(windows: Sequence[Window], device: torch.device) -> tuple[Tensor, Tensor]:
    """Return ids and targets, int64 [rows, window]."""
    ids = torch.stack([torch.from_numpy(window.ids) for window in windows])
    targets = torch.stack([torch.from_numpy(window.targets) for window in windows])
    return ids.to(device), targets.to(device)


def _moments(state: dict[str, Any]) -> dict[str, Tensor]:
    """Return an optimizer's state as tensors named `index.field`."""
    return {
        f"{index}.{field}": torch.as_tensor(value)
        for index, fields in state["state"].items()
        for field, value in fields.items()
    }


def _from_moments(tensors: dict[str, Tensor]) -> dict[int, dict[str, Tensor]]:
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        index, _, field = name.partition(".")
        state.setdefault(int(index), {})[field] = tensor
    return state
