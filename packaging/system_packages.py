"""What Qt, the tests and the bundle load from the system: probes, and packages by distribution.

The apt names were tried on bare Debian 12; the others are written down and untested.
"""

from dataclasses import dataclass

QT_PROBE = """
import ctypes, pathlib
import PySide6.QtWidgets
ctypes.CDLL(str(pathlib.Path(PySide6.__file__).parent / "Qt/plugins/platforms/libqxcb.so"))
"""
PYTHON_LIBRARY_PROBE = """
import ctypes, sysconfig
if not sysconfig.get_config_var("Py_ENABLE_SHARED"):
    raise SystemExit
ctypes.CDLL(sysconfig.get_config_var("INSTSONAME"))
"""


@dataclass(frozen=True)
class PackageManager:
    """How one family of distributions names and installs what Qt and the tests load."""

    install: str
    window: str
    test: str
    bundle: str


MANAGERS = {
    "apt-get": PackageManager(
        "apt-get install -y --no-install-recommends",
        "libgl1 libegl1 libglib2.0-0 libxkbcommon0 libfontconfig1 libdbus-1-3 libxcb-cursor0 "
        "libxcb-icccm4 libxcb-keysyms1 libxcb-randr0 libxcb-shape0 libxcb-xfixes0 libxcb-xkb1 "
        "libxkbcommon-x11-0 libx11-xcb1",
        "xvfb fonts-noto-cjk",
        "binutils libpython3.{minor}",
    ),
    "dnf": PackageManager(
        "dnf install -y",
        "libglvnd-glx libglvnd-egl glib2 libxkbcommon fontconfig dbus-libs xcb-util-cursor "
        "xcb-util-wm xcb-util-keysyms libxkbcommon-x11 libX11-xcb",
        "xorg-x11-server-Xvfb google-noto-sans-cjk-fonts",
        "binutils python3-libs",
    ),
    "pacman": PackageManager(
        "pacman -S --needed --noconfirm",
        "libglvnd glib2 libxkbcommon fontconfig dbus xcb-util-cursor xcb-util-wm xcb-util-keysyms "
        "libxkbcommon-x11 libx11",
        "xorg-server-xvfb noto-fonts-cjk",
        "binutils",
    ),
    "zypper": PackageManager(
        "zypper --non-interactive install",
        "libglvnd libglib-2_0-0 libxkbcommon0 fontconfig libdbus-1-3 libxcb-cursor0 libxcb-icccm4 "
        "libxcb-keysyms1 libxkbcommon-x11-0 libX11-xcb1",
        "xorg-x11-server-Xvfb google-noto-sans-sc-fonts",
        "binutils",
    ),
}
