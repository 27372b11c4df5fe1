"""The window of tokens around the caret: its limits, and its left edge that stays put."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BadInput
from engine.kv_cache import common_prefix
from engine.prompt import build
from engine.templates import SlotPart, Template, TokenPart
from engine.tokens import TextTokenizer
from tests.fakes import ByteTokenizer

BYTES = ByteTokenizer()
CONTINUE = Template("insert", (TokenPart(256), SlotPart("left", None)), frozenset())
INFILL = Template(
    "insert",
    (
        TokenPart(256),
        SlotPart("right", 20),
        TokenPart(256),
        SlotPart("left", 50),
        TokenPart(256),
    ),
    frozenset(),
)
prose = st.lists(
    st.sampled_from(["word", " and", " then.", " She", "\n\n", "，", "你好。", " it", "?"]),
    max_size=80,
).map("".join)


@pytest.fixture(scope="module")
def tokenizer(starter):
    return TextTokenizer(starter / "tokenizer.json")


@pytest.fixture(scope="module")
def novel(starter):
    path = starter.parents[1] / "evaluation" / "en.txt"
    return path.read_text(encoding="utf-8")


def text_of(prompt) -> str:
    return BYTES.decode([token for token in prompt.ids if token != 256])


@given(prose, st.integers(2, 120))
def test_a_prompt_fits_its_window_and_ends_with_the_text(text, max_tokens):
    prompt = build(CONTINUE, {"left": text}, BYTES, max_tokens)
    assert len(prompt.ids) <= max_tokens
    assert prompt.ids[0] == 256
    assert bytes(prompt.ids[1:]) == text.encode()[len(text.encode()) - len(prompt.ids) + 1 :]


@given(prose, st.integers(24, 120))
def test_what_fits_is_not_cut_and_what_is_cut_is_counted(text, max_tokens):
    prompt = build(CONTINUE, {"left": text}, BYTES, max_tokens)
    if len(text.encode()) < max_tokens:
        assert (prompt.cut_chars, text_of(prompt)) == (0, text)
    else:
        assert prompt.cut_chars > 0
        # The edge may fall into the bytes of one character.
        counted, shown = text[prompt.cut_chars :], text_of(prompt).lstrip("\ufffd")
        assert counted in (shown, counted[0] + shown)


@settings(max_examples=60)
@given(prose, prose, st.integers(30, 120))
def test_right_and_left_slots_keep_their_own_limits(left, right, max_tokens):
    prompt = build(INFILL, {"left": left, "right": right}, BYTES, max_tokens)
    assert len(prompt.ids) <= max_tokens
    first, second, last = (i for i, token in enumerate(prompt.ids) if token == 256)
    assert (first, last) == (0, len(prompt.ids) - 1)
    shown = bytes(prompt.ids[1:second])
    assert len(shown) <= 20
    assert right.encode().startswith(shown)
    kept = bytes(prompt.ids[second + 1 : last])
    assert len(kept) <= 50
    assert left.encode().endswith(kept)


def test_the_right_slot_keeps_the_beginning_of_what_follows_and_counts_the_rest():
    prompt = build(INFILL, {"left": "Left.", "right": "0123456789" * 3}, BYTES, 100)
    assert BYTES.decode(prompt.ids[1:21]) == "0123456789" * 2
    assert prompt.cut_chars == 10


def test_a_limited_slot_is_served_before_the_open_one():
    template = Template("insert", (SlotPart("left", None), SlotPart("right", 8)), frozenset())
    prompt = build(template, {"left": "x" * 100, "right": "y" * 100}, BYTES, 20)
    assert BYTES.decode(prompt.ids).endswith("y" * 8)
    assert BYTES.decode(prompt.ids).startswith("x")


def test_a_cut_begins_with_a_sentence_where_one_begins_near():
    text = "An old sentence that goes. " * 3 + "A new one begins here and goes on for long enough."
    prompt = build(CONTINUE, {"left": text}, BYTES, 70)
    assert text_of(prompt).startswith("A new one")
    assert prompt.cut_chars == text.index("A new one")


def jumps_and_losses(build_prompt, texts) -> tuple[int, int]:
    """Return how often the left edge moved, and the most tokens lost without such a move."""
    jumps = worst = 0
    previous = build_prompt(texts[0])
    for text in texts[1:]:
        prompt = build_prompt(text)
        if prompt.cut_chars != previous.cut_chars:
            jumps += 1
        else:
            lost = len(previous.ids) - common_prefix(previous.ids, prompt.ids)
            worst = max(worst, lost)
        previous = prompt
    return jumps, worst


@pytest.mark.parametrize("window", [100, 257])
def test_typing_a_word_at_a_time_keeps_the_prefix_but_at_a_few_jumps(tokenizer, novel, window):
    ends = [i for i in range(3000, 6000) if novel[i] == " "]
    template = Template("insert", (TokenPart(0), SlotPart("left", None)), frozenset())
    typed = len(tokenizer.encode(novel[: ends[-1]])) - len(tokenizer.encode(novel[: ends[0]]))
    jumps, worst = jumps_and_losses(
        lambda text: build(template, {"left": text}, tokenizer, window),
        [novel[:end] for end in ends],
    )
    assert worst == 0
    assert 1 <= jumps <= typed / (window / 4) + 1


def test_typing_letter_by_letter_costs_the_last_word_only(tokenizer, novel):
    template = Template("insert", (TokenPart(0), SlotPart("left", None)), frozenset())
    jumps, worst = jumps_and_losses(
        lambda text: build(template, {"left": text}, tokenizer, 120),
        [novel[:end] for end in range(4000, 4200)],
    )
    assert worst <= 4
    assert jumps <= 3


def test_a_cut_leaves_at_least_half_of_the_window_filled(tokenizer, novel):
    template = Template("insert", (SlotPart("left", None),), frozenset())
    sizes = [
        len(build(template, {"left": novel[:end]}, tokenizer, 200).ids)
        for end in range(2000, 6000, 37)
    ]
    assert min(sizes) >= 100
    assert max(sizes) <= 200


def test_a_window_that_the_template_alone_fills_is_refused():
    with pytest.raises(BadInput, match="too small"):
        build(INFILL, {"left": "a", "right": "b"}, BYTES, 3)


def test_nothing_to_continue_is_refused():
    template = Template("insert", (SlotPart("left", None),), frozenset())
    with pytest.raises(BadInput, match="no text"):
        build(template, {"left": ""}, BYTES, 10)
