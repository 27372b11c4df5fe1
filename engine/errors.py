"""Every error the engine raises on purpose, and its code on the wire.

EngineError
├── UserError                what the writer asked cannot be done; the text is shown to the writer
│   ├── BadInput             a file, text or option that cannot be used
│   ├── LanguageUnsupported  the text is in a script that the model does not know
│   ├── TaskUnsupported      the model cannot do this kind of task
│   ├── ModelError           a model folder cannot be used
│   │   ├── ModelNotFound    no model of that id or path
│   │   ├── ModelDamaged     files missing, changed or unreadable
│   │   ├── ModelForeign     not a Longhand model folder, or not one of an allowed kind
│   │   └── ModelTooNew      written by a later version of Longhand
│   ├── MemoryShort          there is not enough memory to open a model or to go on
│   ├── ExportRefused        a checkpoint that cannot be exported, with the reason
│   └── VoiceRefused         a voice that was trained and is no better than its base
├── Cancelled                the asker no longer wants the answer
├── Busy                     more asks wait than the engine takes
├── ProtocolError            a line that is not of the protocol
│   ├── BadFrame             not one JSON object on one line
│   ├── FrameTooLarge        longer than the protocol allows
│   ├── UnknownMethod        a method this role does not have
│   ├── BadParams            the method's parameters do not fit
│   └── WrongVersion         the other side speaks another protocol
└── InternalError            a fault of Longhand's own; details are in the log
"""

from __future__ import annotations


class EngineError(Exception):
    """Root of the engine's errors; `code` is its name on the wire."""

    code = "internal"


class UserError(EngineError):
    """What the writer asked cannot be done; the message is one sentence meant for the writer."""

    code = "user"


class BadInput(UserError):
    """A file, text or option that cannot be used."""

    code = "bad_input"


class LanguageUnsupported(UserError):
    """The text is in a script that the model does not know."""

    code = "language_unsupported"


class TaskUnsupported(UserError):
    """The model cannot do this kind of task."""

    code = "task_unsupported"


class ModelError(UserError):
    """A model folder cannot be used."""

    code = "model"


class ModelNotFound(ModelError):
    """No model has that id or path."""

    code = "model_not_found"


class ModelDamaged(ModelError):
    """Files of a model folder are missing, changed or unreadable."""

    code = "model_damaged"


class ModelForeign(ModelError):
    """A folder that is not a Longhand model, or not one of an allowed kind."""

    code = "model_foreign"


class ModelTooNew(ModelError):
    """A model folder written by a later version of Longhand."""

    code = "model_too_new"


class MemoryShort(UserError):
    """There is not enough memory to open a model or to go on."""

    code = "memory"


class ExportRefused(UserError):
    """A checkpoint that cannot be exported; the message says why."""

    code = "export_refused"


class VoiceRefused(UserError):
    """A voice that was trained and does not foresee the writer's text better than its base."""

    code = "voice_refused"


class Cancelled(EngineError):
    """The asker no longer wants the answer; the cache stays usable."""

    code = "cancelled"


class Busy(EngineError):
    """More asks wait than the engine takes; the ask may be made again later."""

    code = "busy"


class ProtocolError(EngineError):
    """A line that is not of the protocol."""

    code = "protocol"


class BadFrame(ProtocolError):
    """A line that is not one JSON object of the right shape."""

    code = "bad_frame"


class FrameTooLarge(ProtocolError):
    """A line longer than the protocol allows."""

    code = "frame_too_large"


class UnknownMethod(ProtocolError):
    """A method that this role does not have."""

    code = "unknown_method"


class BadParams(ProtocolError):
    """Parameters that do not fit the method."""

    code = "bad_params"


class WrongVersion(ProtocolError):
    """The other side speaks another protocol version."""

    code = "wrong_version"


class InternalError(EngineError):
    """A fault of Longhand's own; the message is calm, the log has the details."""

    code = "internal"


BY_CODE: dict[str, type[EngineError]] = {
    kind.code: kind
    for kind in (
        UserError,
        BadInput,
        LanguageUnsupported,
        TaskUnsupported,
        ModelError,
        ModelNotFound,
        ModelDamaged,
        ModelForeign,
        ModelTooNew,
        MemoryShort,
        ExportRefused,
        VoiceRefused,
        Cancelled,
        Busy,
        ProtocolError,
        BadFrame,
        FrameTooLarge,
        UnknownMethod,
        BadParams,
        WrongVersion,
        InternalError,
    )
}


def to_wire(error: EngineError) -> dict[str, str]:
    """Return the error as its wire object `{code, message}`."""
    return {"code": error.code, "message": str(error)}


def from_wire(value: object) -> EngineError:
    """Return the error that a wire object names; an unknown code becomes InternalError."""
    if not isinstance(value, dict):
        return InternalError("The engine answered with an error that has no shape.")
    kind = BY_CODE.get(str(value.get("code")), InternalError)
    return kind(str(value.get("message", "")))
