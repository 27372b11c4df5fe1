"""The whole app in a real window: typed to by a keyboard, read by its trace and its files."""

import hashlib
import os
import signal
import subprocess
import sys

import pytest

from tests.e2e import no_network
from tests.e2e.app import OPENING, ROOT

pytestmark = pytest.mark.e2e


def test_a_writer_types_takes_a_word_then_the_rest_and_saves_what_was_taken(launch, chapter):
    app = launch(str(chapter))
    app.keyboard.type_text(" listened to")
    app.wait_for("shown")
    # A key that comes before the second word would find a ghost of one.
    app.ask_until(lambda ghost: len(ghost.split()) > 1)
    app.shot("ghost")
    app.keyboard.press("ctrl+Right")
    word = app.wait_for("accepted")["text"]
    app.shot("word-taken")
    app.keyboard.press("Tab")
    rest = app.wait_for("accepted")["text"]
    app.shot("all-taken")
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    assert len(word.split()) == 1
    assert rest.strip()
    assert chapter.read_text(encoding="utf-8") == f"{OPENING} listened to{word}{rest}"
    assert app.quit() == 0


def test_typing_through_a_ghost_consumes_it_without_asking_again(launch, chapter):
    app = launch(str(chapter), settings="enabled = false\n")
    app.keyboard.type_text(" listened to")
    # Longer than what is typed of it, and what a keyboard has.
    shown = app.ask_until(lambda ghost: len(ghost) > 5 and ghost[:3].isascii())
    asked = app.seen("ask")
    typed = shown[:3]
    app.keyboard.type_text(typed)
    for _ in typed:
        app.wait_for("key")
    app.keyboard.press("Tab")
    taken = app.wait_for("accepted")["text"]
    assert app.seen("ask") == asked
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    text = chapter.read_text(encoding="utf-8")
    assert text == f"{OPENING} listened to{typed}{taken}"


def test_escape_and_a_ghost_never_taken_leave_the_file_as_typed(launch, chapter):
    app = launch(str(chapter))
    app.keyboard.type_text(" listened to")
    app.wait_for("shown")
    app.keyboard.press("Escape")
    app.wait_for("dismissed")
    app.keyboard.type_text(" the")
    app.wait_for("shown")
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    assert chapter.read_text(encoding="utf-8") == f"{OPENING} listened to the"


def test_one_undo_takes_back_exactly_one_accept(launch, chapter):
    app = launch(str(chapter))
    app.keyboard.type_text(" listened to")
    app.wait_for("shown")
    app.keyboard.press("Tab")
    app.wait_for("accepted")
    app.keyboard.press("ctrl+z")
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    assert chapter.read_text(encoding="utf-8") == f"{OPENING} listened to"


def test_ctrl_return_asks_for_a_paragraph_and_f9_silences_the_pause(launch, chapter):
    app = launch(str(chapter))
    app.keyboard.press("F9")
    app.keyboard.type_text(" listened.")
    for _ in " listened.":
        app.wait_for("key")
    app.keyboard.press("ctrl+Return")
    first = app.wait_for("ask", "shown")
    assert first["event"] == "ask"
    app.wait_for("shown")
    app.keyboard.press("ctrl+Return")
    assert app.wait_for("dismissed")["reason"] == "asked again"
    app.wait_for("shown")
    app.shot("paragraph")
    assert len(app.seen("ask")) == 2


def test_the_help_menu_opens_what_is_known_of_the_model_and_the_app_quits_over_it(launch, chapter):
    app = launch(str(chapter))
    app.keyboard.press("alt+h")
    app.keyboard.press("Return")
    app.keyboard.focus_window(shown=2)
    app.shot("about-the-model")
    app.process.terminate()
    assert app.process.wait(timeout=20) == 0


def test_the_engine_killed_while_a_suggestion_streams_is_healed_and_typing_goes_on(launch, chapter):
    app = launch(str(chapter))
    pid = app.seen("engine_up")[0]["pid"]
    app.keyboard.press("ctrl+Return")
    app.wait_for("part")
    os.kill(pid, signal.SIGKILL)
    app.wait_for("engine_down")
    app.shot("engine-down")
    app.keyboard.type_text(" waited")
    healed = app.wait_for("engine_up")
    assert healed["pid"] != pid
    app.keyboard.type_text(" for")
    app.wait_for("shown")
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    assert chapter.read_text(encoding="utf-8") == f"{OPENING} waited for"


def test_text_never_saved_survives_a_kill_and_is_offered_on_the_next_start(launch, tmp_path):
    app = launch(pause_ms=5000)
    words = "Words that no file has."
    app.keyboard.type_text(words)
    # The last keys are recorded at the latest with the next beat.
    while app.wait_for("journaled")["chars"] < len(words):
        pass
    app.process.kill()
    app.process.wait()
    again = launch(wait=False)
    again.wait_for("recovery_offered")
    again.keyboard.focus_window(shown=2)
    again.shot("recovery")
    again.keyboard.press("Return")
    # The restored text is in the journal again before its old draft goes.
    assert again.wait_for("journaled", "restored")["event"] == "journaled"
    assert again.wait_for("restored")["chars"] == len(words)
    again.shot("restored")


def test_a_chapter_in_chinese_gets_no_english_ghost_but_a_reason(launch, tmp_path):
    path = tmp_path / "zh.md"
    path.write_text("\u4ed6\u7ad9\u5728\u95e8\u53e3\uff0c\u542c\u7740\u96e8\u58f0\u3002" * 5)
    app = launch(str(path))
    app.keyboard.press("ctrl+Return")
    assert "English only" in app.wait_for("refused", "shown")["reason"]
    app.shot("chinese")


@pytest.mark.skipif(not no_network.supported(), reason="the filter knows other system calls")
def test_the_socket_filter_lets_unix_sockets_pass_and_kills_at_any_other():
    script = (
        "import socket; socket.socket(socket.AF_UNIX); print('unix', flush=True); socket.socket()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        preexec_fn=no_network.forbid_network,
        capture_output=True,
        timeout=30,
    )
    assert ran.stdout == b"unix\n"
    assert ran.returncode == -signal.SIGSYS


@pytest.mark.skipif(not no_network.supported(), reason="the filter knows other system calls")
def test_the_app_suggests_and_saves_while_every_socket_but_unix_ones_kills_it(launch, chapter):
    before = hashlib.sha256(chapter.read_bytes()).hexdigest()
    app = launch(str(chapter), preexec_fn=no_network.forbid_network)
    app.keyboard.type_text(" listened to")
    app.wait_for("shown")
    app.keyboard.press("Tab")
    app.wait_for("accepted")
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    assert hashlib.sha256(chapter.read_bytes()).hexdigest() != before
    assert app.quit() == 0


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("missing.md", None, "There is no file"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00", "binary file"),
        ("latin.txt", "caf\u00e9".encode("latin-1"), "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_opened_gets_one_sentence_and_exit_code_1(
    tmp_path, longhand_home, name, data, says
):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    ran = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), str(path)],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert ran.returncode == 1
    assert len(ran.stderr.strip().splitlines()) == 1
    assert says in ran.stderr
    assert not longhand_home.exists()


def test_without_a_display_the_app_says_so_in_one_line(tmp_path):
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("QT_QPA_PLATFORM", None)
    ran = subprocess.run(
        [sys.executable, str(ROOT / "main.py")],
        capture_output=True,
        text=True,
        timeout=30,
        env=environment,
    )
    assert ran.returncode == 1
    assert len(ran.stderr.strip().splitlines()) == 1
    assert "display" in ran.stderr


def test_an_unknown_option_is_bad_usage():
    ran = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--nonsense"],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert ran.returncode == 2
