"""A corpus is in its folder whole, or not at all."""

import json
from pathlib import Path

import pytest

from engine import disk
from engine.corpus import store
from engine.corpus.report import CorpusReport, DroppedRow, FileRow, ScriptRow, ScrubRow
from engine.corpus.splitting import Passage
from engine.corpus.store import encoded, read_corpus, sha256_of, write_corpus
from engine.errors import BadInput

TRAIN = (Passage("Book", "One", "It rained.\n\n“你是谁？”\u2028She\x85 went."),)
HELD = (Passage("Book", "", "It ended."),)


def report_of(train, held):
    return CorpusReport(
        files=(FileRow("a.txt", 3, 1), FileRow("b.pdf", 0, 0, "It cannot be read.")),
        train_words=6,
        held_words=2,
        train_chars=20,
        held_chars=9,
        train_chapters=1,
        held_chapters=1,
        dropped=(DroppedRow("Page numbers", 1, 1, "12"),),
        scripts=(ScriptRow("Latin", 0.9),),
        scrubbed=(ScrubRow("Names", 2),),
        data_sha256=sha256_of(train, held),
    )


def write(folder, train=TRAIN, held=HELD):
    data = encoded(train), encoded(held)
    write_corpus(folder, *data, report_of(*data))


def test_what_was_written_is_read(tmp_path):
    write(tmp_path / "data")
    corpus = read_corpus(tmp_path / "data")
    assert (corpus.train, corpus.held) == (TRAIN, HELD)
    assert corpus.report == report_of(encoded(TRAIN), encoded(HELD))
    assert sorted(p.name for p in (tmp_path / "data").iterdir()) == [
        "held.jsonl",
        "report.json",
        "train.jsonl",
    ]


def test_each_line_is_one_chapter(tmp_path):
    write(tmp_path)
    lines = (tmp_path / "train.jsonl").read_bytes().removesuffix(b"\n").split(b"\n")
    assert json.loads(lines[0]) == {"book": "Book", "title": "One", "text": TRAIN[0].text}


@pytest.mark.parametrize("name", ["train.jsonl", "held.jsonl"])
def test_a_changed_corpus_is_refused(tmp_path, name):
    write(tmp_path)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes().replace(b"It", b"in"))
    with pytest.raises(BadInput, match="was changed"):
        read_corpus(tmp_path)


@pytest.mark.parametrize("name", ["train.jsonl", "held.jsonl", "report.json"])
def test_a_missing_part_is_no_corpus(tmp_path, name):
    write(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(BadInput, match="no corpus"):
        read_corpus(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"schema": 1}', '{"schema": 1, "files": 3}', "\0", "[" * 100_000]
)
def test_a_damaged_report_is_refused(tmp_path, text):
    write(tmp_path)
    (tmp_path / "report.json").write_text(text)
    with pytest.raises(BadInput, match="damaged"):
        read_corpus(tmp_path)


def test_a_report_of_another_version_is_refused():
    with pytest.raises(BadInput, match="another version"):
        CorpusReport.from_json('{"schema": 2}')


def test_a_row_that_is_no_chapter_is_refused(tmp_path):
    write(tmp_path)
    data = b'{"book": 1}\n', encoded(HELD)
    write_corpus(tmp_path, *data, report_of(*data))
    with pytest.raises(BadInput, match="damaged"):
        read_corpus(tmp_path)


@pytest.mark.parametrize("n_moves", range(4))
@pytest.mark.parametrize("is_first", [True, False])
def test_a_kill_at_any_moment_leaves_a_whole_corpus_or_none(
    tmp_path, monkeypatch, n_moves, is_first
):
    folder = tmp_path / "data"
    if not is_first:
        write(folder, held=TRAIN)
    before = [*folder.iterdir()] if folder.exists() else []

    class Killed(BaseException):
        """The process is gone: nothing is tidied up."""

    moves, replace = [], Path.replace

    def move(path, target):
        if len(moves) == n_moves:
            raise Killed
        moves.append(path)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", move)
    monkeypatch.setattr(store, "_remove", lambda folder, is_new: None)
    if n_moves < 3:
        with pytest.raises(Killed):
            write(folder)
        with pytest.raises(BadInput, match="no corpus"):
            read_corpus(folder)
    else:
        write(folder)
        assert read_corpus(folder).held == HELD
    monkeypatch.undo()
    write(folder)
    assert read_corpus(folder).held == HELD
    assert len([*folder.iterdir()]) == 3
    assert len(before) in (0, 3)


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "data")
    assert not (tmp_path / "data").exists()
