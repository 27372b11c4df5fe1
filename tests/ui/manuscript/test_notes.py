import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.manuscript import notes as module
from ui.manuscript.notes import Notes, index_notes, notes_for, parse_note, read_notes
from ui.manuscript.tree import TreeItem

SCENES = [
    TreeItem("s1", "scene", "The arrival", "manuscript/arrival.md"),
    TreeItem("s2", "scene", "The letter", "manuscript/letter.md"),
    TreeItem("s3", "scene", "The storm", "manuscript/storm.md"),
    TreeItem("s4", "scene", "The arrival", "manuscript/arrival-2.md"),
]
MARA = """\
# Mara Quill
Aliases: Mara, the Keeper

Keeps the light.
Is tall.

## Looks
Grey eyes.

## The storm
She drowns.
"""


def notes(*texts):
    return index_notes({(str(n), 0, 0): parse_note(text, f"n{n}") for n, text in enumerate(texts)})


def told(text, before="Then Mara went.", scene="s1", limit=4):
    return notes_for(notes(text), SCENES, scene, before, limit)


def test_a_note_is_told_in_few_lines():
    assert told(MARA) == ["Mara Quill: Keeps the light. Is tall.\nLooks: Grey eyes."]


def test_what_belongs_to_a_later_scene_is_not_told_before_it():
    assert "drowns" not in told(MARA, scene="s2")[0]
    assert "drowns" in told(MARA, scene="s3")[0]
    assert "drowns" not in told(MARA, scene="elsewhere")[0]


@pytest.mark.parametrize(
    "text",
    [
        MARA.replace("She drowns.", "Known: yes\nShe drowns."),
        MARA.replace("Aliases", "Known: true\nAliases"),
        MARA.replace("## The storm\n", "## End\n"),
    ],
)
def test_what_is_marked_known_or_belongs_to_no_scene_is_always_told(text):
    assert "drowns" in told(text)[0]


@pytest.mark.parametrize(
    ("known_from", "scene", "is_told"),
    [
        ("The letter", "s1", False),
        ("The letter", "s2", True),
        ("the LETTER", "s3", True),
        ("letter.md", "s2", True),
        ("manuscript/letter.md", "s1", False),
        ("No such scene", "s4", False),
        ("The arrival", "s3", False),
        ("The arrival", "s4", True),
    ],
)
def test_a_note_known_from_a_scene_waits_for_the_last_one_of_that_name(known_from, scene, is_told):
    text = f"# Mara\nKnown from: {known_from}\n\nA spy."
    assert bool(told(text, scene=scene)) is is_told


def test_a_section_waits_for_its_own_scene_and_its_notes():
    text = "# Mara\nKnown from: The letter\n\nA spy.\n\n## Past\nKnown from: The storm\n\nA king."
    assert told(text, scene="s1") == []
    assert told(text, scene="s2") == ["Mara: A spy."]
    assert told(text, scene="s3") == ["Mara: A spy.\nPast: A king."]


@pytest.mark.parametrize(
    ("before", "is_found"),
    [
        ("Mara", True),
        ("“Mara's”", True),
        ("_Mara_ ", True),
        ("then the Keeper.", True),
        ("Maras", False),
        ("Tamara", False),
        ("mara", False),
        ("the Keepers, the Keeper2", False),
        ("the Keepers and the Keeper, the Keepers", True),
        ("他看见Mara走了", True),
    ],
)
def test_a_name_is_a_whole_word_in_its_own_capitals(before, is_found):
    assert bool(told(MARA, before)) is is_found


@pytest.mark.parametrize("name", ["O'Brien", "O\u2019Brien", "Dr. Voss", "Jean-Luc", "R2", "李"])
def test_names_of_every_shape_are_found(name):
    assert told(f"# {name}\n\nText.", f"Then {name}, said one; O'Brien.")


def test_chinese_names_are_found_without_spaces_and_lines_join_without_them():
    text = "# 李雷\n别名：阿雷、小李\n\n灯塔的\n看守人。\n\n## The storm\n他死了。"
    for before in ("那天李雷走了", "阿雷来了", "小李！"):
        assert told(text, before) == ["李雷: 灯塔的看守人。"]
    assert told(text, "雷来了") == []


def test_the_nearest_mention_comes_first_and_no_more_than_the_limit():
    several = notes("# Ann\n\nA.", "# Bo\n\nB.", "# Cy\n\nC.", "# Di\n\n")
    text = "Ann met Bo. Cy met Ann. Di"
    found = notes_for(several, SCENES, "s1", text, 2)
    assert found == ["Ann: A.", "Cy: C."]


@pytest.mark.parametrize(
    "head",
    [
        "---\naliases: [Mara, Keeper]\n---\n# Quill\n",
        "---\naliases: ['Mara']\nknown: true\n---\n# Quill\n",
        "# Quill\n\nAliases: Mara; Keeper\n",
        "Aliases: Mara\n",
    ],
)
def test_front_matter_and_lines_name_aliases(head):
    assert told(f"{head}\nTall.")[0].endswith(": Tall.")


def test_a_colon_in_the_text_is_no_key():
    note = parse_note("# Mara\nShe says: go.\n", "mara")
    assert note.parts[0].text == "She says: go."


def test_a_note_without_heading_is_called_after_its_file():
    assert parse_note("Tall.", "Mara").name == "Mara"


def test_a_long_note_ends_with_a_sentence():
    found = told("# Mara\n\n" + "She keeps the light. " * 60)
    assert len(found[0]) <= 400
    assert found[0].endswith("light.")
    unbroken = told("# Mara\n\n" + "word " * 200)[0]
    assert unbroken.endswith("word…")


NAMES = ["Ann", "Joann", "the Ann", "Ann Lee", "李", "李雷", "小李"]


@given(
    st.lists(st.sampled_from([*NAMES, " ", "x", "the", "Lee", "雷", ","]), max_size=60).map(
        "".join
    ),
    st.integers(1, 4),
    st.integers(1, 40),
)
def test_looking_near_the_caret_first_finds_the_same(text, limit, near):
    all_notes = notes(*(f"# {name}\n\nText." for name in NAMES))
    whole = notes_for(all_notes, SCENES, "s1", text, limit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_NEAR_CHARS", near)
        assert notes_for(all_notes, SCENES, "s1", text, limit) == whole


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "story").mkdir()
    (tmp_path / "story" / "mara.md").write_text(MARA, encoding="utf-8")
    (tmp_path / "story" / "picture.md").write_bytes(b"\xff\x00")
    (tmp_path / "story" / "list.txt").write_text("x")
    return tmp_path


def test_notes_are_read_from_the_story_folder(folder):
    assert [note.name for note in read_notes(folder).notes] == ["Mara Quill"]


def test_a_folder_without_story_has_no_notes(tmp_path):
    assert read_notes(tmp_path) == Notes()
    assert notes_for(read_notes(tmp_path), SCENES, "s1", "Mara", 4) == []


def test_notes_are_read_again_only_when_a_file_changes(folder, monkeypatch):
    first = read_notes(folder)
    opened = []
    real = module.open_text
    monkeypatch.setattr(module, "open_text", lambda path: opened.append(path.name) or real(path))
    assert read_notes(folder, first) is first
    (folder / "story" / "bo.md").write_text("# Bo\n\nShort.", encoding="utf-8")
    second = read_notes(folder, first)
    assert [note.name for note in second.notes] == ["Bo", "Mara Quill"]
    os.utime(folder / "story" / "bo.md", ns=(1, 1))
    opened.clear()
    read_notes(folder, second)
    assert "bo.md" in opened
    assert "mara.md" not in opened
    (folder / "story" / "bo.md").unlink()
    assert [note.name for note in read_notes(folder, second).notes] == ["Mara Quill"]
