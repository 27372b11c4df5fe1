import pytest

from ui.editor.undo_steps import UndoSteps


@pytest.fixture
def clock():
    class Clock:
        now = 0.0

        def __call__(self):
            return self.now

    return Clock()


def test_a_step_begins_with_the_first_letter_a_pause_and_a_sentence(clock):
    steps = UndoSteps(clock)
    assert steps.begins("T", "")
    assert not steps.begins("h", "T")
    assert not steps.begins("r", "The ")
    clock.now += 1.5
    assert steps.begins("a", "The r")
    assert not steps.begins(" ", "She left.")
    assert steps.begins("H", "She left. ")
    assert steps.begins("H", '"She left." ')
    assert not steps.begins("h", "She left, ")
