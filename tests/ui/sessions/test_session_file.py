from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.manuscript.journal import Owner
from ui.sessions.kept_file import read_tree, write_tree
from ui.sessions.session_file import Session, WindowState, session_of, tree_of

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)
PATHS = st.none() | WORDS.filter(lambda name: name.strip()).map(lambda name: Path("/", name))
STATES = st.builds(WindowState, PATHS, WORDS, WORDS, WORDS, st.booleans(), WORDS, st.booleans())
OWNERS = st.none() | st.builds(Owner, st.integers(1, 2**22), st.floats(0, 2e9))
ODD = st.recursive(
    st.integers() | st.booleans() | WORDS,
    lambda inside: st.lists(inside) | st.dictionaries(WORDS, inside),
)


@given(st.builds(Session, st.lists(STATES, max_size=3).map(tuple), OWNERS, st.booleans()))
def test_a_session_comes_back_as_it_was(tmp_path_factory, session):
    path = tmp_path_factory.mktemp("session") / "session.toml"
    write_tree(path, tree_of(session))
    assert session_of(read_tree(path)) == session


@given(st.dictionaries(st.sampled_from(["owner", "window", "welcomed"]), ODD))
def test_whatever_else_stands_in_the_file_breaks_nothing(tree):
    assert isinstance(session_of(tree), Session)


@pytest.mark.parametrize(
    ("windows", "worthy"),
    [
        ((), ()),
        ((WindowState(),), (WindowState(),)),
        ((WindowState(), WindowState(side="outline")), (WindowState(side="outline"),)),
        ((WindowState(Path("/a")), WindowState()), (WindowState(Path("/a")),)),
    ],
)
def test_empty_windows_come_back_only_where_there_is_no_other(windows, worthy):
    assert Session(windows).worthy == worthy
