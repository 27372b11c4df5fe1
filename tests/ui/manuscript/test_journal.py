import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.manuscript.journal import Change, Journal, Owner, change_between

ME, OTHER = Owner(1, 1.0), Owner(2, 2.0)
ROOT = Path(__file__).resolve().parents[3]


def nobody(_owner):
    return False


@given(st.text(), st.text())
def test_a_change_turns_one_text_into_the_other(old, new):
    assert change_between(old, new).apply(old) == new


def test_a_change_is_as_short_as_its_ends_allow():
    assert change_between("The rain stopped.", "The rain had stopped.") == Change(9, 0, "had ")
    assert change_between("same", "same") == Change(4, 0, "")
    assert change_between("aaa", "aa") == Change(2, 1, "")


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.text(), min_size=1, max_size=8))
def test_replaying_gives_the_last_text_recorded(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("journal") / "journal.sqlite"
    journal = Journal(path, ME)
    for text in texts:
        journal.record("draft", text)
    journal.close()
    found = Journal(path, OTHER).orphans(nobody)
    assert [draft.text for draft in found] == [texts[-1]]


def test_a_long_session_is_replayed_across_full_texts(tmp_path):
    path = tmp_path / "journal.sqlite"
    journal = Journal(path, ME)
    text = ""
    for index in range(450):
        text += f"word {index} "
        journal.record("draft", text, Path("/novel/one.md"), "00")
    journal.close()
    (found,) = Journal(path, OTHER).orphans(nobody)
    assert found.text == text
    assert (found.path, found.base_sha256) == (Path("/novel/one.md"), "00")


def test_a_draft_of_a_living_process_is_nobody_elses(tmp_path):
    path = tmp_path / "journal.sqlite"
    journal = Journal(path, ME)
    journal.record("draft", "words")
    assert Journal(path, OTHER).orphans(lambda owner: owner == ME) == []


def test_a_forgotten_draft_leaves_no_words_in_the_file(tmp_path):
    path = tmp_path / "journal.sqlite"
    journal = Journal(path, ME)
    journal.record("draft", "unmistakable")
    journal.forget("draft")
    journal.close()
    assert Journal(path, OTHER).orphans(nobody) == []
    assert b"unmistakable" not in path.read_bytes()


def test_what_was_recorded_survives_the_death_of_the_process(tmp_path):
    path = tmp_path / "journal.sqlite"
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from ui.manuscript.journal import Journal, Owner\n"
        "journal = Journal(Path(sys.argv[1]), Owner(1, 1.0))\n"
        "journal.record('draft', 'one'); journal.record('draft', 'one two')\n"
        "os.kill(os.getpid(), getattr(signal, 'SIGKILL', signal.SIGTERM))\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], cwd=ROOT, timeout=30)
    assert [draft.text for draft in Journal(path, OTHER).orphans(nobody)] == ["one two"]


def test_a_journal_of_a_later_version_is_left_alone(tmp_path):
    path = tmp_path / "journal.sqlite"
    Journal(path, ME).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    before = path.read_bytes()
    with pytest.raises(sqlite3.DatabaseError, match="later version"):
        Journal(path, ME)
    assert path.read_bytes() == before


def test_a_draft_removed_by_another_process_is_begun_anew_and_whole(tmp_path):
    path = tmp_path / "journal.sqlite"
    journal, other = Journal(path, ME), Journal(path, OTHER)
    journal.record("draft", "one two")
    other.forget("draft")
    journal.record("draft", "one two three")
    assert [draft.text for draft in other.orphans(nobody)] == ["one two three"]
