"""The count is for a whole process, so each test asks a child."""

import os
import socket
import subprocess
import sys

from engine import sockets


def told_by(script):
    ran = subprocess.run(
        [sys.executable, "-c", f"from engine import sockets; sockets.watch()\n{script}"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


def test_a_socket_that_python_makes_is_counted_once_and_stays_so_when_it_is_closed():
    script = """
import socket
sockets.watch()
print(sockets.made())
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
print(sockets.made())
"""
    assert told_by(script) == ["0", "1"]


def test_an_event_loop_makes_none():
    script = "import asyncio; asyncio.new_event_loop().close(); print(sockets.made())"
    assert told_by(script) == ["0"]


def test_open_sockets_of_a_process_are_seen_whoever_made_them():
    before = sockets.open_in(os.getpid())
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        assert sockets.open_in(os.getpid()) == before + 1


def test_a_process_that_is_gone_has_none():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert sockets.open_in(process.pid) == 0
