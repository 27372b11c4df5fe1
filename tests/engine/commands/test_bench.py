"""The command that compares: bad usage, checkpoints that are none, environments, the output."""

import io
import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from engine.bench import bench as comparison
from engine.bench import peers
from engine.bench.bench import Table
from engine.commands import bench
from engine.errors import UserError
from tests.command_line import check_refused, check_usage

ROW = {"engine": "longhand", "precision": "int8", "decode_128": 90.5, "agrees": 1.0}
ROW_APART = {"engine": "genai", "precision": "int4", "load_s": 2, "not_measured": {"takes_3": "no"}}
RATIOS = {"decode_128/int8/optimum-int8": 1.8}


@pytest.fixture
def prepared(monkeypatch):
    """Put an answer of models in the place of exports; return the commands that asked for them."""
    asked = []
    models = {
        "contenders": [{"engine": "longhand", "precision": "int8", "model": "a folder"}],
        "context_tokens": 1024,
        "checkpoint": "a checkpoint",
        "missing": {"genai": "It is not set up."},
    }

    def run(command, **options):
        asked.append(command[command.index("engine.bench.prepare") + 1 :])
        return subprocess.CompletedProcess(command, 0, json.dumps(models), "")

    monkeypatch.setattr(bench, "subprocess", SimpleNamespace(run=run))
    monkeypatch.setattr(comparison, "compare", compare)
    return asked


def compare(contenders, figures, threads, rounds, on_progress):
    on_progress(1, 1)
    names = [c.name for c in contenders] + [
        figure.name for figure in figures if "_9" in figure.name
    ]
    row = {**ROW, "seen": [*names, threads, rounds]}
    return Table([row], RATIOS, {"optimum-int8": "It ended."}, 0.1234)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--against", "x"], "--against knows transformers, optimum, genai, llama.cpp; not x."),
        (["--against", "genai,,x"], "not , x."),
        (["--rounds", "0"], "--rounds and --threads must be at least 1."),
        (["--rounds", "-1"], "--rounds and --threads must be at least 1."),
        (["--threads", "0"], "--rounds and --threads must be at least 1."),
        (["--rounds", "many"], "invalid int value"),
        (["--set-up", "transformers"], "--set-up knows genai, llama.cpp; not transformers."),
    ],
)
def test_bad_usage_is_told_before_anything_is_made(run, longhand_home, options, reason):
    check_usage(run, "bench", *options, reason=reason)
    assert not longhand_home.exists()


def test_a_checkpoint_that_is_not_there_is_refused(run, tmp_path):
    missing = tmp_path / "nothing"
    reason = f"{missing} is no checkpoint: it has no config.json."
    check_refused(run, tmp_path, "bench", "--checkpoint", missing, reason=reason)


def test_a_run_gives_the_machine_the_rows_and_the_ratios(run, prepared, longhand_home, tmp_path):
    argv = ["--against", "optimum,genai,optimum", "--rounds", 3, "--threads", 2]
    code, out, err = run("bench", *argv, "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert answer["machine"]["threads"] == 2
    assert answer["machine"]["cores"] >= 1
    assert answer["machine"]["others_cpu_share"] == 0.123
    assert answer["checkpoint"] == "a checkpoint"
    (row,) = answer["rows"]
    assert row["seen"] == ["longhand-int8", "prefill_900", "decode_900", 2, 3]
    assert answer["ratios"] == RATIOS
    assert answer["missing"] == {"genai": "It is not set up.", "optimum-int8": "It ended."}
    assert prepared == [[str(longhand_home / "cache" / "bench"), "", "optimum", "genai"]]


def test_a_checkpoint_and_a_working_folder_may_be_given(run, prepared, tmp_path, monkeypatch):
    (tmp_path / "checkpoint").mkdir()
    (tmp_path / "checkpoint" / "config.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    argv = ["--against", "none", "--checkpoint", "checkpoint", "--work", "work"]
    assert run("bench", *argv)[0] == 0
    # Whole paths: the process that prepares may stand elsewhere.
    assert prepared == [[str(tmp_path / "work"), str(tmp_path / "checkpoint")]]


def test_every_value_is_shown_to_a_reader():
    out = io.StringIO()
    payload = {"machine": {"others_cpu_share": 0.123}, "rows": [ROW, ROW_APART]}
    bench._show({**payload, "ratios": RATIOS, "missing": {"llama.cpp": "It ended."}}, out)
    assert out.getvalue() == (
        "other processes had 12.3% of the machine meanwhile\n"
        "longhand int8\n  decode_128: 90.5\n  agrees: 1\n"
        "genai int4\n  load_s: 2\n  takes_3: not measured: no\n"
        "decode_128/int8/optimum-int8: 1.8\nmissing llama.cpp: It ended.\n"
    )


@pytest.mark.parametrize(
    ("returncode", "stdout", "stderr", "reason"),
    [
        (1, "", "Traceback\nValueError: odd\n", "could not be made: ValueError: odd"),
        (0, '{"error": "It has no weights."}', "noise\n", "It has no weights."),
    ],
)
def test_models_that_cannot_be_made_are_one_line(
    run, monkeypatch, tmp_path, returncode, stdout, stderr, reason
):
    def ran(command, **options):
        return subprocess.CompletedProcess(command, returncode, stdout, stderr)

    monkeypatch.setattr(bench, "subprocess", SimpleNamespace(run=ran))
    check_refused(run, tmp_path, "bench", reason=reason)


def test_environments_are_set_up_in_the_order_given(run, monkeypatch):
    monkeypatch.setattr(peers, "set_up", lambda name: f"python of {name}")
    code, out, _ = run("bench", "--set-up", "llama.cpp,genai", "--json")
    expected = {"llama.cpp": "python of llama.cpp", "genai": "python of genai"}
    assert (code, json.loads(out)) == (0, {"environments": expected})
    shown = run("bench", "--set-up", "genai")[1]
    assert shown == "genai: python of genai\n"


def test_an_environment_that_cannot_be_made_is_one_line(run, monkeypatch, tmp_path):
    def refuse(name):
        raise UserError(f"{name} could not be set up: no network")

    monkeypatch.setattr(peers, "set_up", refuse)
    check_refused(run, tmp_path, "bench", "--set-up", "genai", reason="no network")


def test_the_help_tells_what_uses_the_network(run):
    code, out, _ = run("bench", "--help")
    text = " ".join(out.split())
    assert code == 0
    assert "pip downloads their packages" in text
    assert "Nothing else here uses the network" in text


def test_the_command_imports_no_engine_before_it_runs():
    source = "import engine.cli, sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    loaded = {name for name in ran.stdout.split() if name.startswith("engine.bench")}
    assert loaded == set()
