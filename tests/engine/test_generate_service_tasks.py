"""Rewrites, drafts and outlines: how answers join the document, and the bundled model's own."""

from dataclasses import replace

import pytest

from engine.errors import Cancelled, ModelNotFound, TaskUnsupported
from engine.generate_service import GenerateService
from engine.habits import habits_of
from engine.jobs import CancelFlag
from engine.messages import Sampling, SuggestRequest
from engine.model import load_model
from engine.registry import ModelRegistry
from engine.task_messages import DraftRequest, OutlineRequest, RewriteRequest
from engine.templates import ListPart
from tests.answering import SURE, answering

pytestmark = pytest.mark.model
PASSAGE = "The room was quite empty, looking as if no one had ever lived there."
BEATS = ("He lit the lamp", "A stranger knocked", "They left the island")
PREMISE = "lamp, stranger, letter, storm, island"
NEW = "She came in and sat down."


@pytest.fixture(scope="module")
def model(starter):
    return load_model(starter)


def ask(service, request, parts=None, cancel=None):
    """Send a request to the method that answers it, from an empty cache."""
    service._model.session.cache.trim(0)
    methods = {
        RewriteRequest: service.rewrite,
        DraftRequest: service.draft,
        OutlineRequest: service.outline,
    }
    hand_on = (lambda _: None) if parts is None else parts.append
    return methods[type(request)](request, hand_on, cancel or CancelFlag())


def rewritten(model, answer, text, mode="polish", **values) -> str:
    """Return the text of a model that answers a rewrite so."""
    request = RewriteRequest(mode, text, sampling=SURE, **values)
    return ask(answering(model, answer), request).takes[0].text


def drafted(model, answer, before="", after="") -> str:
    """Return the text of a model that answers a draft so."""
    request = DraftRequest(BEATS, 1, before, after, sampling=SURE)
    return ask(answering(model, answer), request).takes[0].text


@pytest.mark.parametrize("lead", ["", " ", "\n\n"])
@pytest.mark.parametrize("around", ["", " ", "\n\n"])
def test_a_rewritten_passage_has_no_white_space_around_it(model, lead, around):
    text = f"{around}He lit it.{around}"
    assert rewritten(model, f"{lead}{NEW}{lead}", text, before="One.", after="Two.") == NEW


def test_a_rewritten_passage_keeps_its_paragraphs_in_the_documents_way(model):
    assert rewritten(model, "One.\n\nTwo.", "He. They.") == "One.\n\nTwo."
    assert rewritten(model, "One.\n\nTwo.", "He.\nThey.") == "One.\nTwo."
    assert rewritten(model, "One.\n\nTwo.", "He.", before="So.\n") == "One.\nTwo."


def test_a_rewritten_passage_has_the_documents_quotes(model):
    said = '"I don\'t know," he said.'
    assert rewritten(model, said, "He said no.") == said
    assert rewritten(model, said, "He said no.", before="“No.” ") == "“I don’t know,” he said."
    assert rewritten(model, "“Go.”", "He went.", after=' "No."') == '"Go."'


def test_a_passage_that_stands_in_the_document_word_for_word_is_not_cut(model):
    for mode in ("polish", "expand", "shorten", "rephrase"):
        text = rewritten(model, PASSAGE, PASSAGE, mode, before=f"{PASSAGE} ", after=f" {PASSAGE}")
        assert text == PASSAGE


def test_what_was_asked_for_as_a_passage_is_never_nothing(model):
    for answer in ("", "\n\n"):
        for mode in ("polish", "shorten", "describe", "dialogue"):
            assert rewritten(model, answer, PASSAGE, mode).strip()
        assert drafted(model, answer, PASSAGE).strip()


def test_rewrites_that_differ_in_a_word_are_takes_of_their_own_and_the_same_one_is_not(model):
    answers = [f"{PASSAGE[:-1]} {word}." for word in ("now", "then", "again")]
    hot = replace(SURE, top_k=3, temperature=2.0)
    request = RewriteRequest("polish", PASSAGE, sampling=hot, takes=3)
    result = ask(answering(model, *answers), request)
    texts = [take.text for take in result.takes]
    assert len(set(texts)) == len(texts) > 1
    # One wish only: whatever was begun says the same, and is told once.
    (take,) = ask(answering(model, PASSAGE), replace(request, sampling=SURE)).takes
    assert take.text == PASSAGE


def test_a_rewrite_says_what_it_lost_of_the_passage_and_no_other_answer_does(model):
    text = "So then Ann came, and “the great storm was over” in 1812."
    request = RewriteRequest("polish", text, sampling=SURE)
    (take,) = ask(answering(model, "So then Ann came in 1812."), request).takes
    assert take.lost == ("“the great storm was over”",)
    (take,) = ask(answering(model, "Ann came. The great storms were over. 1812."), request).takes
    assert take.lost == ()
    for added in (RewriteRequest("describe", text, sampling=SURE), DraftRequest((text,), 0)):
        (take,) = ask(answering(model, "She sat."), replace(added, sampling=SURE)).takes
        assert take.lost == ()


def test_what_is_added_does_not_repeat_the_document(model):
    assert rewritten(model, f"\n\n{PASSAGE}", "It rained.", "describe", before=PASSAGE) != PASSAGE
    assert "lived there" not in drafted(model, f"\n\nSo. {PASSAGE}", PASSAGE)


GAPS = ["", " ", "  ", "\n", "\n\n", "\n\n\n", " \n", "\n \n"]


@pytest.mark.parametrize("habit", ["\n", "\n\n"])
@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("lead", ["", "\n", "\n\n"])
def test_a_new_paragraph_is_parted_from_the_text_as_the_document_parts_its_own(
    model, habit, gap, lead
):
    before, text = f"It was late.{habit}", f"He lit it.{gap}"
    # A blank line anywhere makes it the document's habit.
    habit = habits_of(before + text).paragraph_gap
    answer = f"{lead}{NEW}\n\nShe rose."
    joined = text + rewritten(model, answer, text, "describe", before=before)
    between = joined.removeprefix("He lit it.").removesuffix(f"{NEW}{habit}She rose.")
    # More line breaks than the document's own can only be the writer's.
    assert between.startswith(gap)
    assert between.count("\n") == max(len(habit), gap.count("\n"))
    assert set(between[len(gap) :]) <= {"\n"}


@pytest.mark.parametrize(
    ("before", "answer", "text"),
    [
        ("He lit it.", f" {NEW}", f" {NEW}"),
        ("He lit it. ", f" {NEW}", NEW),
        ("He lit it.  ", f" {NEW}", NEW),
        ("He lit it.\n\n", f" {NEW}", NEW),
        ("He lit it.", f"  {NEW}", f" {NEW}"),
        ("He lit it.", f"\n\n{NEW}", f"\n\n{NEW}"),
        ("He lit it. ", f"\n\n{NEW}", f"\n\n{NEW}"),
        ("He lit it.\n\n", f"\n\n{NEW}", NEW),
        ("One.\nHe lit it.", f"\n\n{NEW}", f"\n{NEW}"),
        ("One.\nHe lit it.\n", f"\n\n{NEW}", NEW),
        ("", f"\n\n{NEW}", NEW),
        ("\n\n", f"\n\n{NEW}", NEW),
        ("He said: “", f"\n\n{NEW}", NEW),
        ("“No.” ", '\n\n"Go," he said.', "\n\n“Go,” he said."),
        ("“No.” ", '"Go," he said.', "\n\n“Go,” he said."),
        ("“No.” ", ' "Go," he said.', "“Go,” he said."),
    ],
)
def test_a_draft_goes_on_in_its_paragraph_or_opens_one_as_the_model_wants(
    model, before, answer, text
):
    assert drafted(model, answer, before) == text


@pytest.mark.parametrize("after", ["", "\n\nThen he left.", " Then he left.", "Then he left."])
@pytest.mark.parametrize("mode", ["describe", "dialogue"])
def test_text_behind_the_passage_in_its_line_does_not_end_a_new_paragraph(model, after, mode):
    text = rewritten(model, f"\n\n{NEW}\n\nShe rose.", "He lit it.", mode, after=after)
    # What follows stands in a paragraph of its own again.
    gap = "\n" * (2 - (len(after) - len(after.lstrip("\n")))) if after.strip() else ""
    assert text == f"\n\n{NEW}\n\nShe rose.{gap}"
    assert drafted(model, f"\n\n{NEW}\n\nShe rose.", "He lit it.", after) == text


@pytest.mark.parametrize(
    ("after", "space"),
    [(" Then he left.", ""), ("Then he left.", " "), ("\n\nThen.", ""), ("", "")],
)
def test_a_passage_that_goes_on_in_its_paragraph_leaves_what_follows_in_it(model, after, space):
    assert drafted(model, f" {NEW}", "He lit it.", after) == f" {NEW}{space}"
    assert drafted(model, f" {NEW}", "He lit it. ", after) == f"{NEW}{space}"


def test_parts_are_the_text_with_the_gap_in_the_first(model):
    parts = []
    request = DraftRequest(BEATS, 1, "He lit it. ", sampling=SURE)
    result = ask(answering(model, f"\n\n{NEW}"), request, parts)
    assert "".join(part.text for part in parts) == result.takes[0].text == f"\n\n{NEW}"
    assert parts[0].text.startswith("\n\nShe")


def test_beats_are_told_as_the_answer_has_them(model):
    parts = []
    request = OutlineRequest(premise="the “Anna’s” lamp", sampling=SURE)
    result = ask(answering(model, "|The lamp's light|'No'|They left"), request, parts)
    assert [beat.title for beat in result.beats] == ["The lamp’s light", "‘No’", "They left"]
    assert [(part.title, part.index) for part in parts] == [
        (beat.title, index) for index, beat in enumerate(result.beats)
    ]


def test_a_stop_of_the_models_own_ends_an_outline(model):
    end = model.tokenizer.encode("!")[0]
    task = replace(model.templates["outline.from_premise"], stop_ids=frozenset({end}))
    own = replace(model, templates={**model.templates, "outline.from_premise": task})
    result = ask(answering(own, "|One|Two|Six!"), OutlineRequest(PREMISE, sampling=SURE))
    assert [beat.title for beat in result.beats] == ["One", "Two", "Six"]


@pytest.mark.parametrize("mode", ["polish", "expand", "shorten", "rephrase"])
def test_the_bundled_model_answers_every_mode_with_a_passage(service, mode):
    parts = []
    request = RewriteRequest(mode, PASSAGE, "He lit the lamp. ", sampling=Sampling(seed=1))
    result = ask(service, request, parts)
    (take,) = result.takes
    assert take.text == take.text.strip() != ""
    assert "".join(part.text for part in parts) == take.text
    assert result.origin.task == f"rewrite.{mode}"
    assert result.cut_chars == 0


@pytest.mark.parametrize("mode", ["describe", "dialogue"])
def test_the_bundled_model_goes_on_with_a_paragraph(service, mode):
    request = RewriteRequest(mode, PASSAGE, after=" Then he left.", sampling=Sampling(seed=1))
    take = ask(service, request).takes[0]
    assert take.text.startswith("\n\n")
    assert len(take.text) > 20


def test_every_beat_of_an_outline_can_be_drafted(service):
    texts = [
        ask(service, DraftRequest(BEATS, i, "It was late.", sampling=Sampling(seed=1)))
        for i in range(3)
    ]
    assert len({result.takes[0].text for result in texts}) == 3
    assert all(result.takes[0].text.strip() for result in texts)


def test_a_strong_copy_bias_makes_a_rewrite_the_passage_itself(service):
    free = Sampling(top_k=1, dry_multiplier=0.0, seed=1)
    request = RewriteRequest("expand", PASSAGE, sampling=free)
    assert ask(service, request).takes[0].text != PASSAGE
    held = replace(request, sampling=replace(free, copy_bias=20.0))
    assert ask(service, held).takes[0].text == PASSAGE


def test_several_takes_of_a_rewrite_and_of_a_draft_differ(service):
    hot = Sampling(temperature=1.0, seed=3)
    for request in (
        RewriteRequest("describe", PASSAGE, sampling=hot, takes=3),
        DraftRequest(BEATS, 1, PASSAGE, sampling=hot, takes=3),
    ):
        result = ask(service, request)
        assert len({take.text for take in result.takes}) == result.origin.takes == 3
        assert result.diversity > 0.4


@pytest.mark.parametrize("n_beats", [1, 2, 5, 12, 40])
@pytest.mark.parametrize("source", [{"premise": PREMISE}, {"text": f"{PASSAGE} It was late. " * 9}])
def test_the_bundled_model_writes_exactly_the_beats_asked_for(service, n_beats, source):
    told = []
    request = OutlineRequest(beats=n_beats, sampling=Sampling(seed=1), **source)
    result = ask(service, request, told)
    titles = [beat.title for beat in result.beats]
    assert len(titles) == len({title.lower() for title in titles}) == n_beats
    assert [part.title for part in told] == titles
    assert not any("<|" in title or "\n" in title or not title.strip() for title in titles)


@pytest.mark.parametrize("seed", [1, None])
@pytest.mark.parametrize(
    "request_of",
    [
        lambda sampling: RewriteRequest("describe", PASSAGE, sampling=sampling),
        lambda sampling: DraftRequest(BEATS, 1, PASSAGE, sampling=sampling),
        lambda sampling: OutlineRequest(PREMISE, sampling=sampling),
    ],
    ids=["rewrite", "draft", "outline"],
)
def test_the_seed_that_an_answer_names_writes_it_again(service, request_of, seed):
    def answer(seed):
        result = ask(service, request_of(Sampling(seed=seed)))
        assert result.origin.seed == result.origin.sampling.seed == result.seed
        return result.seed, result.beats if hasattr(result, "beats") else result.takes

    named, first = answer(seed)
    assert answer(named) == (named, first)
    assert answer(named + 1)[1] != first


def test_revision_and_caret_come_back(service):
    marks = {"revision": 7, "caret": 84, "sampling": Sampling(seed=1), "max_tokens": 4}
    for request in (RewriteRequest("polish", PASSAGE, **marks), DraftRequest(BEATS, 0, **marks)):
        result = ask(service, request)
        assert (result.revision, result.caret) == (7, 84)


@pytest.mark.parametrize(
    "request_of",
    [
        RewriteRequest("describe", PASSAGE, sampling=Sampling(seed=2)),
        DraftRequest(BEATS, 1, PASSAGE, sampling=Sampling(seed=2)),
        OutlineRequest(PREMISE, beats=6, sampling=Sampling(seed=2)),
    ],
    ids=["rewrite", "draft", "outline"],
)
def test_a_withdrawn_ask_ends_early_and_leaves_the_cache_true(service, request_of):
    def suggestion():
        request = SuggestRequest("It was late and", sampling=Sampling(seed=9))
        return service.suggest(request, lambda _: None, CancelFlag()).takes

    expected = suggestion()
    flag, told = CancelFlag(), []

    class Raiser(list):
        def append(self, part):
            told.append(part)
            flag.set()

    with pytest.raises(Cancelled):
        ask(service, request_of, Raiser(), flag)
    assert len(told) == 1
    assert service._model.session.cache.length > 0
    assert suggestion() == expected


def test_timings_cover_the_ask(service):
    result = ask(service, OutlineRequest(PREMISE, beats=3, sampling=Sampling(seed=1)))
    timings = result.timings
    assert 0 < timings.prefill_ms <= timings.first_token_ms <= timings.total_ms
    assert timings.tokens_per_s > 0


@pytest.mark.parametrize(
    "request_of",
    [RewriteRequest("polish", PASSAGE), DraftRequest(BEATS, 0), OutlineRequest(PREMISE)],
    ids=["rewrite", "draft", "outline"],
)
def test_without_a_model_or_without_the_task_an_ask_is_refused(model, request_of):
    empty = GenerateService(ModelRegistry(()))
    method = {RewriteRequest: empty.rewrite, DraftRequest: empty.draft}.get(
        type(request_of), empty.outline
    )
    with pytest.raises(ModelNotFound):
        method(request_of, lambda _: None, CancelFlag())
    small = replace(model, templates={"continue": model.templates["continue"]})
    with pytest.raises(TaskUnsupported):
        ask(GenerateService.holding(small), request_of)


def test_the_bundled_model_tells_how_it_does_each_task_best(service):
    info = service._model.info
    told = {row.task: row.sampling for row in info.sampling}
    assert tuple(sorted(told)) == info.tasks
    assert told["rewrite.polish"] == service._model.templates["rewrite.polish"].sampling
    beats = [part for part in service._model.templates["draft"].parts if isinstance(part, ListPart)]
    assert len(beats) == 1
