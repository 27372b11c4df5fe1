"""Whatever the text and the take: leaving changes no byte, applying is one step of undo."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from tests.ui.rewrite.conftest import RewriteBench
from ui.manuscript.text_file import OpenedFile, open_text, save_text
from ui.rewrite.controller import RewriteState

WORDS = st.sampled_from(
    [
        "rain",
        "Tom",
        "went",
        "1847",
        "他",
        "走了",
        "\U0001f600",
        "é",
        "“No”",
        "e\u0301",
        "\u00a0",
        "\t",
    ]
)
BREAKS = st.sampled_from([" ", "  ", ". ", "\n", "\n\n", "。", "\r\n"])
TEXTS = st.lists(st.tuples(WORDS, BREAKS), min_size=1, max_size=12).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
PROFILE = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def bench(qtbot, tmp_path, loop):
    bench = RewriteBench(qtbot, tmp_path)
    bench.path = tmp_path / "text.md"
    return bench


def opened_with_takes(bench, loop, text, take, ends):
    """Show a text from a file, select some of it and bring a take for all of its pieces."""
    bench.path.write_bytes(text.encode("utf-8"))
    opened = open_text(bench.path)
    bench.document.open(OpenedFile(opened.text, opened.state))
    shown = bench.document.text()
    # Between letters, as a writer selects: never within one that has two units.
    start, end = (
        len(shown[: round(share * len(shown))].encode("utf-16-le")) // 2 for share in sorted(ends)
    )
    bench.open_on(start, end)

    async def answer():
        bench.press(Qt.Key.Key_P)
        await bench.turns()
        while bench.source.is_asked:
            await bench.takes(take)

    loop.run_until_complete(asyncio.wait_for(answer(), 10))


def bytes_on_disk(bench):
    """Save the text over its file and return the file's bytes."""
    state = bench.document.file
    save_text(state.path, bench.document.text(), state.form, None)
    return bench.path.read_bytes()


ENDS = st.tuples(st.floats(0, 1), st.floats(0, 1))


@PROFILE
@given(TEXTS, TEXTS, ENDS)
def test_leaving_changes_no_byte(bench, loop, text, take, ends):
    opened_with_takes(bench, loop, text, take, ends)
    before = bench.document.text()
    if bench.rewrites.state is not RewriteState.CLOSED:
        bench.press(Qt.Key.Key_Space)
        bench.press(Qt.Key.Key_Escape)
    assert bench.document.text() == before
    assert not bench.document.is_modified
    assert not bench.document.qt.isUndoAvailable()
    form = bench.document.file.form
    assert bytes_on_disk(bench) == form.encode(before)


@PROFILE
@given(TEXTS, TEXTS, ENDS)
def test_applying_is_exactly_one_step_of_undo(bench, loop, text, take, ends):
    opened_with_takes(bench, loop, text, take, ends)
    before = bench.document.text()
    if bench.rewrites.state is RewriteState.CLOSED:
        # There was nothing but white space to rewrite.
        return
    session = bench.rewrites.session
    passage, wanted = session.passage, session.result()
    bench.press(Qt.Key.Key_Return)
    units = before.encode("utf-16-le", "surrogatepass")
    expected = (
        units[: 2 * passage.start].decode("utf-16-le", "surrogatepass")
        + wanted
        + units[2 * passage.end :].decode("utf-16-le", "surrogatepass")
    )
    assert bench.document.text() == expected.replace("\r\n", "\n")
    if expected != before:
        bench.document.qt.undo()
    assert bench.document.text() == before
    assert not bench.document.qt.isUndoAvailable()
