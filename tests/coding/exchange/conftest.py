"""The files that products wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shared_data import SHARED

SAMPLES = sorted((SHARED / "refi/samples").glob("*.q*"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "sample" in metafunc.fixturenames:
        metafunc.parametrize("sample", SAMPLES or [Path("none")], ids=lambda path: path.stem)
    if "sample_project" in metafunc.fixturenames:
        whole = [path for path in SAMPLES if path.suffix != ".qdc"]
        metafunc.parametrize("sample_project", whole or [Path("none")], ids=lambda path: path.name)
