"""From pieces of text to what may be shown: whole words, nothing taken back, nothing repeated."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine import guards
from engine.echo import EchoWatch
from engine.habits import Habits
from engine.messages import Limits
from engine.suggestion import SuggestionText, Surroundings

PLAIN_HABITS = Habits(quotes=None, paragraph_gap="\n\n")


def around(before: str = "He was", after: str = "", habits: Habits = PLAIN_HABITS) -> Surroundings:
    return Surroundings(before, after, habits, guards.word_runs(before + after))


def pushed(text: SuggestionText, pieces: list[str]) -> list[str]:
    """Push pieces until the suggestion is complete, and return what each one showed."""
    shown = []
    for piece in pieces:
        shown.append(text.push(piece))
        if text.finish is not None:
            break
    return shown


def suggestion(limits: Limits | None = None, plain: bool = False, **kinds: str) -> SuggestionText:
    return SuggestionText(around(**kinds), limits or Limits(), plain)


words = st.sampled_from(["a", "the", "dog", "ran", "home", "don't", "x-y", '"Go,"', "end.", "No!"])
gaps = st.sampled_from([" ", " ", " ", " ", ", ", "\n\n", "\n", "  "])
tokens = st.lists(st.tuples(gaps, words).map("".join) | words | gaps, max_size=40)
chinese = st.lists(st.sampled_from("他走到窗前，看着雨。\n "), max_size=40)
finishes = st.sampled_from(["length", "time", "eos", "context"])


def test_the_last_word_is_held_back_until_it_is_finished():
    text = suggestion()
    assert pushed(text, [" ti", "red", " and", " hung"]) == ["", "", " tired", " and"]
    assert text.close("length") == ""
    assert text.text == " tired and"


def test_the_models_own_end_finishes_the_last_word():
    text = suggestion()
    pushed(text, [" tired", " now"])
    assert text.close("eos") == " now"
    assert (text.text, text.finish) == (" tired now", "eos")


def test_a_line_break_finishes_a_word_too():
    text = suggestion()
    pushed(text, [" tired", "\n"])
    assert text.close("length") == ""
    assert text.text == " tired"


def test_a_single_word_is_better_than_nothing():
    text = suggestion()
    pushed(text, [" extraordin", "ary"])
    assert text.close("length") == " extraordinary"


def test_a_chinese_character_is_finished_at_once():
    text = suggestion(before="他走到")
    assert pushed(text, ["窗", "前", "，"]) == ["窗", "前", "，"]


@settings(max_examples=150)
@given(tokens | chinese, st.sampled_from(["He was", "He was ", "end.\n\n", "他"]), finishes)
@example([" a", "\n", "b"], "He was", "length")
def test_what_was_shown_is_never_taken_back_and_never_skips(pieces, before, finish):
    text = SuggestionText(around(before, "The dog went home."), Limits(stop="none"), plain=False)
    shown = ""
    for piece in pieces:
        shown += text.push(piece)
        assert text.text == shown
        if text.finish is not None:
            break
    shown += text.close(finish)
    assert text.text == shown
    # With a single kind of gap the model's own text is shown: a beginning of it, nothing else.
    raw = guards.join_seam(before, "".join(pieces))
    # The space before the text after the caret is the seam's own.
    assert squeezed(raw).startswith(squeezed(shown).removesuffix(" "))


@settings(max_examples=150)
@given(
    tokens,
    st.sampled_from(["", " ", "\n", "\n\n", " \n"]),
    st.sampled_from(["", " The dog.", "The dog.", "\nThe dog.", "\n\nThe dog."]),
    st.sampled_from(["\n", "\n\n"]),
    finishes,
)
def test_a_passage_is_told_as_it_stands_and_parted_from_both_sides(
    pieces, gap, after, habit, finish
):
    where = Surroundings("It was.", after, Habits(None, habit), frozenset(), gap)
    text = SuggestionText(where, Limits(), plain=False)
    told = "".join(pushed(text, pieces)) + text.close(finish)
    assert told == text.text
    if not told:
        return
    lead = told[: len(told) - len(told.lstrip())]
    # A space in the same paragraph, or what the gap lacks of the document's line breaks.
    if "\n" in lead:
        assert set(lead) == {"\n"}
        assert (gap + lead).count("\n") == len(habit)
    else:
        assert lead == ("" if gap else " ")
    behind = told[len(told.rstrip()) :] + after[: len(after) - len(after.lstrip())]
    assert not told.endswith("\n") or behind.count("\n") == max(len(habit), after.count("\n"))


def squeezed(text: str) -> str:
    """Return the text with every run of line breaks as one: the habit may change their number."""
    while "\n\n" in text:
        text = text.replace("\n\n", "\n")
    return text


@settings(max_examples=150)
@given(tokens, st.sampled_from(["The dog ran home and away.", "the end.", ""]), finishes)
def test_nothing_that_a_guard_forbids_is_ever_shown(pieces, after, finish):
    before = "the dog ran home the dog ran home a dog"
    text = SuggestionText(around(before, after), Limits(), plain=False)
    pushed(text, pieces)
    text.close(finish)
    assert guards.loop_start(text.text) is None
    known = guards.word_runs(before + after)
    assert EchoWatch(known.__contains__).limit(text.text) is None
    assert guards.repeats_after(text.text, after) is None


@settings(max_examples=150)
@given(tokens, st.sampled_from(["length", "time"]))
def test_a_limit_cuts_between_words(pieces, finish):
    text = suggestion()
    pushed(text, pieces)
    text.close(finish)
    raw = guards.join_seam("He was", "".join(pieces))
    rest = raw[len(text.text) :] if "\n" not in raw else ""
    if text.finish == finish and rest and text.text.strip() and " " in text.text.strip():
        assert rest[0].isspace()


@given(tokens | chinese, finishes, st.sampled_from(["He was", "He was ", ""]))
def test_plain_text_passes_untouched(pieces, finish, before):
    text = SuggestionText(around(before, " the dog"), Limits(), plain=True)
    assert pushed(text, pieces) == pieces
    assert text.close(finish) == ""
    assert text.text == "".join(pieces)


def test_plain_text_is_not_guarded():
    text = suggestion(before="He was ", after=" tired.", plain=True)
    pushed(text, [" no", " no", " no", " no", " no", " tired", ".", "\ufffd"])
    assert (text.text, text.finish) == (" no no no no no tired.\ufffd", None)


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize(
    ("rule", "pieces", "shown"),
    [
        ("sentence", [" tired", ".", " He", " slept"], " tired."),
        ("sentence", [" with", " Mr", ".", " Hyde", ".", " He"], " with Mr. Hyde."),
        ("paragraph", [" tired", ".", " He", " slept", ".", "\n\n", "Then"], " tired. He slept."),
        ("none", [" tired", ".", "\n\n", "Then", " he"], None),
    ],
)
def test_a_stop_rule_ends_the_text(rule, pieces, shown, plain):
    text = suggestion(Limits(stop=rule), plain=plain)
    pushed(text, pieces)
    assert text.finish == (None if shown is None else "stop")
    if shown is not None:
        assert text.text == shown


@pytest.mark.parametrize("plain", [True, False])
def test_a_chinese_sentence_keeps_its_closing_quote(plain):
    text = suggestion(Limits(stop="sentence"), plain=plain, before="他说：")
    pushed(text, list("「走吧。」她说。"))
    assert (text.text, text.finish) == ("「走吧。」", "stop")


@settings(max_examples=100)
@given(tokens, st.integers(1, 60), st.booleans())
def test_a_budget_of_characters_is_kept(pieces, budget, plain):
    text = SuggestionText(around(), Limits(max_chars=budget), plain)
    pushed(text, pieces)
    text.close("length")
    assert len(squeezed(text.text)) <= budget


def test_a_budget_of_characters_cuts_between_words():
    text = suggestion(Limits(max_chars=12))
    pushed(text, [" tired", " and", " hungry"])
    assert (text.text, text.finish) == (" tired and", "length")


def test_a_repeat_of_what_follows_is_never_shown():
    text = suggestion(before="The rain fell.", after=" She opened the door and left.")
    shown = pushed(text, [" It", " was", " cold", ".", " She", " opened", " the", " door"])
    assert "".join(shown) == " It was cold."
    assert text.finish == "guard"


def test_a_word_that_only_seemed_to_repeat_what_follows_is_shown_later():
    text = suggestion(before="The rain fell.", after=" She opened the door.")
    pushed(text, [" She", " open"])
    assert text.text == ""
    pushed(text, ["ly", " wept", " now"])
    assert text.text == " She openly wept"


def test_space_at_the_seam_is_not_doubled():
    text = suggestion(before="He was ", after=" He slept.")
    pushed(text, [" tired", ".", " "])
    text.close("eos")
    assert text.text == "tired."


def test_a_gap_before_what_follows_is_kept_where_it_brings_none():
    text = suggestion(before="He was", after="He slept.")
    pushed(text, [" tired", ".", " "])
    text.close("eos")
    assert text.text == " tired. "


def test_an_echo_of_the_document_ends_before_its_eighth_word():
    before = "It was the best of times it was the worst of times. Yes,"
    text = suggestion(before=before)
    pushed(text, [" it was", " the best", " of times", " it", " was", " the"])
    assert (text.text, text.finish) == (" it was the best of times it", "guard")


def test_half_a_character_is_never_shown():
    text = suggestion()
    pushed(text, [" tired", " and", " caf\ufffd"])
    assert text.finish == "guard"
    assert "\ufffd" not in text.text


def test_quotes_and_gaps_come_in_the_documents_habit():
    text = SuggestionText(around("He spoke.", "", Habits("curly", "\n")), Limits(), plain=False)
    pushed(text, ["\n\n", '"', "Don't", '"', ",", " he", " said", "."])
    text.close("eos")
    assert text.text == "\n\u201cDon\u2019t\u201d, he said."


def test_a_finished_suggestion_does_not_change():
    text = suggestion(Limits(stop="sentence"))
    pushed(text, [" tired", ".", " He"])
    assert text.close("length") == ""
    assert (text.text, text.finish) == (" tired.", "stop")


@pytest.mark.parametrize("rule", ["none", "sentence"])
def test_a_model_that_says_the_last_words_again_shows_only_what_comes_behind_them(rule):
    text = suggestion(Limits(stop=rule), before="It rained. He opened the old door")
    pieces = [" It rained.", " He opened", " the old door", " and left", ". Then"]
    shown = pushed(text, pieces)
    assert shown[:3] == ["", "", ""]
    assert (
        "".join(shown) + text.close("eos")
        == {
            "none": " and left. Then",
            "sentence": " and left.",
        }[rule]
    )


def test_words_that_only_begin_like_the_last_ones_are_shown_later():
    text = suggestion(before="He opened the old door")
    assert pushed(text, ["opened", " the old", " gate", " and"]) == [
        "",
        "",
        "opened the old",
        " gate",
    ]


def test_text_that_was_handed_out_cannot_be_rewound():
    text = suggestion()
    pushed(text, [" tired", " and"])
    text.rewind(len(" tired"))
    with pytest.raises(ValueError, match="cannot be taken back"):
        text.rewind(2)


@pytest.mark.parametrize("pieces", [[" x", ' "foo."', " "], [" x", ' "foo."'], [' x "foo', '."']])
def test_a_stop_before_a_closing_quote_goes_where_the_text_after_brings_its_own(pieces):
    text = suggestion(after=", she said.")
    shown = "".join(pushed(text, pieces)) + text.close("eos")
    assert shown == ' x "foo"'


def test_a_long_text_is_guarded_to_its_end():
    known = "one two three four five six seven eight"
    text = suggestion(before=known + ".")
    filler = [f" word{i}" for i in range(300)]
    pushed(text, filler)
    shown = pushed(text, [f" {word}" for word in known.split()] + [" on"])
    assert text.finish == "guard"
    assert "".join(shown).strip().endswith("seven")
