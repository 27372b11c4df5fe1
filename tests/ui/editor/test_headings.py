import pytest
from PySide6.QtGui import QTextDocument

from ui.editor.headings import Heading, headings_of


@pytest.fixture
def found(qapp):
    """Return a function that finds the headings of a text."""

    def find(text):
        document = QTextDocument()
        document.setPlainText(text)
        return list(headings_of(document))

    return find


def test_headings_come_in_their_order_with_their_level_and_place(found):
    text = "# One\n\nIt rained.\n\n### Two and a half\n\nMore."
    assert found(text) == [Heading(1, "One", 0), Heading(3, "Two and a half", 19)]


def test_a_title_is_told_without_its_marks(found):
    assert [h.title for h in found("## The *old* house ##\n# **Rain** # 2")] == [
        "The old house",
        "Rain # 2",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "#hashtag",
        "#",
        "    # code",
        "####### seven",
        "<!-- cut:\n# Old beginning\n-->",
        "One # two",
    ],
)
def test_what_only_looks_like_a_heading_is_none(found, text):
    assert found(text) == []


def test_a_heading_behind_a_comment_is_one_and_places_count_as_qt_counts(found):
    text = "<!-- \U0001f600\n-->\n# Here <!-- really? -->"
    assert found(text) == [Heading(1, "Here", 12)]


def test_a_chinese_chapter_is_a_heading(found):
    assert found("# 第一章\u3000风雨") == [Heading(1, "第一章\u3000风雨", 0)]
