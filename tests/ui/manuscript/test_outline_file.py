import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ui.errors import ChangedOnDisk, FileUnusable
from ui.manuscript.outline import COLORS, STATUSES, Beat, Outline
from ui.manuscript.outline_file import open_outline

TEXT = '''\
schema = 1

[[beat]]
id = "a"
title = "Act one" # big

# She is seasick.
[[beat]]
id = "b"
parent = "a"
title = "She comes"
synopsis = """
By boat.
In rain."""
scene = "s1"
status = "draft"
target = 1200
color = "blue"
weather = "rain"
'''


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "outline.toml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def text_of(folder):
    return (folder / "outline.toml").read_text(encoding="utf-8")


def test_beats_are_read(folder):
    file = open_outline(folder)
    assert file.outline.beats == (
        Beat("a", title="Act one"),
        Beat("b", "a", "She comes", "By boat.\nIn rain.", "s1", "draft", 1200, "blue"),
    )
    assert file.told == ()


def test_saving_what_was_read_leaves_the_file_byte_for_byte(folder):
    file = open_outline(folder)
    file.save(file.outline)
    assert text_of(folder) == TEXT


def test_a_change_keeps_unknown_keys_and_comments(folder):
    file = open_outline(folder)
    file.save(file.outline.edit("b", status="done", color="").outdent("b"))
    text = text_of(folder)
    assert "# She is seasick." in text
    assert 'weather = "rain"' in text
    assert "# big" in text
    assert open_outline(folder).outline == file.outline


def test_a_beat_that_goes_takes_its_row_along(folder):
    file = open_outline(folder)
    file.save(file.outline.remove("b"))
    assert [beat["id"] for beat in tomllib.loads(text_of(folder))["beat"]] == ["a"]


def test_an_empty_outline_makes_no_file(tmp_path):
    file = open_outline(tmp_path)
    file.save(Outline())
    assert list(tmp_path.iterdir()) == []
    file.save(Outline((Beat("a", title="One"),)))
    assert tomllib.loads(text_of(tmp_path)) == {
        "schema": 1,
        "beat": [{"id": "a", "title": "One"}],
    }


def test_saves_follow_each_other(folder):
    file = open_outline(folder)
    for title in ("One", "Two", "Three"):
        file.save(file.outline.edit("a", title=title))
    assert text_of(folder) == TEXT.replace("Act one", "Three")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('title = "No id"', "has no id"),
        ('id = "a"\ntitle = "Again"', "another beat has"),
    ],
)
def test_a_broken_beat_is_told_set_aside_and_kept(folder, row, why):
    (folder / "outline.toml").write_text(f"{TEXT}\n[[beat]]\n{row}\n", encoding="utf-8")
    file = open_outline(folder)
    assert len(file.outline.beats) == 2
    assert why in file.told[0]
    file.save(file.outline.edit("a", title="New"))
    assert row in text_of(folder)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('status = "great"', "does not know"),
        ('color = "puce"', "does not know"),
        ("target = -4", "does not know"),
        ("synopsis = 4", "does not know"),
        ('scene = "s1"', "another beat has"),
        ('parent = "gone"', "shown at the top"),
    ],
)
def test_a_value_that_is_not_known_is_told_and_kept(folder, row, why):
    text = f'{TEXT}\n[[beat]]\nid = "c"\ntitle = "C"\n{row}\n'
    (folder / "outline.toml").write_text(text, encoding="utf-8")
    file = open_outline(folder)
    assert why in file.told[0]
    assert file.outline.find("c") == Beat("c", title="C")
    file.save(file.outline.edit("a", title="New"))
    assert row in text_of(folder)


def test_a_broken_file_is_kept_beside_once_there_is_something_to_save(folder):
    (folder / "outline.toml").write_text("[[beat", encoding="utf-8")
    file = open_outline(folder)
    assert "cannot be read" in file.fault
    assert "Every scene is safe" in file.fault
    file.save(Outline())
    assert text_of(folder) == "[[beat"
    file.save(Outline((Beat("a"),)))
    assert (folder / "outline.toml.unreadable").read_text() == "[[beat"
    assert open_outline(folder).outline == Outline((Beat("a"),))


def test_a_file_of_a_later_version_or_changed_on_disk_is_left(folder):
    file = open_outline(folder)
    (folder / "outline.toml").write_text("schema = 9\n")
    with pytest.raises(ChangedOnDisk):
        file.save(file.outline.remove("b"))
    with pytest.raises(FileUnusable, match="later version"):
        open_outline(folder)
    assert text_of(folder) == "schema = 9\n"


TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)
BEATS = st.lists(
    st.builds(
        Beat,
        st.sampled_from("abcd"),
        title=TEXTS,
        synopsis=TEXTS,
        status=st.sampled_from(STATUSES),
        target=st.integers(0, 10**6),
        color=st.sampled_from(COLORS),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda beat: beat.id,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(first=BEATS, second=BEATS)
def test_what_is_saved_is_read_again(tmp_path, first, second):
    (tmp_path / "outline.toml").unlink(missing_ok=True)
    file = open_outline(tmp_path)
    file.save(Outline(tuple(first)))
    file.save(Outline(tuple(second)))
    assert open_outline(tmp_path).outline == Outline(tuple(second))
