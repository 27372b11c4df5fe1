"""Measures of what a model writes alone, on texts counted by hand."""

import numpy as np
import pytest

from engine.measuring.continuations import distinct, measure_continuations, overlap, repetition
from engine.messages import Sampling
from engine.model import load_model

COPIED = "it was the best of times and the worst of times"


@pytest.mark.parametrize(
    ("tokens", "share"),
    [
        ([[1, 2, 3, 4, 5]], 0.0),
        # Runs 1212, 2121, 1212, 2121, 1212: three of five stood before.
        ([[1, 2, 1, 2, 1, 2, 1, 2]], 3 / 5),
        # The same run in another continuation is no repetition.
        ([[1, 2, 3, 4], [1, 2, 3, 4]], 0.0),
        ([[1, 2, 3]], 0.0),
        ([], 0.0),
    ],
)
def test_repetition_counts_runs_that_stood_before(tokens, share):
    assert repetition(tokens) == pytest.approx(share)


def test_distinct_runs_are_counted_over_all_texts():
    texts = ["The rain, the rain", "the snow"]
    assert distinct(texts, 1) == pytest.approx(3 / 6)
    assert distinct(texts, 2) == pytest.approx(3 / 4)
    assert distinct(["one"], 2) == 0


@pytest.mark.parametrize(
    ("written", "share"),
    [
        (COPIED, 1.0),
        ("It was the best of times, and THE", 1.0),
        ("it was the best of times and", 0.0),
        (f"{COPIED} one two three four five", 11 / 16),
        ("nothing of it is there at all or ever was", 0.0),
        ("", 0.0),
    ],
)
def test_overlap_is_the_share_of_words_in_long_copied_runs(written, share):
    assert overlap([written], ["Something else.", f"He said {COPIED} again."]) == share


def test_a_run_does_not_reach_across_two_texts_of_the_corpus():
    assert overlap([COPIED], [COPIED[:20], COPIED[20:]]) == 0


@pytest.mark.model
def test_a_penalty_on_repeats_lowers_the_measured_repetition(starter):
    model = load_model(starter)
    text = (starter.parents[1] / "evaluation" / "en.txt").read_text(encoding="utf-8")
    cold = Sampling(temperature=0.3, dry_multiplier=0)
    plain, penalized = (
        measure_continuations(model, text, sampling, np.random.default_rng(2))
        for sampling in (cold, Sampling(temperature=0.3, dry_multiplier=2.0))
    )
    assert penalized.repetition < plain.repetition / 2
    assert penalized.distinct_3 > plain.distinct_3
