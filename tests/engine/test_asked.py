"""What the model was given, told part by part: together it is the prompt, token for token."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.asked import inspected_parts
from engine.errors import BadInput, Cancelled
from engine.generate_service import GenerateService
from engine.jobs import CancelFlag
from engine.messages import Limits, LoadRequest, Sampling, SuggestRequest, WarmRequest
from engine.prompt import Items, build
from engine.registry import ModelRegistry
from engine.task_messages import (
    CONTROL,
    DraftRequest,
    IdeasRequest,
    OutlineRequest,
    RewriteRequest,
)
from engine.templates import ListPart, SlotPart, Template, TokenPart
from engine.tokens import TextTokenizer
from tests import tokenizer_kinds
from tests.fakes import ByteTokenizer

BYTES = ByteTokenizer()
SEEDED = Sampling(seed=7)
PASSAGE = "The room was quite empty, looking as if no one had ever lived there."
BEATS = ("He lit the lamp", "A stranger knocked", "They left the island")
ASKS = {
    "continue": SuggestRequest(f"{PASSAGE} It was", "", SEEDED, Limits(max_tokens=4)),
    "infill": SuggestRequest(f"{PASSAGE}\n", f"\n{PASSAGE}", SEEDED, Limits(max_tokens=4)),
    "rewrite.polish": RewriteRequest("polish", PASSAGE, "He sat. ", sampling=SEEDED, max_tokens=4),
    "draft": DraftRequest(
        BEATS, 1, PASSAGE, sampling=SEEDED, max_tokens=4, notes=("Ann came.", "Zoe left.")
    ),
    "outline.from_premise": OutlineRequest("lamp, storm", beats=1, sampling=SEEDED),
    "outline.from_text": OutlineRequest(text=PASSAGE, beats=1, sampling=SEEDED),
    "outline.next": IdeasRequest(BEATS, 1, "lamp, storm", 2, SEEDED),
}


def answer(service, request):
    """Send an ask to the method that answers it."""
    methods = {
        SuggestRequest: service.suggest,
        RewriteRequest: service.rewrite,
        DraftRequest: service.draft,
        OutlineRequest: service.outline,
        IdeasRequest: service.ideas,
    }
    return methods[type(request)](request, lambda part: None, CancelFlag())


@pytest.mark.model
@pytest.mark.parametrize("task", ASKS)
def test_the_parts_are_exactly_the_prompt_that_was_run(service, task):
    result = answer(service, ASKS[task])
    found = service.inspect()
    ready = service._asked.ready
    assert found.task == ready.task == result.origin.task == task
    assert "".join(part.text for part in found.parts) == service._model.tokenizer.spell(
        ready.prompt.ids
    )
    assert sum(part.tokens for part in found.parts) == len(ready.prompt.ids) == found.prompt_tokens
    # What the session ran, less what it wrote.
    assert service._model.session.cache.tokens[: found.prompt_tokens] == ready.prompt.ids
    assert (found.slots, found.seed, found.timings) == (result.slots, 7, result.timings)
    assert (found.provider, found.model) == (result.provider, result.model)
    assert found.prompt_tokens + found.max_tokens <= found.context_tokens


@pytest.mark.model
def test_each_part_says_what_it_is(service):
    answer(service, ASKS["draft"])
    assert [(part.kind, part.text) for part in service.inspect().parts] == [
        (CONTROL, "<|bos|><|outline|><|beat|>"),
        ("beats", BEATS[0]),
        (CONTROL, "<|draft|>"),
        ("beats", BEATS[1]),
        (CONTROL, "<|beat|>"),
        ("beats", BEATS[2]),
        (CONTROL, "<|source|>"),
        ("notes", "Ann came.\n\nZoe left.\n\n"),
        ("left", PASSAGE),
        (CONTROL, "<|target|>"),
    ]


@pytest.mark.model
def test_the_word_that_is_chosen_again_and_what_the_cache_had_are_told(service):
    answer(service, ASKS["continue"])
    first = service.inspect()
    assert (first.word, first.reused_tokens, first.max_tokens) == (" was", 0, 4)
    assert first.parts[-1].text.endswith(" It")
    answer(service, ASKS["continue"])
    assert service.inspect().reused_tokens == first.prompt_tokens - 1


@pytest.mark.model
def test_of_an_outline_in_pieces_the_last_one_is_told(service):
    text = "\n\n".join(f"{PASSAGE} It was day {i}." for i in range(90))
    result = answer(service, OutlineRequest(text=text, sampling=SEEDED))
    found = service.inspect()
    assert result.pieces > 1
    (source,) = (part.text for part in found.parts if part.kind == "source")
    assert text.endswith(source)
    assert len(source) < len(text)


@pytest.mark.model
def test_before_any_ask_there_is_nothing_to_tell(starter):
    service = GenerateService(ModelRegistry((starter.parent,)))
    with pytest.raises(BadInput, match=r"^Nothing was asked of the engine yet\.$"):
        service.inspect()
    service.load(LoadRequest("starter"))
    service.warm(WarmRequest(PASSAGE), CancelFlag())
    with pytest.raises(BadInput, match="Nothing was asked"):
        service.inspect()


@pytest.mark.model
def test_an_ask_that_was_not_answered_leaves_the_last_one(service):
    answer(service, ASKS["draft"])
    known = service.inspect()
    cancelled = CancelFlag()
    cancelled.set()
    with pytest.raises(Cancelled):
        service.suggest(ASKS["continue"], lambda part: None, cancelled)
    assert service.inspect() == known


@settings(max_examples=60)
@given(
    st.text("a\u4f60\U0001f600 .", max_size=40), st.text("b\u597d", max_size=30), st.integers(5, 60)
)
def test_characters_cut_in_their_middle_leave_the_parts_the_whole_prompt(left, right, max_tokens):
    template = Template(
        "insert",
        (TokenPart(256), SlotPart("right", 7), TokenPart(256), SlotPart("left", None)),
        frozenset(),
    )
    prompt = build(template, {"left": left, "right": right}, BYTES, max_tokens)
    parts = inspected_parts(prompt, BYTES)
    assert "".join(part.text for part in parts) == BYTES.spell(prompt.ids)
    assert sum(part.tokens for part in parts) == len(prompt.ids)


@pytest.mark.parametrize("kind", sorted(tokenizer_kinds.USABLE))
def test_the_parts_are_the_prompt_with_every_kind_of_tokenizer(kind, tmp_path):
    saved = tokenizer_kinds.save(tokenizer_kinds.USABLE[kind](), tmp_path)
    tokenizer = TextTokenizer(saved / "tokenizer.json")
    each = tuple(tokenizer.encode("- ", joined=True))
    template = Template(
        "insert",
        (
            TokenPart(tokenizer.id_of("<s>")),
            ListPart("beats", 60, each, each),
            SlotPart("notes", 40, joined=True, lead="Known: "),
            SlotPart("left", None, joined=True),
        ),
        frozenset(),
    )
    slots = {"beats": Items(BEATS, 1), "notes": ("Ann came.",), "left": "\u4f60\u597d. The rain"}
    prompt = build(template, slots, tokenizer, 300)
    parts = inspected_parts(prompt, tokenizer)
    assert "".join(part.text for part in parts) == tokenizer.spell(prompt.ids)
    assert [part.kind for part in parts if part.kind != CONTROL] == [
        *("beats", "beats", "beats", "notes"),
        "left",
    ]
