"""Story notes (story/*.md): read from disk, and found by the names that stand before the caret.

A note's name is its first `# heading`, or its file's name. Lines `Key: value` in front matter
between two `---`, or right below a heading, say more:

    Aliases: Mara, the Keeper      other names; also `[Mara, the Keeper]`
    Known from: The arrival        a scene's title or file: nothing is told before it
    Known: yes                     always told

A section `## The arrival` that is called after a scene is told from that scene on, unless it is
known itself or by its note. Where a `Known from` names no scene, nothing is told; where several
scenes have the name, the last one counts. Names are found as whole words in the writer's capitals,
in scripts without spaces anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ui.errors import FileUnusable
from ui.manuscript.text_file import open_text
from ui.manuscript.tree import TreeItem

STORY = "story"
_MAX_CHARS = 400
# Looked at first: in most texts it names enough.
_NEAR_CHARS = 2000
_KEYS = {
    "aliases": "aliases", "alias": "aliases", "别名": "aliases",
    "known from": "known_from", "已知于": "known_from",
    "known": "known", "已知": "known",
}  # fmt: skip
_YES = {"yes", "true", "是"}
_KEY_LINE = re.compile("\\s*([^\\W\\d_][^:\uff1a]*?)\\s*[:\uff1a]\\s*(.+?)\\s*")
_SENTENCE_END = re.compile("[.!?\u2026](?=\\s)|[\u3002\uff01\uff1f]|\n")
_COMMAS = re.compile("[,;\uff0c\u3001\uff1b]")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*")
# Thai, kana, Han, Hangul (its particles follow without a space).
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
# A line end inside a text of such a script, or behind its punctuation.
_SEAM = re.compile(f"(?<=[{_UNSPACED}\u3000-\u303f\uff00-\uffef])\n(?=[{_UNSPACED}\u300c\u300e])")
# An underscore is Markdown's emphasis.
_WORD = re.compile(rf"[^\W_{_UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a note."""

    text: str
    known_from: tuple[str, ...] = ()
    """Titles or files of scenes; it is told once all of them are reached."""
    section: str = ""
    """What its section is called; a scene's title holds it back like the above."""
    is_known: bool = False
    """Told whatever its section is called."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note."""

    name: str
    aliases: tuple[str, ...]
    parts: tuple[Part, ...]


Stamp = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Notes:
    """All notes of a project, and where to look for their names."""

    notes: tuple[Note, ...] = ()
    by_word: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """A name's longest word -> (name, note) of every name with it."""
    unspaced: tuple[tuple[str, int], ...] = ()
    """Names in scripts without spaces."""
    beginnings: re.Pattern[str] | None = None
    """Finds two letters wherever the first letter of such a name stands."""
    longest_name: int = 0
    files: Mapping[Stamp, Note] = field(default_factory=dict)
    """Each file's name, time of change (ns) and size, and the note that was in it."""


def read_notes(folder: Path, earlier: Notes | None = None) -> Notes:
    """Read a project's notes; may block.

    Args:
        folder: the project's folder.
        earlier: what was read before: files that did not change since are not read again, and if
            none did, this very object is returned.
    """
    known = earlier.files if earlier else {}
    files: dict[Stamp, Note] = {}
    for path in sorted((folder / STORY).glob("*.md")):
        try:
            stat = path.stat()
            stamp = (path.name, stat.st_mtime_ns, stat.st_size)
            files[stamp] = known.get(stamp) or parse_note(open_text(path).text, path.stem)
        except (OSError, FileUnusable):
            # Gone since it was listed, or no text: no note.
            continue
    if earlier is not None and files.keys() == known.keys():
        return earlier
    return index_notes(files)


def parse_note(text: str, stem: str) -> Note:
    """Return the note that a file's text is; `stem` is its file's name without the suffix."""
    front, lines = _split_front(text)
    name, lines = _split_title(lines, stem)
    (_, top), *sections = _sections(lines)
    own, told = _take_keys(top)
    keys = front | own
    is_known = _is_known(keys)
    gate = () if is_known else tuple(filter(None, [keys.get("known_from", "")]))
    parts = [Part(_flat(told), gate)]
    for title, inner in sections:
        own, told = _take_keys(inner)
        free = is_known or _is_known(own)
        more = tuple(filter(None, [own.get("known_from", "")]))
        parts.append(Part(_flat(told), () if free else gate + more, title, free))
    aliases = _COMMAS.split(keys.get("aliases", "").strip("[]"))
    names = tuple(filter(None, (alias.strip().strip("\"'") for alias in aliases)))
    return Note(name, names, tuple(part for part in parts if part.text))


def index_notes(files: Mapping[Stamp, Note]) -> Notes:
    """Return notes ready to be looked up."""
    notes = tuple(files.values())
    by_word: dict[str, list[tuple[str, int]]] = {}
    unspaced: list[tuple[str, int]] = []
    for n, note in enumerate(notes):
        for name in {_plain(name) for name in (note.name, *note.aliases)}:
            words = _WORD.findall(name)
            if _IS_UNSPACED.search(name):
                unspaced.append((name, n))
            elif words:
                # The longest is the rarest: "Keeper" of "the Keeper".
                by_word.setdefault(max(words, key=len), []).append((name, n))
    frozen = {word: tuple(names) for word, names in by_word.items()}
    longest = max((len(name) for note in notes for name in (note.name, *note.aliases)), default=0)
    firsts = "".join(sorted({re.escape(name[0]) for name, _ in unspaced}))
    beginnings = re.compile(f"(?=([{firsts}].))", re.DOTALL) if firsts else None
    return Notes(notes, frozen, tuple(unspaced), beginnings, longest, dict(files))


def notes_for(
    notes: Notes,
    scene_order: Sequence[TreeItem],
    current_scene: str,
    text_before_caret: str,
    limit: int,
) -> list[str]:
    """Return what the notes say of the names before the caret, the nearest mention first.

    Args:
        notes: the project's notes.
        scene_order: its scenes, in reading order.
        current_scene: the id of the caret's scene; an unknown one has reached no scene.
        text_before_caret: where names are looked for.
        limit: the most notes to return.

    Returns:
        "Name: text" each, with nothing that belongs to a later scene; 400 characters at most.
    """
    reached = _reached(scene_order, current_scene)
    text = _plain(text_before_caret)
    near = text[-_NEAR_CHARS:]
    if near != text:
        # A name at its left edge may be the end of a longer one: those wait for the whole text.
        ends = {n: end for n, end in _mentions(notes, near).items() if end > notes.longest_name}
        if len(found := _lines(notes, ends, reached, limit)) == limit:
            return found
    return _lines(notes, _mentions(notes, text), reached, limit)


def _lines(
    notes: Notes, ends: Mapping[int, int], reached: Mapping[str, bool], limit: int
) -> list[str]:
    """Return what the notes mentioned say, the last one first."""
    found: list[str] = []
    for n in sorted(ends, key=lambda n: (-ends[n], n)):
        if len(found) >= limit:
            break
        note = notes.notes[n]
        text = "\n".join(filter(None, (_told(part, reached) for part in note.parts)))
        if text:
            found.append(_cut(f"{note.name}: {text}"))
    return found


def _mentions(notes: Notes, text: str) -> dict[int, int]:
    """Return where each note's last mention in a text ends."""
    found: dict[int, int] = {}
    for word in notes.by_word.keys() & set(_WORD.findall(text)):
        for name, n in notes.by_word[word]:
            found[n] = max(found.get(n, 0), _last_whole(name, text, found.get(n, 0)))
    # Most names are ruled out by their first two letters.
    pairs = set(notes.beginnings.findall(text)) if notes.beginnings else set()
    for name, n in notes.unspaced:
        if len(name) == 1 or name[:2] in pairs:
            at = text.rfind(name, found.get(n, 0))
            found[n] = max(found.get(n, 0), at + len(name) if at >= 0 else 0)
    return {n: end for n, end in found.items() if end > 0}


def _last_whole(name: str, text: str, start: int) -> int:
    """Return where a name's last occurrence as whole words ends, 0 where there is none."""
    at = text.rfind(name, start)
    while at >= 0:
        end = at + len(name)
        if not _joins(text[at - 1 : at], name[0]) and not _joins(text[end : end + 1], name[-1]):
            return end
        at = text.rfind(name, start, end - 1)
    return 0


def _joins(beside: str, edge: str) -> bool:
    """Tell whether a letter beside a name makes it part of a longer word."""
    return edge.isalnum() and beside.isalnum() and not _IS_UNSPACED.match(beside)


def _reached(scenes: Sequence[TreeItem], current: str) -> dict[str, bool]:
    """Return for each title and file name whether the last scene of that name is reached."""
    here = next((n for n, scene in enumerate(scenes) if scene.id == current), -1)
    found: dict[str, bool] = {}
    for n, scene in enumerate(scenes):
        file = scene.file.rpartition("/")[2]
        for name in (scene.title, scene.file, file, file.rpartition(".")[0]):
            found[_key(name)] = n <= here
    return found


def _told(part: Part, reached: Mapping[str, bool]) -> str:
    """Return what a part says at the caret's scene, empty where it is too early for it."""
    is_scene = _key(part.section) in reached
    if not all(reached.get(_key(name), False) for name in part.known_from):
        return ""
    if is_scene and not part.is_known and not reached[_key(part.section)]:
        return ""
    return f"{part.section}: {part.text}" if part.section and not is_scene else part.text


def _split_front(text: str) -> tuple[dict[str, str], list[str]]:
    lines = text.split("\n")
    if lines[0].rstrip() != "---" or "---" not in (line.rstrip() for line in lines[1:]):
        return {}, lines
    end = next(n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    pairs = (_KEY_LINE.fullmatch(line) for line in lines[1:end])
    keys = {_KEYS[pair[1].lower()]: pair[2] for pair in pairs if pair and pair[1].lower() in _KEYS}
    return keys, lines[end + 1 :]


def _split_title(lines: list[str], stem: str) -> tuple[str, list[str]]:
    for n, line in enumerate(lines):
        heading = _HEADING.fullmatch(line)
        if heading and len(heading[1]) == 1 and heading[2]:
            return heading[2], [*lines[:n], *lines[n + 1 :]]
    return stem, lines


def _sections(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return what is above the first `##` heading, under no title, and each section."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in lines:
        heading = _HEADING.fullmatch(line)
        if heading and len(heading[1]) == 2:
            found.append((heading[2], []))
        else:
            found[-1][1].append(line)
    return found


def _take_keys(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """Return the key lines that a stretch begins with, and the lines below them."""
    keys: dict[str, str] = {}
    for n, line in enumerate(lines):
        pair = _KEY_LINE.fullmatch(line)
        if pair and pair[1].lower() in _KEYS:
            keys[_KEYS[pair[1].lower()]] = pair[2]
        elif line.strip():
            return keys, lines[n:]
    return keys, []


def _is_known(keys: Mapping[str, str]) -> bool:
    return keys.get("known", "").lower() in _YES


def _flat(lines: Iterable[str]) -> str:
    """Return a stretch with one line per paragraph, without heading marks."""
    paragraphs = re.split(r"\n\s*\n", "\n".join(line.strip().lstrip("#").strip() for line in lines))
    return "\n".join(
        " ".join(_SEAM.sub("", paragraph).split()) for paragraph in paragraphs if paragraph.strip()
    )


def _cut(text: str) -> str:
    """Return a text's beginning, up to its last whole sentence or word."""
    if len(text) <= _MAX_CHARS:
        return text
    head = text[:_MAX_CHARS]
    ends = [match.end() for match in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] > _MAX_CHARS // 2:
        return head[: ends[-1]].rstrip()
    words = head.rsplit(" ", 1)[0] if " " in head[_MAX_CHARS // 2 :] else head
    return words.rstrip() + "…"


def _plain(text: str) -> str:
    """Return a text with one kind of apostrophe; every character keeps its place."""
    return text.replace("\u2019", "'")


def _key(name: str) -> str:
    return name.strip().casefold()
