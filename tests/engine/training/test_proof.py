import pytest

from engine.measuring.evaluate import bits_per_byte
from engine.model import load_model
from engine.paths import resources
from engine.training import proof
from engine.training.bases import open_base
from engine.training.config import TrainConfig
from engine.training.learner import Learner
from engine.training.windows import CHAPTER_GAP


def test_a_short_text_is_measured_whole_and_a_long_one_in_every_chapter():
    assert proof.held_text(["One.", "Two."]) == f"One.{CHAPTER_GAP}Two."
    long = [chr(65 + i) * 40_000 for i in range(4)]
    text = proof.held_text(long)
    assert len(text) < 61_000
    assert {text.count(letter) for letter in "ABCD"} == {15_000}


def test_choices_and_proof_are_made_on_different_chapters():
    assert proof.halves(["a", "b", "c", "d", "e"]) == (["a", "c", "e"], ["b", "d"])
    assert proof.halves(["one\n\ntwo\n\nthree"]) == (["one\n\ntwo"], ["three"])
    assert proof.halves(["a single paragraph"]) == (["a single paragraph"],) * 2


def test_a_dedication_is_no_half_to_prove_a_voice_on():
    chapter = "\n\n".join(f"Paragraph {number} of the only chapter." for number in range(40))
    first, second = proof.halves([chapter, "For my mother."])
    assert min(len("".join(first)), len("".join(second))) > len(chapter) / 3


def test_the_general_text_is_in_the_bases_language_or_english():
    chinese = proof.general_text(("zh",))
    assert "\u7684" in chinese
    assert proof.general_text(()) == proof.general_text(("xx", "en"))
    assert "\u7684" not in proof.general_text(("en",))


def test_torch_and_the_exported_model_measure_alike(starter, tmp_path):
    base = open_base(starter, tmp_path / "base")
    learner = Learner(base.checkpoint.folder, TrainConfig(method="full"))
    text = (resources() / "evaluation" / "general-en.txt").read_text(encoding="utf-8")[:6000]
    own = proof.torch_bits_per_byte(learner, base, base.in_own_form(text))
    assert own == pytest.approx(proof.model_bits_per_byte(starter, text), rel=0.005)
    assert own == pytest.approx(
        bits_per_byte(load_model(starter), text, lambda what, done, total: None), rel=0.005
    )
