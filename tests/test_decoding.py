"""How the benchmark of decoding chooses: within the error of the best, the gentlest."""

import pytest

from engine.messages import Sampling
from tests.benchmarks.decoding import GRID_OF, best_of, settings


def row(sampling, **measures):
    return {"sampling": sampling, "measures": {"error": 0.05, **measures}, "best": False}


def test_a_row_beyond_the_error_of_the_best_is_not_chosen():
    rows = [row({}, good=0.2), row({"copy_bias": 6.0}, good=0.5)]
    assert best_of("rewrite.polish", rows) is rows[1]


def test_within_the_error_the_least_copy_bias_is_chosen_then_the_first():
    rows = [
        row({"copy_bias": 8.0}, good=0.52),
        row({"copy_bias": 4.0, "temperature": 0.3}, good=0.48),
        row({"copy_bias": 4.0}, good=0.5),
    ]
    assert best_of("outline.from_text", rows) is rows[1]


def test_to_continue_the_row_that_repeats_itself_least_is_chosen_among_the_best():
    rows = [
        row({}, hits=0.40, repetition=0.09),
        row({"temperature": 0.85}, hits=0.37, repetition=0.02),
        row({"temperature": 1.0}, hits=0.30, repetition=0.0),
    ]
    assert best_of("continue", rows) is rows[1]


@pytest.mark.parametrize("task", sorted(GRID_OF))
def test_what_is_tried_is_in_range_different_and_holds_no_default(task):
    found = list(settings(task))
    own = Sampling()
    assert len({tuple(sorted(options.items())) for options in found}) == len(found) >= 4
    for options in found:
        Sampling(**options)
        assert all(getattr(own, name) != value for name, value in options.items())
