"""`rewrite`: polishes, expands, shortens or rephrases a passage, or goes on from it in a kind."""

from __future__ import annotations

import argparse
from dataclasses import replace

from engine.commands import generating
from engine.commands.base import Command, Payload, Usage
from engine.errors import BadInput
from engine.messages import to_dict
from engine.task_messages import MODES, RewriteRequest


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--mode", required=True, choices=MODES)
    command.add_argument("--text", required=True, metavar="FILE", help="the passage, or -")
    command.add_argument("--before", metavar="FILE", help="text before it, or -")
    command.add_argument("--after", metavar="FILE", help="text after it, or -")
    command.add_argument("--instruction", default="", metavar="TEXT", help="for the mode instruct")
    command.add_argument("--max-tokens", type=int, metavar="N", help="by the passage unless given")
    generating.add_takes(command)
    generating.add_sampling(command)


def _run(args: argparse.Namespace) -> Payload | None:
    generating.one_stdin(args, "text", "before", "after")
    generating.check_stream(args)
    generating.check_sampling(args)
    if bool(args.instruction) != (args.mode == "instruct"):
        raise Usage("--instruction and --mode instruct need each other.")
    text = generating.text_of(args.text)
    before, after = generating.text_of(args.before), generating.text_of(args.after)
    request = generating.request_from(
        lambda: RewriteRequest(
            mode=args.mode,
            text=text,
            before=before,
            after=after,
            instruction=args.instruction,
            max_tokens=args.max_tokens,
            takes=args.takes,
        )
    )
    if not text.strip():
        raise BadInput(f"{args.text} is empty; there is nothing to rewrite.")
    service, info = generating.open_service(args)
    from engine.jobs import CancelFlag

    request = replace(request, sampling=generating.sampling_for(args, info, f"rewrite.{args.mode}"))
    result = service.rewrite(request, generating.part_writer(args), CancelFlag())
    return generating.finish(args, to_dict(result))


COMMANDS = (
    Command("rewrite", "write a passage otherwise", _add_options, _run, generating.show_takes),
)
