import pytest

from ui.voices.turns import UNTIL_ADDED, UNTIL_TRAINED, Turns


@pytest.fixture
def turns():
    return Turns()


def test_the_first_waits_for_nobody_and_the_next_for_the_first(turns):
    turns.join("training", UNTIL_TRAINED)
    turns.join("adding", UNTIL_ADDED)
    assert turns.waits("training") == ""
    assert turns.waits("adding") == "Waits until the training is paused or done."


def test_who_leaves_makes_room_and_tells(turns):
    told = []
    turns.changed.connect(lambda: told.append(turns.waits("training")))
    turns.join("adding", UNTIL_ADDED)
    turns.join("training", UNTIL_TRAINED)
    assert turns.waits("training") == "Waits until the model was added."
    turns.leave("adding")
    turns.leave("adding")
    assert told == [""]


def test_who_does_not_stand_in_line_waits_for_nobody(turns):
    turns.join("training", UNTIL_TRAINED)
    assert turns.waits("reading") == ""
