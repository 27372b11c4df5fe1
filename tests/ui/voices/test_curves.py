import pytest

from ui.voices.curves import Curves, books_curve, kept_curve, load_drawing, minute_ticks
from ui.voices.types import Point

POINTS = tuple(
    Point("training", n, n / 20, n * 30.0, train_loss=4.0 - n / 10,
          held_loss=3.9 - n / 10 if n % 5 == 0 else None)
    for n in range(11)
)  # fmt: skip


def test_the_kept_back_curve_has_its_own_points_by_minutes():
    assert kept_curve(POINTS) == ([0.0, 2.5, 5.0], [3.9, pytest.approx(3.4), pytest.approx(2.9)])


def test_the_curve_of_the_books_is_smoothed_and_begins_where_it_began():
    minutes, losses = books_curve(POINTS)
    assert len(minutes) == len(losses) == 11
    assert losses[0] == 4.0
    assert losses[10] == pytest.approx(sum(4.0 - n / 10 for n in range(3, 11)) / 8)


def test_no_points_make_no_curve():
    assert books_curve(()) == ([], [])


@pytest.mark.parametrize(
    ("seconds", "ticks"),
    [
        (0.0, [0, 1]),
        (20.0, [0, 1]),
        (300.0, [0, 1, 2, 3, 4, 5]),
        (660.0, [0, 2, 4, 6, 8, 10]),
        (5400.0, [0, 15, 30, 45, 60, 75, 90]),
    ],
)
def test_the_axis_names_few_whole_minutes_from_0_on(seconds, ticks):
    assert minute_ticks((Point("training", 1, 0.1, seconds, train_loss=3.0),)) == ticks


def test_the_axis_begins_at_0_and_says_what_surprise_is(curves):
    curves.show()
    curves.show_points(POINTS[4:])
    (left, right), _ = curves._plot.viewRange()
    assert -0.2 < left <= 0 < 5 <= right < 5.5
    assert "how little the voice foresaw" in curves._what.text()


@pytest.fixture
def curves(qtbot, dressed):
    curves = Curves()
    qtbot.addWidget(curves)
    curves.resize(500, 220)
    curves.dress(dressed)
    load_drawing()
    curves.allow()
    return curves


def colours(curves):
    image = curves._plot.grab().toImage() if curves._plot else curves.grab().toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 1)
        for y in range(0, image.height(), 1)
    }


def test_curves_are_drawn_in_the_colours_of_the_theme(curves, themes, qtbot):
    curves.show()
    curves.show_points(POINTS)
    light = {themes["light"].page.name(), themes["light"].accent.name()}
    qtbot.waitUntil(lambda: light <= colours(curves))
    curves.dress(themes["dark"])
    dark = {themes["dark"].page.name(), themes["dark"].accent.name()}
    qtbot.waitUntil(lambda: dark <= colours(curves))
    assert themes["light"].accent.name() not in colours(curves)


def test_points_that_came_before_it_was_seen_are_drawn(curves, themes, qtbot):
    curves.show_points(POINTS)
    curves.show()
    qtbot.waitUntil(lambda: themes["light"].accent.name() in colours(curves))


def test_the_curve_is_said_for_those_who_cannot_see_it(curves):
    curves.show_points(POINTS)
    assert curves.accessibleDescription() == (
        "Surprise by the chapters kept back went from 3.90 to 2.90."
    )


def test_a_picture_that_is_seen_before_it_may_be_drawn_is_drawn_then(qtbot, dressed, themes):
    curves = Curves()
    qtbot.addWidget(curves)
    curves.resize(500, 220)
    curves.dress(dressed)
    curves.show_points(POINTS)
    curves.show()
    assert themes["light"].accent.name() not in colours(curves)
    load_drawing()
    curves.allow()
    qtbot.waitUntil(lambda: themes["light"].accent.name() in colours(curves))
