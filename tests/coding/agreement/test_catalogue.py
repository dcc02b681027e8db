"""The catalogue of statistics knows every figure a report can show, and every sentence it can say is translated."""

import pytest

from coding.agreement import bootstrap, coefficient, intervals, overall, unitizing, units
from coding.agreement.bands import BANDED, SCALES, benchmark
from coding.agreement.overall import Asked, Scale
from coding.agreement.report import report_of
from coding.agreement.statistics import INTERVAL_CITATIONS, STATISTICS
from coding.agreement.tabulated import tabulate
from coding.agreement.units import UNITS, CodedSource
from coding.agreement.words import LABELS, MEANINGS, REASONS, RULES, UNIT_LABELS, UNITS_COUNTED


def test_every_figure_of_every_report_is_in_the_catalogue_and_the_other_way_round():
    codings = {"Ana": [(0, 9, "x")], "Ben": [(2, 9, "x")], "Cem": []}
    source = CodedSource("s", 20, {}, frozenset(codings), codings)
    seen = set()
    for unit in UNITS:
        for coders in (["Ana", "Ben"], ["Ana", "Ben", "Cem"]):
            tabulated = tabulate([source], coders, ["x", "y"], unit)
            report = report_of(tabulated, resamples=0, asked=Asked(Scale(("x", "y"), "linear"), aligned=True))
            shown = set(report["overall"]["coefficients"])
            for part in (report["codes"], report["overall"]["pairs"]):
                shown |= {name for entry in part for name in entry["coefficients"]}
            shown |= {name for entry in report["codes"] for pair in entry["pairs"] for name in pair["coefficients"]}
            assert shown <= report["statistics"].keys()
            seen |= shown

    assert seen == STATISTICS.keys()


@pytest.mark.parametrize("one", STATISTICS.values(), ids=str)
def test_a_statistic_says_what_it_is_how_it_is_computed_and_who_published_it(one):
    assert one.definition.endswith(".")
    assert one.label
    assert one.formula
    assert any(letter.isdigit() for letter in one.citation)
    assert str(LABELS[one.name]) == one.label
    assert str(MEANINGS[one.name]) == one.definition
    assert one.low is None or one.low < one.high


def test_every_reason_can_be_translated():
    modules = (coefficient, bootstrap, unitizing, overall, intervals, units)
    sentences = {
        value
        for module in modules
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and " " in value
    }

    assert sentences <= {str(one) for one in (*REASONS, *RULES)}


def test_every_unit_has_its_words():
    assert UNIT_LABELS.keys() == UNITS_COUNTED.keys() == set(UNITS)


def test_intervals_cite_their_papers():
    assert {intervals.LINEARISATION, intervals.FCE_1969, "bootstrap"} == INTERVAL_CITATIONS.keys()


# ---- bands -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scale", "value", "word"),
    [
        ("landis_koch_1977", -0.01, "poor"), ("landis_koch_1977", 0.41, "moderate"),
        ("landis_koch_1977", 0.81, "almost perfect"), ("altman_1991", 0.61, "good"), ("fleiss_1981", 0.76, "excellent"),
        ("krippendorff_2019", 0.8, "reliable"), ("krippendorff_2019", 0.667, "for tentative conclusions only"),
        ("krippendorff_2019", 0.66, "not to be relied on"), ("mchugh_2012", 0.59, "weak"),
        ("mchugh_2012", 0.91, "almost perfect"),
    ],
)  # fmt: skip
def test_words_are_their_authors(scale, value, word):
    assert next(one for one in SCALES if one.name == scale).word(value) == word


def test_a_band_is_reached_only_where_one_can_be_sure():
    """Gwet 2014, chapter 6: .67 with a standard error of .15 is "good" to the eye, and "moderate" for sure."""
    altman = next(one for one in SCALES if one.name == "altman_1991")

    assert altman.word(0.67) == "good"
    assert benchmark(altman, 0.67, 0.15) == "moderate"
    assert benchmark(altman, 0.67, 0.01) == "good"
    assert benchmark(altman, 1.0, 0.0) is None


def test_bands_are_for_figures_that_are_corrected_for_chance():
    assert set(BANDED) <= STATISTICS.keys()
    assert not {"percent_agreement", "holsti_code_decisions", "f1_spans", "jaccard", "p_pos"} & set(BANDED)
