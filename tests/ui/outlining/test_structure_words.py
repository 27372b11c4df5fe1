from ui import paths
from ui.outlining.structure_words import STRUCTURE_WORDS
from ui.outlining.structures import read_structures


def test_the_translators_have_every_name_that_stands_in_a_structure_and_no_other():
    structures = read_structures(paths.structures_folder())
    names = {structure.name for structure in structures}
    for structure in structures:
        names |= {name for step in structure.steps for name in (step.title, step.act) if name}
    assert set(STRUCTURE_WORDS) == names
