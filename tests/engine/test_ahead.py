"""Rows that run ahead over the bundled starter: bit for bit what pairs of tokens compute."""

from dataclasses import replace

import numpy as np
import pytest

from engine import drafting
from engine.errors import Cancelled
from engine.generate import decode_takes, prefill
from engine.generate_service import GenerateService
from engine.jobs import CancelFlag
from engine.measuring.passages import in_paragraphs
from engine.model import load_model
from engine.plan_tasks import plan_rewrite
from engine.rows import BatchKV, BatchRows, SoloRows
from engine.takes import TakeWriter
from engine.task_messages import RewriteRequest

pytestmark = pytest.mark.model
N_PROMPT = 150


@pytest.fixture(scope="module")
def model(starter):
    """Return the starter, for every test of this module."""
    return load_model(starter)


@pytest.fixture(scope="module")
def text(starter):
    """Return the paragraphs of a public-domain text."""
    return in_paragraphs((starter.parents[1] / "evaluation" / "en.txt").read_text("utf-8"))


@pytest.fixture
def session(model, text):
    """Return the starter's session with a prompt in the cache."""
    prompt = [0, *model.tokenizer.encode(text[500:3000])][:N_PROMPT]
    model.session.cache.trim(0)
    prefill(model.session, prompt, 64, CancelFlag())
    return model.session


class PairRows:
    """One row in calls of two tokens, the second of which is thrown away each time."""

    n_rows = 1

    def __init__(self, session):
        self._session = session

    def step(self, tokens):
        length = self._session.cache.length
        logits = self._session.score([*tokens, 0])[:1]
        self._session.cache.trim(length + 1)
        return logits

    def rewind(self, row, n_tokens):
        self._session.cache.trim(self._session.cache.length - n_tokens)

    def drop(self, row):
        self.n_rows = 0


class PairSession:
    """The session, without drafts."""

    def __init__(self, session):
        self._session = session
        self.cache = session.cache
        self.step = session.step
        self.interruptible = session.interruptible

    def fork(self, n_rows, room):
        assert n_rows == 1
        return PairRows(self._session)


def takes_of(model, session, request, indices, drafts):
    """Write the takes of these numbers side by side; return their tokens."""
    ready = plan_rewrite(model, request).seeded()
    setting = ready.setting(model, None)
    model.session.cache.trim(0)
    logits, _ = prefill(session, ready.prompt.ids, model.chunk, CancelFlag())
    writers = [TakeWriter(setting, index, ready.seed, lambda text: None) for index in indices]
    decode_takes(session, logits, writers, setting.room_wanted, CancelFlag(), drafts)
    return [writer.tokens for writer in writers]


def rewriting(model, text, mode, **options):
    """Return an ask to rewrite a paragraph of about 100 words."""
    passage = next(p for p in text.split("\n\n") if 90 <= len(p.split()) <= 115)
    sampling = replace(model.templates[f"rewrite.{mode}"].sampling, seed=5, **options)
    return RewriteRequest(mode, passage, sampling=sampling)


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("polish", {}),
        ("shorten", {}),
        ("rephrase", {"banned": ("the", "and")}),
        ("expand", {"temperature": 0.0}),
    ],
)
def test_takes_with_drafts_are_token_for_token_those_without(
    model, text, monkeypatch, mode, options
):
    monkeypatch.setattr(drafting, "_LEAST_SHARES", (0.0,))
    request = rewriting(model, text, mode, **options)
    pairs = PairSession(model.session)
    without = [takes_of(model, pairs, request, [i], False)[0] for i in range(3)]
    assert min(map(len, without)) > 10
    tally = model.session.ahead.tally
    accepted = tally.accepted
    assert takes_of(model, model.session, request, [0], True) == without[:1]
    assert takes_of(model, model.session, request, [0, 1, 2], True) == without
    assert tally.accepted > accepted


def test_a_rewrite_with_drafts_needs_fewer_calls_than_tokens(model, text):
    tally = model.session.ahead.tally
    calls = tally.calls
    request = rewriting(model, text, "polish")
    ((*tokens,),) = takes_of(model, model.session, request, [0], True)
    assert tally.calls - calls < len(tokens) / 2


def test_a_row_computes_the_same_bits_whatever_was_drafted(session):
    wanted = list(session.cache.tokens[40:60])
    pairs = PairRows(session)
    expected = [pairs.step([token])[0].copy() for token in wanted]
    session.cache.trim(N_PROMPT)
    rows = session.fork_drafting(1, 30)
    calls = session.ahead.tally.calls
    for token, logits in zip(wanted, expected, strict=True):
        np.testing.assert_array_equal(rows.step([token])[0], logits)
    assert session.ahead.tally.calls - calls < 10
    rows.drop(0)
    assert session.cache.tokens[N_PROMPT:] == tuple(wanted)


@pytest.mark.parametrize("n_rows", [1, 3])
def test_rows_without_drafts_go_on_where_those_with_drafts_stopped(session, monkeypatch, n_rows):
    kind = SoloRows if n_rows == 1 else BatchRows
    sequences = [[300 + row, 310 + row, 320 + row, 330 + row] for row in range(n_rows)]
    plain = session.fork(n_rows, 20)
    assert isinstance(plain, kind)
    for at in range(4):
        expected = np.array(plain.step([tokens[at] for tokens in sequences]))
    session.cache.trim(N_PROMPT)
    rows = session.fork_drafting(n_rows, 20)
    for at in range(3):
        rows.step([tokens[at] for tokens in sequences])
    monkeypatch.setattr(drafting, "_LEAST_SHARES", (1.0,))
    found = rows.step([tokens[3] for tokens in sequences])
    assert isinstance(rows._plain, kind)
    np.testing.assert_allclose(found, expected, atol=0.2)
    # They can still be taken back behind the place where that was.
    rows.rewind(0, 4)
    np.testing.assert_allclose(
        rows.step([tokens[0] for tokens in sequences])[0],
        session.fork_drafting(1, 20).step([sequences[0][0]])[0],
        atol=0.2,
    )


def test_rows_that_moved_up_keep_their_own_keys_and_values(session, monkeypatch):
    rows = session.fork_drafting(4, 20)
    rows.step([300, 301, 302, 303])
    rows.drop(1)
    rows.drop(0)
    monkeypatch.setattr(drafting, "_LEAST_SHARES", (1.0,))
    found = rows.step([312, 313])
    for first, then, logits in ((302, 312, found[0]), (303, 313, found[1])):
        session.cache.trim(N_PROMPT)
        alone = session.fork(1, 20)
        alone.step([first])
        np.testing.assert_allclose(logits, alone.step([then])[0], atol=0.2)


def test_a_session_with_drafts_keeps_its_prompt(session):
    before = session.cache.tokens
    session.fork_drafting(3, 20).step([300, 301, 302])
    assert session.cache.tokens == before


def test_rows_that_may_fill_the_window_run_without_drafts(session):
    room = session.cache.capacity - N_PROMPT
    assert isinstance(session.fork_drafting(1, room), SoloRows)
    assert isinstance(session.fork_drafting(1, room - 1), drafting.DraftingRows)
    with pytest.raises(ValueError, match="do not fit"):
        session.fork_drafting(0, 1)


def test_a_processor_that_computes_long_calls_otherwise_gets_no_drafts(session, monkeypatch):
    monkeypatch.setattr(session.ahead, "_is_alike", None)
    run = session.ahead._lane.run
    monkeypatch.setattr(session.ahead._lane, "run", lambda past, ids: run(past, ids) + len(ids))
    before = session.cache.tokens
    assert isinstance(session.fork_drafting(1, 20), SoloRows)
    assert session.cache.tokens == before


def test_a_raised_flag_stops_rows_that_run_ahead_and_leaves_the_cache_usable(session):
    rows, flag = session.fork_drafting(1, 20), CancelFlag()
    rows.step([300])
    flag.set()
    with session.interruptible(flag), pytest.raises(Cancelled):
        rows.step([301])
    assert session.cache.tokens[: N_PROMPT + 1][-1] == 300
    session.cache.trim(N_PROMPT)
    assert session.step([300]).shape == (session.vocab_size,)


def test_buffers_bind_each_row_once(session):
    session.fork_drafting(3, 20)
    kv = session._rows
    assert isinstance(kv, BatchKV)
    lane = kv.lane(1)
    session.fork_drafting(3, 20)
    assert session._rows is kv
    assert kv.lane(1) is lane


@pytest.mark.parametrize(("mode", "is_copied"), [("polish", True), ("describe", False)])
def test_what_takes_the_place_of_a_passage_runs_ahead_and_what_goes_on_from_it_does_not(
    model, text, mode, is_copied
):
    calls = model.session.ahead.tally.calls
    request = rewriting(model, text, mode)
    found = GenerateService.holding(model).rewrite(request, lambda part: None, CancelFlag())
    assert found.takes[0].text
    assert (model.session.ahead.tally.calls > calls) == is_copied
