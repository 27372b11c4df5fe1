"""The outbox: nobody but the writer waits for the pipe, and what waits is bounded and joined."""

import threading

import pytest

from engine import outbox, protocol
from engine.errors import BadInput, Cancelled
from engine.jobs import CancelFlag
from engine.outbox import Outbox, write_all

WAIT_S = 20


class Pipe:
    """A sink that takes a line only when the test lets it."""

    def __init__(self) -> None:
        self.lines = []
        self.may_write = threading.Semaphore(0)
        self.entered = threading.Semaphore(0)
        self.fault = None

    def write(self, data) -> int:
        self.entered.release()
        assert self.may_write.acquire(timeout=WAIT_S)
        if self.fault:
            raise self.fault
        self.lines.append(protocol.decode(bytes(data)))
        return len(data)

    def flush(self) -> None:
        pass

    def let(self, n: int) -> None:
        for _ in range(n):
            self.may_write.release()

    def wait_until_stuck(self) -> None:
        assert self.entered.acquire(timeout=WAIT_S)


@pytest.fixture
def pipe():
    return Pipe()


@pytest.fixture
def make(pipe):
    """Return a function that starts an outbox over the pipe, stuck in its first line."""
    made = []

    def start(**limits: int) -> Outbox:
        box = Outbox(pipe, lambda: made.append("broken"), **limits)
        box.start()
        post(box, {"first": True})
        pipe.wait_until_stuck()
        made.append(box)
        return box

    start.made = made
    yield start
    pipe.let(10_000)
    for box in made:
        if isinstance(box, Outbox):
            box.close(WAIT_S)
            assert not box._writer.is_alive()


def post(box, frame):
    box.post(frame, protocol.encode(frame))


def put(box, frame, cancel=None):
    box.put(frame, protocol.encode(frame), cancel or CancelFlag())


def text(ask_id, value, take=0):
    return protocol.part(ask_id, {"text": value, "take": take})


def written(box, pipe):
    """Let everything out and return it, the first line apart."""
    pipe.let(10_000)
    box.close(WAIT_S)
    return pipe.lines[1:]


def test_frames_leave_in_their_order(make, pipe):
    box = make()
    frames = [{"a": 1}, protocol.result("1", {}), {"b": 2}]
    post(box, frames[0])
    put(box, frames[1])
    post(box, frames[2])
    assert written(box, pipe) == frames


def test_parts_that_wait_are_joined_by_ask_and_take(make, pipe):
    box = make()
    for frame in (text("1", "a"), text("1", "b", 1), text("2", "x"), text("1", "c")):
        put(box, frame)
    put(box, text("1", "d", 1))
    put(box, protocol.result("1", {}))
    assert written(box, pipe) == [
        text("1", "ac"),
        text("1", "bd", 1),
        text("2", "x"),
        protocol.result("1", {}),
    ]


def test_a_part_without_text_keeps_its_place_among_texts(make, pipe):
    box = make()
    frames = [text("1", "a"), protocol.part("1", {"done": 0.5}), text("1", "b")]
    for frame in frames:
        put(box, frame)
    assert written(box, pipe) == frames


def test_a_joined_part_is_one_valid_line_whatever_its_letters(make, pipe):
    box = make()
    pieces = ['"\\', "\n", "é你", "\ud83d", "\ude00"]
    for piece in pieces:
        put(box, text("1", piece))
    (frame,) = written(box, pipe)
    # Two halves of a letter that meet again in one text are that letter.
    assert frame["part"]["text"] == '"\\\né你😀'


def test_a_full_outbox_lets_a_job_wait_until_there_is_room(make, pipe):
    box = make(max_bytes=10)
    put(box, protocol.result("1", {"fits": "because nothing waits"}))
    ended = threading.Event()

    def job():
        put(box, protocol.result("2", {}))
        ended.set()

    thread = threading.Thread(target=job)
    thread.start()
    post(box, {"posted": "meanwhile"})
    assert not ended.is_set()
    pipe.let(3)
    assert ended.wait(WAIT_S)
    thread.join(WAIT_S)
    assert [next(iter(frame)) for frame in written(box, pipe)] == ["id", "posted", "id"]


def test_a_raised_flag_wakes_a_job_that_waits_for_room(make, pipe):
    box, flag, found = make(max_bytes=10), CancelFlag(), []
    put(box, text("1", "it waits"))

    def job():
        try:
            put(box, protocol.result("1", {}), flag)
        except Cancelled:
            found.append("cancelled")

    thread = threading.Thread(target=job)
    thread.start()
    flag.set()
    thread.join(WAIT_S)
    assert found == ["cancelled"]
    assert written(box, pipe) == [text("1", "it waits")]


def test_with_room_a_raised_flag_holds_nothing_back(make, pipe):
    box, flag = make(), CancelFlag()
    flag.set()
    put(box, protocol.result("1", {}), flag)
    assert written(box, pipe) == [protocol.result("1", {})]


def test_the_parts_of_a_withdrawn_ask_are_forgotten_and_make_room(make, pipe):
    box = make(max_bytes=100)
    put(box, text("1", "a" * 100))
    post(box, {"note": 1})
    box.forget("1")
    put(box, protocol.result("2", {}))
    assert written(box, pipe) == [{"note": 1}, protocol.result("2", {})]


def test_at_most_one_beat_waits_and_it_is_the_newest(make, pipe):
    box = make()
    for n in range(3):
        post(box, protocol.beat(n=n))
        post(box, {"n": n})
    assert written(box, pipe) == [protocol.beat(n=2), {"n": 0}, {"n": 1}, {"n": 2}]


def test_posts_without_end_are_dropped_and_the_other_side_is_told_once(make, pipe):
    box = make(max_frames=10)
    for n in range(100):
        post(box, {"n": n})
    frames = written(box, pipe)
    assert frames[:10] == [{"n": n} for n in range(10)]
    assert [frame["error"]["code"] for frame in frames[10:]] == ["busy"]
    assert "90 answers" in frames[10]["error"]["message"]


def test_a_broken_pipe_is_told_once_and_nobody_waits_any_more(make, pipe):
    box = make(max_bytes=10)
    put(box, text("1", "a" * 20))
    thread = threading.Thread(target=lambda: put(box, protocol.result("1", {})))
    thread.start()
    pipe.fault = BrokenPipeError()
    pipe.let(1)
    thread.join(WAIT_S)
    assert not thread.is_alive()
    for _ in range(100):
        put(box, protocol.result("1", {}))
    box.close(WAIT_S)
    assert make.made.count("broken") == 1
    assert pipe.lines == []


def test_closing_gives_up_on_a_pipe_that_nobody_reads(make, pipe):
    box = make()
    box.close(0.05)
    assert box._writer.is_alive()


def test_a_stream_that_takes_a_few_bytes_at_a_time_gets_them_all():
    class Drip:
        taken = b""

        def write(self, data):
            self.taken += bytes(data[:3])
            return min(3, len(data))

        def flush(self):
            pass

    drip = Drip()
    write_all(drip, b"0123456789")
    assert drip.taken == b"0123456789"


def wrong(n):
    return protocol.failure(f"{n}", BadInput("The text is too odd."))


def test_every_ask_whose_answer_found_no_room_is_answered_later(make, pipe):
    box = make(max_frames=10)
    for n in range(100):
        post(box, wrong(n))
    post(box, protocol.result("ping", {}))
    frames = written(box, pipe)
    assert frames[:10] == [wrong(n) for n in range(10)]
    assert [frame["id"] for frame in frames[10:]] == [*(f"{n}" for n in range(10, 100)), "ping"]
    assert {frame["error"]["code"] for frame in frames[10:-1]} == {"bad_input"}
    assert frames[-1]["error"]["code"] == "busy"


def test_posts_are_bounded_in_bytes_whatever_their_number(make, pipe):
    box = make(max_posted_bytes=10_000)
    for n in range(900):
        post(box, protocol.failure(f"{n}", BadInput("x" * 1000)))
    assert box._n_bytes <= 10_000
    frames = written(box, pipe)
    assert sorted(int(frame["id"]) for frame in frames) == list(range(900))


def test_a_job_that_filled_its_share_leaves_room_for_posts(make, pipe):
    box = make()
    put(box, protocol.result("1", {"text": "a" * outbox.MAX_WAITING_BYTES}))
    post(box, wrong(2))
    assert written(box, pipe)[1] == wrong(2)


def test_who_is_owed_too_much_is_waited_for(make, pipe):
    box, told = make(max_frames=2, max_owed=3), threading.Event()
    for n in range(5):
        post(box, wrong(n))
    box.wait_until_told()
    post(box, wrong(5))

    def reader():
        box.wait_until_told()
        told.set()

    thread = threading.Thread(target=reader)
    thread.start()
    assert not told.wait(0.05)
    pipe.let(3)
    assert told.wait(WAIT_S)
    thread.join(WAIT_S)
    assert [frame["id"] for frame in written(box, pipe)] == [f"{n}" for n in range(6)]


def test_nobody_waits_for_a_pipe_that_broke(make, pipe):
    box = make(max_frames=1, max_owed=0)
    for n in range(3):
        post(box, wrong(n))
    thread = threading.Thread(target=box.wait_until_told)
    thread.start()
    pipe.fault = BrokenPipeError()
    pipe.let(1)
    thread.join(WAIT_S)
    assert not thread.is_alive()


def test_a_beat_without_room_is_neither_counted_nor_told(make, pipe):
    box = make(max_frames=1)
    post(box, {"id": "a"})
    post(box, {"beat": {}})
    assert (box._n_dropped, list(box._owed)) == (0, [])
    post(box, {"other": 1})
    assert box._n_dropped == 1
