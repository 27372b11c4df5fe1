"""Bits per byte of an export are those that transformers gives its checkpoint."""

from pathlib import Path

import pytest

from engine.measuring.evaluate import evaluate, onnx_score, token_bits
from engine.model import load_model
from tests.engine.training.export.conftest import LEADS, WINDOW

pytestmark = [pytest.mark.model, pytest.mark.timeout(500)]


@pytest.mark.parametrize("name", LEADS)
def test_bits_per_byte_are_those_of_transformers(batch, long_text, name, monkeypatch):
    if name not in batch.bits:
        pytest.skip(f"needs the shared checkpoint {name}")
    wanted = batch.bits[name]["bits"]
    model = load_model(Path(batch.variants[name].export["out"]))
    assert ([] if model.manifest.bos_id is None else [model.manifest.bos_id]) == LEADS[name]
    # Windows of one size for all; what is measured beside the bits is of no interest here.
    monkeypatch.setattr("engine.measuring.evaluate._WINDOW", WINDOW)
    monkeypatch.setattr("engine.measuring.continuations.N_CONTINUATIONS", 1)

    ids = model.tokenizer.encode(long_text)
    assert len(ids) > 3 * WINDOW
    found = token_bits(onnx_score(model), ids, model.manifest.bos_id, WINDOW)
    assert found == pytest.approx(wanted, abs=1e-3)
    measured = evaluate(model, long_text, 1, task_samples=0)
    reference = sum(wanted) / len(long_text.encode("utf-8"))
    assert measured.bits_per_byte == pytest.approx(reference, rel=1e-6)
