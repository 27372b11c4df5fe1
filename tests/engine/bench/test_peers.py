"""Environments of their own: made by an explicit command alone, whole or not at all."""

import subprocess
import sys
import zipfile

import pytest

from engine.bench import peers
from engine.bench.peers import NotMade, NotSetUp, Peer
from engine.errors import UserError

MODULE = "VALUE = 7\n"


@pytest.fixture
def wheel(tmp_path):
    """Return a package in a file, so that pip needs no network."""
    path = tmp_path / "tiny_engine-1.0-py3-none-any.whl"
    info = "tiny_engine-1.0.dist-info"
    files = {
        "tiny_engine.py": MODULE,
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: tiny-engine\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return str(path)


@pytest.fixture
def peer(monkeypatch):
    """Return a function that puts a peer of such packages in the table, and gives its name."""

    def put(*packages):
        monkeypatch.setattr(peers, "PEERS", {"tiny": Peer(packages, ("int8",), "a module")})
        return "tiny"

    return put


@pytest.fixture
def maker(peer, monkeypatch):
    """Return a function that sets a peer up whose maker is a script: SOURCE OUT PRECISION."""

    def put(script):
        monkeypatch.setattr(peers, "environment", lambda name: sys.executable)
        command = [sys.executable, "-c", f"import sys, pathlib\n{script}"]
        monkeypatch.setattr(peers, "module_command", lambda python, module: command)
        return peer()

    return put


@pytest.mark.parametrize("name", sorted(peers.PEERS))
def test_a_peer_without_an_environment_names_the_command_that_makes_it(name, tmp_path):
    with pytest.raises(NotSetUp, match=f"run longhand-engine bench --set-up {name}\\.$"):
        peers.contender(name, "int8", tmp_path, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", sorted(peers.PEERS))
def test_every_package_is_pinned(name):
    assert all(package.count("==") == 1 for package in peers.PEERS[name].packages)


def test_setting_up_installs_the_packages_once(peer, wheel, longhand_home, monkeypatch):
    name = peer(wheel)
    python = peers.set_up(name)
    assert python == peers.environment(name)
    assert longhand_home in python.parents
    ran = subprocess.run(
        [python, "-c", "import tiny_engine; print(tiny_engine.VALUE)"], capture_output=True
    )
    assert ran.stdout.split() == [b"7"]

    def no_process(*_, **__):
        raise AssertionError("it is set up already")

    monkeypatch.setattr(subprocess, "run", no_process)
    assert peers.set_up(name) == python


def test_an_environment_of_other_packages_counts_for_nothing(peer, wheel):
    peers.set_up(peer(wheel))
    name = peer(wheel, "another==1.0")
    with pytest.raises(NotSetUp):
        peers.environment(name)


@pytest.mark.parametrize("stamp", ["", "[", "{}", '["another==1.0"]'])
def test_an_environment_that_was_cut_short_counts_for_nothing(peer, longhand_home, stamp):
    name = peer()
    folder = longhand_home / "cache" / "bench-environments" / name
    folder.mkdir(parents=True)
    (folder / "longhand-packages.json").write_text(stamp)
    with pytest.raises(NotSetUp):
        peers.environment(name)


def test_packages_that_cannot_be_installed_leave_nothing(peer, tmp_path, longhand_home):
    name = peer(str(tmp_path / "missing-1.0-py3-none-any.whl"))
    with pytest.raises(UserError, match=r"^tiny could not be set up: .*missing-1.0") as refused:
        peers.set_up(name)
    assert "\n" not in str(refused.value)
    assert not (longhand_home / "cache" / "bench-environments" / name).exists()


def test_a_build_gets_its_variables(peer, monkeypatch):
    seen = {}

    def record(command, **options):
        seen[command[2]] = options["env"]["CXXFLAGS"]
        return subprocess.CompletedProcess(command, 1, "", "no compiler\n")

    flags = Peer(("x==1",), ("int8",), "m", {"CXXFLAGS": "-fno-dse"})
    monkeypatch.setattr(peers, "PEERS", {"tiny": flags})
    monkeypatch.setattr(subprocess, "run", record)
    with pytest.raises(UserError, match="no compiler"):
        peers.set_up("tiny")
    assert seen == {"venv": "-fno-dse"}


def test_a_form_is_made_once_and_appears_whole(maker, tmp_path):
    script = """
out = pathlib.Path(sys.argv[2])
out.mkdir()
(out / "model").write_text(" ".join([sys.argv[1], sys.argv[3]]))
"""
    name, source = maker(script), tmp_path / "checkpoint"
    found = peers.contender(name, "int8", source, tmp_path / "forms")
    model = tmp_path / "forms" / "tiny-int8"
    assert found == {
        "engine": "tiny",
        "precision": "int8",
        "model": str(model),
        "python": sys.executable,
    }
    assert (model / "model").read_text() == f"{source} int8"

    maker("sys.exit('it is there already')")
    assert peers.contender(name, "int8", source, tmp_path / "forms") == found


def test_a_form_that_cannot_be_made_gives_the_reason_and_leaves_nothing(maker, tmp_path):
    script = """
pathlib.Path(sys.argv[2]).mkdir()
print("much", "more", sep="\\n", file=sys.stderr)
sys.exit("only Llama is brought into this form")
"""
    name = maker(script)
    with pytest.raises(NotMade, match=r"^only Llama is brought into this form$"):
        peers.contender(name, "int8", tmp_path / "checkpoint", tmp_path / "forms")
    assert list((tmp_path / "forms").iterdir()) == []
