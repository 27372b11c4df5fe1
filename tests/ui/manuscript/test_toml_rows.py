import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.errors import ChangedOnDisk, FileUnusable, SaveFailed
from ui.manuscript.toml_rows import ParsedText, RowEdit, read_source, rewrite, write_source

TEXT = """\
# A novel.
schema = 1
title = "One" # the title
mood = { weather = "rain" }

# Of the first.
[[row]]
id = "a" # first
title = 'A'
mine = [1, 2]

# Of the second.
[[row]] # beside
id = "b"
# Of its title.
title = "B"  # why

[goals]
words = 5
# The end.
"""


def rows(*order, **changes):
    places = {"a": 0, "b": 1}
    return [RowEdit(id, places.get(id), changes.get(id, {})) for id in order]


def test_nothing_changed_gives_the_same_text():
    assert rewrite(TEXT, "row", {}, rows("a", "b")) == TEXT


def test_one_value_changes_and_its_comment_stays():
    changed = rewrite(TEXT, "row", {"title": "Two"}, rows("a", "b", b={"title": "Bee"}))
    expected = TEXT.replace('"One"', '"Two"').replace('"B"', '"Bee"')
    assert changed == expected


def test_a_row_that_moves_takes_the_comment_above_it_along():
    moved = rewrite(TEXT, "row", {}, rows("b", "a"))
    assert moved.index("# Of the second.") < moved.index('id = "b"') < moved.index('id = "a"')
    assert moved.index('id = "b"') < moved.index("# The end.")
    assert [row["id"] for row in tomllib.loads(moved)["row"]] == ["b", "a"]


def test_the_first_row_takes_its_comment_along_and_leaves_the_files():
    moved = rewrite(TEXT, "row", {}, rows("b", "a"))
    assert moved.startswith("# A novel.")
    assert moved.index('id = "b"') < moved.index("# Of the first.") < moved.index('id = "a"')
    assert rewrite(moved, "row", {}, [RowEdit("a", 1, {}), RowEdit("b", 0, {})]) == TEXT
    below = TEXT.replace("[goals]\nwords = 5\n", "").replace(
        "# Of the first", "[goals]\n# Of the first"
    )
    left = rewrite(below, "row", {}, rows("b"))
    assert "[goals]\n# Of the second.\n[[row]]" in left
    assert "Of the first" not in left


def test_rows_without_empty_lines_between_them_stay_so():
    tight = '[[row]]\nid = "a"\n[[row]]\nid = "b"\n'
    assert rewrite(tight, "row", {}, rows("a", "b")) == tight


def test_a_row_that_goes_leaves_the_comment_of_the_next_one():
    left = rewrite(TEXT, "row", {}, rows("b"))
    assert "# Of the second." in left
    assert [row["id"] for row in tomllib.loads(left)["row"]] == ["b"]


def test_a_row_set_aside_stays_behind_the_row_it_stood_behind():
    text = TEXT.replace("[goals]", '[[row]]\nodd = true\n\n[[row]]\nid = "c"\n\n[goals]')
    edits = [RowEdit("c", 3, {}), *rows("b", "a")]
    written = tomllib.loads(rewrite(text, "row", {}, edits, set_aside=[2]))["row"]
    assert [row.get("id") for row in written] == ["c", "b", None, "a"]


def test_an_empty_value_takes_the_key_away():
    assert (
        "title" not in tomllib.loads(rewrite(TEXT, "row", {}, rows("a", a={"title": ""})))["row"][0]
    )


def test_all_rows_gone_leaves_the_rest():
    left = rewrite(TEXT, "row", {}, [])
    assert "# The end." in left
    assert tomllib.loads(left) == {
        "schema": 1, "title": "One", "mood": {"weather": "rain"}, "goals": {"words": 5},
    }  # fmt: skip


def test_a_list_in_brackets_becomes_tables_with_every_key():
    text = 'row = [{id = "a", odd = 1}, {id = "b"}]\n'
    written = tomllib.loads(rewrite(text, "row", {"title": "T"}, rows("b", "a")))
    assert written == {"title": "T", "row": [{"id": "b"}, {"id": "a", "odd": 1}]}


def test_an_empty_file_gets_head_tables_and_rows():
    edits = [RowEdit("a", None, {"title": "A"}), RowEdit("b", None, {"words": 3})]
    head = {"schema": 1, "title": "T", "goals": {"words": 9, "daily": 0}}
    assert tomllib.loads(rewrite("", "row", head, edits)) == {
        "schema": 1, "title": "T", "goals": {"words": 9},
        "row": [{"id": "a", "title": "A"}, {"id": "b", "words": 3}],
    }  # fmt: skip


WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=30)


@given(
    first=st.lists(WORDS, max_size=4),
    values=st.lists(WORDS, min_size=1, max_size=4),
    moved=st.booleans(),
)
def test_any_text_is_read_back_as_it_was_written(first, values, moved):
    edits = [RowEdit(str(n), None, {"title": value}) for n, value in enumerate(first)]
    text = rewrite(TEXT.rstrip("\n"), "row", {}, [*rows("a", "b"), *edits])
    changes = {"synopsis": values[0], "extra": values[-1]}
    order = rows("b", "a", a=changes) if moved else rows("a", "b", a=changes)
    kept = [RowEdit(str(n), n + 2, {}) for n in range(len(first))]
    written = {
        row["id"]: row for row in tomllib.loads(rewrite(text, "row", {}, order + kept))["row"]
    }
    assert written["a"].get("synopsis", "") == values[0]
    assert written["a"].get("extra", "") == values[-1]
    assert [written[str(n)].get("title", "") for n in range(len(first))] == first


@given(st.lists(st.permutations(["a", "b", "n"]), min_size=1, max_size=4), WORDS)
def test_a_document_that_is_kept_gives_what_a_fresh_one_gives(orders, value):
    parsed, text = ParsedText(), rewrite(TEXT, "row", {}, [*rows("a", "b"), RowEdit("n", None, {})])
    for n, order in enumerate(orders):
        places = [row["id"] for row in tomllib.loads(text)["row"]]
        edits = [RowEdit(id, places.index(id), {"title": value + str(n)}) for id in order]
        fresh = rewrite(text, "row", {}, edits)
        assert rewrite(text, "row", {}, edits, parsed=parsed) == fresh
        text = fresh


def test_a_document_is_not_used_for_another_text():
    parsed = ParsedText()
    rewrite(TEXT, "row", {"title": "Never saved"}, rows("a", "b"), parsed=parsed)
    assert rewrite(TEXT, "row", {}, rows("a", "b"), parsed=parsed) == TEXT


def test_a_text_that_cannot_be_changed_in_place_is_not_saved():
    with pytest.raises(SaveFailed, match="not saved"):
        rewrite("a = ", "row", {}, [])


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "rows.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_file_of_a_later_version_is_refused_and_left(path):
    path.write_text("schema = 2\n")
    with pytest.raises(FileUnusable, match="later version"):
        read_source(path, "row", 1)
    assert path.read_text() == "schema = 2\n"


@pytest.mark.parametrize(
    "data", [b"schema = ", b"row = 5", b"row = [1]", b"\xff\x00", b"a = " + b"[" * 5000]
)
def test_a_broken_file_is_told_and_kept_beside_the_one_that_is_written(path, data):
    path.write_bytes(data)
    source = read_source(path, "row", 1)
    assert "rows.toml cannot be read" in source.fault
    assert path.read_bytes() == data
    write_source(source, "schema = 1\n")
    assert path.read_text() == "schema = 1\n"
    assert path.with_name("rows.toml.unreadable").read_bytes() == data


def test_an_earlier_broken_file_is_not_written_over_by_the_next(path):
    for data in (b"a =", b"b ="):
        path.write_bytes(data)
        write_source(read_source(path, "row", 1), "schema = 1\n")
    assert path.with_name("rows.toml.unreadable").read_bytes() == b"a ="
    assert path.with_name("rows.toml.unreadable-2").read_bytes() == b"b ="


def test_a_file_changed_by_another_program_is_not_written_over(path):
    source = read_source(path, "row", 1)
    path.write_text("title = 'theirs'\n")
    with pytest.raises(ChangedOnDisk, match=r"rows\.toml"):
        write_source(source, TEXT)
    assert path.read_text() == "title = 'theirs'\n"


def test_a_file_that_another_program_made_or_removed_counts_as_changed(path, tmp_path):
    absent = read_source(tmp_path / "new.toml", "row", 1)
    (tmp_path / "new.toml").write_text("theirs = 1\n")
    with pytest.raises(ChangedOnDisk):
        write_source(absent, TEXT)
    source = read_source(path, "row", 1)
    path.unlink()
    with pytest.raises(ChangedOnDisk):
        write_source(source, TEXT)


def test_half_a_character_is_refused_and_the_file_stays(path):
    source = read_source(path, "row", 1)
    with pytest.raises(SaveFailed, match="half a character"):
        write_source(source, "title = '\ud800'\n")
    assert path.read_text(encoding="utf-8") == TEXT


def test_line_ends_and_byte_order_mark_stay(path):
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    source = read_source(path, "row", 1)
    write_source(source, rewrite(source.text, "row", {"title": "Two"}, rows("a", "b")))
    expected = TEXT.replace('"One"', '"Two"').replace("\n", "\r\n").encode()
    assert path.read_bytes() == b"\xef\xbb\xbf" + expected
