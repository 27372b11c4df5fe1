import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.errors import FileUnusable
from ui.rewrite.prompts import Prompt, fill_in, read_prompts, write_prompts

VALUES = {"selection": "He went.", "left": "Before.", "right": "After.", "notes": "Mary: a girl."}


def test_variables_are_filled_in():
    assert fill_in("Say {selection} after {left}", VALUES) == "Say He went. after Before."


def test_braces_that_are_no_variable_stay():
    assert fill_in("Use {braces} and {}", VALUES) == "Use {braces} and {}"


def test_a_variable_inside_the_writers_text_means_nothing():
    assert fill_in("{selection}", {**VALUES, "selection": "{notes}"}) == "{notes}"


def test_no_file_means_no_prompts(tmp_path):
    assert read_prompts(tmp_path / "prompts.toml") == ()


@settings(deadline=None)
@given(st.lists(st.builds(Prompt, st.text(max_size=20), st.text(max_size=80)), max_size=4))
def test_prompts_are_read_as_they_were_written(tmp_path_factory, prompts):
    path = tmp_path_factory.mktemp("home") / "config" / "prompts.toml"
    write_prompts(path, prompts)
    assert read_prompts(path) == tuple(prompts)


@pytest.mark.parametrize(
    "text",
    [
        "schema = 1\nprompt = [",
        "schema = 2\n",
        "schema = 1\nprompt = 3\n",
        "schema = 1\n[[prompt]]\nname = 'a'\n",
    ],
)
def test_a_file_of_another_form_is_refused_and_left_alone(tmp_path, text):
    path = tmp_path / "prompts.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileUnusable, match="Your prompts in"):
        read_prompts(path)
    assert path.read_text(encoding="utf-8") == text
