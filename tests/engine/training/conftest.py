"""A tiny random base with the starter's own tokenizer, and what a run is made of."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from transformers import LlamaConfig, LlamaForCausalLM

from engine.paths import resources
from engine.tokens import TextTokenizer
from engine.training.config import TrainConfig
from engine.training.learner import Learner
from engine.training.tuner import Stores, Tuner
from engine.training.windows import Windows

TALE = "The rain came in from the sea. Nobody had lit the lamp. She waited by the window. " * 60
OTHER = "A horse stood in the yard, and the boy held its bridle. He would not look up. " * 40


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory, starter) -> Path:
    """Return a random Llama of 0.5 M parameters that the starter's tokenizer fits."""
    folder = tmp_path_factory.mktemp("tiny") / "tiny-base"
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=16384,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
        max_position_embeddings=128,
        tie_word_embeddings=True,
        bos_token_id=0,
        eos_token_id=1,
    )
    LlamaForCausalLM(config).save_pretrained(str(folder))
    shutil.copyfile(starter / "tokenizer.json", folder / "tokenizer.json")
    return folder


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
