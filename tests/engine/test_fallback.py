"""Why a provider failed, and parts that are handed on once although they are written twice."""

import pytest

from engine.errors import InternalError
from engine.fallback import Resumption, reason_of
from engine.messages import SuggestPart

# As ONNX Runtime words them.
CUDA_FULL = (
    "[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : Non-zero status code returned while running "
    "GroupQueryAttention node. CUDA failure 2: out of memory ; GPU=0 ; expr=cudaMalloc(&p, size);"
)
ARENA_FULL = "BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size"
DML_LOST = "DmlCommandRecorder.cpp(371) Exception(1) 887A0005 The GPU device instance: 0x887A0005"
CUDA_LOST = "CUDA failure 999: unknown error ; GPU=0 ; expr=cudaStreamSynchronize(stream);"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (CUDA_FULL, "has no memory left"),
        (ARENA_FULL, "has no memory left"),
        (DML_LOST, "does not answer any more"),
        (CUDA_LOST, "does not answer any more"),
        ("Something new", "failed (the log has the details)"),
    ],
)
def test_the_reason_is_told_in_few_words_wherever_the_message_stands(words, reason):
    assert reason_of(RuntimeError(words)) == reason
    wrapped = InternalError("The model failed while it was running.")
    wrapped.__cause__ = RuntimeError(words)
    assert reason_of(wrapped) == reason


@pytest.fixture
def parts():
    return []


def test_parts_that_are_written_once_are_handed_on_as_they_are(parts):
    resumption = Resumption(parts.append)
    wanted = [SuggestPart(" a"), SuggestPart(" x", 1), SuggestPart(" b")]
    for part in wanted:
        resumption.push(part)
    assert parts == wanted


def test_what_was_handed_on_is_not_repeated_by_the_second_writing(parts):
    resumption = Resumption(parts.append)
    resumption.push(SuggestPart(" one two"))
    resumption.push(SuggestPart(" eins", 1))
    resumption.begin_again()
    for text in (" one", " two three", " four"):
        resumption.push(SuggestPart(text))
    resumption.push(SuggestPart(" eins zwei", 1))
    assert parts == [
        SuggestPart(" one two"),
        SuggestPart(" eins", 1),
        SuggestPart(" three"),
        SuggestPart(" four"),
        SuggestPart(" zwei", 1),
    ]


def test_a_take_that_is_written_otherwise_ends_where_it_was(parts):
    resumption = Resumption(parts.append)
    resumption.push(SuggestPart(" one two"))
    resumption.begin_again()
    for text in (" one", " other", " words without end"):
        resumption.push(SuggestPart(text))
    assert parts == [SuggestPart(" one two")]
