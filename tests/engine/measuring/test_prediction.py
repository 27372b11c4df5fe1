"""The writer who takes exactly what comes next, against sums worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from engine.measuring.prediction import WORD, _GreedyWords, _guess, _saved_by_whole, predict
from engine.model import load_model

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
    assert _saved_by_whole(["a", "bb", "ccc"], [2, 3, 4], ghosts) == saved


def test_the_measures_are_those_of_walking_by_hand(model, prose):
    found = predict(model, prose, 40, np.random.default_rng(1))
    words = list(WORD.finditer(prose))
    start = int(np.random.default_rng(1).integers(1, len(words) - 50 + 1, 1)[0])
    top1 = top3 = saved = keys = 0
    edge = max(0, words[start].start() - 1500)
    for word in words[start : start + 50]:
        guess = _guess(model, prose[edge : word.start()].rstrip(), True)
        top1 += guess.words[0] == word[0]
        top3 += word[0] in guess.words
        space = prose[word.end() : word.end() + 1].isspace()
        keys += len(word[0]) + space
        saved += len(word[0]) + space - 1 if guess.words[0] == word[0] else 0
    assert found.next_word_top1 == top1 / 50
    assert found.next_word_top3 == top3 / 50
    assert found.keystrokes_saved == pytest.approx(saved / keys)


def test_a_ghost_is_the_greedy_continuation_by_whole_words(model, prose):
    left = prose[:800].rstrip()
    left = left[: left.rindex(" ")]
    model.session.cache.trim(0)
    guess = _guess(model, left, True)
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


def test_a_chinese_character_is_a_word_and_its_space_is_not_asked_for():
    words = WORD.findall("\u4ed6\u8d70\uff0c OK\u4e86.")
    assert words == ["\u4ed6", "\u8d70", "\uff0c", "OK", "\u4e86", "."]


class Spelling:
    """A tokenizer of letters for a writer that spells given text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def decode(self, ids) -> str:
        return "".join(self._text[i] for i in ids)


@pytest.mark.parametrize(
    ("written", "is_spaced", "n_words", "words"),
    [
        (" not him", True, 1, ("not",)),
        # "can" and then "not" is "cannot": the gap is part of what comes next.
        ("not him", True, 1, ()),
        (" \u4ed6", False, 1, ()),
        ("\u4ed6\u8d70", False, 1, ("\u4ed6",)),
        (" It ended. He", True, 4, ("It", "ended.")),
    ],
)
def test_words_count_behind_the_right_gap_only(model, written, is_spaced, n_words, words):
    endless = replace(model.manifest, eos_ids=())
    fake = replace(model, tokenizer=Spelling(written), manifest=endless)
    spelled = _GreedyWords(fake, [], 0, n_words, 99)
    logits = np.zeros(len(written), np.float32)
    for i in range(len(written)):
        logits[:] = 0
        logits[i] = 1
        if spelled.write(logits) is None:
            break
    assert spelled.words(is_spaced) == words
