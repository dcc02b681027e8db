"""docs/agreement.md tells of every statistic and every unit, in the words of the catalogue."""

from pathlib import Path

import pytest

from coding.agreement.bands import SCALES
from coding.agreement.statistics import STATISTICS
from coding.agreement.units import UNITS

PAGE = (Path(__file__).resolve().parents[2] / "docs/agreement.md").read_text(encoding="utf-8")
ROWS = {line.split("|")[1].strip(): line for line in PAGE.splitlines() if line.startswith("| `")}


@pytest.mark.parametrize("one", STATISTICS.values(), ids=str)
def test_every_statistic_has_its_row(one):
    row = ROWS[f"`{one.name}`"]

    assert one.label in row
    assert one.definition in row
    assert one.citation in row
    assert one.variant in row


def test_every_unit_has_its_row_and_every_author_of_bands_too():
    assert {f"`{unit}`" for unit in UNITS} <= ROWS.keys()
    assert all(scale.citation in PAGE for scale in SCALES)
    assert len(ROWS) == len(STATISTICS) + len(UNITS)
