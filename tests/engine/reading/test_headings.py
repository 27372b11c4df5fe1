"""Chapter titles and scene breaks are told from prose."""

import pytest

from engine.reading.headings import is_heading, is_scene_break, is_title


@pytest.mark.parametrize(
    "line",
    [
        "Chapter 12",
        "CHAPTER XII. The Door",
        "Chapter One",
        "Chapter Twenty-Three: Home",
        "PART THE SECOND",
        "Book IV",
        "Letter 3 — To Mrs. Saville",
        "Prologue",
        "EPILOGUE.",
        "Prologue: The Night Before",
        "第三章 雨夜",
        "第十二回",
        "第3章：归来",
        "第一百零三章他回来了",
        "楔子",
        "尾声",
        "番外一 旧梦",
    ],
)
def test_titles_of_chapters_are_found(line):
    assert is_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "Chapter 12 was the one that he liked best.",
        "Part of the wall had fallen.",
        "Book the room for me, he said.",
        "Prologue to what, he asked himself, and shut the book.",
        "Introduction was not needed between them.",
        "Chapter",
        "I",
        "第三章他写得很慢。",
        "第一次见面的时候，他没有说话。",
        "序幕拉开了，她走上台。",
        "He said nothing.",
    ],
)
def test_prose_is_no_title(line):
    assert not is_heading(line)


def test_a_bare_number_waits_for_its_title():
    assert is_heading("CHAPTER II.", is_bare=True)
    assert not is_heading("CHAPTER II. The Door", is_bare=True)


@pytest.mark.parametrize(
    "line", ["The Door", "THE END OF ALL THINGS", "A Descent into the Maelstrom"]
)
def test_a_title_is_short_and_no_sentence(line):
    assert is_title(line)


@pytest.mark.parametrize(
    "line", ["The door opened.", "“Yes”", "He ran", "", "***", "What Now?", "A" * 80, "雨。"]
)
def test_a_sentence_is_no_title(line):
    assert not is_title(line)


@pytest.mark.parametrize(
    "text",
    ["***", "* * *", "#", "-----", "— — —", "~~~", "⁂", "◇　◇　◇", "＊＊＊", "· · ·", "====="],
)
def test_scene_breaks_are_found(text):
    assert is_scene_break(text)


@pytest.mark.parametrize("text", ["……", "...", "—", "--", "“……”", "!!!", "。", "1", "* a", ""])
def test_silence_and_dashes_of_dialogue_are_no_scene_breaks(text):
    assert not is_scene_break(text)
