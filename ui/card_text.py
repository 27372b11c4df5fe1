"""Lays a model's card out: Markdown in, a document out that points nowhere and loads nothing.

A card comes from whoever made the model: of its markup only Markdown's own is understood, links
and pictures become text, and a card that would take long to lay out is shown as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTable,
    QTextTableCellFormat,
)

from ui import theme
from ui.theme import Theme

T = TypeVar("T")

_FEATURES = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)
_EXTERNAL = ("http://", "https://", "mailto:")
# Shares of the text's own size; headings from the first level down.
_HEADING_SIZES = (1.55, 1.2, 1.0)
_TABLE_SIZE, _CODE_SIZE, _BULLET_SIZE = 0.84, 0.82, 0.8
_HEADING_GAPS, _BELOW_HEADING = (32, 28, 20), 8
_PARAGRAPH_GAP, _ITEM_GAP, _TABLE_GAP, _RULE_GAP = 12, 4, 16, 24
_LIST_INDENT, _QUOTE_INDENT, _CODE_INDENT = 32, 24, 16
_CELL_ROOM, _CELL_GAP = 6, 16
# Laying out a cell costs up to a millisecond, and Markdown fills every row of a table up: short
# lines below a wide head would become millions. Very long paragraphs cost the square of their size.
_MOST_CELLS, _MOST_LINES, _MOST_CHARS = 1000, 5000, 16_000
_LONGEST_LINE = 2000
_GAP = re.compile(r"\n[ \t>]*(?=\n)")
_ABOVE, _BELOW = 32, 48
_COLUMN_CHARS = 68
_PANGRAM = "The quick brown fox jumps over the lazy dog and goes on to the old river by the lane."
_LONGEST_ADDRESS = 200
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Look:
    """What a card is dressed in."""

    theme: Theme
    font: QFont
    """The font of running text, its size in pixels."""


def escaped(text: str) -> str:
    """Return text as Markdown that shows it letter by letter, on one line."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def card_document(markdown: str, look: Look) -> QTextDocument:
    """Return a card's document, dressed."""
    document = _SealedDocument()
    document.setUndoRedoEnabled(False)
    document.setIndentWidth(_LIST_INDENT)
    document.setDefaultFont(look.font)
    text = markdown.replace("\r\n", "\n").replace("\r", "\n")
    if is_within_measure(text):
        document.setMarkdown(text, _FEATURES)
        _Dresser(document, look).dress()
    else:
        document.setPlainText("\n".join(_short_lines(text)))
    page = document.rootFrame().frameFormat()
    page.setMargin(0)
    page.setTopMargin(_ABOVE)
    page.setBottomMargin(_BELOW)
    document.rootFrame().setFrameFormat(page)
    return document


def column_width(font: QFont) -> int:
    """Return the width of a column that reads well: 68 letters of English, in pixels."""
    return round(QFontMetricsF(font).horizontalAdvance(_PANGRAM) / len(_PANGRAM) * _COLUMN_CHARS)


def is_within_measure(markdown: str) -> bool:
    """Return whether Markdown is laid out in a moment, whatever it holds."""
    cells, lines = 0, markdown.count("\n")
    for paragraph in _GAP.split(markdown):
        if len(paragraph) > _MOST_CHARS:
            return False
        if "|" in paragraph:
            rows = paragraph.split("\n")
            cells += len(rows) * (1 + max(row.count("|") for row in rows))
    return lines <= _MOST_LINES and cells <= _MOST_CELLS


def _short_lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for start in range(0, max(1, len(line)), _LONGEST_LINE):
            yield line[start : start + _LONGEST_LINE]


class _SealedDocument(QTextDocument):
    """A document that reads no file, whatever its text names."""

    def loadResource(self, _kind: int, _name: QUrl | str) -> Any:
        """Return nothing; Qt's own would look for the name on the disk."""
        return None


class _Dresser:
    """Goes through a document once, from its end to its start, so that places stay true."""

    def __init__(self, document: QTextDocument, look: Look) -> None:
        self._document = document
        self._theme = look.theme
        self._size_px = look.font.pixelSize()
        self._line_height = theme.line_height_percent(look.font)
        self._fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self._cursor = QTextCursor(document)

    def dress(self) -> None:
        """Dress every block, and tables as wholes."""
        tables: dict[int, QTextTable] = {}
        self._cursor.beginEditBlock()
        block = self._document.lastBlock()
        while block.isValid():
            self._cursor.setPosition(block.position())
            table = _table_at(self._cursor)
            if table is None:
                self._dress_letters(block, self._base(block))
                self._dress_block(block)
            else:
                tables[table.objectIndex()] = table
                is_head = table.cellAt(block.position()).row() == 0
                self._dress_letters(block, self._cell_letters(is_head))
            block = block.previous()
        for table in tables.values():
            self._dress_table(table)
        self._cursor.endEditBlock()

    # Letters

    def _dress_letters(self, block: QTextBlock, base: QTextCharFormat) -> None:
        """Turn a block's links and pictures into text, and give its letters their fonts."""
        spans = [
            (fragment.position(), fragment.length(), fragment.text(), fragment.charFormat())
            for fragment in _fragments(block)
        ]
        links = [list(run) for _, run in groupby(spans, key=lambda span: span[3].anchorHref())]
        for run in reversed(links):
            href = run[0][3].anchorHref()
            start, length, _, _ = run[-1]
            if href.startswith(_EXTERNAL) and not _is_named(href, "".join(s[2] for s in run)):
                self._cursor.setPosition(start + length)
                address = href[:_LONGEST_ADDRESS] + "…" * (len(href) > _LONGEST_ADDRESS)
                self._cursor.insertText(f" ({address})", self._quiet(base))
            for start, length, _, style in reversed(run):
                self._cursor.setPosition(start)
                self._cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
                if style.isImageFormat():
                    told = style.stringProperty(QTextFormat.Property.ImageAltText)
                    self._cursor.insertText(f"[{told}]", self._quiet(base))
                elif style.propertyCount() or base.propertyCount():
                    self._cursor.setCharFormat(self._styled(style, base))

    def _styled(self, style: QTextCharFormat, base: QTextCharFormat) -> QTextCharFormat:
        """Return a base with what Markdown says of a span; colours and addresses stay behind."""
        styled = QTextCharFormat(base)
        if style.fontWeight() >= QFont.Weight.DemiBold:
            styled.setFontWeight(QFont.Weight.DemiBold)
        if style.fontItalic():
            styled.setFontItalic(True)
        if style.fontStrikeOut():
            styled.setFontStrikeOut(True)
        if self._fixed in (style.fontFamilies() or ()):
            styled.setFontFamilies([self._fixed])
            _set_size(styled, self._size_px * _CODE_SIZE)
        return styled

    def _base(self, block: QTextBlock) -> QTextCharFormat:
        """Return how a block's plain letters look: as running text but in a heading."""
        base = QTextCharFormat()
        if level := block.blockFormat().headingLevel():
            base.setFontWeight(QFont.Weight.DemiBold)
            _set_size(base, self._size_px * _of_level(_HEADING_SIZES, level))
        return base

    def _cell_letters(self, is_head: bool) -> QTextCharFormat:
        letters = QTextCharFormat()
        letters.setFontFamilies(theme.INTERFACE_FAMILIES)
        _set_size(letters, self._size_px * _TABLE_SIZE)
        if is_head:
            letters.setFontWeight(QFont.Weight.DemiBold)
        return letters

    def _quiet(self, base: QTextCharFormat) -> QTextCharFormat:
        quiet = QTextCharFormat(base)
        quiet.setForeground(self._theme.quiet)
        return quiet

    # Blocks

    def _dress_block(self, block: QTextBlock) -> None:
        style = block.blockFormat()
        dressed = QTextBlockFormat()
        if block.length() == 1 and not _is_code(block) and block.textList() is None:
            # A rule, or one of the empty blocks that Qt keeps around tables.
            dressed.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            gap = 0
            if style.hasProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth):
                dressed.setBackground(self._theme.line)
                gap = _RULE_GAP
            self._merge(block, dressed, gap, gap)
            return
        dressed.setLineHeight(
            self._line_height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        top = bottom = _PARAGRAPH_GAP
        if level := style.headingLevel():
            top, bottom = _of_level(_HEADING_GAPS, level), _BELOW_HEADING
            # A heading is not a paragraph: its lines stand closer.
            dressed.setLineHeight(100, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        elif _is_code(block):
            top = 0 if _is_code(block.previous()) else _PARAGRAPH_GAP
            bottom = 0 if _is_code(block.next()) else _PARAGRAPH_GAP
            dressed.setNonBreakableLines(False)
            dressed.setLeftMargin(_CODE_INDENT)
        elif block.textList() is not None:
            top = bottom = _ITEM_GAP
            self._dress_marker(block)
        if quotes := style.intProperty(QTextFormat.Property.BlockQuoteLevel):
            dressed.setLeftMargin(_QUOTE_INDENT * quotes)
            dressed.setRightMargin(_QUOTE_INDENT)
        self._merge(block, dressed, top if block.blockNumber() else 0, bottom)

    def _dress_marker(self, block: QTextBlock) -> None:
        """Give a bullet room: the block's own letters say its size and the space behind it."""
        if block.textList().format().style() != QTextListFormat.Style.ListDecimal:
            letters = QTextCharFormat()
            # The space of most other fonts is narrow.
            letters.setFontFamilies([self._fixed])
            _set_size(letters, self._size_px * _BULLET_SIZE)
            self._cursor.setPosition(block.position())
            self._cursor.setBlockCharFormat(letters)

    def _merge(self, block: QTextBlock, dressed: QTextBlockFormat, top: int, bottom: int) -> None:
        dressed.setTopMargin(top)
        dressed.setBottomMargin(bottom)
        self._cursor.setPosition(block.position())
        self._cursor.mergeBlockFormat(dressed)

    # Tables

    def _dress_table(self, table: QTextTable) -> None:
        """Give a table hairlines between its rows, and room."""
        whole = table.format()
        whole.setBorder(0)
        whole.setBorderCollapse(True)
        whole.setCellPadding(0)
        whole.setCellSpacing(0)
        whole.setTopMargin(_TABLE_GAP)
        whole.setBottomMargin(_TABLE_GAP)
        whole.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table.setFormat(whole)
        rows, columns = table.rows(), table.columns()
        for row in range(rows):
            for column in range(columns):
                self._dress_cell(table, row, column)

    def _dress_cell(self, table: QTextTable, row: int, column: int) -> None:
        cell = table.cellAt(row, column)
        # It is the format of the cell's first block as well.
        style = QTextTableCellFormat()
        style.merge(self._cell_letters(is_head=row == 0))
        style.setTopPadding(_CELL_ROOM)
        style.setBottomPadding(_CELL_ROOM)
        style.setLeftPadding(_CELL_GAP if column else 0)
        style.setBottomBorder(1)
        style.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        style.setBottomBorderBrush(self._theme.line if row else self._theme.ghost)
        cell.setFormat(style)
        self._cursor.setPosition(cell.firstPosition())
        plain = QTextBlockFormat()
        if row == 0 and table.rows() > 1:
            # Markdown aligns a column, Qt's reading of it only the cells below the head.
            body = table.cellAt(1, column).firstCursorPosition().blockFormat()
            plain.setAlignment(body.alignment())
        plain.setTopMargin(0)
        plain.setBottomMargin(0)
        self._cursor.mergeBlockFormat(plain)


def _table_at(cursor: QTextCursor) -> QTextTable | None:
    return cursor.currentTable()


def _fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    step = block.begin()
    while not step.atEnd():
        yield step.fragment()
        step += 1


def _is_code(block: QTextBlock) -> bool:
    # Qt notes a language on every line of code, an empty one where none is named.
    return block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeLanguage)


def _is_named(href: str, text: str) -> bool:
    """Return whether a link's text is its address already."""
    bare = href.removeprefix("mailto:").removeprefix("http://").removeprefix("https://")
    return text.strip().rstrip("/") in (href.rstrip("/"), bare.rstrip("/"))


def _of_level(values: tuple[T, ...], level: int) -> T:
    return values[min(level, len(values)) - 1]


def _set_size(letters: QTextCharFormat, size_px: float) -> None:
    letters.setProperty(QTextFormat.Property.FontPixelSize, round(size_px))
