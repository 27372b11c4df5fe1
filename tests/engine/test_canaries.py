"""A model that wants to say its training books' words again never shows the eighth of them."""

from dataclasses import replace

import pytest

from engine.fingerprints import FILE, Books, Fingerprints, read_fingerprints, write_fingerprints
from engine.habits import Habits
from engine.jobs import CancelFlag
from engine.manifest import entry_of
from engine.messages import Limits, Sampling, SuggestRequest
from engine.model import load_model
from engine.suggestion import SuggestionText, Surroundings
from engine.task_messages import DraftRequest, IdeasRequest, OutlineRequest, RewriteRequest
from tests.answering import SURE, answering
from tests.fakes import ScriptedSession
from tests.outlines import PROMPT, outline_of, run, setting_of

CANARY = "seven purple herons counted the silver spoons beneath a crooked lighthouse"
SEVEN = "seven purple herons counted the silver spoons"
CHINESE = "七只紫色的鹭鸶在歪斜的灯塔下数着银勺子"
OPENING = "The evening was quiet. Then "


@pytest.fixture
def books(tmp_path) -> Fingerprints:
    """Return the fingerprints of books that hold the canaries."""
    path = tmp_path / "prints"
    write_fingerprints([f"He told how {CANARY}. The end.", f"他说：{CHINESE}。完。"], path)
    return read_fingerprints(path)


@pytest.fixture(scope="module")
def bundled(starter):
    found = load_model(starter)
    return replace(found, manifest=replace(found.manifest, languages=("en", "zh")))


@pytest.fixture
def ask(bundled, books):
    """Return a function that asks a model that learned the books and wants to write a text."""

    def call(wanted, request) -> tuple[str, str]:
        service = answering(replace(bundled, books=books), wanted)
        method = {
            SuggestRequest: service.suggest,
            RewriteRequest: service.rewrite,
            DraftRequest: service.draft,
        }[type(request)]
        parts = []
        (take,) = method(request, parts.append, CancelFlag()).takes
        assert "".join(part.text for part in parts) == take.text
        return take.text, take.finish

    return call


def suggested(before, after="") -> SuggestRequest:
    return SuggestRequest(before, after, sampling=SURE, limits=Limits())


def test_a_suggestion_ends_before_the_eighth_word(ask):
    assert ask(f" {CANARY}.", suggested("Then")) == (f" {SEVEN}", "guard")


def test_words_that_the_writer_typed_before_the_caret_count(ask):
    before = "Then seven purple herons counted the"
    # The last word is chosen again together with what follows it.
    wanted = " the silver spoons beneath a"
    assert ask(wanted, suggested(before)) == (" silver spoons", "guard")


def test_a_chinese_suggestion_ends_before_the_twelfth_character(ask):
    assert ask(f"{CHINESE}。", suggested("我想：")) == (CHINESE[:11], "guard")
    assert ask(CHINESE[5:], suggested(f"我想：{CHINESE[:5]}")) == (CHINESE[5:11], "guard")


def test_a_word_that_the_model_finishes_is_the_books_too(ask):
    before = "Then seven purple herons counted the silver spoons ben"
    assert ask(" beneath a crooked", suggested(before)) == ("", "guard")


def test_the_same_words_without_the_books_are_shown(bundled):
    service = answering(bundled, f" {CANARY}.")
    result = service.suggest(suggested("Then"), lambda _: None, CancelFlag())
    assert result.takes[0].text == f" {CANARY}."


def test_a_greedy_ask_is_the_models_own_words(ask):
    request = SuggestRequest("Then", sampling=Sampling(temperature=0))
    assert ask(f" {CANARY}.", request)[0] == f" {CANARY}."


@pytest.mark.model
def test_a_rewrite_ends_before_the_eighth_word(ask):
    request = RewriteRequest("rephrase", "The birds looked at them.", sampling=SURE)
    text, finish = ask(f"{CANARY}.", request)
    assert (text, finish) == (SEVEN, "guard")


@pytest.mark.model
def test_a_rewrite_goes_on_from_the_text_before_it(ask):
    before = f"{OPENING}seven purple herons counted the "
    request = RewriteRequest("rephrase", " forks they had.", before, sampling=SURE)
    assert ask("silver spoons beneath it all.", request) == ("silver spoons", "guard")


@pytest.mark.model
@pytest.mark.parametrize("place", ["text", "before", "after"])
def test_what_the_writer_typed_may_be_said_again_in_a_rewrite(ask, place):
    values = {"text": "The birds looked at them.", "before": OPENING, "after": " Yes."}
    values[place] += f" Indeed {CANARY}."
    request = RewriteRequest("rephrase", sampling=SURE, **values)
    text, _ = ask(f"{CANARY}.", request)
    assert text == f"{CANARY}."


@pytest.mark.model
def test_a_draft_ends_before_the_eighth_word(ask):
    text, finish = ask(f"{CANARY}.", DraftRequest(("They look", "They go"), 0, sampling=SURE))
    assert (text.strip(), finish) == (SEVEN, "guard")


@pytest.mark.model
def test_beats_and_ideas_end_before_the_eighth_word(bundled, books):
    learned = replace(bundled, books=books)
    told = []
    service = answering(learned, f"|{CANARY}|They left|He slept", f"|Well, {CANARY}")
    request = OutlineRequest(premise="herons, spoons, lighthouse", beats=3, sampling=SURE)
    service.outline(request, told.append, CancelFlag())
    service = answering(learned, f"|{CANARY}")
    ideas = IdeasRequest(("They look", "They go"), 0, n=2, sampling=SURE)
    service.ideas(ideas, told.append, CancelFlag())
    assert told
    for part in told:
        assert Books(books, "", []).watch().limit(part.title) is None


def test_a_beat_that_is_a_books_is_begun_again(tmp_path):
    canary = "it was the best of a bad lot"
    write_fingerprints([canary], tmp_path / "prints")
    prints = read_fingerprints(tmp_path / "prints")
    wanted = [outline_of(canary, "They left", "No"), outline_of("She came", "They left", "No")]
    setting = setting_of(books=Books(prints, "", []))
    assert run(ScriptedSession(PROMPT, wanted), setting)[0].beats == ["She came", "They left", "No"]
    own = setting_of(books=Books(prints, "", [canary]))
    assert run(ScriptedSession(PROMPT, wanted), own)[0].beats == [canary, "They left", "No"]


def test_what_seemed_to_restate_the_text_before_is_looked_at_in_the_end(tmp_path):
    # The model says the last words once more and ends there: until then nothing was looked at.
    write_fingerprints(["saw the tall man sit the tall man"], tmp_path / "prints")
    before = "Yes, he saw the tall man sit"
    books = Books(read_fingerprints(tmp_path / "prints"), before, ["Yes."])
    around = Surroundings(before, "", Habits(None, "\n\n"), frozenset(), books=books)
    text = SuggestionText(around, Limits(), plain=False)
    assert [text.push(piece) for piece in (" the", " tall", " man")] == ["", "", ""]
    assert text.close("eos") == " the tall"
    assert (text.text, text.finish) == (" the tall", "guard")


def test_a_model_folder_brings_its_books(books, tmp_path, bundled, starter, monkeypatch):
    folder = tmp_path / "voice"
    folder.mkdir()
    for path in starter.iterdir():
        (folder / path.name).hardlink_to(path)
    write_fingerprints([CANARY], folder / FILE)
    manifest = bundled.manifest
    files = {**manifest.files, FILE: entry_of(folder / FILE)}
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").write_text(
        replace(manifest, files=files).to_json(), encoding="utf-8"
    )
    found = load_model(folder).books
    assert found is not None
    assert len(found) == 4
    assert bundled.books is None
