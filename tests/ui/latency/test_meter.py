import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.latency.meter import Meter, Spread


def test_nothing_is_told_of_nothing():
    assert Meter().spread() is None


def test_percentiles_are_values_that_were_measured():
    meter = Meter()
    for ms in range(100, 0, -1):
        meter.add(float(ms))
    assert meter.spread() == Spread(n=100, p50=50, p95=95, p99=99)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_slowest_of_a_few_is_told(n):
    meter = Meter()
    for ms in range(n):
        meter.add(float(ms))
    assert meter.spread().p99 == n - 1


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_so_many_are_not_slower(values):
    meter = Meter()
    for ms in values:
        meter.add(ms)
    spread = meter.spread()
    for percent, value in ((50, spread.p50), (95, spread.p95), (99, spread.p99)):
        assert sum(ms <= value for ms in values) >= percent / 100 * len(values)


def test_old_ones_are_forgotten():
    meter = Meter()
    meter.add(9000.0)
    for _ in range(1000):
        meter.add(1.0)
    assert meter.spread() == Spread(1000, 1.0, 1.0, 1.0)
