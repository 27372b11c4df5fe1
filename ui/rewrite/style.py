"""How the rewrite popover is dressed: style sheet rows in a theme's colours."""

from __future__ import annotations

from ui.rewrite.take_text import faded
from ui.theme import Theme

_HALF, _RAISED = 0.5, 0.05


def popover_style(theme: Theme) -> str:
    """Return the style sheet of the popover and what lies in it."""
    line, ghost, quiet = (color.name() for color in (theme.line, theme.ghost, theme.quiet))
    # On a dark page a shadow does not show: the popover itself is a little lighter there.
    is_dark = theme.page.lightnessF() < _HALF
    page = (faded(theme.ink, theme.page, _RAISED) if is_dark else theme.page).name()
    accent = theme.accent.name()
    return f"""
        QFrame#popover {{ background: {page}; border: 1px solid {ghost}; border-radius: 6px; }}
        QFrame#popover QScrollArea, QFrame#popover QScrollArea > QWidget > QWidget {{
            background: {page}; }}
        QFrame#take {{ background: {page}; border: 1px solid {line}; border-radius: 6px; }}
        QFrame#take[chosen="true"] {{ border: 2px solid {accent}; }}
        QLabel#key {{ color: {quiet}; border: 1px solid {ghost}; border-radius: 4px;
                      min-width: 18px; max-width: 18px; min-height: 18px; max-height: 18px; }}
        QLabel#key:disabled, QFrame#popover QLabel:disabled {{ color: {ghost}; }}
        QFrame#popover QLineEdit {{ background: {page}; border: 1px solid {ghost};
                                    border-radius: 6px; padding: 6px 8px; }}
        QFrame#popover QLineEdit:focus {{ border: 2px solid {accent}; padding: 5px 7px; }}
    """
