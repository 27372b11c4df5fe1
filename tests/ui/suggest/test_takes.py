import pytest

from ui.suggest.takes import Takes

HERE, THERE = (4, 20), (5, 26)


@pytest.fixture
def takes() -> Takes:
    made = Takes()
    for text in (" the rain fell.", " the rain stopped.", " she left."):
        made.add(HERE, text)
    return made


def test_each_take_shows_when_it_comes_and_says_which_it_is(takes):
    assert takes.label == "3/3"
    assert takes.others == [" the rain fell.", " the rain stopped."]


def test_a_single_take_needs_no_number():
    takes = Takes()
    assert takes.label == ""
    takes.add(HERE, " one.")
    assert takes.label == ""


def test_stepping_goes_through_them_and_stops_at_either_end(takes):
    assert takes.step(1) is None
    assert [takes.step(-1), takes.step(-1), takes.step(-1)] == [
        " the rain stopped.",
        " the rain fell.",
        None,
    ]
    assert takes.label == "1/3"
    assert takes.step(1) == " the rain stopped."


def test_another_place_forgets_them(takes):
    takes.add(THERE, " elsewhere")
    assert takes.texts == [" elsewhere"]
    assert takes.at(THERE)
    assert not takes.at(HERE)


def test_takes_that_begin_with_the_words_taken_stay_and_lose_them(takes):
    takes.step(-1)
    takes.use(" the", THERE)
    assert takes.texts == [" rain fell.", " rain stopped."]
    assert takes.label == "2/2"
    assert takes.at(THERE)


def test_words_of_one_take_only_leave_that_one(takes):
    takes.use(" she", THERE)
    assert takes.texts == [" left."]
    assert takes.label == ""


def test_of_two_takes_alike_the_one_that_shows_stays_shown():
    takes = Takes()
    takes.add(HERE, " so")
    takes.add(HERE, " so")
    takes.step(-1)
    takes.use(" s", THERE)
    assert takes.texts == ["o", "o"]
    assert takes.shown == 0


def test_a_take_put_away_gives_place_to_the_one_before(takes):
    takes.drop_shown()
    assert takes.texts == [" the rain fell.", " the rain stopped."]
    assert takes.shown == 1


def test_a_take_that_grows_stays_in_its_place(takes):
    takes.grow(" she left at dawn.")
    assert takes.texts[2] == " she left at dawn."
    assert len(takes) == 3


def test_a_take_that_is_used_up_leaves_none_at_the_place_behind_it(takes):
    assert not takes.use(" she left.", THERE)
    assert len(takes) == 0
    assert not takes.at(THERE)
    takes.add(THERE, " then")
    assert takes.label == ""


def test_a_take_of_which_nothing_would_be_left_goes():
    takes = Takes()
    takes.add(HERE, " so")
    takes.add(HERE, " so on.")
    assert takes.use(" so", THERE)
    assert takes.texts == [" on."]
