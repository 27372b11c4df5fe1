"""The style sheet of the panels, made from a theme's tokens; to be put behind the window's own."""

from __future__ import annotations

from ui.theme import INTERFACE_FAMILIES, INTERFACE_PX, Theme


def panel_style(theme: Theme) -> str:
    """Return the panels' style sheet for a theme."""
    page, ink, quiet, line, accent, ghost = (
        color.name()
        for color in (theme.page, theme.ink, theme.quiet, theme.line, theme.accent, theme.ghost)
    )
    families = ", ".join(f'"{family}"' for family in INTERFACE_FAMILIES)
    return f"""
        RowTree, QFrame#beatForm QPlainTextEdit, QFrame#beatForm QComboBox,
        QFrame#beatForm QSpinBox {{
            font-family: {families}; font-size: {INTERFACE_PX}px; }}
        QFrame#binder {{ background: {page}; border: none; border-right: 1px solid {line}; }}
        QFrame#sidePanel {{ background: {page}; border: none; border-left: 1px solid {line}; }}
        QFrame#secondView {{ background: {page}; border: none; border-left: 1px solid {line};
            border-top: 1px solid {line}; }}
        QListWidget#headings {{ border: 2px solid transparent; padding: 0; outline: none; }}
        QListWidget#headings::item {{ padding: 4px 8px; }}
        QListWidget#headings:focus {{ border: 2px solid {accent}; padding: 0; }}
        QLabel#panelTitle {{ color: {quiet}; font-weight: 600; padding: 0 5px; }}
        RowTree {{ background: {page}; border: none; outline: none; }}
        RowTree::branch {{ background: transparent; }}
        RowTree::item:selected {{ background: transparent; }}
        RowTree QLineEdit {{ background: {page}; color: {ink}; border: 2px solid {accent};
            border-radius: 6px; padding: 0 5px;
            selection-background-color: {accent}; selection-color: {page}; }}
        QFrame#beatForm {{ background: {page}; border: none; border-top: 1px solid {line}; }}
        QFrame#beatForm > QLineEdit, QFrame#beatForm QPlainTextEdit, QFrame#beatForm QSpinBox,
        QFrame#beatForm QComboBox {{ background: {page}; color: {ink}; border: 1px solid {ghost};
            border-radius: 6px; padding: 4px 7px; min-height: 18px; outline: none;
            selection-background-color: {accent}; selection-color: {page}; }}
        CountField::up-button, CountField::down-button {{ width: 0; border: none;
            subcontrol-origin: border; }}
        CountField > QLineEdit {{ background: transparent; color: {ink}; border: none; padding: 0;
            selection-background-color: {accent}; selection-color: {page}; }}
        QFrame#beatForm QPlainTextEdit {{ padding: 2px 3px; }}
        QFrame#beatForm > QLineEdit:focus, QFrame#beatForm QSpinBox:focus,
        QFrame#beatForm QComboBox:focus {{ border: 2px solid {accent}; padding: 3px 6px; }}
        QFrame#beatForm QPlainTextEdit:focus {{ border: 2px solid {accent}; padding: 1px 2px; }}
        QFrame#beatForm *:disabled {{ color: {ghost}; border-color: {line}; }}
        ChoiceBox::drop-down {{ border: none; width: 20px; }}
        ChoiceBox::down-arrow {{ image: none; }}
        ChoiceBox QAbstractItemView {{ background: {page}; color: {ink}; padding: 4px;
            border: 1px solid {line}; outline: none;
            selection-background-color: {line}; selection-color: {ink}; }}
        ChoiceBox QAbstractItemView::item {{ padding: 4px 8px; border-radius: 6px; }}
        ChoiceBox QAbstractItemView::item:selected {{ background: {line}; color: {ink}; }}
        QPushButton[tone="flat"], QPushButton[tone="page"] {{ color: {quiet};
            border: 2px solid transparent; padding: 2px 6px; text-align: left; }}
        QPushButton[tone="flat"]:hover, QPushButton[tone="page"]:hover {{ background: {line}; }}
        QPushButton[tone="page"]:checked {{ color: {ink}; font-weight: 600; }}
        QPushButton[tone="flat"]:focus, QPushButton[tone="page"]:focus {{
            border: 2px solid {accent}; padding: 2px 6px; }}
    """
