import re

import pytest

from ui import paths
from ui.actions import ACTIONS
from ui.welcome.sample import sample_text

IDS = {row.id for row in ACTIONS}
TAUGHT = (
    "suggestion.accept_all",
    "suggestion.accept_word",
    "suggestion.dismiss",
    "suggestion.continue",
    "rewrite.open",
    "view.palette",
    "view.focus",
)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_key_of_the_lesson_is_named_and_none_is_unknown(language):
    asked = []
    text = sample_text(paths.welcome_file(language), lambda id: asked.append(id) or f"<{id}>")
    assert set(TAUGHT) <= set(asked) <= IDS
    assert all(f"<{id}>" in text for id in TAUGHT)
    assert "{" not in text
    assert "!" not in text


def test_each_language_has_its_own_page_and_others_the_english_one():
    assert paths.welcome_file("zh_CN") != paths.welcome_file("en")
    assert paths.welcome_file("zh_CN").is_file()
    assert paths.welcome_file("xx") == paths.welcome_file("en")


def test_the_english_page_is_short_and_ends_within_a_sentence():
    text = sample_text(paths.welcome_file("en"), lambda _: "Key")
    assert 200 < len(text.split()) < 280
    assert re.search(r"\w$", text)
