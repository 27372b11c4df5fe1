from pathlib import Path

from ui.manuscript.journal import Draft
from ui.recovery import describe


def draft(text, path=None):
    return Draft("id", path, None, text, 0.0)


def test_a_draft_is_told_by_its_place_length_and_last_words():
    words = describe(draft("It began.\n\n" + "word " * 40 + "and so it ended.", Path("/n/one.md")))
    first, second = words.splitlines()
    assert first.startswith("one.md · 46 words · ")
    assert second.startswith("… word ")
    assert second.endswith("and so it ended.")


def test_a_short_draft_is_told_whole():
    assert describe(draft("He left.")).splitlines()[1] == "He left."


def test_a_draft_in_chinese_is_counted_in_characters_and_keeps_to_its_lines():
    text = "傍晚的雾从海上来。" * 9
    first, second = describe(draft(text)).splitlines()
    assert "72 characters" in first
    assert second == f"… {text[-32:]}"
