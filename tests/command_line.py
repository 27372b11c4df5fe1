"""What the tests of the command line share: checks of an exit, and the disk before and after."""

from pathlib import Path

OPENING = "The rain had stopped by the time Anna reached the harbour. She looked at the boats and"


def snapshot(root: Path) -> dict[Path, tuple[bytes, int]]:
    """Return every file below a folder with its bytes and time."""
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in root.rglob("*")
        if path.is_file()
    }


def check_refused(run, root, *argv, reason: str) -> None:
    """Check exit 1, one line of stderr, nothing on stdout, and a disk that did not change."""
    disk = snapshot(root)
    code, out, err = run(*argv)
    assert (code, out) == (1, "")
    assert err.startswith("longhand-engine: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    assert reason in err
    assert snapshot(root) == disk


def check_usage(run, *argv, reason: str) -> None:
    """Check exit 2 with a reason and nothing on stdout."""
    code, out, err = run(*argv)
    assert (code, out) == (2, "")
    assert reason in err
    assert "Traceback" not in err
