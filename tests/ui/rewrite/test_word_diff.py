import itertools

from hypothesis import given
from hypothesis import strategies as st

from ui.rewrite.word_diff import Span, compose, diff, hunks_of

TEXTS = st.lists(
    st.sampled_from(["the", "old", "man", "went", "his", " ", " ", ", ", ".", "\n\n", "他", "去"]),
    max_size=24,
).map("".join)


def test_a_word_that_changed_is_one_hunk():
    assert diff("He went home.", "He walked home.") == (
        Span("He ", "He "),
        Span("went", "walked"),
        Span(" home.", " home."),
    )


def test_the_white_space_around_a_change_is_no_part_of_it():
    spans = diff("one two three", "one 2 and 3 three")
    assert [span for span in spans if span.is_hunk] == [Span("two", "2 and 3")]


def test_changes_around_one_short_word_are_one_hunk():
    spans = diff("He sat in a chair there.", "He rested in some seat there.")
    assert [span for span in spans if span.is_hunk] == [
        Span("sat in a chair", "rested in some seat")
    ]


def test_a_name_between_two_changes_is_shown_as_kept():
    spans = diff("Then Mary went off.", "Later Mary ran off.")
    assert hunks_of(spans) == 2


def test_chinese_is_compared_by_character():
    assert Span("坐", "站") in diff("他坐在那里。", "他站在那里。")


def test_an_apostrophe_keeps_a_word_together():
    assert Span("don't", "do not") in diff("I don't know.", "I do not know.")


def test_a_refused_hunk_stays_as_the_writer_had_it():
    spans = diff("He went home and slept.", "He walked home and rested.")
    assert compose(spans, {0}) == "He went home and rested."
    assert compose(spans, {1}) == "He walked home and slept."


@given(TEXTS, TEXTS)
def test_the_spans_give_both_texts_back(source, take):
    spans = diff(source, take)
    assert "".join(span.removed for span in spans) == source
    assert compose(spans) == take
    assert compose(spans, range(hunks_of(spans))) == source


@given(TEXTS, TEXTS)
def test_hunks_and_kept_stretches_alternate(source, take):
    kinds = [span.is_hunk for span in diff(source, take)]
    assert all(a != b for a, b in itertools.pairwise(kinds))


@given(TEXTS)
def test_a_text_that_did_not_change_has_no_hunk(text):
    assert hunks_of(diff(text, text)) == 0
