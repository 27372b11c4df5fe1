"""The generate role's methods over the bundled starter: plans, takes, limits, and a warm cache."""

import shutil
from dataclasses import replace

import pytest

from engine.diversity import diversity
from engine.errors import BadInput, Cancelled, LanguageUnsupported, ModelDamaged, ModelNotFound
from engine.generate_service import GenerateService
from engine.jobs import CancelFlag
from engine.messages import (
    Limits,
    LoadRequest,
    Sampling,
    SuggestRequest,
    TokenBias,
    WarmRequest,
)
from engine.registry import ModelRegistry

pytestmark = pytest.mark.model
OPENING = "The rain had stopped by the time Anna reached the harbour. She looked at the boats and"
GREEDY = Sampling(temperature=0)


def ask(service, before=OPENING, after="", seed=1, cancel=None, parts=None, **limits):
    """Ask for a suggestion of 16 tokens unless told otherwise."""
    request = SuggestRequest(
        before, after, Sampling(seed=seed), Limits(**{"max_tokens": 16, **limits})
    )
    hand_on = (lambda _: None) if parts is None else parts.append
    return service.suggest(request, hand_on, cancel or CancelFlag())


def test_every_take_starts_from_the_same_prompt(service):
    request = SuggestRequest(OPENING, sampling=GREEDY, limits=Limits(max_tokens=12), takes=3)
    takes = service.suggest(request, lambda _: None, CancelFlag()).takes
    assert [take.index for take in takes] == [0, 1, 2]
    assert len({take.text for take in takes}) == 1


def test_a_take_does_not_depend_on_how_many_are_asked_for(service):
    def takes(n):
        request = SuggestRequest(OPENING, "", Sampling(seed=5), Limits(max_tokens=12), takes=n)
        return service.suggest(request, lambda _: None, CancelFlag()).takes

    three = takes(3)
    assert takes(2) == three[:2]
    assert len(set(three)) == 3


def test_a_warm_cache_gives_the_text_of_a_cold_one(service):
    cold = ask(service, OPENING + " thought of")
    ask(service, "Something else entirely happened that day.")
    ask(service, OPENING)
    warm = ask(service, OPENING + " thought of")
    assert (warm.takes, warm.seed) == (cold.takes, cold.seed)
    assert warm.reused_tokens > cold.reused_tokens == 0


def test_a_warm_up_leaves_only_what_is_typed_after_it(service):
    service.warm(WarmRequest(OPENING), CancelFlag())
    result = ask(service, OPENING + " then")
    assert result.reused_tokens == result.prompt_tokens - 1


def test_a_long_text_is_cut_and_the_cut_is_counted(service, starter):
    novel = (starter.parents[1] / "evaluation" / "en.txt").read_text(encoding="utf-8")
    result = ask(service, novel[:9000].rstrip())
    assert result.cut_chars > 1000
    assert result.prompt_tokens <= 1024 - 16
    assert ask(service).cut_chars == 0


def test_text_after_a_finished_sentence_is_filled_in(service):
    between = ask(service, "The rain had stopped.", " The captain never came back.")
    inside = ask(service, "The rain had", " stopped at last.")
    alone = ask(service, "The rain had stopped.")
    assert between.prompt_tokens > alone.prompt_tokens + 6
    assert inside.prompt_tokens < alone.prompt_tokens


def test_a_space_before_the_caret_is_not_doubled(service):
    for seed in range(4):
        text = ask(service, OPENING + " ", seed=seed).takes[0].text
        assert text
        assert not text[0].isspace()


def test_curly_quotes_stay_curly(service):
    before = "\u201cWhere are you going?\u201d he asked.\n\n\u201cHome,\u201d she said. \u201cI"
    text = "".join(
        ask(service, before, seed=seed, max_tokens=48).takes[0].text for seed in range(3)
    )
    assert not set(text) & set("\"'")
    assert set(text) & set("\u201c\u201d\u2019"), "no quote was written: choose another text"


def test_no_control_token_is_ever_text(service):
    for seed in range(4):
        assert "<|" not in ask(service, "He wrote <|eot|> and", seed=seed).takes[0].text


@pytest.mark.parametrize(
    ("limits", "finish"),
    [({"max_tokens": 3}, "length"), ({"max_ms": 1}, "time"), ({"max_chars": 10}, "length")],
)
def test_a_limit_ends_the_take_and_says_which(service, limits, finish):
    take = ask(service, **limits).takes[0]
    assert take.finish == finish
    assert take.tokens <= 8
    if "max_chars" in limits:
        assert len(take.text) <= 10


def test_a_text_that_fills_the_window_ends_with_it(service):
    request = SuggestRequest(OPENING, sampling=GREEDY, limits=Limits(max_tokens=4096))
    take = service.suggest(request, lambda _: None, CancelFlag()).takes[0]
    assert take.finish in ("context", "eos")


def test_parts_are_handed_on_before_the_end(service):
    parts = []
    result = ask(service, parts=parts, max_tokens=32)
    assert len(parts) > 3
    assert "".join(part.text for part in parts) == result.takes[0].text


def test_a_raised_flag_ends_the_ask_and_leaves_the_cache_true(service):
    expected = ask(service, seed=9).takes
    flag = CancelFlag()

    class Raiser(list):
        def append(self, part):
            flag.set()

    with pytest.raises(Cancelled):
        ask(service, seed=2, cancel=flag, parts=Raiser())
    with pytest.raises(Cancelled):
        ask(service, "Another text.", cancel=flag)
    assert ask(service, seed=9).takes == expected


def test_a_seed_that_was_drawn_is_named(service):
    first = ask(service, seed=None)
    # From an empty cache, as before: a warm one sums in another order.
    service._model.session.cache.trim(0)
    assert ask(service, seed=first.seed).takes == first.takes


@pytest.mark.parametrize("before", ["", "  \n\t"])
def test_nothing_to_continue_is_refused(service, before):
    with pytest.raises(BadInput, match="no text"):
        ask(service, before)


def test_another_script_is_refused(service):
    with pytest.raises(LanguageUnsupported, match="Starter writes English only"):
        ask(service, "他走到窗前，看着外面的雨。")


def test_a_load_that_fails_leaves_the_model_in_use(starter, tmp_path):
    service = GenerateService(ModelRegistry((starter.parent,)))
    with pytest.raises(ModelNotFound):
        ask(service)
    info = service.load(LoadRequest("starter"))
    assert (info.id, info.languages, info.context_tokens) == ("starter", ("en",), 1024)
    damaged = shutil.copytree(starter, tmp_path / "damaged")
    (damaged / "prompts.toml").unlink()
    with pytest.raises(ModelDamaged):
        service.load(LoadRequest(str(damaged)))
    assert ask(service).model == "starter"


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("end", [" windo", " ", " didn'", ' "Wh'])
def test_inside_a_word_the_first_letters_go_on_with_it(service, seed, end):
    take = ask(service, f"{OPENING} he closed the{end}", seed=seed).takes[0]
    parts = []
    # A step of another size sums in another order: replaying starts from the same empty cache.
    service._model.session.cache.trim(0)
    again = ask(service, f"{OPENING} he closed the{end}", seed=seed, parts=parts).takes[0]
    assert take.text == again.text == "".join(part.text for part in parts)
    if end == " ":
        assert not take.text[:1].isspace()
    else:
        assert not take.text.startswith(end.strip())


@pytest.mark.parametrize(
    ("before", "after", "bad_ends"),
    [
        ("She looked at the old", ". Then she left.", (".", "!", "?", " ")),
        ("She saw the brown", ", and left.", (",", ".", " ")),
        ("The wind rose. ", "She closed the door.", ()),
    ],
)
def test_the_seam_to_the_text_after_brings_no_second_stop_and_one_space(
    service, before, after, bad_ends
):
    for seed in range(4):
        text = (
            ask(service, OPENING + ". " + before, after, seed=seed, stop="sentence").takes[0].text
        )
        assert "\n" not in text
        assert not text.endswith(bad_ends) if bad_ends else not text or text.endswith(" ")


def takes_of(service, n_takes, temperature=0.7, seed=5, before=OPENING, **limits):
    """Ask for several takes from an empty cache and return the answer and its parts."""
    service._model.session.cache.trim(0)
    parts = []
    request = SuggestRequest(
        before,
        sampling=Sampling(temperature=temperature, seed=seed),
        limits=Limits(**{"max_tokens": 16, **limits}),
        takes=n_takes,
    )
    return service.suggest(request, parts.append, CancelFlag()), parts


def test_eight_takes_differ_and_are_handed_on_as_they_are_written(service):
    answer, parts = takes_of(service, 8)
    assert len({take.text for take in answer.takes}) == 8
    assert answer.diversity > 0.5
    for take in answer.takes:
        assert "".join(part.text for part in parts if part.take == take.index) == take.text
    first = [part.take for part in parts[:8]]
    assert len(set(first)) > 4, "the takes were written one after another, not side by side"


def test_takes_that_are_nearly_another_one_are_written_again(service, monkeypatch):
    plain, _ = takes_of(service, 6, temperature=0.1, stop="sentence", seed=3)
    assert plain.dropped
    assert plain.takes[0].index == 0
    texts = [take.text for take in plain.takes]
    monkeypatch.setattr("engine.writing.NEAR", 2.0)
    kept, _ = takes_of(service, 6, temperature=0.1, stop="sentence", seed=3)
    assert kept.dropped == ()
    assert diversity(texts) > kept.diversity


def test_where_the_model_has_one_thing_to_say_the_asked_number_of_takes_still_comes(service):
    answer, _ = takes_of(service, 4, temperature=0.0001)
    assert len(answer.takes) == 4
    assert len(answer.dropped) >= 3
    assert answer.diversity < 0.5


def test_an_answer_is_written_again_from_what_its_origin_says(service):
    answer, _ = takes_of(service, 5, seed=None)
    origin = answer.origin
    assert (origin.seed, origin.takes) == (answer.seed, 5)
    service._model.session.cache.trim(0)
    request = SuggestRequest(
        OPENING, sampling=replace(origin.sampling, seed=origin.seed), limits=origin.limits, takes=5
    )
    again = service.suggest(request, lambda _: None, CancelFlag())
    assert again.takes == answer.takes
    assert again.origin == replace(origin, sampling=request.sampling)


def test_an_origin_changes_with_the_text_and_the_model(service, starter, tmp_path):
    texts = [(OPENING, ""), (OPENING, ""), (OPENING[:-1], ""), (OPENING, " the quay.")]
    first, same, *others = [ask(service, before, after).origin for before, after in texts]
    assert first == same
    assert len({first.context_sha256, *(other.context_sha256 for other in others)}) == 3
    assert {other.model_sha256 for other in others} == {first.model_sha256}
    assert (first.task, first.model, first.adapter_sha256) == ("continue", "starter", None)


def test_what_was_cut_is_told_for_each_part_of_the_prompt(service):
    before, after = "The rain fell on the quay.\n\n" * 400, " The end of it." * 200
    answer = ask(service, before, after=after)
    parts = {cut.slot: cut for cut in answer.slots}
    assert answer.origin.task == "infill"
    assert set(parts) == {"left", "right"}
    assert parts["left"].kept_chars + parts["left"].cut_chars == len(before)
    assert parts["right"].tokens <= 250
    assert answer.cut_chars == sum(cut.cut_chars for cut in answer.slots) > 0


def test_a_token_that_the_model_lacks_cannot_be_biased(service):
    request = SuggestRequest(OPENING, sampling=Sampling(logit_bias=(TokenBias(10**6, 1.0),)))
    with pytest.raises(BadInput, match="no token 1000000"):
        service.suggest(request, lambda _: None, CancelFlag())


def test_a_banned_phrase_is_in_no_take(service):
    free, _ = takes_of(service, 8)
    phrase = " ".join(free.takes[0].text.split()[1:3])
    request = SuggestRequest(
        OPENING,
        sampling=Sampling(seed=5, banned=(phrase,)),
        limits=Limits(max_tokens=16),
        takes=8,
    )
    held = service.suggest(request, lambda _: None, CancelFlag())
    assert phrase in free.takes[0].text
    assert not any(phrase in take.text for take in held.takes)


def first_only(begun, passage, is_change):
    """Find every take but the first too near another."""
    return begun[:1], begun[1:]


def test_takes_that_are_written_again_start_from_the_prompt_too(service, monkeypatch):
    _, side_by_side = takes_of(service, 4)
    # Whatever comes second is too near: two more rounds of one take each follow.
    monkeypatch.setattr("engine.writing._distinct", first_only)
    answer, parts = takes_of(service, 2)
    assert answer.dropped == (2, 3)
    for index in (2, 3):
        expected, found = (
            "".join(part.text for part in told if part.take == index)
            for told in (side_by_side, parts)
        )
        assert found == expected != ""


def test_a_late_ask_writes_no_take_again(service, monkeypatch):
    monkeypatch.setattr("engine.writing._distinct", first_only)
    answer, _ = takes_of(service, 2, max_ms=1)
    assert (len(answer.takes), answer.dropped) == (2, ())
