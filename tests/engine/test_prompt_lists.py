"""Rows of short texts in a prompt: whole, the nearest to the current one first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInput
from engine.messages import SlotCut
from engine.prompt import Items, build
from engine.templates import ListPart, SlotPart, Template, TokenPart
from tests.fakes import ByteTokenizer

BYTES = ByteTokenizer()
# The byte tokenizer writes no token above 255, so that these stand out.
OPEN, EACH, CURRENT = 256, 301, 302
BEATS = ("He lit the lamp", "A stranger knocked", "They left", "It rained")


def template_of(max_tokens: int) -> Template:
    """Return a template of a row of beats and an open slot behind it."""
    beats = ListPart("beats", max_tokens, (EACH,), (CURRENT,))
    parts = (TokenPart(OPEN), beats, TokenPart(OPEN), SlotPart("left", None))
    return Template("insert", parts, frozenset())


def rows_of(ids) -> list[tuple[int, str]]:
    """Return each row's opening token and text, from the ids between the two open tokens."""
    found: list[tuple[int, list[int]]] = []
    for token in ids[1 : ids.index(OPEN, 1)]:
        if token in (EACH, CURRENT):
            found.append((token, []))
        else:
            found[-1][1].append(token)
    return [(token, BYTES.decode(text)) for token, text in found]


def fill(beats, current, max_tokens, left=""):
    """Fill the template with beats and return the prompt."""
    slots = {"beats": Items(tuple(beats), current), "left": left}
    return build(template_of(max_tokens), slots, BYTES, 10_000)


@pytest.mark.parametrize("current", range(4))
def test_every_beat_stands_behind_its_token_and_the_current_one_behind_its_own(current):
    prompt = fill(BEATS, current, 100)
    tokens = [CURRENT if i == current else EACH for i in range(4)]
    assert rows_of(prompt.ids) == list(zip(tokens, BEATS, strict=True))
    assert prompt.slots[0] == SlotCut("beats", sum(map(len, BEATS)), 0, sum(map(len, BEATS)) + 4)


@pytest.mark.parametrize(
    ("current", "max_tokens", "kept"),
    [
        # A row costs its length and a token: 16, 19, 10 and 10.
        (1, 19, [1]),
        (1, 34, [1]),
        (1, 35, [0, 1]),
        (1, 45, [0, 1, 2]),
        (1, 54, [0, 1, 2]),
        (1, 55, [0, 1, 2, 3]),
        (0, 44, [0, 1]),
        (3, 20, [2, 3]),
        (2, 29, [1, 2]),
    ],
)
def test_the_beats_nearest_to_the_current_one_are_kept_whole(current, max_tokens, kept):
    prompt = fill(BEATS, current, max_tokens)
    assert [text for _, text in rows_of(prompt.ids)] == [BEATS[i] for i in kept]
    left_out = sum(len(text) for i, text in enumerate(BEATS) if i not in kept)
    assert prompt.cut_chars == prompt.slots[0].cut_chars == left_out
    assert prompt.slots[0].tokens == sum(1 + len(BEATS[i]) for i in kept)


beats = st.lists(st.text("abc \u4e00", max_size=9), min_size=1, max_size=8)


@given(beats, st.data())
def test_a_row_keeps_neighbours_and_no_more_than_fits(texts, data):
    current = data.draw(st.integers(0, len(texts) - 1))
    limit = data.draw(st.integers(1 + len(texts[current].encode()), 90))
    prompt = fill(texts, current, limit)
    found = rows_of(prompt.ids)
    at = [token for token, _ in found].index(CURRENT)
    first = current - at
    # Neighbours of the current one, none left out between two.
    assert [text for _, text in found] == texts[first : first + len(found)]
    assert sum(token == CURRENT for token, _ in found) == 1
    assert prompt.slots[0].tokens == sum(1 + len(text.encode()) for _, text in found) <= limit
    assert prompt.slots[0].kept_chars + prompt.cut_chars == sum(map(len, texts))
    left_out = [i for i in range(len(texts)) if not first <= i < first + len(found)]
    if left_out:
        nearest = min(left_out, key=lambda i: (abs(i - current), i))
        assert prompt.slots[0].tokens + 1 + len(texts[nearest].encode()) > limit


def test_a_current_beat_that_does_not_fit_is_refused():
    with pytest.raises(BadInput, match="beat is longer"):
        fill(BEATS, 1, 18)


def test_the_window_bounds_a_row_too():
    slots = {"beats": Items(BEATS, 1), "left": ""}
    with pytest.raises(BadInput, match="beat is longer"):
        build(template_of(100), slots, BYTES, 20)
    prompt = build(template_of(100), slots, BYTES, 2 + 35 + 1)
    assert [text for _, text in rows_of(prompt.ids)] == list(BEATS[:2])


def test_the_open_slot_takes_what_the_row_leaves():
    prompt = build(template_of(35), {"beats": Items(BEATS, 1), "left": "x" * 90}, BYTES, 77)
    assert prompt.slots[0].tokens == 35
    assert len(prompt.ids) <= 77
    assert BYTES.decode(prompt.ids[-20:]) == "x" * 20


@pytest.mark.parametrize(("texts", "current"), [((), 0), (("a",), 1), (("a",), -1)])
def test_the_current_item_is_one_of_the_items(texts, current):
    with pytest.raises(ValueError, match="one of the items"):
        Items(texts, current)
