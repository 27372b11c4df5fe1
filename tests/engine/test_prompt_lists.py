"""Rows of short texts in a prompt, and what a model's file says of each task beside its parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInput, ModelDamaged
from engine.messages import Sampling, SlotCut
from engine.prompt import Items, ListPart, SlotPart, Template, TokenPart, build, load_templates
from engine.tokens import TextTokenizer
from tests.fakes import ByteTokenizer

BYTES = ByteTokenizer()
# The byte tokenizer writes no token above 255, so that these stand out.
OPEN, EACH, CURRENT = 256, 301, 302
BEATS = ("He lit the lamp", "A stranger knocked", "They left", "It rained")


def template_of(max_tokens: int) -> Template:
    """Return a template of a row of beats and an open slot behind it."""
    beats = ListPart("beats", max_tokens, EACH, CURRENT)
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


HEAD = """schema = 1
[tasks.continue]
kind = "insert"
stop = []
parts = [{slot = "left"}]
"""
OUTLINE = """[tasks."outline.from_text"]
kind = "insert"
stop = ["<|eot|>"]
separator = "<|beat|>"
sampling = { temperature = 0.3, top_k = 7 }
parts = [{token = "<|outline|>"}, {slot = "source"}]
"""
DRAFT = """[tasks.draft]
kind = "insert"
stop = []
parts = [
  {slot = "beats", each = "<|beat|>", current = "<|draft|>", max_tokens = 9},
  {slot = "left"},
]
"""
POLISH = """[tasks."rewrite.polish"]
kind = "replace"
stop = []
parts = [{slot = "left"}, {slot = "source"}]
"""
INSTRUCT = POLISH.replace("polish", "instruct").replace('slot = "left"', 'slot = "instruction"')
DESCRIBE = POLISH.replace("polish", "describe").replace("replace", "insert")


@pytest.fixture(scope="module")
def tokenizer(starter):
    return TextTokenizer(starter / "tokenizer.json")


@pytest.fixture
def load(tokenizer, tmp_path):
    """Return a function that reads prompts with a task of its own beside continue."""

    def read(task):
        (tmp_path / "prompts.toml").write_text(HEAD + task, encoding="utf-8")
        return load_templates(tmp_path / "prompts.toml", tokenizer)

    return read


def test_a_task_has_its_own_sampling_and_every_other_one_the_defaults(load):
    templates = load(OUTLINE)
    assert templates["outline.from_text"].sampling == Sampling(temperature=0.3, top_k=7)
    assert templates["continue"].sampling == Sampling()


def test_a_list_answer_has_a_separator_and_every_other_one_none(load, tokenizer):
    templates = load(OUTLINE)
    assert templates["outline.from_text"].separator_id == tokenizer.id_of("<|beat|>")
    assert templates["continue"].separator_id is None


def test_a_row_of_texts_is_read_with_its_tokens(load, tokenizer):
    each, current = tokenizer.id_of("<|beat|>"), tokenizer.id_of("<|draft|>")
    assert load(DRAFT)["draft"].parts == (
        ListPart("beats", 9, each, current),
        SlotPart("left", None),
    )


@pytest.mark.parametrize("task", [POLISH, INSTRUCT, DESCRIBE, ""])
def test_a_task_with_what_it_needs_is_taken(load, task):
    assert "continue" in load(task)


@pytest.mark.parametrize(
    ("task", "old", "new", "reason"),
    [
        (OUTLINE, 'separator = "<|beat|>"\n', "", "no separator"),
        (OUTLINE, '"<|beat|>"', '"<|never|>"', "never"),
        (OUTLINE, '"source"', '"premise"', "slots"),
        (OUTLINE, '"source"', '"left"', "slots"),
        (OUTLINE, "temperature = 0.3", "temperature = 0", "temperature 0"),
        (OUTLINE, "temperature = 0.3", "temperature = 3", "temperature"),
        (OUTLINE, "temperature = 0.3", 'temperature = "hot"', "temperature"),
        (OUTLINE, "sampling = {", 'sampling = "cold" #', "sampling"),
        (OUTLINE, "top_k = 7", "seed = 7", "sampling of seed"),
        (OUTLINE, "top_k = 7", 'banned = ["a"], temprature = 1', "sampling of banned, temprature"),
        (OUTLINE, '{token = "<|outline|>"}, {slot = "source"}', "", "slots"),
        (OUTLINE, '{token = "<|outline|>"}', '{slot = "right"}', "slots"),
        (OUTLINE, '{token = "<|outline|>"}', '{slot = "source"}', "slots"),
        (DRAFT, ', current = "<|draft|>"', "", "current"),
        (DRAFT, ", max_tokens = 9", "", "max_tokens"),
        (DRAFT, ', each = "<|beat|>"', "", "wrong kind"),
        (DRAFT, '{slot = "left"}', '{slot = "right"}', "slots"),
        (DRAFT, '  {slot = "left"},\n', "", "slots"),
        (DRAFT, '{slot = "left"}', '{slot = "left"}, {slot = "right"}', "slots"),
        (
            DRAFT,
            '{slot = "left"}',
            '{slot = "left", each = "<|beat|>", current = "<|draft|>", max_tokens = 9}',
            "wrong kind",
        ),
        (POLISH, '{slot = "source"}', '{slot = "right"}', "slots"),
        (POLISH, '{slot = "source"}', '{slot = "sauce"}', "slots"),
        (POLISH, '"left"', '"beats"', "slots"),
        (POLISH, '"left"', '"source"', "slots"),
        (INSTRUCT, '"instruction"', '"left"', "slots"),
    ],
)
def test_a_task_without_what_it_needs_damages_the_model(load, task, old, new, reason):
    assert old in task
    with pytest.raises(ModelDamaged, match=reason):
        load(task.replace(old, new))


@pytest.mark.parametrize("slot", ["right", "premise", "source", "instruction"])
def test_continuing_needs_the_text_before_the_caret_and_at_most_what_follows(load, slot):
    other = HEAD.replace('"left"', f'"{slot}"').replace("continue", "infill")
    with pytest.raises(ModelDamaged, match="slots"):
        load(other.removeprefix("schema = 1\n"))
