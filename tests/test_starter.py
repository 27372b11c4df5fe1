"""The bundled model: small, near its float32 self, with a card, and set by what was measured."""

import json
import tomllib

import pytest

from engine.card import CARD
from engine.manifest import read_manifest
from engine.messages import Sampling
from engine.paths import resources
from tests.benchmarks import decoding

STARTER = resources() / "models" / "starter"
MOST_BYTES = 52_000_000
TASKS = {
    "continue",
    "infill",
    *(f"rewrite.{m}" for m in ("polish", "expand", "shorten", "rephrase", "describe", "dialogue")),
    "outline.from_text",
    "outline.from_premise",
    "outline.next",
    "draft",
}


def prompts(folder):
    return tomllib.loads((folder / "prompts.toml").read_text(encoding="utf-8"))


def test_it_is_small_enough_to_come_along():
    assert sum(path.stat().st_size for path in STARTER.iterdir()) <= MOST_BYTES


def test_its_bits_per_byte_are_within_a_hundredth_of_float32():
    bits = read_manifest(STARTER).parity["bits_per_byte"]
    assert bits["onnx"] <= bits["torch"] * 1.01


def test_embedding_and_head_are_one_tensor():
    manifest = read_manifest(STARTER)
    # Blocks of 32 weights share a float32 scale: nine eighths of a byte each, and nothing twice.
    n_bytes = manifest.files["model.onnx.data"].n_bytes
    assert n_bytes < manifest.parameters * 1.2


def test_it_can_do_every_task():
    assert set(prompts(STARTER)["tasks"]) == TASKS


def test_it_has_a_card_with_ten_samples_of_each_task():
    assert CARD in read_manifest(STARTER).files
    card = (STARTER / CARD).read_text(encoding="utf-8")
    # The card shows ideas as what they are: the next beat of an outline.
    for task in TASKS - {"outline.next"}:
        section = card.split(f"\n### {task}\n")[1].split("\n### ")[0]
        assert [f"\n{n}. " in section for n in range(1, 11)] == [True] * 10
    for words in ("bits per byte", "Licence", "Limits", "n-gram"):
        assert words.lower() in card.lower()


@pytest.mark.parametrize("task", sorted(TASKS))
def test_each_task_chooses_words_as_measured_best(task):
    rows = json.loads(decoding.TABLE.read_text(encoding="utf-8"))["tasks"][task]
    (best,) = [row for row in rows if row["best"]]
    assert decoding.best_of(task, rows) == best
    own = prompts(STARTER)["tasks"][task].get("sampling", {})
    assert Sampling(**own) == Sampling(**best["sampling"])
