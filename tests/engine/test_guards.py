"""Guards name the place where a suggestion has to end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.guards import (
    ECHO_WORDS,
    broken_start,
    ends_line_of,
    join_right,
    join_seam,
    loop_start,
    may_restate,
    overlap_with_after,
    repeats_after,
    repeats_at_end,
    restated_chars,
    tails_of,
    word_runs,
    words_of,
)

letters = st.text(alphabet="ab \n", max_size=12)


@pytest.mark.parametrize(
    ("before", "text", "joined"),
    [
        ("He was ", " tired", "tired"),
        ("He was", " tired", " tired"),
        ("He was\n", "\n\nShe", "She"),
        ("He was\n\n", " She", "She"),
        ("", "\n He", "He"),
        ("He was", "tired", "tired"),
    ],
)
def test_the_seam_has_one_space(before, text, joined):
    assert join_seam(before, text) == joined


@given(letters, letters, letters)
def test_a_text_that_grows_keeps_its_joined_beginning(before, text, more):
    assert join_seam(before, text + more).startswith(join_seam(before, text))


@pytest.mark.parametrize(
    ("text", "after", "overlap"),
    [
        ("and then he", " he went home", 2),
        ("and then he went", " he went home", 7),
        ("and then", " he went home", 0),
        ("and then", "", 0),
        ("and then", "  \n", 0),
        ("aab", "ab", 2),
        ("abab", "abab", 4),
    ],
)
def test_the_overlap_is_the_longest_end_that_begins_what_follows(text, after, overlap):
    assert overlap_with_after(text, after) == overlap


@given(letters, letters)
def test_an_overlap_is_found_where_there_is_one(text, after):
    size = overlap_with_after(text, after)
    following = after.lstrip()
    assert following[:size] == (text[-size:] if size else "")
    longer = range(size + 1, min(len(text), len(following)) + 1)
    assert not any(text.endswith(following[:n]) for n in longer)


@pytest.mark.parametrize(
    ("text", "after", "cut"),
    [
        ("rain fell. She opened the door", "She opened the door and left.", "rain fell. "),
        ("rain fell. She opened", "She opened the door and left.", None),
        ("rain fell. The end", "The end", "rain fell. "),
        ("rain fell", "", None),
        ("rain fell l", "l", None),
    ],
)
def test_a_repeat_of_what_follows_is_cut_before_it_begins(text, after, cut):
    found = repeats_after(text, after)
    assert (None if found is None else text[:found]) == cut


@pytest.mark.parametrize(
    ("text", "after", "kept"),
    [
        ("He walked past the", " the gate.", "He walked past "),
        ("He saw a", "a dog.", "He saw "),
        ("He walked past the", " them.", "He walked past the"),
        ("He had breathe", "the gate", "He had breathe"),
        ("He walked on.", " The gate", "He walked on."),
        ("He walked on", "", "He walked on"),
    ],
)
def test_a_finished_suggestion_does_not_end_in_the_words_that_follow(text, after, kept):
    assert text[: repeats_at_end(text, after)] == kept


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=20).map(" ".join))
def test_every_run_of_eight_words_of_a_document_is_known(text):
    words = text.split()
    runs = word_runs(text)
    assert all(len(run) == ECHO_WORDS for run in runs)
    assert bool(runs) == (len(words) >= ECHO_WORDS)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no, no, no, no", "no, no, no, "),
        ("he ran and he ran and he ran and", "he ran and he ran and "),
        ("I know. I know. I know.", "I know. I know. "),
        ("a b c d e f g h a b c d e f g h a b c d e f g h", "a b c d e f g h " * 2),
    ],
)
def test_a_loop_is_cut_where_it_goes_round_again(text, shown):
    assert text[: loop_start(text)] == shown


@pytest.mark.parametrize(
    "text", ["", "no, no, no", "he ran and he ran and", "one two three one two four one two five"]
)
def test_a_repeat_that_a_writer_would_write_is_no_loop(text):
    assert loop_start(text) is None


def test_half_a_character_ends_the_text_before_it():
    assert broken_start("caf\ufffd au") == 3
    assert broken_start("café") is None


@pytest.mark.parametrize(
    ("text", "after", "joined"),
    [
        ("he said.", ". Then", "he said"),
        ('he said."', ". Then", 'he said"'),
        ("he said. ", ", and", "he said"),
        ("he said.", "He closed", "he said. "),
        ("he said.", " He closed", "he said."),
        ("he said. ", "", "he said."),
        ("small ", ") and", "small"),
        ("went on", "(and", "went on"),
    ],
)
def test_the_right_seam_has_one_stop_and_one_space(text, after, joined):
    assert join_right(text, after) == joined


@pytest.mark.parametrize(
    ("text", "after", "at"),
    [
        ("rain\n\nShe", " and so on", 4),
        ("rain\n\nShe", "", None),
        ("rain\n\nShe", "\n\nNext", None),
        ('I see," she', '" he said', 6),
        ("I see, she", '" he said', None),
    ],
)
def test_a_suggestion_stays_on_the_line_and_in_the_speech_that_go_on(text, after, at):
    assert ends_line_of(text, after) == at


@pytest.mark.parametrize("before", ['He said, "', "(", "\u201c", "'"])
def test_behind_an_opening_mark_no_space_is_shown(before):
    assert join_seam(before, " Go on") == "Go on"


def test_behind_a_closing_quote_the_space_stays():
    assert join_seam('"No."', " He left") == " He left"


@pytest.mark.parametrize(
    ("before", "text", "kept"),
    [
        ("It rained. He opened the old door", "He opened the old door and left.", " and left."),
        ("It rained. He opened the old door", " opened the old door and left.", " and left."),
        ("It rained. He opened the old door ", "It rained. He opened the old door and", " and"),
        ("he ran and he ran and", " he ran and he ran", " he ran and he ran"),
        ("He opened the old door", " and the old door", " and the old door"),
        ("他打开了门", "他打开了门，", "，"),
        ("", "He", "He"),
    ],
)
def test_a_suggestion_does_not_say_the_text_before_it_again(before, text, kept):
    assert text[restated_chars(tails_of(before), text) :] == kept


@given(st.lists(st.sampled_from(["he", "ran", "on"]), max_size=12).map(" ".join), st.data())
def test_a_restatement_may_be_one_until_it_is(before, data):
    text = data.draw(st.sampled_from(before.split() or ["x"])) + " ran on he"
    tails = tails_of(before)
    size = restated_chars(tails, text)
    shorter = [text[:n] for n in range(1, size) if not restated_chars(tails, text[:n])]
    assert all(may_restate(tails, start) for start in shorter)


def test_a_chinese_loop_is_cut_where_it_goes_round_again():
    text = "他笑了。" * 3
    assert loop_start(text) == 8


def test_chinese_and_english_words_are_told_apart():
    words = [word for word, _ in words_of("他说OK了, don't")]
    assert words == ["他", "说", "ok", "了", "don't"]


def test_a_word_that_is_cut_in_half_begins_no_restatement():
    end = ("fgh " + "one two three " * 20)[:200]
    assert restated_chars(tails_of("abcde" + end), end + " more") == 0
    assert restated_chars(tails_of("abcd " + end), end.rstrip() + " more") == 0
    assert restated_chars(tails_of(end), end.rstrip() + " more") == len(end.rstrip())


def test_a_word_is_the_same_whichever_apostrophe_it_has():
    assert words_of("Don\u2019t") == words_of("don't") == [("don't", 0)]


def test_words_are_counted_from_a_place_on():
    assert words_of("He ran home", 3) == [("ran", 3), ("home", 7)]
