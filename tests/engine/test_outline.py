"""Beats over a session with known wishes: each new, none of it banned, as many as asked for."""

from dataclasses import replace

import pytest

from engine.copying import Mentions, Source
from engine.generate import decode_takes, prefill
from engine.habits import Habits
from engine.jobs import CancelFlag
from engine.messages import Sampling, TokenBias
from engine.outline import OutlineWriter
from tests.fakes import FakeSession, LettersSession, ScriptedSession
from tests.outlines import (
    BEAT,
    EOT,
    PROMPT,
    SURE,
    SameSession,
    beats_in,
    outline_of,
    run,
    setting_of,
)


def written(*wanted, n_beats=None, **options) -> list[str]:
    """Return the beats of a session that wants these outlines, the first one most."""
    texts = [outline_of(*beats) for beats in wanted]
    return run(ScriptedSession(PROMPT, texts), setting_of(n_beats, **options))[0].beats


def test_an_outline_is_what_the_model_wants_up_to_its_end():
    beats = ("He lit the lamp", "A stranger knocked", "They left")
    assert written(beats) == list(beats)


def test_the_separator_comes_first_whatever_the_model_wants():
    writer, ran = run(ScriptedSession(PROMPT, ["No list at all."]), setting_of(1))
    assert ran[0] == BEAT
    assert len(writer.beats) == 1


def test_a_beat_is_handed_on_once_it_is_complete():
    session = ScriptedSession(PROMPT, [outline_of("One", "Two", "Three")])
    told: list[str] = []
    writer = OutlineWriter(setting_of(), 7, told.append)
    seen, ran = [], []
    logits = session.logits_after(PROMPT.encode())
    while (step := writer.write(logits)) is not None:
        ran.append(step.token)
        seen.append((ran.count(BEAT), tuple(told)))
        logits = session.logits_after((*PROMPT.encode(), *ran))
    assert [told for n, told in seen if n == 1] == [()] * 4
    assert [told for n, told in seen if n == 2] == [("One",)] * 4
    assert told == ["One", "Two", "Three"]


def test_what_was_run_is_what_the_session_holds_at_the_end():
    beats = ("He lit it", "He lit it", "It rained", "They left")
    session = ScriptedSession(PROMPT, [outline_of(*beats), outline_of("He lit it", *beats[2:])])
    logits, _ = prefill(session, list(PROMPT.encode()), 64, CancelFlag())
    writer = OutlineWriter(setting_of(), 7, lambda _: None)
    decode_takes(session, logits, [writer], 300, CancelFlag())
    assert writer.beats == ["He lit it", "It rained", "They left"]
    assert written(beats, ("He lit it", *beats[2:])) == writer.beats


def test_a_beat_that_repeats_another_is_begun_again_with_another_token():
    texts = [outline_of("He lit it", "He lit it"), outline_of("He lit it", "She left", "It rained")]
    writer, ran = run(ScriptedSession(PROMPT, texts), setting_of())
    assert writer.beats == beats_in(ran) == ["He lit it", "She left", "It rained"]
    assert writer.n_tokens == len(b"He lit it" * 2 + b"She left" + b"It rained")


@pytest.mark.parametrize("again", ["he lit IT.", "'He lit it!'", "He  lit\nit"])
def test_capitals_and_points_do_not_make_a_beat_new(again):
    assert written(("He lit it", again), ("He lit it", "So", "No")) == ["He lit it", "So", "No"]


@pytest.mark.parametrize("nothing", ["***", " ", "\n", '"..."'])
def test_a_beat_without_a_word_is_begun_again(nothing):
    assert written((nothing, "One"), ("She left", "So", "No")) == ["She left", "So", "No"]


def test_a_beat_nearly_like_another_is_begun_again():
    first = "the old man lit the big lamp in the hall"
    near = first.replace("hall", "room")
    assert written((first, near), (first, "So", "No")) == [first, "So", "No"]


def test_where_nothing_else_comes_a_beat_nearly_like_another_is_kept():
    first = "old men lit the lamps in the hall"
    near = [f"{letter} {first}" for letter in "abcdefghij"]
    beats = written(*((first, other) for other in near), n_beats=2)
    # Six were taken back.
    assert beats == [first, near[6]]


def test_what_was_tried_for_one_beat_may_begin_the_next():
    wanted = ("So", "So", "Some other day")
    other = ("So", "No", "Some other day")
    assert written(wanted, other, n_beats=3) == ["So", "No", "Some other day"]


@pytest.mark.parametrize("n_beats", [1, 2, 5])
def test_as_many_beats_come_as_were_asked_for(n_beats):
    beats = ("One man", "Two men", "Three dogs", "Four cats", "Five birds", "Six bees")
    assert written(beats, n_beats=n_beats) == list(beats[:n_beats])


def test_a_model_that_ends_too_early_goes_on_to_the_number_asked_for():
    writer, ran = run(SameSession("abcde", EOT), setting_of(5))
    assert writer.beats == list("abcde")
    assert EOT not in ran


def test_without_a_number_three_beats_come_at_least_and_nine_at_most():
    # It wants to end wherever it may.
    assert run(SameSession("abcde", EOT), setting_of())[0].beats == ["a", "b", "c"]
    assert len(written(("One", "Two", "Six", "Ten"))) == 4
    endless = [f"{letter} came" for letter in "ABCDEFGHIJKL"]
    session = ScriptedSession(PROMPT, [outline_of(*endless, end=False)])
    assert run(session, setting_of())[0].beats == endless[:9]


def test_an_end_of_any_kind_ends_the_outline():
    texts = [[*outline_of("One", "Two", "Six", end=False), ord("|")]]
    stops = frozenset({EOT, ord("|")})
    assert run(ScriptedSession(PROMPT, texts), setting_of(stop_ids=stops))[0].beats == [
        "One",
        "Two",
        "Six",
    ]


def test_a_beat_that_does_not_end_is_cut_behind_a_whole_word():
    long = "one two three four five six seven eight nine ten eleven"
    (beat,) = written((long,), n_beats=1)
    assert beat == "one two three four five six seven eight"
    assert len(beat) < 40 < len(long)
    (beat,) = written(("x" * 60,), n_beats=1)
    assert beat == "x" * 40


def test_half_a_character_is_no_part_of_a_beat():
    texts = [[BEAT, *b"Ein Gru", 0xC3, BEAT, *"Grün".encode(), BEAT, *b"Rot", EOT]]
    assert run(ScriptedSession(PROMPT, texts), setting_of())[0].beats == ["Ein Gru", "Grün", "Rot"]


def test_a_beat_with_a_banned_phrase_is_begun_again():
    phrases = replace(SURE, banned=("The  END", "don't"))
    wanted = ("Now the end came", "It was")
    other = ("Then it rained", "It was", "So")
    assert written(wanted, other, sampling=phrases) == list(other)
    wanted, other = ("So", "I don\u2019t go", "No"), ("So", "The ending", "No")
    assert written(wanted, other, sampling=phrases) == list(other)


def test_a_phrase_is_cut_off_only_after_six_other_beginnings():
    ends = [f"{letter} saw the end" for letter in "abcdefgh"]
    beats = written(*((end,) for end in ends), n_beats=1, sampling=replace(SURE, banned=("end",)))
    assert beats == ["g saw the"]


def test_a_beat_that_goes_round_in_circles_is_begun_again_or_cut_and_new_all_the_same():
    assert written(("no no no no", "So"), ("She left", "So", "No")) == ["She left", "So", "No"]
    rounds = [f"{letter} it ran it ran it ran it ran" for letter in "abcdefgh"]
    assert written(*((one,) for one in rounds), n_beats=1) == ["g it ran it ran"]
    # What is left of it must be new as well.
    first = "g it ran it ran"
    beats = written(*((first, one) for one in rounds), n_beats=2)
    assert beats == [first, "h it ran it ran"]


def test_at_temperature_zero_nothing_is_banned_mapped_biased_or_copied_and_all_is_new():
    greedy = Sampling(
        temperature=0,
        banned=("end",),
        copy_bias=20.0,
        logit_bias=(TokenBias(ord("T"), -100),),
        repetition_penalty=2.0,
        dry_multiplier=10.0,
    )
    found = written(
        ("The 'end'", "The 'end'", "No"),
        ("The 'end'", "So", "No"),
        ("Well", "So", "No"),
        n_beats=3,
        sampling=greedy,
        guides=(Mentions([b"Well"], [b"Well"]),),
        habits=Habits("curly", "\n\n"),
    )
    assert found == ["The 'end'", "So", "No"]


def test_beats_have_the_documents_own_quotes():
    curly = Habits("curly", "\n\n")
    assert written(("'Go'", "don't", "So"), habits=curly) == ["‘Go’", "don’t", "So"]


def test_two_beats_that_differ_only_by_the_kind_of_their_quotes_are_one():
    straight = Habits("straight", "\n\n")
    beats = ("I don't", "I don’t", "So")
    assert written(beats, ("I don't", "So", "No"), habits=straight) == ["I don't", "So", "No"]


def test_a_biased_token_gives_way_but_no_bias_brings_a_control_token_to_a_beats_beginning():
    bias = (TokenBias(ord("O"), -100), TokenBias(EOT, 100), TokenBias(BEAT, 100))
    sampling = replace(SURE, logit_bias=bias)
    beats = written(("One",), ("Two",), n_beats=2, sampling=sampling)
    # Every beat ends with its first letter.
    assert beats[0] == "T"
    assert len(beats[1]) == 1


def test_a_repeat_is_penalized_from_the_prompt_on():
    texts = [outline_of("a lamp, a letter", "So", "No"), outline_of("a big one", "So", "No")]
    dry = replace(SURE, dry_multiplier=10.0, dry_allowed_length=2)
    session = ScriptedSession(PROMPT, texts)
    assert run(session, setting_of())[0].beats[0] == "a lamp, a letter"
    assert run(session, setting_of(sampling=dry))[0].beats[0] == "a big one"


def test_each_beat_is_led_along_its_own_guide_and_the_last_guide_ends_the_outline():
    guides = (Source([b"red fox"], BEAT), Source([b"old dog"], BEAT))
    letters = LettersSession("abc ", 3)
    sampling = replace(SURE, copy_bias=20.0)
    # 20 brings nothing about that the session finds impossible.
    session = ScriptedSession(PROMPT, [outline_of("red fox", "red fox"), outline_of("old dog")])
    assert run(session, setting_of(guides=guides, sampling=sampling))[0].beats[0] == "red fox"
    assert len(run(letters, setting_of(guides=guides, sampling=sampling))[0].beats) == 2
    assert len(run(letters, setting_of(5, guides=guides, sampling=sampling))[0].beats) == 5


def test_a_guide_decides_between_what_the_model_likes_nearly_as_much():
    wishes = [outline_of("One man", "Two men"), outline_of("Ten men", "Two men")]
    guides = (Mentions([b"Ten"], [b"Ten"]), Mentions([b"Two"], [b"Two"]))
    session = ScriptedSession(PROMPT, wishes)
    led = setting_of(guides=guides, sampling=replace(SURE, copy_bias=5.0))
    assert run(session, led)[0].beats == ["Ten men", "Two men"]
    assert run(session, replace(led, sampling=SURE))[0].beats[0] == "One man"


def test_another_seed_gives_other_beats_and_the_same_seed_the_same():
    session = FakeSession(vocab_size=258, capacity=400)
    free = setting_of(3, sampling=Sampling(temperature=1.5))
    first, again, other = (run(session, free, seed)[0].beats for seed in (1, 1, 2))
    assert first == again != other


def test_a_beat_that_stutters_inside_a_word_is_begun_again():
    stuck = "The housekeeperkeeperkeeperkeeper"
    assert written(("One", stuck), ("One", "She left", "No")) == ["One", "She left", "No"]


def test_a_word_that_says_a_syllable_twice_is_none_that_stutters():
    assert written(("Papa said murmur", "So", "No")) == ["Papa said murmur", "So", "No"]
