"""A service whose graphics card fails midway: the ask is answered, and one sentence says how."""

from dataclasses import replace

import pytest
from onnxruntime.capi.onnxruntime_pybind11_state import Fail

from engine.errors import Cancelled, InternalError, MemoryShort
from engine.generate_service import GenerateService
from engine.jobs import CancelFlag
from engine.messages import Limits, LoadRequest, Sampling, SuggestRequest, WarmRequest
from engine.registry import ModelRegistry
from engine.rows import SoloRows
from engine.steady import SteadyService
from engine.task_messages import (
    BeatPart,
    DraftRequest,
    IdeasRequest,
    OutlineRequest,
    RewriteRequest,
)

pytestmark = pytest.mark.model
OPENING = "The rain had stopped by the time Anna reached the harbour. She looked at the boats and"
REQUEST = SuggestRequest(OPENING, "", Sampling(seed=1), Limits(max_tokens=24))


def lost():
    """Return what a session raises when its graphics card is gone."""
    error = InternalError("The model failed while it was running.")
    error.__cause__ = Fail("CUDA failure 999: unknown error ; GPU=0")
    return error


class LostGpu:
    """A session that runs a number of steps as CUDA would, then fails at each."""

    provider = "CUDA"

    def __init__(self, session, n_steps, error):
        self._session, self._left, self._error = session, n_steps, error

    def __getattr__(self, name):
        return getattr(self._session, name)

    def step(self, tokens):
        if self._left == 0:
            raise self._error
        self._left -= 1
        return self._session.step(tokens)

    def fork(self, n_rows, room):
        assert n_rows == 1
        return SoloRows(self)


@pytest.fixture
def notices():
    return []


@pytest.fixture
def service(starter, notices, monkeypatch):
    found = SteadyService(ModelRegistry((starter.parent,)), "window", notices.append)
    found.load(LoadRequest("starter"))
    return found


def fail_after(service, n_steps, error=None):
    model = service._model
    session = LostGpu(model.session, n_steps, error or lost())
    service._model = replace(model, session=session)


def expected(service):
    """Return what the CPU answers to the request from an empty cache."""
    parts = []
    result = service.suggest(REQUEST, parts.append, CancelFlag())
    service._model.session.cache.trim(0)
    return result, parts


@pytest.mark.parametrize("n_steps", [0, 1, 2, 6, 12])
def test_an_ask_whose_card_is_lost_is_answered_in_full_by_the_cpu(service, notices, n_steps):
    wanted, wanted_parts = expected(service)
    fail_after(service, n_steps)
    parts = []
    result = service.suggest(REQUEST, parts.append, CancelFlag())
    assert result.takes == wanted.takes
    assert result.provider == "CPU"
    assert "".join(p.text for p in parts) == "".join(p.text for p in wanted_parts)
    assert len(notices) == 1
    assert notices[0].endswith("goes on on the CPU, slower: CUDA does not answer any more.")


TASKS = [
    RewriteRequest("describe", OPENING, sampling=Sampling(seed=1), max_tokens=24),
    RewriteRequest("polish", OPENING, sampling=Sampling(seed=1)),
    DraftRequest(("He came", "She left"), 1, OPENING, sampling=Sampling(seed=1), max_tokens=24),
    OutlineRequest(premise="lamp, storm, island", beats=4, sampling=Sampling(seed=1)),
    OutlineRequest(text=f"{OPENING} left. " * 60, beats=4, sampling=Sampling(seed=1)),
    # A single row, as the card that fails has no more.
    IdeasRequest(("He came", "She left"), 1, n=1, sampling=Sampling(seed=1)),
]
NAMES = ["describe", "polish", "draft", "outline", "pieces", "ideas"]


def answer_of(service, request):
    """Return the answer to a task, what it wrote, and what was handed on before."""
    method = {
        RewriteRequest: service.rewrite,
        DraftRequest: service.draft,
        OutlineRequest: service.outline,
        IdeasRequest: service.ideas,
    }[type(request)]
    told = []
    result = method(request, told.append, CancelFlag())
    written = {OutlineRequest: "beats", IdeasRequest: "ideas"}.get(type(request), "takes")
    return result, getattr(result, written), told


@pytest.mark.parametrize("n_steps", [0, 3, 8, 30])
@pytest.mark.parametrize("request_of", TASKS, ids=NAMES)
def test_a_task_whose_card_is_lost_is_done_by_the_cpu_and_nothing_is_told_twice(
    service, notices, request_of, n_steps
):
    _, wanted, wanted_told = answer_of(service, request_of)
    service._model.session.cache.trim(0)
    fail_after(service, n_steps)
    result, written, told = answer_of(service, request_of)
    assert written == wanted
    if isinstance(request_of, OutlineRequest | IdeasRequest):
        assert told == wanted_told
    else:
        assert "".join(p.text for p in told) == "".join(p.text for p in wanted_told)
    is_through = n_steps == 30 and not notices
    assert result.provider == ("CUDA" if is_through else "CPU")
    assert len(notices) == (0 if is_through else 1)


def test_an_unseeded_outline_is_written_alike_the_second_time(service):
    fail_after(service, 30)
    # So many beats that some are told before the card is lost, whatever chance brings.
    result, beats, told = answer_of(service, replace(TASKS[3], sampling=None, beats=12))
    assert [part.title for part in told] == [beat.title for beat in beats]
    assert result.provider == "CPU"


@pytest.mark.parametrize(
    ("again", "told"),
    [
        (["One", "Two", "Six"], ["One", "Two", "Six"]),
        (["So", "One", "Two"], ["One", "Two"]),
        (["So", "Two", "Six"], ["One", "Two"]),
    ],
)
def test_beats_that_are_written_otherwise_the_second_time_are_left_to_the_result(
    service, monkeypatch, again, told
):
    writings = [["One", "Two"], again]

    def outlined(self, ready, started, on_beat, cancel):
        titles = writings.pop(0)
        for index, title in enumerate(titles):
            on_beat(BeatPart(title, index))
        if writings:
            raise lost()
        return titles

    monkeypatch.setattr(GenerateService, "_outlined", outlined)
    fail_after(service, 0)
    parts = []
    assert service.outline(TASKS[3], parts.append, CancelFlag()) == again
    assert parts == [BeatPart(title, index) for index, title in enumerate(told)]


@pytest.mark.parametrize("request_of", TASKS, ids=NAMES)
def test_a_task_that_fails_on_the_cpu_is_an_error_of_our_own(service, notices, request_of):
    fail_after(service, 2, Fail("std::bad_alloc"))
    service._model.session.provider = "CPU"
    with pytest.raises(MemoryShort):
        answer_of(service, request_of)
    assert notices == []


def test_the_next_ask_runs_on_the_cpu_without_another_word(service, notices):
    fail_after(service, 0)
    for _ in range(2):
        assert service.suggest(REQUEST, lambda _: None, CancelFlag()).takes
    assert len(notices) == 1


def test_an_unseeded_ask_is_written_alike_the_second_time(service):
    fail_after(service, 10)
    parts = []
    request = replace(REQUEST, sampling=Sampling())
    result = service.suggest(request, parts.append, CancelFlag())
    assert "".join(part.text for part in parts) == result.takes[0].text


def test_a_warm_up_moves_to_the_cpu_too(service, notices):
    fail_after(service, 0, RuntimeError("CUDA error: out of memory"))
    service.warm(WarmRequest(OPENING), CancelFlag())
    assert service._model.session.provider == "CPU"
    assert "has no memory left" in notices[0]


def test_a_failure_on_the_cpu_is_an_error_as_ever(service, notices):
    fail_after(service, 0)
    service._model.session.provider = "CPU"
    with pytest.raises(InternalError):
        service.suggest(REQUEST, lambda _: None, CancelFlag())
    assert notices == []


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RuntimeError("Non-zero status code"), InternalError),
        (Fail("a node failed"), InternalError),
        (Fail("std::bad_alloc"), MemoryShort),
        (RuntimeError("Failed to allocate memory for requested buffer"), MemoryShort),
        (MemoryError(), MemoryShort),
    ],
    ids=str,
)
def test_what_fails_on_the_cpu_is_an_error_of_our_own(service, error, kind):
    fail_after(service, 0, error)
    service._model.session.provider = "CPU"
    with pytest.raises(kind) as failed:
        service.suggest(REQUEST, lambda _: None, CancelFlag())
    assert type(failed.value) is kind
    assert failed.value.__cause__ is error


def test_a_cpu_that_fails_after_the_card_is_an_error_of_our_own(service, monkeypatch):
    fail_after(service, 0)
    failing = service._model
    broken = replace(failing, session=LostGpu(failing.session, 0, Fail("a node failed")))
    broken.session.provider = "CPU"
    monkeypatch.setattr(type(failing), "on_cpu", lambda self, error: broken)
    with pytest.raises(InternalError) as failed:
        service.suggest(REQUEST, lambda _: None, CancelFlag())
    assert "a node failed" in str(failed.value.__cause__)


def test_a_load_without_memory_is_refused(service, monkeypatch):
    def no_room(folder):
        raise MemoryError

    service._model = None
    monkeypatch.setattr(service, "_open_model", no_room)
    with pytest.raises(MemoryShort):
        service.load(LoadRequest("starter"))


def test_a_withdrawn_ask_moves_nothing(service, notices):
    fail_after(service, 0, Cancelled("The ask was withdrawn."))
    with pytest.raises(Cancelled):
        service.suggest(REQUEST, lambda _: None, CancelFlag())
    assert (service._model.session.provider, notices) == ("CUDA", [])


def test_a_load_tells_its_notice_once(monkeypatch, starter, notices):
    service = SteadyService(ModelRegistry((starter.parent,)), "window", notices.append)
    opened = service._open_model
    monkeypatch.setattr(
        service, "_open_model", lambda folder: replace(opened(folder), notice="It runs on CPU.")
    )
    for _ in range(2):
        service.load(LoadRequest("starter"))
    assert notices == ["It runs on CPU."]
