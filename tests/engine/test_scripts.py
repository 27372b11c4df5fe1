"""Which writing system a text is in, and which models may continue it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import LanguageUnsupported
from engine.scripts import require_language, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Hello there", "latin"),
        ("naïve éclair", "latin"),
        ("他走到窗前。", "han"),
        ("それはペンです", "kana"),
        ("안녕하세요", "hangul"),
        ("Привет", "cyrillic"),
        ("مرحبا", "arabic"),
        ("สวัสดี", "other"),
        ("", None),
        ("123 … ?! 👩‍👩‍👧", None),
        ("他说 OK，然后走了出去。", "han"),
    ],
)
def test_the_script_is_that_of_most_letters(text, script):
    assert script_of(text) == script


def test_only_the_end_of_the_text_counts():
    assert script_of("English words. " * 50 + "然后她用中文写了很长的一段话。" * 12) == "han"
    assert (
        script_of("然后她用中文写了很长的一段话。" * 50 + "English words again. " * 10) == "latin"
    )


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Hello", ("en",)),
        ("Bonjour", ("fr",)),
        ("你好", ("zh",)),
        ("你好", ("en", "zh")),
        ("Hello", ("en", "zh")),
        ("こんにちは", ("ja",)),
        ("東京", ("ja",)),
        ("Привет", ("ru",)),
        ("123", ("en",)),
        ("", ("zh",)),
    ],
)
def test_a_model_continues_its_own_languages(text, languages):
    require_language(text, languages, "Starter")


@pytest.mark.parametrize(
    ("text", "languages", "names"),
    [
        ("你好", ("en",), "English"),
        ("Hello", ("zh",), "Chinese"),
        ("Привет", ("en", "zh"), "English and Chinese"),
        ("สวัสดี", ("en",), "English"),
        ("ひらがな", ("zh",), "Chinese"),
    ],
)
def test_another_script_is_refused_in_one_sentence_that_names_the_voice(text, languages, names):
    with pytest.raises(LanguageUnsupported) as refused:
        require_language(text, languages, "Starter")
    assert str(refused.value) == f"The voice Starter writes {names} only."


@given(st.text())
def test_a_model_without_languages_continues_everything(text):
    require_language(text, (), "Any")
