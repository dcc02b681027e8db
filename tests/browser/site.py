"""Marginalia as a researcher starts it: `manage.py up` in a process of its own, on an empty data folder."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings

from tests.services import DATABASE

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 120


@dataclass
class Site:
    """A running site: where it is, and its environment for commands beside it."""

    address: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a command on the same data and return what it prints; its failure is the test's."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """Give the environment of a database of this site's own: of the kind that the suite runs on."""
    if settings.ON_SQLITE:
        yield {}
        return
    name = f"site_{secrets.token_hex(4)}"
    with psycopg.connect(DATABASE, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield {"DATABASE_URL": re.sub(r"/[^/]*$", f"/{name}", DATABASE)}
    with psycopg.connect(DATABASE, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_site(folder: Path, *options: str) -> Iterator[Site]:
    """Start `manage.py up` with web and worker, wait until it prints its address, and stop it afterwards."""
    port = free_port()
    with own_database() as database:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | database
        environment |= {
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "workbench.settings",
            "QUEUE": f"site-{secrets.token_hex(4)}",
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(port), *options],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip
        # A site that never answers is ended, and the lines that it printed are the failure's message.
        guard = threading.Timer(SECONDS_TO_START, lambda: os.killpg(process.pid, signal.SIGKILL))
        guard.start()
        printed = []
        try:
            for line in process.stdout:
                printed.append(line)
                if "Marginalia is at" in line:
                    break
            else:
                raise AssertionError("the site did not start:\n" + "".join(printed))
            guard.cancel()
            # What it prints from now on is read away, so that the pipe never fills.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield Site(f"http://127.0.0.1:{port}", environment)
        finally:
            guard.cancel()
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
