from types import SimpleNamespace

import pytest

from engine.plan_tasks import plan_rewrite
from engine.task_messages import RewriteRequest
from engine.writing import _distinct, _loosened


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
    assert texts(_distinct(begun(*written), "He went.", is_change=True)) == (kept, near)


def test_a_passage_without_a_slip_is_a_take_of_its_own_polish():
    found = _distinct(begun("B.", "He went.", "He went."), "He went.", is_change=False)
    assert texts(found) == (["B.", "He went."], [])


def test_of_equal_takes_the_first_one_stays():
    kept, _ = _distinct(begun("B.", "A.", "B."), "He went.", is_change=True)
    assert [writer.index for writer in kept] == [0, 1]


def test_continuations_that_share_most_of_their_words_are_near():
    same = "the rain had stopped and he went home"
    kept, near = _distinct(begun(same, same + " again", "she sang"), "", is_change=False)
    assert [writer.text for writer in kept] == [same, "she sang"]
    assert len(near) == 1


def test_a_rewrite_written_again_is_held_to_the_passage_half_as_much(shared_service):
    model = shared_service._model
    ready = plan_rewrite(model, RewriteRequest("expand", "He went home and sat down."))
    setting = ready.seeded().setting(model, None)
    biases = [_loosened(setting, attempt).sampling.copy_bias for attempt in range(3)]
    assert biases == [setting.sampling.copy_bias / n for n in (1, 2, 4)]
