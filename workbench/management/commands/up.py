"""Start Marginalia: web and worker together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from workbench.accounts.sample import ACCOUNTS, PASSWORD
from workbench.projects.models import Project
from workbench.web.commands import ResearchCommand

SECONDS_TO_START = 60


class Command(ResearchCommand):
    help = "Migrate, load the sample study into an empty workbench, start web and worker, and print the address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="do not load the sample study")
        parser.add_argument("--workers", type=int, default=2, help="processes for long work")

    def work(self, host: str, port: int, no_demo: bool, workers: int, **_: Any) -> None:
        self._check_port(host, port)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        if not no_demo and not Project.objects.exists():
            self.stdout.write("Loading the sample study (synthetic; this happens once)…")
            call_command("demo", verbosity=0)
        children = {"web": web(host, port), "worker": worker(workers)}
        for ending in (signal.SIGTERM, signal.SIGHUP):  # a closed terminal ends web and worker too
            signal.signal(ending, lambda *_: sys.exit(0))
        try:
            self._announce(host, port, children["web"])
            self._watch(children, workers)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping…")
        finally:
            stop(children)

    def _check_port(self, host: str, port: int) -> None:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} on {host} is not free ({error.strerror}). Is Marginalia running already? "
                    f"Otherwise choose another port: manage.py up --port {port + 1}"
                ) from error

    def _announce(self, host: str, port: int, server: subprocess.Popen) -> None:
        address = f"http://{'[' + host + ']' if ':' in host else host}:{port}/"
        deadline = time.monotonic() + SECONDS_TO_START
        while not _answers(address + "health/"):
            if server.poll() is not None or time.monotonic() > deadline:
                raise CommandError("The web server did not start; what it said stands above.")
            time.sleep(0.2)
        self.stdout.write(f"\nMarginalia is at {address}\n")
        if Project.objects.filter(slug="sample-study").exists():
            self.stdout.write(f"The sample study's accounts, all with the password {PASSWORD}:")
            for account in ACCOUNTS:
                self.stdout.write(f"  {account.email:<18} {account.name}, {account.role}")
        self.stdout.write(f"Your data are in {settings.DATA_DIR}. Stop with Ctrl+C.\n")
        self.stdout.flush()

    def _watch(self, children: dict[str, subprocess.Popen], workers: int) -> None:
        while children["web"].poll() is None:
            if children["worker"].poll() is not None:
                self.stderr.write("The worker ended; a new one takes its place.")
                children["worker"] = worker(workers)
            time.sleep(1)
        raise CommandError("The web server ended; what it said stands above.")


def web(host: str, port: int) -> subprocess.Popen:
    """Start the web server."""
    program = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    options = [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--backpressure",
        "64",
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    return subprocess.Popen(
        [*program, *options, "workbench.wsgi:application"], cwd=settings.BASE_DIR, start_new_session=True
    )


def worker(processes: int) -> subprocess.Popen:
    """Start a Celery worker with some processes."""
    program = [sys.executable, "-m", "celery", "--quiet", "-A", "workbench", "worker"]
    options = ["--concurrency", str(processes), "--without-gossip", "--without-mingle", "--without-heartbeat"]
    # One thread per process: two processes then share two cores instead of fighting for them.
    environment = os.environ | {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    return subprocess.Popen(
        [*program, *options, "--loglevel", "warning"],
        cwd=settings.BASE_DIR,
        env=environment,
        start_new_session=True,
    )


def stop(children: dict[str, subprocess.Popen]) -> None:
    """End the children; a job under way is picked up at the next start."""
    for child in children.values():
        child.terminate()
    for child in children.values():
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310  our own address
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False
