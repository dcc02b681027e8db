"""Fast sums against slow counts: the continuum character by character, spans one by one, sets unit by unit."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.agreement import coefficients as c
from coding.agreement import nominal, overlap, tallies, unitizing
from coding.agreement.code_sets import SetTable
from coding.agreement.laying import merged
from coding.agreement.overall import Asked, Scale
from coding.agreement.report import agreement_report, report_of
from coding.agreement.tabulated import tabulate
from coding.agreement.tallies import Tally
from coding.agreement.units import CodedSource, Kept, collapsed, columns_of, of_code
from tests.coding.agreement.test_units import CODERS, CODES, CODING, LENGTH, sources

# One coder's codes that exclude one another: each character at most one.
EXCLUSIVE = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6), st.sampled_from(CODES)), max_size=5).map(
    lambda drawn: [(start, end, code) for start, end, code in _laid(drawn) if end <= LENGTH]
)


def _laid(drawn):
    place, found = 0, []
    for gap, length, code in drawn:
        found.append((place + gap, place + gap + length, code))
        place += gap + length
    return found


def character_values(spans):
    values = [None] * LENGTH
    for start, end, code in spans:
        values[start:end] = [code] * (end - start)
    return values


@settings(max_examples=80, deadline=None)
@given(st.lists(EXCLUSIVE, min_size=2, max_size=4))
def test_the_continuum_is_what_one_counts_character_by_character(coders):
    sums = unitizing.continuum(unitizing.continuum_columns(LENGTH, coders, CODES)).summed()

    values = [character_values(spans) for spans in coders]
    others = len(coders) - 1
    names = [None, *CODES]
    length = np.zeros((len(names), len(names)))
    for mine in values:
        for theirs in values:
            if mine is not theirs:
                for a, b in zip(mine, theirs, strict=True):
                    length[names.index(a), names.index(b)] += 1 / others
    np.testing.assert_allclose(sums.totals, length.sum(axis=1), atol=1e-9)
    np.testing.assert_allclose(sums.agreed, np.diag(length), atol=1e-9)
    np.testing.assert_allclose(sums.shared, length[1:, 1:].sum(axis=1), atol=1e-9)
    one_by_one, together = np.zeros(len(CODES)), np.zeros(len(CODES))
    for i, spans in enumerate(coders):
        for start, end, code in spans:
            met = [[theirs[at] is not None for at in range(start, end)] for j, theirs in enumerate(values) if j != i]
            one_by_one[CODES.index(code)] += sum(sum(row) ** 2 for row in met) / others
            together[CODES.index(code)] += sum(map(any, zip(*met, strict=True))) ** 2
    np.testing.assert_allclose(sums.shared_squares, one_by_one, atol=1e-9)
    np.testing.assert_allclose(sums.shared_squares_2019, together, atol=1e-9)


@settings(max_examples=80, deadline=None)
@given(sources(), st.sampled_from(CODES))
def test_spans_match_as_one_finds_by_comparing_every_two(given_sources, code):
    columns = of_code(columns_of(given_sources, CODERS, CODES), CODES.index(code))
    units = merged(columns)

    found = overlap.span_matches(columns)

    for s, source in enumerate(given_sources):
        spans = {
            coder: [
                (a, b)
                for at, who, a, b in zip(units.source, units.coder, units.start, units.end, strict=True)
                if at == s and CODERS[who] == coder
            ]
            for coder in CODERS
        }
        for place, (first, second) in enumerate(combinations(CODERS, 2)):
            matched = sum(_iou(one, other) > 0.5 for one in spans[first] for other in spans[second])
            amount = len(spans[first]) + len(spans[second]) if {first, second} <= source.seen else 0
            assert found[s, place].tolist() == [2 * matched, amount]


def _iou(one, other):
    shared = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return shared / (max(one[1], other[1]) - min(one[0], other[0]))


RATINGS = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from(["a", "b", "c", "", None]), min_size=coders, max_size=coders), min_size=2, max_size=14
    )
)


@settings(max_examples=80, deadline=None)
@given(RATINGS)
def test_codes_that_exclude_one_another_are_an_ordinary_nominal_scale(ratings):
    """Over all codes, "" standing for no code, the sets give what the tally of the values gives, errors included."""
    sets = SetTable.from_ratings([[None if v is None else set(v) for v in row] for row in ratings])
    tally = Tally.from_ratings(ratings, ["", "a", "b", "c"])
    sums = nominal.nominal_sums(sets, len(ratings)).of(np.ones(len(ratings)))

    assert nominal.exclusive(sets)
    pairs = {
        "fleiss_kappa": (nominal.fleiss_values(sums), tallies.fleiss_kappa_values(tally)),
        "krippendorff_alpha_nominal": (nominal.alpha_values(sums), tallies.krippendorff_alpha_values(tally)),
        "gwet_ac1": (nominal.ac1_values(sums, 4), tallies.gwet_ac1_values(tally)),
        "brennan_prediger": (nominal.brennan_prediger_values(sums, 4), tallies.brennan_prediger_values(tally)),
        "percent_agreement": (nominal.observed(sums), tallies.percent_agreement_values(tally)),
    }
    for name, (ours, expected) in pairs.items():
        np.testing.assert_allclose(ours, expected, atol=1e-9)
        if tally.units():
            errors = nominal.standard_error(sets, name, 4), tallies.linearised_se(tally, name)
            np.testing.assert_allclose(*errors, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["a", "b", "c"])), min_size=3, max_size=20))
def test_two_coders_of_one_scale_have_cohens_kappa_over_all_codes(pairs):
    sets = SetTable.from_ratings([[{a}, {b}] for a, b in pairs])
    place = "abc"
    table = np.zeros((3, 3))
    for a, b in pairs:
        table[place.index(a), place.index(b)] += 1

    ours = nominal.cohen_values(nominal.nominal_sums(sets, 1).of(np.ones(1)))

    expected = c.cohen_kappa(table).value
    assert np.isnan(ours) if expected is None else ours == pytest.approx(expected)


# ---- ordered scales --------------------------------------------------------------------------

# Gwet 2014 and the R package irrCAC 1.4, as in the reference case gwet_fixture_04: quadratic AC2 .84028.
LIKERT = np.array([[20, 4, 1, 0], [3, 15, 3, 1], [1, 2, 12, 3], [0, 1, 2, 10]])


def rated(table: np.ndarray, unrated: int = 0) -> list[CodedSource]:
    """Two coders' ratings of one source each; some sources that neither rated."""
    found = []
    for first, second in zip(*np.indices(table.shape).reshape(2, -1).repeat(table.reshape(-1), axis=1), strict=True):
        codings = {"Ana": [(0, 9, f"level {first}")], "Ben": [(0, 9, f"level {second}")]}
        found.append(CodedSource(len(found), 10, {}, frozenset(codings), codings))
    return [*found, *(CodedSource(-k - 1, 10, {}, frozenset({"Ana", "Ben"}), {}) for k in range(unrated))]


def scaled(table: np.ndarray, weights: str, unrated: int = 0) -> dict:
    levels = tuple(f"level {k}" for k in range(len(table)))
    tabulated = tabulate(rated(table, unrated), ["Ana", "Ben"], levels, "source")
    return report_of(tabulated, resamples=0, asked=Asked(Scale(levels, weights)))["overall"]["coefficients"]


@pytest.mark.parametrize("weights", tallies.WEIGHTS)
def test_ac2_and_ordinal_alpha_of_a_branch_are_those_of_the_ratings(weights):
    tally = Tally.from_counts(
        [np.eye(4)[first] + np.eye(4)[second] for first in range(4) for second in range(4)
         for _ in range(LIKERT[first, second])]
    )  # fmt: skip
    found = scaled(LIKERT, weights)

    assert found["gwet_ac2"]["value"] == pytest.approx(
        float(tallies.gwet_ac2_values(tally, tallies.similarity(weights, 4)))
    )
    assert found["krippendorff_alpha_ordinal"]["value"] == pytest.approx(
        float(tallies.krippendorff_alpha_values(tally, tallies.ordinal_distance(tally)))
    )
    assert found["gwet_ac2"]["analytic"]["low"] < found["gwet_ac2"]["value"] < found["gwet_ac2"]["analytic"]["high"]
    # What neither rated is not on the scale.
    assert scaled(LIKERT, weights, unrated=30)["gwet_ac2"]["value"] == pytest.approx(found["gwet_ac2"]["value"])


def test_weights_are_those_of_the_handbook():
    """Gwet 2014, chapter 3: linear 1 − |k − l| / (q − 1); ordinal by the number of pairs between."""
    np.testing.assert_allclose(tallies.similarity("linear", 4)[0], [1, 2 / 3, 1 / 3, 0])
    np.testing.assert_allclose(tallies.similarity("quadratic", 4)[0], [1, 8 / 9, 5 / 9, 0])
    np.testing.assert_allclose(tallies.similarity("radical", 5)[0], 1 - np.sqrt(np.arange(5) / 4))
    np.testing.assert_allclose(tallies.similarity("ordinal", 4)[0], [1, 5 / 6, 1 / 2, 0])


def test_a_scale_of_codes_that_are_no_alternatives_is_refused_in_words():
    both = CodedSource("s", 10, {}, frozenset({"Ana", "Ben"}), {"Ana": [(0, 9, "x"), (0, 9, "y")], "Ben": []})
    tabulated = tabulate([both], ["Ana", "Ben"], CODES, "source")

    found = report_of(tabulated, resamples=0, asked=Asked(Scale(CODES, "linear")))["overall"]["coefficients"]

    assert found["gwet_ac2"]["value"] is None
    assert "several codes" in found["gwet_ac2"]["undefined"]


# ---- text that is left out -------------------------------------------------------------------

HOLES = st.lists(st.tuples(st.integers(0, LENGTH - 2), st.integers(1, 6)), max_size=3).map(
    lambda drawn: [(start, min(start + length, LENGTH)) for start, length in drawn]
)


@settings(max_examples=80, deadline=None)
@given(HOLES, st.lists(CODING, max_size=4), st.lists(CODING, max_size=4))
def test_text_left_out_is_as_if_it_had_never_been_there(holes, ana, ben):
    gone = {at for start, end in holes for at in range(start, end)}
    kept = [at for at in range(LENGTH) if at not in gone]
    codings = {"Ana": ana, "Ben": ben}
    whole = CodedSource("s", LENGTH, {}, frozenset(codings), codings, None, holes)

    def cut(marks):
        places = [([i for i, at in enumerate(kept) if start <= at < end], code) for start, end, code in marks]
        return [(held[0], held[-1] + 1, code) for held, code in places if held]

    short = CodedSource("s", len(kept), {}, frozenset(codings), {who: cut(marks) for who, marks in codings.items()})

    assert collapsed(whole).length == len(kept)
    for unit in ("character", "unitizing"):
        assert_equal_figures(
            agreement_report([whole], ["Ana", "Ben"], CODES, unit, resamples=0),
            agreement_report([short], ["Ana", "Ben"], CODES, unit, resamples=0),
        )
    back = Kept([(a, b) for a, b in _merged_holes(holes)])
    for i, at in enumerate(kept):
        assert back.outward(i, i + 1) == (at, at + 1)
        assert int(back.inward(np.array(at))) == i


def _merged_holes(holes):
    from coding.codings.spans import merge

    return merge(holes)


def assert_equal_figures(first, second):
    assert first["units"] == second["units"]
    assert first["codes"] == second["codes"]
    assert first["overall"]["coefficients"] == second["overall"]["coefficients"]
