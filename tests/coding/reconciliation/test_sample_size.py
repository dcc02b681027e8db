"""How many units are needed: the formula against the general one, the literature, and coders that are simulated."""

from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.agreement.tables import cohen_kappa_se, cohen_kappa_values
from coding.reconciliation.sample_size import advise, half_width_of, kappa_variance, units_needed

KAPPAS, SHARES = st.floats(0, 0.99), st.floats(0.01, 0.99)


def table_of(kappa, share, units=1.0):
    """The 2x2 table of two coders with this kappa who both use the code on this share of the units."""
    both = share**2 + kappa * share * (1 - share)
    return units * np.array([[both, share - both], [share - both, 1 - 2 * share + both]])


@given(KAPPAS, SHARES)
def test_the_variance_is_that_of_fleiss_cohen_and_everitt_for_equal_margins(kappa, share):
    expected = cohen_kappa_se(table_of(kappa, share, 400)) ** 2 * 400

    assert isclose(kappa_variance(kappa, share), expected, rel_tol=1e-6, abs_tol=1e-9)


def test_without_agreement_the_variance_is_one_as_for_any_correlation():
    assert kappa_variance(0, 0.3) == pytest.approx(1)


def test_with_half_the_units_coded_it_is_that_of_a_correlation_of_two_coin_throws():
    # At p = 1/2 kappa is the product-moment correlation of the two codes: variance 1 - k^2.
    assert [kappa_variance(kappa, 0.5) for kappa in (0.2, 0.6, 0.9)] == pytest.approx([0.96, 0.64, 0.19])


@pytest.mark.parametrize(
    ("kappa", "share", "half_width", "units"),
    [
        (0.6, 0.5, 0.1, 246),  # V = .64; 3.8415 * .64 / .01 = 245.9
        (0.8, 0.5, 0.1, 139),  # V = .36; 138.3
        (0.7, 0.3, 0.1, 236),  # V = .3 * (.3 * -.4 + .91 / .42) = .614; 235.9
        (0.7, 0.1, 0.1, 569),  # V = .3 * (.3 * -.4 + .91 / .18) = 1.4807; 568.8
    ],
)
def test_units_by_hand(kappa, share, half_width, units):
    assert units_needed(kappa, share, half_width) == units


@pytest.mark.parametrize(("kappa", "share", "half_width"), [(0.6, 0.5, 0.1), (0.7, 0.2, 0.1), (0.8, 0.1, 0.12)])
def test_so_many_units_give_kappas_that_lie_within_the_half_width_of_the_truth(kappa, share, half_width):
    """Two coders of this kappa code the advised number of units 20,000 times over."""
    units = units_needed(kappa, share, half_width)
    tables = np.random.default_rng(5).multinomial(units, table_of(kappa, share).ravel(), size=20_000)
    found = cohen_kappa_values(tables.reshape(-1, 2, 2).astype(float))

    assert np.mean(np.abs(found - kappa) <= half_width) == pytest.approx(0.95, abs=0.015)
    assert np.std(found) * 1.96 == pytest.approx(half_width, rel=0.06)


@given(KAPPAS, SHARES, st.floats(0.02, 0.5))
def test_the_units_are_just_enough(kappa, share, half_width):
    units = units_needed(kappa, share, half_width)

    assert half_width_of(kappa, share, units) <= half_width * (1 + 1e-6)
    assert units == 2 or half_width_of(kappa, share, units - 1) > half_width * (1 - 1e-6)


def test_rare_codes_and_narrow_intervals_need_more():
    assert units_needed(0.7, 0.05, 0.1) > units_needed(0.7, 0.2, 0.1) > units_needed(0.7, 0.5, 0.1)
    assert units_needed(0.7, 0.2, 0.05) > 3.9 * units_needed(0.7, 0.2, 0.1)


def test_sources_hold_the_units_and_alike_ones_count_less():
    alone, alike = advise(0.6, 0.5, 0.1, 20), advise(0.6, 0.5, 0.1, 20, alike=0.1)

    assert (alone.units, alone.sources, alone.used) == (246, 13, 123)
    assert alike.units == pytest.approx(246 * 2.9, abs=1)
    assert alike.sources == 36


@pytest.mark.parametrize(("kappa", "share"), [(-0.1, 0.5), (1.1, 0.5), (0.5, 0), (0.5, 1)])
def test_what_has_no_variance_is_refused(kappa, share):
    with pytest.raises(ValueError):
        kappa_variance(kappa, share)


def test_an_interval_without_width_is_refused():
    with pytest.raises(ValueError):
        units_needed(0.5, 0.5, 0)
