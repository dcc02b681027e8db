"""What was taken from elsewhere is here, whole, licensed, and every icon a page names exists."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
PACKAGES: list[dict] = json.loads((VENDOR / "vendor.json").read_text())
FILES = [(package["folder"], name, digests) for package in PACKAGES for name, digests in package["files"].items()]
FREE_LICENCES = {"OFL-1.1", "ISC", "MIT", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"}


@pytest.mark.parametrize(
    ("folder", "name", "digests"), FILES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_vendored_file_equals_its_digests(folder: str, name: str, digests: dict) -> None:
    content = (VENDOR / folder / name).read_bytes()
    assert len(content) == digests["bytes"]
    assert hashlib.sha256(content).hexdigest() == digests["sha256"]
    assert "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode() == digests["sha512"]


def test_every_vendored_file_is_listed() -> None:
    listed = {f"{folder}/{name}" for folder, name, _ in FILES}
    found = {path.relative_to(VENDOR).as_posix() for path in VENDOR.glob("*/**/*") if path.is_file()}
    assert found == listed


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["npm"])
def test_package_has_a_free_licence_and_its_text(package: dict) -> None:
    assert package["licence"] in FREE_LICENCES
    assert "LICENSE.txt" in package["files"]
    assert package["folder"].endswith(package["version"])
    assert f"| `{package['folder']}` | `{package['npm']}` |" in (VENDOR / "README.md").read_text()


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    sprite = next(VENDOR.glob("lucide-*/sprite.svg")).read_text()
    symbols = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = set()
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text()
        named |= set(re.findall(r'_icon\.html" with name="([^"]+)"', text))
        named |= set(re.findall(r'\bicon="([^"]+)"', text))
    assert "house" in named
    assert named - symbols == set()
