"""The writer who takes exactly what comes next, against sums worked out by hand."""

import numpy as np
import pytest

from engine.model import load_model
from engine.prediction import WORD, _guess, _saved_by_whole, predict

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def model(starter):
    return load_model(starter)


@pytest.fixture(scope="module")
def prose(starter):
    path = starter.parents[1] / "evaluation" / "en.txt"
    return path.read_text(encoding="utf-8")[:2500]


@pytest.mark.parametrize(
    ("ghosts", "saved"),
    [
        # "a bb ccc": the first two words with one key instead of five.
        ([("a", "bb"), ("bb", "x"), ("ccc",)], 4 + 3),
        ([("a", "x"), ("bb", "ccc"), ("ccc",)], 6),
        ([("a", "bb", "ccc", "d"), ("x",), ("x",)], 0),
        ([(), (), ()], 0),
    ],
)
def test_whole_suggestions_count_only_where_all_of_them_comes_next(ghosts, saved):
    assert _saved_by_whole(["a", "bb", "ccc"], ghosts) == saved


def test_the_measures_are_those_of_walking_by_hand(model, prose):
    found = predict(model, prose, 40, np.random.default_rng(1))
    words = list(WORD.finditer(prose))
    start = int(np.random.default_rng(1).integers(1, len(words) - 50 + 1, 1)[0])
    top1 = top3 = saved = keys = 0
    edge = max(0, words[start].start() - 1500)
    for word in words[start : start + 50]:
        guess = _guess(model, prose[edge : word.start()].rstrip())
        top1 += guess.words[0] == word[0]
        top3 += word[0] in guess.words
        keys += len(word[0]) + 1
        saved += len(word[0]) if guess.words[0] == word[0] else 0
    assert found.next_word_top1 == top1 / 50
    assert found.next_word_top3 == top3 / 50
    assert found.keystrokes_saved == pytest.approx(saved / keys)


def test_a_ghost_is_the_greedy_continuation_by_whole_words(model, prose):
    left = prose[:800].rstrip()
    left = left[: left.rindex(" ")]
    model.session.cache.trim(0)
    guess = _guess(model, left)
    ids = [model.manifest.bos_id, *model.tokenizer.encode(left)]
    model.session.cache.trim(0)
    logits, written = model.session.step(ids), []
    for _ in range(24):
        written.append(int(logits.argmax()))
        logits = model.session.step(written[-1:])
    words = model.tokenizer.decode(written).split()
    assert 1 <= len(guess.ghost) <= 4
    assert list(guess.ghost) == words[: len(guess.ghost)]
    assert guess.words[0] == words[0]
    assert len(set(guess.words)) == 3
