"""Outlines in a bounded window, over models of every temper: the beats asked for always come."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.banned import find_banned, normalized
from engine.guards import words_of
from engine.messages import Sampling
from engine.outline import FEWEST_BEATS, MOST_BEAT_TOKENS, USUAL_MOST_BEATS
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


@pytest.mark.parametrize("room", [2, 3, 5, 9, 40, 41, 100, 120, 150, 369])
def test_without_a_number_the_window_is_filled_and_never_overrun(room):
    session = SameSession("abcdefghijklmnopqrstuvwxyz")
    writer, ran = run(session, setting_of(room=room))
    assert 1 <= len(writer.beats) <= 9
    assert len(ran) <= room


@pytest.mark.parametrize("n_beats", [1, 2, 7, 36])
@pytest.mark.parametrize("spare", [0, 1, 2, 50])
def test_two_tokens_a_beat_are_room_enough(n_beats, spare):
    session = SameSession("abcdefghijklmnopqrstuvwxyz0123456789")
    writer, ran = run(session, setting_of(n_beats, room=2 * n_beats + spare))
    assert len(writer.beats) == n_beats
    assert len(ran) <= 2 * n_beats + spare


def test_room_is_shared_among_the_beats_that_must_follow():
    session = SameSession("abcdefgh")
    beats = run(session, setting_of(4, room=60))[0].beats
    lengths = [len(beat) for beat in beats]
    assert min(lengths) >= 12
    assert max(lengths) <= 18


def test_with_too_little_room_what_fits_is_written():
    writer, ran = run(SameSession("abcdefgh"), setting_of(8, room=7))
    assert len(writer.beats) == 3
    assert len(ran) <= 7


def test_a_model_with_nothing_else_to_say_ends():
    stops = frozenset(set(range(256)) - {ord("a"), ord("b")} | {EOT})
    setting = setting_of(5, room=10, stop_ids=stops)
    for sampling in (SURE, Sampling(temperature=0), Sampling(temperature=2.0, top_k=0)):
        writer, _ = run(SameSession("ab"), replace(setting, sampling=sampling))
        assert sorted(writer.beats) == ["a", "b"]


def sessions(seed: int) -> list[FakeSession]:
    """Return sessions of every temper: any bytes, few letters, always the same wish."""
    return [
        FakeSession(vocab_size=258),
        LettersSession("ab c.", seed),
        LettersSession(' "aé\n', seed),
        SameSession("the same again"),
        ScriptedSession(PROMPT, [outline_of("The end", "The end", "the end.", "***")]),
    ]


PHRASES = ("end", "a b")
temperatures = st.sampled_from([0.0, 0.3, 1.0, 2.0])


@settings(max_examples=120, deadline=None)
@example(seed=0, which=3, n_beats=12, spare=0, temperature=0.0, top_k=0, dry=0.0)
@given(
    seed=st.integers(0, 10**6),
    which=st.integers(0, 4),
    n_beats=st.integers(1, 12),
    spare=st.integers(0, 200),
    temperature=temperatures,
    top_k=st.sampled_from([0, 1, 5]),
    dry=st.sampled_from([0.0, 0.8]),
)
def test_whatever_a_model_wants_the_beats_asked_for_come_each_new_and_of_text(
    seed, which, n_beats, spare, temperature, top_k, dry
):
    sampling = Sampling(temperature=temperature, top_k=top_k, dry_multiplier=dry, banned=PHRASES)
    session = sessions(seed)[which]
    setting = setting_of(n_beats, room=2 * n_beats + spare, sampling=sampling)
    writer, ran = run(session, setting, seed)
    assert len(writer.beats) == n_beats
    words = [tuple(word for word, _ in words_of(beat)) for beat in writer.beats]
    assert all(words)
    assert len(set(words)) == n_beats
    assert ran.count(BEAT) == n_beats
    assert EOT not in ran
    assert not any("\ufffd" in beat or "\n" in beat for beat in writer.beats)
    # What was kept is what stands in the cache, up to a cut at its end.
    for beat, text in zip(writer.beats, beats_in(ran), strict=True):
        assert text.startswith(beat)
    if temperature:
        texts = [normalized(beat) for beat in writer.beats]
        assert not any(find_banned(text, PHRASES, is_whole=True) is not None for text in texts)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 4), st.integers(2, 400), temperatures)
def test_without_a_number_any_model_stays_within_the_window_and_the_usual(
    seed, which, room, temperature
):
    session = sessions(seed)[which]
    setting = setting_of(room=room, sampling=Sampling(temperature=temperature))
    writer, ran = run(session, setting, seed)
    assert len(ran) <= room
    least = FEWEST_BEATS if room > (MOST_BEAT_TOKENS + 1) * FEWEST_BEATS + 10 else 1
    assert least <= len(writer.beats) <= USUAL_MOST_BEATS
    assert len(set(writer.beats)) == len(writer.beats)
