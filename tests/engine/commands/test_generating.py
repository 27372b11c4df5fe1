"""What the commands that write text share: one standard input, options over the model's own way."""

import argparse
import io

import pytest

from engine.commands import generating
from engine.commands.base import Usage
from engine.messages import ModelInfo, Sampling, SuggestPart, TaskSampling

OWN = Sampling(temperature=0.3, dry_multiplier=0.0)
INFO = ModelInfo("m", "M", (), "CPU", "int8", 64, ("draft",), 1.0, (TaskSampling("draft", OWN),))


def parsed(*argv):
    """Parse the options that the commands share."""
    parser = argparse.ArgumentParser()
    generating.add_takes(parser)
    generating.add_sampling(parser)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args([str(argument) for argument in argv])


@pytest.mark.parametrize(
    ("argv", "task", "sampling"),
    [
        ((), "draft", None),
        ((), "continue", None),
        (("--seed", 7), "draft", Sampling(temperature=0.3, dry_multiplier=0.0, seed=7)),
        (("--seed", 7), "continue", Sampling(seed=7)),
        (("--temperature", 1), "draft", Sampling(temperature=1.0, dry_multiplier=0.0)),
        (("--ban", "a"), "draft", Sampling(temperature=0.3, dry_multiplier=0.0, banned=("a",))),
        (("--takes", 3), "draft", None),
    ],
)
def test_what_is_asked_comes_on_top_of_how_the_model_does_the_task(argv, task, sampling):
    assert generating.sampling_for(parsed(*argv), INFO, task) == sampling


def test_a_value_out_of_its_range_is_bad_usage():
    with pytest.raises(Usage, match="temperature"):
        generating.check_sampling(parsed("--temperature", 9))
    generating.check_sampling(parsed())


def test_a_request_out_of_its_range_is_bad_usage():
    def refuse():
        raise ValueError("takes must be from 1 to 8.")

    with pytest.raises(Usage, match="takes must be"):
        generating.request_from(refuse)
    assert generating.request_from(lambda: 7) == 7


def test_standard_input_can_be_read_for_one_text_only():
    args = argparse.Namespace(text="-", before="-", after=None)
    with pytest.raises(Usage, match="Only one of --text and --before"):
        generating.one_stdin(args, "text", "before", "after")
    generating.one_stdin(args, "text", "after")


def test_a_text_is_a_file_or_standard_input_or_nothing(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffOne.\r\nTwo.".encode())
    assert generating.text_of(str(path)) == "One.\nTwo."
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    assert generating.text_of("-") == "One.\nTwo."
    assert generating.text_of(None) == ""


@pytest.mark.parametrize(
    ("argv", "written"),
    [
        ((), ""),
        (("--stream",), "One"),
        (("--stream", "--json"), '{"part": {"text": "One", "take": 1}}\n'),
    ],
)
def test_a_part_is_written_only_where_a_stream_was_asked_for(argv, written, capsys):
    generating.part_writer(parsed(*argv))(SuggestPart("One", 1))
    assert capsys.readouterr().out == written


def test_what_was_streamed_as_text_is_ended_and_not_written_again(capsys):
    assert generating.finish(parsed("--stream"), {"takes": []}) is None
    assert capsys.readouterr().out == "\n"
    for argv in ((), ("--stream", "--json"), ("--json",)):
        assert generating.finish(parsed(*argv), {"takes": []}) == {"takes": []}
    assert capsys.readouterr().out == ""
