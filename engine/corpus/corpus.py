"""From the writer's files to a corpus in a folder; reads nothing else and writes nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.corpus.cleaning import Tally, cleaned
from engine.corpus.duplicates import Seen
from engine.corpus.paragraphs import Draft, count_words, draft_of, script_counts
from engine.corpus.report import CorpusReport, FileRow, ScriptRow
from engine.corpus.scrub import Scrubber
from engine.corpus.splitting import Passage, passages_of, split
from engine.corpus.store import Corpus, encoded, read_corpus, sha256_of, write_corpus
from engine.errors import BadInput, LanguageUnsupported
from engine.jobs import CancelFlag
from engine.reading.book import Book
from engine.reading.files import book_files, read_book
from engine.scripts import require_language

__all__ = ["Corpus", "CorpusOptions", "CorpusReport", "Passage", "build_corpus", "read_corpus"]

LEAST_WORDS = 10_000
# A file of which less than this is new is a copy of others.
_COPY_SHARE = 0.2
_COPY = "Almost all of it stands in these files already; it counts once."
MAX_CHARS = 64 * 1024 * 1024
OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class CorpusOptions:
    """How to make a corpus."""

    scrub: bool = False
    """Whether e-mail addresses, telephone numbers and the names get stand-ins."""
    names: tuple[str, ...] = ()
    held_out_share: float = 0.1
    """Of the words, above 0 and at most 0.5."""
    seed: int = 1
    base: str = ""
    """Name of the model that shall learn from it."""
    languages: tuple[str, ...] = ()
    """That the model knows; a book in the script of none of them is left out. Empty: all."""

    def __post_init__(self) -> None:
        """Check the range.

        Raises:
            BadInput: the share is out of it.
        """
        if not 0 < self.held_out_share <= 0.5:
            raise BadInput("The share that is held out must be above 0 and at most a half.")


def build_corpus(
    paths: Sequence[Path],
    folder: Path,
    options: CorpusOptions,
    on_progress: OnProgress = lambda what, done, total: None,
    cancel: CancelFlag | None = None,
) -> CorpusReport:
    """Read, clean and split books, and write the corpus.

    Args:
        paths: files, folders and projects.
        folder: where to; one corpus takes the place of another.
        options: how.
        on_progress: told what is being done, and how many of how many steps are done.
        cancel: ends the work; nothing is written then.

    Raises:
        BadInput: no file can be read, or they hold too few words or too many; nothing is written.
        Cancelled: the flag was raised.
        OSError: the folder cannot be written to; there is no corpus in it then.
    """
    files = book_files(paths)
    if not files:
        raise BadInput("There is no book in what was chosen.")
    n_steps = 2 * len(files) + 1

    def step(what: str, done: int) -> None:
        on_progress(what, done, n_steps)
        if cancel is not None:
            cancel.check()

    books, rows = _read_all(files, options, step, cancel)
    scrubber = Scrubber(options.names, books) if options.scrub else None
    tally, seen = Tally(), Seen()
    drafts: list[Draft] = []
    for n, book in enumerate(books):
        step(book.source.name, len(files) + n)
        scrubbed = scrubber.book(book) if scrubber else book
        clean = cleaned(draft_of(scrubbed), tally)
        drafts.append(seen.without_seen(clean, tally))
        if _words(drafts[-1]) < _COPY_SHARE * _words(clean):
            rows[book.source] = replace(rows[book.source], problem=_COPY)
    passages = passages_of([draft for draft in drafts if draft.paragraphs])
    _require_enough(sum(count_words(p.text) for p in passages), len(passages), books)
    train, held = split(passages, options.held_out_share, options.seed)
    data = encoded(train), encoded(held)
    report = CorpusReport(
        files=tuple(rows.values()),
        **_sizes("train", train),
        **_sizes("held", held),
        dropped=tally.rows(),
        scripts=_scripts(passages),
        scrubbed=scrubber.rows() if scrubber else (),
        data_sha256=sha256_of(*data),
    )
    step(folder.name, n_steps - 1)
    write_corpus(folder, *data, report)
    on_progress(folder.name, n_steps, n_steps)
    return report


def _read_all(
    files: Sequence[Path],
    options: CorpusOptions,
    step: Callable[[str, int], None],
    cancel: CancelFlag | None,
) -> tuple[list[Book], dict[Path, FileRow]]:
    """Read every file; one that cannot be read or used is told of and stops no other."""
    books: list[Book] = []
    rows: dict[Path, FileRow] = {}
    n_chars = 0
    for n, path in enumerate(files):
        step(path.name, n)
        try:
            book = read_book(path, cancel)
            _require_language(book, options)
        except (BadInput, LanguageUnsupported) as error:
            rows[path] = FileRow(path.name, 0, 0, str(error))
            continue
        texts = [chapter.text for chapter in book.chapters]
        n_chars += sum(map(len, texts))
        if n_chars > MAX_CHARS:
            raise BadInput("The books hold more than 64 million letters; choose fewer of them.")
        books.append(book)
        rows[book.source] = FileRow(path.name, sum(map(count_words, texts)), len(texts))
    if not books:
        first = next(row.problem for row in rows.values())
        others = f" Nor can the {len(rows) - 1} others be read." if len(rows) > 1 else ""
        raise BadInput(f"{first}{others}")
    return books, rows


def _require_language(book: Book, options: CorpusOptions) -> None:
    """Refuse a book in another script; its middle decides, for a foreword may be in any."""
    middle = book.chapters[len(book.chapters) // 2].text if book.chapters else ""
    require_language(middle, options.languages, options.base)


def _words(draft: Draft) -> int:
    return sum(count_words(paragraph.text) for paragraph in draft.paragraphs)


def _require_enough(n_words: int, n_passages: int, books: Sequence[Book]) -> None:
    if n_words >= LEAST_WORDS and n_passages > 1:
        return
    what = books[0].source.name if len(books) == 1 else "What was chosen"
    raise BadInput(
        f"{what} has {n_words:,} words that can be used; at least {LEAST_WORDS:,} are needed for a "
        "voice of one's own."
    )


def _sizes(side: str, passages: Sequence[Passage]) -> dict[str, int]:
    return {
        f"{side}_words": sum(count_words(p.text) for p in passages),
        f"{side}_chars": sum(len(p.text) for p in passages),
        f"{side}_chapters": len(passages),
    }


def _scripts(passages: Sequence[Passage]) -> tuple[ScriptRow, ...]:
    total: Counter[str] = Counter()
    for passage in passages:
        total.update(script_counts(passage.text))
    letters = max(1, total.total())
    return tuple(ScriptRow(name, round(n / letters, 4)) for name, n in total.most_common())
