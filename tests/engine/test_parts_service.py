import sys

import pytest

from engine import parts, parts_service
from engine.errors import UserError
from engine.jobs import CancelFlag
from engine.parts_list import PartsList, PartsSize, kind_of_computer
from engine.parts_service import PartsService
from engine.paths import user_folders
from engine.roles import methods_of
from engine.train_messages import ProgressPart
from tests import fake_pip

NAME = "longhand-imaginary"
MODULE = NAME.replace("-", "_")


@pytest.fixture
def folders(tmp_path):
    return user_folders(tmp_path / "home")


@pytest.fixture
def listed():
    """Return a list whose parts are nowhere installed."""
    lines = (f"{NAME}==2.0", "torch==2.0")
    return PartsList(lines, {kind_of_computer(False): PartsSize(3, 10)})


@pytest.fixture
def app(folders, tmp_path, listed, monkeypatch):
    """Return the service of an installed app, and leave sys.path as it was."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(parts, "NAMES", (MODULE,))
    pip = [sys.executable, fake_pip.__file__, "whole", str(tmp_path / "log")]
    yield PartsService(folders, pip, listed, lambda: False)
    sys.modules.pop(MODULE, None)


@pytest.fixture
def checkout(folders, listed, monkeypatch):
    """Return the service of a checkout without the parts."""
    monkeypatch.setattr(parts, "NAMES", (MODULE,))
    return PartsService(folders, None, listed, lambda: False)


def test_an_installed_app_names_the_size_and_can_install(app):
    told = app.parts()
    assert (told.installed, told.can_install, told.hint) == (False, True, "")
    assert (told.download_mb, told.disk_mb) == (3, 10)


def test_asking_fetches_nothing(app, folders, tmp_path):
    app.parts()
    assert not (tmp_path / "log").exists()
    assert not folders.data.exists()


def test_parts_are_used_once_they_are_installed(app):
    told = []
    result = app.install(told.append, CancelFlag())
    assert result.installed
    assert told[0] == ProgressPart("downloaded bytes", 0, 3_000_000)
    assert __import__(MODULE).VERSION == "2.0"


def test_parts_are_found_by_the_next_process(app, folders, listed):
    app.install(lambda part: None, CancelFlag())
    sys.path.pop()
    assert not app.parts().installed
    assert PartsService(folders, ["pip"], listed, lambda: False).parts().installed


def test_parts_that_are_there_are_not_fetched_again(app, tmp_path):
    app.install(lambda part: None, CancelFlag())
    calls = (tmp_path / "log").read_text()
    assert app.install(lambda part: None, CancelFlag()).installed
    assert (tmp_path / "log").read_text() == calls


def test_a_checkout_says_how_and_installs_nothing(checkout):
    told = checkout.parts()
    assert (told.installed, told.can_install) == (False, False)
    assert "bootstrap.py train" in told.hint
    with pytest.raises(UserError, match=r"bootstrap\.py train”\.$"):
        checkout.install(lambda part: None, CancelFlag())


def test_a_computer_that_torch_is_not_made_for_is_told_so(folders, monkeypatch):
    monkeypatch.setattr(parts, "NAMES", (MODULE,))
    service = PartsService(folders, ["pip"], PartsList(("torch==2.0",), {}), lambda: False)
    told = service.parts()
    assert (told.can_install, told.hint) == (False, parts_service._NOT_MADE)
    with pytest.raises(UserError, match="not made for this kind of computer"):
        service.install(lambda part: None, CancelFlag())


def test_the_train_role_answers_for_the_parts(longhand_home):
    methods = methods_of("train", user_folders(), lambda text: None)
    assert methods["parts"].at_once
    assert not methods["install_parts"].at_once
    told = methods["parts"].handler({}, lambda part: None, CancelFlag())
    assert told["installed"] == parts.are_installed()
    assert not told["can_install"]
    assert told["download_mb"] > 50
