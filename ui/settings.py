"""The settings, one row each: key, type, default, range, label, help; load, save and change.

A row is the only place that knows a setting. The file is TOML; keys that no row knows are kept, so
that an older version does not lose a later one's.
"""

from __future__ import annotations

import contextlib
import copy
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w
from PySide6.QtCore import QObject, Signal

from ui.errors import SettingRefused
from ui.language import LANGUAGES, SYSTEM, mark, tr

Value = bool | int | str


@dataclass(frozen=True, slots=True)
class Setting:
    """One row."""

    key: str
    default: Value
    label: str
    help: str
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """What the writer reads for each choice; the choice itself where there are none."""

    def check(self, value: object) -> Value:
        """Return a value that fits this setting.

        Raises:
            SettingRefused: it does not; the message says what would.
        """
        kind = type(self.default)
        if type(value) is not kind or not isinstance(value, bool | int | str):
            sentence = tr("{setting}: {value} is not a value of this setting.")
            raise SettingRefused(sentence.format(setting=tr(self.label), value=repr(value)))
        if self.choices and value not in self.choices:
            sentence = tr("{setting}: choose one of {choices}.")
            choices = ", ".join(self.choices)
            raise SettingRefused(sentence.format(setting=tr(self.label), choices=choices))
        if kind is int and isinstance(value, int):
            low, high = self.minimum, self.maximum
            if (low is not None and value < low) or (high is not None and value > high):
                sentence = tr("{setting}: choose a number from {low} to {high}.")
                raise SettingRefused(sentence.format(setting=tr(self.label), low=low, high=high))
        return value


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "suggest.enabled",
        True,
        mark("Suggestions"),
        mark("Show a suggestion in grey when the writer pauses."),
    ),
    Setting(
        "suggest.eagerness",
        "pause",
        mark("When to suggest"),
        mark("How soon a suggestion comes while you write; you can ask for one at any time."),
        choices=("eager", "pause", "asked"),
        words=(mark("At every chance"), mark("When I pause"), mark("Only when I ask")),
    ),
    Setting(
        "suggest.length",
        "sentence",
        mark("How much to suggest"),
        mark("How long a suggestion is that comes by itself."),
        choices=("words", "sentence", "paragraph"),
        words=(mark("A few words"), mark("A sentence"), mark("A paragraph")),
    ),
    Setting(
        "suggest.begin_sentences",
        True,
        mark("Begin sentences"),
        mark("Suggest how a new sentence begins, not only how the one you are writing ends."),
    ),
    Setting(
        "suggest.pause_ms",
        300,
        mark("Pause before a suggestion"),
        mark("Milliseconds without a key before a suggestion is asked for."),
        minimum=0,
        maximum=5000,
    ),
    Setting(
        "suggest.max_chars",
        160,
        mark("Longest suggestion"),
        mark("Characters after which a suggestion on a pause ends at the latest."),
        minimum=20,
        maximum=1000,
    ),
    Setting(
        "suggest.hint",
        True,
        mark("Name the keys once"),
        mark("Show two lines under the next suggestion that name its keys."),
    ),
    Setting(
        "rewrite.takes",
        4,
        mark("Takes of a rewrite"),
        mark("How many alternatives of a passage are written side by side."),
        minimum=1,
        maximum=4,
    ),
    Setting("engine.model", "starter", mark("Voice"), mark("The model that writes suggestions.")),
    Setting(
        "appearance.theme",
        "system",
        mark("Theme"),
        mark("Colours of the window; system follows the desktop."),
        choices=("system", "light", "dark", "sepia"),
        words=(mark("That of the system"), mark("Light"), mark("Dark"), mark("Sepia")),
    ),
    Setting(
        "appearance.language",
        SYSTEM,
        mark("Language"),
        mark("The language of menus and messages; your text may be in any other."),
        choices=(SYSTEM, *LANGUAGES),
        # A language is written in itself, so that who reads no other finds it.
        words=(mark("That of the system"), *LANGUAGES.values()),
    ),
    Setting(
        "session.restore",
        True,
        mark("Open what was open"),
        mark("Bring back the texts, projects and windows of the last time when Longhand starts."),
    ),
    Setting(
        "editor.markdown",
        True,
        mark("Style Markdown"),
        mark(
            "Show headings, emphasis, quotations, scene breaks and comments as what they are; "
            "every letter stays to be seen."
        ),
    ),
    Setting(
        "editor.marks",
        "system",
        mark("Quotation marks and dashes"),
        mark(
            "What straight quotes, two hyphens and three dots become as you type them; Undo brings "
            "back what you typed."
        ),
        choices=("system", "off", "en", "en-GB", "de", "fr", "es", "it", "pl", "zh", "ja"),
        words=(
            mark("Those of the system's language"),
            mark("As I type them"),
            mark("English"),
            mark("British English"),
            mark("German"),
            mark("French"),
            mark("Spanish"),
            mark("Italian"),
            mark("Polish"),
            mark("Chinese"),
            mark("Japanese"),
        ),
    ),
    Setting(
        "editor.focus",
        "paragraph",
        mark("In focus"),
        mark("What stays bright while you focus."),
        choices=("sentence", "paragraph"),
        words=(mark("The sentence"), mark("The paragraph")),
    ),
    Setting(
        "editor.typewriter",
        False,
        mark("Typewriter scrolling"),
        mark("Keep the line you write at one height and move the page instead."),
    ),
    Setting(
        "editor.font",
        "",
        mark("Font"),
        mark("What the text is set in; letters that a font lacks come from another one."),
    ),
    Setting(
        "editor.measure",
        68,
        mark("Line length"),
        mark("How many letters a line holds; 60 to 75 are easy to read."),
        minimum=40,
        maximum=120,
    ),
    Setting(
        "editor.line_height",
        155,
        mark("Line height"),
        mark("How far apart lines stand, in percent of the letters' height."),
        minimum=110,
        maximum=250,
    ),
    Setting(
        "editor.paragraphs",
        "plain",
        mark("Paragraphs"),
        mark("How one paragraph is told from the next; the file stays as it is."),
        choices=("plain", "indent", "space"),
        words=(mark("As they are"), mark("First line indented"), mark("Space between")),
    ),
    Setting(
        "editor.count",
        "text",
        mark("Length below the text"),
        mark("What is counted; the other one shows where you point at it."),
        choices=("text", "words", "characters", "both"),
        words=(
            mark("As the text's language counts"),
            mark("Words"),
            mark("Characters"),
            mark("Words and characters"),
        ),
    ),
    Setting(
        "editor.target",
        0,
        mark("Target of a sitting"),
        mark("Words you want to write in a window before you close it; 0 for no target."),
        minimum=0,
        maximum=100_000,
    ),
    Setting(
        "editor.font_size",
        18,
        mark("Text size"),
        mark("Size of the text in pixels."),
        minimum=10,
        maximum=48,
    ),
)
_ROWS = {row.key: row for row in SETTINGS}


class Settings(QObject):
    """The values of all rows.

    Signals:
        changed(str): the row of that key has a new value.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._values: dict[str, Value] = {row.key: row.default for row in SETTINGS}
        self._loaded: dict[str, Any] = {}

    def flag(self, key: str) -> bool:
        """Return the value of a yes-or-no row."""
        return bool(self._values[key])

    def number(self, key: str) -> int:
        """Return the value of a number row."""
        return int(self._values[key])

    def choice(self, key: str) -> str:
        """Return the value of a text row."""
        return str(self._values[key])

    def set(self, key: str, value: Value) -> None:
        """Give a row a new value.

        Raises:
            SettingRefused: the value does not fit; the old one stays.
        """
        checked = _ROWS[key].check(value)
        if checked != self._values[key]:
            self._values[key] = checked
            self.changed.emit(key)

    def reset(self, key: str) -> None:
        """Give a row its default again."""
        self.set(key, _ROWS[key].default)

    def to_toml(self) -> bytes:
        """Return the settings as a file's bytes: rows that differ from their default."""
        tree = copy.deepcopy(self._loaded)
        for row in SETTINGS:
            name, key = row.key.split(".")
            table = tree.setdefault(name, {})
            if not isinstance(table, dict):
                continue
            if self._values[row.key] != row.default:
                table[key] = self._values[row.key]
            else:
                table.pop(key, None)
        tree = {name: value for name, value in tree.items() if value != {}}
        return tomli_w.dumps(tree).encode("utf-8")

    def load(self, path: Path) -> list[str]:
        """Take the values of a file; what cannot be used keeps its default.

        Returns:
            A sentence for each problem; the file is left as it is.
        """
        try:
            tree = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            with contextlib.suppress(OSError):
                # The next change writes the file anew; what it held is kept beside it.
                shutil.copyfile(path, path.with_name(path.name + ".unreadable"))
            sentence = tr(
                "The settings in {path} could not be read, so defaults are used ({error})."
            )
            return [sentence.format(path=path, error=error)]
        problems = []
        self._loaded = tree
        for table, values in tree.items():
            for name, value in values.items() if isinstance(values, dict) else ():
                row = _ROWS.get(f"{table}.{name}")
                if row is None:
                    continue
                try:
                    self._values[row.key] = row.check(value)
                except SettingRefused as error:
                    problems.append(tr("A setting keeps its default. {error}").format(error=error))
        return problems
