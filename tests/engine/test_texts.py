"""Files as text: nothing lost on the way in and out, one sentence where it is no text."""

import codecs
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInput
from engine.texts import MAX_TEXT_BYTES, FileForm, decode_text, read_text

valid = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"))
forms = st.builds(
    FileForm,
    encoding=st.just("utf-8"),
    bom=st.sampled_from([b"", codecs.BOM_UTF8]),
    newline=st.sampled_from(["\n", "\r\n"]),
) | st.sampled_from(
    [
        FileForm(encoding, bom, newline)
        for encoding, bom in (
            ("utf-16-le", codecs.BOM_UTF16_LE),
            ("utf-16-be", codecs.BOM_UTF16_BE),
        )
        for newline in ("\n", "\r\n")
    ]
)


@given(valid, forms)
def test_a_file_is_given_back_byte_for_byte(text, form):
    data = form.encode(text)
    decoded = decode_text(data, "a.txt")
    assert decoded.form.encode(decoded.text) == data


@given(valid.filter(lambda text: not text.startswith("\ufeff")), forms)
def test_a_text_is_read_back_as_it_was_written(text, form):
    assert decode_text(form.encode(text), "a.txt").text == text


@pytest.mark.parametrize(
    ("data", "text", "newline"),
    [
        (b"", "", "\n"),
        (b"a\nb\n", "a\nb\n", "\n"),
        (b"a\r\nb\r\n", "a\nb\n", "\r\n"),
        (b"a\rb", "a\nb", "\n"),
        (b"a\r\nb\nc\n", "a\nb\nc\n", "\n"),
        (codecs.BOM_UTF8 + "é".encode(), "é", "\n"),
        ("\ufeff你好".encode("utf-16-le"), "你好", "\n"),
    ],
)
def test_lines_end_in_one_way_in_memory(data, text, newline):
    decoded = decode_text(data, "a.txt")
    assert (decoded.text, decoded.form.newline) == (text, newline)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfe\x00", "binary"),
        (b"PK\x03\x04\x00\x00\xff", "binary"),
        (b"abc\x00def", "binary"),
        (b"caf\xe9", "not UTF-8"),
        (b"\xe4\xbd", "not UTF-8"),
        ("a".encode("utf-32"), "binary"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "binary"),
    ],
)
def test_what_is_no_text_is_refused_with_its_name(data, reason):
    with pytest.raises(BadInput, match=rf"draft\.txt is (a )?{reason}"):
        decode_text(data, "draft.txt")


@given(st.binary(max_size=60))
def test_any_bytes_are_a_text_without_nulls_or_refused(data):
    try:
        decoded = decode_text(data, "a.txt")
    except BadInput:
        return
    assert "\0" not in decoded.text
    assert "\r" not in decoded.text


def test_half_a_character_is_not_written():
    with pytest.raises(BadInput, match="half a character"):
        FileForm().encode("a\ud83d")


def test_a_missing_file_a_folder_and_an_endless_name_are_named(tmp_path):
    with pytest.raises(BadInput, match=r"no file .*missing\.txt"):
        read_text(tmp_path / "missing.txt")
    with pytest.raises(BadInput, match="is a folder"):
        read_text(tmp_path)
    with pytest.raises(BadInput, match="cannot be read"):
        read_text(tmp_path / ("x" * 5000))


def test_a_file_below_another_file_is_not_found(tmp_path):
    (tmp_path / "a").write_text("a", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be read"):
        read_text(tmp_path / "a" / "b")


def test_a_file_over_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_TEXT_BYTES + 1)
    with pytest.raises(BadInput, match="larger than 64 MiB"):
        read_text(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_named(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("a", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(BadInput, match="permission denied"):
        read_text(path)
