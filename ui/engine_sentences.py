"""What the engine says, in the interface's language: its sentences are known by their form.

The engine speaks English and knows nothing of languages. A sentence that is not listed is shown as
it came; `tests/ui/test_engine_sentences.py` holds each form against the engine's source.
"""

from __future__ import annotations

import functools
import re

from ui.language import mark, tr

# The names of places are what the translation uses; the engine's own may be others.
FORMS = (
    mark("The voice {voice} writes {languages} only."),
    mark("There is no text to continue."),
    mark("There is no text to rewrite."),
    mark("There is no instruction to follow."),
    mark("There is no premise and no beat to go on from."),
    mark("The beat has no text to draft from."),
    mark("The beat is longer than the model's window takes."),
    mark("The model's window is too small for this text."),
    mark("The model {model} cannot {do}."),
    mark("{n} asks wait already; ask again later."),
    mark("The engine met a fault; its log has the details."),
    mark("The model failed while it was running."),
    mark("There is not enough memory to go on; close other programs."),
    mark(
        "{name} needs about {need} MB of memory and {spare} MB can be spared; close other "
        "programs or choose a smaller voice."
    ),
    mark(
        "{name} needs about {need} MB of memory, which with the {own} MB in use exceeds the "
        "limit of {limit} MB."
    ),
    mark(
        "So many takes at once need about {need} MB of memory, which cannot be spared; ask for "
        "fewer, or close other programs."
    ),
    mark(
        "The engine uses {own} MB of memory and may use {limit} MB; restart Longhand or choose "
        "a smaller voice."
    ),
    mark(
        "The computer has only {left} MB of memory left; close other programs to have "
        "suggestions again."
    ),
    mark("There is no model {model}: neither an installed id nor a folder."),
    mark(
        "The model in {folder} is damaged: {file} was changed. Install it again, or remove the "
        "folder to use the included one."
    ),
    mark("The model in {folder} is damaged: {file} is missing."),
    mark("The model in {folder} is damaged: {file} was changed."),
    mark("The model in {folder} cannot be read: {file}."),
    mark("The model in {folder} has an unreadable manifest."),
    mark("The model in {folder} has unreadable prompts."),
    mark("The model in {folder} has prompts of a later version; update Longhand."),
    mark("The model {model} cannot be opened by ONNX Runtime."),
    mark("A model {model} is installed already; remove it first."),
    mark("A model {model} is installed already."),
    mark("There is no installed model {model}."),
    mark("A name has 1 to {most} letters, signs and spaces."),
    mark("The training parts are not installed yet; install them first."),
    mark("The training parts are being installed already."),
    mark(
        "The training parts need {need} MB of free space while they are installed, and the disk "
        "has {free} MB."
    ),
    mark("This run is being trained; pause it first."),
    mark("This run is gone."),
    mark("This run has no samples yet."),
    mark("The samples of this run cannot be read."),
    mark("{file} has no text."),
    mark("{file} is empty."),
    mark("{file} is damaged and was not read."),
    mark("{file} cannot be read: permission denied."),
    mark("{file} is not of the kind its name says and was not read."),
    mark("{file} is too large to be read; part it into smaller files."),
    mark("{file} takes too long to read; part it into smaller files."),
    mark("There is no file {file}."),
    mark("There is no folder {folder}."),
)

# What may stand in a place and is no name.
_WORDS = (
    mark("English"),
    mark("Chinese"),
    mark("write a description"),
    mark("write a dialogue"),
    mark("follow an instruction"),
    mark("polish text"),
    mark("expand text"),
    mark("shorten text"),
    mark("rephrase text"),
    mark("make an outline"),
    mark("find ideas"),
    mark("draft a beat"),
)


def in_own_words(sentence: str) -> str:
    """Return a sentence of the engine's in the interface's language, or as it is."""
    for form in FORMS:
        found = _pattern(form).fullmatch(sentence)
        if found is not None:
            places = found.groupdict().items()
            return tr(form).format(**{k: tr(v) if v in _WORDS else v for k, v in places})
    return sentence


@functools.cache
def _pattern(form: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", form)
    literal, names = parts[::2], parts[1::2]
    places = [*(f"(?P<{name}>.+?)" for name in names), ""]
    pieces = (re.escape(text) + place for text, place in zip(literal, places, strict=True))
    return re.compile("".join(pieces))
