"""The list of models worth having is whole, open, and of what the export knows."""

import pytest

from engine.hub.catalogue import recommended
from engine.hub.listing import _REPO


def test_every_size_of_machine_has_a_base_and_a_chat_model():
    rows = recommended()
    for machine_gb in (4, 8, 16, 24):
        families = {row.family for row in rows if row.machine_gb == machine_gb}
        assert families == {"base", "chat"}
    assert {code for row in rows for code in row.languages} == {"en", "zh"}


def test_every_model_is_openly_licensed_and_named_as_a_hub_names_it():
    for row in recommended():
        assert row.licence in ("apache-2.0", "mit")
        assert _REPO.fullmatch(row.repo)
        assert row.family in ("base", "chat")


def test_larger_machines_come_later_and_no_model_twice():
    rows = recommended()
    assert [row.machine_gb for row in rows] == sorted(row.machine_gb for row in rows)
    assert len({row.repo for row in rows}) == len(rows)


def test_sizes_are_estimated_from_the_parameters():
    row = next(row for row in recommended() if row.repo == "HuggingFaceTB/SmolLM2-135M")
    assert (row.download_mb, row.converting_gb) == (270, 3.7)


@pytest.mark.parametrize(
    "text",
    [
        "schema = 2",
        "schema = 1\n[[model]]\nrepo = 'a/b'",
        "schema = 1\n[[model]]\nrepo='a/b'\nname='B'\nlicence='mit'\nlanguages=['en']\n"
        "family='base'\nparameters_m=1\nmachine_gb=4\nsize=3",
    ],
)
def test_a_list_of_another_shape_is_refused(tmp_path, text):
    path = tmp_path / "models.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"schema|too much or too little"):
        recommended(path)
