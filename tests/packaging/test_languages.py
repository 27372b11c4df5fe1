import filecmp
import importlib.util
import re
import shutil
import string
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

PROGRAM = Path(__file__).resolve().parents[2] / "packaging" / "languages.py"
spec = importlib.util.spec_from_file_location("languages", PROGRAM)
languages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(languages)
FILES = (languages.ENGLISH, languages.CHINESE)


@pytest.fixture(scope="module")
def gathered(tmp_path_factory):
    """Return a folder with the translations, brought in line with the source as it is now."""
    folder = tmp_path_factory.mktemp("translations")
    for name in FILES:
        shutil.copy(languages.FOLDER / name, folder)
    languages.gather(folder)
    languages.compile_all(folder)
    return folder


def messages(path):
    return list(ET.parse(path).getroot().iter("message"))


@pytest.mark.parametrize("name", FILES)
def test_the_translators_have_every_word_that_is_said_and_no_other(gathered, name):
    def sources(folder):
        return [(m.findtext("source"), m.findtext("comment")) for m in messages(folder / name)]

    assert sources(languages.FOLDER) == sources(gathered)


@pytest.mark.parametrize("name", FILES)
def test_every_word_is_translated(gathered, name):
    assert languages.unfinished(gathered / name) == []


@pytest.mark.parametrize("name", FILES)
def test_a_translation_fills_the_places_of_its_source(gathered, name):
    for message in messages(gathered / name):
        source, translation = message.findtext("source"), message.find("translation")
        forms = [form.text for form in translation.findall("numerusform")] or [translation.text]
        for form in filter(None, forms):
            assert places(form) == places(source), source


@pytest.mark.parametrize("name", FILES)
def test_what_the_app_reads_was_compiled_from_what_the_translators_wrote(gathered, name):
    compiled = name.replace(".ts", ".qm")
    assert filecmp.cmp(languages.FOLDER / compiled, gathered / compiled, shallow=False)


def places(text):
    """Return the named places of a text and the mark of its number."""
    named = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return named | set(re.findall(r"%L?n", text))
