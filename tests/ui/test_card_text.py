"""A card's document: nothing in it leads anywhere or is loaded, and tables can be read."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QFontMetricsF, QTextCursor, QTextDocument, QTextFormat

from ui import paths, theme
from ui.card_text import Look, card_document, column_width, escaped, is_within_measure

THEMES = theme.read_themes(paths.themes_file())
TABLE = """\
| text | words | kept |
|:-----|------:|-----:|
| Novels | 212,400 | `31%` |
| Letters |  | **27%** |
"""


@pytest.fixture
def look(qapp):
    theme.load_fonts(paths.font_files())
    return Look(THEMES["light"], theme.text_font(18))


def fragments(document):
    """Yield every span of a document with its format."""
    block = document.begin()
    while block.isValid():
        step = block.begin()
        while not step.atEnd():
            yield step.fragment().text(), step.fragment().charFormat()
            step += 1
        block = block.next()


def style_of(document, text):
    return next(style for found, style in fragments(document) if text in found)


def block_of(document, text):
    return document.find(text).block()


def table_of(document, text):
    return QTextCursor(document.find(text)).currentTable()


def test_a_links_address_is_text_and_nothing_can_be_followed(look):
    document = card_document(
        "See [the **whole** catalogue](https://a.example/x), <https://b.example/>, "
        "[https://c.example](https://d.example), www.e.example and [below](#limits).",
        look,
    )
    assert document.toPlainText() == (
        "See the whole catalogue (https://a.example/x), https://b.example/, "
        "https://c.example (https://d.example), www.e.example and below."
    )
    for _, style in fragments(document):
        assert not style.isAnchor()
        assert not style.anchorHref()
        assert not style.toolTip()
    assert style_of(document, "whole").fontWeight() > QFont.Weight.Normal
    assert style_of(document, "d.example").foreground().color() == look.theme.quiet


def test_a_very_long_address_is_cut(look):
    document = card_document("[it](https://a.example/" + "x" * 9000 + ")", look)
    assert 100 < len(document.toPlainText()) < 300


def test_a_picture_is_its_description(look):
    document = card_document("Loss: ![the curve](file:///etc/hostname)![](b.png).", look)
    assert document.toPlainText() == "Loss: [the curve]."
    assert not any(style.isImageFormat() for _, style in fragments(document))


def test_no_file_is_read_whatever_is_asked_for(look, tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("secret", encoding="utf-8")
    document = card_document("Text.", look)
    for name in (QUrl.fromLocalFile(str(path)), QUrl("data:text/plain,secret"), QUrl("x.png")):
        for kind in QTextDocument.ResourceType:
            assert not document.resource(kind.value, name)


def test_markup_other_than_markdowns_is_shown_as_it_is(look):
    document = card_document("<b>bold</b>\n\n<script>x()</script>\n", look)
    assert document.toPlainText() == "<b>bold</b>\n<script>x()</script>"


def test_the_settings_above_a_card_are_not_shown(look):
    assert card_document("---\nlicense: mit\n---\n# Title\n", look).toPlainText() == "Title"


def test_a_table_has_lines_between_its_rows_and_room_in_its_cells(look):
    document = card_document(TABLE, look)
    table = table_of(document, "Novels")
    assert (table.rows(), table.columns()) == (3, 3)
    assert table.format().border() == 0
    for row in range(3):
        for column in range(3):
            cell = table.cellAt(row, column).format().toTableCellFormat()
            assert cell.bottomBorder() == 1
            line = look.theme.line if row else look.theme.ghost
            assert cell.bottomBorderBrush().color() == line
            assert min(cell.topPadding(), cell.bottomPadding()) >= 4
            assert (cell.leftPadding() > 0) == (column > 0)
            # An empty cell too: its row is as high as the others.
            assert theme.INTERFACE_FAMILIES[0] in cell.fontFamilies()


def test_a_tables_head_stands_out_and_over_its_column(look):
    document = card_document(TABLE, look)
    for head, body in (("text", "Novels"), ("words", "212,400"), ("kept", "31%")):
        assert style_of(document, head).fontWeight() > QFont.Weight.Normal
        alignment = block_of(document, body).blockFormat().alignment()
        assert block_of(document, head).blockFormat().alignment() == alignment
    assert style_of(document, "Novels").fontWeight() == QFont.Weight.Normal
    assert style_of(document, "27%").fontWeight() > QFont.Weight.Normal


def test_a_table_of_a_head_alone_is_laid_out(look):
    assert table_of(card_document("| a | b |\n|---|---|\n", look), "a").rows() == 1


def test_headings_are_larger_by_level_and_the_first_stands_at_the_top(look):
    document = card_document("# One\n\n## Two\n\n### Three\n\n#### Four\n\nText.", look)
    size = QTextFormat.Property.FontPixelSize
    sizes = [style_of(document, t).intProperty(size) for t in ("One", "Two", "Three", "Four")]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[1] > sizes[2] == sizes[3] == look.font.pixelSize()
    assert block_of(document, "One").blockFormat().topMargin() == 0
    assert block_of(document, "Two").blockFormat().topMargin() >= 20


def test_a_quoted_sample_is_set_in_from_the_text(look):
    document = card_document("Text.\n\n> A sample.\n>\n> > Of a sample.", look)
    margins = [
        block_of(document, text).blockFormat().leftMargin()
        for text in ("Text.", "A sample.", "Of a sample.")
    ]
    assert margins[0] == 0 < margins[1] < margins[2]


@pytest.mark.parametrize(
    "code", ["```\none\n\ntwo\n```", "```sh\none\n\ntwo\n```", "    one\n\n    two"]
)
def test_lines_of_code_stand_together_and_wrap(look, code):
    document = card_document(f"Run:\n\n{code}\n\nThen.", look)
    block = block_of(document, "one")
    first, empty, last = (b.blockFormat() for b in (block, block.next(), block.next().next()))
    assert (first.bottomMargin(), empty.topMargin(), empty.bottomMargin()) == (0, 0, 0)
    assert min(first.topMargin(), last.bottomMargin()) > 0
    assert empty.lineHeight() == first.lineHeight() > 1
    assert not first.nonBreakableLines()
    assert style_of(document, "one").fontFamilies() != look.font.families()


def test_the_empty_blocks_around_tables_and_rules_take_no_room(look):
    document = card_document(f"Above.\n\n{TABLE}\nBetween.\n\n---\n\nBelow.", look)
    block, heights = document.begin(), []
    while block.isValid():
        if not block.text() and QTextCursor(block).currentTable() is None:
            heights.append(block.blockFormat().lineHeight())
        block = block.next()
    assert heights
    assert set(heights) == {1.0}


def test_numbers_and_bullets_are_lists(look):
    document = card_document("1. one\n2. two\n\n- a\n  - b\n", look)
    for text in ("one", "two", "a", "b"):
        assert block_of(document, text).textList() is not None


@pytest.mark.parametrize(
    "markdown",
    [
        "|a" * 128 + "\n" + "|-" * 128 + "|\n" + "|x\n" * 60_000,
        "> " + "|a" * 40 + "\n> " + "|-" * 40 + "|\n" + "> |x\n" * 60,
        "a|b\n-|-\n" + "x\n" * 2000,
        "*a" * 100_000,
        "a" * 200_000,
        "- a\n" * 50_000,
        "a\n\n" * 50_000,
    ],
    ids=["wide table", "quoted table", "rows without bars", "stars", "one word", "list", "lines"],
)
def test_what_would_take_long_is_shown_as_it_was_written(look, markdown):
    assert not is_within_measure(markdown)
    document = card_document(markdown, look)
    assert document.toPlainText().replace("\n", "") == markdown.replace("\n", "")
    assert document.find("x").isNull() or QTextCursor(document.find("x")).currentTable() is None


def test_a_long_card_of_prose_is_within_measure(look):
    paragraph = "The rain had stopped by the time Anna reached the harbour.\n" * 8 + "\n"
    assert is_within_measure(paragraph * 500)
    assert is_within_measure((TABLE + "\n") * 20)


def test_escaped_text_is_shown_letter_by_letter(look):
    name = "*a* _b_ [c](http://d) `e` <f> | # \\ 1. ![g](h)\n- i &amp; www.example.com"
    shown = card_document(escaped(name), look).toPlainText()
    assert shown == name.replace("\n", " ")


def test_a_column_holds_64_to_72_letters(look):
    line = "It was the best of times, it was the worst of times, it was the age of wisdom"
    letter = QFontMetricsF(look.font).horizontalAdvance(line) / len(line)
    assert 64 <= column_width(look.font) / letter <= 72
