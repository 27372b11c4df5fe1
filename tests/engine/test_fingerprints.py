"""Hashes of books: what they hold, how a damaged file bounces, what the writer may say."""

import random
import subprocess
import sys

import pytest

from engine.errors import ModelDamaged
from engine.fingerprints import FILE, Books, Fingerprints, read_fingerprints, write_fingerprints
from engine.guards import runs_of, word_runs, words_of
from engine.manifest import refuse_pickle
from tests.wire import ROOT

CANARY = "seven purple herons counted the silver spoons beneath a crooked lighthouse"
CHINESE = "七只紫色的鹭鸶在歪斜的灯塔下数着银勺子"


def prints_of(tmp_path, *texts) -> Fingerprints:
    write_fingerprints(texts, tmp_path / "prints")
    return read_fingerprints(tmp_path / "prints")


def test_every_run_of_the_texts_is_known_and_no_other(tmp_path):
    text = f"Well, {CANARY}: it was Don\u2019t, {CHINESE}."
    prints = prints_of(tmp_path, text, text)
    runs = word_runs(text)
    assert all(run in prints for run in runs)
    assert len(prints) == len(runs)
    other = "it was the best of times it was the worst of times"
    assert not any(run in prints for run, _ in runs_of([word for word, _ in words_of(other)]))


def test_no_run_reaches_from_one_text_into_the_next(tmp_path):
    assert len(prints_of(tmp_path, "one two three four", "five six seven eight")) == 0
    assert len(prints_of(tmp_path)) == 0


def test_another_process_writes_the_same_file(tmp_path):
    write_fingerprints([CANARY, CHINESE], tmp_path / "here")
    program = (
        "import sys; from pathlib import Path; from engine.fingerprints import write_fingerprints;"
        "write_fingerprints(sys.argv[2:], Path(sys.argv[1]))"
    )
    there = tmp_path / "there"
    subprocess.run([sys.executable, "-c", program, there, CANARY, CHINESE], cwd=ROOT, check=True)
    assert there.read_bytes() == (tmp_path / "here").read_bytes()


def test_the_hashes_of_a_known_text_never_change(tmp_path):
    path = tmp_path / "prints"
    write_fingerprints(["one two three four five six seven eight"], path)
    assert path.read_bytes().hex() == (
        "4c485052494e5453"
        + "0100"
        + "0800"
        + "0c00"
        + "0000"
        + "0100000000000000"
        + "d4290aa4b7182c24"
    )


def damaged(raw: bytes, rng: random.Random) -> bytes:
    """Return a file that was cut, made longer, or has another header."""
    kind = rng.randrange(3)
    if kind == 0:
        return raw[: rng.randrange(len(raw))]
    if kind == 1:
        return raw + bytes(rng.randrange(1, 9))
    at = rng.randrange(24)
    return raw[:at] + bytes([raw[at] ^ 0xFF]) + raw[at + 1 :]


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_is_refused(tmp_path, seed):
    path = tmp_path / "prints"
    write_fingerprints([CANARY], path)
    path.write_bytes(damaged(path.read_bytes(), random.Random(seed)))
    with pytest.raises(ModelDamaged, match="fingerprints"):
        read_fingerprints(path)


def test_hashes_out_of_order_are_refused(tmp_path):
    path = tmp_path / "prints"
    write_fingerprints([CANARY], path)
    raw = path.read_bytes()
    path.write_bytes(raw[:24] + raw[-8:] + raw[24:-8])
    with pytest.raises(ModelDamaged, match="out of order"):
        read_fingerprints(path)


def test_a_file_that_is_missing_is_refused(tmp_path):
    with pytest.raises(ModelDamaged, match="cannot be read"):
        read_fingerprints(tmp_path / "none")


def test_a_folder_with_fingerprints_is_not_taken_for_one_with_pickle_weights(tmp_path):
    write_fingerprints([CANARY], tmp_path / FILE)
    refuse_pickle(tmp_path)


@pytest.mark.parametrize(
    ("lead", "text", "shown"),
    [
        ("", CANARY, "seven purple herons counted the silver spoons "),
        ("He saw seven purple herons counted the ", "silver spoons beneath", "silver spoons "),
        ("He saw Seven purple, herons counted the sil", "ver spoons beneath", "ver spoons "),
        ("", f"他说：{CHINESE}", f"他说：{CHINESE[:11]}"),
        (f"他说：{CHINESE[:5]}", CHINESE[5:], CHINESE[5:11]),
        ("seven purple herons counted the silver spoons ", "beneath", ""),
        ("He saw seven red herons counted the ", "silver spoons beneath", None),
    ],
)
def test_an_answer_ends_before_it_completes_a_run_of_the_books(tmp_path, lead, text, shown):
    books = Books(prints_of(tmp_path, CANARY, CHINESE), lead, [lead])
    limit = books.watch().limit(text)
    assert (None if limit is None else text[:limit]) == shown


def test_what_the_writer_typed_may_be_said(tmp_path):
    prints = prints_of(tmp_path, CANARY, CHINESE)
    books = Books(prints, "", ["A note.", f"Once {CANARY.upper()}.", CHINESE])
    assert books.watch().limit(CANARY) is None
    assert books.watch().limit(CHINESE) is None
    known = Books(prints, "", [], word_runs(CANARY))
    assert known.watch().limit(CANARY) is None
    assert known.watch().limit(CHINESE) is not None
