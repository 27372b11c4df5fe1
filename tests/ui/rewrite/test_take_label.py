import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ui import theme
from ui.rewrite.take_label import TakeLabel
from ui.rewrite.take_text import Look, Run

PLAIN, STRUCK = Look("#000000"), Look("#777777", is_struck=True)
RUNS = st.lists(
    st.builds(
        Run,
        st.sampled_from(["one ", "two\n", "\n\n", "他", "\U0001f600 ", "a <b> & c "]),
        st.sampled_from([PLAIN, STRUCK]),
        st.booleans(),
    ),
    max_size=8,
).map(tuple)


@pytest.fixture
def label(qtbot):
    return made(qtbot)


def made(qtbot):
    label = TakeLabel()
    qtbot.addWidget(label)
    label.set_text_font(theme.text_font(18))
    label.resize(300, 200)
    return label


def words(label):
    """Return (text, struck) letter by letter, as the label paints it."""
    document = label._shown().document
    found, block = [], document.begin()
    while block.isValid():
        for item in block:
            fragment = item.fragment()
            found += [(letter, fragment.charFormat().fontStrikeOut()) for letter in fragment.text()]
        found.append("end of block")
        block = block.next()
    return found


@given(st.lists(RUNS, min_size=1, max_size=4))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_stood_there_before_the_text_looks_as_if_it_were_the_first(qtbot, stages):
    label, fresh = made(qtbot), made(qtbot)
    for runs in stages:
        label.show_runs(runs)
        label.heightForWidth(150)
    fresh.show_runs(stages[-1])
    assert words(label) == words(fresh)
    assert label.heightForWidth(150) == fresh.heightForWidth(150)
    assert label.heightForWidth(300) == fresh.heightForWidth(300)
    assert label.place_of_mark() == fresh.place_of_mark()


def test_what_streams_touches_nothing_but_the_end(label):
    done = (Run("A line that is done.\n" * 50, PLAIN),)
    label.show_runs((*done, Run("The", STRUCK)))
    height = label.heightForWidth(300)
    changes = []
    label._shown().document.contentsChange.connect(lambda *change: changes.append(change))
    label.show_runs((*done, Run("The keeper", STRUCK)))
    assert label.heightForWidth(300) == height
    assert changes
    assert all(at >= len(done[0].text) for at, _, _ in changes)


def test_asking_for_another_width_leaves_the_text_laid_out_as_it_is(label):
    label.show_runs((Run("A line that is done. " * 50, PLAIN),))
    shown = label._shown()
    assert label.heightForWidth(150) > label.heightForWidth(300)
    assert label._shown() is shown
    assert shown.document.textWidth() == 300


def test_the_text_can_be_read_at_any_width(label):
    label.show_runs((Run("One.", PLAIN),))
    for width in range(100, 400, 20):
        label.resize(width, 200)
        assert label._shown().document.toPlainText() == "One."


def test_the_marked_place_is_found_behind_many_lines(label):
    label.show_runs((Run("Line.\n" * 40, PLAIN), Run("here", STRUCK, is_here=True)))
    place = label.place_of_mark()
    assert place is not None
    assert place.bottom() <= label.heightForWidth(300) + 1
    assert place.top() > 0.9 * label.heightForWidth(300)
    label.show_runs((Run("Line.", PLAIN),))
    assert label.place_of_mark() is None
