"""Published tables, degenerate cases, label sets, spans and real labels: every value, none left out."""

from collections import Counter

import pytest

from tests.coding.agreement.reference import STATISTICS, cases, compute, expectations
from tests.shared_data import needs

EXPECTATIONS = expectations()
# Kinds and statistics that are not compared, with the reason why. There are none.
NOT_COMPARED: dict[tuple[str, str], str] = {}

# Printed figures that their own data do not give to the last digit, and why.
PRINTED_OTHERWISE = {
    "fleiss1971-fleiss_expected_agreement": "computed from shares that the paper had rounded to three digits",
    "kripp1995_fig_B-alpha_U_2004_stretched_x50000": "the paper prints the limit for ever finer units",
    "kripp1995_fig_C-alpha_U_2004_stretched_x50000": "the paper prints the limit for ever finer units",
    "kripp2004_p254-alpha_U_2004_overall": "the book sums terms that it had rounded",
}


@needs("agreement/cases.json")
def test_all_78_cases_and_741_values_are_compared():
    wanted = Counter((case["kind"], expected["statistic"]) for _, case, expected in EXPECTATIONS)
    unknown = {key: amount for key, amount in wanted.items() if key[1] not in STATISTICS.get(key[0], {})}

    assert unknown.keys() == NOT_COMPARED.keys()
    assert len(cases()) == 78
    assert wanted.total() - sum(unknown.values()) == 741


@needs("agreement/cases.json")
@pytest.mark.parametrize("name", [case["id"] for case in cases()])
def test_every_value_of_the_case_is_reproduced(name):
    missed = []
    for readable, case, expected in EXPECTATIONS:
        if case["id"] != name:
            continue
        value = compute(case, expected)
        wanted = expected["value"]
        right = value is None if wanted is None else value == pytest.approx(wanted, abs=expected["abs_tol"])
        if not right:
            missed.append(f"{readable}: {value} in place of {wanted}")

    assert not missed


@needs("agreement/cases.json")
def test_published_figures_are_reached_to_the_last_printed_digit():
    """Where the paper itself printed the figure (a number, not an interval), ours rounds to what was printed."""
    compared, missed = 0, {}
    for readable, case, expected in EXPECTATIONS:
        printed = expected.get("published")
        exact = case["kind"] not in {"gamma", "bootstrap"} and "note" not in expected
        if not exact or isinstance(printed, list) or printed is None or expected["value"] is None:
            continue
        digits = len(f"{printed}".partition(".")[2])
        compared += 1
        value = compute(case, expected)
        # A printed figure may itself be rounded from rounded terms: one unit of its last digit either way.
        if abs(value - printed) > 10.0**-digits + 1e-9:
            missed[readable.rpartition("-")[0]] = f"{value} where {printed} is printed"

    assert compared > 100
    assert missed.keys() == PRINTED_OTHERWISE.keys(), missed
