"""One training run on disk: what was asked, where it stands, its corpus and its log.

    run.json       the request, the base and the stage; replaced in one step
    data/          the corpus (`engine.corpus`)
    base/          the base's checkpoint, where it was recovered from an exported model
    tokenizer/     the base's, with its templates, for the export
    checkpoints/   where training stands; best/: the weights with the lowest held-out loss
    log.jsonl      one point of the curves a line

Everything of the writer's text stays in here; deleting the folder deletes it. Knows no torch.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from engine.disk import sync_folder, write_json
from engine.errors import BadInput
from engine.messages import from_dict
from engine.training.config import TrainConfig

Stage = Literal["prepared", "training", "trained", "done", "refused"]
SCHEMA = 1
_RUN, _LOG = "run.json", "log.jsonl"


@dataclass(frozen=True, slots=True)
class RunState:
    """What a run was asked for and where it stands."""

    base: str
    """An id or a folder, as it was asked for."""
    base_sha256: str
    """Of the base's configuration and weights."""
    name: str
    config: TrainConfig
    data_sha256: str
    words: int
    """In the training part of the corpus."""
    stage: Stage = "prepared"
    reason: str = ""
    """Why the voice was not offered, in a sentence; empty otherwise."""
    before: dict[str, float] = field(default_factory=dict)
    """Bits per byte of the base: "held_out", "general"."""
    after: dict[str, float] = field(default_factory=dict)
    """The same of the voice."""
    seconds: float = 0.0
    """Training time so far, pauses left out."""
    kept: float = 1.0
    """How much of what was learned the voice has; less where all of it cost too much skill."""
    precision: str = ""
    """What arithmetic the run settled on: fp32 | bf16."""
    voice: str = ""
    """The folder name of the voice that came of it."""


class RunFolder:
    """Paths of a run, and its state."""

    @classmethod
    def beside(cls, voice: Path) -> RunFolder:
        """Return the run of a voice that is made outside the app: its folder's name and ".run"."""
        return cls(voice.absolute().with_name(voice.name + ".run"))

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data = root / "data"
        self.base = root / "base"
        self.checkpoints = root / "checkpoints"
        self.best = root / "best"
        self.tokenizer = root / "tokenizer"
        self.samples = root / "samples.json"
        self.pairs = root / "pairs.json"

    @property
    def exists(self) -> bool:
        """Whether a run was begun here."""
        return (self.root / _RUN).is_file()

    def read(self) -> RunState:
        """Return the run's state.

        Raises:
            BadInput: there is no run here, or its file cannot be read.
        """
        try:
            raw = json.loads((self.root / _RUN).read_text(encoding="utf-8"))
            if raw.pop("schema") != SCHEMA:
                raise BadInput(f"The run in {self.root} was made by another version of Longhand.")
            raw["config"] = from_dict(TrainConfig, raw["config"])
            return RunState(**raw)
        except FileNotFoundError as error:
            raise BadInput(f"There is no training run in {self.root}.") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput(f"The run in {self.root} cannot be read; delete it.") from error

    def write(self, state: RunState) -> None:
        """Put the state down in one step."""
        self.root.mkdir(parents=True, exist_ok=True)
        write_json(self.root / _RUN, {"schema": SCHEMA, **asdict(state)})
        sync_folder(self.root)

    def update(self, **changes: Any) -> RunState:
        """Change the state on disk and return it."""
        state = replace(self.read(), **changes)
        self.write(state)
        return state

    def log(self, point: dict[str, Any]) -> None:
        """Append a point of the curves."""
        with (self.root / _LOG).open("a", encoding="utf-8") as file:
            # A line that a kill has cut must not take this one along.
            file.write("\n" + json.dumps(point) + "\n")

    def points(self) -> Iterator[dict[str, Any]]:
        """Yield the points of the curves, each step as it was done last.

        A line that a kill has cut is passed over.
        """
        found: dict[int, dict[str, Any]] = {}
        with contextlib.suppress(FileNotFoundError):
            for line in (self.root / _LOG).read_text(encoding="utf-8").splitlines():
                with contextlib.suppress(ValueError):
                    point = json.loads(line)
                    found[int(point["step"])] = point
        yield from (found[step] for step in sorted(found))

    def remove_training(self) -> None:
        """Delete what training on would need, once the voice is made; corpus and proof stay."""
        for folder in (self.checkpoints, self.best, self.base, self.tokenizer):
            shutil.rmtree(folder, ignore_errors=True)
