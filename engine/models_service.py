"""The train role's handlers over models; torch only where a checkpoint is converted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import library, memory
from engine.errors import BadInput
from engine.hub.catalogue import recommended
from engine.importing.safety import refuse_code
from engine.jobs import CancelFlag
from engine.manifest import MANIFEST, read_manifest
from engine.model_messages import (
    CatalogueResult,
    CatalogueRow,
    CostResult,
    FolderRequest,
    HubRequest,
    HubResult,
    ModelRequest,
    ModelRow,
    ModelsResult,
    RenameRequest,
    RunningRow,
    TakenResult,
    VerifyResult,
)
from engine.parts import require_parts
from engine.paths import UserFolders, resources
from engine.registry import FoundModel, ModelRegistry
from engine.train_messages import Change, ProgressPart
from engine.training.recoverable import is_recoverable

if TYPE_CHECKING:
    from engine.hub.listing import HubModel

_MB = 1_000_000
OnPart = Callable[[Any], None]


class ModelsService:
    """Lists, takes in, checks, renames and removes the models of this computer."""

    def __init__(self, folders: UserFolders, registry: ModelRegistry) -> None:
        self._models = folders.models
        self._cache = folders.cache
        self._bundled = resources() / "models"
        self._registry = registry

    def models(self) -> ModelsResult:
        """Return every model, usable or not."""
        return ModelsResult(tuple(self._row(found) for found in self._registry.found()))

    def rename(self, request: RenameRequest) -> None:
        """Give a model another name; raises as `library.rename_model`."""
        library.rename_model(request.model, request.name, self._models, self._bundled)

    def remove(self, request: ModelRequest) -> None:
        """Delete a model; raises as `library.remove_model`."""
        library.remove_model(request.model, self._models, self._bundled)

    def verify(self, request: ModelRequest) -> VerifyResult:
        """Check a model's files and open it; raises as `engine.model.load_model`."""
        from engine.model import load_model

        model = load_model(self._registry.resolve(request.model))
        return VerifyResult(model.manifest.id, len(model.manifest.files), model.session.provider)

    def cost(self, request: FolderRequest, on_part: OnPart, cancel: CancelFlag) -> CostResult:
        """Return what a checkpoint would take here; raises as `cost_of`."""
        require_parts()
        from engine.importing.cost import cost_of

        cost = cost_of(Path(request.folder), self._cache, _tell(on_part), cancel)
        return CostResult(
            folder=str(cost.folder),
            architecture=cost.architecture,
            family=cost.family,
            parameters=cost.parameters,
            converting_memory_mb=cost.converting_memory_mb,
            converting_disk_mb=cost.converting_disk_mb,
            spare_memory_mb=cost.spare_memory_mb,
            free_disk_mb=cost.free_disk_mb,
            running=tuple(RunningRow(**asdict(row)) for row in cost.running),
            problem=cost.problem or "",
        )

    def take_in(self, request: FolderRequest, on_part: OnPart, cancel: CancelFlag) -> TakenResult:
        """Take a model folder or a checkpoint into the user's models.

        Raises:
            UserError: it cannot be used, and why; nothing of it is listed.
            Cancelled: the flag was raised; converting goes on from there next time.
        """
        from engine.importing.taking import try_out

        source = Path(request.folder)
        if (source / MANIFEST).exists() or not (source / "config.json").exists():
            made = library.import_model(
                source, self._models, self._bundled, try_out, _tell(on_part)
            )
        else:
            made = self._convert(source, None, on_part, cancel)
        return _taken(made)

    def catalogue(self) -> CatalogueResult:
        """Return the models worth having."""
        return CatalogueResult(
            memory_gb=round(memory.machine_memory().total / 1e9, 1),
            models=tuple(
                CatalogueRow(
                    **asdict(row), download_mb=row.download_mb, converting_gb=row.converting_gb
                )
                for row in recommended()
            ),
        )

    def describe(self, request: HubRequest) -> HubResult:
        """Ask the hub what a model is; raises as `engine.hub.listing.describe`."""
        require_parts()
        from engine.hub.listing import describe

        found = describe(request.repo, request.revision)
        return HubResult(
            repo=found.repo,
            revision=found.revision,
            licence=found.licence,
            languages=found.languages,
            is_gated=found.is_gated,
            size_mb=round(found.n_bytes / _MB, 1),
            parameters=found.parameters,
            files=tuple(file.name for file in found.files),
        )

    def download(self, request: HubRequest, on_part: OnPart, cancel: CancelFlag) -> TakenResult:
        """Download a model and take it in.

        Raises:
            UserError: the hub, the disk or the model says no, and why.
            Cancelled: the flag was raised; what was downloaded stays for the next time.
        """
        require_parts()
        from engine.hub.download import download, folder_of, sweep
        from engine.hub.listing import describe

        found = describe(request.repo, request.revision)
        folder = folder_of(found, self._cache)
        sweep(self._cache)
        download(found, folder, _tell(on_part), cancel, check=refuse_code)
        made = self._convert(folder, found, on_part, cancel)
        # It can be downloaded again; what was made of it is installed.
        shutil.rmtree(folder.parent, ignore_errors=True)
        return _taken(made)

    def _convert(
        self, source: Path, found: HubModel | None, on_part: OnPart, cancel: CancelFlag
    ) -> Path:
        require_parts()
        from engine.importing.convert import Places, Wish, import_checkpoint
        from engine.importing.taking import hub_wish, try_out

        wish = Wish(name=source.name) if found is None else hub_wish(found)
        places = Places(self._models, self._bundled, self._cache)
        return import_checkpoint(source, places, wish, try_out, _tell(on_part), cancel)

    def _row(self, found: FoundModel) -> ModelRow:
        manifest = found.manifest
        included = found.folder.parent == self._bundled
        if manifest is None:
            return ModelRow(
                found.folder.name, found.folder.name, "", (), "", "", 0.0, "", included,
                found.problem or "",
            )  # fmt: skip
        problem = found.problem or ""
        try:
            if self._registry.named(manifest.id) != found.folder:
                problem = problem or f"Another model has the id {manifest.id!r} as well."
        except BadInput as error:
            problem = problem or str(error)
        training = manifest.training
        return ModelRow(
            id=manifest.id,
            name=manifest.name,
            family=manifest.family,
            languages=manifest.languages,
            licence=manifest.licence,
            precision=manifest.precision,
            size_mb=round(library.disk_bytes(found.folder) / _MB, 1),
            base=(manifest.base_model or "") if training else "",
            included=included,
            problem=problem,
            words=training.get("words", 0),
            held_out=Change(**training["bits_per_byte"]) if training else None,
            can_learn=not problem and is_recoverable(manifest),
        )


def _taken(folder: Path) -> TakenResult:
    manifest = read_manifest(folder)
    return TakenResult(manifest.id, manifest.name)


def _tell(on_part: OnPart) -> Callable[[str, int, int], None]:
    return lambda what, done, total: on_part(ProgressPart(what, done, total))
