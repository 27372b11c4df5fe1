"""The comparison: ratios that read the right way round, and engines that fail without harm."""

import os

import pytest

from engine.bench import bench
from engine.bench.bench import LEAST_CONTEXT, Record, _ratios, _row, compare, figures, logits_error
from engine.bench.contender import Contender
from engine.bench.runner import NotMeasured
from engine.bench.worker import measure
from tests.engine.bench.fake_runner import FakeRunner

OURS = Contender("longhand", "int8", "a")
THEIRS = Contender("optimum", "int8", "b")


class FakeWorker:
    """A contender in this process: an engine by a rule, and what it cannot do."""

    def __init__(self, contender, threads=1):
        self.contender = contender
        self.pid = os.getpid()
        wrong_at, self.failing = contender.model
        self.runner = FakeRunner(wrong_at)

    def ask(self, **ask):
        failure = self.failing.get(ask["measure"])
        if failure:
            raise failure
        if ask["measure"] == "logits":
            # Rows that a wrong choice shifts by a tenth of their deviation.
            return [
                [1.0 + 0.1 * bool(self.runner.wrong_at), -1.0 - 0.1 * bool(self.runner.wrong_at)]
            ]
        plain = {"load": 0.5, "memory": 100.0}
        return plain.get(ask["measure"]) or measure(self.runner, ask)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


@pytest.fixture
def run(monkeypatch):
    """Return a function that compares engines by their rules: {name: (wrong_at, failing)}."""
    monkeypatch.setattr(bench, "Worker", FakeWorker)

    def compared(**engines):
        contenders = [Contender(*name.rsplit("_", 1), model) for name, model in engines.items()]
        return compare(contenders, figures(2048), threads=1, rounds=2)

    return compared


@pytest.mark.parametrize(("context_tokens", "long"), [(2048, 1500), (1024, 900), (131072, 1500)])
def test_the_long_context_is_what_the_model_has_room_for(context_tokens, long):
    names = [figure.name for figure in figures(context_tokens)]
    assert f"decode_{long}" in names
    assert len(set(names)) == len(names) == 7


@pytest.mark.parametrize("context_tokens", [LEAST_CONTEXT, 512, 600])
def test_a_small_context_has_one_prefill_and_room_for_every_measure(context_tokens):
    measured = figures(context_tokens)
    names = [figure.name for figure in measured]
    assert len(set(names)) == len(names) == 6
    for figure in measured:
        ask = figure.ask
        length = ask.get("tokens", ask.get("context", 0) + ask.get("n", 0))
        assert 128 < length <= context_tokens


def test_every_engine_is_held_against_transformers_at_fp32(run):
    table = run(longhand_fp32=([], {}), longhand_int8=([130, 140], {}), transformers_fp32=([], {}))
    shares = {row["precision"]: (row["agrees"], row["logits_error"]) for row in table.rows}
    assert shares == {"fp32": (1.0, 0.0), "int8": (0.875, pytest.approx(0.1))}
    assert len(table.rows) == 3


def test_ours_at_fp32_is_the_reference_where_transformers_takes_no_part(run):
    table = run(longhand_int8=([130], {}), longhand_fp32=([], {}))
    assert [row["agrees"] for row in table.rows] == [0.9375, 1.0]


def test_a_reference_that_cannot_run_gives_way_to_the_next(run):
    table = run(
        longhand_fp32=([], {}), transformers_fp32=([], {"logits": RuntimeError("no memory")})
    )
    assert [row["agrees"] for row in table.rows] == [1.0]
    assert table.missing == {"transformers-fp32": "no memory"}


def test_without_a_reference_nothing_is_said_of_agreement(run):
    (row,) = run(optimum_int8=([], {})).rows
    assert not {"agrees", "logits_error"} & set(row)


def test_an_engine_that_computes_another_model_is_not_compared(run, monkeypatch):
    monkeypatch.setattr(bench, "_MOST_LOGITS_ERROR", 0.05)
    table = run(longhand_fp32=([], {}), optimum_int8=(range(2000), {}))
    assert [row["engine"] for row in table.rows] == ["longhand"]
    assert table.missing == {
        "optimum-int8": "its logits are not those of longhand-fp32: they differ by 0.1"
    }
    assert table.ratios == {}


def test_logits_that_differ_by_nonsense_are_nonsense():
    wanted = [[1.0, -1.0, 3.0, -3.0]]
    assert logits_error(wanted, wanted) == 0
    assert logits_error([[2.0, 0.0, 4.0, -2.0]], wanted) == pytest.approx(0.2**0.5)
    assert not logits_error([[float("nan")] * 4], wanted) <= 1.0
    # A level that all of them share is no deviation.
    assert logits_error([[11.0, 9.0, 13.0, 8.0]], [[11.0, 9.0, 13.0, 7.0]]) == pytest.approx(
        (0.25 / 5) ** 0.5
    )


def test_a_figure_that_an_engine_cannot_give_is_left_out_with_the_reason(run):
    table = run(longhand_int8=([], {}), genai_int4=([], {"takes": NotMeasured("no rows")}))
    ours, theirs = table.rows
    assert "not_measured" not in ours
    assert theirs["not_measured"] == {"takes_3": "no rows"}
    assert "takes_3" in ours
    assert "takes_3" not in theirs
    assert theirs["decode_128"] > 0
    ratios = {key.split("/")[0] for key in table.ratios}
    assert ratios == {figure.name for figure in figures(2048)} - {"takes_3"}
    assert table.missing == {}


def test_an_engine_that_cannot_give_the_fixed_figures_has_a_row_without_them(run):
    failing = {"decode": NotMeasured("no decode"), "memory": NotMeasured("no memory")}
    (row,) = run(longhand_int8=([], failing)).rows
    assert row["prefill_tokens_per_s"] == row["prefill_512"]
    assert not {"decode_tokens_per_s", "decode_128", "decode_1500", "peak_mb"} & set(row)
    assert set(row["not_measured"]) == {"decode_128", "decode_1500", "peak_mb"}


def test_an_engine_that_cannot_do_something_is_asked_for_it_once():
    worker = FakeWorker(Contender("genai", "int4", ([], {"takes": NotMeasured("no rows")})))
    record = Record()
    record.ask(worker, "takes_3", measure="takes", context=4, takes=2, n=1)
    worker.failing = {}
    record.ask(worker, "takes_3", measure="takes", context=4, takes=2, n=1)
    assert (record.samples, record.missing) == ({}, {})
    assert worker.runner.calls == []


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
    row = _row(OURS, samples, {}, measured)
    assert row["engine"] == "longhand"
    assert row["decode_tokens_per_s"] == row["decode_128"] == 3.0
    assert row["prefill_tokens_per_s"] == 3.0
    assert row["load_s"] == 0.25


def test_a_time_becomes_a_rate_or_milliseconds():
    rate, time_ms = figures(2048)[2], figures(2048)[5]
    assert rate.value(0.5) == rate.tokens / 0.5
    assert time_ms.value(0.5) == 500


@pytest.mark.model
@pytest.mark.timeout(120)
def test_an_engine_that_fails_is_named_and_the_others_are_measured(starter, tmp_path):
    told = []
    table = compare(
        [
            Contender("longhand", "fp32", str(starter)),
            Contender("longhand", "gone", str(tmp_path / "nothing")),
        ],
        figures(1024),
        threads=1,
        rounds=1,
        on_progress=lambda done, total: told.append((done, total)),
    )
    (row,) = table.rows
    assert row["precision"] == "fp32"
    assert (row["agrees"], row["logits_error"]) == (1.0, 0.0)
    assert min(row["decode_128"], row["decode_900"]) > 0
    assert row["peak_mb"] > 20
    assert row["load_s"] > 0
    assert set(table.missing) == {"longhand-gone"}
    assert "nothing" in table.missing["longhand-gone"]
    assert table.ratios == {}
    assert 0 <= table.others_share <= 1
    assert told[-1] == (len(told), len(told)) == (7, 7)


def test_an_engine_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="no engine 'x'"):
        compare([Contender("x", "fp32", "")], figures(1024), 1, 1)
