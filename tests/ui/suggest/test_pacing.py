import pytest

from ui.suggest.pacing import REST_S, Pacing, debounce_ms


@pytest.mark.parametrize(
    ("latency", "wait"), [(None, 55), (12, 15), (70, 15), (71, 25), (140, 25), (141, 55), (900, 55)]
)
def test_a_slower_engine_is_asked_later(latency, wait):
    assert debounce_ms(latency) == wait


def test_the_writers_own_pause_holds_where_it_is_longer():
    assert Pacing().pause_ms(300, 40) == 300
    assert Pacing().pause_ms(0, 40) == 15
    assert Pacing().pause_ms(20, 500) == 55


def _declined(times: int, now: float = 100.0) -> Pacing:
    pacing = Pacing()
    for _ in range(times):
        pacing = pacing.after_declined(now)
    return pacing


def test_five_declined_in_a_row_double_the_pause():
    assert _declined(4).pause_ms(300, 40) == 300
    assert _declined(5).pause_ms(300, 40) == 600
    assert not _declined(9).is_resting(100.0)


def test_ten_declined_in_a_row_bring_a_rest_and_a_doubled_pause_behind_it():
    pacing = _declined(10)
    assert pacing.is_resting(100.0 + REST_S - 0.1)
    assert not pacing.is_resting(100.0 + REST_S)
    assert pacing.pause_ms(300, 40) == 600
    later = 100.0 + REST_S
    for _ in range(4):
        pacing = pacing.after_declined(later)
        assert not pacing.is_resting(later)
    assert pacing.after_declined(later).is_resting(later)


def test_one_taken_makes_up_for_all_that_were_declined():
    assert _declined(9).after_taken() == Pacing()
    assert _declined(10).after_taken().is_resting(100.0) is False
