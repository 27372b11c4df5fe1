"""Rewrites, drafts and outlines over the pipes of a real engine process."""

import pytest

from engine import protocol
from tests.wire import OPENING, ask_text

pytestmark = [pytest.mark.e2e, pytest.mark.model]
SEEDED = {"sampling": {"seed": 1}, "revision": 7, "caret": 84}
BEATS = ["He lit the lamp", "A stranger knocked", "They left the island"]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("rewrite", {"mode": "describe", "text": OPENING, "takes": 2, "max_tokens": 24, **SEEDED}),
        ("draft", {"beats": BEATS, "current": 1, "before": OPENING, "max_tokens": 24, **SEEDED}),
    ],
)
def test_the_parts_of_a_rewrite_and_of_a_draft_are_its_text(loaded, method, params):
    loaded.send(protocol.ask("1", method, params))
    parts, end = loaded.answer("1")
    result = end["result"]
    assert len(result["takes"]) == params.get("takes", 1)
    for take in result["takes"]:
        assert "".join(p["text"] for p in parts if p["take"] == take["index"]) == take["text"] != ""
    assert (result["revision"], result["caret"], result["seed"]) == (7, 84, 1)


def test_the_parts_of_an_outline_are_its_beats(loaded):
    params = {"premise": "lamp, storm, island", "beats": 4, "sampling": {"seed": 1}}
    loaded.send(protocol.ask("1", "outline", params))
    parts, end = loaded.answer("1")
    beats = end["result"]["beats"]
    assert parts == [{"title": beat["title"], "index": i} for i, beat in enumerate(beats)]
    assert len(parts) == 4
    assert (end["result"]["read_chars"], end["result"]["cut_chars"]) == (19, 0)


def test_a_task_is_finished_though_the_writer_goes_on_typing(loaded):
    outline = {"premise": "lamp, storm, island", "beats": 9, "sampling": {"seed": 1}}
    draft = {"beats": BEATS, "current": 0, "max_tokens": 9}
    loaded.send(
        protocol.ask("o", "outline", outline), ask_text("1"), protocol.ask("d", "draft", draft)
    )
    ends = {}
    while len(ends) < 3:
        frame = loaded.read()
        if "part" not in frame:
            ends[frame["id"]] = frame
    assert all("result" in end for end in ends.values())
    assert len(ends["o"]["result"]["beats"]) == 9


def test_a_task_that_cannot_be_done_is_a_typed_error_and_the_host_goes_on(loaded):
    asks = [
        ("rewrite", {"mode": "improve", "text": "a"}, "bad_params"),
        ("rewrite", {"mode": "polish"}, "bad_params"),
        ("rewrite", {"mode": "polish", "text": " "}, "bad_input"),
        ("rewrite", {"mode": "polish", "text": "word " * 900}, "bad_input"),
        ("rewrite", {"mode": "polish", "text": "\u4f60\u597d\u3002"}, "language_unsupported"),
        ("rewrite", {"mode": "instruct", "text": "a", "instruction": "b"}, "task_unsupported"),
        ("draft", {"beats": ["a"], "current": 1}, "bad_params"),
        ("draft", {"beats": [], "current": 0}, "bad_params"),
        ("draft", {"beats": ["a", " "], "current": 1}, "bad_input"),
        ("outline", {}, "bad_params"),
        ("outline", {"premise": "a", "text": "b"}, "bad_params"),
        ("outline", {"premise": "a", "beats": 0}, "bad_params"),
        ("outline", {"premise": "word " * 900}, "bad_input"),
        ("ideas", {"beats": ["a"], "current": 1}, "bad_params"),
        ("ideas", {"beats": ["a"], "current": 0, "n": 9}, "bad_params"),
        ("ideas", {"beats": [], "current": -1}, "bad_input"),
        ("inspect", {}, "bad_input"),
    ]
    for number, (method, params, code) in enumerate(asks):
        loaded.send(protocol.ask(str(number), method, params))
        assert loaded.answer(str(number))[1]["error"]["code"] == code
    loaded.send(ask_text("last"))
    assert loaded.answer("last")[1]["result"]["takes"]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("draft", {"beats": BEATS, "current": 1, "max_tokens": 900}),
        ("outline", {"premise": "lamp, storm, island", "beats": 40}),
    ],
)
def test_a_task_ends_when_it_is_withdrawn(loaded, method, params):
    loaded.send(protocol.ask("1", method, params))
    assert loaded.read()["id"] == "1"
    loaded.send(protocol.cancel("1"))
    assert loaded.answer("1")[1]["error"]["code"] == "cancelled"


def test_the_parts_of_ideas_are_the_ideas(loaded):
    params = {"beats": BEATS, "current": 1, "n": 3, "sampling": {"seed": 1}}
    loaded.send(protocol.ask("1", "ideas", params))
    parts, end = loaded.answer("1")
    ideas = end["result"]["ideas"]
    assert parts == [{"title": idea, "index": i} for i, idea in enumerate(ideas)]
    assert len(set(ideas)) == len(ideas) > 0


def test_what_the_last_ask_gave_the_model_is_told(loaded):
    loaded.send(ask_text("1"), protocol.ask("2", "inspect", {}))
    assert "result" in loaded.answer("1")[1]
    found = loaded.answer("2")[1]["result"]
    assert found["task"] == "continue"
    assert "".join(part["text"] for part in found["parts"]).startswith("<|bos|>")
    assert sum(part["tokens"] for part in found["parts"]) == found["prompt_tokens"]


def test_what_a_rewrite_lost_and_what_of_the_notes_was_given_cross_the_wire(loaded):
    text = "So then Ann Cathcart said: “The great storm took the lighthouse away.” It was 1812."
    params = {"mode": "shorten", "text": text, "max_tokens": 3, "notes": ["Ann is old."], **SEEDED}
    loaded.send(protocol.ask("1", "rewrite", params))
    result = loaded.answer("1")[1]["result"]
    lost = result["takes"][0]["lost"]
    assert lost
    assert all(piece in text for piece in lost)
    assert {"slot": "notes", "reason": "no place"}.items() <= result["slots"][-1].items()
