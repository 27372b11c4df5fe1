"""Every word of the interface can be in another language: in the source, and in a real window."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QTreeWidget,
    QWidget,
)

from tests.ui.quoting import Quoting
from tests.ui.sessions.conftest import asked, novel, settled, start  # noqa: F401  # fixtures
from ui.language import ENGLISH, speaker
from ui.manuscript.journal import Draft
from ui.recovery import RecoveryDialog
from ui.sessions.opening import opened_at
from ui.voices.training import Training
from ui.voices.types import Catalogue, CatalogueRow, Parts, Point, Run, VoiceRow
from ui.voices.window import VoicesWindow

UI = Path(__file__).resolve().parents[2] / "ui"
STYLES = ("style.py", "theme.py")
# Two words with a space between, or a word that begins with a capital letter.
PROSE = re.compile(r"[^\W\d_]{2,}[,;:.]? [^\W\d_]|(?<!\w)[A-Z][a-z]{2,}(?!\w)")
# What is filled in shortens the words around it: "{n} words".
FRAGMENT = re.compile(r"(?<![\w.])[^\W\d_]{2,}[,;:.]? |[ ][^\W\d_]{2,}(?![\w.])")
TAG = re.compile(r"<[^>]*>|&nbsp;")
# As Qt writes keys in files: no word of any language.
KEY = re.compile(r"((Ctrl|Alt|Shift)\+\S+|Esc|Tab|Del|Ins|Backspace|Return|Enter)$")
# Whose words are looked up, are for whoever mends the program, or are names within it.
LOOKED_UP = {"tr", "mark"}
NOT_SHOWN = {
    "setObjectName", "setStyleSheet", "event", "compile", "execute", "executescript", "cast",
    "TypeVar", "findChild", "Formatter", "debug", "info", "warning", "error", "exception",
    "ValueError", "TypeError", "KeyError", "AssertionError", "RuntimeError",
}  # fmt: skip
EXCEPTIONS = {
    "app.py": {"Longhand": "the app's own name"},
    "card_text.py": {"The quick brown fox": "measures how wide letters are"},
    "desk.py": {"switched off": "a reason in the trace"},
    "filing.py": {"Untitled.md": "the name of a file"},
    "handlers.py": {"Longhand {}": "the app's own name"},
    "inspector/facts.py": {"no place": "the engine's own word"},
    "language.py": {"English": "each language is named in itself"},
    "main_window.py": {"{}[*] — Longhand": "the app's own name"},
    "manuscript/journal.py": {"\nCREATE TABLE": "the form of a database"},
    "manuscript/notes.py": {"known from": "a key of the writer's files"},
    "rewrite/controller.py": {"text changed": "a reason in the trace"},
    "suggest/controller.py": {"asked again": "a reason in the trace"},
    "voices/words.py": {
        **dict.fromkeys(
            (
                "measuring the base", "downloaded bytes", "copied bytes", "reading the checkpoint",
                "exporting with optimum", "comparing with the checkpoint", "trying ",
                "putting in place",
            ),
            "the engine's own word",
        ),
    },
}  # fmt: skip


def unmarked(source: str) -> list[str]:
    """Return the words of a module that nobody looks up; what is filled in shows as {}."""
    tree = ast.parse(source)
    return [words for words in _words(tree, _docstrings(tree)) if not KEY.match(words)]


def _docstrings(tree: ast.AST) -> set[ast.AST]:
    bodies = (getattr(node, "body", ()) for node in ast.walk(tree))
    return {
        each.value
        for body in bodies
        if isinstance(body, list)
        for each in body
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
    }


def _words(node: ast.AST, docstrings: set[ast.AST]) -> Iterator[str]:
    if isinstance(node, ast.Call) and _name_of(node.func) in LOOKED_UP | NOT_SHOWN:
        return
    if isinstance(node, ast.FunctionDef) and node.name.endswith("style"):
        return
    if isinstance(node, ast.Assign) and _name_of(node.targets[0]) == "__all__":
        return
    if isinstance(node, ast.JoinedStr):
        parts = [each.value if isinstance(each, ast.Constant) else "{}" for each in node.values]
        plain = TAG.sub("", "".join(parts))
        if PROSE.search(plain) or any(FRAGMENT.search(part) for part in plain.split("{}")):
            yield "".join(parts)
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                yield from _words(each.value, docstrings)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
        if PROSE.search(TAG.sub("", node.value)):
            yield node.value
        return
    for child in ast.iter_child_nodes(node):
        yield from _words(child, docstrings)


def _name_of(node: ast.AST) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def modules() -> list[str]:
    paths = (path for path in UI.rglob("*.py") if path.name not in STYLES)
    return sorted(path.relative_to(UI).as_posix() for path in paths)


@pytest.mark.parametrize("name", modules())
def test_every_word_in_the_source_is_looked_up_or_has_a_reason_not_to_be(name):
    left = dict(EXCEPTIONS.get(name, {}))
    found = unmarked((UI / name).read_text(encoding="utf-8"))
    unknown = [words for words in found if not any(words.startswith(known) for known in left)]
    assert unknown == []
    unused = [known for known in left if not any(words.startswith(known) for words in found)]
    assert unused == []


@pytest.mark.parametrize(
    "line",
    [
        'label.setText("Not found")',
        'label.setText("Found")',
        'tell(f"{name} was saved.")',
        'tell(f"{count} words")',
        'tell(f", about {seconds}")',
        'tell(("Nothing was " "changed."))',
        'told(label.setText, "Find next")',
        'raise UserError("The disk is full.")',
        '_ROW = {"left": "Text before"}',
        "def f(title='New scene'): pass",
    ],
)
def test_words_that_nobody_looks_up_are_found(line):
    assert unmarked(line)


@pytest.mark.parametrize(
    "line",
    [
        'label.setText(tr("Not found"))',
        'tell(tr("{name} was " "saved.").format(name=name))',
        'told(label.setText, mark("Find next"))',
        '"""What this module does."""',
        'def f():\n    """Do it at once."""',
        'logger.error("the journal failed: %s", error)',
        'self._trace.event("window shown")',
        'raise ValueError(f"{path} is no structure")',
        'button.setObjectName("Keep this")',
        'shortcut = QKeySequence("Ctrl+Shift+Up")',
        "label.setText(f\"<b style='color: {ink}'>{words}</b>\")",
        'name = f"{folder}/{stem}.md"',
    ],
)
def test_what_the_writer_never_reads_is_left_alone(line):
    assert unmarked(line) == []


# In a real window


@pytest.fixture
def quote():
    """Return a function that makes the interface speak in quotes."""
    yield lambda: speaker.install("xx", [Quoting()])
    assert speaker.speak(ENGLISH)


def said_by(widget: QWidget) -> Iterator[str]:
    """Yield what a widget says by itself, to the eye or to a screen reader."""
    yield from (widget.windowTitle(), widget.toolTip(), widget.accessibleName())
    if isinstance(widget, QLabel | QAbstractButton):
        yield TAG.sub("", widget.text())
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        yield widget.placeholderText()
    if isinstance(widget, QMenu):
        yield widget.title()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(n) for n in range(widget.count()))
    if isinstance(widget, QTreeWidget) and not widget.isHeaderHidden():
        header = widget.headerItem()
        yield from (header.text(n) for n in range(header.columnCount()))
    if isinstance(widget, QListView) and widget.objectName() in ("windowPages", "paletteRows"):
        model = widget.model()
        yield from (str(model.index(n, 0).data()) for n in range(model.rowCount()))
    yield from (action.text() for action in widget.actions())


def said_in(*roots: QWidget) -> set[str]:
    """Return all that is said in these windows and what lies in them."""
    everything = (each for root in roots for each in (root, *root.findChildren(QWidget)))
    texts = {text for widget in everything for text in said_by(widget)}
    return {text for text in texts if any(letter.isalpha() for letter in text)}


# Of files, voices, models, fonts and people; keys as the platform writes them; and the app's own.
NAMES = ("My Novel", "01-arrival", "02-letter", "Harbour", "Source S", "Longhand", "English")
KEYS = re.compile(r"(Ctrl|Alt|Shift)\+\S+$|F\d+$|Backspace$|[A-Z]$")


def is_word(text: str) -> bool:
    """Whether a text is no name: of a file, a voice, a model, a font, a key."""
    names = (*NAMES, *QFontDatabase.families())
    return not KEYS.match(text) and not any(name in text for name in names)


class OneRun:
    """Trains nothing, and knows one run that was paused."""

    async def runs(self):
        points = (Point("training", step=1, share=0.5, seconds=60, train_loss=3.0, held_loss=3.1),)
        return (Run("r", "Harbour", "Harbour", "training", "", 900, 60, 15, 12, points=points),)


@pytest.fixture
def voices(qtbot):
    """Return a function that builds the Voices window with something on each page."""

    async def build(parent, tasks):
        window = VoicesWindow(parent)
        voice = VoiceRow(
            "h", "Harbour", "base", ("en",), "MIT", "int8", 90, "Harbour base", False, words=9000
        )
        window.voices.show_voices((voice,), "h")
        model = CatalogueRow("maker/Harbour", "Harbour", "MIT", ("en",), "chat", 135, 4, 300, 2.5)
        window.add_model.show_catalogue(Catalogue(2.0, (model,)))
        window.new_voice.banner.show_parts(Parts(False, True, 233, 1048))
        training = Training(window.training, OneRun(), tasks, lambda *_, **__: None)
        await training.refresh()
        return window

    yield build
    # A dialog that is left open stands before every window of the tests that follow.
    for left in QApplication.topLevelWidgets():
        if isinstance(left, QDialog):
            left.close()
    assert QApplication.activeModalWidget() is None


async def everything_open(desk, voices) -> tuple[QWidget, ...]:
    """Open all that a writer can open, and return the windows."""
    desk.outline_panel.add_beat()
    desk.window.toggle_binder()
    for page in ("headings", "inspector", "latency", "outline"):
        desk.window.side.show_page(page)
    desk.recent_menu.menu.aboutToShow.emit()
    desk.finder.open(replacing=True)
    desk.editor.selectAll()
    desk.rewrites.open()
    desk.outlines.open()
    desk.about_model.open()
    desk.prompts.open()
    desk.split.toggle()
    desk.commands.open_keys()
    desk.commands.open_places()
    desk.commands.open_palette()
    # What was told stays as it was told.
    desk.window.notices.dismiss()
    desk.window.notices.tell("Harbour")
    draft = Draft("d", None, None, "Harbour, a text.", 0.0)
    recovery = RecoveryDialog([draft], desk.window)
    recovery.show()
    return desk.window, await voices(desk.window, desk.tasks), recovery


async def test_a_window_says_every_word_in_another_language_and_back(
    start,  # noqa: F811
    loop,
    novel,  # noqa: F811
    voices,
    quote,
):
    desk = await start.open(opened_at(novel))
    windows = await everything_open(desk, voices)
    await settled(start.windows)
    english = said_in(*windows)
    assert len(english) > 300
    quote()
    await settled(start.windows)
    assert sorted(each for each in said_in(*windows) if "«" not in each and is_word(each)) == []
    assert speaker.speak(ENGLISH)
    await settled(start.windows)
    assert sorted(each for each in said_in(*windows) if "«" in each) == []
    assert english - said_in(*windows) == set()


async def test_a_window_that_is_opened_in_another_language_speaks_it_at_once(
    start,  # noqa: F811
    loop,
    novel,  # noqa: F811
    voices,
    quote,
):
    quote()
    desk = await start.open(opened_at(novel))
    quote()
    windows = await everything_open(desk, voices)
    await settled(start.windows)
    assert sorted(each for each in said_in(*windows) if "«" not in each and is_word(each)) == []
