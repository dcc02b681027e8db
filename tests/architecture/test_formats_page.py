"""docs/formats.md tells of every format that is read, and of no other."""

import re
from pathlib import Path

from coding.sources.importers.registry import TABLES, TRANSCRIPTS

PAGE = Path(__file__).resolve().parents[2] / "docs/formats.md"


def test_every_ending_has_its_row():
    cells = re.findall(r"^\| (\.[^|]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(ending for cell in cells for ending in cell.split(", ")) == sorted([*TRANSCRIPTS, *TABLES])
