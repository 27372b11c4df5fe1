"""Notes and the beat of a scene in a prompt: whole or not at all, and in an order that stays."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInput
from engine.jobs import CancelFlag
from engine.kv_cache import common_prefix
from engine.messages import Limits, SlotCut, SuggestRequest, WarmRequest
from engine.model import load_model
from engine.plan import plan
from engine.plan_tasks import plan_draft, plan_rewrite
from engine.prompt import build
from engine.task_messages import CONTROL, DraftRequest, RewriteRequest
from engine.templates import SlotPart, Template, TokenPart
from tests.fakes import ByteTokenizer

BYTES = ByteTokenizer()
BARE = (TokenPart(256), SlotPart("left", None))
NOTED = Template(
    "insert",
    (TokenPart(256), SlotPart("notes", 40), SlotPart("left", None, joined=True)),
    frozenset(),
    bare_parts=BARE,
)
WORDED = replace(
    NOTED,
    parts=(
        SlotPart("beat", 30, lead="In this: ", tail="; "),
        SlotPart("notes", 40, lead="Known: "),
        SlotPart("left", None, joined=True),
    ),
)
# With the gap behind it each takes 10 tokens.
NOTES = ("Zoe sits", "Ann sits", "Max sits")
LEFT = "He lit the lamp."


def noted(notes, template=NOTED, max_tokens=1000, **values):
    return build(template, {"left": LEFT, "notes": tuple(notes), **values}, BYTES, max_tokens)


def text_of(prompt) -> str:
    return BYTES.decode(prompt.ids)


def test_without_notes_the_prompt_is_that_of_a_template_without_a_place_for_them():
    bare = build(Template("insert", BARE, frozenset()), {"left": LEFT}, BYTES, 1000)
    assert noted(()) == bare
    assert build(NOTED, {"left": LEFT}, BYTES, 1000) == bare


def test_notes_are_paragraphs_before_the_text():
    prompt = noted(("Ann sits",))
    assert text_of(prompt) == f"Ann sits\n\n{LEFT}"
    assert prompt.slots[0] == SlotCut("notes", 8, 0, 10)
    assert [(span.kind, span.n_tokens) for span in prompt.spans] == [
        (CONTROL, 1),
        ("notes", 10),
        ("left", 16),
    ]


def test_the_same_notes_stand_alike_whichever_is_nearest():
    assert noted(NOTES).ids == noted(NOTES[::-1]).ids
    assert text_of(noted(NOTES)).startswith("Ann sits\n\nMax sits\n\nZoe sits\n\n")


def test_the_nearest_notes_are_taken_and_the_first_that_does_not_fit_ends_them():
    four = (*NOTES, "Kim sits", "Eve")
    prompt = noted(four[:4])
    assert prompt.slots[0].cut_chars == 0
    prompt = noted(four)
    assert prompt.slots[0] == SlotCut("notes", 32, 3, 40, "budget")
    prompt = noted(("Zoe sits", "x" * 35, "Ann sits"))
    assert text_of(prompt) == f"Zoe sits\n\n{LEFT}"
    assert prompt.slots[0] == SlotCut("notes", 8, 43, 10, "budget")


def test_a_note_that_is_too_long_leaves_the_prompt_as_it_is_without_it():
    prompt = noted(("x" * 99,))
    assert prompt.ids == noted(()).ids
    assert prompt.slots[0] == SlotCut("notes", 0, 99, 0, "budget")


def test_a_small_window_leaves_the_text_three_quarters_of_it():
    prompt = noted(NOTES, max_tokens=49)
    assert prompt.slots[0] == SlotCut("notes", 8, 16, 10, "window")
    assert text_of(prompt).endswith(LEFT)
    tiny = noted(NOTES, max_tokens=5)
    assert tiny.slots[0] == SlotCut("notes", 0, 24, 0, "window")
    with pytest.raises(BadInput, match="too small"):
        noted(NOTES, max_tokens=1)


def test_what_is_cut_of_notes_is_no_cut_of_the_text():
    assert noted(("x" * 99,)).cut_chars == 0


def test_fixed_words_stand_where_there_is_something_to_stand_beside():
    assert text_of(noted((), WORDED, beat="She goes")) == f"In this: She goes; {LEFT}"
    assert text_of(noted(("Ann",), WORDED)) == f"Known: Ann\n\n{LEFT}"
    kinds = [(span.kind, span.n_tokens) for span in noted(("Ann",), WORDED, beat="Go").spans]
    assert kinds == [
        *((CONTROL, 9), ("beat", 2), (CONTROL, 9), ("notes", 5)),
        ("left", 16),
    ]


def test_a_beat_that_is_too_long_is_cut_at_its_end():
    prompt = noted((), WORDED, beat="She goes to the old lighthouse")
    assert text_of(prompt) == f"In this: She goes to the old; {LEFT}"
    assert prompt.slots[0] == SlotCut("beat", 19, 11, 19, "budget")


def test_what_a_template_has_no_place_for_is_told_of():
    prompt = build(
        Template("insert", BARE, frozenset()),
        {"left": LEFT, "right": "So.", "notes": NOTES, "beat": ""},
        BYTES,
        1000,
    )
    assert prompt.slots[1:] == (
        SlotCut("right", 0, 3, 0, "no place"),
        SlotCut("notes", 0, 24, 0, "no place"),
    )
    assert prompt.cut_chars == 0


@given(
    st.lists(st.text("ab \u4e00", min_size=1, max_size=20), max_size=6, unique=True),
    st.integers(20, 120),
)
def test_notes_are_whole_the_first_ones_and_within_their_budget(notes, max_tokens):
    prompt = noted(notes, max_tokens=max_tokens)
    assert len(prompt.ids) <= max_tokens
    assert sum(span.n_tokens for span in prompt.spans) == len(prompt.ids)
    if not notes:
        return
    cut = prompt.slots[0]
    kept = next(n for n in range(len(notes) + 1) if sum(map(len, notes[:n])) == cut.kept_chars)
    # A length that several have is that of the fewest: none of them is empty.
    text = "".join(f"{note}\n\n" for note in sorted(notes[:kept]))
    assert bytes(prompt.ids[1 : 1 + cut.tokens]).decode() == text
    assert cut.tokens <= min(40, (max_tokens - 1) // 4)
    assert cut.kept_chars + cut.cut_chars == sum(map(len, notes))


@pytest.fixture(scope="module")
def model(starter):
    return load_model(starter)


def suggested(model, notes, after="", beat="", before="He lit the lamp. "):
    return plan(model, SuggestRequest(before, after, notes=notes, beat=beat))


ASKS = {
    "continue": suggested,
    "infill": lambda model, notes: suggested(model, notes, "\n\nShe left.", before="He lit it.\n"),
    "draft": lambda model, notes: plan_draft(
        model, DraftRequest(("He came",), 0, before=LEFT, notes=notes)
    ),
    **{
        f"rewrite.{mode}": lambda model, notes, mode=mode: plan_rewrite(
            model, RewriteRequest(mode, LEFT, notes=notes)
        )
        for mode in ("describe", "dialogue")
    },
}


@pytest.mark.model
@pytest.mark.parametrize("task", ASKS)
def test_the_starter_has_notes_right_before_the_text(model, task):
    ready = ASKS[task](model, ("Ann\u2019s  the\nkeeper.", " ", "Zoe came."))
    assert ready.task == task
    spelled = model.tokenizer.spell(ready.prompt.ids)
    assert "Ann's the keeper.\n\nZoe came.\n\nHe" in spelled
    bare = model.tokenizer.spell(ASKS[task](model, ()).prompt.ids)
    assert spelled.replace("Ann's the keeper.\n\nZoe came.\n\n", "") == bare


@pytest.mark.model
@pytest.mark.parametrize("mode", ["polish", "expand", "shorten", "rephrase"])
def test_the_starter_has_no_place_for_notes_where_a_passage_is_said_again(model, mode):
    ready = plan_rewrite(model, RewriteRequest(mode, LEFT, notes=("Ann came.",)))
    assert ready.prompt.ids == plan_rewrite(model, RewriteRequest(mode, LEFT)).prompt.ids
    assert SlotCut("notes", 0, 9, 0, "no place") in ready.prompt.slots


@pytest.mark.model
def test_the_starter_has_no_place_for_the_beat_of_a_scene(model):
    ready = suggested(model, (), beat="She  goes")
    assert ready.prompt.ids == suggested(model, ()).prompt.ids
    assert ready.prompt.slots[-1] == SlotCut("beat", 0, 8, 0, "no place")


@pytest.mark.model
def test_what_a_note_says_is_not_said_again_in_the_text(model):
    note = "Ann has kept the lighthouse since the night of the great storm."
    assert suggested(model, (note,)).around.runs - suggested(model, ()).around.runs
    drafted = plan_draft(model, DraftRequest(("He came",), 0, before=LEFT, notes=(note,)))
    assert drafted.around.runs


@pytest.mark.model
def test_typing_with_the_same_notes_keeps_the_prompts_prefix(model, starter):
    path = starter.parents[1] / "evaluation" / "en.txt"
    novel = path.read_text(encoding="utf-8")
    template, jumps = model.templates["continue"], 0
    prompts = [
        build(template, {"left": novel[:end], "notes": notes}, model.tokenizer, 400)
        for end in range(6000, 6800)
        if novel[end] == " "
        # The nearest note is now the one, now the other.
        for notes in (("Ann is old.", "Zoe is young."), ("Zoe is young.", "Ann is old."))
    ]
    for previous, prompt in pairwise(prompts):
        if prompt.cut_chars != previous.cut_chars:
            jumps += 1
        else:
            assert common_prefix(previous.ids, prompt.ids) == len(previous.ids)
    assert jumps <= 3


@pytest.mark.model
def test_what_was_warmed_with_notes_is_there_for_the_ask_with_them(service):
    before, notes = "He lit the lamp and sat down. She", ("Ann is old.",)
    service.warm(WarmRequest(before, notes=notes), CancelFlag())
    request = SuggestRequest(before, limits=Limits(max_tokens=2), notes=notes)
    result = service.suggest(request, lambda part: None, CancelFlag())
    assert result.reused_tokens == result.prompt_tokens - 1
