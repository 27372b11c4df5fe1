"""Text files as bytes: decoded strictly, with one clear sentence where that is not possible.

Shared by the command line and the editor; knows neither Qt nor models.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.errors import BadInput

MAX_TEXT_BYTES = 64 * 1024 * 1024
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
Newline = Literal["\n", "\r\n"]


@dataclass(frozen=True, slots=True)
class FileForm:
    """How a text lies in its file, so that saving gives back what was read."""

    encoding: str = "utf-8"
    bom: bytes = b""
    newline: Newline = "\n"

    def encode(self, text: str) -> bytes:
        """Return the bytes of a text whose lines end in "\\n".

        Raises:
            BadInput: the text holds half a character (a lone surrogate).
        """
        try:
            return self.bom + text.replace("\n", self.newline).encode(self.encoding)
        except UnicodeEncodeError as error:
            raise BadInput("The text holds half a character and cannot be written.") from error


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A file's text, its lines ending in "\\n", and the form it had."""

    text: str
    form: FileForm


def read_text(path: Path) -> DecodedText:
    """Read a text file.

    Raises:
        BadInput: it is missing, not a file, too large, unreadable or not text.
    """
    return decode_text(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """Read a file whole, up to 64 MiB.

    Raises:
        BadInput: it is missing, not a file, too large or unreadable.
    """
    try:
        if path.is_dir():
            raise BadInput(f"{path} is a folder, not a text file.")
        if path.stat().st_size > MAX_TEXT_BYTES:
            raise BadInput(f"{path} is larger than {MAX_TEXT_BYTES // 1024**2} MiB.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {path}.") from error
    except PermissionError as error:
        raise BadInput(f"{path} cannot be read: permission denied.") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from error


def decode_text(data: bytes, name: str) -> DecodedText:
    """Decode bytes as UTF-8, or as UTF-16 where they begin with its mark.

    Raises:
        BadInput: they are not text in one of these encodings.
    """
    bom, encoding = next(
        ((mark, code) for mark, code in _BOMS if data.startswith(mark)), (b"", "utf-8")
    )
    try:
        text = data[len(bom) :].decode(encoding)
    except UnicodeDecodeError as error:
        kind = "a binary file" if b"\0" in data else "not UTF-8 text"
        raise BadInput(f"{name} is {kind} and was not opened.") from error
    if "\0" in text:
        raise BadInput(f"{name} is a binary file and was not opened.")
    windows = text.count("\r\n")
    newline: Newline = "\r\n" if windows * 2 > text.count("\n") else "\n"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return DecodedText(text, FileForm(encoding, bom, newline))
