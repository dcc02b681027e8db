"""The web server alone, as `manage.py up` starts it, on the database of the environment."""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from workbench.management.commands.up import stop, web

SECONDS_TO_START = 60


@contextmanager
def web_server() -> Iterator[str]:
    """Start the server on a free port, give its address when it answers, and stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, server = f"http://127.0.0.1:{port}", web("127.0.0.1", port)
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not _answers(f"{address}/health/"):
            assert time.monotonic() < deadline, "the web server did not start"
            time.sleep(0.1)
        yield address
    finally:
        stop({"web": server})


def _answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(address, timeout=2).status == 200  # noqa: S310  our own server
    except (OSError, urllib.error.URLError):
        return False
