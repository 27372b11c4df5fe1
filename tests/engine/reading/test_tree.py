"""Pandoc's tree is folded into blocks, whatever it holds."""

import json

import pytest

from engine.errors import BadInput
from engine.reading.book import Block
from engine.reading.tree import blocks_of


def string(text):
    return {"t": "Str", "c": text}


def para(*inlines):
    return {"t": "Para", "c": list(inlines)}


def blocks(*nodes, meta=None):
    data = json.dumps({"pandoc-api-version": [1, 23], "meta": meta or {}, "blocks": list(nodes)})
    return blocks_of(data.encode(), "a.docx")


def test_quotations_get_their_marks():
    quoted = {"t": "Quoted", "c": [{"t": "DoubleQuote"}, [string("Go")]]}
    single = {"t": "Quoted", "c": [{"t": "SingleQuote"}, [string("Go")]]}
    assert blocks(para(quoted, {"t": "Space"}, single))[1] == [Block("“Go” ‘Go’")]


def test_underlined_text_is_emphasis_and_two_line_breaks_part_paragraphs():
    under = {"t": "Underline", "c": [string("so")]}
    line = {"t": "LineBreak"}
    assert blocks(para(under, line, string("x"), line, line, string("y")))[1] == [
        Block("*so*\nx"),
        Block("y"),
    ]


def test_numbers_of_pages_and_contents_are_left_out():
    page = {"t": "Span", "c": [["p12", ["pagebreak"], []], [string("12")]]}
    toc = {"t": "Div", "c": [["", [], [["role", "doc-toc"]]], [para(string("One"))]]}
    assert blocks(para(string("a"), page, string("b")), toc)[1] == [Block("ab")]


def test_what_is_no_prose_is_left_out():
    attributes = ["", [], []]
    nodes = [
        {"t": "CodeBlock", "c": [attributes, "x"]},
        {"t": "RawBlock", "c": ["html", "<x>"]},
        {"t": "Table", "c": [attributes, [None, []], [], [attributes, []], [], [attributes, []]]},
        para(
            string("a"),
            {"t": "Note", "c": [para(string("n"))]},
            {"t": "Math", "c": [{"t": "InlineMath"}, "x"]},
        ),
        {"t": "SomethingNew", "c": [para(string("x"))]},
    ]
    assert blocks(*nodes)[1] == [Block("a")]


def test_lists_and_definitions_give_their_paragraphs():
    item = [{"t": "Plain", "c": [string("one")]}]
    numbers = [1, {"t": "Decimal"}, {"t": "Period"}]
    found = blocks(
        {"t": "BulletList", "c": [item]},
        {"t": "OrderedList", "c": [numbers, [item]]},
        {"t": "DefinitionList", "c": [[[string("term")], [item]]]},
    )[1]
    assert [b.text for b in found] == ["one", "one", "term", "one"]


def test_the_title_is_one_line_of_text():
    meta = {"title": {"t": "MetaInlines", "c": [string("The"), {"t": "SoftBreak"}, string("Door")]}}
    assert blocks(meta=meta)[0] == "The Door"
    assert blocks(meta={"title": {"t": "MetaList", "c": []}})[0] == ""


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"meta": 1, "blocks": []}', b"\xff", b'{"meta": {}, "blocks": 3}',
     b'{"meta": {}, "blocks": [{"t": "Header", "c": 1}]}'],
)  # fmt: skip
def test_a_broken_tree_is_told(data):
    with pytest.raises(BadInput, match=r"a\.docx is damaged"):
        blocks_of(data, "a.docx")


def test_a_tree_without_end_is_told():
    with pytest.raises(BadInput, match="nested too deeply"):
        blocks_of(b'{"meta": {}, "blocks": ' + b"[" * 100_000, "a.docx")
