"""The comparison: ratios that read the right way round, and engines that fail without harm."""

import pytest

from engine.bench.bench import Contender, _ratios, _row, compare, figures
from engine.bench.worker import prompt

OURS = Contender("longhand", "int8", "a")
THEIRS = Contender("optimum", "int8", "b")


@pytest.mark.parametrize(("context_tokens", "long"), [(2048, 1500), (1024, 900), (131072, 1500)])
def test_the_long_context_is_what_the_model_has_room_for(context_tokens, long):
    names = [figure.name for figure in figures(context_tokens)]
    assert f"decode_{long}" in names
    assert len(set(names)) == len(names) == 7


def test_a_ratio_above_one_is_always_faster():
    rate, time_ms = figures(2048)[2], figures(2048)[5]
    assert (rate.name, time_ms.name) == ("decode_128", "warm_3_tokens_ms")
    samples = {
        OURS.name: {"decode_128": [100.0, 80.0, 90.0], "warm_3_tokens_ms": [10.0, 10.0, 10.0]},
        THEIRS.name: {"decode_128": [50.0, 50.0, 20.0], "warm_3_tokens_ms": [20.0, 40.0, 30.0]},
    }
    assert _ratios([OURS, THEIRS], samples, [rate, time_ms]) == {
        "decode_128/int8/optimum-int8": 2.0,
        "warm_3_tokens_ms/int8/optimum-int8": 3.0,
    }


def test_a_row_holds_medians_and_the_fixed_names():
    measured = figures(2048)
    samples = {figure.name: [1.0, 5.0, 3.0] for figure in measured} | {"load_s": [0.25]}
    row = _row(OURS, samples, measured)
    assert row["engine"] == "longhand"
    assert row["decode_tokens_per_s"] == row["decode_128"] == 3.0
    assert row["prefill_tokens_per_s"] == 3.0
    assert row["load_s"] == 0.25


def test_a_time_becomes_a_rate_or_milliseconds():
    rate, time_ms = figures(2048)[2], figures(2048)[5]
    assert rate.value(0.5) == rate.tokens / 0.5
    assert time_ms.value(0.5) == 500


def test_every_engine_gets_the_same_tokens():
    assert prompt(5) == prompt(9)[:5]
    assert all(2 <= token < 4096 for token in prompt(500))


@pytest.mark.model
@pytest.mark.timeout(120)
def test_an_engine_that_fails_is_named_and_the_others_are_measured(starter, tmp_path):
    told = []
    table = compare(
        [
            Contender("longhand", "int8", str(starter)),
            Contender("longhand", "gone", str(tmp_path / "nothing")),
        ],
        figures(1024),
        threads=1,
        rounds=1,
        on_progress=lambda done, total: told.append((done, total)),
    )
    (row,) = table.rows
    assert row["precision"] == "int8"
    assert row["decode_128"] > row["decode_900"] > 0
    assert row["peak_mb"] > 20
    assert row["load_s"] > 0
    assert set(table.missing) == {"longhand-gone"}
    assert "nothing" in table.missing["longhand-gone"]
    assert table.ratios == {}
    assert told[-1] == (len(told), len(told)) == (7, 7)


def test_an_engine_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="no engine 'x'"):
        compare([Contender("x", "fp32", "")], figures(1024), 1, 1)
