"""The fused graph is the checkpoint's own function: exported = torch, cached = uncached."""

from pathlib import Path

import numpy as np
import pytest

from engine.generate import decode, prefill
from engine.jobs import CancelFlag
from engine.messages import Sampling
from engine.model import LoadedModel, load_model
from tests.engine.training.export.conftest import N_TOKENS, PROMPT_TOKENS, VARIANTS
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


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_computes_what_its_checkpoint_computes(variants, name):
    exported = variants[name].export
    assert "error" not in exported
    parity = exported["parity"]
    # Logits of these checkpoints reach into the hundreds; float32 sums differ in the sixth digit.
    assert parity["max_abs_diff"] < 1e-3
    assert parity["top1_agreement"] == 1.0
    assert parity["bits_per_byte"]["onnx"] == pytest.approx(parity["bits_per_byte"]["torch"], 1e-5)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_writes_what_transformers_writes(variants, name):
    variant = variants[name]
    model = load_model(Path(variant.export["out"]))
    compared = check_against_reference(model, variant.prompts, variant.greedy["texts"])
    assert compared >= N_TOKENS, "ties ended the comparison too early to mean anything"


def test_prompts_really_have_the_lengths_they_stand_for(variants):
    assert tuple(len(prompt) for prompt in variants["plain"].prompts) == PROMPT_TOKENS


def test_stories260k_writes_what_transformers_writes(exported_stories, stories, batch):
    model = load_model(exported_stories.folder)
    text = "Once upon a time, there was a little girl named Lily. She loved to play outside. " * 12
    ids = [1, *model.tokenizer.encode(text)]
    prompts = [ids[:n] for n in PROMPT_TOKENS]
    answer = batch(
        {"greedy": [{"folder": str(stories), "prompts": prompts, "n_tokens": N_TOKENS}]}
    )
    assert exported_stories.report["parity"]["max_abs_diff"] < 1e-3
    assert check_against_reference(model, prompts, answer["greedy"][0]["texts"]) >= 2 * N_TOKENS


def test_the_starter_checkpoint_writes_what_transformers_writes(
    export, shared, batch, prompt_text
):
    checkpoint = shared / "starter" / "checkpoint"
    exported = export(checkpoint, "fp32")
    model = load_model(exported.folder)
    ids = [0, *model.tokenizer.encode(prompt_text)]
    prompts = [ids[:n] for n in PROMPT_TOKENS]
    answer = batch(
        {"greedy": [{"folder": str(checkpoint), "prompts": prompts, "n_tokens": N_TOKENS}]}
    )
    assert exported.report["parity"]["max_abs_diff"] < 1e-3
    assert check_against_reference(model, prompts, answer["greedy"][0]["texts"]) >= 2 * N_TOKENS


@pytest.mark.parametrize("chunk", [1, 7, 128])
def test_the_chunk_size_does_not_change_the_logits(variants, chunk):
    model = load_model(Path(variants["plain"].export["out"]))
    prompt = variants["plain"].prompts[2]
    model.session.cache.trim(0)
    whole = model.session.step(prompt).copy()
    model.session.cache.trim(0)
    pieces, _ = prefill(model.session, prompt, chunk, CancelFlag())
    np.testing.assert_allclose(pieces, whole, atol=1e-3, rtol=1e-4)
