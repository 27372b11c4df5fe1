"""A plain graph with growing keys and values: what runs is always the text that the cache says."""

import numpy as np
import pytest

from engine import memory
from engine.concat_session import ConcatSession
from engine.errors import Cancelled, InternalError, MemoryShort, ModelDamaged
from engine.generate import prefill
from engine.hardware import choose_provider
from engine.jobs import CancelFlag
from engine.memory import MB, Memory
from engine.sessions import open_session
from engine.training.export.plain import prepare
from tests import concat_graph

CAPACITY = 32
TEXT = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]


@pytest.fixture(params=["every position", "last positions"])
def path(tmp_path, request):
    """Return the file of a graph as optimum writes it, or with a head for the last positions."""
    model = concat_graph.plain_graph()
    return concat_graph.save(
        model if request.param == "every position" else prepare(model), tmp_path
    )


def opened(path, **shape):
    manifest = concat_graph.manifest(**shape)
    return ConcatSession(path, manifest, choose_provider("fp32"), 1, CAPACITY)


@pytest.fixture
def session(path):
    return opened(path)


def check(logits, tokens):
    """Check that logits are those behind exactly these tokens."""
    expected = concat_graph.expected_logits(tokens)[-1]
    np.testing.assert_allclose(logits, expected, rtol=1e-4, atol=1e-4)


def test_a_step_gives_the_logits_behind_its_last_token(session):
    logits = session.step(TEXT)
    assert (logits.dtype, logits.shape) == (np.float32, (concat_graph.VOCAB,))
    check(logits, TEXT)
    assert session.cache.tokens == tuple(TEXT)


def test_steps_of_any_size_go_on_from_one_another(session):
    for start, end in ((0, 1), (1, 6), (6, 7), (7, 12)):
        check(session.step(TEXT[start:end]), TEXT[:end])


def test_a_score_is_the_logits_behind_every_token(session):
    session.step(TEXT[:4])
    scored = session.score(TEXT[4:])
    expected = concat_graph.expected_logits(TEXT)[4:]
    np.testing.assert_allclose(scored, expected, rtol=1e-4, atol=1e-4)
    kept = scored.copy()
    session.step([7])
    np.testing.assert_array_equal(scored, kept)


@pytest.mark.parametrize("length", [0, 1, 5, 11])
def test_a_trimmed_tail_is_forgotten(session, length):
    session.step(TEXT)
    session.cache.trim(length)
    check(session.step([7, 8]), [*TEXT[:length], 7, 8])


def test_a_cache_trimmed_and_grown_to_its_old_length_holds_the_new_tokens(session):
    session.step(TEXT)
    session.cache.trim(8)
    session.step([11, 12])
    session.cache.trim(9)
    session.step([13, 14, 15])
    check(session.step([16]), [*TEXT[:8], 11, 13, 14, 15, 16])


def test_a_prompt_keeps_what_it_shares_with_the_last(session):
    prefill(session, TEXT, 4, CancelFlag())
    prompt = [*TEXT[:7], 20, 21]
    logits, reused = prefill(session, prompt, 4, CancelFlag())
    assert reused == 7
    check(logits, prompt)


@pytest.mark.parametrize("n_tokens", [0, CAPACITY + 1])
def test_no_tokens_and_more_than_fit_are_not_run(session, n_tokens):
    with pytest.raises(ValueError, match=f"{n_tokens} tokens cannot run behind 0"):
        session.step([1] * n_tokens)
    assert session.cache.length == 0


def test_the_last_place_can_be_filled(session):
    text = [i % concat_graph.VOCAB for i in range(CAPACITY)]
    session.step(text[:-1])
    check(session.step(text[-1:]), text)
    with pytest.raises(ValueError, match="1 tokens cannot run behind 32"):
        session.step([1])


def test_rows_grow_apart_from_one_prefix(session):
    session.step(TEXT)
    rows = session.fork(3, 4)
    texts = [list(TEXT) for _ in range(3)]
    for tokens in ((1, 2, 3), (4, 5, 6), (7, 8, 9)):
        logits = rows.step(tokens)
        assert logits.shape == (3, concat_graph.VOCAB)
        for row, token in enumerate(tokens):
            texts[row].append(token)
            check(logits[row], texts[row])
    assert session.cache.tokens == tuple(TEXT)
    check(session.step([2]), [*TEXT, 2])


def test_a_row_that_is_rewound_or_ends_leaves_the_others_alone(session):
    session.step(TEXT)
    rows = session.fork(3, 6)
    rows.step([1, 2, 3])
    rows.step([4, 5, 6])
    rows.rewind(1, 2)
    rows.drop(0)
    assert rows.n_rows == 2
    # The last row has taken the first one's number.
    logits = rows.step([7, 8])
    check(logits[0], [*TEXT, 3, 6, 7])
    check(logits[1], [*TEXT, 8])
    rows.drop(1)
    check(rows.step([9])[0], [*TEXT, 3, 6, 7, 9])


def test_one_row_runs_over_the_sessions_own_cache(session):
    session.step(TEXT)
    rows = session.fork(1, 4)
    check(rows.step([5])[0], [*TEXT, 5])
    assert session.cache.tokens == (*TEXT, 5)


def test_rows_have_the_room_that_was_asked_for(session):
    session.step(TEXT)
    rows = session.fork(2, 1)
    rows.step([1, 2])
    with pytest.raises(ValueError, match="room for 1 tokens"):
        rows.step([3, 4])
    with pytest.raises(ValueError, match="1 tokens for 2 rows"):
        rows.step([3])
    with pytest.raises(ValueError, match="row 0 cannot go back 2"):
        rows.rewind(0, 2)
    with pytest.raises(ValueError, match="2 rows of 21 tokens do not fit"):
        session.fork(2, CAPACITY - len(TEXT) + 1)
    with pytest.raises(ValueError, match="0 rows"):
        session.fork(0, 1)


def test_rows_for_which_there_is_no_memory_are_refused(session, monkeypatch):
    session.step(TEXT)
    asked = []

    def look():
        asked.append(1)
        return Memory(8000 * MB, 400 * MB)

    monkeypatch.setattr(memory, "machine_memory", look)
    with pytest.raises(MemoryShort, match="ask for fewer"):
        session.fork(3, 4)
    assert asked == [1]
    session.fork(1, 4).step([5])
    assert asked == [1]
    check(session.step([2]), [*TEXT, 5, 2])


def test_rows_are_reckoned_with_what_they_hold_before_and_after_a_step(session, monkeypatch):
    wanted = []
    monkeypatch.setattr(memory, "require_to_spare", wanted.append)
    session.step(TEXT)
    session.fork(3, 4)
    floats = 2 * concat_graph.HEADS * concat_graph.SIZE * (len(TEXT) + 4)
    assert wanted == [2 * 3 * floats * 4]


def test_a_raised_flag_stops_a_step_and_leaves_the_cache_as_it_was(session):
    session.step(TEXT)
    cancel = CancelFlag()
    cancel.set()
    with session.interruptible(cancel), pytest.raises(Cancelled):
        session.step([1])
    assert session.cache.tokens == tuple(TEXT)
    check(session.step([1]), [*TEXT, 1])


def test_a_failing_step_leaves_the_cache_as_it_was(session):
    session.step(TEXT)
    with pytest.raises(InternalError):
        session.step([concat_graph.VOCAB + 5])
    assert session.cache.tokens == tuple(TEXT)
    check(session.step([1]), [*TEXT, 1])


@pytest.mark.parametrize(
    "wrong", [{"layers": 2}, {"kv_heads": 1}, {"head_size": 8}, {"vocab_size": 24}], ids=str
)
def test_a_graph_that_is_not_the_manifests_is_damaged(path, wrong):
    with pytest.raises(ModelDamaged, match="another graph"):
        opened(path, **wrong)


@pytest.mark.parametrize("name", ["input_ids", "position_ids", "past_key_values.0.key"])
def test_a_graph_with_an_input_of_another_name_is_damaged(tmp_path, name):
    model = concat_graph.plain_graph()
    for value in model.graph.input:
        if value.name == name:
            value.name = "mood"
    for node in model.graph.node:
        for at, read in enumerate(node.input):
            if read == name:
                node.input[at] = "mood"
    with pytest.raises(ModelDamaged, match="another graph"):
        opened(concat_graph.save(model, tmp_path))


def test_a_file_that_is_no_graph_is_damaged(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelDamaged, match="cannot be opened"):
        opened(tmp_path / "model.onnx")


def test_the_manifest_decides_which_session_is_opened(path, starter):
    from engine.manifest import read_manifest
    from engine.session import OnnxSession

    provider = choose_provider("fp32")
    plain = open_session(path, concat_graph.manifest(), provider, 1, CAPACITY)
    assert isinstance(plain, ConcatSession)
    fused = open_session(starter / "model.onnx", read_manifest(starter), provider, 1, CAPACITY)
    assert isinstance(fused, OnnxSession)
    assert plain.provider == fused.provider == "CPU"
