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
        QLabel#paletteNothing {{ padding: 6px 12px 8px 12px; }}
    """
