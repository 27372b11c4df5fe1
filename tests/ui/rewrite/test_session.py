import pytest

from tests.ui.rewrite.conftest import finish
from ui.engine_types import RewriteTake
from ui.rewrite.passage import Passage
from ui.rewrite.session import RewriteSession

TEXT = "Tom went home early.\n\nShe stayed."


@pytest.fixture
def session():
    return RewriteSession(Passage(0, len(TEXT), TEXT))


def takes(*texts):
    return [RewriteTake(text) for text in texts]


def test_nothing_can_be_applied_before_a_piece_is_done(session):
    current = session.begin("polish", "Polish", 2)
    session.stream(current, 0, "Tom wal")
    assert session.result() is None
    assert session.view(0).streaming == "Tom wal"


def test_what_is_not_done_yet_stays_the_writers_own(session):
    current = session.begin("polish", "Polish", 2)
    finish(session, current, takes("Tom walked home late.", "Home early Tom went."))
    assert session.result() == "Tom walked home late.\n\nShe stayed."


def test_a_take_runs_through_all_pieces(session):
    current = session.begin("polish", "Polish", 2)
    finish(session, current, takes("Tom walked home late.", "Home early Tom went."))
    finish(session, current, takes("She waited.", "She remained."))
    assert session.result() == "Tom walked home late.\n\nShe waited."
    session.choose(1)
    assert session.result() == "Home early Tom went.\n\nShe remained."


def test_fewer_takes_of_the_first_piece_are_fewer_takes(session):
    current = session.begin("polish", "Polish", 4)
    session.choose(3)
    finish(session, current, takes("Tom walked home late.", "Home early Tom went."))
    assert len(current.columns) == 2
    assert current.chosen == 1
    assert not session.choose(2)


def test_fewer_takes_of_a_later_piece_are_shared_round(session):
    current = session.begin("polish", "Polish", 2)
    finish(session, current, takes("A.", "B."))
    finish(session, current, takes("C."))
    session.choose(1)
    assert session.result() == "B.\n\nC."


def test_a_refused_change_is_left_out_of_the_result(session):
    current = session.begin("polish", "Polish", 1)
    finish(session, current, takes("Tom walked home late."))
    session.move_hunk(1)
    session.toggle_hunk()
    assert session.result() == "Tom walked home early.\n\nShe stayed."
    session.toggle_hunk()
    assert session.result() == "Tom walked home late.\n\nShe stayed."


def test_going_through_the_changes_stops_at_both_ends(session):
    current = session.begin("polish", "Polish", 1)
    finish(session, current, takes("Tom walked home late."))
    session.move_hunk(-1)
    assert session.view(0).hunk == 0
    session.move_hunk(9)
    assert session.view(0).hunk == 1


def test_a_take_without_a_change_has_no_change_at_hand(session):
    current = session.begin("polish", "Polish", 1)
    finish(session, current, takes("Tom went home early."))
    session.toggle_hunk()
    assert session.view(0).hunk is None
    assert session.view(0).refused == frozenset()


def test_a_description_stands_behind_the_whole_passage(session):
    current = session.begin("describe", "Describe", 1)
    finish(session, current, takes("\n\nIt was cold."))
    assert len(current.pieces) == 1
    assert session.result() == TEXT + "\n\nIt was cold."


def test_earlier_rounds_stay_within_reach_with_all_decisions(session):
    first = session.begin("polish", "Polish", 1)
    finish(session, first, takes("Tom walked home late."))
    session.toggle_hunk()
    second = session.begin("polish", "Polish", 1)
    finish(session, second, takes("Tom ran home early."))
    assert session.place == (2, 2)
    session.step(-1)
    assert session.place == (1, 2)
    assert session.result() == "Tom went home late.\n\nShe stayed."
    session.step(-1)
    assert session.place == (1, 2)


def test_a_round_that_brought_nothing_is_forgotten(session):
    first = session.begin("polish", "Polish", 1)
    finish(session, first, takes("Tom walked home late."))
    empty = session.begin("shorten", "Shorten", 1)
    session.end(empty)
    assert session.round is first
    session.end(first)
    assert session.round is first


def test_what_was_lost_is_told_once_over_all_pieces(session):
    current = session.begin("polish", "Polish", 1)
    finish(session, current, [RewriteTake("A.", ("Mary", "1847"))])
    finish(session, current, [RewriteTake("B.", ("Mary",))])
    assert session.view(0).lost == ("Mary", "1847")


def test_half_a_piece_goes_when_nothing_more_comes_and_later_words_are_dropped(session):
    current = session.begin("polish", "Polish", 1)
    finish(session, current, takes("Tom walked home late."))
    session.stream(current, 0, "She wai")
    session.end(current)
    session.stream(current, 0, "ted")
    assert session.view(0).streaming == ""
    assert session.result() == "Tom walked home late.\n\nShe stayed."


@pytest.mark.parametrize("ending", ["length", "context", "time", "guard"])
def test_a_take_with_a_piece_that_was_cut_off_breaks_off(session, ending):
    current = session.begin("polish", "Polish", 1)
    finish(session, current, [RewriteTake("Tom walked", (), ending)])
    finish(session, current, [RewriteTake("She waited.", (), "eos")])
    assert session.view(0).is_cut


def test_a_take_that_ended_by_itself_does_not_break_off(session):
    current = session.begin("polish", "Polish", 1)
    finish(session, current, [RewriteTake("Tom walked.", (), "stop")])
    assert not session.view(0).is_cut


def test_words_of_a_take_beyond_those_asked_for_are_not_shown(session):
    current = session.begin("polish", "Polish", 1)
    session.stream(current, 5, "spare")
    assert session.view(0).streaming == ""
