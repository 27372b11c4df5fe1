"""Renders resources/icons/longhand.svg to the bitmap icons that installers and old shells want.

Run it after changing the drawing; its output is kept in the repository:
.venv/bin/python packaging/make_icon.py
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"
WINDOWS_SIZES = (16, 24, 32, 48, 64, 256)


def main() -> None:
    """Write longhand.png, longhand.ico and longhand.icns beside the drawing."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication([])
    drawing = QSvgRenderer(str(ICONS / "longhand.svg"))
    (ICONS / "longhand.png").write_bytes(encoded(rendered(drawing, 256), b"PNG"))
    (ICONS / "longhand.ico").write_bytes(
        windows_icon([(size, encoded(rendered(drawing, size), b"PNG")) for size in WINDOWS_SIZES])
    )
    (ICONS / "longhand.icns").write_bytes(encoded(rendered(drawing, 512), b"ICNS"))
    app.shutdown()


def rendered(drawing: QSvgRenderer, size: int) -> QImage:
    """Return the drawing as a square image with `size` pixels a side."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    return image


def encoded(image: QImage, image_format: bytes) -> bytes:
    """Return the bytes of `image` in a format that Qt writes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, image_format)
    if not writer.write(image):
        raise OSError(writer.errorString())
    return bytes(buffer.data().data())


def windows_icon(images: list[tuple[int, bytes]]) -> bytes:
    """Return an .ico holding one PNG for each size; Qt's own writer holds a single size."""
    header = struct.pack("<HHH", 0, 1, len(images))
    offset = len(header) + 16 * len(images)
    entries = []
    for size, png in images:
        side = size % 256  # 0 stands for 256
        entries.append(struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), offset))
        offset += len(png)
    return header + b"".join(entries) + b"".join(png for _, png in images)


if __name__ == "__main__":
    main()
