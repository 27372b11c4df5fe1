"""Which files hold books, and how each is read. May block; nothing is written."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from engine.errors import BadInput
from engine.jobs import CancelFlag
from engine.reading.archive import checked_archive
from engine.reading.book import Block, Book, book_of
from engine.reading.markdown import markdown_blocks, plain_blocks
from engine.reading.pandoc import run_pandoc
from engine.reading.project import by_name, is_project, read_project
from engine.reading.rtf import restored, with_unicode
from engine.reading.tree import blocks_of
from engine.texts import decode_text, read_bytes, read_text

MAX_BOOKS = 5000
_ARCHIVES = {".docx": "docx", ".odt": "odt", ".epub": "epub"}
_HTML = {".html": "html", ".htm": "html", ".xhtml": "html"}
_MARKDOWN, _PLAIN = (".md", ".markdown"), (".txt", ".text")
KINDS = (*_ARCHIVES, *_HTML, ".rtf", *_MARKDOWN, *_PLAIN)
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?([\w.-]{1,40})"""
)
_CHARSETS = re.compile(
    r"iso-8859-\d{1,2}|windows-125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc-jp|euc-kr"
)


def book_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return what `read_book` can be asked for: files as given, and what lies in folders.

    A Longhand project is one book: its folder is returned, and nothing in it is a book of its own.
    Folders are searched all the way down in the order of names; hidden files, lock files and links
    to folders are left out.

    Raises:
        BadInput: there are more than 5,000.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for book in _books_in(path):
            found.setdefault(Path(os.path.realpath(book)), book)
            if len(found) > MAX_BOOKS:
                raise BadInput(f"There are more than {MAX_BOOKS:,} books in what was chosen.")
    return tuple(found.values())


def read_book(path: Path, cancel: CancelFlag | None = None) -> Book:
    """Read a book from a file or from a project's folder.

    Args:
        path: .docx, .odt, .epub, .html, .rtf, .md, .txt, or a folder with project.toml.
        cancel: ends a long reading.

    Raises:
        BadInput: one clear sentence on why it cannot be read.
        Cancelled: the flag was raised.
    """
    if path.is_dir() and is_project(path):
        return read_project(path)
    _require_file(path)
    kind = path.suffix.lower()
    if kind in _MARKDOWN:
        title, blocks = markdown_blocks(read_text(path).text)
    elif kind in _PLAIN:
        title, blocks = "", plain_blocks(read_text(path).text)
    elif kind in KINDS:
        title, blocks = _through_pandoc(path, kind, cancel)
    else:
        raise BadInput(
            f"{path.name} is of a kind that cannot be read; "
            ".docx, .odt, .epub, .html, .rtf, .md and .txt can."
        )
    book = book_of(blocks, title, path)
    if not book.chapters:
        raise BadInput(f"{path.name} has no text.")
    return book


def _through_pandoc(path: Path, kind: str, cancel: CancelFlag | None) -> tuple[str, list[Block]]:
    if kind in _ARCHIVES:
        data, reader = checked_archive(path), _ARCHIVES[kind]
    else:
        data, reader = read_bytes(path), _HTML.get(kind, "rtf")
        if reader == "html":
            data = _html_text(data, path.name).encode()
        elif not data.lstrip().startswith(b"{\\rtf"):
            raise BadInput(f"{path.name} is not of the kind its name says and was not read.")
        else:
            data = with_unicode(data, path.name)
    title, blocks = blocks_of(run_pandoc(reader, data, path.name, cancel), path.name)
    if reader == "rtf":
        return restored(title), [replace(block, text=restored(block.text)) for block in blocks]
    return title, blocks


def _html_text(data: bytes, name: str) -> str:
    """Decode a page as it says; UTF-8 where it says nothing."""
    declared = _CHARSET.search(data[:2048])
    encoding = declared[1].decode("ascii", "replace").lower() if declared else ""
    if not _CHARSETS.fullmatch(encoding):
        return decode_text(data, name).text
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise BadInput(f"{name} is not in the encoding it names ({encoding}).") from error


def _require_file(path: Path) -> None:
    """Refuse what is no file: reading a pipe or a device would wait for ever."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {path}.") from error
    except PermissionError as error:
        raise BadInput(f"{path} cannot be read: permission denied.") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from error
    if stat.S_ISDIR(mode):
        raise BadInput(f"{path} is a folder, not a book.")
    if not stat.S_ISREG(mode):
        raise BadInput(f"{path} is not a file that can be read.")


def _books_in(path: Path) -> Iterator[Path]:
    if not path.is_dir() or is_project(path):
        yield path
        return
    for folder, folders, names in os.walk(path):
        here = Path(folder)
        folders[:] = sorted(
            (n for n in folders if not n.startswith(".")), key=lambda n: by_name(Path(n))
        )
        for name in [n for n in folders if is_project(here / n)]:
            folders.remove(name)
            yield here / name
        for file in sorted(map(Path, names), key=by_name):
            is_hidden = file.name.startswith((".", "~$"))
            if not is_hidden and file.suffix.lower() in KINDS:
                yield here / file
