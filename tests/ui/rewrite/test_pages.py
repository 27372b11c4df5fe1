import pytest

from tests.ui.fakes import READY_TO_REWRITE
from tests.ui.rewrite.conftest import finish
from ui.engine_types import EngineState, EngineStatus, RewriteTake
from ui.rewrite.pages import choices_page, takes_page
from ui.rewrite.passage import Passage
from ui.rewrite.prompts import Prompt
from ui.rewrite.session import RewriteSession

TEXT = "One.\n\nTwo.\n\nThree."


@pytest.fixture
def session():
    return RewriteSession(Passage(0, len(TEXT), TEXT))


def test_every_mode_has_a_row_with_a_key_of_its_own(session):
    page = choices_page(session, READY_TO_REWRITE, (), "")
    assert "".join(row.key for row in page.rows) == "PXSRDGI"
    assert page.title == "Rewrite 3 words"


def test_nine_prompts_of_the_writers_follow_with_numbers(session):
    prompts = [Prompt(f"p{n}", "text") for n in range(12)]
    page = choices_page(session, READY_TO_REWRITE, prompts, "")
    assert [row.key for row in page.rows[7:]] == list("123456789")
    assert not any(row.is_enabled for row in page.rows[7:])


def test_a_message_comes_before_the_reason_of_a_resting_engine(session):
    status = EngineStatus(EngineState.UNUSABLE, reason="The model is damaged.")
    assert choices_page(session, status, (), "").message == "The model is damaged."
    assert choices_page(session, status, (), "It ended.").message == "It ended."


def test_the_title_counts_the_paragraphs_and_the_seconds_that_are_left(session):
    current = session.begin("polish", "Polish", 1)
    assert takes_page(session, current, 0.0, "").title == "Polish · paragraph 1 of 3"
    finish(session, current, [RewriteTake("Uno.")])
    page = takes_page(session, current, 2.0, "")
    assert page.title == "Polish · paragraph 2 of 3, about 4 s left"


def test_a_round_that_ended_early_says_what_stays(session):
    current = session.begin("polish", "Polish", 1)
    finish(session, current, [RewriteTake("Uno.")])
    current.is_over = True
    title = takes_page(session, current, 2.0, "").title
    assert title == "Polish · 1 of 3 paragraphs done, the rest stays as it is"


def test_the_place_counts_takes_and_tries(session):
    for _ in range(2):
        current = session.begin("polish", "Polish", 4)
    assert takes_page(session, current, 0.0, "").place == "take 1 of 4 · try 2 of 2"
