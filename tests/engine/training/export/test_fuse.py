"""The fused graph is the checkpoint's own function: exported = torch, cached = uncached."""

from pathlib import Path

import numpy as np
import pytest

from engine.generate import decode, prefill
from engine.jobs import CancelFlag
from engine.messages import Sampling
from engine.model import LoadedModel, load_model
from tests.engine.training.export.conftest import (
    N_TOKENS,
    PROMPT_TOKENS,
    SHARED,
    VARIANTS,
    Variant,
)
from tests.greedy import compared_tokens

pytestmark = [pytest.mark.model, pytest.mark.timeout(400)]
GREEDY = Sampling(temperature=0)


def written(model: LoadedModel, prompt: list[int], n_tokens: int = N_TOKENS) -> list[int]:
    """Continue a prompt as `complete --temperature 0` does, up to and with the end token."""
    cancel = CancelFlag()
    logits, _ = prefill(model.session, prompt, model.chunk, cancel)
    tokens = []
    rng = np.random.default_rng(0)
    for token in decode(model.session, logits, GREEDY, rng, n_tokens, cancel):
        tokens.append(token)
        if token in model.manifest.eos_ids:
            break
    return tokens


def check_against_reference(model: LoadedModel, prompts, texts) -> int:
    """Compare every prompt's continuation and return how many tokens were compared."""
    return sum(
        compared_tokens(text["tokens"], text["gaps"], written(model, prompt))
        for prompt, text in zip(prompts, texts, strict=True)
    )


@pytest.fixture
def variant(batch, request) -> Variant:
    """Return the variant that the test is run for."""
    if request.param not in batch.variants:
        pytest.skip(f"needs the shared checkpoint {request.param}")
    found = batch.variants[request.param]
    assert "error" not in found.export, found.export
    assert "error" not in found.greedy, found.greedy
    return found


every_variant = pytest.mark.parametrize("variant", [*VARIANTS, *SHARED], indirect=True)


@every_variant
def test_a_variant_computes_what_its_checkpoint_computes(variant):
    parity = variant.export["parity"]
    assert parity["max_abs_diff"] < 1e-3
    assert parity["top1_agreement"] == 1.0
    assert parity["bits_per_byte"]["onnx"] == pytest.approx(parity["bits_per_byte"]["torch"], 1e-5)


@every_variant
def test_a_variant_writes_what_transformers_writes(variant):
    model = load_model(Path(variant.export["out"]))
    compared = check_against_reference(model, variant.prompts, variant.greedy["texts"])
    assert compared >= N_TOKENS, "ties ended the comparison too early to mean anything"


@every_variant
def test_prompts_really_have_the_lengths_they_stand_for(variant):
    assert tuple(len(prompt) for prompt in variant.prompts) == PROMPT_TOKENS


@pytest.mark.parametrize("chunk", [1, 7, 128])
def test_the_chunk_size_does_not_change_the_logits(batch, chunk):
    plain = batch.variants["plain"]
    model, prompt = load_model(Path(plain.export["out"])), plain.prompts[2]
    model.session.cache.trim(0)
    whole = model.session.step(prompt).copy()
    model.session.cache.trim(0)
    pieces, _ = prefill(model.session, prompt, chunk, CancelFlag())
    np.testing.assert_allclose(pieces, whole, atol=1e-3, rtol=1e-4)


@pytest.mark.parametrize("name", ["starter", "plain"])
def test_cached_tokens_are_the_uncached_ones(batch, starter, name):
    folder = starter if name == "starter" else Path(batch.variants["plain"].export["out"])
    model = load_model(folder)
    prompt = batch.variants["plain"].prompts[2]
    cached = written(model, prompt, 24)
    for index in range(len(cached)):
        model.session.cache.trim(0)
        again = written(model, [*prompt, *cached[:index]], 1)
        assert again == cached[index : index + 1]


def test_a_reused_cache_writes_what_a_fresh_one_writes(starter, prompt_text):
    model = load_model(starter)
    ids = [0, *model.tokenizer.encode(prompt_text)]
    rng = np.random.default_rng(4)
    prompts = [ids[: int(n)] + ids[400 : 400 + int(m)] for n, m in rng.integers(1, 200, (6, 2))]
    used = [written(model, prompt, 12) for prompt in prompts]
    for prompt, tokens in zip(prompts, used, strict=True):
        model.session.cache.trim(0)
        assert written(model, prompt, 12) == tokens
