"""Files of every format become the same book; what is no book bounces with a sentence."""

import os
import subprocess
import sys
import zipfile

import pytest

from engine.errors import BadInput, Cancelled
from engine.jobs import CancelFlag
from engine.reading.book import Chapter
from engine.reading.files import MAX_BOOKS, book_files, read_book

STORY = """---
title: The Willows
---

# Chapter 1

He *said so*, and **ran**.[^1] There was a [signpost](http://example.org/way) at the bend.

[^1]: A note that is no part of the text.

* * *

| The willows lean,
| The river runs.

| a | b |
|---|---|
| 1 | 2 |

    code that is left out

# Chapter 2: The Door

> “Go on,” he read.

*All of it* was over.
"""
CHAPTERS = (
    Chapter(
        "Chapter 1",
        "He *said so*, and **ran**. There was a signpost at the bend.\n\n***\n\n"
        "The willows lean,\nThe river runs.",
    ),
    Chapter("Chapter 2: The Door", "“Go on,” he read.\n\n*All of it* was over."),
)
FORMATS = [".docx", ".odt", ".epub", ".html"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_the_same_book(document, suffix):
    book = read_book(document(f"story{suffix}", STORY))
    # ODT has no rule of its own, and pandoc writes the title as a paragraph.
    if suffix == ".odt":
        assert book.chapters[-1] == CHAPTERS[-1]
        assert [c.title for c in book.chapters if c.title] == [c.title for c in CHAPTERS]
        assert "He *said so*, and **ran**. There was a signpost" in book.chapters[-2].text
    else:
        assert book.title == "The Willows"
        assert book.chapters == CHAPTERS


def test_rtf_gives_chapters_and_emphasis(document):
    book = read_book(
        document("story.rtf", STORY.replace("[signpost](http://example.org/way)", "x"))
    )
    assert [c.title for c in book.chapters if c.title] == [c.title for c in CHAPTERS]
    assert book.chapters[-1] == CHAPTERS[-1]
    assert "example.org" not in str(book.chapters)


def test_markdown_gives_the_same_book_without_pandoc(tmp_path):
    path = tmp_path / "story.md"
    path.write_text(STORY, encoding="utf-8")
    book = read_book(path)
    assert book.title == "The Willows"
    assert book.chapters[1] == CHAPTERS[1]
    assert "He *said so*, and **ran**. There was a signpost at the bend." in book.chapters[0].text


@pytest.mark.parametrize("suffix", [*FORMATS, ".rtf"])
def test_a_chinese_book_keeps_every_character(document, suffix):
    text = "雨下了一夜，他没有说话。“你是谁？”她问。"
    book = read_book(document(f"雨夜{suffix}", f"# 第一章 雨夜\n\n{text}\n\n# 第二章\n\n……\n"))
    assert [c.title for c in book.chapters] == ["第一章 雨夜", "第二章"]
    assert [c.text for c in book.chapters] == [text, "……"]


def test_a_document_without_headings_finds_its_chapters_by_their_names(document):
    book = read_book(document("plain.docx", "**Chapter 1**\n\nOne.\n\n**Chapter 2**\n\nTwo.\n"))
    assert book.chapters == (Chapter("Chapter 1", "One."), Chapter("Chapter 2", "Two."))


def test_a_picture_is_left_out_of_a_document_that_has_one(document, tmp_path):
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    (tmp_path / "p.png").write_bytes(png)
    for name in ("p.docx", "p.odt", "p.epub"):
        book = read_book(document(name, "# One\n\nBefore ![](p.png){width=1cm} behind.\n"))
        assert "Before behind." in book.chapters[-1].text.replace("  ", " ")


def test_a_page_is_decoded_as_it_says(tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes('<meta charset="gb2312"><p>雨下了一夜。</p>'.encode("gb2312"))
    assert read_book(path).chapters[0].text == "雨下了一夜。"


def test_lines_of_a_chinese_page_are_joined_without_a_space(tmp_path):
    path = tmp_path / "page.htm"
    path.write_text("<p>雨下了一夜，\n他没有说话。 One\ntwo.</p>", encoding="utf-8")
    assert read_book(path).chapters[0].text == "雨下了一夜，他没有说话。 One two."


def test_utf16_is_read(tmp_path):
    path = tmp_path / "book.txt"
    path.write_bytes("雨下了一夜。Café.".encode("utf-16"))
    assert read_book(path).chapters[0].text == "雨下了一夜。Café."


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.txt", "Café".encode("latin-1"), "not UTF-8"),
        ("a.txt", b"a\0b", "binary"),
        ("a.txt", b"", "no text"),
        ("a.md", b"\n \n", "no text"),
        ("a.docx", b"", "empty"),
        ("a.docx", b"It was a text all along.", "not of the kind"),
        ("a.epub", b"\xd0\xcf\x11\xe0 old", "password"),
        ("a.rtf", b"no rtf", "not of the kind"),
        ("a.rtf", b"{\\rtf1\\ansi\\ansicpg708 x}", "code page"),
        ("a.rtf", b"{\\rtf1\\ansi\\ansicpg936 \\'d6}", "damaged"),
        ("a.html", b"<p></p>", "no text"),
        ("a.html", "<p>é".encode("latin-1"), "not UTF-8"),
        ("a.html", b'<meta charset="big5"><p>\xff\xff', "big5"),
        ("a.pdf", b"%PDF", "kind that cannot be read"),
    ],
)
def test_what_is_no_book_is_refused_in_a_sentence(tmp_path, name, data, sentence):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadInput, match=sentence) as refused:
        read_book(path)
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_a_missing_file_a_folder_and_a_pipe_are_refused_at_once(tmp_path):
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    for path, sentence in (
        (pipe, "not a file"),
        (tmp_path, "folder"),
        (tmp_path / "none.txt", "There is no file"),
    ):
        with pytest.raises(BadInput, match=sentence):
            read_book(path)


def test_an_unreadable_file_is_refused(tmp_path, monkeypatch):
    # Root may read everything, so the refusal is the system call's.
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(BadInput, match="permission denied"):
        read_book(path)


def test_a_link_that_leads_back_to_itself_is_no_book(tmp_path):
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    with pytest.raises(BadInput, match="cannot be read"):
        read_book(loop)


def test_a_cancelled_reading_ends(document):
    flag = CancelFlag()
    flag.set()
    with pytest.raises(Cancelled):
        read_book(document("a.docx", STORY), flag)


def test_a_file_with_the_name_of_another_kind_is_refused(document, tmp_path):
    path = document("a.docx", STORY)
    with pytest.raises(BadInput, match="damaged"):
        read_book(path.rename(tmp_path / "a.epub"))


@pytest.mark.parametrize("suffix", [".docx", ".epub", ".odt"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
def test_a_truncated_document_is_refused(document, suffix, share):
    path = document(f"a{suffix}", STORY)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BadInput, match="damaged"):
        read_book(path)


def test_a_document_without_its_text_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/styles.xml", "<w/>")
    with pytest.raises(BadInput, match="damaged"):
        read_book(path)


def test_folders_are_searched_in_the_order_people_count(tmp_path):
    for name in ("b/2.txt", "b/10.md", "a/x.docx", "a/picture.png", "b/.hidden.txt", "~$x.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.txt").write_text("x")
    found = [p.relative_to(tmp_path).as_posix() for p in book_files([tmp_path, tmp_path / "b"])]
    assert found == ["a/x.docx", "b/2.txt", "b/10.md"]


def test_a_file_is_found_once_and_a_given_one_whatever_its_name(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / ".b.pdf").write_text("x")
    given = [tmp_path / "a.txt", tmp_path, tmp_path / ".b.pdf", tmp_path / "none.txt"]
    assert book_files(given) == (tmp_path / "a.txt", tmp_path / ".b.pdf", tmp_path / "none.txt")


def test_links_that_lead_round_are_not_followed(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "again").symlink_to(tmp_path)
    assert book_files([tmp_path]) == (tmp_path / "a.txt",)


def test_too_many_books_are_refused(tmp_path):
    paths = [tmp_path / f"{n}.txt" for n in range(MAX_BOOKS + 1)]
    with pytest.raises(BadInput, match="more than 5,000"):
        book_files(paths)


def test_reading_pulls_in_neither_a_model_library_nor_pandocs_wrapper():
    code = "import engine.reading.files, engine.corpus.corpus, sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert not {"numpy", "onnxruntime", "torch", "PySide6", "pypandoc"} & set(ran.stdout.split())
