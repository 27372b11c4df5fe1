"""What commands share: bars for a terminal alone, one line a value."""

import io
import sys

import pytest

from engine.commands import base


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def stderr(monkeypatch):
    """Return a function that puts a stream in the place of stderr."""

    def put(stream):
        monkeypatch.setattr(sys, "stderr", stream)
        return stream

    return put


def work():
    with base.progress_bar() as on_progress:
        for done in (10, 60, 100):
            on_progress("words", done, 100)
        on_progress("letters", 1, 2)


def test_a_terminal_sees_a_bar_for_each_kind_of_work(stderr):
    stream = stderr(Terminal())
    work()
    assert "words" in stream.getvalue()
    assert "letters" in stream.getvalue()
    assert "/100" in stream.getvalue()


def test_a_bar_shows_what_was_told_and_is_cleared_at_the_end(stderr):
    stream = stderr(Terminal())
    with base.progress_bar() as on_progress:
        on_progress("words", 100, 100)
        bar_end = stream.tell()
    assert "0/100" in stream.getvalue()[:bar_end]
    assert stream.getvalue().split("\r")[-1].strip() == ""


def test_work_without_a_known_end_shows_its_time(stderr):
    stream = stderr(Terminal())
    with base.elapsed_time("exporting"):
        pass
    assert "exporting 00:00" in stream.getvalue()


def test_a_file_or_a_pipe_sees_no_bar(stderr):
    stream = stderr(io.StringIO())
    work()
    with base.elapsed_time("exporting"):
        pass
    assert stream.getvalue() == ""


def test_the_time_is_shown_no_more_when_the_work_fails(stderr):
    stream = stderr(Terminal())
    with pytest.raises(ValueError, match="broken"), base.elapsed_time("exporting"):
        raise ValueError("broken")
    written = stream.getvalue()
    assert written.split("\r")[-1].strip() == ""


def test_values_are_written_one_a_line():
    out = io.StringIO()
    rows = [{"a": 1, "b": None}, {"a": 2.5}]
    base.show_values({"name": "x", "loss": 0.123456789, "rows": rows, "none": []}, out)
    assert out.getvalue() == "name: x\nloss: 0.12346\nrows: \n  a 1\n  a 2.5\nnone: none\n"


def test_json_is_one_line_with_letters_as_they_are():
    out = io.StringIO()
    base.write_json({"text": "你\n"}, out)
    assert out.getvalue() == '{"text": "你\\n"}\n'
