"""Files and text that are dropped on a window."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QDialog

from tests.ui.sessions.conftest import settled, until
from ui.sessions.drops import opens
from ui.sessions.opening import opened_at
from ui.suggest.trigger import EditKind

_COPY, _LEFT, _NONE = (
    Qt.DropAction.CopyAction,
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
)


def files(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(target, data, at=None):
    """Drag something over a widget and let it go there; return whether it was taken."""
    at = at or QPoint(30, 30)
    for kind in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(target, kind(at, _COPY, data, _LEFT, _NONE))
    event = QDropEvent(QPointF(at), _COPY, data, _LEFT, _NONE)
    QApplication.sendEvent(target, event)
    return event.isAccepted()


@pytest.fixture(params=["window", "page"])
def target(request):
    return lambda desk: desk.window if request.param == "window" else desk.editor.viewport()


async def test_a_text_opens_wherever_on_the_window_it_is_dropped(start, loop, chapter, target):
    desk = await start.open()
    assert drop(target(desk), files(chapter))
    await until(lambda: desk.document.title == "chapter.md")
    assert desk.document.text() == chapter.read_text()
    assert not desk.document.is_modified


async def test_a_projects_folder_opens(start, loop, novel, target):
    desk = await start.open()
    assert drop(target(desk), files(novel))
    await until(lambda: desk.project.scene)
    assert desk.project.project.folder == novel


async def test_the_text_before_is_asked_about_and_kept(start, loop, chapter, asked):
    desk = await start.open()
    QTextCursor(desk.document.qt).insertText("Mine.")
    asked.answers = ["cancel"]
    drop(desk.window, files(chapter))
    await settled(start.windows)
    assert asked.questions == ["Save Untitled first?"]
    assert desk.document.text() == "Mine."
    asked.answers = ["discard"]


async def test_another_file_gets_a_sentence(start, loop, tmp_path, chapter):
    picture = tmp_path / "map.png"
    picture.write_bytes(b"\x89PNG")
    desk = await start.open(opened_at(chapter))
    drop(desk.window, files(picture))
    await settled(start.windows)
    assert desk.window.notices.text == (
        "map.png is no text (.md, .txt) and no project folder, so it was not opened."
    )
    assert desk.document.title == "chapter.md"


async def test_a_folder_that_is_no_project_says_so(start, loop, tmp_path):
    folder = tmp_path / "Photos"
    folder.mkdir()
    desk = await start.open()
    drop(desk.window, files(folder))
    await settled(start.windows)
    assert "Photos is not a project" in desk.window.notices.text


async def test_of_several_files_the_first_text_opens(start, loop, tmp_path, chapter):
    desk = await start.open()
    drop(desk.window, files(tmp_path / "map.png", chapter, tmp_path / "other.md"))
    await until(lambda: desk.document.title == "chapter.md")
    assert desk.window.notices.text == "One text opens at a time: chapter.md."


async def test_nothing_opens_over_a_question(start, loop, chapter):
    desk = await start.open()
    dialog = QDialog(desk.window)
    dialog.setModal(True)
    dialog.show()
    assert not drop(desk.window, files(chapter))
    await settled(start.windows)
    assert desk.document.file is None
    dialog.close()


async def test_dropped_text_goes_in_as_pasted_and_is_one_step(start, loop, chapter):
    desk = await start.open(opened_at(chapter))
    before, edits = desk.document.text(), []
    desk.editor.edited.connect(edits.append)
    data = QMimeData()
    data.setText("Dropped words.\nTwo lines.")
    data.setHtml("<b>Dropped words.</b><br>Two lines.")
    cursor = desk.editor.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    desk.editor.setTextCursor(cursor)
    assert drop(desk.editor.viewport(), data, desk.editor.cursorRect().center())
    assert desk.document.text() == "Dropped words.\nTwo lines." + before
    assert [(edit.kind, edit.inserted) for edit in edits] == [
        (EditKind.PASTED, "Dropped words.\nTwo lines.")
    ]
    assert not desk.editor.textCursor().charFormat().font().bold()
    desk.editor.undo()
    assert desk.document.text() == before


@pytest.mark.parametrize(
    ("name", "is_one"), [("a.md", True), ("B.TXT", True), ("c.docx", False), ("d", False)]
)
def test_a_text_is_known_by_its_name(tmp_path, name, is_one):
    assert opens(tmp_path / name) is is_one
    assert opens(tmp_path)


async def test_what_is_typed_behind_dropped_text_is_a_step_of_its_own(start, loop, qtbot):
    desk = await start.open()
    data = QMimeData()
    data.setText("Dropped.")
    drop(desk.editor.viewport(), data, desk.editor.cursorRect().center())
    qtbot.keyClicks(desk.editor, "x")
    desk.editor.undo()
    assert desk.document.text() == "Dropped."
    desk.document.clear()
