"""The roles of the engine's process: each one's handler table, built over its services.

A role's services are imported when its table is built, so that the generate role never loads torch
and the train role loads it with the first ask that needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine import paths
from engine.jobs import CancelFlag
from engine.messages import from_dict, to_dict
from engine.methods import Emit, Handler, Method, Notify
from engine.registry import ModelRegistry

if TYPE_CHECKING:
    from engine.models_service import ModelsService
    from engine.parts_service import PartsService
    from engine.train_service import TrainService


def methods_of(role: str, folders: paths.UserFolders, notify: Notify) -> dict[str, Method]:
    """Return a role's handler table.

    Args:
        role: generate or train.
        folders: where models and runs lie.
        notify: takes sentences for the writer that belong to no ask.
    """
    return _ROLES[role](folders, notify)


def _told(kind: type[Any], answer: Callable[..., Any]) -> Handler:
    """Return the handler of an ask whose parts are handed on as they come."""

    def handle(params: dict[str, Any], emit: Emit, cancel: CancelFlag) -> dict[str, Any]:
        request = from_dict(kind, params)
        return to_dict(answer(request, lambda part: emit(to_dict(part)), cancel))

    return handle


def _plain(kind: type[Any] | None, answer: Callable[..., Any]) -> Handler:
    """Return the handler of an ask without parts; a kind of None takes no params."""

    def handle(params: dict[str, Any], emit: Emit, cancel: CancelFlag) -> dict[str, Any]:
        result = answer() if kind is None else answer(from_dict(kind, params))
        return {} if result is None else to_dict(result)

    return handle


def _generate_methods(folders: paths.UserFolders, notify: Notify) -> dict[str, Method]:
    """Build the generate role's table; imports ONNX Runtime."""
    from engine.messages import LoadRequest, SuggestRequest, WarmRequest
    from engine.steady import SteadyService
    from engine.task_messages import DraftRequest, IdeasRequest, OutlineRequest, RewriteRequest

    registry = ModelRegistry((folders.models, paths.resources() / "models"))
    service = SteadyService(registry, "window", notify)

    def warm(params: dict[str, Any], emit: Emit, cancel: CancelFlag) -> dict[str, Any]:
        service.warm(from_dict(WarmRequest, params), cancel)
        return {}

    def tune(params: dict[str, Any], emit: Emit, cancel: CancelFlag) -> dict[str, Any]:
        return {"tuned": service.tune(cancel)}

    return {
        "load": Method(_plain(LoadRequest, service.load)),
        "card": Method(_plain(None, service.card)),
        "warm": Method(warm, replaceable=True),
        "suggest": Method(_told(SuggestRequest, service.suggest), replaceable=True),
        "rewrite": Method(_told(RewriteRequest, service.rewrite)),
        "draft": Method(_told(DraftRequest, service.draft)),
        "outline": Method(_told(OutlineRequest, service.outline)),
        "ideas": Method(_told(IdeasRequest, service.ideas)),
        "inspect": Method(_plain(None, service.inspect)),
        "tune": Method(tune, replaceable=True, replaces=False),
    }


def _train_methods(folders: paths.UserFolders, notify: Notify) -> dict[str, Method]:
    """Build the train role's table; torch is imported by the first ask that needs it."""
    from engine.models_service import ModelsService
    from engine.parts_service import PartsService
    from engine.train_service import TrainService

    registry = ModelRegistry((folders.models, paths.resources() / "models"))
    return {
        **_run_methods(TrainService(folders, registry)),
        **_model_methods(ModelsService(folders, registry)),
        **_parts_methods(PartsService(folders)),
    }


def _run_methods(service: TrainService) -> dict[str, Method]:
    """Return the methods over runs; one is trained at a time, all else answered meanwhile."""
    from engine.train_messages import AsideRequest, PrepareRequest, RunRequest

    return {
        "prepare": Method(_told(PrepareRequest, service.prepare), beside=True),
        "train": Method(_told(RunRequest, service.train)),
        "runs": Method(_plain(None, service.runs), at_once=True),
        "pairs": Method(_plain(RunRequest, service.pairs), at_once=True),
        "delete_run": Method(_plain(RunRequest, service.delete), at_once=True),
        "rest": Method(_plain(AsideRequest, service.rest), at_once=True),
    }


def _model_methods(service: ModelsService) -> dict[str, Method]:
    """Return the methods over models."""
    from engine.model_messages import FolderRequest, HubRequest, ModelRequest, RenameRequest

    return {
        "models": Method(_plain(None, service.models), at_once=True),
        "rename_model": Method(_plain(RenameRequest, service.rename), at_once=True),
        "remove_model": Method(_plain(ModelRequest, service.remove), at_once=True),
        "verify_model": Method(_plain(ModelRequest, service.verify), beside=True),
        "cost": Method(_told(FolderRequest, service.cost)),
        "take_in": Method(_told(FolderRequest, service.take_in)),
        "catalogue": Method(_plain(None, service.catalogue), at_once=True),
        "describe": Method(_plain(HubRequest, service.describe), beside=True),
        "download": Method(_told(HubRequest, service.download)),
    }


def _parts_methods(service: PartsService) -> dict[str, Method]:
    """Return the methods over the training parts."""

    def install(params: dict[str, Any], emit: Emit, cancel: CancelFlag) -> dict[str, Any]:
        return to_dict(service.install(lambda part: emit(to_dict(part)), cancel))

    return {
        "parts": Method(_plain(None, service.parts), at_once=True),
        "install_parts": Method(install),
    }


_ROLES: dict[str, Callable[[paths.UserFolders, Notify], dict[str, Method]]] = {
    "generate": _generate_methods,
    "train": _train_methods,
}
