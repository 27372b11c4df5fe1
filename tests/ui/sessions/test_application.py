"""What the system asks of the app; in a process of its own, as there is one app in each."""

import subprocess
import sys

SCRIPT = """
from PySide6.QtCore import QEvent, QCoreApplication
from PySide6.QtWidgets import QWidget
from ui.app import Application
app = Application(["longhand"])
asked = []
app.on_quit = lambda: asked.append(True)
window = QWidget()
window.show()
QCoreApplication.sendEvent(app, QEvent(QEvent.Type.Quit))
assert asked == [True] and window.isVisible(), (asked, window.isVisible())
"""


def test_a_system_that_quits_the_app_is_asked_for_as_the_command_is():
    subprocess.run([sys.executable, "-c", SCRIPT], check=True, timeout=60)
