import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training.config import TrainConfig
from engine.training.schedule import rate_at, share_done

BY_STEPS = TrainConfig(minutes=None, max_steps=200, learning_rate=0.01)


@given(step=st.integers(0, 400), seconds=st.floats(0, 1e5))
def test_the_budget_that_is_used_first_decides(step, seconds):
    both = TrainConfig(minutes=10, max_steps=200)
    assert share_done(both, step, seconds) == min(1.0, max(step / 200, seconds / 600))


def test_without_minutes_only_steps_count():
    assert share_done(BY_STEPS, 50, 1e9) == 0.25


def test_the_rate_rises_to_its_peak_then_only_falls():
    rates = [rate_at(BY_STEPS, share / 1000) for share in range(1001)]
    top = rates.index(max(rates))
    assert max(rates) == pytest.approx(0.01, rel=0.01)
    assert rates[:top] == sorted(rates[:top])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[0] > 0
    assert rates[-1] == pytest.approx(0.0002)
