"""Cached = uncached, in chunks = at once, on both kinds of graph."""

from pathlib import Path

import numpy as np
import pytest

from engine.generate import decode, prefill
from engine.jobs import CancelFlag
from engine.messages import Sampling
from engine.model import LoadedModel, load_model
from tests.engine.training.export.conftest import N_TOKENS

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


@pytest.mark.parametrize("name", ["plain", "mistral-window", "gpt2", "bloom"])
@pytest.mark.parametrize("chunk", [1, 7, 128])
def test_the_chunk_size_does_not_change_the_logits(batch, name, chunk):
    variant = batch.variants[name]
    model, prompt = load_model(Path(variant.export["out"])), variant.prompts[2]
    model.session.cache.trim(0)
    whole = model.session.step(prompt).copy()
    model.session.cache.trim(0)
    pieces, _ = prefill(model.session, prompt, chunk, CancelFlag())
    np.testing.assert_allclose(pieces, whole, atol=1e-3, rtol=1e-4)


@pytest.mark.parametrize("name", ["starter", "plain", "qwen3-padded-heads", "gpt2"])
def test_cached_tokens_are_the_uncached_ones(batch, starter, name):
    folder = starter if name == "starter" else Path(batch.variants[name].export["out"])
    model = load_model(folder)
    prompt = batch.variants["plain" if name == "starter" else name].prompts[2]
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
