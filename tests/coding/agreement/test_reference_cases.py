"""Published tables, degenerate cases and real labels, value by value."""

import pytest

from tests.coding.agreement.reference import compute, expectations
from tests.shared_data import needs

EXPECTATIONS = expectations()
NAMES = [name for name, _, _ in EXPECTATIONS]
VALUES = [(case, expected) for _, case, expected in EXPECTATIONS]


@needs("agreement/cases.json")
def test_the_reference_cases_are_nearly_all_covered():
    assert len(EXPECTATIONS) >= 600


@needs("agreement/cases.json")
@pytest.mark.parametrize(("case", "expected"), VALUES, ids=NAMES)
def test_value_is_reproduced(case, expected):
    value = compute(case, expected)

    if expected["value"] is None:
        assert value is None
    else:
        assert value == pytest.approx(expected["value"], abs=expected["abs_tol"])
