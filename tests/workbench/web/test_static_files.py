"""Static files as visitors get them: collected, with hashed names inside scripts too."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    environment = os.environ | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "workbench.settings"}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], cwd=ROOT, env=environment, check=True
    )
    return folder / "static"


def test_every_file_gets_a_hashed_name(collected):
    paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    assert re.fullmatch(r"css/base\.[0-9a-f]{12}\.css", paths["css/base.css"])


def test_scripts_import_hashed_names_that_exist(collected):
    paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    seen = 0
    for name in (name for name in paths if name.startswith("js/")):
        script = collected / paths[name]
        for target in re.findall(r"""(?:from|import)\s*["'](\.[^"']+)["']""", script.read_text()):
            seen += 1
            assert re.search(r"\.[0-9a-f]{12}\.js$", target), f"{name} imports {target}"
            assert (script.parent / target).resolve().exists()
    assert seen > 3
