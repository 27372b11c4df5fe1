"""A model folder that is damaged, too new or foreign gets one sentence and stays as it was."""

import json
import os
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import ModelDamaged, ModelError, ModelForeign, ModelTooNew
from engine.manifest import (
    FUSED_GRAPH,
    MANIFEST,
    MIN_CONTEXT_TOKENS,
    PLAIN_GRAPH,
    SCHEMA,
    entry_of,
    read_manifest,
    refuse_pickle,
    verify,
)
from engine.model import load_model
from tests import tokenizer_kinds


@pytest.fixture
def folder(starter, tmp_path):
    """Return a copy of the starter that may be damaged."""
    return shutil.copytree(starter, tmp_path / "voice")


@pytest.fixture
def unchanged(tmp_path):
    """Return a function that remembers the disk, and returns one that compares it."""

    def remember():
        before = snapshot(tmp_path)
        return lambda: snapshot(tmp_path) == before

    return remember


def snapshot(root):
    """Return every file below a folder with its content and time."""
    return {
        path.relative_to(root): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in root.rglob("*")
        if path.is_file()
    }


def edited(folder, **changes):
    """Change values of a folder's manifest; a value of None removes its key."""
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for key, value in changes.items():
        if value is None:
            raw.pop(key)
        else:
            raw[key] = value
    (folder / MANIFEST).write_text(json.dumps(raw), encoding="utf-8")


def check_refused(folder, unchanged, kind, reason=""):
    """Check that loading fails with the class, one sentence and nothing written."""
    same = unchanged()
    with pytest.raises(kind) as refused:
        load_model(folder)
    assert type(refused.value) is kind
    assert str(folder) in str(refused.value)
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)
    assert same()


def test_the_starters_manifest_is_read_and_its_files_are_right(starter):
    manifest = read_manifest(starter)
    verify(starter, manifest)
    assert (manifest.id, manifest.family, manifest.languages) == ("starter", "starter", ("en",))
    assert manifest.licence == "Apache-2.0"


def test_a_manifest_comes_back_from_its_text(folder):
    manifest = read_manifest(folder)
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    assert read_manifest(folder) == manifest
    assert json.loads(manifest.to_json())["schema"] == SCHEMA


def test_unknown_keys_of_a_manifest_are_ignored(folder):
    manifest = read_manifest(folder)
    edited(folder, mood="calm")
    assert read_manifest(folder) == manifest


@pytest.mark.parametrize(
    "name", ["model.onnx", "model.onnx.data", "tokenizer.json", "prompts.toml"]
)
def test_a_missing_file_is_named(folder, unchanged, name):
    (folder / name).unlink()
    check_refused(folder, unchanged, ModelDamaged, f"{name} is missing")


@pytest.mark.parametrize("name", ["model.onnx", "model.onnx.data", "generation_config.json"])
def test_a_changed_byte_is_noticed(folder, unchanged, name):
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    check_refused(folder, unchanged, ModelDamaged, name)


def test_a_cut_file_is_noticed(folder, unchanged):
    data = (folder / "model.onnx.data").read_bytes()
    (folder / "model.onnx.data").write_bytes(data[:-1])
    check_refused(folder, unchanged, ModelDamaged, "model.onnx.data")


def test_a_folder_in_the_place_of_a_file_is_noticed(folder, unchanged):
    (folder / "prompts.toml").unlink()
    (folder / "prompts.toml").mkdir()
    check_refused(folder, unchanged, ModelDamaged, "prompts.toml")


def test_a_newer_schema_asks_for_an_update(folder, unchanged):
    edited(folder, schema=SCHEMA + 1)
    check_refused(folder, unchanged, ModelTooNew, "update Longhand")


def test_a_graph_of_another_kind_is_too_new(folder, unchanged):
    edited(folder, graph="fused-mamba")
    check_refused(folder, unchanged, ModelTooNew, "fused-mamba")


def test_both_kinds_of_graph_are_known(folder):
    for graph in (FUSED_GRAPH, PLAIN_GRAPH):
        edited(folder, graph=graph)
        assert read_manifest(folder).graph == graph


def test_a_plain_graph_with_a_fused_graphs_inputs_is_damaged(folder, unchanged):
    edited(folder, graph=PLAIN_GRAPH)
    check_refused(folder, unchanged, ModelDamaged, "graph")


def test_what_the_export_decided_comes_back_and_may_be_absent(folder):
    edited(folder, notes=["The context is shorter.", "The graph is plain."])
    assert read_manifest(folder).notes == ("The context is shorter.", "The graph is plain.")
    edited(folder, notes=None)
    assert read_manifest(folder).notes == ()


def test_a_tokenizer_of_another_kind_is_foreign_and_named(folder, unchanged):
    tokenizer_kinds.word_piece().save(str(folder / "tokenizer.json"))
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    entry = entry_of(folder / "tokenizer.json")
    raw["tokenizer.json"] = {"sha256": entry.sha256, "n_bytes": entry.n_bytes}
    edited(folder, files=raw)
    check_refused(folder, unchanged, ModelForeign, "WordPiece")


@pytest.mark.parametrize(
    "wrong", [{"layers": 3}, {"kv_heads": 4}, {"head_size": 32}, {"vocab_size": 16385}]
)
def test_a_graph_that_is_not_the_manifests_is_damaged(folder, unchanged, wrong):
    shape = {"layers": 4, "kv_heads": 2, "head_size": 64, "vocab_size": 16384}
    edited(folder, shape=shape | wrong)
    check_refused(folder, unchanged, ModelDamaged, "graph")


def test_a_tokenizer_larger_than_the_graph_is_damaged(folder, unchanged):
    edited(folder, shape={"layers": 4, "kv_heads": 2, "head_size": 64, "vocab_size": 100})
    check_refused(folder, unchanged, ModelDamaged, "tokenizer")


def test_a_tokenizer_with_a_gap_and_an_id_outside_the_graph_is_damaged(folder, unchanged):
    content = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    vocab = content["model"]["vocab"]
    word = max(vocab, key=vocab.get)
    vocab[word] += 1
    content["model"]["merges"] = [
        pair for pair in content["model"]["merges"] if word not in ("".join(pair), *pair)
    ]
    (folder / "tokenizer.json").write_text(json.dumps(content), encoding="utf-8")
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    entry = entry_of(folder / "tokenizer.json")
    raw["tokenizer.json"] = {"sha256": entry.sha256, "n_bytes": entry.n_bytes}
    edited(folder, files=raw)
    check_refused(folder, unchanged, ModelDamaged, "does not fit its graph")


def test_the_shortest_context_that_is_taken_writes(folder):
    edited(folder, context_tokens=MIN_CONTEXT_TOKENS)
    model = load_model(folder)
    assert model.session.cache.capacity == MIN_CONTEXT_TOKENS
    model.session.step(list(range(MIN_CONTEXT_TOKENS)))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("name", ["prompts.toml", "model.onnx"])
def test_a_pipe_in_the_place_of_a_file_is_not_opened(folder, unchanged, name):
    (folder / name).unlink()
    os.mkfifo(folder / name)
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    raw[name]["n_bytes"] = 0
    edited(folder, files=raw)
    check_refused(folder, unchanged, ModelDamaged, f"cannot be read: {name}")


def test_a_graph_that_onnx_runtime_cannot_open_is_damaged(folder, unchanged):
    (folder / "model.onnx").write_bytes(b"no graph")
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    entry = entry_of(folder / "model.onnx")
    raw["model.onnx"] = {"sha256": entry.sha256, "n_bytes": entry.n_bytes}
    edited(folder, files=raw)
    check_refused(folder, unchanged, ModelDamaged, "cannot be opened")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"garbage",
        b"[]",
        b"{}",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"schema": "1"}',
        b'{"schema": ' + b"9" * 5000 + b"}",
        b'{"schema": 1}',
        b'{"schema": 1, "files": 7, "shape": []}',
    ],
    ids=lambda content: repr(content[:16]),
)
def test_an_unreadable_manifest_is_damaged(folder, unchanged, content):
    (folder / MANIFEST).write_bytes(content)
    check_refused(folder, unchanged, ModelDamaged)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"files": None},
        {"shape": None},
        {"bos_id": None},
        {"name": 7},
        {"precision": []},
        {"languages": 3},
        {"eos_ids": ["x"]},
        {"context_tokens": 0},
        {"context_tokens": "many"},
        {"context_tokens": 1},
        {"context_tokens": 31},
        {"eos_ids": [1, 999_999]},
        {"eos_ids": [16384]},
        {"eos_ids": [-1]},
        {"bos_id": 10**9},
        {"bos_id": 16384},
        {"bos_id": -1},
        {"parameters": 1e999},
        {"shape": {"layers": 4}},
        {"shape": {"layers": -1, "kv_heads": 2, "head_size": 64, "vocab_size": 16384}},
        {"shape": {"layers": 1e999, "kv_heads": 2, "head_size": 64, "vocab_size": 16384}},
        {"files": {"model.onnx": "x"}},
        {"files": {}},
        {"notes": 3},
    ],
    ids=str,
)
def test_a_manifest_that_lacks_or_bends_a_value_is_damaged(folder, unchanged, changes):
    edited(folder, **changes)
    check_refused(folder, unchanged, ModelDamaged)


@pytest.mark.parametrize(
    "name", ["../model.onnx", "/etc/passwd", "..", ".", "a/b", "a\\b", "..\\b", ""]
)
def test_a_file_outside_the_folder_is_foreign(folder, unchanged, name):
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    edited(folder, files={**raw, name: {"sha256": "0" * 64, "n_bytes": 1}})
    check_refused(folder, unchanged, ModelForeign, "outside")


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.PT", "adapter.pkl", "x.ckpt"])
def test_pickle_weights_are_refused_whatever_the_manifest_says(folder, unchanged, name):
    (folder / name).write_bytes(b"\x80\x04")
    check_refused(folder, unchanged, ModelForeign, name)


def test_a_folder_of_something_else_is_foreign(tmp_path, unchanged):
    (tmp_path / "notes.txt").write_text("notes", encoding="utf-8")
    check_refused(tmp_path, unchanged, ModelForeign, "no manifest.json")


def test_a_checkpoint_is_foreign_and_the_way_to_use_it_is_named(tmp_path, unchanged):
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    check_refused(tmp_path, unchanged, ModelForeign, "longhand-engine export")


def test_safe_files_are_no_pickle(folder):
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"x")
    refuse_pickle(folder)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
KEYS = [
    "schema",
    "id",
    "languages",
    "shape",
    "files",
    "bos_id",
    "eos_ids",
    "parity",
    "parameters",
    "notes",
]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(KEYS), json_values)
def test_any_value_in_a_manifest_is_read_or_refused_by_name(starter, tmp_path, key, value):
    raw = json.loads((starter / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / MANIFEST).write_text(json.dumps({**raw, key: value}), encoding="utf-8")
    refused = ""
    try:
        read_manifest(tmp_path)
    except ModelError as error:
        refused = str(error)
    assert not refused or str(tmp_path) in refused


def test_a_file_without_a_hash_is_not_trusted(folder, unchanged):
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    del raw["files"]["model.onnx.data"]
    (folder / MANIFEST).write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(ModelDamaged, match=r"model\.onnx\.data"):
        load_model(folder)


@pytest.mark.parametrize("schema", [0, -1, True, "1"])
def test_an_impossible_schema_is_damaged(folder, schema):
    edited(folder, schema=schema)
    with pytest.raises(ModelDamaged):
        load_model(folder)
