"""The style sheet of the Voices window, made from a theme's tokens."""

from __future__ import annotations

from ui.theme import INTERFACE_FAMILIES, INTERFACE_PX, Theme


def voices_style(theme: Theme) -> str:
    """Return the window's style sheet for a theme."""
    page, ink, quiet, line, accent, ghost = (
        color.name()
        for color in (theme.page, theme.ink, theme.quiet, theme.line, theme.accent, theme.ghost)
    )
    families = ", ".join(f'"{family}"' for family in INTERFACE_FAMILIES)
    return f"""
        QDialog#voices QWidget {{ font-family: {families}; font-size: {INTERFACE_PX}px; }}
        QDialog#voices QScrollArea, QWidget#voicesPage, QDialog#voices QStackedWidget {{
            background: {page}; border: none; }}
        QDialog#voices QLineEdit, QDialog#voices QSpinBox {{ background: {page}; color: {ink};
            border: 1px solid {ghost}; border-radius: 6px; padding: 4px 7px; min-height: 18px;
            selection-background-color: {accent}; selection-color: {page}; }}
        QDialog#voices QLineEdit:focus, QDialog#voices QSpinBox:focus {{
            border: 2px solid {accent}; padding: 3px 6px; }}
        QDialog#voices QLineEdit:disabled, QDialog#voices QSpinBox:disabled {{
            border-color: {line}; }}
        QDialog#voices CountField QLineEdit {{ border: none; padding: 0; min-height: 0; }}
        QDialog#voices QLabel#voicesTitle {{ font-size: 18px; font-weight: 600; color: {ink}; }}
        QLabel#voicesHead {{ font-weight: 600; color: {ink}; }}
        QTextEdit#passage {{ color: {ink}; background: {page}; border: 1px solid {line};
            border-radius: 6px; padding: 5px; }}
        QTextEdit#passage:focus {{ border: 2px solid {accent}; padding: 4px; }}
        Table {{ background: {page}; color: {ink}; border: 1px solid {ghost}; border-radius: 6px;
            padding: 3px; outline: none; show-decoration-selected: 1; }}
        Table:focus {{ border: 2px solid {accent}; padding: 2px; }}
        Table::item {{ border: none; padding: 0 8px; }}
        Table::item:selected {{ background: {line}; color: {ink}; }}
        Table QHeaderView, Table QHeaderView::section {{ background: {page}; color: {quiet};
            border: none; padding: 4px 5px; }}
        Table QHeaderView::section {{ border-bottom: 1px solid {line}; }}
        QProgressBar {{ background: {line}; border: none; border-radius: 3px;
            min-height: 6px; max-height: 6px; }}
        QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
        QFrame#partsBanner {{ background: {page}; border: 1px solid {accent}; border-radius: 6px; }}
        QFrame#pairCard {{ background: {page}; border: 1px solid {line}; border-radius: 6px; }}
        QFrame#pairCard QTextEdit#passage {{ border-color: transparent; }}
        QFrame#pairCard QTextEdit#passage:focus {{ border-color: {accent}; }}
        QDialog#voices QCheckBox, QDialog#voices QRadioButton {{ color: {ink}; spacing: 8px; }}
        QDialog#voices QCheckBox::indicator {{ width: 14px; height: 14px; border-radius: 3px;
            border: 1px solid {ghost}; background: {page}; }}
        QDialog#voices QCheckBox::indicator:checked {{ background: {accent};
            border-color: {accent}; }}
        QDialog#voices QCheckBox:focus {{ color: {accent}; }}
        QDialog#voices *:disabled {{ color: {ghost}; }}
        QFrame#status QPushButton {{ border: 2px solid transparent; padding: 0 6px;
            min-height: 18px; color: {quiet}; }}
        QFrame#status QPushButton:hover {{ background: {line}; }}
        QFrame#status QPushButton:focus {{ border: 2px solid {accent}; }}
    """
