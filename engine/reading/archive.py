"""Documents that are zip archives: looked at before anything else sees them, and packed anew.

What is handed on holds the inflated, checked XML and nothing else: pictures and fonts are empty,
every text is UTF-8, and none declares an entity. Whatever the archive claimed of itself is gone.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from engine.errors import BadInput

MAX_ENTRIES = 10_000
MAX_UNPACKED_BYTES = 128 * 1024 * 1024
MAX_ARCHIVE_BYTES = 1024 * 1024 * 1024
BLOCK_BYTES = 64 * 1024
_MAX_DIRECTORY_BYTES = 8 * 1024 * 1024
_TEXTS = (".xml", ".rels", ".xhtml", ".html", ".htm", ".xht", ".opf", ".ncx")
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_END, _END_BYTES = b"PK\x05\x06", 22
_ZIP64_PLACE, _ZIP64_PLACE_BYTES = b"PK\x06\x07", 20
_DECLARED = re.compile(
    r"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["'][^>]{0,200}?\?>"""
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,500}\?>")
_ENCODINGS = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]"
    r"|gb2312|gbk|gb18030|big5|shift_jis|euc-jp|euc-kr",
    re.IGNORECASE,
)
_LOCKED = re.compile(r"<manifest:encryption-data|URI\s*=\s*[\"'][^\"']{1,500}\.x?html?[\"']")


def checked_archive(path: Path, max_bytes: int = MAX_UNPACKED_BYTES) -> bytes:
    """Return an archive with the same texts as a .docx, .odt or .epub file, and nothing else.

    Args:
        path: the file.
        max_bytes: what its texts may unpack to, together.

    Raises:
        BadInput: it is no archive, damaged, protected, or was made to do harm.
    """
    try:
        with path.open("rb") as file:
            _check_frame(file, path.name)
            with zipfile.ZipFile(file) as archive:
                return _packed_anew(archive, path.name, max_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError) as error:
        raise BadInput(f"{path.name} is damaged and was not read.") from error
    except (UnicodeDecodeError, RuntimeError, ValueError) as error:
        raise BadInput(f"{path.name} is damaged and was not read.") from error
    except PermissionError as error:
        raise BadInput(f"{path.name} cannot be read: permission denied.") from error
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _check_frame(file: IO[bytes], name: str) -> None:
    """Look at the archive's ends before its directory is read into memory."""
    head = file.read(4)
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise BadInput(f"{name} is empty.")
    if head == _OLD_OFFICE:
        raise BadInput(
            f"{name} is protected by a password or in an old format; save it anew without one."
        )
    if size > MAX_ARCHIVE_BYTES:
        raise BadInput(f"{name} is larger than {MAX_ARCHIVE_BYTES // 1024**2} MiB.")
    start = max(0, size - 65_535 - _END_BYTES - _ZIP64_PLACE_BYTES)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END)
    if not head.startswith(b"PK") or at < 0 or len(tail) < at + _END_BYTES:
        is_cut = head.startswith(b"PK")
        raise BadInput(
            f"{name} is {'cut short or damaged' if is_cut else 'not of the kind its name says'} "
            "and was not read."
        )
    n_entries, directory = struct.unpack_from("<HI", tail, at + 10)
    place = at - _ZIP64_PLACE_BYTES
    if place >= 0 and tail[place : place + 4] == _ZIP64_PLACE:
        file.seek(struct.unpack_from("<Q", tail, place + 8)[0])
        n_entries, directory = struct.unpack_from("<32xQQ", file.read(56))
    if n_entries > MAX_ENTRIES or directory > _MAX_DIRECTORY_BYTES:
        raise BadInput(f"{name} holds more than {MAX_ENTRIES:,} files and was not read.")
    file.seek(0)


def _packed_anew(archive: zipfile.ZipFile, name: str, max_bytes: int) -> bytes:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise BadInput(f"{name} holds more than {MAX_ENTRIES:,} files and was not read.")
    for entry in entries:
        _check_entry(entry, name)
    texts = [e for e in entries if _is_text(e.filename)]
    if sum(e.file_size for e in texts) > max_bytes:
        raise _too_large(name, max_bytes)
    packed, left, seen = io.BytesIO(), max_bytes, set[str]()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as clean:
        for entry in entries:
            if entry.filename in seen or entry.is_dir():
                continue
            seen.add(entry.filename)
            data = b""
            if _is_text(entry.filename):
                data = b"".join(_inflated(archive, entry, left, name, max_bytes))
                left -= len(data)
                if entry.filename != "mimetype":
                    data = _utf8(data, entry.filename, name)
            clean.writestr(zipfile.ZipInfo(entry.filename), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    inner = entry.orig_filename.replace("\\", "/")
    is_outside = inner.startswith("/") or ".." in inner.split("/") or inner[1:2] == ":"
    if is_outside or "\0" in inner:
        raise BadInput(f"{name} names files outside of itself and was not read.")
    if entry.flag_bits & 1:
        raise BadInput(f"{name} is protected by a password and cannot be read.")
    if _is_text(entry.filename) and entry.compress_type not in _KINDS:
        raise BadInput(f"{name} is packed in a way that no {PurePosixPath(name).suffix} is.")


def _is_text(inner: str) -> bool:
    return inner == "mimetype" or inner.lower().endswith(_TEXTS)


def _inflated(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, name: str, max_bytes: int
) -> Iterator[bytes]:
    """Yield an entry block by block; what it says of its size is not believed."""
    with archive.open(entry) as file:
        while block := file.read(BLOCK_BYTES):
            left -= len(block)
            if left < 0:
                raise _too_large(name, max_bytes)
            yield block


def _too_large(name: str, max_bytes: int) -> BadInput:
    return BadInput(f"{name} unpacks to more than {max_bytes // 1024**2} MiB and was not read.")


def _utf8(data: bytes, inner: str, name: str) -> bytes:
    """Return XML as UTF-8 without a declaration."""
    text = _decoded(data, inner, name)
    if "<!ENTITY" in text.upper():
        raise BadInput(
            f"{name} declares entities of its own, which no book needs; it was not read."
        )
    if inner.startswith("META-INF/") and _LOCKED.search(text):
        raise BadInput(f"{name} is protected against reading elsewhere and cannot be read.")
    return _DECLARATION.sub("", text).encode()


def _decoded(data: bytes, inner: str, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    if data[:4] in (b"<\0?\0", b"\0<\0?"):
        return data.decode("utf-16-le" if data[0] else "utf-16-be")
    declared = _DECLARED.match(data[:500].decode("latin-1").removeprefix("\xef\xbb\xbf"))
    encoding = declared[1] if declared else "utf-8"
    if not _ENCODINGS.fullmatch(encoding) or "16" in encoding:
        raise BadInput(f"{name} is in an encoding that is not known ({encoding}).")
    is_utf8 = encoding.lower().replace("-", "") == "utf8"
    try:
        return data.decode("utf-8-sig" if is_utf8 else encoding)
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is damaged: {inner} is not text.") from error
