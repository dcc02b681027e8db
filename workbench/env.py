"""What the environment may say, and the data folder's secret key."""

import os
import secrets
from pathlib import Path

import environ

env = environ.Env()


def kept_secret(path: Path) -> str:
    """Return the secret kept in the file, making it on first use with owner-only rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()


def secret(name: str, default: Path) -> str:
    """Return the variable's value, the content of the file NAME_FILE names, or the secret kept at `default`."""
    if value := env.str(name, default=""):
        return value
    if file := env.str(f"{name}_FILE", default=""):
        return Path(file).read_text(encoding="utf-8").strip()
    return kept_secret(default)
