import pytest

from ui.appearance import Appearance
from ui.settings import Settings


@pytest.fixture
def appearance(qapp):
    sheet, palette = qapp.styleSheet(), qapp.palette()
    dressed = []
    settings = Settings()
    appearance = Appearance(
        qapp,
        settings,
        (lambda chosen: f"QLabel#one {{ color: {chosen.accent.name()} }}",),
        (lambda chosen, font: dressed.append((chosen.name, font.pixelSize())),),
    )
    appearance.settings, appearance.dressed = settings, dressed
    yield appearance
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


def test_each_part_is_given_theme_and_font(appearance):
    appearance.choose_theme("dark")
    appearance.dress()
    assert appearance.dressed == [("dark", 18)]


def test_style_sheets_of_parts_join_the_windows_own(appearance, qapp):
    appearance.choose_theme("sepia")
    appearance.dress()
    assert "QLabel#one { color: #2f6f5e }" in qapp.styleSheet()


def test_zoom_stops_at_the_end_of_the_range_and_goes_back_to_the_default(appearance):
    appearance.zoom(1)
    assert appearance.settings.number("editor.font_size") == 20
    for _ in range(40):
        appearance.zoom(1)
    assert appearance.settings.number("editor.font_size") == 48
    appearance.reset_zoom()
    assert appearance.settings.number("editor.font_size") == 18
