"""The export from end to end: precisions, reports, refusals, and nothing left behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.generate import decode, prefill
from engine.jobs import CancelFlag
from engine.manifest import read_manifest, refuse_pickle, verify
from engine.messages import LoadRequest, Sampling, SuggestRequest
from engine.model import load_model

pytestmark = [pytest.mark.model, pytest.mark.timeout(400)]
ROOT = Path(__file__).resolve().parents[4]
FILES = {
    "generation_config.json",
    "manifest.json",
    "model.onnx",
    "model.onnx.data",
    "prompts.toml",
    "tokenizer.json",
}


def greedy_tokens(folder: Path, prompt: list[int]) -> list[int]:
    model = load_model(folder)
    logits, _ = prefill(model.session, prompt, model.chunk, CancelFlag())
    greedy = Sampling(temperature=0)
    rng = np.random.default_rng(0)
    return list(decode(model.session, logits, greedy, rng, 16, CancelFlag()))


@pytest.fixture(params=["fp32", "fp16", "int8", "int4", "auto"])
def exported(batch, request) -> tuple[str, dict]:
    """Return a precision that was asked for and the report of its export."""
    if request.param == "fp32":
        return "fp32", batch.variants["plain"].export
    return request.param, batch.precisions[request.param]


def test_every_precision_is_exported_complete_and_reports_its_parity(exported):
    asked, report = exported
    assert "error" not in report, report
    folder = Path(report["out"])
    assert {path.name for path in folder.iterdir()} == FILES
    manifest = read_manifest(folder)
    verify(folder, manifest)
    refuse_pickle(folder)
    assert manifest.precision == report["precision"]
    assert asked in (report["precision"], "auto")
    assert set(report["parity"]) == {"max_abs_diff", "top1_agreement", "bits_per_byte"}
    assert {key: manifest.parity[key] for key in report["parity"]} == report["parity"]
    assert 0 <= report["parity"]["top1_agreement"] <= 1
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert report["size_mb"] == pytest.approx(size / 1e6, abs=0.01)


def test_every_precision_writes_text(exported, batch):
    _, report = exported
    tokens = greedy_tokens(Path(report["out"]), batch.variants["plain"].prompts[1])
    assert len(tokens) == 16
    assert len(set(tokens)) > 1


def test_a_smaller_precision_is_a_smaller_file(batch):
    sizes = [batch.precisions[name]["size_mb"] for name in ("int4", "int8", "fp16")]
    sizes.append(batch.variants["plain"].export["size_mb"])
    # The tokenizer and the rotary tables weigh the same in each.
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 4


def test_a_finer_precision_is_nearer_to_the_checkpoint(batch):
    losses = [batch.precisions[name]["parity"]["max_abs_diff"] for name in ("int4", "int8", "fp16")]
    losses.append(batch.variants["plain"].export["parity"]["max_abs_diff"])
    assert losses == sorted(losses, reverse=True)


def test_auto_takes_the_fastest_whose_loss_stays_within_a_percent(batch):
    report = batch.precisions["auto"]
    order = ["int4", "int8", "fp32"]
    assert list(report["tried"]) == order[: len(report["tried"])]
    *passed_over, taken = report["tried"]
    assert taken == report["precision"]
    assert all(report["tried"][name] > 0.01 for name in passed_over)
    assert taken == "fp32" or report["tried"][taken] <= 0.01


def test_the_manifest_tells_what_was_exported(batch):
    manifest = read_manifest(Path(batch.variants["narrow-heads"].export["out"]))
    assert (manifest.id, manifest.family, manifest.architecture) == (
        "narrow-heads",
        "starter",
        "llama",
    )
    assert (manifest.context_tokens, manifest.bos_id, manifest.eos_ids) == (512, 0, (1,))
    assert manifest.shape.layers == 2
    # Padded to what the fused operator takes.
    assert manifest.shape.head_size == 16
    assert len(manifest.source_sha256) == 64


def test_a_text_is_continued_greedily_as_transformers_does(batch):
    from engine.generate_service import GenerateService
    from engine.registry import ModelRegistry

    if "stories260k" not in batch.variants:
        pytest.skip("needs the shared checkpoint stories260k")
    variant = batch.variants["stories260k"]
    folder = Path(variant.export["out"])
    tokenizer = load_model(folder).tokenizer
    for prompt, text in zip(variant.prompts[1:], variant.greedy["texts"][1:], strict=True):
        before = tokenizer.decode(prompt[1:])
        assert [1, *tokenizer.encode(before)] == prompt
        service = GenerateService(ModelRegistry(()))
        service.load(LoadRequest(str(folder)))
        request = SuggestRequest(before, sampling=Sampling(temperature=0))
        take = service.suggest(request, lambda _: None, CancelFlag()).takes[0]
        expected = tokenizer.decode([*prompt, *text["tokens"]])[len(before) :]
        assert min(text["gaps"]) > 1e-3, "a tie: choose another prompt"
        assert take.text.startswith(expected)
        assert take.tokens > len(text["tokens"])


def test_a_checkpoint_with_cut_weights_is_refused_in_one_sentence(batch):
    assert batch.broken["error"].startswith("ExportRefused: ")
    assert "\n" not in batch.broken["error"]
    assert str(batch.base / "broken") in batch.broken["error"]


def test_a_target_that_exists_is_refused_and_left_alone(batch):
    assert batch.refused["error"].startswith("ExportRefused: ")
    assert "exists already" in batch.refused["error"]
    assert list((batch.base / "taken").iterdir()) == []


def test_failed_exports_leave_no_files(batch):
    left = {path.name for path in (batch.base / "out").iterdir()}
    assert left == {Path(v.export["out"]).name for v in batch.variants.values()} | {
        f"at-{name}" for name in ("fp16", "int8", "int4", "None")
    }
    assert not [path for path in batch.base.iterdir() if path.name.startswith(".")]


@pytest.mark.e2e
def test_the_command_line_exports_and_reports(exported_stories):
    report = exported_stories.report
    assert set(report) >= {"out", "precision", "size_mb", "parity"}
    assert report["out"] == str(exported_stories.folder)
    assert set(report["parity"]["bits_per_byte"]) == {"torch", "onnx"}
    assert read_manifest(exported_stories.folder).family == "base"
    assert read_manifest(exported_stories.folder).bos_id == 1


@pytest.mark.e2e
@pytest.mark.parametrize("case", ["target below a file", "adapter"])
def test_the_command_line_refuses_in_one_line_and_writes_nothing(tmp_path, case):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    source, out, options = tmp_path / "missing", tmp_path / "out", []
    if case == "target below a file":
        shared = next(iter(ROOT.parent.glob("shared/models/stories260k-llama")), None)
        if shared is None:
            pytest.skip("needs the shared checkpoint stories260k")
        source, out = shared, tmp_path / "file" / "out"
    if case == "adapter":
        options = ["--adapter", str(tmp_path)]
    command = [sys.executable, "-m", "engine", "export", str(source), "--out", str(out)]
    ran = subprocess.run(
        [*command, *options, "--precision", "fp32"],
        cwd=ROOT,
        env={**os.environ},
        capture_output=True,
        text=True,
        timeout=170,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.count("\n") == 1, ran.stderr
    assert ran.stderr.startswith("longhand-engine: ")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_shipped_starter_is_what_its_manifest_reports(starter):
    parity = json.loads((starter / "manifest.json").read_text(encoding="utf-8"))["parity"]
    bits = parity["bits_per_byte"]
    assert bits["onnx"] / bits["torch"] - 1 <= 0.01
