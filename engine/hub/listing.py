"""What a model on the hub is before anything of it is downloaded: size, licence, files, commit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from huggingface_hub import HfApi
from huggingface_hub.errors import (
    GatedRepoError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import ModelInfo

from engine.errors import BadInput, ModelForeign, ModelNotFound
from engine.hub.web import ENDPOINT, TIMEOUT_S, anonymous_hub, host_of, told_plainly

_REPO = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_WEIGHTS = re.compile(r"model(-\d{5}-of-\d{5})?\.safetensors")
# Nothing of another name is downloaded: no code, no pickle files, nothing inside folders.
_OTHERS = re.compile(
    r"model\.safetensors\.index\.json|config\.json|generation_config\.json|tokenizer\.json"
    r"|tokenizer_config\.json|special_tokens_map\.json|added_tokens\.json|vocab\.json|merges\.txt"
    r"|chat_template\.jinja|(LICEN[CS]E|NOTICE)([._-][\w.-]*)?",
    re.IGNORECASE,
)
_NEEDED = ("config.json", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a model on the hub: its size in bytes, and the hash that it has to have."""

    name: str
    n_bytes: int
    sha256: str | None
    """Of large files."""
    git_sha1: str | None
    """Of all others: git's hash of a blob."""

    @property
    def is_weights(self) -> bool:
        """Whether it holds weights."""
        return _WEIGHTS.fullmatch(self.name) is not None


@dataclass(frozen=True, slots=True)
class HubModel:
    """A model on the hub, at one commit."""

    repo: str
    revision: str
    """The commit, 40 hex digits."""
    licence: str
    """As its makers name it; "unknown" where they do not."""
    languages: tuple[str, ...]
    architecture: str | None
    parameters: int | None
    is_gated: bool
    """Whether its makers want an account and an agreement before a download."""
    files: tuple[HubFile, ...]
    """What a download takes, small files first."""

    @property
    def n_bytes(self) -> int:
        """How much a download takes, bytes."""
        return sum(file.n_bytes for file in self.files)


def describe(repo: str, revision: str | None = None, endpoint: str = ENDPOINT) -> HubModel:
    """Ask the hub what a model is.

    Args:
        repo: owner/name.
        revision: a branch, tag or commit; None is the main one.
        endpoint: address of the hub, or of one that mirrors it.

    Raises:
        BadInput: that is no name of a model.
        ModelNotFound: the hub has no such model or revision, or keeps it private.
        ModelForeign: it has no weights that are safe to load.
        UserError: the hub cannot be reached, or its answer cannot be used.
    """
    if not _REPO.fullmatch(repo) or ".." in repo:
        raise BadInput(f"{repo!r} is not a name such as owner/model.")
    with told_plainly(host_of(endpoint)):
        return _model_of(repo, _info(repo, revision, endpoint))


def _info(repo: str, revision: str | None, endpoint: str) -> ModelInfo:
    where = host_of(endpoint)
    try:
        with anonymous_hub():
            return HfApi(endpoint=endpoint, token=False).model_info(
                repo, revision=revision, files_metadata=True, timeout=TIMEOUT_S[0]
            )
    except GatedRepoError as error:
        raise ModelNotFound(_gated(repo)) from error
    except RevisionNotFoundError as error:
        raise ModelNotFound(f"{repo} has no revision {revision!r} on {where}.") from error
    except RepositoryNotFoundError as error:
        raise ModelNotFound(f"There is no open model {repo} on {where}.") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no description of a model: {error!r}") from error


def refuse_gated(model: HubModel) -> None:
    """Refuse a model that is not open to everybody.

    Raises:
        ModelNotFound: it is not.
    """
    if model.is_gated:
        raise ModelNotFound(_gated(model.repo))


def _gated(repo: str) -> str:
    return (
        f"{repo} asks for an account and an agreement with its makers; download it in a browser "
        "and import the folder."
    )


def _model_of(repo: str, info: ModelInfo) -> HubModel:
    if not info.sha or not _COMMIT.fullmatch(info.sha):
        raise ValueError("no commit")
    siblings = info.siblings or []
    names = {str(sibling.rfilename) for sibling in siblings}
    if not any(_WEIGHTS.fullmatch(name) for name in names):
        raise ModelForeign(f"{repo} has no safetensors weights, the only ones that are used.")
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise ModelForeign(f"{repo} has no {missing[0]}, which every model that can be used has.")
    files = [_file_of(sibling) for sibling in siblings if _is_wanted(str(sibling.rfilename))]
    card: dict[str, Any] = vars(info.card_data) if info.card_data else {}
    weights: Any = info.safetensors
    return HubModel(
        repo=repo,
        revision=info.sha,
        licence=_licence(card, info.tags or []),
        languages=_languages(card.get("language")),
        architecture=(info.config or {}).get("model_type"),
        parameters=None if weights is None else int(weights.total),
        is_gated=bool(info.gated),
        files=tuple(sorted(files, key=lambda file: (file.is_weights, file.name))),
    )


def _is_wanted(name: str) -> bool:
    return bool(_WEIGHTS.fullmatch(name) or _OTHERS.fullmatch(name))


def _file_of(sibling: Any) -> HubFile:
    sha256 = sibling.lfs.sha256 if sibling.lfs else None
    git_sha1 = None if sha256 else sibling.blob_id
    if not isinstance(sibling.size, int) or sibling.size < 0 or not (sha256 or git_sha1):
        raise ValueError(f"no size or hash of {sibling.rfilename}")
    return HubFile(sibling.rfilename, sibling.size, sha256, git_sha1)


def _licence(card: dict[str, Any], tags: list[str]) -> str:
    tagged = [tag.removeprefix("license:") for tag in tags if tag.startswith("license:")]
    stated = card.get("license") or next(iter(tagged), None)
    if isinstance(stated, list):
        stated = ", ".join(map(str, stated))
    # "other" is explained beside it.
    own = card.get("license_name") if stated == "other" else None
    return str(own or stated or "unknown")


def _languages(stated: Any) -> tuple[str, ...]:
    codes = [stated] if isinstance(stated, str) else stated or []
    return tuple(str(code) for code in codes)
