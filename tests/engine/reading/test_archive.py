"""Archives made to do harm bounce, and what passes is packed anew from checked text only."""

import contextlib
import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest

from engine.errors import BadInput
from engine.reading import archive
from engine.reading.archive import checked_archive
from engine.reading.files import read_book

MB = 1024 * 1024
BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>"
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


@pytest.fixture
def packed(tmp_path):
    """Return a function that writes an archive of the given entries."""

    def make(entries, name="a.docx"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for inner, data in entries.items():
                file.writestr(inner, data)
        return path

    return make


def docx(text="Hello.", prefix=""):
    return {"_rels/.rels": RELS, "word/document.xml": prefix + BODY.format(text)}


def contents(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {entry.filename: file.read(entry) for entry in file.infolist()}


def test_texts_stay_and_pictures_come_out_empty(packed):
    path = packed({**docx(), "word/media/a.png": b"\x89PNG" * 1000, "word/vbaProject.bin": b"x"})
    clean = contents(checked_archive(path))
    assert clean["word/document.xml"].decode() == BODY.format("Hello.")
    assert clean["_rels/.rels"].decode() == RELS
    assert clean["word/media/a.png"] == clean["word/vbaProject.bin"] == b""
    assert read_book(path).chapters[0].text == "Hello."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb2312", "windows-1252", "utf-8-sig"])
def test_texts_in_any_encoding_come_out_as_utf8(packed, encoding):
    text = "雨" if encoding == "gb2312" else "é"
    name = encoding.removesuffix("-sig")
    xml = f'<?xml version="1.0" encoding="{name}"?>' + BODY.format(text)
    path = packed({"_rels/.rels": RELS, "word/document.xml": xml.encode(encoding)})
    assert read_book(path).chapters[0].text == text


def test_a_text_that_is_not_in_its_encoding_is_refused_rather_than_lost(packed):
    path = packed({"_rels/.rels": RELS, "word/document.xml": BODY.format("é").encode("latin-1")})
    with pytest.raises(BadInput, match="damaged"):
        read_book(path)


def test_an_unknown_encoding_is_refused(packed):
    xml = '<?xml version="1.0" encoding="rot13"?>' + BODY.format("x")
    with pytest.raises(BadInput, match="rot13"):
        checked_archive(packed({"word/document.xml": xml}))


@pytest.mark.parametrize(
    "inner", ["../evil.xml", "a/../../evil.xml", "/etc/evil.xml", "C:/evil.xml", "..\\evil.xml"]
)
def test_names_that_reach_outside_are_refused(packed, inner):
    with pytest.raises(BadInput, match="outside of itself"):
        checked_archive(packed({**docx(), inner: "<x/>"}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;',
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
    ],
)
def test_entities_are_refused(packed, declared, encoding):
    named = "utf-16" if "16" in encoding else "utf-8"
    start = f'<?xml version="1.0" encoding="{named}"?><!DOCTYPE d [{declared}]>'
    data = (start + BODY.format("&x;")).encode(encoding)
    with pytest.raises(BadInput, match="entities"):
        read_book(packed({"_rels/.rels": RELS, "word/document.xml": data}))


@pytest.mark.parametrize(
    "inner", ["META-INF/container.xml", "OEBPS/content.opf", "OEBPS/a.xhtml", "_rels/.rels"]
)
def test_entities_are_refused_wherever_they_hide(packed, inner):
    with pytest.raises(BadInput, match="entities"):
        checked_archive(packed({inner: "<!DOCTYPE x [<!entity a 'b'>]><x>&a;</x>"}, "a.epub"))


def test_a_doctype_that_every_old_epub_has_is_no_fault(document):
    path = document("a.epub", "# One\n\nText.\n")
    entries = contents(path.read_bytes())
    doctype = b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://127.0.0.1:9/xhtml11.dtd">'
    with zipfile.ZipFile(path, "w") as file:
        for inner, data in entries.items():
            file.writestr(inner, data.replace(b"<!DOCTYPE html>", doctype))
    assert b"127.0.0.1" in path.read_bytes()
    assert read_book(path).chapters[0].text == "Text."


def test_an_external_entity_never_reaches_a_file_even_past_the_check(packed, monkeypatch, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    start = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    path = packed(docx("&x;", start))
    monkeypatch.setattr(archive, "_utf8", lambda data, inner, name: data)
    # Pandoc's parser gives the entity up, or the document.
    with contextlib.suppress(BadInput):
        assert "the secret" not in str(read_book(path))


def test_a_large_stylesheet_is_refused_by_what_it_declares(packed):
    path = packed({**docx(), "word/styles.xml": b"<!-- " + b" " * (200 * MB) + b" -->"})
    assert path.stat().st_size < MB
    with pytest.raises(BadInput, match="unpacks to more than 128 MiB"):
        read_book(path)


def lie(path, inner, size):
    """Make an archive say that an entry unpacks to a few bytes only."""
    data = bytearray(path.read_bytes())
    for mark, at_size, at_name, at_length in (
        (b"PK\x03\x04", 22, 30, 26),
        (b"PK\x01\x02", 24, 46, 28),
    ):
        at = data.find(mark)
        while at >= 0:
            length = struct.unpack_from("<H", data, at + at_length)[0]
            if data[at + at_name : at + at_name + length] == inner.encode():
                struct.pack_into("<I", data, at + at_size, size)
            at = data.find(mark, at + 4)
    path.write_bytes(data)


def test_a_bomb_that_lies_about_its_size_is_not_inflated(packed, monkeypatch):
    path = packed({**docx(), "word/styles.xml": b" " * (100 * MB)})
    lie(path, "word/styles.xml", 10)
    assert path.stat().st_size < MB
    with pytest.raises(BadInput, match=r"damaged|unpacks"):
        read_book(path)


def test_only_as_many_blocks_are_inflated_as_may_be(packed):
    path = packed({"a.xml": b" " * (64 * MB)})
    blocks = []

    def inflate(file):
        for block in archive._inflated(file, file.getinfo("a.xml"), 4 * MB, "a.docx", 4 * MB):
            # What came before the refusal counts.
            blocks.append(len(block))  # noqa: PERF401

    with zipfile.ZipFile(path) as file, pytest.raises(BadInput, match="more than 4 MiB"):
        inflate(file)
    assert sum(blocks) == 4 * MB
    assert max(blocks) <= archive.BLOCK_BYTES


@pytest.mark.e2e
def test_a_bomb_of_a_gigabyte_costs_little_memory(tmp_path):
    path = tmp_path / "bomb.docx"
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = squeezed.compress(b" " * MB) + squeezed.flush(zlib.Z_FULL_FLUSH)
    body = block * 1024 + squeezed.flush()
    name = b"word/document.xml"
    # It says that it unpacks to 1 KiB.
    fixed = (20, 0, 8, 0, 0, 0, len(body), 1024, len(name), 0)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", *fixed) + name
    central = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *fixed, 0, 0, 0, 0, 0) + name
    ends = len(local) + len(body)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(central), ends, 0)
    path.write_bytes(local + body + central + end)
    assert path.stat().st_size < 2 * MB
    code = (
        "import re, sys, pathlib\n"
        "from engine.errors import BadInput\n"
        "from engine.reading.files import read_book\n"
        "try: read_book(pathlib.Path(sys.argv[1]))\n"
        "except BadInput as refused: print(refused)\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', status)[1])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60
    )
    sentence, peak_kb = ran.stdout.splitlines()
    assert "was not read." in sentence
    assert int(peak_kb) < 100_000


def test_too_many_entries_are_refused_before_they_are_listed(tmp_path, packed, monkeypatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    with pytest.raises(BadInput, match="more than 3 files"):
        checked_archive(packed({f"{n}.xml": "<x/>" for n in range(4)}))


def test_a_directory_larger_than_any_book_has_is_not_read(packed, monkeypatch):
    path = packed(docx())
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rfind(b"PK\x05\x06") + 12, 900 * MB)
    path.write_bytes(data)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(BadInput, match="more than 10,000 files"):
        checked_archive(path)


def test_encrypted_entries_are_refused(packed):
    path = packed(docx())
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(BadInput, match="password"):
        checked_archive(path)


def test_protected_books_are_refused(packed):
    lock = '<encryption><CipherReference URI="OEBPS/ch1.xhtml"/></encryption>'
    with pytest.raises(BadInput, match="protected"):
        checked_archive(packed({"META-INF/encryption.xml": lock}, "a.epub"))
    with pytest.raises(BadInput, match="protected"):
        checked_archive(
            packed({"META-INF/manifest.xml": "<manifest:encryption-data x='1'/>"}, "a.odt")
        )


def test_scrambled_fonts_are_no_protection(packed):
    lock = '<encryption><CipherReference URI="OEBPS/fonts/a.ttf"/></encryption>'
    assert checked_archive(packed({"META-INF/encryption.xml": lock}, "a.epub"))


def test_an_odd_way_of_packing_is_refused(packed, tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("word/document.xml", BODY.format("x"))
    with pytest.raises(BadInput, match="packed in a way"):
        checked_archive(path)


def test_a_flipped_byte_is_damage(packed):
    path = packed(docx(text=os.urandom(400).hex()))
    data = bytearray(path.read_bytes())
    data[data.find(b"word/document.xml") + 200] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(BadInput, match="damaged"):
        checked_archive(path)
