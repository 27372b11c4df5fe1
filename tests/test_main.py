import sys

import pytest

import main


def test_the_engine_is_this_program_again(monkeypatch):
    assert main.engine_command()[0] == sys.executable
    assert main.engine_command()[-2:] == ("--engine", "generate")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert main.engine_command() == (sys.executable, "--engine", "generate")
    assert main.engine_command("train") == (sys.executable, "--engine", "train")


def test_the_version_is_told_without_opening_anything(capsys):
    with pytest.raises(SystemExit) as ended:
        main.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("longhand 0.")


def test_bad_usage_ends_with_2(capsys):
    with pytest.raises(SystemExit) as ended:
        main.main(["--nonsense"])
    assert ended.value.code == 2
    assert "--nonsense" in capsys.readouterr().err
