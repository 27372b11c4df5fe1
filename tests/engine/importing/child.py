"""Run by path: takes a checkpoint in and tells its stages, one a line; may do harm at one of them.

Arguments: the checkpoint, the stage at which harm is done ("" for none), and the harm: wait, gone
(the checkpoint goes away), full (files may not grow any more), cancel, or no-optimum (from the
start: what optimum made must be there already).
"""

import json
import resource
import shutil
import sys
import threading
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from engine import paths
from engine.errors import EngineError
from engine.importing.convert import Places, Wish, import_checkpoint
from engine.jobs import CancelFlag
from engine.model import load_model
from engine.training.export import graphs

SMALL_BYTES = 20_000


def say(**values: object) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Take in."""
    source, at, harm = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    cancel = CancelFlag()

    def follow(what: str, done: int, total: int) -> None:
        say(stage=what, done=done, total=total)
        if what != at:
            return
        if harm == "wait":
            threading.Event().wait()
        elif harm == "gone":
            shutil.rmtree(source)
        elif harm == "full":
            resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_BYTES, SMALL_BYTES))
        elif harm == "cancel":
            cancel.set()

    folders = paths.user_folders()
    places = Places(folders.models, paths.resources() / "models", folders.cache)
    never = AssertionError("optimum ran again")
    try:
        if harm == "no-optimum":
            with patch.object(graphs, "onnx_export_from_model", side_effect=never):
                made = import_checkpoint(source, places, Wish(), load_model, follow, cancel)
        else:
            made = import_checkpoint(source, places, Wish(), load_model, follow, cancel)
    except EngineError as error:
        say(error=type(error).__name__, text=str(error))
    else:
        say(made=str(made))


main()
