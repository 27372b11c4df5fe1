"""Whole chapters are held out, near the share that was asked for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.corpus.paragraphs import count_words
from engine.corpus.splitting import SECTION_WORDS, Passage, passages_of, split


def passage(n, words):
    return Passage("Book", f"{n}", " ".join(["word"] * words))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(200, 4000), min_size=10, max_size=60),
    st.sampled_from([0.1, 0.2, 0.5]),
    st.integers(0, 5),
)
def test_every_passage_is_on_one_side_and_both_have_some(sizes, share, seed):
    passages = [passage(n, words) for n, words in enumerate(sizes)]
    train, held = split(passages, share, seed)
    assert train
    assert held
    assert sorted((*train, *held), key=lambda p: int(p.title)) == passages
    got = sum(count_words(p.text) for p in held)
    # No farther off than the half of the shortest passage, beyond what one alone may bring.
    assert abs(got - share * sum(sizes)) <= max(min(sizes), max(sizes) / 2)


def test_the_seed_fixes_the_choice():
    passages = [passage(n, 1000 + 37 * n) for n in range(30)]
    assert split(passages, 0.1, 1) == split(passages, 0.1, 1)
    assert len({split(passages, 0.1, seed)[1] for seed in range(8)}) > 1


def test_the_share_is_met_nearly_where_chapters_allow():
    passages = [passage(n, 1000 + 91 * (n % 7)) for n in range(40)]
    _, held = split(passages, 0.1, 3)
    total = sum(count_words(p.text) for p in passages)
    assert sum(count_words(p.text) for p in held) / total == pytest.approx(0.1, abs=0.005)


def test_two_passages_are_parted_one_to_each_side():
    train, held = split([passage(1, 100), passage(2, 9900)], 0.1, 1)
    assert [p.title for p in (*train, *held)] == ["2", "1"]


def test_ten_chapters_are_passages_as_they_are(draft, prose):
    chapters = [prose(3, seed=n) for n in range(10)]
    found = passages_of([draft(*chapters)])
    assert [p.text for p in found] == ["\n\n".join(c) for c in chapters]
    assert [p.title for p in found] == [f"Chapter {n + 1}" for n in range(10)]


def test_few_chapters_are_parted_at_their_scenes(draft, prose):
    scenes = [prose(28, seed=n) for n in range(6)]
    text = [t for n, scene in enumerate(scenes) for t in ([*scene] if n == 0 else ["***", *scene])]
    found = passages_of([draft(text)])
    assert [p.text for p in found] == ["\n\n".join(scene) for scene in scenes]


def test_short_scenes_stand_together(draft, prose):
    text = [t for n in range(40) for t in (*prose(4, seed=n), "***")]
    sizes = [count_words(p.text) for p in passages_of([draft(text)])]
    assert min(sizes[:-1]) > SECTION_WORDS / 2
    assert max(sizes) <= SECTION_WORDS


def test_a_book_without_scenes_is_parted_at_paragraph_ends(draft, prose):
    rows = prose(200)
    found = passages_of([draft(rows)])
    assert "\n\n".join(p.text for p in found).split("\n\n") == rows
    assert all(1000 < count_words(p.text) < 2000 for p in found)


def test_one_endless_paragraph_is_parted_at_its_sentences(draft, prose):
    text = " ".join(prose(200))
    found = passages_of([draft([text])])
    assert " ".join(p.text for p in found).split() == text.split()
    assert all(count_words(p.text) <= 2 * SECTION_WORDS for p in found)


def test_a_book_of_one_chapter_is_parted_beside_one_of_many(draft, prose):
    many = draft(*[prose(3, seed=n) for n in range(12)])
    found = passages_of([many, draft(prose(100, seed=99), title="Other")])
    assert sum(p.book == "Other" for p in found) >= 3
