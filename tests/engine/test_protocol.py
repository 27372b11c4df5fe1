"""The wire: framing under any split of the stream, and every kind of bad line."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import protocol
from engine.errors import BadFrame, FrameTooLarge, UnknownMethod, WrongVersion

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)  # fmt: skip
frames = st.dictionaries(st.text(), json_values, max_size=4)
MAX = 64


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    """Cut bytes at the given places."""
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    return [data[a:b] for a, b in itertools.pairwise(edges)]


def fed(pieces: list[bytes], max_bytes: int = protocol.MAX_FRAME_BYTES) -> list[object]:
    """Feed pieces to a decoder and return all it yields, errors as their classes."""
    decoder = protocol.LineDecoder(max_bytes)
    found = [item for piece in pieces for item in decoder.feed(piece)]
    return [item if isinstance(item, dict) else type(item) for item in found]


@given(frames)
def test_a_frame_comes_back_from_its_line(frame):
    line = protocol.encode(frame)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert protocol.decode(line) == frame


@given(st.lists(frames, max_size=4), st.lists(st.integers(0, 400), max_size=8))
def test_any_split_of_the_stream_gives_the_same_frames(sent, cuts):
    data = b"".join(protocol.encode(frame) for frame in sent)
    assert fed(split(data, cuts)) == sent


def test_half_a_character_survives_the_wire():
    assert protocol.decode(protocol.encode({"text": "\ud83d"})) == {"text": "\ud83d"}


def test_a_line_separator_inside_a_text_does_not_end_the_line():
    frame = {"text": "a\u2028b\u2029c\rd\ne\x85f"}
    assert fed([protocol.encode(frame)]) == [frame]


def test_windows_line_ends_and_empty_lines_are_harmless():
    assert fed([b'{"a":1}\r\n\r\n\n  \n{"b":2}\r\n']) == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    "line",
    [
        b"garbage",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"7",
        b"\xff\xfe\x00",
        b'{"a": "\xe4\xbd"}',
        b"[" * 200_000,
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a":1} {"b":2}',
    ],
    ids=lambda line: repr(line[:12]),
)
def test_a_line_that_is_no_object_is_one_bad_frame_and_the_next_line_is_read(line):
    assert fed([line + b'\n{"b":2}\n']) == [BadFrame, {"b": 2}]


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=40), max_size=6), st.lists(st.integers(0, 200), max_size=6))
def test_any_bytes_give_frames_or_bad_frames_and_never_more_of_them_than_lines(lines, cuts):
    data = b"".join(line.replace(b"\n", b"") + b"\n" for line in lines)
    found = fed(split(data, cuts))
    assert all(isinstance(item, dict) or item is BadFrame for item in found)
    assert len(found) <= len(lines)


@given(st.integers(MAX + 1, 5 * MAX), st.lists(st.integers(0, 6 * MAX), max_size=8), st.booleans())
def test_an_oversized_line_costs_one_error_and_the_lines_around_it_are_read(size, cuts, garbage):
    long = b"x" * size if garbage else b'{"a":"' + b"x" * size + b'"}'
    data = b'{"before":1}\n' + long + b'\n{"after":2}\n'
    assert fed(split(data, cuts), MAX) == [{"before": 1}, FrameTooLarge, {"after": 2}]


def test_an_oversized_line_is_told_before_its_end_and_is_not_held():
    decoder = protocol.LineDecoder(MAX)
    assert [type(item) for item in decoder.feed(b"x" * (MAX + 1))] == [FrameTooLarge]
    assert list(decoder.feed(b"x" * 10 * MAX)) == []
    assert len(decoder._partial) == 0
    assert list(decoder.feed(b'x\n{"a":1}\n')) == [{"a": 1}]


def test_a_line_of_exactly_the_limit_is_read():
    line = json.dumps({"a": "x" * (MAX - 8)}, separators=(",", ":")).encode()
    assert len(line) == MAX
    assert fed([line + b"\n"], MAX) == [{"a": "x" * (MAX - 8)}]


def test_a_frame_over_the_limit_is_not_sent():
    with pytest.raises(FrameTooLarge):
        protocol.encode({"text": "x" * protocol.MAX_FRAME_BYTES})


def test_a_value_that_is_no_number_is_not_sent():
    with pytest.raises(ValueError, match="JSON"):
        protocol.encode({"loss": float("nan")})


def test_a_hello_is_accepted_with_its_details():
    details = protocol.check_hello(protocol.decode(protocol.encode(protocol.hello(role="x"))))
    assert details == {"protocol": protocol.PROTOCOL_VERSION, "role": "x"}


@pytest.mark.parametrize("version", [0, 2, None, "1", []])
def test_another_protocol_version_is_refused(version):
    with pytest.raises(WrongVersion):
        protocol.check_hello({"hello": {"protocol": version}})


@pytest.mark.parametrize("frame", [{}, {"hello": 1}, {"hello": None}, {"id": "1"}])
def test_a_first_line_that_is_no_hello_is_a_bad_frame(frame):
    with pytest.raises(BadFrame):
        protocol.check_hello(frame)


def test_the_frames_have_the_shapes_of_the_design():
    assert protocol.ask("1", "suggest", {"a": 2}) == {
        "id": "1",
        "method": "suggest",
        "params": {"a": 2},
    }
    assert protocol.cancel("1") == {"cancel": "1"}
    assert protocol.part("1", {"text": "t"}) == {"id": "1", "part": {"text": "t"}}
    assert protocol.result("1", {}) == {"id": "1", "result": {}}
    assert protocol.failure(None, UnknownMethod("no")) == {
        "id": None,
        "error": {"code": "unknown_method", "message": "no"},
    }
