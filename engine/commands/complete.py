"""`complete`: continues a text, at once or as it is written."""

from __future__ import annotations

import argparse

from engine.commands import generating
from engine.commands.base import Command, Payload
from engine.commands.options import add_fields, message_from
from engine.errors import BadInput
from engine.messages import Limits, SuggestRequest, to_dict


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--before", required=True, metavar="FILE", help="text to continue, or -")
    command.add_argument("--after", metavar="FILE", help="text that follows, or -")
    generating.add_takes(command)
    add_fields(command, "where it ends", Limits())
    generating.add_sampling(command)


def _run(args: argparse.Namespace) -> Payload | None:
    generating.one_stdin(args, "before", "after")
    generating.check_stream(args)
    generating.check_sampling(args)
    limits = message_from(args, Limits())
    before, after = generating.text_of(args.before), generating.text_of(args.after)
    generating.request_from(lambda: SuggestRequest(before, after, takes=args.takes))
    if not before.strip():
        raise BadInput(f"{args.before} is empty; there is nothing to continue.")
    service, info = generating.open_service(args)
    from engine.jobs import CancelFlag

    task = "infill" if after.strip() else "continue"
    sampling = generating.sampling_for(args, info, task)
    request = SuggestRequest(before, after, sampling, limits, args.takes)
    result = service.suggest(request, generating.part_writer(args), CancelFlag())
    return generating.finish(args, to_dict(result))


COMMANDS = (Command("complete", "continue a text", _add_options, _run, generating.show_takes),)
