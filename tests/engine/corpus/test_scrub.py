"""What is private gets a stand-in; years, prices and numbers of books stay."""

from pathlib import Path

import pytest

from engine.corpus.scrub import EMAIL_STAND_IN, PHONE_STAND_IN, Scrubber
from engine.errors import BadInput
from engine.reading.book import Book, Chapter


def book(text, title="Chapter 1"):
    return Book("Book", Path("book.txt"), (Chapter(title, text),))


def scrubbed(text, *names):
    return Scrubber(names, [book(text)]).text(text)


@pytest.mark.parametrize(
    "address", ["anna.smith@example.com", "a+b_c@mail.example.co.uk", "ANNA@EXAMPLE.ORG"]
)
def test_addresses_get_a_stand_in(address):
    assert scrubbed(f"Write to {address}, she said.") == f"Write to {EMAIL_STAND_IN}, she said."
    assert scrubbed(f"<{address}>") == f"<{EMAIL_STAND_IN}>"


@pytest.mark.parametrize(
    "number",
    [
        "+44 20 7946 0958",
        "+1 (212) 555-0187",
        "+86 138 0013 8000",
        "+49-30-901820",
        "(212) 555-0187",
        "212-555-0187",
        "212.555.0187",
        "1-800-555-0187",
        "555-0187",
        "020 7946 0958",
        "07700 900123",
        "13800138000",
        "138-0013-8000",
        "010-88886666",
        "400-810-6666",
    ],
)
def test_telephone_numbers_get_a_stand_in(number):
    assert scrubbed(f"Call {number}.") == f"Call {PHONE_STAND_IN}."
    assert scrubbed(f"打{number}给我") == f"打{PHONE_STAND_IN}给我"


@pytest.mark.parametrize(
    "text",
    [
        "In 1914-1918 and 2024-01-15 and 1999 2000.",
        "It cost $1,250.00, or £300 500 pence, 12 000 000 in all.",
        "Chapter 12, page 340, 第三章 100-200页",
        "ISBN 978-0-14-043926-9 and ISBN 0-14-043926-X",
        "9780140439269",
        "At 10.30 and 12:45, 3.14159265 and 192.168.100.200",
        "The number 123456789012345678 means nothing.",
        "He scored 21-19, and 100 100 times.",
    ],
)
def test_other_numbers_stay(text):
    assert scrubbed(text) == text


def test_a_name_gets_one_stand_in_in_any_case_and_form():
    text = "Mary's hat. MARY! Maryland, mary, and *Mary*’s; Mary Ann Smith left. Rosemary."
    found = scrubbed(text, "Mary", "mary  ann smith")
    assert found == "Robin's hat. ROBIN! Maryland, Robin, and *Robin*’s; Alex left. Rosemary."


def test_a_chinese_name_is_found_within_other_characters():
    assert scrubbed("王小明说，王小明的书。小明！", "王小明", "小明") == "某甲说，某甲的书。某乙！"


def test_nobody_in_the_book_is_a_stand_in():
    assert scrubbed("Robin saw Mary and Alex.", "Mary") == "Robin saw Sam and Alex."


def test_titles_are_scrubbed_and_places_counted():
    scrubber = Scrubber(["Mary"], [])
    done = scrubber.book(book("Mary: a@b.org, 555-0187", title="Mary"))
    assert done.chapters == (Chapter("Robin", f"Robin: {EMAIL_STAND_IN}, {PHONE_STAND_IN}"),)
    assert {row.kind: row.places for row in scrubber.rows()} == {
        "Names": 2,
        "E-mail addresses": 1,
        "Telephone numbers": 1,
    }


def test_more_names_than_stand_ins_stay_apart():
    names = [f"Name{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60)]
    scrubber = Scrubber(names, [])
    assert len({scrubber.text(name) for name in names}) == 60


def test_a_chinese_name_of_one_character_is_refused():
    with pytest.raises(BadInput, match="too short"):
        Scrubber(["王"], [])


def test_signs_in_names_are_only_signs():
    assert scrubbed("He met A.B. (Jr) there. AxBx", "A.B.", " ") == "He met Robin (Jr) there. AxBx"
