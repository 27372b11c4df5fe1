"""Where the window's files lie: settings, journal, logs, and what ships in resources/."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.paths import resources, user_folders


@dataclass(frozen=True, slots=True)
class AppFiles:
    """The files of one user; nothing is created here."""

    settings: Path
    keys: Path
    journal: Path
    log: Path
    prompts: Path
    comparisons: Path
    recent: Path
    places: Path
    session: Path


def app_files(override: Path | None = None) -> AppFiles:
    """Return the user's files: under `override`, LONGHAND_HOME, or the platform's folders."""
    folders = user_folders(override)
    return AppFiles(
        settings=folders.config / "settings.toml",
        keys=folders.config / "keys.toml",
        journal=folders.data / "journal.sqlite",
        log=folders.logs / "longhand.log",
        prompts=folders.config / "prompts.toml",
        comparisons=folders.data / "comparisons.json",
        recent=folders.data / "recent.toml",
        places=folders.data / "places.toml",
        session=folders.data / "session.toml",
    )


def themes_file() -> Path:
    """Return the colour tokens of every theme."""
    return resources() / "themes" / "themes.toml"


def structures_folder() -> Path:
    """Return the folder of story structures."""
    return resources() / "structures"


def welcome_file(language: str) -> Path:
    """Return the welcome page in a language, such as zh_CN; in English where there is none."""
    file = resources() / "welcome" / f"{language[:2].lower()}.md"
    return file if file.is_file() else file.with_name("en.md")


def font_files() -> list[Path]:
    """Return the bundled fonts."""
    return sorted((resources() / "fonts").glob("*.ttf"))


def icon_file() -> Path:
    """Return the application's icon."""
    return resources() / "icons" / "longhand.svg"


def translation_file(language: str) -> Path:
    """Return where the interface's translation into a language would lie."""
    return resources() / "translations" / f"longhand_{language}.qm"
