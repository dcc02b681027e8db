"""Which version of Marginalia this is."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def version() -> str:
    """Return the version that pyproject.toml names; "" where the file was not shipped."""
    path = Path(__file__).resolve().parents[1] / "pyproject.toml"
    if not path.exists():
        return ""
    return tomllib.loads(path.read_text(encoding="utf-8"))["project"]["version"]
