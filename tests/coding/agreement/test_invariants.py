"""What must hold for every study: symmetry, order, names, cuts, perfect and random coders, subsets."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.agreement.laying import presence
from coding.agreement.report import agreement_report, report_of, reports_of_groups
from coding.agreement.source_lines import report_of_sources
from coding.agreement.tabulated import tabulate
from coding.agreement.units import CONTINUUM_UNITS, UNITS, CodedSource
from tests.coding.agreement.test_units import CODERS, CODES, LENGTH, sources

TILES = [(0, 8), (8, 15), (15, 22), (22, 30)]
# A pair's bias index turns its sign with the order of the two coders.
SIGNED = {"bias_index"}


def figures(report: dict) -> dict:
    """Every value of a report by what it is of; pairs by the set of their coders."""
    found = {("overall", name): one["value"] for name, one in report["overall"]["coefficients"].items()}
    for entry in report["codes"]:
        found |= {(entry["code"], name): one["value"] for name, one in entry["coefficients"].items()}
        for pair in entry["pairs"]:
            of = frozenset(pair["coders"])
            found |= {
                (entry["code"], of, name): one["value"]
                for name, one in pair["coefficients"].items()
                if name not in SIGNED
            }
    return found


def assert_same(first: dict, second: dict) -> None:
    assert first.keys() == second.keys()
    for key, value in first.items():
        other = second[key]
        assert (value is None) == (other is None), key
        assert value is None or value == pytest.approx(other, abs=1e-9), key


@settings(max_examples=25, deadline=None)
@given(sources(), st.sampled_from(UNITS), st.permutations(CODERS), st.randoms())
def test_neither_the_order_of_coders_nor_that_of_sources_matters(given_sources, unit, order, random):
    shuffled = random.sample(given_sources, len(given_sources))

    first = agreement_report(given_sources, CODERS, CODES, unit, resamples=0)
    second = agreement_report(shuffled, order, CODES, unit, resamples=0)

    assert_same(figures(first), figures(second))


@settings(max_examples=25, deadline=None)
@given(sources(), st.sampled_from(UNITS))
def test_names_of_codes_do_not_matter(given_sources, unit):
    names = {"x": "y", "y": "x"}
    renamed = [
        CodedSource(
            one.key, one.length, one.boundaries, one.seen,
            {coder: [(a, b, names[code]) for a, b, code in marks] for coder, marks in one.codings.items()},
        )
        for one in given_sources
    ]  # fmt: skip

    before = figures(agreement_report(given_sources, CODERS, CODES, unit, resamples=0))
    after = figures(agreement_report(renamed, CODERS, CODES, unit, resamples=0))

    assert_same(before, {(names.get(key[0], key[0]), *key[1:]): value for key, value in after.items()})


@settings(max_examples=25, deadline=None)
@given(sources(), st.sampled_from(UNITS), st.integers(1, 8))
def test_a_coding_cut_in_two_changes_nothing_but_how_many_spans_there_are(given_sources, unit, at):
    def cut(marks):
        return [part for a, b, code in marks for part in _parts(a, b, code, at)]

    halved = [
        CodedSource(
            one.key, one.length, one.boundaries, one.seen, {coder: cut(marks) for coder, marks in one.codings.items()}
        )
        for one in given_sources
    ]
    # The self-pairing term of the u-alpha family counts units by design, and so does F1 on spans.
    of_units = ("u_alpha", "f1_spans")

    def kept(report):
        return {key: value for key, value in figures(report).items() if not any(name in key[-1] for name in of_units)}

    assert_same(
        kept(agreement_report(given_sources, CODERS, CODES, unit, resamples=0)),
        kept(agreement_report(halved, CODERS, CODES, unit, resamples=0)),
    )


def _parts(start, end, code, at):
    middle = start + at
    return [(start, middle, code), (middle, end, code)] if middle < end else [(start, end, code)]


def test_a_unit_cut_in_two_by_one_coder_leaves_the_u_alpha_family_at_one():
    """Krippendorff et al. 2016: intersections agree. The form of 2004 falls to .197 on such data."""
    codings = {"Ana": [(10, 30, "x"), (50, 60, "y")], "Ben": [(10, 20, "x"), (20, 30, "x"), (50, 60, "y")]}
    source = CodedSource("s", 100, {}, frozenset(codings), codings)

    report = agreement_report([source], ["Ana", "Ben"], CODES, "unitizing", resamples=0)

    for name in ("bin_u_alpha", "u_alpha", "cu_alpha"):
        assert report["overall"]["coefficients"][name]["value"] == pytest.approx(1)
    assert report["codes"][0]["coefficients"]["ku_alpha"]["value"] == pytest.approx(1)


def study(number: int, coders: int, seed: int, *, same: bool) -> list[CodedSource]:
    """Sources of four sentences that fill the text; a coder gives each one code or none, as the others or by lot."""
    generator = np.random.default_rng(seed)
    found = []
    for key in range(number):
        drawn = generator.integers(0, 3, (coders, len(TILES)))
        marks = {
            CODERS[c]: [
                (*TILES[s], CODES[value])
                for s, value in enumerate(drawn[0 if same else c].tolist())
                if value < len(CODES)
            ]
            for c in range(coders)
        }
        found.append(CodedSource(key, LENGTH, {"sentence": TILES}, frozenset(marks), marks))
    return found


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("coders", [2, 3])
def test_coders_who_agree_on_everything_reach_one(unit, coders):
    report = agreement_report(study(15, coders, 1, same=True), CODERS[:coders], CODES, unit, resamples=50)

    varying = {"prevalence_index", "bias_index", "cu_coverage", "ku_coverage"}
    for key, value in figures(report).items():
        if key[-1] in varying or value is None:
            continue
        assert value == pytest.approx(1), key
    kappa = "cohen_kappa" if coders == 2 else "light_kappa"
    if unit not in {"unitizing", "source", "answer"}:
        assert report["codes"][0]["coefficients"][kappa]["value"] == pytest.approx(1)
        assert "same value" in report["codes"][0]["coefficients"][kappa]["no_interval"]


@pytest.mark.parametrize("unit", ["sentence", "character", "unitizing"])
def test_coders_who_draw_lots_come_out_near_nothing(unit):
    coders = CODERS[:2]
    report = agreement_report(study(400, 2, 2, same=False), coders, CODES, unit, resamples=0)

    chance_corrected = {
        "cohen_kappa", "scott_pi", "fleiss_kappa", "krippendorff_alpha_nominal", "pooled_kappa", "bin_u_alpha",
        "mean_kappa_over_codes", "alpha_sets_jaccard", "alpha_sets_masi", "u_alpha", "cu_alpha",
    }  # fmt: skip
    found = {key: value for key, value in figures(report).items() if key[-1] in chance_corrected}
    defined = [value for value in found.values() if value is not None]
    assert len(defined) >= 3
    assert max(map(abs, defined)) < 0.12


@settings(max_examples=25, deadline=None)
@given(sources(), st.integers(2, 9))
def test_text_stretched_evenly_changes_no_share_of_characters(given_sources, factor):
    stretched = [
        CodedSource(
            one.key, one.length * factor, {}, one.seen,
            {coder: [(a * factor, b * factor, c) for a, b, c in marks] for coder, marks in one.codings.items()},
        )
        for one in given_sources
    ]  # fmt: skip
    # Alpha and u-alpha correct for the number of units, which is what stretching changes.
    corrected = ("alpha", "_spans")

    def shares(report):
        return {key: v for key, v in figures(report).items() if not any(name in key[-1] for name in corrected)}

    assert_same(
        shares(agreement_report(given_sources, CODERS, CODES, "character", resamples=0)),
        shares(agreement_report(stretched, CODERS, CODES, "character", resamples=0)),
    )


def test_what_is_held_in_memory_grows_with_codings_and_not_with_text():
    codings = {"Ana": [(5, 9, "x")], "Ben": [(7, 12, "x")]}

    def cells(length):
        source = CodedSource("s", length, {}, frozenset(codings), codings)
        found = presence([source], ["Ana", "Ben"], ["x"], "character")
        return len(found.code)

    assert cells(20) == cells(20_000_000) == 3


# ---- subsets ---------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(sources(), st.sampled_from(UNITS), st.data())
def test_a_report_on_some_sources_is_the_report_on_these_sources_alone(given_sources, unit, data):
    keys = data.draw(st.sets(st.sampled_from([one.key for one in given_sources])))
    chosen = [one for one in given_sources if one.key in keys]

    part = report_of(tabulate(given_sources, CODERS, CODES, unit).only(keys), resamples=0)

    assert part == agreement_report(chosen, CODERS, CODES, unit, resamples=0)


@settings(max_examples=25, deadline=None)
@given(sources(), st.sampled_from(UNITS))
def test_the_line_of_a_source_has_the_figures_of_a_report_on_it_alone(given_sources, unit):
    tabulated = tabulate(given_sources, CODERS, CODES, unit)

    lines = report_of_sources(tabulated)

    assert [line["source"] for line in lines] == [one.key for one in given_sources if len(one.seen) > 1]
    for line in lines:
        alone = report_of(tabulated.only([line["source"]]), resamples=0)
        assert line["units"] == alone["units"]
        for name, one in line["coefficients"].items():
            expected = alone["overall"]["coefficients"][name]["value"]
            if name == "cohen_kappa":
                continue  # two of three coders may have seen this source
            assert (one["value"] is None) == (expected is None), name
            assert expected is None or one["value"] == pytest.approx(expected, abs=1e-9), name
            assert (one["value"] is None) == bool(one["undefined"])


def test_groups_come_in_their_order_with_their_own_intervals():
    everything = study(30, 3, 3, same=False)
    tabulated = tabulate(everything, CODERS, CODES, "sentence")

    groups = reports_of_groups(tabulated, {"late": range(12, 30), "few": [1, 2], "all": range(30)}, resamples=60)

    assert list(groups) == ["late", "few", "all"]
    assert groups["late"]["units"] == 18 * 4
    assert groups["late"]["overall"]["coefficients"]["pooled_kappa"]["low"] is not None
    assert "fewer than ten sources" in groups["few"]["intervals"]["undefined"]
    assert groups["all"] == report_of(tabulated, resamples=60)


def test_a_pair_that_shares_few_sources_gets_no_interval_though_all_together_do():
    everything = study(40, 3, 4, same=False)
    rarely = [
        one if one.key < 5 else CodedSource(one.key, LENGTH, one.boundaries, frozenset(CODERS[:2]), one.codings)
        for one in everything
    ]

    report = agreement_report(rarely, CODERS, CODES, "sentence", resamples=60)

    pairs = {tuple(pair["coders"]): pair for pair in report["codes"][0]["pairs"]}
    assert pairs["Ana", "Ben"]["coefficients"]["cohen_kappa"]["low"] is not None
    assert pairs["Ana", "Cem"]["sources"] == 5
    assert "fewer than ten" in pairs["Ana", "Cem"]["coefficients"]["cohen_kappa"]["no_interval"]


def test_characters_get_no_interval_by_formula_and_sources_get_one_without_a_caveat():
    everything = study(30, 3, 5, same=False)

    by_unit = {unit: agreement_report(everything, CODERS, CODES, unit, resamples=0) for unit in UNITS}

    for unit, report in by_unit.items():
        alpha = report["codes"][0]["coefficients"]["krippendorff_alpha_nominal"]
        said = report["intervals"]["analytic"]
        if unit in CONTINUUM_UNITS:
            assert "analytic" not in alpha
            assert "far too narrow" in said["undefined"]
        else:
            assert alpha["analytic"]["low"] <= alpha["value"] <= alpha["analytic"]["high"]
            assert math.isfinite(alpha["analytic"]["se"])
            assert ("narrower" in said["assumes"]) == (unit not in {"source", "answer"})
