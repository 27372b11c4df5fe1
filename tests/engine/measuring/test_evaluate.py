"""Bits per token over windows: every token scored once, with the numbers worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BadInput
from engine.measuring.evaluate import evaluate, onnx_score, token_bits
from engine.model import load_model

VOCAB = 37
sizes = st.tuples(st.integers(0, 60), st.integers(4, 20), st.sampled_from([None, 0]))


def uniform(tokens):
    """Score every token alike."""
    return np.zeros((len(tokens), VOCAB), np.float32)


@given(sizes)
def test_a_model_that_knows_nothing_costs_the_same_everywhere(size):
    n, window, bos_id = size
    bits = token_bits(uniform, [i % VOCAB for i in range(n)], bos_id, window)
    assert bits == pytest.approx([math.log2(VOCAB)] * n)


@settings(max_examples=100)
@given(sizes)
def test_every_token_is_scored_exactly_once_and_by_the_token_before_it(size):
    n, window, bos_id = size
    ids = list(range(n))

    def numbered(tokens):
        # The row behind token t likes t + 1 by a margin that only t has: the bits name their row.
        assert len(tokens) <= window
        logits = np.zeros((len(tokens), 100), np.float32)
        begins = bos_id is not None and tokens[0] == 0
        for row, token in enumerate(tokens):
            lead = begins and row == 0
            target = tokens[1] if lead and len(tokens) > 1 else token + 1
            logits[row, target] = target * 0.05
        return logits

    bits = token_bits(numbered, [i + 1 for i in ids], bos_id, window)

    def cost(token):
        return math.log2(math.exp(token * 0.05) + 99) - token * 0.05 / math.log(2)

    expected = [cost(i + 1) for i in ids]
    if bos_id is None and expected:
        expected[0] = math.log2(100)
    assert bits == pytest.approx(expected, abs=1e-4)


@given(sizes)
def test_each_token_behind_the_first_window_has_half_a_window_before_it(size):
    n, window, bos_id = size
    lead = 0 if bos_id is None else 1
    seen = []

    def score(tokens):
        seen.append(len(tokens))
        return uniform(tokens)

    token_bits(score, [1] * n, bos_id, window)
    assert all(length <= window for length in seen)
    assert n == 0 or all(length == window for length in seen[:-1])
    room = window - lead
    assert n <= room + (len(seen) - 1) * (room // 2) or n == 0


def test_a_sure_and_right_model_costs_nothing():
    def sure(tokens):
        logits = np.full((len(tokens), VOCAB), -50, np.float32)
        logits[np.arange(len(tokens)), (np.array(tokens) + 1) % VOCAB] = 50
        return logits

    assert sum(token_bits(sure, list(range(1, 30)), 0, 8)) == pytest.approx(0, abs=1e-6)


def test_large_logits_do_not_overflow():
    def large(tokens):
        return np.full((len(tokens), VOCAB), 1e4, np.float32)

    assert token_bits(large, [1, 2, 3], 0, 8) == pytest.approx([math.log2(VOCAB)] * 3)


def test_no_text_costs_nothing():
    assert token_bits(uniform, [], None, 8) == []


@pytest.fixture(scope="module")
def model(starter):
    return load_model(starter)


@pytest.fixture(scope="module")
def prose(starter):
    path = starter.parents[1] / "evaluation" / "en.txt"
    return path.read_text(encoding="utf-8")[:1500]


@pytest.mark.model
def test_the_starter_measures_english_within_reason_and_alike_twice(model, prose, monkeypatch):
    monkeypatch.setattr("engine.measuring.continuations.N_CONTINUATIONS", 3)
    told = []
    found = evaluate(model, prose, 50, task_samples=2, on_progress=lambda *step: told.append(step))
    row = found.as_row()
    assert 0.5 < row["bits_per_byte"] < 3
    assert 0 <= row["keystrokes_saved_whole"] < row["keystrokes_saved"] < 1
    assert 0 < row["next_word_top1"] < row["next_word_top3"] < 1
    assert 0 <= row["repetition"] < 1
    assert 0 < row["distinct_1"] < row["distinct_3"] <= 1
    assert row["overlap"] is None
    assert row["chars"] == len(prose)
    assert evaluate(model, prose, 50, task_samples=2) == found
    assert {what for what, _, _ in told} == {"bits per byte", "words", "continuations", "tasks"}
    assert set(row["tasks"]) == set(model.templates) - {"continue", "infill"}
    assert all(0 <= numbers["good"] <= 1 for numbers in row["tasks"].values())
    assert all(done <= total for _, done, total in told)


@pytest.mark.model
def test_english_costs_fewer_bits_than_the_same_words_shuffled(model, prose):
    shuffled = " ".join(np.random.default_rng(1).permutation(prose.split()).tolist())
    score = onnx_score(model)
    costs = [
        sum(token_bits(score, model.tokenizer.encode(text), 0, 256)) / len(text)
        for text in (prose, shuffled)
    ]
    assert costs[0] < 0.8 * costs[1]


@pytest.mark.model
def test_the_score_of_a_text_does_not_depend_on_what_ran_before(model, prose):
    ids = model.tokenizer.encode(prose)[:200]
    assert len(ids) == 200
    score = onnx_score(model)
    first = score(ids)
    score(ids[::-1])
    np.testing.assert_array_equal(score(ids), first)
    assert first.shape == (200, model.session.vocab_size)


@pytest.mark.model
def test_a_text_of_a_few_words_is_refused(model):
    with pytest.raises(BadInput, match="fewer than 20 words"):
        evaluate(model, "Only a few words.", 50)


def test_the_smallest_window_that_can_predict_scores_every_token():
    assert token_bits(uniform, [1, 2, 3], 0, 2) == pytest.approx([math.log2(VOCAB)] * 3)
