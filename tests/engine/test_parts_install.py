import json
import os
import shutil
import subprocess
import sys
import threading
from collections import namedtuple

import psutil
import pytest

from engine import parts_install
from engine.errors import Cancelled, InternalError, UserError
from engine.jobs import CancelFlag
from engine.parts_install import TORCH_CPU_INDEX, PartsInstaller, folder_of
from engine.parts_list import PartsList, PartsSize
from engine.paths import user_folders
from tests import fake_pip
from tests.wire import ROOT

SIZE = PartsSize(download_mb=3, disk_mb=10)
PARTS = PartsList(("onnx==2.0", "sympy==2.0", "torch==2.0"), {})
LATER = PartsList(("onnx==2.1", "sympy==2.0", "torch==2.0"), {})
Usage = namedtuple("Usage", "total used free")
INSTALLS = """
import sys
from pathlib import Path
from engine.jobs import CancelFlag
from engine.parts_install import PartsInstaller
from engine.parts_list import PartsList, PartsSize
from engine.paths import user_folders

home, lines, *pip = sys.argv[1:]
PartsInstaller(
    PartsList(tuple(lines.split()), {}), PartsSize(3, 10), user_folders(Path(home)), pip, False,
    lambda what, done, total: None, CancelFlag(),
).install()
"""


@pytest.fixture
def folders(tmp_path):
    return user_folders(tmp_path / "home")


@pytest.fixture
def log(tmp_path):
    """Return the file that tells how pip was called."""
    return tmp_path / "log"


@pytest.fixture
def install(folders, log):
    """Return a function that installs with the fake pip and returns the folder."""

    def call(scenario="whole", parts=PARTS, has_gpu=False, on_progress=None, cancel=None):
        pip = [sys.executable, fake_pip.__file__, scenario, str(log)]
        tell = on_progress or (lambda what, done, total: None)
        return PartsInstaller(
            parts, SIZE, folders, pip, has_gpu, tell, cancel or CancelFlag()
        ).install()

    return call


@pytest.fixture
def half_way(folders, log):
    """Return a process in the middle of an install, which goes no further."""
    pip = [sys.executable, fake_pip.__file__, "hanging", str(log)]
    command = [sys.executable, "-c", INSTALLS, str(folders.data.parent)]
    with subprocess.Popen([*command, " ".join(PARTS.requirements), *pip], cwd=ROOT) as process:
        _wait_for(lambda: _halves(folders))
        children = psutil.Process(process.pid).children(recursive=True)
        yield process
        process.kill()
        # The fake pip does not look after its standard input as the real one does.
        for child in children:
            child.kill()


def _halves(folders) -> list[str]:
    return [path.name for path in (folders.data / "parts").glob("*/site/*")]


def _wait_for(is_true) -> None:
    done = threading.Event()
    for _ in range(600):
        if is_true():
            return
        done.wait(0.05)
    raise AssertionError("it did not come about")


def _calls(log):
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def test_the_parts_lie_under_the_digest_of_their_list(install, folders):
    folder = install()
    assert folder == folders.data / "parts" / PARTS.digest == folder_of(PARTS, folders)
    assert {path.name for path in folder.iterdir()} >= {"torch", "onnx", "sympy"}
    assert list(folder.parent.iterdir()) == [folder]
    assert not (folders.cache / "parts").exists()


def test_progress_counts_the_bytes_of_the_named_total(install):
    told = []
    install(on_progress=lambda *part: told.append(part))
    assert told[0] == ("downloaded bytes", 0, 3_000_000)
    assert told[-1][:2] == ("downloaded bytes", 2_500_000)
    assert [part[1] for part in told] == sorted(part[1] for part in told)


def test_more_than_was_named_is_told_as_all_of_it(install, monkeypatch):
    monkeypatch.setattr(f"{__name__}.SIZE", PartsSize(download_mb=2, disk_mb=10))
    told = []
    install(on_progress=lambda *part: told.append(part))
    assert told[-1] == ("downloaded bytes", 2_000_000, 2_000_000)


def test_nothing_but_pinned_wheels_is_asked_for(install, log):
    install()
    _, call = _calls(log)
    assert [a for a in call if "==" in a] == list(PARTS.requirements)
    assert "--no-deps" in call
    assert call[call.index("--only-binary") + 1] == ":all:"
    assert call[call.index("--progress-bar") + 1] == "raw"


def test_torch_comes_without_cuda_where_no_gpu_could_use_it(install, log):
    install("cuda")
    _, torch, others = _calls(log)
    assert [a for a in torch if "==" in a] == ["torch==2.0"]
    assert torch[torch.index("--index-url") + 1] == TORCH_CPU_INDEX
    assert [a for a in others if "==" in a] == ["onnx==2.0", "sympy==2.0"]
    assert "--index-url" not in others


def test_a_gpu_gets_torch_with_its_cuda(install, log):
    install("cuda", has_gpu=True)
    _, call = _calls(log)
    wanted = [a for a in call if "==" in a]
    assert wanted == [*PARTS.requirements, "nvidia-cublas==2.0", "triton==2.0"]


def test_the_index_without_cuda_is_that_of_the_checkout():
    text = (ROOT / "packaging" / "bootstrap.py").read_text(encoding="utf-8")
    assert f'TORCH_CPU_INDEX = "{TORCH_CPU_INDEX}"' in text


@pytest.mark.parametrize("scenario", ["full", "offline", "unmade", "odd"])
def test_a_failure_leaves_nothing(install, folders, scenario):
    with pytest.raises(UserError):
        install(scenario)
    assert list((folders.data / "parts").iterdir()) == []


def test_what_pip_left_out_is_not_taken_for_whole(install, folders):
    with pytest.raises(InternalError, match=r"sympy==2\.0"):
        install("lacking")
    assert list((folders.data / "parts").iterdir()) == []


def test_a_cancel_leaves_nothing_but_pips_downloads(install, folders):
    downloads = folders.cache / "parts"
    downloads.mkdir(parents=True)
    (downloads / "wheel").touch()
    cancel = CancelFlag()

    def on_progress(what, done, total):
        if done:
            threading.Thread(target=cancel.set).start()

    with pytest.raises(Cancelled):
        install("hanging", on_progress=on_progress, cancel=cancel)
    assert list((folders.data / "parts").iterdir()) == []
    assert list(downloads.iterdir()) == [downloads / "wheel"]


def test_a_kill_in_the_middle_leaves_nothing_in_use_and_the_next_install_sweeps_it(
    half_way, install, folders
):
    half_way.kill()
    half_way.wait()
    assert _halves(folders)
    assert not folder_of(PARTS, folders).exists()
    folder = install()
    assert list(folder.parent.iterdir()) == [folder]


def test_two_windows_do_not_install_at_once(half_way, install, folders):
    with pytest.raises(UserError, match="already"):
        install()
    assert _halves(folders)


def test_older_parts_go_once_the_new_ones_are_there(install, folders):
    older = install()
    with pytest.raises(UserError):
        install("offline", parts=LATER)
    assert older.exists()
    newer = install(parts=LATER)
    assert newer != older
    assert list(newer.parent.iterdir()) == [newer]


def test_a_disk_without_room_is_told_before_anything_is_fetched(install, log, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(0, 0, 200_000_000))
    with pytest.raises(UserError, match=r"need 316 MB of free space .* the disk has 200 MB"):
        install()
    assert not log.exists()


def test_a_folder_that_cannot_be_made_is_told(install, folders):
    folders.data.mkdir(parents=True)
    (folders.data / "parts").touch()
    with pytest.raises(UserError, match="could not be written to"):
        install()


def test_the_disk_is_written_before_the_parts_get_their_name(install, folders, monkeypatch):
    seen = []
    monkeypatch.setattr(
        parts_install.os, "sync", lambda: seen.append(folder_of(PARTS, folders).exists())
    )
    install()
    assert seen == [False]
    assert hasattr(os, "sync")
