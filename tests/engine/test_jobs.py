"""The queue: the newest suggestion wins, everything else keeps its place."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Busy, Cancelled
from engine.jobs import CancelFlag, Job, JobQueue


def suggestion(job_id: str) -> Job:
    return Job(job_id, "suggest", {}, replaceable=True)


def load(job_id: str) -> Job:
    return Job(job_id, "load", {}, replaceable=False)


def idle_work(job_id: str) -> Job:
    return Job(job_id, "tune", {}, replaceable=True, replaces=False)


@pytest.fixture
def queue():
    return JobQueue()


def test_jobs_run_in_order_of_arrival(queue):
    for job_id in ("1", "2", "3"):
        assert queue.put(load(job_id)) == []
    assert [queue.take().id for _ in range(3)] == ["1", "2", "3"]


def test_a_newer_suggestion_replaces_the_waiting_one(queue):
    queue.put(load("a"))
    queue.put(suggestion("1"))
    assert [job.id for job in queue.put(suggestion("2"))] == ["1"]
    assert [queue.take().id for _ in range(2)] == ["a", "2"]


def test_a_newer_suggestion_tells_the_running_one_to_end(queue):
    queue.put(suggestion("1"))
    running = queue.take()
    assert queue.put(suggestion("2")) == []
    assert running.cancel.is_set
    assert not queue.take().cancel.is_set


def test_a_suggestion_does_not_end_a_running_load(queue):
    queue.put(load("a"))
    running = queue.take()
    queue.put(suggestion("1"))
    assert not running.cancel.is_set


def test_a_load_neither_replaces_nor_ends_a_suggestion(queue):
    queue.put(suggestion("1"))
    running = queue.take()
    queue.put(suggestion("2"))
    assert queue.put(load("a")) == []
    queue.cancel("none of these")
    assert [queue.take().id for _ in range(2)] == ["2", "a"]
    assert running.cancel.is_set


def test_idle_work_neither_replaces_nor_ends_a_suggestion(queue):
    queue.put(suggestion("1"))
    running = queue.take()
    assert queue.put(idle_work("i")) == []
    assert not running.cancel.is_set
    queue.put(load("a"))
    assert [queue.take().id for _ in range(2)] == ["i", "a"]


def test_a_suggestion_ends_running_idle_work_and_replaces_what_waits(queue):
    queue.put(idle_work("1"))
    running = queue.take()
    queue.put(idle_work("2"))
    assert not running.cancel.is_set
    assert [job.id for job in queue.put(suggestion("3"))] == ["2"]
    assert running.cancel.is_set


def test_one_job_too_many_is_refused_and_the_queue_is_as_it_was():
    queue = JobQueue(max_waiting=2)
    queue.put(load("1"))
    queue.put(suggestion("2"))
    with pytest.raises(Busy):
        queue.put(load("3"))
    assert queue.n_waiting == 2
    # A suggestion takes the place of one that waits, so there is room for it.
    assert [job.id for job in queue.put(suggestion("4"))] == ["2"]
    assert [queue.take().id for _ in range(2)] == ["1", "4"]
    assert queue.n_waiting == 0


def test_a_waiting_job_that_is_cancelled_comes_back_and_never_runs(queue):
    queue.put(load("1"))
    queue.put(load("2"))
    assert queue.cancel("1").id == "1"
    assert queue.take().id == "2"


def test_a_running_job_that_is_cancelled_is_told(queue):
    queue.put(load("1"))
    running = queue.take()
    assert queue.cancel("1") is None
    assert running.cancel.is_set
    with pytest.raises(Cancelled):
        running.cancel.check()


def test_cancelling_an_unknown_job_changes_nothing(queue):
    queue.put(load("1"))
    assert queue.cancel("2") is None
    assert not queue.take().cancel.is_set


def test_a_closed_queue_drops_what_waits_and_tells_what_runs(queue):
    queue.put(load("1"))
    running = queue.take()
    queue.put(load("2"))
    queue.close()
    assert running.cancel.is_set
    assert queue.take() is None
    assert queue.take() is None


@pytest.mark.parametrize("end", [lambda queue: queue.put(load("1")), JobQueue.close])
def test_a_thread_that_waits_for_work_wakes(queue, end):
    found = []
    thread = threading.Thread(target=lambda: found.append(queue.take()), daemon=True)
    thread.start()
    end(queue)
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert [job and job.id for job in found] in (["1"], [None])


def test_a_flag_that_nobody_raised_lets_the_work_go_on():
    flag = CancelFlag()
    flag.check()
    assert not flag.is_set


def test_a_listener_hears_of_the_flag_once_in_the_thread_that_raises_it():
    flag, heard = CancelFlag(), []
    with flag.on_set(lambda: heard.append((flag.is_set, threading.current_thread().name))):
        assert heard == []
        raiser = threading.Thread(target=flag.set, name="raiser")
        raiser.start()
        raiser.join(timeout=10)
        flag.set()
    assert heard == [(True, "raiser")]


def test_a_listener_of_a_flag_that_was_raised_before_hears_of_it_at_once():
    flag, heard = CancelFlag(), []
    flag.set()
    with flag.on_set(lambda: heard.append("set")):
        assert heard == ["set"]


def test_a_listener_hears_nothing_after_its_block_even_if_the_block_failed():
    flag, heard = CancelFlag(), []
    with pytest.raises(RuntimeError), flag.on_set(lambda: heard.append("inner")):
        raise RuntimeError
    with flag.on_set(lambda: heard.append("outer")):
        flag.set()
    assert heard == ["outer"]


def test_leaving_the_block_waits_for_a_call_under_way():
    flag, order = CancelFlag(), []
    entered, release = threading.Event(), threading.Event()

    def slow() -> None:
        entered.set()
        release.wait(10)
        order.append("called")

    def listen() -> None:
        with flag.on_set(slow):
            raiser.start()
            entered.wait(10)
        order.append("left")

    raiser = threading.Thread(target=flag.set)
    listener = threading.Thread(target=listen)
    listener.start()
    assert entered.wait(10)
    listener.join(timeout=0.2)
    assert order == []
    release.set()
    listener.join(timeout=10)
    assert order == ["called", "left"]


@given(st.lists(st.sampled_from(["suggest", "load", "take"]), max_size=25))
def test_at_most_one_suggestion_waits_and_every_job_is_taken_or_replaced(actions):
    queue = JobQueue()
    put, gone, waiting = [], [], 0
    for index, action in enumerate(actions):
        if action == "take":
            if waiting:
                gone.append(queue.take().id)
                waiting -= 1
            continue
        job = suggestion(str(index)) if action == "suggest" else load(str(index))
        replaced = queue.put(job)
        assert len(replaced) <= 1
        put.append(job.id)
        gone += [other.id for other in replaced]
        waiting += 1 - len(replaced)
        assert sum(other.replaceable for other in queue._waiting) <= 1
    while waiting:
        gone.append(queue.take().id)
        waiting -= 1
    assert sorted(gone) == sorted(put)
