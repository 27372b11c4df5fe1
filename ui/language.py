"""The interface's language: looks words up, and says them again where the language changes.

The source is English. `packaging/languages.py` gathers what stands in `tr` and `mark` for the
translators; resources/translations holds their work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from ui import paths

SYSTEM = "system"
ENGLISH = "en"
# The source has plurals only; Qt finds "1 word" for "%n words" in a translation into English.
LANGUAGES = {ENGLISH: "English", "zh_CN": "简体中文"}


class _Worded(Protocol):
    def setText(self, text: str, /) -> None: ...


_W = TypeVar("_W", bound=_Worded)


def tr(source: str, comment: str = "", n: int = -1, /) -> str:
    """Return words in the interface's language.

    Args:
        source: the words in English; with `n` in the plural, holding %n or %Ln. lupdate sees the
            plural by the place of `n`, so that nothing is given by name.
        comment: tells two meanings of the same words apart.
        n: how many there are, for the languages' own plurals.
    """
    return QCoreApplication.translate("", source, comment, n)


def mark(source: str) -> str:
    """Return words as they are; whoever shows them looks them up with `tr`."""
    return source


def told(setter: Callable[[str], Any], words: str | Callable[[], str]) -> None:
    """Give words to a widget or action, now and again each time the language changes.

    Args:
        setter: its method, such as `button.setText`; a later call for the same one takes its place.
        words: marked words, or what looks them up.
    """
    owner: QObject = setter.__self__  # type: ignore[attr-defined]
    say = words if callable(words) else lambda: tr(words)
    _telling(owner, f"told-{setter.__name__}").follow(lambda: setter(say()))


def listed(things: Iterable[str]) -> str:
    """Return things one after the other, as the language parts them."""
    return tr(", ").join(things)


def labelled(label: str, value: str) -> str:
    """Return a value behind what it is."""
    return tr("{label}: {value}").format(label=label, value=value)


def saying(widget: _W, words: str | Callable[[], str]) -> _W:
    """Return a label, button or action that says words as `told` gives them."""
    told(widget.setText, words)
    return widget


def on_change(owner: QObject, act: Callable[[], object]) -> None:
    """Do something each time the language changed, as long as the owner lives."""
    _Telling(owner).act = act


def language_of(chosen: str) -> str:
    """Return the language that stands for a choice: itself, or the system's where that is known.

    Args:
        chosen: one of LANGUAGES, or `system`.
    """
    if chosen != SYSTEM:
        return chosen
    for name in QLocale.system().uiLanguages():
        # The script stands in it where the region does not tell: zh-Hans-CN.
        locale = QLocale(name)
        if locale.language() is QLocale.Language.English:
            return ENGLISH
        if locale.name() in LANGUAGES:
            return locale.name()
    return ENGLISH


class Speaker(QObject):
    """Speaks one language at a time.

    Signals:
        changed(): words are in another language from now on.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.language = ENGLISH
        self._translators: list[QTranslator] = []

    def speak(self, language: str) -> bool:
        """Speak a language; returns whether there is a translation, else nothing changes."""
        if language == self.language and self._translators:
            return True
        translators = [QTranslator(self), QTranslator(self)]
        own, qt = translators
        if not own.load(str(paths.translation_file(language))):
            return False
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language != ENGLISH and not qt.load(f"qtbase_{language}", folder):
            return False
        self.install(language, translators)
        return True

    def install(self, language: str, translators: list[QTranslator]) -> None:
        """Use these translators and no others; the first one is asked last."""
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
            translator.deleteLater()
        self._translators = translators
        for translator in translators:
            QCoreApplication.installTranslator(translator)
        self.language = language
        QLocale.setDefault(QLocale(language))
        self.changed.emit()
        for widget in QApplication.allWidgets():
            # Lists and delegates look their words up while they paint.
            widget.update()


speaker = Speaker()


def speak_chosen(named: str | None, chosen: str) -> None:
    """Speak the language that a start names, or else the one that the writer chose.

    Args:
        named: by the command line; one that is not known does not count.
        chosen: one of LANGUAGES, or `system`.
    """
    speaker.speak(language_of(named if named in LANGUAGES else chosen))


class _Telling(QObject):
    """Belongs to what it speaks for, and goes with it."""

    def __init__(self, owner: QObject, name: str = "") -> None:
        super().__init__(owner)
        self.setObjectName(name)
        self.act: Callable[[], object] = str
        speaker.changed.connect(self._again)

    def follow(self, act: Callable[[], object]) -> None:
        self.act = act
        act()

    def _again(self) -> None:
        self.act()


def _telling(owner: QObject, name: str) -> _Telling:
    for child in owner.children():
        if isinstance(child, _Telling) and child.objectName() == name:
            return child
    return _Telling(owner, name)
