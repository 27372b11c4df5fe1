"""The chat family's tasks: what a model is asked, and how its lines become beats."""

from dataclasses import replace

import pytest

from engine.chat_template import FILE
from engine.jobs import CancelFlag
from engine.messages import SlotCut, SuggestRequest
from engine.model import load_model
from engine.paths import resources
from engine.plan import plan
from engine.plan_outlines import plan_ideas, plan_outline
from engine.plan_tasks import plan_draft, plan_rewrite
from engine.task_messages import (
    MODES,
    DraftRequest,
    IdeasRequest,
    OutlineRequest,
    RewriteRequest,
)
from engine.templates import load_templates
from engine.tokens import TextTokenizer
from tests import tokenizer_kinds
from tests.answering import SURE, answering

pytestmark = pytest.mark.model
TEMPLATE = (
    "{% for message in messages %}[{{ message['role'] }}]{{ message['content'] }}{% endfor %}"
    "[assistant]"
)
PASSAGE = "The room was \u201cempty\u201d."
BEATS = ("He lit the lamp", "A stranger knocked", "They left the island")
NOTES = ("Zoe is old.", "Ann keeps the lamp.")
# The file of this family as it was before there were notes.
BEFORE_NOTES = """schema = 1
[tasks."continue"]
kind = "insert"
stop = []
messages = [
  { role = "user", content = [
    { text = "You continue a writer's text in the same voice, tense and language. Write only the text itself: no comment, no heading, no repetition of what is there. Continue this text:" },
  ] },
]
answer = [{ slot = "left" }]

[tasks."infill"]
kind = "insert"
stop = []
messages = [
  { role = "user", content = [
    { text = "You fill a gap in a writer's text in the same voice, tense and language. Write only the text itself. After the gap the text goes on like this:\\n\\n" },
    { slot = "right", max_tokens = 250 },
    { text = "\\n\\nWrite the text before the gap and then what fills it." },
  ] },
]
answer = [{ slot = "left" }]
"""  # noqa: E501  # as it is in the file


def templates_of(folder, tokenizer, text):
    """Return the tasks that a file of prompts has beside the chat template."""
    (folder / FILE).write_text(TEMPLATE, encoding="utf-8")
    (folder / "prompts.toml").write_text(text, encoding="utf-8")
    return load_templates(folder / "prompts.toml", tokenizer)


def own_prompts() -> str:
    return (resources() / "prompts" / "chat.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def model(starter, tmp_path_factory):
    """Return the starter's graph with the prompts of a chat model."""
    loaded = load_model(starter)
    folder = tmp_path_factory.mktemp("chat")
    return replace(
        loaded,
        manifest=replace(loaded.manifest, family="chat"),
        templates=templates_of(folder, loaded.tokenizer, own_prompts()),
    )


@pytest.fixture(scope="module")
def earlier(model, tmp_path_factory):
    """Return the same model with the prompts of before there were notes."""
    folder = tmp_path_factory.mktemp("earlier")
    return replace(model, templates=templates_of(folder, model.tokenizer, BEFORE_NOTES))


def spelled(model, ready) -> str:
    return model.tokenizer.spell(ready.prompt.ids)


@pytest.mark.parametrize("after", ["", "\n\nShe left."])
def test_without_notes_a_text_is_gone_on_with_as_it_was_before_there_were_any(
    model, earlier, after
):
    request = SuggestRequest("He lit the lamp.\n", after)
    now, then = plan(model, request), plan(earlier, request)
    assert now.prompt == then.prompt
    assert now.task == ("infill" if after else "continue")


@pytest.mark.parametrize("after", ["", "\n\nShe left."])
def test_the_beat_and_the_notes_stand_before_what_is_to_be_done(model, after):
    ready = plan(
        model, SuggestRequest("He lit the lamp.\n", after, notes=NOTES, beat=" A  storm comes")
    )
    assert spelled(model, ready).startswith(
        "[user]In this scene: A storm comes\n\nWhat is known of the story:\n\n"
        "Ann keeps the lamp.\n\nZoe is old.\n\nYou "
    )
    assert not any(cut.reason for cut in ready.prompt.slots)
    alone = spelled(model, plan(model, SuggestRequest("He sat.", beat="A storm comes")))
    assert alone.startswith("[user]In this scene: A storm comes\n\nYou continue")


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_is_asked_for_in_words_with_its_passage_and_its_notes(model, mode):
    ready = plan_rewrite(
        model,
        RewriteRequest(mode, f" {PASSAGE}\n", "He sat. ", instruction="Rhyme it.", notes=NOTES),
    )
    text = spelled(model, ready)
    assert text.startswith("[user]What is known of the story:\n\nAnn keeps")
    question, _, answer = text.partition("[assistant]")
    if mode in ("describe", "dialogue"):
        assert answer == f"He sat.  {PASSAGE}"
        assert PASSAGE not in question
    else:
        assert answer == ""
        assert "\n\nHe sat.\n\nThe" in question
        assert f":\n\n{PASSAGE}" in question
    assert ("What to change: Rhyme it." in question) == (mode == "instruct")


def test_a_beat_to_be_drafted_is_named_behind_its_outline(model):
    text = spelled(model, plan_draft(model, DraftRequest(BEATS, 1, PASSAGE)))
    assert (
        "The outline:\n- He lit the lamp\n- A stranger knocked\n- They left the island\n\n"
        f"The line to write now: A stranger knocked\n\nGo on with this text:[assistant]{PASSAGE}"
    ) in text


def test_an_outline_and_an_idea_begin_with_a_dash(model):
    premise = spelled(model, plan_outline(model, OutlineRequest("lamp, storm")).pieces[0])
    assert premise.endswith("The premise: lamp, storm[assistant]-")
    source = spelled(model, plan_outline(model, OutlineRequest(text=PASSAGE)).pieces[0])
    assert source.endswith(f"The text:\n\n{PASSAGE}[assistant]-")
    idea = spelled(model, plan_ideas(model, IdeasRequest(BEATS, 1, "lamp")))
    assert idea.endswith(
        " The story in a few words: lamp\n\nWhat has happened so far:"
        "\n- He lit the lamp\n- A stranger knocked[assistant]-"
    )
    first = spelled(model, plan_ideas(model, IdeasRequest((), -1, "lamp")))
    assert first.endswith("nothing else. The story in a few words: lamp[assistant]-")


@pytest.mark.parametrize(
    "answer",
    [
        " He lit the lamp\n- A stranger knocked\n- They left the island\n",
        " He lit the lamp.\n2. A stranger knocked.\n3) They left the island.",
        "He lit the lamp\n\n* A stranger knocked\n\n\u2022 They left the island\n\nThe end",
        " 1. He lit the lamp\n\u2013 A stranger knocked.\n\nThey left the island",
    ],
)
def test_lines_become_beats_without_the_marks_before_them(model, answer):
    told = []
    service = answering(model, answer)
    request = OutlineRequest("lamp, storm", beats=3, sampling=SURE)
    result = service.outline(request, told.append, CancelFlag())
    assert [beat.title.rstrip(".") for beat in result.beats] == list(BEATS)
    assert [part.title for part in told] == [beat.title for beat in result.beats]


def test_a_line_that_says_what_is_there_already_is_written_otherwise(model):
    service = answering(model, " He lit it\n- He lit it\n- So", " He lit it\n- They left")
    request = OutlineRequest("lamp", beats=2, sampling=replace(SURE, top_k=3, temperature=2.0))
    titles = [beat.title for beat in service.outline(request, lambda _: None, CancelFlag()).beats]
    assert titles[0] == "He lit it"
    assert titles[1] != titles[0]


def test_a_number_at_the_beginning_of_a_line_that_is_no_mark_stays(model):
    service = answering(model, " 1984 was a year\n- 1812. A year")
    request = OutlineRequest("years", beats=2, sampling=SURE)
    beats = service.outline(request, lambda _: None, CancelFlag()).beats
    assert [beat.title for beat in beats] == ["1984 was a year", "1812. A year"]


def test_an_idea_is_one_line(model):
    service = answering(model, " The storm took the boat\n- And then nothing")
    ideas = service.ideas(IdeasRequest(BEATS, 1, n=1, sampling=SURE), lambda _: None, CancelFlag())
    assert ideas.ideas == ("The storm took the boat",)


def test_the_model_ends_an_outline_where_nobody_said_how_long_it_is(model):
    service = answering(model, " One came\n- Two went\n- Six sat\n- Ten stood")
    result = service.outline(OutlineRequest("a", sampling=SURE), lambda _: None, CancelFlag())
    assert [beat.title for beat in result.beats] == [
        "One came",
        "Two went",
        "Six sat",
        "Ten stood",
    ]


@pytest.mark.parametrize("kind", sorted(tokenizer_kinds.USABLE))
def test_every_kind_of_tokenizer_has_every_task_or_none_in_lines(kind, tmp_path):
    saved = tokenizer_kinds.save(tokenizer_kinds.USABLE[kind](), tmp_path / "tokenizer")
    tokenizer = TextTokenizer(saved / "tokenizer.json")
    found = templates_of(tmp_path, tokenizer, own_prompts())
    lines = {"outline.from_premise", "outline.from_text", "outline.next"}
    has_newline = tokenizer.decode(tokenizer.encode("\n", joined=True)) == "\n"
    assert lines <= set(found) if has_newline else lines.isdisjoint(found)
    assert {"continue", "infill", "draft", *(f"rewrite.{mode}" for mode in MODES)} <= set(found)
    assert has_newline == (kind != "unigram")


def test_a_passage_that_does_not_fit_is_said_to_be_cut_by_its_own_limit(model):
    ready = plan(model, SuggestRequest("He sat. ", notes=("word " * 900,)))
    (notes,) = [cut for cut in ready.prompt.slots if cut.slot == "notes"]
    assert notes == SlotCut("notes", 0, 4499, 0, notes.reason)
    assert notes.reason in ("window", "budget")
