"""A tiny random base with the starter's own tokenizer, and what a run is made of."""

from collections.abc import Callable
from pathlib import Path

import pytest
from accelerate import Accelerator

from engine.paths import resources
from engine.tokens import TextTokenizer
from engine.training.config import TrainConfig
from engine.training.learner import Learner
from engine.training.tuner import Stores, Tuner
from engine.training.windows import Windows

TALE = "The rain came in from the sea. Nobody had lit the lamp. She waited by the window. " * 60
OTHER = "A horse stood in the yard, and the boy held its bridle. He would not look up. " * 40


@pytest.fixture(scope="session")
def tiny_base(tiny_checkpoint) -> Path:
    """Return a random Llama of 0.5 M parameters that reads 128 tokens."""
    return tiny_checkpoint(128)


@pytest.fixture(scope="session")
def tokenizer() -> TextTokenizer:
    """Return the starter's tokenizer."""
    return TextTokenizer(resources() / "models" / "starter" / "tokenizer.json")


MakeTuner = Callable[..., Tuner]


@pytest.fixture
def make_tuner(tiny_base, tokenizer, tmp_path) -> MakeTuner:
    """Return a function that begins or resumes a run of the tiny base in a folder."""

    def make(folder: str = "run", clock=None, **settings) -> Tuner:
        values = {"method": "full", "minutes": None, "max_steps": 6, "rows": 4, "window": 48}
        config = TrainConfig(**{**values, "evaluations": 3, "save_s": 1e9, **settings})
        train = Windows([TALE, TALE], tokenizer, [0], config.window, config.seed, 0.2)
        held = Windows([OTHER], tokenizer, [0], config.window, config.seed)
        root = tmp_path / folder
        more = {} if clock is None else {"clock": clock}
        return Tuner(
            learner=Learner(tiny_base, config),
            train=train,
            held=held.in_order(3),
            config=config,
            stores=Stores.of(root / "checkpoints", root / "best"),
            accelerator=Accelerator(cpu=True),
            precision="fp32",
            words_per_token=0.7,
            **more,
        )

    return make
