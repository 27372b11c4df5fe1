import dataclasses
import itertools

import pytest

from ui import paths, theme
from ui.engine_types import Cut, Inspection, SeenPart
from ui.inspector.facts import color_of, facts_of, joined, rows_of

SEEN = Inspection(
    task="continue",
    model="starter",
    provider="CPU",
    precision="int8",
    seed=7,
    parts=(
        SeenPart("control", "<|bos|>", 1),
        SeenPart("notes", "Tom: a boy.\n\n", 6),
        SeenPart("left", "It rained.", 3),
    ),
    word="",
    cuts=(Cut("left", 10, 3400, 3, "window"), Cut("notes", 13, 0, 6, "")),
    prompt_tokens=10,
    reused_tokens=4,
    prefill_ms=9.6,
    first_token_ms=12.2,
    total_ms=104.0,
    tokens_per_s=891.4,
)


def test_each_part_has_a_row_with_its_tokens_and_what_was_left_out():
    rows = [(row.label, row.detail) for row in rows_of(SEEN)]
    assert rows == [
        ("Story notes", "6 tokens"),
        ("Text before", "3 tokens · 3,400 characters left out: the window was full"),
        ("Fixed marks", "1 token"),
    ]


def test_what_the_voice_has_no_place_for_is_told():
    cuts = (*SEEN.cuts, Cut("beat", 0, 21, 0, "no place"))
    rows = rows_of(dataclasses.replace(SEEN, cuts=cuts))
    assert ("Outline beat", "not given (21 characters): this voice has no place for it") in [
        (row.label, row.detail) for row in rows
    ]


def test_parts_of_one_kind_are_counted_together():
    parts = (SeenPart("control", "a", 1), SeenPart("left", "b", 2), SeenPart("control", "c", 3))
    rows = rows_of(dataclasses.replace(SEEN, parts=parts, cuts=()))
    assert [(row.kind, row.detail) for row in rows] == [
        ("left", "2 tokens"),
        ("control", "4 tokens"),
    ]


def test_voice_seed_and_times_are_told():
    facts = dict(facts_of(SEEN))
    assert facts["Voice"] == "starter · int8 · CPU"
    assert facts["Read"] == "10 tokens, 4 of them known from before, in 10 ms"
    assert facts["Wrote"] == "first word after 12 ms, all in 104 ms (891 tokens a second)"
    assert facts["Seed"] == "7"


def test_a_last_word_that_is_chosen_again_is_told():
    facts = dict(facts_of(dataclasses.replace(SEEN, word=" hou")))
    assert facts["Not given"] == "“hou”: the last word is chosen again"


def test_the_parts_joined_are_all_that_was_given():
    assert joined(SEEN.parts) == "<|bos|>Tom: a boy.\n\nIt rained."


def luminance(color):
    def linear(channel):
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    r, g, b = (linear(c) for c in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


KINDS = ("left", "right", "source", "notes", "beat", "instruction")


@pytest.mark.parametrize("name", ["light", "dark", "sepia"])
def test_text_on_every_ground_can_be_read(name):
    chosen = theme.read_themes(paths.themes_file())[name]
    for kind in KINDS:
        assert contrast(chosen.ink, color_of(kind, chosen)) >= 4.5, kind


def test_no_two_parts_share_a_colour():
    chosen = theme.read_themes(paths.themes_file())["light"]
    names = [color_of(kind, chosen).name() for kind in KINDS]
    assert all(a != b for a, b in itertools.combinations(names, 2))
