"""Sizes are read from the headers of the weights, whatever the family calls them."""

import numpy as np
import pytest

from engine.errors import ExportRefused
from engine.importing.convert import read_source
from engine.importing.sizes import least_converting_bytes, sizes_of
from tests.engine.importing.conftest import HIDDEN, KV, LAYERS, MIDDLE, weights
from tests.tokenizer_kinds import VOCAB_SIZE


def test_a_checkpoints_sizes_are_those_of_its_tensors(checkpoint):
    sizes = sizes_of(read_source(checkpoint))
    assert sizes.parameters == sum(tensor.size for tensor in weights().values())
    assert sizes.source_bytes == (checkpoint / "model.safetensors").stat().st_size
    assert (sizes.layers, sizes.head, sizes.is_tied) == (LAYERS, (VOCAB_SIZE, HIDDEN), True)
    assert sorted(sizes.layer) == sorted(
        [(HIDDEN, HIDDEN)] * 2 + [(KV, HIDDEN)] * 2 + [(MIDDLE, HIDDEN)] * 2 + [(HIDDEN, MIDDLE)]
    )
    assert (sizes.kv_width, sizes.context_tokens) == (KV, 512)


def test_less_precision_takes_less(checkpoint):
    sizes = sizes_of(read_source(checkpoint))
    assert sizes.file_bytes("int4") < sizes.file_bytes("int8") < 4 * sizes.parameters
    assert sizes.running_bytes("int4") < sizes.running_bytes("int8") < sizes.converting_bytes
    assert sizes.converting_bytes > least_converting_bytes(sizes.parameters)
    assert sizes.disk_bytes > sizes.source_bytes


def test_a_head_of_its_own_leaves_the_embedding_as_it_is(checkpoint, changed):
    from safetensors.numpy import save_file

    tied = sizes_of(read_source(checkpoint))
    head = {"lm_head.weight": np.zeros((VOCAB_SIZE, HIDDEN), np.float32)}
    save_file({**weights(), **head}, checkpoint / "model.safetensors")
    own = sizes_of(read_source(changed(tie_word_embeddings=False)))
    assert not own.is_tied
    assert own.file_bytes("int8") == tied.file_bytes("int8") + 4 * VOCAB_SIZE * HIDDEN


def test_weights_of_something_else_are_refused(checkpoint):
    from safetensors.numpy import save_file

    save_file({"a": np.zeros((2, 2), np.float32)}, checkpoint / "model.safetensors")
    with pytest.raises(ExportRefused, match="not those of a language model"):
        sizes_of(read_source(checkpoint))


def test_weights_that_are_cut_off_are_refused(checkpoint):
    weights_file = checkpoint / "model.safetensors"
    weights_file.write_bytes(weights_file.read_bytes()[:-100])
    with pytest.raises(ExportRefused, match="cannot be read"):
        sizes_of(read_source(checkpoint))
