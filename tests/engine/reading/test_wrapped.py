"""Wrapped lines become paragraphs again; lines that were meant to end stay."""

import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.reading.wrapped import columns, paragraphs_of

PROSE = [
    "It was on the second evening of our stay at the inn beside the water that my companion "
    "first spoke of the willows, and of what he had heard among them while I slept.",
    "“You must have heard it too,” he said, without looking up from the fire. “It has been there "
    "since we landed, and every hour it comes nearer to the tent.”",
    "I answered that I had heard nothing but the wind, which was true, though I had lain awake for "
    "some time listening for something else, and I think he knew it, for he smiled and said no "
    "more until the moon had risen over the bank.",
    "“No,” I said.",
]
VERSE = [
    "I wandered lonely as a cloud",
    "That floats on high o'er vales and hills,",
    "When all at once I saw a crowd,",
    "A host, of golden daffodils;",
]
BLANK_VERSE = """Of Man's first disobedience, and the fruit
Of that forbidden tree whose mortal taste
Brought death into the World, and all our woe,
With loss of Eden, till one greater Man
Restore us, and regain the blissful Seat,
Sing, Heavenly Muse, that, on the secret top
Of Oreb, or of Sinai, didst inspire
That Shepherd who first taught the chosen seed
In the beginning how the heavens and earth
Rose out of Chaos: or, if Sion hill"""


def wrapped(paragraphs, width=72, gap="\n\n", **options):
    return gap.join(textwrap.fill(p, width, break_on_hyphens=False, **options) for p in paragraphs)


def test_wrapped_prose_and_dialogue_become_their_paragraphs():
    assert paragraphs_of(wrapped(PROSE)) == PROSE


def test_a_narrow_column_is_unwrapped_too():
    assert paragraphs_of(wrapped(PROSE, 45)) == PROSE


def test_verse_between_prose_keeps_its_lines():
    indented = "\n".join("    " + line for line in VERSE)
    found = paragraphs_of(f"{wrapped(PROSE)}\n\n{indented}\n\n{wrapped(PROSE[:1])}")
    assert found == [*PROSE, "\n".join(VERSE), PROSE[0]]


def test_verse_alone_keeps_its_lines():
    stanza = "\n".join(VERSE)
    assert paragraphs_of(f"{stanza}\n\n{stanza}") == [stanza, stanza]


def test_blank_verse_of_an_even_width_keeps_its_lines():
    assert paragraphs_of(BLANK_VERSE) == [BLANK_VERSE]


def test_dialogue_on_lines_of_its_own_stays_apart():
    lines = ["“Yes,” he said.", "“No,” she said.", "“Then we go,” he said."]
    assert paragraphs_of("\n".join(lines)) == lines
    inside = wrapped(PROSE) + "\n\n" + "\n".join(lines) + "\n\n" + wrapped(PROSE)
    assert paragraphs_of(inside) == [*PROSE, *lines, *PROSE]


def test_a_text_with_a_paragraph_a_line_is_parted_at_the_lines():
    assert paragraphs_of("\n".join(PROSE)) == PROSE


def test_paragraphs_that_only_an_indent_marks_are_parted():
    text = wrapped(PROSE, gap="\n", initial_indent="    ")
    assert paragraphs_of(text) == PROSE


def test_an_address_keeps_its_lines():
    address = "Mr. John Silence\n12 Harley Street\nLondon"
    assert address in paragraphs_of(f"{wrapped(PROSE)}\n\n{address}\n\n{wrapped(PROSE)}")


def test_a_letter_set_narrower_is_joined():
    letter = (
        "Dear Sir, I have the honour to inform you that the house which you asked after has been "
        "sold, and that nobody has gone near it since."
    )
    indented = textwrap.indent(textwrap.fill(letter, 50), "      ")
    assert letter in paragraphs_of(f"{wrapped(PROSE)}\n\n{indented}\n\n{wrapped(PROSE)}")


def test_words_parted_by_a_hyphen_are_whole_where_the_text_knows_them():
    text = (
        "The willows stood about us in the dark and the whole of the dis-\n"
        "covery came upon me then, as though I had known of the discovery\n"
        "for years and kept it from myself in the broad light of every day\n"
        "until that night by the river, and of a well-known and well-\n"
        "known dread that I could never put into any words of my own then."
    )
    found = " ".join(paragraphs_of(text))
    assert "the discovery came" in found
    assert "well-known dread" in found


def test_a_dash_at_the_end_of_a_line_takes_no_space():
    text = wrapped(PROSE) + (
        "\n\nHe rose and took the lantern and went down to the edge of the water--\n"
        "though I called after him twice, he did not turn his head to see me."
    )
    assert paragraphs_of(text)[-1].count("water--though") == 1


def test_chinese_lines_are_joined_without_a_space():
    text = "雨下了一夜他没有说话只是看着窗外的雨直到天亮的时候才慢慢地站起来走到门口" * 4
    lines = textwrap.wrap(text, 34)
    assert all(columns(line) == 68 for line in lines[:-1])
    assert paragraphs_of("\n".join(lines)) == [text]


def test_chinese_with_a_paragraph_a_line_is_parted():
    lines = ["雨下了一夜。", "“你是谁？”她问。", "他没有说话。"]
    assert paragraphs_of("\n".join(f"　　{line}" for line in lines)) == lines
    assert paragraphs_of("\n\n".join(lines)) == lines


def test_a_form_feed_ends_a_paragraph():
    assert paragraphs_of("One.\fTwo.") == ["One.", "Two."]
    assert paragraphs_of("") == paragraphs_of(" \n\n") == []


word = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=11)
sentence = st.lists(word, min_size=8, max_size=40).map(lambda w: " ".join(w).capitalize() + ".")


@settings(max_examples=60, deadline=None)
@given(st.lists(sentence, min_size=6, max_size=12), st.integers(50, 90))
def test_whatever_was_wrapped_loses_no_word(paragraphs, width):
    found = paragraphs_of(wrapped(paragraphs, width))
    assert " ".join(found).split() == " ".join(paragraphs).split()


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="-"), max_size=400))
def test_any_text_keeps_all_its_letters_in_order(text):
    found = paragraphs_of(text)
    assert [c for c in "".join(found) if c.isalnum()] == [c for c in text if c.isalnum()]
