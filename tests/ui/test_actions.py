import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow

from ui.actions import ACTIONS, build_actions, fill_menus, ghost_keys, sequences

STANDARD = QKeySequence.StandardKey


def test_every_row_needs_a_handler_and_calls_it(qtbot):
    called = []
    window = QMainWindow()
    qtbot.addWidget(window)
    handlers = {row.id: lambda name=row.id: called.append(name) for row in ACTIONS}
    built = build_actions(window, handlers)
    for row in ACTIONS:
        built[row.id].setEnabled(True)
        built[row.id].trigger()
    assert called == [row.id for row in ACTIONS]
    with pytest.raises(KeyError):
        build_actions(window, {})


def test_menus_hold_every_action_in_the_rows_order(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    built = build_actions(window, {row.id: lambda: None for row in ACTIONS})
    fill_menus(window.menuBar(), built)
    shown = [
        action.objectName()
        for menu in window.menuBar().actions()
        for action in menu.menu().actions()
        if not action.isSeparator()
    ]
    assert sorted(shown) == sorted(row.id for row in ACTIONS)


def test_no_two_actions_share_a_key():
    keys = [(row.id, key) for row in ACTIONS for key in sequences(row)]
    clashes = [(a, b) for a, b in itertools.combinations(keys, 2) if a[1] == b[1]]
    assert clashes == []


def test_no_key_is_one_that_types_a_letter_somewhere():
    alt_gr = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    for row in ACTIONS:
        for key in sequences(row):
            modifiers = key[0].keyboardModifiers()
            assert modifiers & alt_gr != alt_gr, f"{row.id}: AltGr types letters"
            if modifiers == Qt.KeyboardModifier.AltModifier:
                assert key[0].key() > 0xFFFF, f"{row.id}: Option types letters on macOS"


def test_a_plain_key_means_what_qt_means_by_it_or_needs_a_ghost():
    taken = {
        key: name
        for name in STANDARD
        for key in QKeySequence.keyBindings(name)
        if not key.isEmpty()
    }
    for row in ACTIONS:
        own = {key for key in row.keys if isinstance(key, STANDARD)}
        for key in sequences(row):
            if key in taken and not row.needs_ghost:
                meanings = {name for name in STANDARD if key in QKeySequence.keyBindings(name)}
                allowed = own | {STANDARD.SaveAs, STANDARD.Quit, STANDARD.ZoomIn}
                assert meanings & allowed, f"{row.id}: {key.toString()} means {meanings}"


def test_the_ghosts_keys_are_those_of_the_rows_that_need_one():
    assert set(ghost_keys()) == {row.id for row in ACTIONS if row.needs_ghost}
    assert QKeySequence("Tab") in ghost_keys()["suggestion.accept_all"]
