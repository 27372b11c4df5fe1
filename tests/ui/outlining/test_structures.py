import pytest

from ui import paths
from ui.outlining.structures import read_structures

STRUCTURES = {structure.id: structure for structure in read_structures(paths.structures_folder())}
BEAT = '[[beat]]\ntitle = "{}"\nact = ""\nat = {}\nhint = "h"\n'


def test_the_five_structures_are_there_with_their_sources():
    assert set(STRUCTURES) == {
        "three-acts", "five-acts", "heros-journey", "save-the-cat", "kishotenketsu",
    }  # fmt: skip
    assert all(len(structure.source) > 20 for structure in STRUCTURES.values())


@pytest.mark.parametrize(
    ("id", "steps"), [("save-the-cat", 15), ("heros-journey", 12), ("kishotenketsu", 4)]
)
def test_a_structure_has_the_steps_its_source_counts(id, steps):
    assert len(STRUCTURES[id].steps) == steps


@pytest.mark.parametrize("id", sorted(STRUCTURES))
def test_the_steps_take_the_whole_text(id):
    shares = STRUCTURES[id].shares()
    assert sum(shares) == pytest.approx(1)
    assert min(shares) > 0
    assert all(step.title and step.hint for step in STRUCTURES[id].steps)


@pytest.mark.parametrize(
    "text",
    [
        "schema = 2\nname = 'x'\nsource = 's'\n" + BEAT.format("a", 0),
        "schema = 1\nname = 'x'\nsource = 's'\n" + BEAT.format("a", 5),
        "schema = 1\nname = 'x'\nsource = 's'\n" + BEAT.format("a", 0) + BEAT.format("b", 0),
        "schema = 1\nname = 'x'\n" + BEAT.format("a", 0),
    ],
)
def test_a_file_that_is_no_structure_is_refused(tmp_path, text):
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.toml"):
        read_structures(tmp_path)
