"""A TOML file of rows (`[[tree]]`, `[[beat]]`): read, changed in place, written safely.

What is not changed survives a save as it was: comments, unknown keys, the order of keys, rows set
aside. Knows nothing about what the rows mean. Pure Python; may block.
"""

from __future__ import annotations

import itertools
import tomllib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Comment, Item, Table, Whitespace

from engine.errors import BadInput
from engine.texts import FileForm, decode_text, read_bytes
from ui.errors import ChangedOnDisk, FileUnusable, SaveFailed
from ui.language import tr
from ui.manuscript.text_file import digest, write_atomic

Value = str | int
# A broken value nested a thousand deep ends the parser's recursion.
_PARSE_ERRORS = (TOMLKitError, ValueError, RecursionError)


@dataclass(frozen=True, slots=True)
class TomlSource:
    """A file as it was read or written last."""

    path: Path
    text: str = ""
    form: FileForm = field(default_factory=FileForm)
    sha256: str | None = None
    """None where there is no file."""
    fault: str = ""
    """Why the file's content could not be used, as one sentence; the text is then empty."""


@dataclass(frozen=True, slots=True)
class RowEdit:
    """One row to be written."""

    id: str
    at: int | None
    """Its place among the rows that were read; None for a new one."""
    fields: Mapping[str, Value]
    """What changes; an empty text or 0 takes the key away."""


class ParsedText:
    """A parsed file between two saves: to parse it in full takes far longer than the rest."""

    def __init__(self) -> None:
        self._text = ""
        self._document: TOMLDocument | None = None

    def take(self, text: str) -> TOMLDocument:
        """Return a text as a document that may be changed; it is not handed out twice.

        Raises:
            SaveFailed: the text cannot be changed in place.
        """
        document, self._document = self._document, None
        if document is not None and text == self._text:
            return document
        try:
            return tomlkit.parse(text)
        except _PARSE_ERRORS as error:
            raise SaveFailed(
                tr("The file was not saved: {fault}.").format(fault=str(error).rstrip("."))
            ) from error

    def keep(self, text: str, document: TOMLDocument) -> None:
        """Keep the document that a text is the form of."""
        self._text, self._document = text, document


def read_source(path: Path, key: str, schema: int) -> TomlSource:
    """Read a file of rows; a missing one is empty, a broken one carries its fault.

    Raises:
        FileUnusable: it cannot be read, or a later version of Longhand wrote it.
    """
    if not path.exists():
        return TomlSource(path)
    try:
        data = read_bytes(path)
    except BadInput as error:
        raise FileUnusable(str(error)) from error
    try:
        decoded = decode_text(data, path.name)
        plain = tomllib.loads(decoded.text)
    except (BadInput, *_PARSE_ERRORS) as error:
        return TomlSource(path, sha256=digest(data), fault=_fault(path, error))
    found = plain.get("schema", schema)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= schema:
        raise FileUnusable(
            tr(
                "{name} was written by a later version of Longhand (schema {schema}), so it was "
                "left as it is."
            ).format(name=path.name, schema=found)
        )
    rows = plain.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        fault = _fault(path, ValueError(f"{key} is not a list of tables"))
        return TomlSource(path, sha256=digest(data), fault=fault)
    return TomlSource(path, decoded.text, decoded.form, digest(data))


def plain_values(source: TomlSource) -> dict[str, Any]:
    """Return the whole file as plain dictionaries and lists."""
    return tomllib.loads(source.text)


def text_field(row: Mapping[str, Any], name: str) -> str:
    """Return a row's text, empty where it has none."""
    value = row.get(name, "")
    return value if isinstance(value, str) else ""


def count_field(row: Mapping[str, Any], name: str) -> int:
    """Return a row's count, 0 where it has none."""
    value = row.get(name, 0)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def rewrite(
    text: str,
    key: str,
    head: Mapping[str, Value | Mapping[str, int]],
    rows: Sequence[RowEdit],
    set_aside: Collection[int] = (),
    parsed: ParsedText | None = None,
) -> str:
    """Return a file's text with its rows in another order and state.

    Args:
        text: the file's text; it can be parsed.
        key: the name of the rows.
        head: what changes outside of the rows; a mapping is a table.
        rows: every row the file is to hold, in order.
        set_aside: places of rows that are kept as they are, each behind the row it stands behind.
        parsed: keeps the parsed file from one save to the next.

    Raises:
        SaveFailed: the text can be read, but not changed in place.
    """
    parsed = parsed or ParsedText()
    document = parsed.take(text)
    for name, value in head.items():
        if isinstance(value, Mapping):
            for inner, count in value.items():
                _write(document.setdefault(name, tomlkit.table()), inner, count)
        else:
            _write(document, name, value)
    tables = _tables(document.get(key))
    leads, rest = _lift_comments(document, key, tables)
    followers = _followers(len(tables), set_aside)
    written: list[tuple[int | None, Table]] = []
    written += [(at, tables[at]) for at in followers.pop(None, [])]
    for row in rows:
        table = _new_table(row.id) if row.at is None else tables[row.at]
        for name, value in row.fields.items():
            _write(table, name, value)
        written.append((row.at, table))
        if row.at is not None:
            written += [(at, tables[at]) for at in followers.pop(row.at, [])]
    written += [(at, tables[at]) for at in itertools.chain(*followers.values())]
    before: int | None = -1
    for n, (at, table) in enumerate(written):
        lead = "" if at is None else leads[at]
        if at is None or before is None or at != before + 1:
            # Another neighbour above: one empty line between them.
            lead = ("\n" if n else "") + lead.lstrip("\n")
        table.trivia.indent, before = lead, at
    _put_rows(document, key, [table for _, table in written])
    (written[-1][1].value if written else document).body.extend(rest)
    changed = tomlkit.dumps(document)
    parsed.keep(changed, document)
    return changed


def write_source(source: TomlSource, text: str) -> TomlSource:
    """Write a file over the one that was read; a broken one is kept beside it.

    Raises:
        ChangedOnDisk: the file on disk is not the one that was read.
        SaveFailed: it cannot be written; the file on disk is as it was.
    """
    name = source.path.name
    try:
        data = source.form.encode(text)
        target = source.path.resolve()
        there = target.read_bytes() if target.exists() else None
        if (None if there is None else digest(there)) != source.sha256:
            raise ChangedOnDisk(
                tr("{name} was changed by another program since it was read.").format(name=name)
            )
        if there is not None and source.fault:
            write_atomic(_free_name(target.with_name(f"{name}.unreadable")), there)
        write_atomic(target, data)
    except BadInput as error:
        raise SaveFailed(
            tr("{name} was not saved: {fault}").format(name=name, fault=error)
        ) from error
    except OSError as error:
        reason = (error.strerror or tr("of an unknown fault")).lower()
        raise SaveFailed(
            tr("{name} was not saved: {reason}; it is on the disk as it was before.").format(
                name=name, reason=reason
            )
        ) from error
    return TomlSource(source.path, text, source.form, digest(data))


def _fault(path: Path, error: Exception) -> str:
    return tr("{name} cannot be read and was left as it is: {fault}.").format(
        name=path.name, fault=str(error).rstrip(".")
    )


def _free_name(path: Path) -> Path:
    """Return the path, or with a number behind it where something is there already."""
    numbered = (path.with_name(f"{path.name}-{n}") for n in itertools.count(2))
    return next(free for free in itertools.chain([path], numbered) if not free.exists())


def _followers(count: int, set_aside: Collection[int]) -> defaultdict[int | None, list[int]]:
    """Return which rows set aside stand behind which row (None: before all)."""
    found: defaultdict[int | None, list[int]] = defaultdict(list)
    before: int | None = None
    for at in range(count):
        if at in set_aside:
            found[before].append(at)
        else:
            before = at
    return found


def _write(table: Any, name: str, value: Value) -> None:
    """Set one key, or take it away; a comment behind it stays."""
    if value in ("", 0) and name not in ("id", "schema"):
        table.pop(name, None)
    else:
        table[name] = _item(value)


def _item(value: Value) -> Item:
    # The format drops a line end right behind the quotes, and one of Windows is read as another.
    lines = isinstance(value, str) and "\n" in value and "\r" not in value and value[0] != "\n"
    return tomlkit.string(str(value), multiline=True) if lines else tomlkit.item(value)


def _tables(rows: Any) -> list[Table]:
    if isinstance(rows, AoT):
        return list(rows.body)
    tables = []
    for row in rows or []:
        table = tomlkit.table()
        table.update(row.unwrap())
        tables.append(table)
    return tables


def _new_table(id: str) -> Table:
    table = tomlkit.table()
    table.append("id", id)
    return table


def _lift_comments(
    document: TOMLDocument, key: str, tables: Sequence[Table]
) -> tuple[list[str], list[Any]]:
    """Take the comments above each row out of what is before it, where the parser leaves them.

    Returns:
        What stands above each row; what stands below the last one, ready for a table's body.
    """
    leads = [table.trivia.indent for table in tables]
    if isinstance(document.get(key), AoT):
        leads[0] = _lift_first(document, key) + leads[0]
    rest: list[Any] = []
    for n, table in enumerate(tables, start=1):
        body = table.value.body
        rest = []
        while body and body[-1][0] is None:
            rest.insert(0, body.pop())
        if n < len(tables):
            leads[n] = "".join(item.as_string() for _, item in rest) + leads[n]
    return leads, rest


def _lift_first(document: TOMLDocument, key: str) -> str:
    """Take out the comments right above the first row; those above an empty line are the file's."""
    body = document.body
    at = next(n for n, (name, _) in enumerate(body) if name is not None and name.key == key)
    if at and isinstance(table := body[at - 1][1], Table):
        body, at = table.value.body, len(table.value.body)
    lead = ""
    while at and isinstance(comment := body[at - 1][1], Comment):
        at -= 1
        lead = comment.as_string() + lead
        # Not taken away: the keys behind it are found by their place.
        body[at] = (None, Whitespace(""))
    return lead


def _put_rows(document: Any, key: str, tables: Sequence[Table]) -> None:
    if not tables:
        document.pop(key, None)
        return
    rows = document.get(key)
    if not isinstance(rows, AoT):
        document.pop(key, None)
        rows = tomlkit.aot()
        # A first table, so that the place of the rows is that of a list of tables.
        rows.append(tomlkit.table())
        document.append(key, rows)
        rows = document[key]
    rows.body[:] = tables
