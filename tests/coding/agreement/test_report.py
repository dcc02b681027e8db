"""The report: what scripts rely on, with every number traceable to passages."""

import csv
import json
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings

from coding.agreement import coefficients as c
from coding.agreement.passages import disagreeing_units
from coding.agreement.report import agreement_report
from coding.agreement.tallies import Tally
from coding.agreement.units import CONTINUUM_UNITS, UNITS, CodedSource
from tests.coding.agreement.reference import cases
from tests.coding.agreement.test_units import CODERS, CODES, sources
from tests.shared_data import SHARED, needs

TWO = ["c0", "c1"]


def excerpts(ratings: list[list], length: int = 10) -> list[CodedSource]:
    """Each row one source of one unit; each cell the codes a coder applied to it, or None."""
    return [
        CodedSource(
            i,
            length,
            {},
            frozenset(f"c{j}" for j, cell in enumerate(row) if cell is not None),
            {f"c{j}": [(0, length, code) for code in cell or ()] for j, cell in enumerate(row)},
        )
        for i, row in enumerate(ratings)
    ]


def case(name: str) -> dict:
    return next(one for one in cases() if one["id"] == name)


def value_of(coefficients: dict, name: str):
    return coefficients[name]["value"]


@needs("agreement/cases.json")
@pytest.mark.parametrize("name", ["multilabel_10x3", "multilabel_3coders_missing", "annomi_therapist_multilabel"])
def test_label_sets_from_codings_give_the_reference_values(name):
    one = case(name)
    ratings = one["input"]["ratings"]
    codes = sorted({code for row in ratings for cell in row for code in cell or ()})
    report = agreement_report(
        excerpts(ratings), [f"c{i}" for i in range(one["input"]["coders"])], codes, "source", resamples=0
    )
    per_code = {entry["code"]: entry for entry in report["codes"]}
    renamed = {
        "krippendorff_alpha_code": "krippendorff_alpha_nominal", "cohen_kappa_code": "cohen_kappa",
        "percent_agreement_code": "percent_agreement", "gwet_ac1_code": "gwet_ac1",
        "brennan_prediger_code": "brennan_prediger", "fleiss_kappa_code": "fleiss_kappa",
    }  # fmt: skip
    checked = 0
    for expected in one["expectations"]:
        statistic, params = expected["statistic"], expected.get("params", {})
        if "code" in params and statistic in renamed:
            found = value_of(per_code[params["code"]]["coefficients"], renamed[statistic])
        elif "code" in params and statistic in per_code[params["code"]]["pairs"][0]["coefficients"]:
            found = value_of(per_code[params["code"]]["pairs"][0]["coefficients"], statistic)
        elif statistic in report["overall"]["coefficients"]:
            found = value_of(report["overall"]["coefficients"], statistic)
        else:
            continue
        checked += 1
        assert found == pytest.approx(expected["value"], abs=expected["abs_tol"]), statistic
    assert checked >= 5


@needs("agreement/cases.json")
@pytest.mark.parametrize(
    "name",
    [
        "leoka_team1_10docs_Person",
        "leoka_team1_10docs_Drugs",
        "ualpha_two_coders_two_codes",
        "ualpha_readme_3coders",
        "ualpha_main_3coders",
        "empty_text_dominance_L1000",
        "kripp1995_fig_A",
        "kripp1995_fig_C",
    ],
)
def test_spans_give_the_reference_values(name):
    given_ = case(name)["input"]
    coders = range(len(given_["coders"]))
    codings = {i: [tuple(span) for span in spans] for i, spans in enumerate(given_["coders"])}
    codes = sorted({code for spans in given_["coders"] for _, _, code in spans})
    source = CodedSource("s", given_["length"], {}, frozenset(coders), codings)

    report = agreement_report([source], coders, codes, "character", resamples=0)

    renamed = {
        "char_alpha_nominal": "krippendorff_alpha_nominal", "cohen_kappa_characters": "cohen_kappa",
        "scott_pi_characters": "scott_pi",
    }  # fmt: skip
    of_code = {entry["code"]: entry["coefficients"] for entry in report["codes"]}
    for expected in case(name)["expectations"]:
        statistic, code = expected["statistic"], expected.get("params", {}).get("code")
        coefficients = of_code[code] if code else report["overall"]["coefficients"]
        statistic = renamed.get(statistic, statistic)
        if statistic in coefficients:
            found = value_of(coefficients, statistic)
            assert found == pytest.approx(expected["value"], abs=expected["abs_tol"]), statistic
        else:
            assert statistic.startswith(("alpha_U", "percent_agreement_characters"))


def test_the_shape_that_scripts_rely_on():
    report = agreement_report(excerpts([[["A"], []], [["A"], ["A"]], [[], []]]), TWO, ["A", "B"], "source")

    assert {"unit", "rule", "coders", "sources", "units", "codes", "overall"} <= report.keys()
    assert {"code", "units", "prevalence", "counts", "coefficients", "pairs"} <= report["codes"][0].keys()
    assert {"value", "low", "high", "undefined"} <= report["codes"][0]["coefficients"]["cohen_kappa"].keys()
    assert report["codes"][0]["pairs"][0]["counts"] == {"both": 1, "first_only": 1, "second_only": 0, "neither": 1}
    assert report["codes"][0]["prevalence"] == 0.5
    assert json.loads(json.dumps(report)) == report


def test_a_code_nobody_used_is_undefined_left_out_and_counted():
    report = agreement_report(excerpts([[["A"], []], [["A"], ["A"]], [[], []]]), TWO, ["A", "B"], "source")
    unused = report["codes"][1]["coefficients"]

    assert unused["cohen_kappa"]["value"] is None
    assert "nobody used" in unused["cohen_kappa"]["undefined"]
    assert unused["krippendorff_alpha_nominal"]["value"] is None
    # What has a value all the same says that there was nothing to agree about.
    for name in ("percent_agreement", "gwet_ac1", "brennan_prediger"):
        assert unused[name]["value"] == 1
        assert "nobody used" in unused[name]["note"]
        assert "nobody used" in report["codes"][1]["pairs"][0]["coefficients"]["percent_agreement"]["note"]
        assert "note" not in report["codes"][0]["coefficients"][name]
    assert report["overall"]["left_out"]["codes"] == ["B"]
    assert report["overall"]["left_out"]["kappas"] == 1
    only_a = report["codes"][0]["coefficients"]
    assert value_of(report["overall"]["coefficients"], "pooled_kappa") == value_of(only_a, "cohen_kappa")
    assert value_of(report["overall"]["coefficients"], "percent_agreement") == value_of(only_a, "percent_agreement")


@pytest.mark.parametrize("unit", UNITS)
def test_nothing_to_compare_is_undefined_everywhere_and_never_a_number(unit):
    alone = [CodedSource(0, 10, {}, frozenset({"Ana"}), {"Ana": [(0, 4, "x")]})]

    for given_, coders in (([], ["Ana", "Ben"]), (alone, ["Ana", "Ben"]), (alone, ["Ana"])):
        report = agreement_report(given_, coders, ["x"], unit)
        assert report["units"] == 0
        everything = report["codes"][0]["coefficients"] | report["overall"]["coefficients"]
        assert all(entry["value"] is None and entry["undefined"] for entry in everything.values())


def test_a_text_nobody_coded_raises_agreement_but_not_positive_agreement():
    coded = excerpts([[["A"], ["A"]], [["A"], []], [[], []]])
    silent = excerpts([[[], []]] * 200)

    before = agreement_report(coded, TWO, ["A"], "source")["codes"][0]
    after = agreement_report(coded + silent, TWO, ["A"], "source", resamples=0)["codes"][0]

    assert value_of(after["coefficients"], "percent_agreement") > value_of(before["coefficients"], "percent_agreement")
    assert value_of(after["pairs"][0]["coefficients"], "p_pos") == value_of(before["pairs"][0]["coefficients"], "p_pos")


def test_intervals_hold_the_value_and_repeat_with_the_seed():
    generator = np.random.default_rng(4)
    ratings = [[["A"] if v < p else [] for v in generator.random(3)] for p in generator.random(40)]

    first, again = (
        agreement_report(excerpts(ratings), ["c0", "c1", "c2"], ["A"], "source", resamples=400) for _ in "12"
    )

    assert first == again
    for name in ("percent_agreement", "krippendorff_alpha_nominal", "gwet_ac1"):
        entry = first["codes"][0]["coefficients"][name]
        assert entry["low"] < entry["value"] < entry["high"]
    for name in ("pooled_kappa", "alpha_sets_jaccard"):
        entry = first["overall"]["coefficients"][name]
        assert entry["low"] < entry["value"] < entry["high"]


def test_too_few_sources_for_an_interval_is_said():
    report = agreement_report(excerpts([[["A"], []], [["A"], ["A"]], [[], []]]), TWO, ["A"], "source")

    assert "fewer than ten sources" in report["intervals"]["undefined"]
    assert report["codes"][0]["coefficients"]["cohen_kappa"]["low"] is None


@settings(max_examples=30, deadline=None)
@given(sources())
def test_disputed_units_are_as_many_as_the_report_says(given_sources):
    for unit in UNITS:
        report = agreement_report(given_sources, CODERS, CODES, unit, resamples=0)
        for entry in report["codes"]:
            listed = disagreeing_units(given_sources, CODERS, entry["code"], unit)
            amount = sum(u.end - u.start for u in listed) if unit in CONTINUUM_UNITS else len(listed)
            assert amount == entry["units_in_dispute"]


# ---- real spans ------------------------------------------------------------------------------


def narratives(team: str) -> tuple[list[CodedSource], list[str], list[str]]:
    csv.field_size_limit(10_000_000)
    folder = SHARED / "data" / "coded-narratives"
    with (folder / "docs.csv").open(encoding="utf-8", newline="") as file:
        texts = {row["doc"]: row["text"] for row in csv.DictReader(file) if row["doc"].startswith(f"{team}_")}
    codings = defaultdict(lambda: defaultdict(list))
    with (folder / "spans.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["doc"] in texts:
                codings[row["doc"]][row["coder"]].append((int(row["start"]), int(row["end"]), row["code"]))
    coders = sorted({coder for of_doc in codings.values() for coder in of_doc})
    codes = sorted({code for of_doc in codings.values() for spans in of_doc.values() for _, _, code in spans})
    found = [
        CodedSource(doc, len(text), {}, frozenset(codings[doc]), {k: list(v) for k, v in codings[doc].items()}, text)
        for doc, text in texts.items()
    ]
    return found, coders, codes


@needs("data/coded-narratives/spans.csv")
def test_real_narratives_by_several_coders_match_a_character_by_character_count():
    found, coders, codes = narratives("t1")
    assert len(found) > 50
    assert len(coders) >= 3

    report = agreement_report(found, coders, codes, "character", resamples=200)

    entry = next(one for one in report["codes"] if one["code"] == "Person")
    rows = []
    for source in found:
        marks = {}
        for coder in coders:
            if coder in source.seen:
                marks[coder] = np.zeros(source.length, dtype=bool)
                for start, end, code in source.codings[coder]:
                    if code == "Person":
                        marks[coder][start:end] = True
        applied = sum(marks.values(), np.zeros(source.length, dtype=int))
        rows.append(np.stack([applied, len(marks) - applied], axis=1))
    tally = Tally.from_counts(np.concatenate(rows))
    for name in ("krippendorff_alpha_nominal", "gwet_ac1", "percent_agreement", "fleiss_kappa"):
        assert value_of(entry["coefficients"], name) == pytest.approx(getattr(c, name)(tally).value, abs=1e-9)
    assert entry["coefficients"]["krippendorff_alpha_nominal"]["low"] is not None
    assert value_of(report["overall"]["coefficients"], "alpha_sets_jaccard") is not None


@needs("data/coded-narratives/spans.csv")
def test_long_units_make_character_alpha_and_u_alpha_nearly_equal_on_real_narratives():
    found, coders, codes = narratives("t2")

    report = agreement_report(found, coders, codes, "character", resamples=0)

    for entry in report["codes"]:
        alpha = value_of(entry["coefficients"], "krippendorff_alpha_nominal")
        assert alpha == pytest.approx(value_of(entry["coefficients"], "bin_u_alpha"), abs=0.01)
