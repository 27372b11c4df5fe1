import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence

from tests.ui.commands.platform_keys import bindings, rules_of
from ui.actions import ACTIONS
from ui.commands.keymap import (
    Keymap,
    Platform,
    chord,
    clash_of,
    default_keys,
    keymap_of,
    rules_here,
)

STANDARD = QKeySequence.StandardKey
IDS = [row.id for row in ACTIONS]
ROWS = {row.id: row for row in ACTIONS}
FREE = "Ctrl+Shift+F12"
KEYS = st.sampled_from(
    [QKeySequence(text) for text in ("Ctrl+S", "Ctrl+N", "F9", "F6", "Ctrl+J", FREE, "Alt+Down")]
)
CHANGES = st.lists(st.tuples(st.sampled_from(IDS), st.none() | st.lists(KEYS, max_size=2)))


def key(text):
    return QKeySequence(text)


def shared(keymap):
    pairs = [(id, each) for id in IDS for each in keymap.keys(id)]
    return [(a[0], b[0]) for a, b in itertools.combinations(pairs, 2) if a[1] == b[1]]


# The rows' own keys, as each platform has them


def keys_on(row, platform):
    bound = bindings(platform)
    found = []
    for each in row.keys:
        found += bound[each] if isinstance(each, STANDARD) else [key(each)]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("platform", Platform, ids=lambda platform: platform.value)
def test_no_two_actions_share_a_key_on_any_platform(qapp, platform):
    pairs = [(row.id, each) for row in ACTIONS for each in keys_on(row, platform)]
    assert [(a, b) for a, b in itertools.combinations(pairs, 2) if a[1] == b[1]] == []


@pytest.mark.parametrize("platform", Platform, ids=lambda platform: platform.value)
def test_no_key_means_something_else_to_qt_on_any_platform(qapp, platform):
    standard = rules_of(platform).standard
    for row in ACTIONS:
        own = {each for each in row.keys if isinstance(each, STANDARD)}
        allowed = own | {STANDARD.SaveAs, STANDARD.Quit, STANDARD.ZoomIn}
        for each in keys_on(row, platform):
            meanings = set(standard.get(each, ()))
            assert row.needs_ghost or not meanings or meanings & allowed, (row.id, each.toString())


@pytest.mark.parametrize("platform", Platform, ids=lambda platform: platform.value)
def test_no_key_types_a_letter_on_any_platform(qapp, platform):
    alt, control = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
    for row in ACTIONS:
        for each in keys_on(row, platform):
            modifiers = chord(each).keyboardModifiers()
            is_printable = chord(each).key() < 0x01000000
            assert modifiers & (alt | control) != alt | control, row.id
            assert not (is_printable and modifiers & ~Qt.KeyboardModifier.ShiftModifier == alt)


def test_the_table_says_what_qt_says_of_the_platform_that_can_be_asked(qapp):
    if QGuiApplication.platformName() != "offscreen":
        pytest.skip("only the offscreen platform is sure to have the keys of Windows")
    for name, keys in bindings(Platform.WINDOWS).items():
        bound = QKeySequence.keyBindings(name)
        assert [each.toString() for each in keys if each not in bound] == [], name


# The writer's own keys


def test_without_own_keys_every_action_has_its_rows(qapp):
    assert all(Keymap().keys(id) == default_keys(id) for id in IDS)


def test_a_new_key_takes_the_place_of_all_others_of_its_action(qapp):
    keymap = Keymap().with_keys("file.save", (key(FREE),))
    assert keymap.keys("file.save") == (key(FREE),)
    assert keymap.holder(key("Ctrl+S")) == ""


def test_a_key_that_is_taken_leaves_its_holder_the_others(qapp):
    before = default_keys("edit.redo")
    keymap = Keymap().with_keys("project.open", (key("Ctrl+Y"),))
    assert keymap.holder(key("Ctrl+Y")) == "project.open"
    assert keymap.keys("edit.redo") == tuple(each for each in before if each != key("Ctrl+Y"))


def test_an_action_can_be_without_a_key(qapp):
    keymap = Keymap().with_keys("view.side", ())
    assert keymap.keys("view.side") == ()
    assert "view.side" in keymap.own


def test_the_rows_keys_are_not_kept_as_own_ones(qapp):
    keymap = Keymap().with_keys("view.side", ()).with_keys("view.side", (key("F6"),))
    assert keymap.own == {}


def test_a_reset_action_takes_its_key_back(qapp):
    keymap = Keymap().with_keys("project.open", (key("F6"),)).reset("view.side")
    assert keymap.holder(key("F6")) == "view.side"
    assert keymap.keys("project.open") == ()


@given(CHANGES)
def test_no_changes_make_two_actions_share_a_key(changes):
    keymap = Keymap()
    for id, keys in changes:
        keymap = keymap.reset(id) if keys is None else keymap.with_keys(id, tuple(keys))
        assert keys is None or keymap.keys(id) == tuple(dict.fromkeys(keys))
    assert shared(keymap) == []


@given(st.dictionaries(st.sampled_from(IDS), st.lists(KEYS.map(QKeySequence.toString), max_size=2)))
def test_no_file_makes_two_actions_share_a_key(texts):
    keymap, problems = keymap_of(texts, rules_here())
    assert shared(keymap) == []
    for id, names in texts.items():
        is_used = keymap.keys(id) == tuple(dict.fromkeys(key(name) for name in names))
        assert is_used or any(ROWS[id].label in problem for problem in problems)


def test_a_files_keys_count_and_what_is_none_is_told(qapp):
    texts = {
        "file.save": [FREE],
        "view.side": [],
        "file.open": ["Ctrl+Nonsense"],
        "voices.new": ["A"],
        "voices.open": ["Ctrl+N"],
        "view.binder": ["Ctrl+K, Ctrl+B"],
    }
    keymap, problems = keymap_of(texts, rules_of(Platform.LINUX))
    assert keymap.own == {"file.save": (key(FREE),), "view.side": ()}
    assert len(problems) == 4
    assert "“Voices…” keeps its usual key. Ctrl+N belongs to “New”." in problems


# Clashes


@pytest.mark.parametrize("platform", Platform, ids=lambda platform: platform.value)
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A", "write"),
        ("Shift+A", "write"),
        ("Space", "write"),
        ("Ctrl+Alt+J", "types a letter"),
        ("Return", "insert paragraph separator"),
        ("Tab", "field"),
        ("Ctrl+Z", "undo"),
        ("Shift+Right", "select next character"),
        ("Del", "delete"),
        ("Esc", "closes what is open"),
    ],
)
def test_keys_that_write_or_work_in_the_text_are_refused(qapp, platform, text, says):
    clash = clash_of(Keymap(), "voices.new", key(text), rules_of(platform))
    assert not clash.can_take
    assert says in clash.text


def test_a_key_is_refused_where_its_platform_needs_it_and_free_elsewhere(qapp):
    for text, platform in (
        ("Ctrl+E", Platform.LINUX),
        ("Alt+Right", Platform.MACOS),
        ("Alt+J", Platform.MACOS),
        ("Alt+F", Platform.WINDOWS),
    ):
        clash = clash_of(Keymap(), "voices.new", key(text), rules_of(platform))
        assert clash is not None, text
        assert not clash.can_take, text
    assert clash_of(Keymap(), "voices.new", key("Ctrl+E"), rules_of(Platform.WINDOWS)) is None
    assert clash_of(Keymap(), "voices.new", key("Alt+J"), rules_of(Platform.LINUX)) is None


def test_another_actions_key_can_be_taken(qapp):
    clash = clash_of(Keymap(), "voices.new", key("F9"), rules_of(Platform.LINUX))
    assert (clash.holder, clash.can_take) == ("suggestion.toggle", True)
    assert clash.text == "“Suggest on a pause” has F9."
    ghost = clash_of(Keymap(), "suggestion.accept_all", key("F9"), rules_of(Platform.LINUX))
    assert ghost.holder == "suggestion.toggle"


def test_what_other_programs_mean_by_a_key_is_said(qapp):
    bold = clash_of(Keymap(), "voices.new", key("Ctrl+B"), rules_of(Platform.MACOS))
    assert (bold.text, bold.can_take) == ("Ctrl+B means “bold” in other programs.", True)
    ime = clash_of(Keymap(), "voices.new", key("Ctrl+Space"), rules_of(Platform.LINUX))
    assert ime.can_take
    assert "input method" in ime.text


def test_while_a_suggestion_shows_the_texts_keys_may_mean_something_else(qapp):
    for text in ("Right", "Shift+Right", "Shift+Tab", "Return", "Ctrl+Del"):
        clash = clash_of(Keymap(), "suggestion.accept_word", key(text), rules_of(Platform.LINUX))
        assert clash is None, text
    letter = clash_of(Keymap(), "suggestion.accept_word", key("x"), rules_of(Platform.LINUX))
    assert not letter.can_take


def test_an_action_may_have_its_rows_key_again(qapp):
    keymap = Keymap().with_keys("file.save", (key(FREE),))
    assert clash_of(keymap, "file.save", key("Ctrl+S"), rules_here()) is None
    assert clash_of(keymap, "edit.undo", key("Ctrl+Z"), rules_here()) is None


def test_a_free_key_has_no_clash(qapp):
    for platform in Platform:
        assert clash_of(Keymap(), "voices.new", key(FREE), rules_of(platform)) is None
