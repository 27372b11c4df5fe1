"""Rows of a batch over the bundled starter: each computes what one sequence alone computes."""

import numpy as np
import pytest

from engine import memory
from engine.errors import Cancelled, MemoryShort
from engine.generate import prefill
from engine.jobs import CancelFlag
from engine.kv_cache import RowBuffers
from engine.memory import MB, Memory
from engine.model import load_model
from engine.rows import BatchKV, BatchRows, SoloRows
from tests.fakes import FakeSession

pytestmark = pytest.mark.model
N_PROMPT = 150


@pytest.fixture(scope="module")
def model(starter):
    """Return the starter, for every test of this module."""
    return load_model(starter)


@pytest.fixture
def session(model, starter):
    """Return its session with a prompt in the cache."""
    text = (starter.parents[1] / "evaluation" / "en.txt").read_text(encoding="utf-8")
    prompt = [0, *model.tokenizer.encode(text[500:3000])][:N_PROMPT]
    model.session.cache.trim(0)
    prefill(model.session, prompt, 64, CancelFlag())
    return model.session


def alone(session, tokens):
    """Return the logits after tokens run one by one behind the prompt."""
    session.cache.trim(N_PROMPT)
    for token in tokens:
        logits = session.step([token])
    found = logits.copy()
    session.cache.trim(N_PROMPT)
    return found


def check_rows(session, logits, sequences):
    """Compare each row's logits with those of its sequence alone."""
    assert len(logits) == len(sequences)
    for row, tokens in zip(logits.copy(), sequences, strict=True):
        np.testing.assert_allclose(row, alone(session, tokens), atol=0.15)
        assert row.argmax() == alone(session, tokens).argmax()


def moved_rows(session, n_rows):
    return session.fork(n_rows, 20)


def pinned_rows(session, n_rows):
    """Return rows as a device has them whose memory the arrays do not share."""
    buffers = RowBuffers(session.cache, n_rows + 1, N_PROMPT + 20)
    kv = BatchKV(session._runner, buffers, session.vocab_size, "cpu", in_place=False)
    kv.fill(session.cache, n_rows + 1)
    return BatchRows(kv, n_rows, N_PROMPT)


@pytest.fixture(params=[moved_rows, pinned_rows])
def fork(request):
    """Return each way of holding rows."""
    return request.param


def test_rows_of_one_length_compute_what_each_computes_alone(session, fork):
    rows = fork(session, 3)
    rows.step([300, 400, 500])
    check_rows(session, rows.step([301, 401, 501]), [[300, 301], [400, 401], [500, 501]])


def test_rows_that_went_back_differ_in_length_and_still_compute_the_same(session, fork):
    rows = fork(session, 3)
    for token in (300, 310, 320):
        rows.step([token, token + 1, token + 2])
    rows.rewind(1, 2)
    rows.rewind(2, 3)
    logits = rows.step([330, 311, 302])
    check_rows(session, logits, [[300, 310, 320, 330], [301, 311], [302]])


def test_a_row_that_ends_leaves_its_number_to_the_last(session, fork):
    rows = fork(session, 4)
    rows.step([300, 301, 302, 303])
    rows.step([310, 311, 312, 313])
    rows.drop(1)
    rows.rewind(1, 1)
    assert rows.n_rows == 3
    logits = rows.step([320, 399, 322])
    check_rows(session, logits, [[300, 310, 320], [303, 399], [302, 312, 322]])
    rows.drop(2)
    rows.drop(0)
    check_rows(session, rows.step([340]), [[303, 399, 340]])


def test_buffers_serve_the_next_ask_where_they_fit(session):
    session.fork(3, 20)
    first = session._rows
    rows = session.fork(2, 20)
    assert session._rows is first
    rows.step([300, 301])
    check_rows(session, rows.step([310, 311]), [[300, 310], [301, 311]])
    session.fork(5, 20)
    assert session._rows is not first


def test_only_the_rows_asked_for_are_filled(session):
    buffers = RowBuffers(session.cache, 3, N_PROMPT)
    buffers.fill(session.cache, 2)
    array = buffers.array("0.key")
    np.testing.assert_array_equal(
        array[:2, :, :N_PROMPT], session.cache.keys[0][[0, 0], :, :N_PROMPT]
    )
    assert not array[2].any()


def test_buffers_that_cannot_be_bound_in_part_serve_their_own_number_alone(session):
    buffers = RowBuffers(session.cache, 3, N_PROMPT)
    moved, pinned = (
        BatchKV(session._runner, buffers, session.vocab_size, "cpu", in_place)
        for in_place in (True, False)
    )
    assert [moved.fits(n, N_PROMPT) for n in (2, 3, 4)] == [True, True, False]
    assert [pinned.fits(n, N_PROMPT) for n in (2, 3, 4)] == [False, True, False]
    assert not pinned.fits(3, buffers.capacity + 1)


def test_buffers_are_let_go_after_a_row_of_single_takes(session):
    session.fork(3, 20)
    for _ in range(7):
        session.fork(1, 20)
    session.fork(2, 20)
    kept = session._rows
    for n in range(8):
        assert session._rows is kept, n
        session.fork(1, 20)
    assert session._rows is None


def test_the_size_of_buffers_is_known_before_they_are_made(session):
    for n_rows, capacity in ((1, 1), (3, 300), (8, session.cache.capacity)):
        buffers = RowBuffers(session.cache, n_rows, capacity)
        made = sum(buffers.array(name).nbytes for name in buffers.names)
        assert RowBuffers.n_bytes(session.cache, n_rows, capacity) == made


def check_refused_and_usable(session, reason):
    """Check that takes without memory are refused and that the session goes on as it was."""
    session._rows = None
    before = session.cache.tokens
    with pytest.raises(MemoryShort, match=reason) as refused:
        session.fork(8, 200)
    assert "\n" not in str(refused.value)
    assert session.cache.tokens == before
    session.fork(1, 5).step([300])
    session.cache.trim(N_PROMPT)


def test_takes_for_which_there_is_no_memory_are_refused_before_anything_is_made(
    session, monkeypatch
):
    monkeypatch.setattr(memory, "machine_memory", lambda: Memory(8000 * MB, 401 * MB))
    check_refused_and_usable(session, "ask for fewer, or close other programs")
    monkeypatch.undo()
    session.fork(8, 200).step([300] * 8)


def test_buffers_that_are_there_are_used_whatever_memory_is_left(session, monkeypatch):
    session.fork(3, 20)
    looks = []
    monkeypatch.setattr(memory, "machine_memory", lambda: looks.append(1))
    session.fork(3, 20).step([300, 301, 302])
    assert looks == []


def test_an_allocation_that_fails_all_the_same_is_a_refusal_too(session, monkeypatch):
    def no_room(*_):
        raise MemoryError

    monkeypatch.setattr("engine.session.RowBuffers.__init__", no_room)
    check_refused_and_usable(session, "So many takes at once need about")


def test_a_forked_session_keeps_its_prompt(session):
    before = session.cache.tokens
    rows = session.fork(3, 20)
    rows.step([300, 301, 302])
    assert session.cache.tokens == before


def test_one_row_leaves_what_it_wrote_in_the_cache(session):
    rows = session.fork(1, 20)
    assert isinstance(rows, SoloRows)
    rows.step([300])
    rows.step([310])
    rows.rewind(0, 1)
    rows.step([320])
    assert session.cache.tokens[N_PROMPT:] == (300, 320)


@pytest.mark.parametrize("n_rows", [1, 3])
def test_rows_refuse_what_they_cannot_do(session, n_rows):
    rows = session.fork(n_rows, 2)
    with pytest.raises(ValueError, match="tokens for"):
        rows.step([1] * (n_rows + 1))
    rows.step([300] * n_rows)
    with pytest.raises(ValueError, match="cannot go back"):
        rows.rewind(0, 2)


def test_a_session_without_room_cannot_fork(session):
    for n_rows, room in ((2, session.cache.capacity), (1, session.cache.capacity), (0, 1)):
        with pytest.raises(ValueError, match="do not fit"):
            session.fork(n_rows, room)


def test_a_raised_flag_stops_a_step_and_leaves_the_cache(session):
    flag = CancelFlag()
    before = session.cache.tokens
    flag.set()
    with session.interruptible(flag), pytest.raises(Cancelled):
        session.step([300] * 64)
    assert session.cache.tokens == before
    assert session.step([300]).shape == (session.vocab_size,)


def test_a_single_row_runs_over_any_session():
    session = FakeSession()
    session.cache.append([1])
    rows = SoloRows(session)
    np.testing.assert_array_equal(rows.step([2])[0], session.logits_after([1, 2]))
    rows.drop(0)
    assert rows.n_rows == 0
    with pytest.raises(ValueError, match="no row"):
        rows.drop(0)
