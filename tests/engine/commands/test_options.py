"""Options that follow the messages: every field has one, and a kind nobody knows is an error."""

import argparse
import dataclasses
from typing import Literal

import pytest

from engine.commands.base import Usage
from engine.commands.options import Rows, add_fields, message_from
from engine.messages import Limits, Sampling


@dataclasses.dataclass(frozen=True)
class Mood:
    """A message with a field of each kind."""

    word: Literal["calm", "wild"] = "calm"
    strength: float = dataclasses.field(default=0.5, metadata={"help": "50% or more"})
    n_times: int | None = None
    names: tuple[str, ...] = ()

    def __post_init__(self):
        if self.strength > 1:
            raise ValueError("strength must be at most 1.")


ROWS = {"names": Rows("--name", "NAME", "a name", str)}


def parse(argv, message=None, rows=ROWS):
    parser = argparse.ArgumentParser()
    add_fields(parser, "mood", message or Mood(), rows)
    return parser.parse_args(argv)


def test_without_options_the_message_is_its_default():
    assert message_from(parse([]), Mood()) == Mood()


def test_every_option_reaches_its_field():
    argv = [
        "--word",
        "wild",
        "--strength",
        "0.75",
        "--n-times",
        "3",
        "--name",
        "Anna",
        "--name",
        "Ben",
    ]
    assert message_from(parse(argv), Mood()) == Mood("wild", 0.75, 3, ("Anna", "Ben"))


def test_the_help_shows_defaults_and_per_cent_signs(capsys):
    with pytest.raises(SystemExit):
        parse(["--help"])
    text = capsys.readouterr().out
    assert "50% or more; 0.5 unless given" in text
    assert "{calm,wild}" in text


@pytest.mark.parametrize("argv", [["--word", "mild"], ["--strength", "much"], ["--n-times", "1.5"]])
def test_a_value_of_the_wrong_kind_is_bad_usage(argv, capsys):
    with pytest.raises(SystemExit) as ended:
        parse(argv)
    assert ended.value.code == 2
    assert argv[0] in capsys.readouterr().err


def test_a_value_out_of_its_range_is_the_messages_own_words():
    with pytest.raises(Usage, match="strength must be at most 1"):
        message_from(parse(["--strength", "2"]), Mood())


def test_a_field_for_which_there_is_no_option_is_an_error_at_once():
    with pytest.raises(TypeError, match="names"):
        parse([], rows={})


@pytest.mark.parametrize("message", [Sampling(), Limits()])
def test_every_field_of_an_ask_has_an_option_of_the_command(run, message):
    text = " ".join(run("complete", "--help")[1].split())
    flags = {"banned": "--ban", "logit_bias": "--bias"}
    for field in dataclasses.fields(message):
        assert flags.get(field.name, "--" + field.name.replace("_", "-")) + " " in text
