"""Markdown and plain texts as blocks."""

import pytest

from engine.reading.book import Block
from engine.reading.inline import emphasised, plain_markdown, with_stars
from engine.reading.markdown import markdown_blocks, plain_blocks


def test_headings_stand_where_they_are_without_blank_lines_around_them():
    _, blocks = markdown_blocks("# One #\nText.\n## Two\n\nMore.\nThree\n=====\nLast.")
    assert blocks == [
        Block("One", 1),
        Block("Text."),
        Block("Two", 2),
        Block("More."),
        Block("Three", 1),
        Block("Last."),
    ]


def test_front_matter_names_the_title_and_is_no_text():
    assert markdown_blocks('---\ntitle: "Rain"\ndate: x\n---\nText.') == ("Rain", [Block("Text.")])


def test_a_scene_break_at_the_start_is_no_front_matter():
    title, blocks = markdown_blocks("---\nHe ran.\n\n---\n\nShe ran.")
    assert title == ""
    assert [b.text for b in blocks] == ["***", "He ran.", "***", "She ran."]


def test_code_tables_notes_and_comments_are_left_out():
    text = "A.[^1]\n\n```\ncode\n```\n\n| a |\n|---|\n| b |\n\n[^1]: note\n\n<!-- x\n\ny -->\n\nB."
    assert markdown_blocks(text)[1] == [Block("A."), Block("B.")]


def test_an_unclosed_fence_takes_the_rest_and_no_more():
    assert markdown_blocks("A.\n\n```\ncode\n\nmore")[1] == [Block("A.")]


def test_quotations_and_lines_of_verse_stay():
    assert markdown_blocks("> The rain\n> fell down")[1] == [Block("The rain\nfell down")]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a [link](http://x.y) b", "a link b"),
        ("![picture](a.png) b", "b"),
        ("_so_ and __so__, snake_case_name", "*so* and **so**, snake_case_name"),
        ("5 \\* 3 and \\_no\\_", "5 * 3 and _no_"),
        ("*kept* <br/>here", "*kept* here"),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_marks_within_a_line(text, plain):
    assert plain_markdown(text) == plain


def test_underscores_are_emphasis_in_plain_texts_too():
    assert with_stars("He _must_ go; file_name_x, ____.") == "He *must* go; file_name_x, ____."


def test_white_space_stays_outside_of_emphasis():
    assert emphasised(" so ", "*") == " *so* "
    assert emphasised("…", "*") == "…"


def test_chapters_of_a_plain_text_are_found_by_their_lines():
    text = "The Willows\n\nCHAPTER I\n\nTHE RIVER\n\nIt rose.\n\nCHAPTER II. The Bank\n\nIt fell.\n"
    assert [b.text for b in plain_blocks(text) if b.level] == [
        "CHAPTER I THE RIVER",
        "CHAPTER II. The Bank",
    ]


def test_chapters_of_a_chinese_text_are_found_by_their_lines():
    text = "第一章 雨夜\n　　雨下了一夜。\n　　“你是谁？”\n第二章\n　　他走了。\n"
    blocks = plain_blocks(text)
    assert [b.text for b in blocks if b.level] == ["第一章 雨夜", "第二章"]
    assert len(blocks) == 5
