import pytest
from PySide6.QtWidgets import QLabel

from ui.key_words import key_word, use_own
from ui.language import told


@pytest.fixture(autouse=True)
def usual_keys():
    yield
    use_own({})


def test_a_key_is_named_as_the_platform_writes_it(qapp):
    assert key_word("suggestion.accept_all") == "Tab"
    assert key_word("view.focus") == "F8"


def test_a_writers_own_key_is_named_wherever_it_was_said_already(qapp):
    label = QLabel()
    told(label.setText, lambda: key_word("suggestion.accept_all"))
    use_own({"suggestion.accept_all": "Right"})
    assert label.text() == "Right"
    use_own({})
    assert label.text() == "Tab"


def test_a_command_without_a_key_is_named_itself(qapp):
    use_own({"view.focus": ""})
    assert key_word("view.focus") == "“Focus”"
    assert key_word("voices.new") == "“Make a voice of my books”"
