"""The equality matrix: architecture x prompt length x path, greedy tokens equal transformers'."""

import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.concat_session import ConcatSession
from engine.generate import prefill
from engine.jobs import CancelFlag
from engine.model import LoadedModel, load_model
from engine.session import OnnxSession
from tests.engine.training.export.conftest import (
    N_TOKENS,
    PROMPT_TOKENS,
    SHARED,
    Exported,
    shared_checkpoints,
)
from tests.engine.training.export.variants import PLAIN, VARIANTS
from tests.greedy import TIE, compared_tokens

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]
# Where a tie may end the comparison: the starter's weights are given, and behind its first token
# alone two logits are 4e-4 apart.
TIES = {(shared_checkpoints().get("starter"), 1)}
# Tokens that rows are led astray by, before they are taken back.
_STRAY = (5, 123, 77)


def continued(model: LoadedModel, logits: np.ndarray, n_tokens: int = N_TOKENS) -> list[int]:
    """Return the likeliest tokens, one after the other, behind what the cache holds."""
    tokens = [int(logits.argmax())]
    while len(tokens) < n_tokens:
        tokens.append(int(model.session.step(tokens[-1:]).argmax()))
    return tokens


def cold(model: LoadedModel, prompt: list[int]) -> list[list[int]]:
    """Continue a prompt from nothing."""
    model.session.cache.trim(0)
    logits, reused = prefill(model.session, prompt, model.chunk, CancelFlag())
    assert reused == 0
    return [continued(model, logits)]


def reused(model: LoadedModel, prompt: list[int]) -> list[list[int]]:
    """Continue it behind another prompt that begins alike."""
    shared = len(prompt) // 2
    other = [*prompt[:shared], *reversed(prompt[:40]), 9, 8, 7]
    prefill(model.session, other, model.chunk, CancelFlag())
    logits, reused_tokens = prefill(model.session, prompt, model.chunk, CancelFlag())
    assert reused_tokens >= min(shared, len(prompt) - 1)
    return [continued(model, logits)]


def trimmed(model: LoadedModel, prompt: list[int]) -> list[list[int]]:
    """Continue it after the cache has held more and was cut back twice."""
    prefill(model.session, [*prompt, *prompt[:40], 3, 4, 5], model.chunk, CancelFlag())
    model.session.cache.trim(len(prompt))
    model.session.step((6, 7))
    model.session.cache.trim(len(prompt) - 1)
    return [continued(model, model.session.step(prompt[-1:]))]


def rows(model: LoadedModel, prompt: list[int]) -> list[list[int]]:
    """Continue it in a batch of three takes, of which one turns back and one ends early."""
    logits, _ = prefill(model.session, prompt, model.chunk, CancelFlag())
    batch = model.session.fork(3, N_TOKENS + len(_STRAY))
    straight, late = [int(logits.argmax())], [int(logits.argmax())]
    for stray in _STRAY:
        straight.append(int(batch.step([straight[-1], stray, stray])[0].argmax()))
    batch.rewind(2, len(_STRAY))
    # The last row, which turned back, takes the number of the one that ends.
    batch.drop(1)
    assert batch.n_rows == 2
    while len(late) < N_TOKENS:
        first, second = batch.step([straight[-1], late[-1]])
        straight.append(int(first.argmax()))
        late.append(int(second.argmax()))
    assert model.session.cache.tokens == tuple(prompt), "the session's cache stays at the prefix"
    return [straight[:N_TOKENS], late]


PATHS: tuple[Callable[[LoadedModel, list[int]], list[list[int]]], ...] = (
    cold,
    reused,
    trimmed,
    rows,
)


@functools.lru_cache(maxsize=1)
def opened(folder: str) -> LoadedModel:
    """Return a model, kept from one test of it to the next."""
    return load_model(Path(folder))


@pytest.fixture
def variant(batch, request) -> Exported:
    """Return the variant that the test is run for."""
    if request.param not in batch.variants:
        pytest.skip(f"needs the shared checkpoint {request.param}")
    found = batch.variants[request.param]
    assert "error" not in found.export, found.export
    assert "error" not in found.greedy, found.greedy
    return found


every_variant = pytest.mark.parametrize("variant", [*VARIANTS, *SHARED], indirect=True)


@every_variant
@pytest.mark.parametrize("n_prompt", PROMPT_TOKENS)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_an_export_writes_what_transformers_writes(variant, n_prompt, path):
    index = PROMPT_TOKENS.index(n_prompt)
    prompt, text = variant.prompts[index], variant.greedy["texts"][index]
    assert len(prompt) == n_prompt
    assert len(text["tokens"]) == N_TOKENS
    for tokens in path(opened(variant.export["out"]), prompt):
        compared = compared_tokens(text["tokens"], text["gaps"], tokens)
        if (variant.checkpoint, n_prompt) not in TIES:
            assert min(text["gaps"]) > TIE
            assert compared == N_TOKENS
        assert compared >= N_TOKENS // 2, "a tie ended the comparison too early to mean anything"


@every_variant
def test_a_variant_computes_what_its_checkpoint_computes(variant):
    parity = variant.export["parity"]
    assert parity["max_abs_diff"] < 1e-3
    assert parity["top1_agreement"] >= 0.995
    assert parity["bits_per_byte"]["onnx"] == pytest.approx(parity["bits_per_byte"]["torch"], 1e-5)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_has_the_graph_that_is_meant_for_it_and_says_why(batch, name):
    export, expected = batch.variants[name].export, VARIANTS[name]
    assert export["graph"] == expected.graph
    model = load_model(Path(export["out"]))
    assert model.manifest.graph == expected.graph
    assert list(model.manifest.notes) == export["notes"]
    assert isinstance(model.session, ConcatSession if expected.graph == PLAIN else OnnxSession)
    assert len(export["notes"]) == (1 if expected.note else 0)
    assert all(expected.note in note for note in export["notes"])
    assert model.manifest.context_tokens == (400 if name == "phi3-longrope" else 512)
