"""The team's set-up: each command of docker-compose.yml is run here against PostgreSQL and Redis."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import yaml

from tests.services import BROKER, DATABASE, require_services

ROOT = Path(__file__).resolve().parents[2]
# Compose reads "$$" as one "$".
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text().replace("$$", "$"))
SERVICES = COMPOSE["services"]
pytestmark = pytest.mark.worker


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Give what the compose file sets, with the services' addresses of this machine and a database of its own."""
    require_services()
    name = f"team_{secrets.token_hex(4)}"
    with psycopg.connect(DATABASE, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DJANGO_SETTINGS_MODULE": "workbench.settings",
        "DATABASE_URL": re.sub(r"/[^/]*$", f"/{name}", DATABASE),
        "REDIS_URL": BROKER,
        "QUEUE": name,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "marginalia.example.org",
        "BEHIND_HTTPS": "1",
        "SIGNUP_OPEN": "0",
        "DATA_DIR": str(tmp_path_factory.mktemp("team")),
        "PORT": str(free_port()),
    }
    with psycopg.connect(DATABASE, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def start(service: str, environment: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen(SERVICES[service]["command"], cwd=ROOT, env=environment, start_new_session=True)


def stop(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def healthy(service: str, environment: dict[str, str], process: subprocess.Popen, seconds: float = 90) -> bool:
    """Ask the service's own health check until it is content."""
    kind, *check = SERVICES[service]["healthcheck"]["test"]
    command = check if kind == "CMD" else ["sh", "-c", *check]
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        if subprocess.run(command, cwd=ROOT, env=environment, capture_output=True).returncode == 0:
            return True
        time.sleep(0.5)
    return False


def test_web_and_worker_start_and_are_healthy(environment):
    web = start("web", environment)
    try:
        assert healthy("web", environment, web)
        worker = start("worker", environment)
        try:
            assert healthy("worker", environment, worker)
        finally:
            stop(worker)
    finally:
        stop(web)


def test_the_health_check_sees_a_web_server_that_is_away(environment):
    check = SERVICES["web"]["healthcheck"]["test"][1:]
    away = environment | {"PORT": str(free_port())}
    assert subprocess.run(check, cwd=ROOT, env=away, capture_output=True).returncode != 0


def test_no_secret_stands_in_the_compose_file():
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("POSTGRES_PASSWORD", "SECRET_KEY"):
        assert re.search(rf"\$\{{{name}:\?", text), f"{name} must come from the environment"


def test_every_service_has_a_health_check_and_what_must_last_lies_on_a_volume():
    assert all("healthcheck" in service for service in SERVICES.values())
    assert all(service.get("volumes") for service in SERVICES.values())
    assert "USER marginalia" in (ROOT / "Dockerfile").read_text()
