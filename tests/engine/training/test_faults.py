import errno
from pathlib import Path

import pytest
import torch
from safetensors import SafetensorError

from engine.errors import BadInput, MemoryShort, UserError
from engine.training.faults import told_plainly

RUN = Path("/runs/one")


def _told(error: Exception) -> str:
    with pytest.raises(UserError) as caught, told_plainly(RUN):
        raise error
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_full_disk_says_what_is_safe_and_what_to_do():
    sentence = _told(OSError(errno.ENOSPC, "No space left on device"))
    assert sentence.startswith("The disk is full.")
    assert "kept as it was" in sentence
    assert "resume" in sentence


def test_a_folder_that_cannot_be_written_is_named():
    assert "/runs/one cannot be used: Permission denied" in _told(
        PermissionError(errno.EACCES, "Permission denied")
    )


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"),
    ],
)
def test_every_kind_of_full_memory_is_the_same_sentence(error):
    with pytest.raises(MemoryShort, match="not enough memory to train"), told_plainly(RUN):
        raise error


def test_a_full_disk_that_the_library_hides_is_a_sentence_as_well():
    error = SafetensorError("Error while serializing: I/O error: No space left on device")
    assert _told(error).startswith("The disk is full")


def test_other_faults_and_sentences_pass_as_they_are():
    with pytest.raises(RuntimeError, match="size mismatch"), told_plainly(RUN):
        raise RuntimeError("size mismatch")
    with pytest.raises(BadInput, match="my sentence"), told_plainly(RUN):
        raise BadInput("my sentence")
