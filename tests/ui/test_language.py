import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton

from tests.ui.quoting import Quoting
from ui.language import (
    ENGLISH,
    labelled,
    language_of,
    listed,
    on_change,
    saying,
    speak_chosen,
    speaker,
    told,
    tr,
)


@pytest.fixture
def quote():
    """Return a function that makes the interface speak in quotes."""
    yield lambda: speaker.install("xx", [Quoting()])
    assert speaker.speak(ENGLISH)


def test_words_are_their_own_translation_where_there_is_none():
    assert tr("Nobody has translated this.") == "Nobody has translated this."


def test_english_counts_in_the_singular_too():
    assert [tr("%Ln words", "", n) for n in (0, 1, 2, 1204)] == [
        "0 words",
        "1 word",
        "2 words",
        "1,204 words",
    ]


def test_what_was_told_is_told_again_in_another_language(qapp, quote):
    button = QPushButton()
    told(button.setText, "Find")
    told(button.setAccessibleName, lambda: tr("Find {what}").format(what="it"))
    quote()
    assert button.text() == "«Find»"
    assert button.accessibleName() == "«Find it»"


def test_a_widget_says_its_words_from_the_start(qapp, quote):
    label = saying(QLabel(), "Title")
    assert label.text() == "Title"
    quote()
    assert label.text() == "«Title»"


def test_the_last_words_told_are_those_that_stay(qapp, quote):
    action = QAction()
    told(action.setText, "Show")
    told(action.setText, "Hide")
    quote()
    assert action.text() == "«Hide»"


def test_a_widget_that_is_gone_is_told_nothing(qapp, quote):
    label = QLabel()
    said = []
    told(label.setText, lambda: said.append("told") or "")
    on_change(label, lambda: said.append("changed"))
    label.deleteLater()
    qapp.sendPostedEvents(label, 52)
    quote()
    assert said == ["told"]


def test_lists_and_labels_are_parted_as_the_language_does_it(qapp, quote):
    assert listed(["one", "two"]) == "one, two"
    assert labelled("Licence", "MIT") == "Licence: MIT"
    assert speaker.speak("zh_CN")
    assert listed(["one", "two"]) == "one、two"
    assert labelled("Licence", "MIT") == "Licence：MIT"
    assert speaker.speak(ENGLISH)


@pytest.mark.parametrize(
    ("named", "chosen", "spoken"),
    [("zh_CN", "en", "zh_CN"), (None, "zh_CN", "zh_CN"), ("tlh", "zh_CN", "zh_CN")],
)
def test_a_start_speaks_the_language_it_names_or_else_the_chosen_one(
    qapp, quote, named, chosen, spoken
):
    speak_chosen(named, chosen)
    assert speaker.language == spoken


def test_a_language_without_a_translation_changes_nothing(qapp):
    assert not speaker.speak("tlh")
    assert speaker.language == ENGLISH


@pytest.mark.parametrize(
    ("names", "language"),
    [
        (["zh-Hans-CN", "zh", "en"], "zh_CN"),
        (["zh-CN"], "zh_CN"),
        (["de-DE", "de"], "en"),
        (["en-GB", "zh-CN"], "en"),
        (["de-DE", "zh-CN", "en"], "zh_CN"),
        ([], "en"),
    ],
)
def test_the_system_speaks_the_first_of_its_languages_that_is_known(monkeypatch, names, language):
    monkeypatch.setattr(QLocale, "uiLanguages", lambda *_: names)
    assert language_of("system") == language


def test_a_chosen_language_is_taken_as_it_is():
    assert language_of("zh_CN") == "zh_CN"
