"""Outlines and drafts on the command line: beats by number, from files, and back into text."""

import io
import json

import pytest
import tomli_w

from engine.commands import outline as outline_command
from engine.errors import BadInput
from tests.command_line import check_refused, check_usage

pytestmark = pytest.mark.model
PREMISE = "lamp, stranger, letter, storm, island"
BEATS = ["He lit the lamp", "A stranger knocked", "They left the island"]
HAN = "他走到窗前，看着外面的雨。"


@pytest.fixture
def outline(run):
    """Return a function that makes an outline and returns the JSON object."""

    def call(*options):
        code, out, err = run("outline", *options, "--json")
        assert (code, err) == (0, "")
        assert out.count("\n") == 1
        return json.loads(out)

    return call


@pytest.fixture
def lines(tmp_path):
    """Return a text with a beat on each line."""
    path = tmp_path / "beats.txt"
    path.write_text("\n".join(BEATS) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def toml(tmp_path):
    """Return an outline as a project has it."""
    path = tmp_path / "outline.toml"
    rows = [{"id": str(i), "title": beat, "synopsis": "x"} for i, beat in enumerate(BEATS)]
    path.write_text(tomli_w.dumps({"schema": 1, "beat": rows}), encoding="utf-8")
    return path


@pytest.fixture
def draft(run):
    """Return a function that drafts a beat and returns the JSON object."""

    def call(path, beat, *options):
        argv = ("draft", "--outline", path, "--beat", beat, "--seed", 1, "--json", *options)
        code, out, err = run(*argv)
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


def test_the_answer_has_what_readers_of_it_rely_on(outline):
    found = outline("--premise", PREMISE, "--seed", 1)
    assert {"beats", "read_chars", "cut_chars"} <= set(found)
    assert all(set(beat) == {"title", "text"} for beat in found["beats"])
    assert (found["read_chars"], found["cut_chars"]) == (len(PREMISE), 0)
    assert len(found["beats"]) >= 3


@pytest.mark.parametrize("n_beats", [1, 8, 20])
def test_the_beats_asked_for_come_and_are_distinct(outline, before, n_beats):
    for source in (("--premise", PREMISE), ("--text", before)):
        beats = outline(*source, "--beats", n_beats, "--seed", 1)["beats"]
        assert len({beat["title"].lower() for beat in beats}) == len(beats) == n_beats
        assert all(beat["title"] == beat["title"].strip() != "" for beat in beats)


def test_a_seed_gives_the_same_outline_twice_and_another_one_another(outline):
    first, second, other = (
        outline("--premise", PREMISE, "--beats", 4, "--seed", seed)["beats"] for seed in (7, 7, 8)
    )
    assert first == second != other


def test_a_seed_leaves_the_rest_as_the_model_does_it_best(outline, before):
    plain = outline("--text", before)["origin"]["sampling"]
    seeded = outline("--text", before, "--seed", 7)["origin"]["sampling"]
    assert seeded == {**plain, "seed": 7}


def test_a_banned_phrase_is_in_no_beat(outline):
    options = ("--premise", PREMISE, "--beats", 8, "--seed", 3)
    titles = [beat["title"] for beat in outline(*options)["beats"]]
    word = next(word for word in titles[0].split() if word.isalpha())
    held = outline(*options, "--ban", word)["beats"]
    assert len(held) == 8
    assert not any(word.lower() in beat["title"].lower().split() for beat in held)


def test_a_text_can_be_standard_input(outline, before, monkeypatch):
    expected = outline("--text", before, "--seed", 1)["beats"]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(before.read_bytes())))
    assert outline("--text", "-", "--seed", 1)["beats"] == expected


def test_beats_are_numbered_for_a_reader(run, outline, tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("He lit the lamp and sat down by the fire. " * 200, encoding="utf-8")
    found = outline("--text", path, "--seed", 1)
    assert (found["read_chars"], found["cut_chars"]) == (len(path.read_text().strip()), 0)
    assert found["pieces"] > 1
    code, out, err = run("outline", "--text", path, "--seed", 1)
    assert (code, err) == (0, "")
    expected = [f"{i}. {beat['title']}" for i, beat in enumerate(found["beats"], start=1)]
    assert out.splitlines() == expected


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ((), "required"),
        (("--premise", "a", "--text", "b"), "not allowed with"),
        (("--premise", ""), "either a premise or a text"),
        (("--premise", " \n"), "either a premise or a text"),
        (("--premise", "a", "--beats", 0), "beats must be from 1 to 40"),
        (("--premise", "a", "--beats", 41), "beats must be from 1 to 40"),
        (("--premise", "a", "--beats", "many"), "--beats"),
        (("--premise", "a", "--takes", 0), "--takes"),
        (("--premise", "a", "--takes", 9), "--takes"),
        (("--premise", "a", "--max-tokens", 0), "max-tokens"),
        (("--premise", "a", "--max-tokens", 2049), "max-tokens"),
        (("--premise", "a", "--temperature", 3), "temperature"),
        (("--premise", "a", "--ban", " "), "banned phrase"),
    ],
)
def test_bad_usage_is_told_before_a_model_is_loaded(run, monkeypatch, options, reason):
    monkeypatch.setattr("engine.commands.generating.open_service", None)
    check_usage(run, "outline", *options, reason=reason)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b" \n", "is empty"),
        (b"\x00", "binary"),
        (HAN.encode(), "English only"),
        (None, "no file"),
    ],
)
def test_a_text_that_cannot_be_outlined_is_refused_in_one_line(
    run, before, tmp_path, content, reason
):
    if content is None:
        before.unlink()
    else:
        before.write_bytes(content)
    check_refused(run, tmp_path, "outline", "--text", before, reason=reason)


def test_a_premise_that_is_too_long_or_of_another_script_is_refused(run, tmp_path):
    argv = ("outline", "--premise", "word " * 900)
    check_refused(run, tmp_path, *argv, reason="This premise is too long")
    check_refused(run, tmp_path, "outline", "--premise", HAN, reason="English only")


def test_a_draft_has_what_readers_of_it_rely_on(draft, toml):
    found = draft(toml, 2)
    assert {"model", "provider", "takes", "timings"} <= set(found)
    assert {"text", "finish", "tokens"} <= set(found["takes"][0])
    assert found["takes"][0]["text"].strip()
    assert found["origin"]["task"] == "draft"


def test_an_outline_is_read_from_lines_as_from_a_project(draft, toml, lines):
    found = draft(lines, 2)
    assert found["takes"] == draft(toml, 2)["takes"]
    shown = found["slots"][0]
    assert (shown["slot"], shown["kept_chars"]) == ("beats", sum(map(len, BEATS)))


def test_what_outline_writes_can_be_drafted_from(run, draft, lines):
    expected = draft(lines, 2)
    numbered = "".join(f"{number}. {beat}\n" for number, beat in enumerate(BEATS, start=1))
    lines.write_text(numbered, encoding="utf-8")
    assert draft(lines, 2)["takes"] == expected["takes"]
    lines.write_text(run("outline", "--premise", PREMISE, "--seed", 1)[1], encoding="utf-8")
    assert draft(lines, 1)["takes"][0]["text"].strip()


def test_numbers_that_are_not_outlines_own_stay(lines):
    for text in ("1984 was cold\n", "1. One\n3. Three\n", "1. One\nTwo\n", "2. Two\n"):
        lines.write_text(text, encoding="utf-8")
        assert outline_command._beats_of(lines) == tuple(text.splitlines())
    lines.write_text("1. One\n\n2. 2. Two\n", encoding="utf-8")
    assert outline_command._beats_of(lines) == ("One", "2. Two")


def test_a_beat_without_a_title_keeps_its_number_in_a_project(draft, tmp_path, run):
    path = tmp_path / "outline.toml"
    rows = [{"id": "a"}, {"title": BEATS[0]}, {"title": " "}, {"title": BEATS[1]}]
    path.write_text(tomli_w.dumps({"beat": rows}), encoding="utf-8")
    (beats,) = (slot for slot in draft(path, 4)["slots"] if slot["slot"] == "beats")
    assert beats["kept_chars"] == len(BEATS[0]) + len(BEATS[1])
    argv = ("draft", "--outline", path, "--beat", 3)
    check_refused(run, tmp_path, *argv, reason="The beat has no text")


def test_the_beat_of_the_number_is_the_one_that_is_drafted(run, lines, monkeypatch):
    asked = []

    def refuse(self, request, on_part, cancel):
        asked.append((request.current, request.beats))
        raise BadInput("It is enough to have asked.")

    monkeypatch.setattr("engine.steady.SteadyService.draft", refuse)
    for beat in (1, 2, 3):
        assert run("draft", "--outline", lines, "--beat", beat)[0] == 1
    assert asked == [(i, tuple(BEATS)) for i in range(3)]


def test_takes_of_an_outline_are_asks_with_the_next_seeds(outline):
    options = ("--premise", PREMISE, "--beats", 3)
    found = outline(*options, "--takes", 3, "--seed", 5)
    alone = [outline(*options, "--seed", seed)["beats"] for seed in (5, 6, 7)]
    assert [take["beats"] for take in found["takes"]] == alone
    assert found["beats"] == alone[0]


def test_an_outline_stays_within_the_tokens_asked_for(outline):
    found = outline("--premise", PREMISE, "--beats", 3, "--max-tokens", 12, "--seed", 1)
    assert len(found["beats"]) == 3
    assert found["origin"]["limits"]["max_tokens"] == 12
    assert sum(len(beat["title"].split()) for beat in found["beats"]) <= 9


def test_lines_without_a_beat_are_passed_over(draft, lines):
    expected = draft(lines, 2)["takes"]
    lines.write_text(f"\n  {BEATS[0]}  \n\n{BEATS[1]}\n \n{BEATS[2]}", encoding="utf-8")
    assert draft(lines, 2)["takes"] == expected


def test_each_beat_is_drafted_and_the_same_twice(draft, lines):
    texts = [draft(lines, beat)["takes"][0]["text"] for beat in (1, 2, 3)]
    assert len(set(texts)) == 3
    assert draft(lines, 2)["takes"][0]["text"] == texts[1]


def test_a_draft_follows_a_text(draft, lines, before, monkeypatch):
    behind = draft(lines, 2, "--before", before)
    assert behind["slots"][1]["kept_chars"] == len(before.read_text())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(before.read_bytes())))
    assert draft(lines, 2, "--before", "-")["takes"] == behind["takes"]


def test_takes_and_tokens_of_a_draft_are_those_asked_for(draft, lines):
    found = draft(lines, 1, "--takes", 3, "--max-tokens", 8, "--temperature", 1.2)
    assert len(found["takes"]) == 3
    assert all(take["tokens"] <= 8 + 48 for take in found["takes"])


def test_a_streamed_draft_is_the_draft(run, draft, lines):
    argv = ("draft", "--outline", lines, "--beat", 2, "--seed", 1)
    text = draft(lines, 2)["takes"][0]["text"]
    assert run(*argv) == run(*argv, "--stream") == (0, f"{text}\n", "")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--beat", 0), "from 1 to 3"),
        (("--beat", 4), "from 1 to 3"),
        (("--beat", "two"), "--beat"),
        ((), "--beat"),
        (("--beat", 1, "--takes", 9), "takes"),
        (("--beat", 1, "--takes", 2, "--stream"), "--stream"),
        (("--beat", 1, "--max-tokens", 2049), "max-tokens"),
        (("--beat", 1, "--min-p", 2), "min-p"),
    ],
)
def test_bad_usage_of_draft_is_told_before_a_model_is_loaded(
    run, lines, monkeypatch, options, reason
):
    monkeypatch.setattr("engine.commands.generating.open_service", None)
    check_usage(run, "draft", "--outline", lines, *options, reason=reason)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("outline.toml", "beat = ", "not TOML"),
        ("outline.toml", "beat = 5", "not an outline"),
        ("outline.toml", 'beat = "one"', "not an outline"),
        ("outline.toml", "[[beat]]\nid = 1", "holds no beat"),
        ("outline.toml", "beat = [1]", "not an outline"),
        ("outline.TOML", "beat = ", "not TOML"),
        ("outline.toml", "schema = 1", "holds no beat"),
        ("outline.toml", '[[beat]]\ntitle = " "', "holds no beat"),
        ("beats.txt", "\n \n", "holds no beat"),
        ("beats.txt", None, "no file"),
        ("beats.txt", HAN, "English only"),
    ],
)
def test_an_outline_that_cannot_be_drafted_is_refused_in_one_line(
    run, tmp_path, name, content, reason
):
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    check_refused(run, tmp_path, "draft", "--outline", path, "--beat", 1, reason=reason)
