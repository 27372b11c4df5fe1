from types import SimpleNamespace

import pytest

from engine.writing import _distinct


def begun(*texts):
    return [SimpleNamespace(text=text, index=n) for n, text in enumerate(texts)]


def texts(found):
    kept, near = found
    return [writer.text for writer in kept], [writer.text for writer in near]


@pytest.mark.parametrize(
    ("written", "kept", "near"),
    [
        (["A.", "B.", "A."], ["A.", "B."], []),
        (["He went.", "B."], ["B."], []),
        (["He went.", "He went."], [], ["He went."]),
        (["B.", "He went.", "B.", "C."], ["B.", "C."], []),
    ],
)
def test_takes_of_a_passage_differ_from_one_another_and_from_it(written, kept, near):
    assert texts(_distinct(begun(*written), "He went.")) == (kept, near)


def test_of_equal_takes_the_first_one_stays():
    kept, _ = _distinct(begun("B.", "A.", "B."), "He went.")
    assert [writer.index for writer in kept] == [0, 1]


def test_continuations_that_share_most_of_their_words_are_near():
    same = "the rain had stopped and he went home"
    kept, near = _distinct(begun(same, same + " again", "she sang"), "")
    assert [writer.text for writer in kept] == [same, "she sang"]
    assert len(near) == 1
