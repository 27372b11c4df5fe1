"""The frame decoder under fire: what is broken costs typed errors, what is whole always arrives."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import protocol
from engine.errors import BadFrame, FrameTooLarge, ProtocolError

EXAMPLES, LINES = 420, 250
MAX_BYTES = 4096
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_LETTERS = [
    "a",
    "\u4f60",
    "\U0001f600",
    "e\u0301",
    "\u202e",
    '"',
    "\\",
    "\t",
    "\u2028",
    "\x7f",
    "\ud800",
]


def good_line(rng: random.Random, n: int) -> bytes:
    """Return a valid ask whose id is its number."""
    text = "".join(rng.choices(_LETTERS, k=rng.randrange(12)))
    return protocol.encode(protocol.ask(str(n), "suggest", {"before": text, "n": [n, None, 1.5]}))


def truncated(rng: random.Random, line: bytes) -> bytes:
    return line[: rng.randrange(1, len(line) - 1)]


def flipped(rng: random.Random, line: bytes) -> bytes:
    data = bytearray(line[:-1])
    for _ in range(rng.randrange(1, 4)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def broken_letters(rng: random.Random, line: bytes) -> bytes:
    at = rng.randrange(len(line) - 1)
    return line[:at] + rng.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5\x80"]) + line[at:-1]


def oversized(rng: random.Random, line: bytes) -> bytes:
    return b'{"a":"' + b"x" * rng.randrange(MAX_BYTES, 3 * MAX_BYTES) + b'"}'


def nested(rng: random.Random, line: bytes) -> bytes:
    # Deeper than the interpreter's own limit, which hypothesis raises.
    opening, closing, depths = rng.choice(
        [(b"[", b"]", (10, 500, 4000)), (b'{"a":', b"}", (10, 500))]
    )
    depth = rng.choice(depths)
    return opening * depth + rng.choice([b"", b"1" + closing * min(depth, 90)])


def odd_value(rng: random.Random, line: bytes) -> bytes:
    return rng.choice(
        [
            b'{"id":"a","id":"b","method":1,"method":2}',
            b'{"id":NaN}',
            b'{"id":-Infinity}',
            b'{"n":' + b"9" * rng.choice([20, 4000]) + b"}",
            b'{"n":1e999}',
            b"[]",
            b"null",
            b"7",
            b'"text"',
            b"{} {}",
            b"\xef\xbb\xbf{}",
            b"\x00",
            b"   \t ",
            b"",
            b"\r",
        ]
    )


def noise(rng: random.Random, line: bytes) -> bytes:
    return rng.randbytes(rng.randrange(1, 200))


MUTATIONS = (truncated, flipped, broken_letters, oversized, nested, odd_value, noise)


def stream_of(rng: random.Random) -> tuple[bytes, list[str]]:
    """Return LINES lines, good ones among broken ones, and the ids that must arrive, in order."""
    lines, ids = [], []
    for n in range(LINES):
        line = good_line(rng, n)
        if rng.random() < 0.5:
            lines.append(line)
            ids.append(str(n))
        else:
            # A mutation may hold newlines of its own: every piece is a line, none takes more.
            lines.append(rng.choice(MUTATIONS)(rng, line).replace(b"\n", b" ") + b"\n")
    return b"".join(lines), ids


def pieces_of(rng: random.Random, data: bytes) -> list[bytes]:
    """Cut a stream at any byte: into single bytes, into reads of a pipe, or into large ones."""
    longest = rng.choice([9, 100, 5000, len(data)])
    pieces, at = [], 0
    while at < len(data):
        end = at + rng.randrange(1, longest + 1)
        pieces.append(data[at:end])
        at = end
    return pieces


@SETTINGS
@given(st.integers(min_value=0, max_value=2**64))
def test_every_whole_frame_of_a_broken_stream_arrives_in_order(seed):
    rng = random.Random(seed)
    data, ids = stream_of(rng)
    decoder = protocol.LineDecoder(MAX_BYTES)
    frames, errors = [], []
    for piece in pieces_of(rng, data):
        for item in decoder.feed(piece):
            (errors if isinstance(item, ProtocolError) else frames).append(item)
        assert len(decoder._partial) <= MAX_BYTES
    assert all(type(error) in (BadFrame, FrameTooLarge) for error in errors)
    assert all(type(frame) is dict for frame in frames)
    assert len(frames) + len(errors) <= LINES
    # A mutation may still be a frame, even one with a good frame's id; none may be missing.
    arrived = iter([frame.get("id") for frame in frames])
    assert all(wanted in arrived for wanted in ids)


@SETTINGS
@given(st.binary(max_size=300), st.integers(min_value=0, max_value=2**32))
def test_any_bytes_cost_at_most_one_error_a_line_and_the_next_frame_arrives(data, seed):
    rng = random.Random(seed)
    decoder = protocol.LineDecoder(64)
    found = []
    for piece in pieces_of(rng, data + b'\n{"id":"last"}\n'):
        found += decoder.feed(piece)
    assert found[-1] == {"id": "last"}
    assert len(found) <= data.count(b"\n") + 2


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_json_does_not_know_is_refused(number):
    line = b'{"id":"a","params":{"value":' + number.encode() + b"}}\n"
    (error,) = protocol.LineDecoder().feed(line)
    assert type(error) is BadFrame


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=10,
    ),
    st.integers(min_value=1, max_value=9),
)
def test_what_is_encoded_is_decoded_at_any_cut(value, size):
    line = protocol.encode({"value": value})
    decoder = protocol.LineDecoder()
    found = []
    for at in range(0, len(line), size):
        found += decoder.feed(line[at : at + size])
    assert found == [{"value": json.loads(json.dumps(value))}]
