import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.editor.markdown import Span, Style, spans_of


def _named(line: str, in_comment: bool = False) -> list[tuple[str, Style]]:
    """Return each span's letters and style."""
    return [(line[s.start : s.end], s.style) for s in spans_of(line, in_comment)[0]]


def test_a_heading_is_one_with_its_marks_apart():
    assert _named("## The *old* house") == [
        ("## The *old* house", Style.HEADING),
        ("##", Style.MARK),
        ("*old*", Style.EMPHASIS),
        ("*", Style.MARK),
        ("*", Style.MARK),
    ]


@pytest.mark.parametrize("line", ["#hashtag", "####### seven", "C# is a note", "1 # 2"])
def test_a_number_sign_elsewhere_is_none(line):
    assert _named(line) == []


@pytest.mark.parametrize(
    ("line", "emphasis", "strong"),
    [
        ("so *slow* it", ["*slow*"], []),
        ("so _very slow_ it", ["_very slow_"], []),
        ("so **loud** it", [], ["**loud**"]),
        ("***both***", ["***both***"], ["***both***"]),
        ("*one* and *two*", ["*one*", "*two*"], []),
        ("snake_case_name", [], []),
        ("2 * 3 * 4", [], []),
        ("a lone * star", [], []),
        (r"\*not\* here", [], []),
        ("*她*走了", ["*她*"], []),
    ],
)
def test_emphasis_hugs_its_words(line, emphasis, strong):
    found = _named(line)
    assert [text for text, style in found if style is Style.EMPHASIS] == emphasis
    assert [text for text, style in found if style is Style.STRONG] == strong


@pytest.mark.parametrize("line", ["***", "* * *", "---", "- - -", "___", "#", "  ***  ", "\u2042"])
def test_a_scene_break_is_one_whole(line):
    assert spans_of(line) == ((Span(0, len(line), Style.BREAK),), False)


def test_a_quotation_keeps_its_mark_apart():
    assert _named("> > He *said*") == [
        ("He *said*", Style.QUOTATION),
        ("> > ", Style.MARK),
        ("*said*", Style.EMPHASIS),
        ("*", Style.MARK),
        ("*", Style.MARK),
    ]


def test_a_comment_goes_on_until_it_is_closed():
    spans, goes_on = spans_of("It rained <!-- check *when*")
    assert [(s.start, s.end, s.style) for s in spans] == [(10, 27, Style.COMMENT)]
    assert goes_on
    assert spans_of("# no heading", True) == ((Span(0, 12, Style.COMMENT),), True)
    assert spans_of("", True) == ((), True)
    closed, goes_on = spans_of("so --> *then* <!-- a --> b", True)
    assert not goes_on
    assert [s.style for s in closed].count(Style.COMMENT) == 2
    assert [s for s in closed if s.style is Style.EMPHASIS] == [Span(7, 13, Style.EMPHASIS)]


@given(st.text(st.sampled_from("*_#>- <!ab.\\\u96e8\U0001f600"), max_size=40), st.booleans())
def test_every_span_lies_within_its_line(line, in_comment):
    spans, _ = spans_of(line, in_comment)
    assert all(0 <= span.start < span.end <= len(line) for span in spans)
