"""Brings the bundled starter's prompts and card up to date without exporting it again.

python packaging/starter/refresh.py [--card FILE]
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import tomli_w

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from engine.card import CARD  # noqa: E402
from engine.manifest import MANIFEST, entry_of, read_manifest  # noqa: E402


def main() -> None:
    """Rewrite prompts.toml and card.md, then their entries in the manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=ROOT / "resources" / "models" / "starter")
    parser.add_argument("--card", type=Path)
    args = parser.parse_args()
    source = ROOT / "resources" / "prompts" / "starter.toml"
    prompts = tomllib.loads(source.read_text(encoding="utf-8"))
    (args.model / "prompts.toml").write_text(tomli_w.dumps(prompts), encoding="utf-8")
    if args.card:
        (args.model / CARD).write_bytes(args.card.read_bytes())
    manifest = read_manifest(args.model)
    files = {p.name: entry_of(p) for p in sorted(args.model.iterdir()) if p.name != MANIFEST}
    text = replace(manifest, files=files).to_json()
    (args.model / MANIFEST).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
