import shutil

import pytest

from engine.errors import BadInput, ExportRefused
from engine.training.bases import open_base


def test_the_starter_is_recovered_once_and_keeps_its_precision_and_licence(starter, tmp_path):
    base = open_base(starter, tmp_path / "base")
    assert base.checkpoint.folder == tmp_path / "base"
    assert (base.id, base.precision, base.languages) == ("starter", "int8", ("en",))
    assert base.lead == (0,)
    kept = (tmp_path / "base" / "model.safetensors").stat().st_mtime_ns
    open_base(starter, tmp_path / "base")
    assert (tmp_path / "base" / "model.safetensors").stat().st_mtime_ns == kept


def test_a_checkpoint_is_used_where_it_lies(tiny_base, tmp_path):
    base = open_base(tiny_base, tmp_path / "recovered")
    assert base.checkpoint.folder == tiny_base
    assert base.precision is None
    assert not (tmp_path / "recovered").exists()


def test_the_starter_family_reads_straight_quotes_and_blank_lines(tiny_base, tmp_path):
    base = open_base(tiny_base, tmp_path / "recovered")
    assert (
        base.in_own_form("\u201cYes,\u201d he said.\nShe left.") == '"Yes," he said.\n\nShe left.'
    )


def test_another_family_reads_the_text_as_it_is(tiny_base, tmp_path):
    plain = tmp_path / "plain"
    shutil.copytree(tiny_base, plain)
    text = (plain / "tokenizer.json").read_text(encoding="utf-8")
    (plain / "tokenizer.json").write_text(text.replace("<|polish|>", "<|shine|>"), encoding="utf-8")
    base = open_base(plain, tmp_path / "recovered")
    assert base.checkpoint.family == "base"
    assert base.in_own_form("\u201cYes,\u201d") == "\u201cYes,\u201d"


def test_a_base_that_is_gone_is_one_sentence(tmp_path):
    with pytest.raises(BadInput, match="is gone; choose another one"):
        open_base(tmp_path / "nowhere", tmp_path / "recovered")


def test_pickle_weights_and_code_are_no_base(tiny_base, tmp_path):
    folder = tmp_path / "evil"
    shutil.copytree(tiny_base, folder)
    config = (folder / "config.json").read_text()
    (folder / "config.json").write_text(config.replace("{", '{"auto_map": {"x": "y.Z"},', 1))
    with pytest.raises(ExportRefused, match="code of its own"):
        open_base(folder, tmp_path / "recovered")
