"""Blocks become chapters, whatever the levels of their headings."""

from pathlib import Path

from engine.reading.book import Block, Chapter, book_of, with_found_headings

SOURCE = Path("books/The Door.docx")


def chapters(*blocks, title=""):
    return book_of([Block(*b) if isinstance(b, tuple) else Block(b) for b in blocks], title, SOURCE)


def test_a_book_without_headings_is_one_chapter_named_after_its_file():
    book = chapters("One.", "Two.")
    assert book.title == "The Door"
    assert book.chapters == (Chapter("", "One.\n\nTwo."),)


def test_the_first_two_levels_begin_chapters_and_deeper_ones_scenes():
    book = chapters(("Part", 1), ("A", 2), "One.", ("x", 3), "Two.", ("Part 2", 1), "Three.")
    assert book.chapters == (Chapter("A", "One.\n\n***\n\nTwo."), Chapter("Part 2", "Three."))


def test_a_lone_heading_at_the_top_is_the_books_title():
    book = chapters(("The Willows", 1), "By him.", ("A", 2), "One.", ("B", 2), "Two.")
    assert book.title == "The Willows"
    assert [c.title for c in book.chapters] == ["The Willows", "A", "B"]


def test_deep_headings_that_are_called_chapters_begin_chapters():
    book = chapters(("T", 1), ("Part 1", 2), ("Chapter 1", 3), "One.", ("Chapter 2", 3), "Two.")
    assert [c.title for c in book.chapters] == ["Chapter 1", "Chapter 2"]


def test_headings_that_begin_at_a_deep_level_begin_chapters():
    assert [c.title for c in chapters(("A", 4), "One.", ("B", 4), "Two.").chapters] == ["A", "B"]


def test_text_before_the_first_heading_stays():
    assert chapters("Before.", ("A", 1), "One.").chapters[0] == Chapter("", "Before.")


def test_scene_breaks_at_the_ends_and_twice_say_nothing():
    book = chapters("***", "One.", "* * *", "#", "Two.", "-----")
    assert book.chapters == (Chapter("", "One.\n\n***\n\nTwo."),)


def test_titles_are_found_where_nothing_marks_them():
    found = with_found_headings(
        [Block("CHAPTER I"), Block("THE DOOR"), Block("He ran."), Block("Chapter 2\nThe Wall")]
    )
    assert found == [
        Block("CHAPTER I THE DOOR", 1),
        Block("He ran."),
        Block("Chapter 2 The Wall", 1),
    ]


def test_a_first_sentence_is_no_part_of_the_title():
    found = with_found_headings([Block("CHAPTER I"), Block("He ran.")])
    assert found == [Block("CHAPTER I", 1), Block("He ran.")]
