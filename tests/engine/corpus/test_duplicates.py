"""What was there before goes, whatever its quotes, case and spaces."""

import pytest

from engine.corpus.cleaning import Tally
from engine.corpus.duplicates import ALIKE, SAME, Seen


@pytest.fixture
def without(draft):
    """Return a function that runs books, each a list of paragraphs, past one memory."""

    def run(*books):
        seen, tally = Seen(), Tally()
        kept = [[p.text for p in seen.without_seen(draft(b), tally).paragraphs] for b in books]
        return kept, {row.reason: row.paragraphs for row in tally.rows()}

    return run


LINE = "“You must have heard it too,” he said, without looking up."


def test_a_paragraph_counts_once_over_all_books(without):
    again = '"you must have heard  it too," *He* said, without looking up!'
    assert without([LINE, "Other words."], [again, "More."]) == (
        [[LINE, "Other words."], ["More."]],
        {SAME: 1},
    )


def test_short_lines_may_be_said_again(without):
    short = ["“Yes.”", "He did not answer her.", "“我不知道你在说什么。”"]
    assert without(short, short) == ([short, short], {})


def test_a_long_chinese_paragraph_counts_once(without):
    text = "雨下了一夜，他没有说话，只是看着窗外。"
    assert without([text], [text])[0] == [[text], []]


def test_a_later_draft_of_a_paragraph_goes_too(without, prose):
    first = prose(8)
    later = [text.replace("the", "that", 1).replace("willow", "alder", 1) for text in first]
    kept, counts = without(first, later)
    assert kept == [first, []]
    assert counts[ALIKE] >= 6


def test_other_prose_of_the_same_words_stays(without, prose):
    first, other = prose(40, seed=1), prose(40, seed=2)
    assert without(first, other) == ([first, other], {})
