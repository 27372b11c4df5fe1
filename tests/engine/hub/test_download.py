"""Files of a hub come whole or not at all, and go on where they broke off."""

import errno
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import Cancelled, ModelDamaged, ModelForeign, ModelNotFound, UserError
from engine.hub.download import download, folder_of, sweep
from engine.hub.listing import describe
from engine.jobs import CancelFlag
from tests.fake_hub import COMMIT, REPO, WEIGHTS

NAMES = {"LICENSE", "config.json", "tokenizer.json", "model.safetensors"}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "there"


@pytest.fixture
def fetch(hub, folder):
    """Return a function that downloads the hub's model."""

    def call(**options):
        model = describe(REPO, endpoint=hub.endpoint)
        return download(model, folder, endpoint=hub.endpoint, pause_s=0, **options)

    return call


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def ranges_of(hub) -> list[str | None]:
    return [range_ for path, range_ in hub.asked if path.endswith("model.safetensors")]


def test_a_model_comes_whole_and_nothing_else_comes(hub, fetch, folder):
    told = []
    assert fetch(on_progress=lambda *args: told.append(args)) == folder
    assert names_in(folder) == NAMES
    assert all((folder / name).read_bytes() == hub.files[name] for name in NAMES)
    total = sum(len(hub.files[name]) for name in NAMES)
    assert told[-1] == ("downloaded bytes", total, total)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert all(f"/resolve/{COMMIT}/" in path for path, _ in hub.asked[1:])


def test_a_broken_connection_is_taken_up_where_it_broke(hub, fetch, folder):
    hub.breaks = [2_000_000, 500_000]
    fetch()
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    first, *others = ranges_of(hub)
    assert first is None
    assert len(others) == 2
    assert all(range_ is not None and range_ != "bytes=0-" for range_ in others)


def test_a_hub_that_knows_no_ranges_begins_anew(hub, fetch, folder):
    hub.breaks, hub.ignores_ranges = [2_000_000], True
    fetch()
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS


def test_a_connection_that_breaks_again_and_again_is_given_up_and_what_came_stays(
    hub, fetch, folder
):
    hub.breaks = [1_500_000, *[0] * 20]
    with pytest.raises(UserError, match="cannot be reached"):
        fetch()
    assert names_in(folder) == NAMES - {"model.safetensors"} | {"model.safetensors.part"}
    hub.breaks = []
    hub.asked.clear()
    fetch()
    assert names_in(folder) == NAMES
    # What is there is not asked for again.
    assert [path for path, _ in hub.asked if path.endswith("config.json")] == []
    assert ranges_of(hub)[0] is not None


def test_a_cancelled_download_keeps_what_came_and_goes_on(hub, fetch, folder):
    cancel = CancelFlag()

    def stop(what, done, total):
        if done > 1_500_000:
            cancel.set()

    with pytest.raises(Cancelled):
        fetch(on_progress=stop, cancel=cancel)
    assert not (folder / "model.safetensors").exists()
    assert (folder / "model.safetensors.part").stat().st_size > 1_000_000
    fetch()
    assert names_in(folder) == NAMES
    assert ranges_of(hub)[-1] is not None


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
@pytest.mark.parametrize("change", ["bytes", "longer", "shorter"])
def test_a_file_with_another_hash_is_thrown_away(hub, fetch, folder, name, change):
    content = hub.files[name]
    hub.served[name] = {
        "bytes": content[:-1] + b"!",
        "longer": content + b"!",
        "shorter": content[:-1],
    }[change]
    with pytest.raises(UserError):
        fetch()
    assert not (folder / name).exists()
    hub.served = {}
    fetch()
    assert (folder / name).read_bytes() == content


def test_a_wrong_hash_is_said_in_one_sentence(hub, fetch):
    hub.served["model.safetensors"] = WEIGHTS[:-1] + b"!"
    with pytest.raises(ModelDamaged, match="other contents than the hub says it has"):
        fetch()


def test_a_file_that_was_changed_on_the_disk_is_brought_again(hub, fetch, folder):
    fetch()
    (folder / "config.json").write_bytes(b'{"model_type": "other"}')
    fetch()
    assert (folder / "config.json").read_bytes() == hub.files["config.json"]


def test_large_files_may_lie_on_another_host_and_get_no_credentials(hub, fetch, folder):
    hub.redirect_to = hub.endpoint.replace("127.0.0.1", "localhost")
    fetch()
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    assert any(path.startswith("/cdn/") for path, _ in hub.asked)
    assert not any("Authorization" in headers for headers in hub.headers)


def test_a_model_that_is_not_open_is_refused(hub, fetch, folder):
    hub.info = {"gated": "manual"}
    with pytest.raises(ModelNotFound, match="asks for an account"):
        fetch()
    assert not folder.exists()


def test_a_folder_is_looked_at_before_the_weights_come(hub, fetch, folder):
    def check(found):
        assert names_in(found) == NAMES - {"model.safetensors"}
        raise ModelForeign("It wants to run code.")

    with pytest.raises(ModelForeign, match="run code"):
        fetch(check=check)
    assert ranges_of(hub) == []


def test_a_disk_that_is_too_full_is_told_before_the_download(hub, fetch, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(UserError, match="needs 3 MB more on the disk, which has 1 MB free"):
        fetch()
    assert ranges_of(hub) == []


def test_a_disk_that_fills_up_is_told_in_one_sentence(hub, fetch, folder, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("engine.hub.download.os.fsync", full)
    with pytest.raises(UserError, match="The disk is full"):
        fetch()
    monkeypatch.undo()
    fetch()
    assert names_in(folder) == NAMES


def test_downloads_of_a_week_ago_are_swept(hub, tmp_path):
    model = describe(REPO, endpoint=hub.endpoint)
    other = replace(model, repo="writers/other")
    for found in (model, other):
        folder_of(found, tmp_path).mkdir(parents=True)
    old = folder_of(model, tmp_path).parent
    for path in (old, *old.rglob("*")):
        os.utime(path, (1e9, 1e9))
    sweep(tmp_path)
    assert [path.name for path in (tmp_path / "hub").iterdir()] == ["writers--other"]


def test_a_model_has_its_place_in_the_cache(hub, tmp_path):
    model = describe(REPO, endpoint=hub.endpoint)
    assert folder_of(model, tmp_path) == tmp_path / "hub" / "writers--small" / COMMIT
    other = replace(model, revision="f" * 40)
    assert folder_of(other, tmp_path) != folder_of(model, tmp_path)
