"""How the palette and the preferences are dressed: style sheet rows in a theme's colours."""

from __future__ import annotations

from ui.rewrite.take_text import faded
from ui.theme import INTERFACE_FAMILIES, INTERFACE_PX, Theme

_HALF, _RAISED = 0.5, 0.05


def commands_style(theme: Theme) -> str:
    """Return the style sheet of the palette and the preferences for a theme."""
    page, ink, accent, ghost = (
        color.name() for color in (theme.page, theme.ink, theme.accent, theme.ghost)
    )
    # On a dark page a shadow does not show: the palette itself is a little lighter there.
    is_dark = theme.page.lightnessF() < _HALF
    raised = (faded(theme.ink, theme.page, _RAISED) if is_dark else theme.page).name()
    families = ", ".join(f'"{family}"' for family in INTERFACE_FAMILIES)
    return f"""
        QFrame#palette {{ background: {raised}; border: 1px solid {ghost}; border-radius: 6px; }}
        QFrame#palette QLineEdit {{ background: {raised}; color: {ink}; font-size: 15px;
            border: 2px solid {accent}; border-radius: 6px; padding: 5px 10px; min-height: 22px;
            selection-background-color: {accent}; selection-color: {page}; }}
        CommandList {{ font-family: {families}; font-size: {INTERFACE_PX}px; outline: none; }}
        CommandList#paletteRows {{ background: {raised}; border: none; }}
        CommandList#keyRows {{ background: {page}; border: 1px solid {ghost}; border-radius: 6px;
            padding: 5px; }}
        CommandList#keyRows:focus {{ border: 2px solid {accent}; padding: 4px; }}
        QLabel#keyField {{ color: {ink}; border: 1px solid {ghost}; border-radius: 6px;
            padding: 4px 8px; min-height: 20px; }}
        QLabel#keyField:focus {{ border: 2px solid {accent}; padding: 3px 7px; }}
        QLabel#paletteNothing {{ padding: 6px 12px 8px 12px; }}
        QDialog#preferences QScrollArea, QWidget#preferencesBody,
        QDialog#preferences QStackedWidget {{ background: {page}; border: none; }}
        QLabel#preferencesHead {{ font-size: 15px; font-weight: 600; color: {ink}; }}
        QDialog#preferences QLineEdit {{ background: {page}; color: {ink};
            border: 1px solid {ghost}; border-radius: 6px; padding: 4px 7px; min-height: 18px;
            selection-background-color: {accent}; selection-color: {page}; }}
        QDialog#preferences QLineEdit:focus {{ border: 2px solid {accent}; padding: 3px 6px; }}
        QDialog#preferences CountField QLineEdit {{ border: none; padding: 0; min-height: 0; }}
        QDialog#preferences QCheckBox {{ padding: 3px; border: 2px solid transparent;
            border-radius: 6px; max-width: 16px; }}
        QDialog#preferences QCheckBox:focus {{ border: 2px solid {accent}; }}
        QDialog#preferences QCheckBox::indicator {{ width: 14px; height: 14px; border-radius: 3px;
            border: 1px solid {ghost}; background: {page}; }}
        QDialog#preferences QCheckBox::indicator:checked {{ background: {accent};
            border-color: {accent}; }}
    """
