"""User and resource folders; one environment override, LONGHAND_HOME, moves every user folder."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class UserFolders:
    """Where Longhand keeps what belongs to the user; nothing is created here."""

    config: Path
    data: Path
    logs: Path
    cache: Path
    """What can be made again: it may be emptied at any time."""

    @property
    def models(self) -> Path:
        """Folder of installed models, one folder a model."""
        return self.data / "models"


def user_folders(override: Path | None = None) -> UserFolders:
    """Return the user's folders: `override`, else LONGHAND_HOME, else the platform's own."""
    home = override or (
        Path(os.environ["LONGHAND_HOME"]) if os.environ.get("LONGHAND_HOME") else None
    )
    if home is not None:
        home = home.expanduser().absolute()
        return UserFolders(
            config=home / "config", data=home / "data", logs=home / "logs", cache=home / "cache"
        )
    dirs = platformdirs.PlatformDirs("Longhand", appauthor=False)
    return UserFolders(
        config=Path(dirs.user_config_dir),
        data=Path(dirs.user_data_dir),
        logs=Path(dirs.user_log_dir),
        cache=Path(dirs.user_cache_dir),
    )


def resources() -> Path:
    """Return the folder of files that ship with Longhand, in a checkout, an install or a bundle."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return root / "resources"
