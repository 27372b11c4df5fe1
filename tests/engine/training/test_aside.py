import threading

from engine.jobs import CancelFlag
from engine.training.aside import MOST_REST_S, Aside


class _Clock:
    """Time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class _Flag(CancelFlag):
    def __init__(self, clock: _Clock) -> None:
        super().__init__()
        self.clock = clock

    def wait(self, seconds: float) -> bool:
        self.clock.now += seconds
        return self.is_set


def test_without_a_rest_nothing_waits():
    clock = _Clock()
    assert Aside(clock).wait(_Flag(clock)) == 0.0


def test_a_rest_holds_for_its_length_and_no_longer():
    clock = _Clock()
    aside = Aside(clock)
    aside.rest(1.5)
    assert 1.5 <= aside.wait(_Flag(clock)) < 1.6
    assert aside.wait(_Flag(clock)) == 0.0


def test_a_shorter_rest_does_not_end_a_longer_one_and_none_lasts_for_ever():
    clock = _Clock()
    aside = Aside(clock)
    aside.rest(2.0)
    aside.rest(0.1)
    assert aside.wait(_Flag(clock)) >= 2.0
    aside.rest(1e9)
    assert aside.wait(_Flag(clock)) <= MOST_REST_S + 0.1


def test_a_raised_flag_ends_a_rest():
    aside, cancel = Aside(), CancelFlag()
    aside.rest(MOST_REST_S)
    done = threading.Event()

    def wait():
        aside.wait(cancel)
        done.set()

    threading.Thread(target=wait, daemon=True).start()
    cancel.set()
    assert done.wait(5.0)
