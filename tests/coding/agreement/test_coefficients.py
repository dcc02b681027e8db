"""Published tables written out, and promises that hold for every table."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coding.agreement import code_sets, tables, tallies, unitizing
from coding.agreement import coefficients as c
from coding.agreement.tallies import Tally

COHEN_1960 = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])  # Cohen 1960, p. 45: .492
ARTSTEIN_POESIO_2008 = np.array([[20, 10], [20, 50]])  # Computational Linguistics 34(4), p. 558: .348
FLEISS_1971 = [
    # Psychological Bulletin 76, table 1: 30 patients, 6 raters, 5 diagnoses; kappa .430
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0],
    [2, 0, 4, 0, 0], [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6],
    [1, 0, 0, 5, 0], [1, 1, 0, 4, 0], [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1],
    [0, 0, 5, 0, 1], [3, 0, 0, 1, 2], [5, 1, 0, 0, 0], [0, 2, 0, 4, 0], [1, 0, 2, 0, 3],
    [0, 0, 0, 0, 6], [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0], [1, 0, 0, 4, 1],
    [0, 5, 0, 1, 0], [4, 0, 0, 0, 2], [0, 2, 0, 4, 0], [1, 0, 5, 0, 0], [0, 0, 0, 0, 6],
]  # fmt: skip
# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section B: .692 for two observers
BEN = list("aabbdcccedda")
GERRY = list("babbbccceddd")
# and section C, four observers with missing values: .743
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def test_cohen_1960():
    assert c.cohen_kappa(COHEN_1960).value == pytest.approx(0.492, abs=5e-4)
    assert tables.cohen_kappa_se(COHEN_1960) == pytest.approx(0.0510, abs=5e-5)


def test_artstein_and_poesio_2008():
    assert c.cohen_kappa(ARTSTEIN_POESIO_2008).value == pytest.approx(0.348, abs=5e-4)


def test_fleiss_1971():
    tally = Tally.from_counts(FLEISS_1971)

    assert c.fleiss_kappa(tally).value == pytest.approx(0.430, abs=5e-4)
    assert c.percent_agreement(tally).value == pytest.approx(0.5556, abs=5e-5)


def test_krippendorff_2011_two_observers():
    tally = Tally.from_ratings(list(zip(BEN, GERRY, strict=True)), list("abcde"))

    assert c.krippendorff_alpha_nominal(tally).value == pytest.approx(0.692, abs=5e-4)


def test_krippendorff_2011_four_observers_with_missing_values():
    tally = Tally.from_ratings(list(zip(*FOUR_OBSERVERS, strict=True)), [1, 2, 3, 4, 5])

    assert c.krippendorff_alpha_nominal(tally).value == pytest.approx(0.743, abs=5e-4)
    assert tallies.krippendorff_alpha_values(tally, tallies.interval_distance([1, 2, 3, 4, 5])) == pytest.approx(
        0.849, abs=5e-4
    )


# ---- undefined, never 0 or 1 -----------------------------------------------------------------


@pytest.mark.parametrize("table", [[[0, 0], [0, 20]], [[12, 0], [0, 0]], [[0, 0], [0, 0]]])
def test_without_variation_kappa_is_undefined_and_says_why(table):
    answer = c.cohen_kappa(np.array(table))

    assert answer.value is None
    assert "no variation" in answer.undefined or "no unit" in answer.undefined


def test_without_variation_alpha_and_fleiss_are_undefined_but_agreement_is_not():
    tally = Tally.from_ratings([[0, 0]] * 20, [1, 0])

    for statistic in (c.krippendorff_alpha_nominal, c.fleiss_kappa):
        assert statistic(tally).value is None
        assert statistic(tally).undefined
    assert c.percent_agreement(tally).value == 1
    assert "nobody used" in c.presence_reason(tally)


def test_units_seen_by_one_coder_only_give_nothing_to_compare():
    tally = Tally.from_ratings([[1, None], [None, 0]], [1, 0])

    for statistic in (c.percent_agreement, c.krippendorff_alpha_nominal, c.fleiss_kappa, c.gwet_ac1):
        assert statistic(tally).value is None
        assert "two coders" in statistic(tally).undefined


def test_one_coder_who_never_used_a_code_gives_kappa_zero_and_no_higher_is_possible():
    table = np.array([[0, 6], [0, 14]])

    assert c.cohen_kappa(table).value == 0
    assert "one coder never used" in c.cohen_kappa(table).note
    assert c.cohen_kappa_max(table).value == 0


def test_the_prevalence_paradox_shows_in_both_families():
    rare = np.array([[2, 3], [3, 192]])
    tally = Tally(np.array([[2.0, 0], [1, 1], [0, 2]]), np.array([2.0, 6, 192]))

    assert c.percent_agreement(tally).value == pytest.approx(0.97)
    assert c.gwet_ac1(tally).value > 0.96
    assert c.cohen_kappa(rare).value < 0.4
    assert c.prevalence_index(rare).value == pytest.approx(-0.95)


def test_codes_without_variation_stay_out_of_the_pooled_kappa():
    used = np.array([[3, 1], [1, 5]])
    unused = np.array([[0, 0], [0, 10]])

    assert c.pooled_kappa(np.array([used, unused])).value == c.cohen_kappa(used).value
    assert tables.left_out_of_pool(np.array([used, unused])) == 1
    assert c.pooled_kappa(np.array([unused, unused])).value is None


# ---- promises --------------------------------------------------------------------------------

RATINGS = st.integers(2, 5).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from(["a", "b", "c", None]), min_size=coders, max_size=coders),
        min_size=2,
        max_size=14,
    )
)
TABLE = st.lists(st.integers(0, 9), min_size=9, max_size=9).map(lambda cells: np.array(cells).reshape(3, 3))
MANY = (c.percent_agreement, c.krippendorff_alpha_nominal, c.fleiss_kappa, c.gwet_ac1, c.brennan_prediger)


def same(first: float | None, second: float | None) -> bool:
    return first == second if first is None or second is None else first == pytest.approx(second, abs=1e-9)


@settings(deadline=None)
@given(RATINGS, st.randoms())
def test_the_order_of_coders_and_units_does_not_matter(ratings, random):
    shuffled = [random.sample(row, len(row)) for row in random.sample(ratings, len(ratings))]

    for statistic in MANY:
        before = statistic(Tally.from_ratings(ratings, "abc")).value
        after = statistic(Tally.from_ratings(shuffled, "abc")).value
        assert same(before, after)


@settings(deadline=None)
@given(TABLE)
def test_two_coder_statistics_are_symmetric(table):
    for statistic in (c.cohen_kappa, c.cohen_kappa_max):
        assert same(statistic(table).value, statistic(table.T).value)


@settings(deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=12), st.integers(2, 4))
def test_identical_coders_reach_one_or_have_no_value(values, coders):
    tally = Tally.from_ratings([[value] * coders for value in values], "abc")

    for statistic in (c.krippendorff_alpha_nominal, c.fleiss_kappa):
        expected = pytest.approx(1) if len(set(values)) > 1 else None
        assert statistic(tally).value == expected


def alpha_by_coincidences(ratings: list[list], categories: str) -> float | None:
    """The matrix form of the 2011 paper, loop by loop."""
    place = {category: i for i, category in enumerate(categories)}
    matrix = np.zeros((len(categories), len(categories)))
    for row in ratings:
        values = [place[value] for value in row if value is not None]
        for i, first in enumerate(values):
            for j, second in enumerate(values):
                if i != j:
                    matrix[first, second] += 1 / (len(values) - 1)
    totals, n = matrix.sum(axis=1), matrix.sum()
    expected = (n**2 - (totals**2).sum()) / (n - 1) if n > 1 else 0
    return None if expected <= 1e-12 else 1 - (n - np.trace(matrix)) / expected


@settings(deadline=None)
@given(RATINGS)
def test_alpha_from_counts_equals_the_coincidence_matrix(ratings):
    value = c.krippendorff_alpha_nominal(Tally.from_ratings(ratings, "abc")).value

    assert same(value, alpha_by_coincidences(ratings, "abc"))


@settings(deadline=None)
@given(RATINGS)
def test_weights_are_the_same_as_repeated_units(ratings):
    tally = Tally.from_ratings(ratings, "abc")
    thrice = Tally.from_ratings(ratings * 3, "abc")

    for statistic in MANY:
        assert same(statistic(Tally(tally.counts, tally.weights * 3)).value, statistic(thrice).value)


@settings(deadline=None)
@given(RATINGS)
def test_alpha_on_sets_of_one_is_nominal_alpha_for_every_distance(ratings):
    sets = code_sets.SetTable.from_ratings([[None if v is None else {v} for v in row] for row in ratings])
    nominal = c.krippendorff_alpha_nominal(Tally.from_ratings(ratings, "abc")).value

    for statistic in (code_sets.alpha_sets_jaccard, code_sets.alpha_sets_masi, code_sets.alpha_sets_nominal):
        assert same(statistic(sets).value, nominal)


SPANS = st.lists(st.tuples(st.integers(0, 36), st.integers(1, 6)), max_size=5)


@settings(deadline=None)
@given(st.lists(SPANS, min_size=2, max_size=4))
def test_one_code_makes_u_alpha_and_its_binary_form_the_same(coders):
    spans = [[(a, min(40, a + n), "x") for a, n in mine] for mine in coders]
    columns = unitizing.continuum_columns(40, spans, ["x"])

    whole = unitizing.u_alpha(unitizing.continuum(columns).summed()).value
    binary = unitizing.bin_u_alpha(unitizing.binary_continuum(columns).sum(axis=0)).value

    assert same(whole, binary)


def test_text_that_nobody_coded_moves_agreement_but_hardly_u_alpha():
    spans = [[(0, 10, "x")], [(2, 10, "x")]]
    short, long = (unitizing.continuum_columns(length, spans, ["x"]) for length in (1_000, 100_000))

    def value(columns):
        return unitizing.bin_u_alpha(unitizing.binary_continuum(columns).sum(axis=0)).value

    assert value(short) == pytest.approx(value(long), abs=0.01)


def test_codes_of_one_coder_that_overlap_are_refused_where_the_family_forbids_it():
    columns = unitizing.continuum_columns(20, [[(0, 10, "x"), (5, 12, "y")], [(0, 10, "x")]], ["x", "y"])

    sums = unitizing.continuum(columns).summed()
    for statistic in (unitizing.u_alpha, unitizing.cu_alpha, unitizing.cu_coverage):
        assert statistic(sums).value is None
        assert "codes overlap" in statistic(sums).undefined


@settings(deadline=None, max_examples=40)
@given(TABLE)
def test_cohen_matches_scikit_learn(table):
    from sklearn.metrics import cohen_kappa_score

    first, second = np.indices((3, 3)).reshape(2, -1).repeat(table.reshape(-1), axis=1)
    value = c.cohen_kappa(table).value
    assume(value is not None)

    assert value == pytest.approx(cohen_kappa_score(first, second), abs=1e-9)
