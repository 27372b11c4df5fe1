from ui.voices.tick_box import TickBox


def picture(box):
    return box.grab().toImage()


def test_a_chosen_box_shows_a_tick_and_another_none(qtbot, dressed):
    box = TickBox("Leave out names")
    qtbot.addWidget(box)
    empty = picture(box)
    box.setChecked(True)
    ticked = picture(box)
    box.setChecked(False)
    assert picture(box) == empty
    page = dressed.page.name()
    accent = dressed.accent.name()
    square = [ticked.pixelColor(x, y).name() for x in range(16) for y in range(box.height())]
    assert ticked != empty
    assert accent not in square or page in square
