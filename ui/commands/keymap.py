"""Which keys an action has: those of its row, or the writer's own; and what a new key clashes with.

A key is one chord. A clash that can be taken leaves the choice to the writer; one that cannot would
give a key that types, or that the text takes before any menu sees it.
"""

from __future__ import annotations

import enum
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from ui.actions import ACTIONS, Action, sequences
from ui.commands.key_meanings import meaning_of
from ui.language import mark, tr

Keys = tuple[QKeySequence, ...]
Standard = QKeySequence.StandardKey
_ROWS = {row.id: row for row in ACTIONS}
_MENU_LETTERS = {row.menu[0].upper(): row.menu for row in ACTIONS}
# What a text view acts on itself, before a menu's key is looked at.
_IN_TEXT = re.compile("MoveTo|Select|Delete|Insert|Backspace|Undo|Redo|Cut|Copy|Paste|Deselect")
_ALWAYS = {Standard.Cancel: mark("Esc closes what is open, so it cannot do anything else.")}
_HELD_ELSEWHERE = {
    "Ctrl+Space": mark("{key} changes the input method on many computers."),
    **dict.fromkeys(
        ("Alt+Shift+Up", "Alt+Shift+Down", "Alt+Shift+Left", "Alt+Shift+Right"),
        mark("{key} moves a row in the panels, and will go on doing so there."),
    ),
}
_CONTROL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_SHIFT, _NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
_FIRST_UNPRINTABLE = 0x01000000


class Platform(enum.Enum):
    """Whose rules for keys count."""

    LINUX = "linux"
    WINDOWS = "windows"
    MACOS = "macos"


@dataclass(frozen=True, slots=True)
class KeyRules:
    """What keys mean already on a platform."""

    platform: Platform
    standard: Mapping[QKeySequence, Sequence[Standard]]


@dataclass(frozen=True, slots=True)
class Clash:
    """What a key does already."""

    text: str
    """One sentence for the writer."""
    can_take: bool
    holder: str = ""
    """The action that has the key."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys of all actions; every change is a new one."""

    own: Mapping[str, Keys] = field(default_factory=dict)
    """The writer's own, by action id; an empty one for an action without a key."""

    def keys(self, id: str) -> Keys:
        """Return an action's keys."""
        return self.own[id] if id in self.own else default_keys(id)

    def holder(self, key: QKeySequence, apart_from: str = "") -> str:
        """Return the action that has a key, empty where none has it."""
        ids = (id for id in _ROWS if id != apart_from and key in self.keys(id))
        return next(ids, "")

    def with_keys(self, id: str, keys: Sequence[QKeySequence]) -> Keymap:
        """Return a map in which an action has these keys, and no other action has one of them."""
        own = dict(self.own)
        for key in keys:
            while holder := Keymap(own).holder(key, apart_from=id):
                rest = tuple(each for each in Keymap(own).keys(holder) if each != key)
                own = _with(own, holder, rest)
        return Keymap(_with(own, id, tuple(keys)))

    def reset(self, id: str) -> Keymap:
        """Return a map in which an action has its row's keys; whoever took one loses it."""
        return self.with_keys(id, default_keys(id))


def default_keys(id: str) -> Keys:
    """Return the keys of an action's row, as this platform has them."""
    return tuple(sequences(_ROWS[id]))


def keymap_of(texts: Mapping[str, Sequence[str]], rules: KeyRules) -> tuple[Keymap, list[str]]:
    """Return the map of a file's keys; an entry that cannot be used leaves the row's keys.

    Args:
        texts: portable texts of keys by action id.
        rules: of this platform.

    Returns:
        The map, and a sentence for each entry that is not used.
    """
    own: dict[str, Keys] = {}
    problems: list[str] = []

    def leave_out(id: str, reason: str) -> None:
        own.pop(id, None)
        problems.append(
            tr("“{label}” keeps its usual key. {reason}").format(
                label=tr(_ROWS[id].label), reason=reason
            )
        )

    for id, names in texts.items():
        keys = tuple(QKeySequence(name) for name in names)
        if any(key.count() != 1 or chord(key).key() == Qt.Key.Key_unknown for key in keys):
            leave_out(id, tr("“{names}” is no key.").format(names=", ".join(names)))
        elif reason := next(filter(None, (_impossible(_ROWS[id], k, rules) for k in keys)), ""):
            leave_out(id, reason)
        else:
            own = _with(own, id, keys)
    # What is left out has its row's keys again, and those may have been given to another.
    while (shared := _shared(Keymap(own))) is not None:
        id, key, holder = shared
        leave_out(
            id,
            tr("{key} belongs to “{label}”.").format(
                key=native(key), label=tr(_ROWS[holder].label)
            ),
        )
    return Keymap(own), problems


def _shared(keymap: Keymap) -> tuple[str, QKeySequence, str] | None:
    """Return an action whose own key another one has too, that key and the other."""
    for id, keys in keymap.own.items():
        for key in keys:
            if holder := keymap.holder(key, apart_from=id):
                return id, key, holder
    return None


def clash_of(keymap: Keymap, id: str, key: QKeySequence, rules: KeyRules) -> Clash | None:
    """Return what stands against giving an action a key; None where nothing does."""
    row = _ROWS[id]
    if impossible := _impossible(row, key, rules):
        return Clash(impossible, can_take=False)
    if holder := keymap.holder(key, apart_from=id):
        return Clash(
            tr("“{label}” has {key}.").format(label=tr(_ROWS[holder].label), key=native(key)),
            True,
            holder,
        )
    portable = key.toString(QKeySequence.SequenceFormat.PortableText)
    if portable in _HELD_ELSEWHERE:
        return Clash(tr(_HELD_ELSEWHERE[portable]).format(key=native(key)), can_take=True)
    meanings = [name for name in rules.standard.get(key, ()) if name not in row.keys]
    if meanings and not (row.needs_ghost or _is_of(row, key)):
        words = meaning_of(meanings[0])
        return Clash(
            tr("{key} means “{words}” in other programs.").format(key=native(key), words=words),
            can_take=True,
        )
    return None


def rules_here() -> KeyRules:
    """Return the rules of the platform that this runs on."""
    platforms = {"darwin": Platform.MACOS, "win32": Platform.WINDOWS}
    standard: dict[QKeySequence, list[Standard]] = {}
    for name in Standard:
        for key in QKeySequence.keyBindings(name):
            standard.setdefault(key, []).append(name)
    return KeyRules(platforms.get(sys.platform, Platform.LINUX), standard)


def native(key: QKeySequence) -> str:
    """Return a key as the platform writes it."""
    return key.toString(QKeySequence.SequenceFormat.NativeText)


def chord(key: QKeySequence) -> QKeyCombination:
    """Return the only chord of a key."""
    first: QKeyCombination = key[0]  # type: ignore[index]  # the stubs lack its __getitem__
    return first


def _with(own: Mapping[str, Keys], id: str, keys: Keys) -> dict[str, Keys]:
    keys = tuple(dict.fromkeys(keys))
    changed = {**own, id: keys}
    if keys == default_keys(id):
        del changed[id]
    return changed


def _is_of(row: Action, key: QKeySequence) -> bool:
    """Whether a key is one of the row's own; it was judged when the row was written."""
    return key in sequences(row)


def _impossible(row: Action, key: QKeySequence, rules: KeyRules) -> str:
    """Return why an action can never have a key; empty where it can."""
    if _is_of(row, key):
        return ""
    if typed := _typed(key, rules.platform):
        return typed
    name = native(key)
    modifiers, letter = chord(key).keyboardModifiers(), key.toString()[-1:].upper()
    is_mac = rules.platform is Platform.MACOS
    if modifiers == _ALT and chord(key).key() < _FIRST_UNPRINTABLE and letter in _MENU_LETTERS:
        sentence = tr("{key} opens the menu “{menu}”.")
        return "" if is_mac else sentence.format(key=name, menu=tr(_MENU_LETTERS[letter]))
    if row.needs_ghost:
        # They mean what they always mean while no suggestion shows.
        return ""
    if not modifiers & ~_SHIFT and chord(key).key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        return tr("{key} is needed in the text and to get from field to field.").format(key=name)
    for meaning in rules.standard.get(key, ()):
        if meaning in row.keys:
            continue
        if meaning in _ALWAYS:
            return tr(_ALWAYS[meaning])
        if _IN_TEXT.match(meaning.name):
            return tr("{key} is needed in the text ({words}).").format(
                key=name, words=meaning_of(meaning)
            )
    return ""


def _typed(key: QKeySequence, platform: Platform) -> str:
    """Return that a key types something, and where; empty where it does not."""
    if chord(key).key() >= _FIRST_UNPRINTABLE:
        return ""
    name, modifiers = native(key), chord(key).keyboardModifiers() & ~_SHIFT
    if modifiers == _NONE:
        return tr("{key} is needed to write.").format(key=name)
    if modifiers == _CONTROL | _ALT:
        return tr("{key} types a letter on many keyboards.").format(key=name)
    if modifiers == _ALT and platform is Platform.MACOS:
        return tr("{key} types a letter on this keyboard.").format(key=name)
    return ""
