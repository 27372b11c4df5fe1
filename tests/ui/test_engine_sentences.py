import ast
import re
from pathlib import Path

import pytest

from tests.ui.quoting import Quoting
from ui.engine_sentences import FORMS, in_own_words
from ui.language import ENGLISH, speaker

ENGINE = Path(__file__).resolve().parents[2] / "engine"


@pytest.fixture
def quote():
    """Let the interface speak in quotes."""
    speaker.install("xx", [Quoting()])
    yield
    assert speaker.speak(ENGLISH)


def forms_in(tree):
    """Yield every text of a module, places of an f-string as {}."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)
            yield "".join(map(str, parts))


@pytest.fixture(scope="module")
def said():
    """Return every text in the engine's source."""
    files = ENGINE.rglob("*.py")
    return {form for file in files for form in forms_in(ast.parse(file.read_text("utf-8")))}


@pytest.mark.parametrize("form", FORMS)
def test_the_engine_says_every_sentence_that_is_known_of_it(said, form):
    assert re.sub(r"\{\w+\}", "{}", form) in said


def test_a_known_sentence_is_said_in_the_interfaces_language_with_its_names(quote):
    assert in_own_words("The voice Harbour writes English only.") == (
        "«The voice Harbour writes «English» only.»"
    )
    assert in_own_words("a.docx is damaged and was not read.") == (
        "«a.docx is damaged and was not read.»"
    )


def test_a_longer_form_is_not_taken_for_a_shorter_one(quote):
    sentence = (
        "The model in /m is damaged: model.onnx was changed. Install it again, or remove the "
        "folder to use the included one."
    )
    assert in_own_words(sentence) == f"«{sentence}»"


def test_a_sentence_that_is_not_known_is_shown_as_it_came(quote):
    assert in_own_words("Nobody wrote this down.") == "Nobody wrote this down."
    assert in_own_words("") == ""
