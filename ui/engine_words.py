"""Why nothing can be asked of the engine, in the writer's words."""

from __future__ import annotations

from ui.engine_types import EngineState, EngineStatus
from ui.language import mark, tr

GONE = mark("The engine ended and is coming back. Nothing was changed; ask again in a moment.")
_NOT_READY = {
    EngineState.OFF: mark("This needs the engine, which is off."),
    EngineState.STARTING: mark("The engine is starting; ask again in a moment."),
    EngineState.DOWN: mark("The engine is coming back; ask again in a moment."),
}


def gone_or(status: EngineStatus, fault: str) -> str:
    """Return that the engine ended, or what else went wrong in one that lives."""
    return fault if status.state is EngineState.READY else tr(GONE)


def why_not(status: EngineStatus) -> str:
    """Return why nothing can be asked of the engine now; empty where it can."""
    if status.state is EngineState.READY and status.voice is not None:
        return ""
    if status.state in _NOT_READY:
        return tr(_NOT_READY[status.state])
    return status.reason or tr("There is no voice to write with.")
