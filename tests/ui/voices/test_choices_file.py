import json

import pytest

from ui.voices.choices_file import ChoicesFile


@pytest.fixture
def file(tmp_path):
    return ChoicesFile(tmp_path / "data" / "comparisons.json")


def test_choices_are_read_as_they_were_written(file):
    file.write("sea", "texts", ("voice", "neither"))
    file.write("hill", "others", ("base",))
    assert file.read("sea", "texts") == ("voice", "neither")
    assert file.read("hill", "others") == ("base",)


def test_choices_over_other_texts_do_not_count(file):
    file.write("sea", "texts", ("voice",))
    assert file.read("sea", "other texts") == ()


def test_none_of_the_writers_text_is_kept(file, tmp_path):
    file.write("sea", "the keeper listened", ("voice",))
    assert "keeper" not in (tmp_path / "data" / "comparisons.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["{", "[]", '{"runs": 3}', '{"runs": {"sea": {"texts": 1}}}'])
def test_a_file_that_is_none_counts_as_empty(tmp_path, text):
    path = tmp_path / "comparisons.json"
    path.write_text(text, encoding="utf-8")
    assert ChoicesFile(path).read("sea", "texts") == ()


def test_a_damaged_file_is_kept_beside(tmp_path):
    path = tmp_path / "comparisons.json"
    path.write_text("{", encoding="utf-8")
    file = ChoicesFile(path)
    file.write("sea", "texts", ("base",))
    assert (tmp_path / "comparisons.json.unreadable").read_text(encoding="utf-8") == "{"
    assert json.loads(path.read_text(encoding="utf-8"))["runs"]["sea"]["picks"] == ["base"]


def test_choices_of_an_unknown_kind_do_not_count(file, tmp_path):
    file.write("sea", "texts", ("voice",))
    path = tmp_path / "data" / "comparisons.json"
    path.write_text(path.read_text("utf-8").replace('"voice"', '"mine"'), encoding="utf-8")
    assert file.read("sea", "texts") == ()
