"""Pandoc runs bounded: in memory, in time, in what it writes, and without reaching anything."""

import threading
import time

import pytest

from engine.errors import BadInput, Cancelled, InternalError
from engine.jobs import CancelFlag
from engine.reading import pandoc
from engine.reading.pandoc import program, run_pandoc

PAGE = b"<p>" + b"word " * 400_000 + b"</p>"


def test_the_program_is_the_packages_own():
    assert program().is_file()
    assert program().parent.name == "files"
    assert "pypandoc" in program().parts


def test_a_missing_package_is_told(monkeypatch):
    monkeypatch.setattr(pandoc.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InternalError, match="pypandoc_binary"):
        program()


def test_a_missing_program_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(pandoc, "program", lambda: tmp_path / "none")
    with pytest.raises(InternalError, match="cannot be started"):
        run_pandoc("html", b"<p>x", "a.html")


def test_a_small_page_comes_back_as_a_tree():
    assert b'"Para"' in run_pandoc("html", b"<p>Hello.</p>", "a.html")


def test_memory_is_bounded():
    with pytest.raises(BadInput, match=r"a\.html is too large"):
        run_pandoc("html", PAGE, "a.html", memory="32m")


def test_time_is_bounded():
    started = time.monotonic()
    with pytest.raises(BadInput, match="takes too long"):
        run_pandoc("html", PAGE * 4, "a.html", timeout_s=0.3)
    assert time.monotonic() - started < 10


def test_what_it_writes_is_bounded(monkeypatch):
    monkeypatch.setattr(pandoc, "MAX_OUTPUT_BYTES", 1000)
    with pytest.raises(BadInput, match="too large"):
        run_pandoc("html", b"<p>word" * 200, "a.html")


def test_a_raised_flag_ends_it():
    flag = CancelFlag()
    threading.Timer(0.2, flag.set).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        run_pandoc("html", PAGE * 8, "a.html", flag)
    assert time.monotonic() - started < 10


def test_damage_is_told():
    with pytest.raises(BadInput, match=r"a\.docx is damaged"):
        run_pandoc("docx", b"no archive", "a.docx")


def test_neither_files_nor_the_network_are_reached(tmp_path):
    secret = tmp_path / "secret.html"
    secret.write_text("<p>the secret</p>")
    page = f'<p>x</p><iframe src="{secret}"></iframe><object data="{secret.as_uri()}"></object>'
    tree = run_pandoc("html", page.encode(), "a.html")
    assert b"the secret" not in tree
