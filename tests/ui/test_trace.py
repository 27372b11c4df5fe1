import json

from PySide6.QtCore import QObject

from ui.trace import StallWatch, Trace


def test_every_event_is_a_line_with_its_name_and_time(tmp_path):
    path = tmp_path / "trace"
    trace = Trace(path)
    trace.event("saved", path="a.md")
    trace.event("key", latency_ms=1.5)
    trace.close()
    saved, key = (json.loads(line) for line in path.read_text().splitlines())
    assert (saved["event"], saved["path"]) == ("saved", "a.md")
    assert key["t"] >= saved["t"]


def test_without_a_file_it_is_silent_and_never_beats(qapp):
    trace = Trace()
    trace.event("saved")
    parent = QObject()
    watch = StallWatch(trace, parent)
    assert not trace.is_on
    assert not watch._timer.isActive()


def test_a_blocked_loop_is_reported(qtbot, tmp_path):
    trace = Trace(tmp_path / "trace")
    parent = QObject()
    watch = StallWatch(trace, parent)
    watch._last -= 0.1
    watch._on_beat()
    trace.close()
    (line,) = (tmp_path / "trace").read_text().splitlines()
    assert 90 < json.loads(line)["blocked_ms"] < 200
    watch._timer.stop()
