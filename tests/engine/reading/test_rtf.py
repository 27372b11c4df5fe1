"""RTF letters of every code page come through, with no letter lost beside them."""

import pytest

from engine.errors import BadInput
from engine.reading.files import read_book
from engine.reading.rtf import with_unicode


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\u8220?I can", "“I can"),
        (r'\u8220"I can', "“I can"),
        (r"\u8220 I can".replace("8220", "8220\\'93"), "“ I can"),
        (r"\uc2\u20013??\u25991??I", "中文I"),
        (r"{\uc0\u8220 I}\u8220?J \\\{x\}", "“I“J \\{x}"),
        (r"\u8220\'93\'e9I", "“éI"),
        (r"\u8212\endash I", "—I"),
        ("\\u8220\n?I", "“I"),
        (r"caf\'e9", "café"),
        (r"\u-10179?\u-8704?x", "😀x"),
    ],
)
def test_escapes_come_through_with_the_letters_beside_them(tmp_path, body, text):
    path = tmp_path / "a.rtf"
    path.write_text(r"{\rtf1\ansi\ansicpg1252 {\pard A" + body + r"\par}}")
    assert read_book(path).chapters[0].text == "A" + text


@pytest.mark.parametrize(
    ("page", "codec", "text"),
    [
        (936, "gbk", "雨下了"),
        (950, "big5", "雨下了"),
        (932, "cp932", "雨が"),
        (1251, "cp1251", "Дождь"),
        (1250, "cp1250", "deszcz łąka"),
    ],
)
def test_bytes_of_a_code_page_become_letters(tmp_path, page, codec, text):
    escaped = "".join(f"\\'{byte:02x}" for byte in text.encode(codec))
    path = tmp_path / "a.rtf"
    path.write_text(rf"{{\rtf1\ansi\ansicpg{page} {{\pard {escaped}\par}}}}")
    assert read_book(path).chapters[0].text == text


def test_stand_ins_of_two_bytes_are_dropped():
    data = rb"{\rtf1\ansi\ansicpg936 \uc2\u20013\'d6\'d0\'ce\'c4}"
    assert with_unicode(data, "a.rtf") == rb"{\rtf1\ansi\ansicpg1252 \uc0\u20013 \uc0\u25991 }"


def test_an_unknown_code_page_is_refused():
    with pytest.raises(BadInput, match="864"):
        with_unicode(rb"{\rtf1\ansi\ansicpg864 x}", "a.rtf")
