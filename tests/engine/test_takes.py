"""One take over a session that wants to write known texts: bans, endings, limits, healing."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.banned import find_banned, normalized, normalized_phrases
from engine.copying import Source
from engine.generate import decode_takes, prefill
from engine.habits import habits_of
from engine.healing import Vocabulary
from engine.jobs import CancelFlag
from engine.messages import Limits, Sampling, TokenBias
from engine.suggestion import Surroundings
from engine.takes import GRACE_TOKENS, TakeSetting, TakeWriter
from tests.fakes import ByteTokenizer, LettersSession, ScriptedSession

BEFORE = "The house stood at the end. "
EOT = 256
ENDLESS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"


def write(texts, before=BEFORE, word="", n_takes=1, late=False, limits=None, **sampling):
    """Let a session that wants these texts write takes, and return them."""
    prompt = before[: len(before) - len(word)]
    session = ScriptedSession(prompt, texts)
    return write_with(session, before, word, n_takes, late, limits, **sampling)


def write_with(
    session, before=BEFORE, word="", n_takes=1, late=False, limits=None, guide=None, **sampling
):
    """Write takes and check that what was handed on is their text."""
    options = Sampling(**{"temperature": 1.0, "top_k": 1, "dry_multiplier": 0.0, **sampling})
    prompt = before[: len(before) - len(word)]
    logits, _ = prefill(session, list(prompt.encode()), 64, CancelFlag())
    around = Surroundings(before, "", habits_of(before), frozenset())
    setting = TakeSetting(
        prompt_ids=tuple(prompt.encode()),
        around=around,
        word=word,
        stop_ids=frozenset({EOT}),
        sampling=options,
        limits=limits or Limits(max_tokens=120),
        room=session.cache.capacity - len(prompt),
        deadline=time.perf_counter() - 1 if late else None,
        tokenizer=ByteTokenizer(),
        vocabulary=Vocabulary((i, chr(i)) for i in range(128)),
        guide=guide,
    )
    shown: list[list[str]] = [[] for _ in range(n_takes)]
    writers = [TakeWriter(setting, i, 7, shown[i].append) for i in range(n_takes)]
    decode_takes(session, logits, writers, setting.room_wanted, CancelFlag())
    for writer, parts in zip(writers, shown, strict=True):
        assert "".join(parts) == writer.take().text
    return [writer.take() for writer in writers]


def text_of(texts, **options):
    """Return the text of a single take."""
    return write(texts, **options)[0].text


def test_a_take_writes_what_the_model_wants_up_to_its_end():
    (take,) = write(["It was dark."])
    assert (take.text, take.finish, take.tokens) == ("It was dark.", "eos", 12)


@pytest.mark.parametrize(
    ("wanted", "banned", "expected"),
    [
        (["It was a testament to them.", "It was a sign."], ["testament to"], "It was a sign."),
        (["It was a Testament\n\n to it.", "It was a sign."], ["testament  to"], "It was a sign."),
        # The phrase begins with the very first token.
        (["Suddenly it rained.", "Then it rained."], ["suddenly"], "Then it rained."),
        # One way round leads into another banned phrase.
        (["A dark end.", "A bleak end.", "A good end."], ["dark", "bleak"], "A good end."),
        (["The ending came."], ["the end"], "The ending came."),
        # The text ends with the phrase: nothing follows that could tell.
        (["Now the end", "Now a stop"], ["the end"], "Now a stop"),
    ],
)
def test_a_take_goes_round_a_banned_phrase(wanted, banned, expected):
    assert text_of(wanted, banned=tuple(banned)) == expected


def test_what_was_forbidden_behind_one_beginning_is_allowed_behind_another():
    wanted = ["It red fox.", "It red dog.", "It had fun.", "It had gum."]
    assert text_of(wanted, banned=("fox", "red dog")) == "It had fun."


def test_takes_of_one_batch_go_back_each_for_itself():
    takes = write(["It was a testament to it.", "It was a sign."], n_takes=3, banned=("testament",))
    assert {take.text for take in takes} == {"It was a sign."}


def test_a_phrase_that_begins_before_the_caret_is_not_completed():
    texts = ["to them.", "of them."]
    assert text_of(texts, before="It was a testament ", banned=("testament to",)) == "of them."


def test_a_phrase_that_the_writer_typed_is_left_alone():
    assert text_of(["It was dark."], banned=("the end", "a far longer phrase")) == "It was dark."


def test_a_model_that_wants_nothing_else_is_cut_off_before_the_phrase():
    texts = [f"Then {chr(65 + i)} the end." for i in range(26)]
    (take,) = write(["Then the end."], banned=("the end",))
    assert "the end" not in take.text
    (take,) = write(texts, banned=tuple(f"{chr(65 + i)} the" for i in range(26)))
    assert (take.text.strip(), "the" in take.text) == ("Then", False)


phrases = st.text("ab ", min_size=1, max_size=5).filter(str.strip)


@settings(max_examples=150, deadline=None)
@example(["a bab"], 349)
@given(st.lists(phrases, min_size=1, max_size=4), st.integers(0, 10**6))
def test_whatever_is_banned_no_take_holds_it_and_nothing_shown_is_taken_back(banned, seed):
    limits = Limits(max_tokens=30)
    session = LettersSession("abab  .", seed)
    for take in write_with(session, "b a ", n_takes=2, limits=limits, banned=tuple(banned)):
        written = normalized("b a " + take.text)
        for phrase in normalized_phrases(banned):
            start = find_banned(written, [phrase], is_whole=True)
            assert start is None or start + len(phrase) <= len("b a ")


def test_nothing_is_shown_that_may_still_be_taken_back():
    texts = ["It was a testament to it.", "It was a sign."]
    options = Sampling(temperature=1.0, top_k=1, dry_multiplier=0.0, banned=("was a testament to",))
    session = ScriptedSession(BEFORE, texts)
    logits, _ = prefill(session, list(BEFORE.encode()), 64, CancelFlag())
    around = Surroundings(BEFORE, "", habits_of(BEFORE), frozenset())
    setting = TakeSetting(
        tuple(BEFORE.encode()), around, "", frozenset({EOT}), options, Limits(), 300, None,
        ByteTokenizer(), None,
    )  # fmt: skip
    shown: list[str] = []
    decode_takes(session, logits, [TakeWriter(setting, 0, 1, shown.append)], 128, CancelFlag())
    assert "".join(shown).startswith("It")
    assert "was" not in "".join(shown)


def test_at_temperature_zero_nothing_is_banned_biased_or_penalized():
    wanted = ["It was a testament to it."]
    assert (
        text_of(
            wanted,
            temperature=0.0,
            banned=("testament",),
            logit_bias=(TokenBias(ord("t"), -100),),
            repetition_penalty=2.0,
            dry_multiplier=10.0,
        )
        == "It was a testament to it."
    )


def test_a_biased_token_gives_way_to_the_next():
    assert text_of(["At once.", "By day."], logit_bias=(TokenBias(ord("A"), -60),)) == "By day."


def test_a_repeat_is_penalized_from_the_prompt_on():
    texts = ["at the end.", "by a door."]
    assert text_of(texts, dry_multiplier=10.0, dry_allowed_length=2) != "at the end."
    assert text_of(texts) == "at the end."


def test_a_model_may_not_end_inside_a_sentence_where_sentences_are_wanted():
    limits = Limits(max_tokens=60, ending="sentence")
    texts = ["It was", "It was dark. And", "It was dark. And cold."]
    assert text_of(texts) == "It was"
    assert text_of(texts, limits=limits) == "It was dark. And cold."


def test_a_take_gets_some_tokens_more_to_finish_its_sentence():
    sentence = "It was dark and very cold. And"
    (cut,) = write([sentence], limits=Limits(max_tokens=10))
    assert (cut.text, cut.finish) == ("It was", "length")
    (whole,) = write([sentence], limits=Limits(max_tokens=10, ending="sentence"))
    assert (whole.text, whole.finish) == ("It was dark and very cold.", "stop")
    (endless,) = write([ENDLESS], limits=Limits(max_tokens=10, ending="sentence"))
    assert (endless.tokens, endless.finish) == (10 + GRACE_TOKENS, "length")


def test_a_sentence_that_ends_behind_the_limit_keeps_its_closing_quote():
    limits = Limits(max_tokens=9, ending="sentence")
    (take,) = write(['"I am cold." And'], limits=limits)
    assert (take.text, take.finish) == ('"I am cold."', "stop")
    (take,) = write(['"I am it." And'], limits=limits)
    assert (take.text, take.finish) == ('"I am it."', "stop")


def test_a_limit_that_falls_on_a_banned_phrase_cuts_before_it():
    (take,) = write(["Now the end of it."], limits=Limits(max_tokens=11), banned=("the end",))
    assert (take.text, take.finish) == ("Now", "guard")


def test_a_model_with_many_ways_into_banned_phrases_is_given_up():
    letters = [chr(65 + i) for i in range(26)] + [chr(97 + i) for i in range(26)]
    texts = [f"{letter}z now." for letter in letters]
    (take,) = write(texts, banned=tuple(f"{letter}z" for letter in letters))
    assert (take.text, take.finish, take.tokens) == ("", "guard", 0)


def test_a_limit_that_falls_on_a_sentence_end_cuts_nothing():
    (take,) = write(["It rained. And on"], limits=Limits(max_tokens=10, ending="sentence"))
    assert (take.text, take.finish) == ("It rained.", "stop")


def test_a_late_take_ends_with_its_first_token():
    (take,) = write(["It was dark."], late=True)
    assert (take.finish, take.tokens) == ("time", 1)


def test_a_take_fills_the_window_to_its_last_place():
    (take,) = write(["x" * 500], limits=Limits(max_tokens=4096))
    assert (take.finish, take.tokens) == ("context", 400 - len(BEFORE) + 1)


def test_the_letters_of_the_last_word_are_chosen_again():
    (take,) = write(["window was dark.", "wind rose."], before="She saw the windo", word="windo")
    assert take.text == "w was dark."


def test_going_back_behind_a_healed_word_leaves_the_word_alone():
    # Token 257 is a comma and a quote; the word's own tokens must not be forbidden instead.
    texts = [[*b"window", 257, *b" he."], "window was dark.", "winder."]
    (take,) = write(texts, before="She saw the window", word="window", banned=(',"',))
    assert take.text == " was dark."


def test_a_healed_word_survives_going_back():
    texts = ["window was a testament to it.", "window was dark."]
    (take,) = write(texts, before="She saw the windo", word="windo", banned=("a testament",))
    assert take.text == "w was dark."


def test_a_token_that_reaches_into_a_phrase_is_held_as_a_whole():
    speech = [*b'"So', 257, *b' he said."']
    assert text_of([speech, '"So?"'], banned=('" he said',)) == '"So?"'


def test_characters_of_several_tokens_are_taken_back_whole():
    texts = ["Ein gr\u00fcnes Haus.", "Ein rotes Haus."]
    assert text_of(texts, banned=("\u00fcnes",)) == "Ein gr\u00fcnes Haus."
    assert text_of(["\u00fcbel war es.", "gut war es."], banned=("\u00fcbel",)) == "gut war es."


def test_takes_draw_random_numbers_of_their_own():
    texts = [f"{letter} came." for letter in "ABCDEFGHIJ"]
    takes = write(texts, n_takes=8, top_k=0, top_p=1.0, temperature=2.0)
    again = write(texts, n_takes=8, top_k=0, top_p=1.0, temperature=2.0)
    assert takes == again
    assert len({take.text for take in takes}) > 1


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("He sat on the bench and and then went", "He sat on the bench and"),
        ("He sat on the bench and.' She too went", "He sat on the bench and.'"),
        ("He sat on the bank", "He sat on the bank"),
    ],
)
def test_a_passage_that_breaks_off_is_followed_to_there_and_closed_at_most(wanted, shown):
    passage = Source([b"He sat on the bench and"], EOT, breaks_off=True)
    assert write_with(ScriptedSession(BEFORE, [wanted]), guide=passage)[0].text == shown
