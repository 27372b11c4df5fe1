"""From files to a corpus: what is read, what is told, what is left when it fails."""

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.corpus import corpus as corpus_module
from engine.corpus.corpus import CorpusOptions, build_corpus, read_corpus
from engine.corpus.duplicates import can_repeat, paragraph_key
from engine.corpus.paragraphs import count_words, key_words
from engine.errors import BadInput, Cancelled
from engine.jobs import CancelFlag

DEFAULT = CorpusOptions()


def test_books_become_a_corpus_with_its_report(tmp_path, write_book):
    path = write_book()
    report = build_corpus([path], tmp_path / "data", DEFAULT)
    corpus = read_corpus(tmp_path / "data")
    assert corpus.report == report
    assert [row.name for row in report.files] == ["book.md"]
    assert report.files[0].chapters == 12
    assert report.train_chapters + report.held_chapters == 12 == len(corpus.train + corpus.held)
    assert report.train_words + report.held_words == report.files[0].words == 12 * 16 * 60
    assert report.held_words / report.files[0].words == pytest.approx(1 / 12, abs=0.001)
    assert report.train_chars == sum(len(p.text) for p in corpus.train)
    assert [(row.script, row.share) for row in report.scripts] == [("Latin", 1.0)]
    assert {p.book for p in corpus.train} == {"book"}


def test_the_same_books_and_seed_give_the_same_bytes(tmp_path, write_book):
    path = write_book()
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        build_corpus([path], tmp_path / name, CorpusOptions(seed=seed))
    a, b, c = ((tmp_path / name / "held.jsonl").read_bytes() for name in "abc")
    assert a == b != c


def test_two_drafts_of_a_book_count_once(tmp_path, write_book):
    first = write_book("first.md")
    second = tmp_path / "second.md"
    second.write_text(first.read_text().replace("river", "RIVER").replace(" said ", "  said "))
    alone = build_corpus([first], tmp_path / "alone", DEFAULT)
    both = build_corpus([first, second], tmp_path / "both", DEFAULT)
    assert both.train_words + both.held_words == alone.train_words + alone.held_words
    assert sum(row.paragraphs for row in both.dropped) == 12 * 16
    assert both.data_sha256 == alone.data_sha256
    assert [bool(row.problem) for row in both.files] == [False, True]
    assert "in these files already" in both.files[1].problem


def test_a_book_in_a_script_that_the_base_does_not_know_is_told_and_left_out(
    tmp_path, write_book, chinese_book
):
    books = [write_book(), chinese_book]
    english = CorpusOptions(base="Starter", languages=("en",))
    report = build_corpus(books, tmp_path / "data", english)
    assert [row.problem for row in report.files] == [None, "The voice Starter writes English only."]
    assert {passage.book for passage in read_corpus(tmp_path / "data").train} == {"book"}
    both = CorpusOptions(base="Both", languages=("en", "zh"))
    assert not any(row.problem for row in build_corpus(books, tmp_path / "both", both).files)
    with pytest.raises(BadInput, match="writes English only"):
        build_corpus([chinese_book], tmp_path / "none", english)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_long_paragraph_is_on_both_sides(tmp_path_factory, prose, data):
    folder = tmp_path_factory.mktemp("corpus")
    pool = prose(260)
    again = data.draw(st.lists(st.sampled_from(pool), min_size=10, max_size=60))
    order = data.draw(st.permutations([*pool, *again]))
    forms = (str.upper, lambda t: f"“{t}”", lambda t: t.replace(" ", "  "), lambda t: f"*{t}*", str)
    texts = [data.draw(st.sampled_from(forms))(text) for text in order]
    parts = [texts[n : n + 20] for n in range(0, len(texts), 20)]
    text = "\n\n".join(f"# {n}\n\n" + "\n\n".join(part) for n, part in enumerate(parts))
    (folder / "a.md").write_text(text, encoding="utf-8")
    build_corpus([folder / "a.md"], folder / "data", CorpusOptions(held_out_share=0.3))
    corpus = read_corpus(folder / "data")
    train, held = (
        {
            paragraph_key(words)
            for passage in side
            for paragraph in passage.text.split("\n\n")
            if can_repeat(words := key_words(paragraph))
        }
        for side in (corpus.train, corpus.held)
    )
    assert train
    assert held
    assert not train & held


def test_too_few_words_are_declined_with_how_many_there_are(tmp_path, write_book):
    path = write_book(chapters=4, paragraphs=13)
    with pytest.raises(BadInput) as refused:
        build_corpus([path], tmp_path / "data", DEFAULT)
    assert str(refused.value) == (
        "book.md has 3,120 words that can be used; at least 10,000 are needed for a voice of "
        "one's own."
    )
    assert not (tmp_path / "data").exists()


def test_a_declined_corpus_leaves_an_earlier_one(tmp_path, write_book):
    build_corpus([write_book()], tmp_path / "data", DEFAULT)
    with pytest.raises(BadInput):
        build_corpus([write_book("b.md", chapters=1)], tmp_path / "data", DEFAULT)
    assert read_corpus(tmp_path / "data").report.files[0].name == "book.md"


def test_a_file_that_cannot_be_read_is_told_and_stops_no_other(tmp_path, write_book):
    good = write_book()
    for name, data in (("a.docx", b"no archive"), ("b.txt", b"\xff"), ("c.txt", b"")):
        (tmp_path / name).write_bytes(data)
    os.mkfifo(tmp_path / "d.txt")
    paths = [*(tmp_path / name for name in ("a.docx", "b.txt", "c.txt", "d.txt", "e.txt")), good]
    report = build_corpus(paths, tmp_path / "data", DEFAULT)
    assert [bool(row.problem) for row in report.files] == [True] * 5 + [False]
    assert all(row.words == row.chapters == 0 for row in report.files[:5])


def test_nothing_readable_is_an_error(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"no archive")
    with pytest.raises(BadInput, match=r"a\.docx is not of the kind.*Nor can the 1 others"):
        build_corpus([tmp_path / "a.docx", tmp_path / "b.txt"], tmp_path / "data", DEFAULT)
    with pytest.raises(BadInput, match="no book"):
        build_corpus([], tmp_path / "data", DEFAULT)
    assert not (tmp_path / "data").exists()


def test_too_much_text_is_declined(tmp_path, write_book, monkeypatch):
    monkeypatch.setattr(corpus_module, "MAX_CHARS", 1000)
    with pytest.raises(BadInput, match="choose fewer"):
        build_corpus([write_book()], tmp_path / "data", DEFAULT)


def test_a_scrubbed_corpus_names_nobody(tmp_path, write_book):
    path = write_book()
    path.write_text(
        path.read_text()
        .replace("river", "Mary")
        .replace("stone", "a@b.org")
        .replace("hand", "555-0187")
    )
    options = CorpusOptions(scrub=True, names=("mary",))
    report = build_corpus([path], tmp_path / "data", options)
    written = b"".join((tmp_path / "data" / f"{n}.jsonl").read_bytes() for n in ("train", "held"))
    assert b"Mary" not in written
    assert b"a@b.org" not in written
    assert b"555-0187" not in written
    assert {row.kind for row in report.scrubbed} == {
        "Names",
        "E-mail addresses",
        "Telephone numbers",
    }
    assert build_corpus([path], tmp_path / "open", DEFAULT).scrubbed == ()


def test_a_chinese_book_counts_its_characters(tmp_path, chinese_book):
    report = build_corpus([chinese_book], tmp_path / "data", DEFAULT)
    assert report.files[0].chapters == 12
    assert report.scripts[0].script == "Chinese or Japanese"
    assert report.train_words > 9000


def test_progress_rises_to_its_end(tmp_path, write_book):
    told = []
    build_corpus(
        [write_book("a.md"), write_book("b.md", seed=2)],
        tmp_path / "data",
        DEFAULT,
        lambda what, done, total: told.append((what, done, total)),
    )
    assert [done for _, done, _ in told] == [0, 1, 2, 3, 4, 5]
    assert {total for *_, total in told} == {5}
    assert told[0][0] == "a.md"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_cancelled_build_leaves_nothing(tmp_path, write_book, at):
    flag = CancelFlag()
    with pytest.raises(Cancelled):
        build_corpus(
            [write_book()],
            tmp_path / "data",
            DEFAULT,
            lambda what, done, total: flag.set() if done == at else None,
            flag,
        )
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("share", [0, -1, 0.6, float("nan")])
def test_a_share_out_of_range_is_refused(share):
    with pytest.raises(BadInput, match="held out"):
        CorpusOptions(held_out_share=share)


def test_the_report_is_plain_json(tmp_path, write_book):
    report = build_corpus([write_book()], tmp_path / "data", DEFAULT)
    values = json.loads((tmp_path / "data" / "report.json").read_text(encoding="utf-8"))
    assert values["data_sha256"] == report.data_sha256
    assert values["files"][0] == {
        "name": "book.md",
        "words": 11520,
        "chapters": 12,
        "problem": None,
    }


def test_words_are_counted_as_a_reader_would():
    assert count_words("He didn’t go; 雨下了 well-known 12.") == 9
