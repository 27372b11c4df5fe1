"""Where a sentence and a paragraph end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.stopping import end_of, ends_sentence, paragraph_end, sentence_end


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("He left. She stayed.", "He left."),
        ("He left! She stayed.", "He left!"),
        ("Why? Because.", "Why?"),
        ("Well\u2026 yes.", "Well\u2026"),
        ("Well... yes.", "Well..."),
        ('"Go." She went.', '"Go."'),
        ("\u201cGo.\u201d She went.", "\u201cGo.\u201d"),
        ("(He left.) Then", "(He left.)"),
        ("*He left.* Then", "*He left.*"),
        ("It cost 3.14 and more. Then", "It cost 3.14 and more."),
        ("Mr. Holmes sat. Then", "Mr. Holmes sat."),
        ("So did Dr. No. Then he", "So did Dr. No. Then he"),
        ("J. R. Smith sat. Then", "J. R. Smith sat."),
        ("It was I. Then", "It was I."),
        ("He left\nand came back.", "He left"),
        ("\nHe left. Then", "\nHe left."),
        ("\n\nHe left.\nThen", "\n\nHe left."),
        ("他走了。她留下。", "他走了。"),
        ("真的吗？是。", "真的吗？"),
        ("「走吧。」她说。", "「走吧。」"),
        ("“走吧！”她说。", "“走吧！”"),
        ("他说：“走。”\n", "他说：“走。”"),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text, sentence):
    end = sentence_end(text)
    if sentence == text:
        assert end is None
    else:
        assert end == len(sentence)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\n\n", "He left", "He left.", "He left.\u201d", "3.1", "Mr. ", "e.g. "]
)
def test_an_unfinished_sentence_has_no_end(text):
    assert sentence_end(text) is None


@pytest.mark.parametrize("text", ["“走吧！”她说。", '"Go!" she said. Then', "「走吧。」她说。"])
def test_a_sentence_that_grows_letter_by_letter_ends_at_the_same_place(text):
    ends = (sentence_end(text[:n]) for n in range(len(text) + 1))
    assert next(end for end in ends if end is not None) == sentence_end(text)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("", None),
        ("One.", None),
        ("One.\nTwo.", 4),
        ("\n\nOne.\n\nTwo.", 6),
        ("\n\n", None),
        ("  One\n", 5),
    ],
)
def test_a_paragraph_ends_at_the_line_break_behind_its_letters(text, end):
    assert paragraph_end(text) == end


def test_the_rule_decides_which_end_counts():
    text = "One. Two.\nThree."
    assert end_of(text, "none") is None
    assert end_of(text, "sentence") == 4
    assert end_of(text, "paragraph") == 9


@given(
    st.text(alphabet="ab.!? \n\"'\u201d。”", max_size=40),
    st.sampled_from(["sentence", "paragraph"]),
)
def test_an_end_lies_behind_text_and_stays_when_the_text_goes_on(text, rule):
    end = end_of(text, rule)
    if end is not None:
        assert text[:end].strip()
        assert end_of(text + "x", rule) == end


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("", True),
        ("  ", True),
        ("It rained.", True),
        ("It rained. ", True),
        ('"It rained."', True),
        ("It rained\u2026", True),
        ("It rained\n", True),
        ("It rained", False),
        ("It rained,", False),
        ("He met Mr.", False),
        ("He met J.", False),
        ("So did I.", True),
        ("\u4e0b\u96e8\u4e86\u3002\u201d", True),
        ("\u4e0b\u96e8\u4e86\uff0c", False),
    ],
)
def test_a_text_ends_where_a_sentence_or_a_line_does(text, ends):
    assert ends_sentence(text) is ends
