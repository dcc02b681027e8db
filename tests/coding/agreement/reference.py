"""The reference cases beside the checkout: every value our statistics must reproduce."""

import json
from collections.abc import Callable
from itertools import combinations

import numpy as np

from coding.agreement import bands, code_sets, gamma, older_unitizing, tables, tallies, unitizing
from coding.agreement import coefficients as c
from coding.agreement.bootstrap import Resampler, cluster_interval
from coding.agreement.code_sets import SetTable
from coding.agreement.coefficient import Coefficient
from coding.agreement.intervals import LINEARISATION, with_formula
from coding.agreement.tallies import Tally
from tests.shared_data import SHARED

PATH = SHARED / "agreement" / "cases.json"


def cases() -> list[dict]:
    return json.loads(PATH.read_text(encoding="utf-8"))["cases"] if PATH.exists() else []


def expectations() -> list[tuple[str, dict, dict]]:
    """(readable id, case, expectation) for every value; none is left out."""
    return [
        (f"{case['id']}-{expected['statistic']}-{i}", case, expected)
        for case in cases()
        for i, expected in enumerate(case["expectations"])
    ]


def compute(case: dict, expected: dict):
    """The value our code gives, as a number, a list or None."""
    answer = STATISTICS[case["kind"]][expected["statistic"]](case["input"], expected.get("params", {}))
    if isinstance(answer, c.Coefficient):
        assert (answer.value is None) == bool(answer.undefined)
        return answer.value
    return answer.tolist() if isinstance(answer, np.ndarray) else answer


# ---- readers of the inputs -------------------------------------------------------------------


def _table(given: dict) -> np.ndarray:
    if "table" in given:
        return np.array(given["table"], dtype=float)
    first, second = zip(*given["ratings"], strict=True)
    return tables.contingency(list(first), list(second), given["categories"])


def _tally(given: dict) -> Tally:
    if "counts" in given:
        return Tally.from_counts(given["counts"])
    if "ratings" in given:
        return Tally.from_ratings(given["ratings"], given["categories"])
    table = np.array(given["table"], dtype=float)
    q = len(table)
    rows, columns = np.indices((q, q)).reshape(2, -1)
    return Tally(np.eye(q)[rows] + np.eye(q)[columns], table.reshape(-1))


def _pair_tables(given: dict) -> np.ndarray:
    coders = [list(column) for column in zip(*given["ratings"], strict=True)]
    pairs = combinations(coders, 2)
    return np.array([tables.contingency(first, second, given["categories"]) for first, second in pairs])


def _code_tally(given: dict, code: str) -> Tally:
    applied = [[None if cell is None else code in cell for cell in row] for row in given["ratings"]]
    return Tally.from_ratings(applied, [True, False])


def _code_table(given: dict, code: str) -> np.ndarray:
    columns = list(zip(*given["ratings"], strict=True))
    first, second = ([None if cell is None else code in cell for cell in column] for column in columns)
    return tables.contingency(first, second, [True, False])


def _code_tables(given: dict) -> np.ndarray:
    codes = sorted({code for row in given["ratings"] for cell in row for code in cell or []})
    return np.array([_code_table(given, code) for code in codes])


def _columns(given: dict) -> "unitizing.Columns":
    codes = _codes(given)
    return unitizing.continuum_columns(given["length"], given["coders"], codes, given["begin"])


def _codes(given: dict) -> list:
    return sorted({code for spans in given["coders"] for _, _, code in spans})


def _characters(given: dict) -> list[list]:
    """Every character as a unit, its value the code or None for a gap: only for small checks."""
    rows = []
    for spans in given["coders"]:
        values = ["gap"] * given["length"]
        for start, end, code in spans:
            values[start - given["begin"] : end - given["begin"]] = [code] * (end - start)
        rows.append(values)
    return rows


def _character_tally(given: dict) -> Tally:
    return Tally.from_ratings(list(zip(*_characters(given), strict=True)), ["gap", *_codes(given)])


def _character_table(given: dict, categories: list | None = None) -> np.ndarray:
    first, second = _characters(given)
    return tables.contingency(first, second, categories or ["gap", *_codes(given)])


def _sets(given: dict) -> SetTable:
    return SetTable.from_ratings(given["ratings"])


def _quadratic(categories: int) -> np.ndarray:
    places = np.arange(categories)
    return 1 - (places[:, None] - places[None, :]) ** 2 / (categories - 1) ** 2


def _code_agreement(given: dict, code: str) -> c.Coefficient:
    rows = [["yes" if value == code else "no" for value in values] for values in _characters(given)]
    return c.percent_agreement(Tally.from_ratings(list(zip(*rows, strict=True)), ["yes", "no"]))


def _against_the_rest(tally: Tally, category: int) -> Tally:
    own = tally.counts[:, [category]]
    return Tally(np.concatenate([own, tally.coders[:, None] - own], axis=1), tally.weights)


def _expected_by_values(tally: Tally) -> float:
    """Krippendorff's expected agreement: two values drawn from all without putting the first back."""
    totals = tally.weights @ (tally.counts * tally.paired[:, None])
    return float((totals * (totals - 1)).sum() / (totals.sum() * (totals.sum() - 1)))


def _fleiss_se_1971(tally: Tally) -> float:
    """The formula of the 1971 paper, which is half of what it should be: reproduced, and used nowhere."""
    shares, r, n = tallies.category_shares(tally), tally.coders.max(), tally.weights.sum()
    expected = (shares**2).sum()
    spread = expected - (2 * r - 3) * expected**2 + 2 * (r - 2) * (shares**3).sum()
    return float(np.sqrt(2 / (n * r * (r - 1)) * spread / (1 - expected) ** 2))


def _ac1_interval(tally: Tally) -> list[float]:
    units = tallies.units_of_formula(tally, "gwet_ac1")
    se = tallies.linearised_se(tally, "gwet_ac1")
    found = with_formula(c.gwet_ac1(tally), se, units, LINEARISATION).analytic
    return [found["low"], found["high"]]


def _masi_of_dkpro(first: np.ndarray, second: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """(1 − J)(1 − M), as DKPro has it in place of 1 − J·M."""
    jaccard = code_sets.jaccard_distance(first, second, shared)
    return jaccard * code_sets.passonneau2004_distance(first, second, shared)


def _spans(given: dict, factor: int = 1) -> list[list[tuple]]:
    begin = given["begin"]
    return [[((a - begin) * factor, (b - begin) * factor, code) for a, b, code in mine] for mine in given["coders"]]


def _one_code(given: dict, params: dict) -> str:
    return params.get("code", _codes(given)[0])


def _older(given: dict, params: dict, stretched: int = 1) -> Coefficient:
    spans = _spans(given, stretched)
    return older_unitizing.alpha_u_2004(given["length"] * stretched, spans, [_one_code(given, params)])


def _disagreement(given: dict, params: dict) -> older_unitizing.Disagreement:
    return older_unitizing.disagreement(given["length"], _spans(given), _one_code(given, params))


def _costs(params: dict) -> gamma.Dissimilarity:
    return gamma.Dissimilarity(params.get("alpha", 3), params.get("beta", 1), params.get("delta_empty", 1))


def _aligned(given: dict) -> list[list[tuple]]:
    return [[tuple(span) for span in mine] for mine in given["coders"]]


def _disorder(given: dict, params: dict) -> float:
    coders = _aligned(given)
    found = gamma.best_alignment(coders, _costs(params))
    return found.disorder / (sum(len(mine) for mine in coders) / len(coders))


def _membership(given: dict) -> list[float]:
    return bands.membership(given["coefficient"], given["se"], tuple(map(tuple, given["bands"])))


def _bootstrapped(given: dict) -> list[float]:
    """Fleiss' kappa over patients drawn again."""
    tally = _tally(next(case["input"] for case in cases() if case["id"] == given["data_of"]))
    kinds = np.repeat(np.arange(len(tally.weights)), tally.weights.astype(int))
    found = cluster_interval(
        lambda weights: tallies.fleiss_kappa_values(Tally(tally.counts, weights)),
        np.eye(len(tally.weights))[kinds], Resampler(len(kinds), given["B"], seed=1),
    )  # fmt: skip
    return [found.low, found.high]


# ---- statistics by name ----------------------------------------------------------------------

_MANY: dict[str, Callable] = {
    "percent_agreement": lambda g, p: c.percent_agreement(_tally(g)),
    "percent_agreement_value_weighted": lambda g, p: c.percent_agreement_value_weighted(_tally(g)),
    "scott_pi": lambda g, p: c.scott_pi(_tally(g)),
    "fleiss_kappa": lambda g, p: c.fleiss_kappa(_tally(g)),
    "brennan_prediger": lambda g, p: c.brennan_prediger(_tally(g)),
    "gwet_ac1": lambda g, p: c.gwet_ac1(_tally(g)),
    "gwet_ac2_quadratic": lambda g, p: tallies.gwet_ac2_values(_tally(g), _quadratic(len(g["categories"]))),
    "krippendorff_alpha_nominal": lambda g, p: c.krippendorff_alpha_nominal(_tally(g)),
    "krippendorff_alpha_custom_distance": lambda g, p: tallies.krippendorff_alpha_values(_tally(g), p["distance"]),
    "krippendorff_alpha_ordinal": lambda g, p: tallies.krippendorff_alpha_values(
        _tally(g), tallies.ordinal_distance(_tally(g))
    ),
    "krippendorff_alpha_interval": lambda g, p: tallies.krippendorff_alpha_values(
        _tally(g), tallies.interval_distance(g["categories"])
    ),
    "krippendorff_alpha_ratio": lambda g, p: tallies.krippendorff_alpha_values(
        _tally(g), tallies.ratio_distance(g["categories"])
    ),
    "krippendorff_alpha_per_category": lambda g, p: [
        c.krippendorff_alpha_nominal(_against_the_rest(_tally(g), k)).value for k in range(len(g["categories"]))
    ],
    "krippendorff_expected_agreement": lambda g, p: _expected_by_values(_tally(g)),
    "krippendorff_alpha_se_gwet": lambda g, p: tallies.linearised_se(_tally(g), "krippendorff_alpha_nominal"),
    "fleiss_expected_agreement": lambda g, p: float((tallies.category_shares(_tally(g)) ** 2).sum()),
    "fleiss_kappa_se_1971": lambda g, p: _fleiss_se_1971(_tally(g)),
    "gwet_ac1_ci95": lambda g, p: _ac1_interval(_tally(g)),
    "fleiss_kappa_se_gwet": lambda g, p: tallies.linearised_se(_tally(g), "fleiss_kappa"),
    "brennan_prediger_se_gwet": lambda g, p: tallies.linearised_se(_tally(g), "brennan_prediger"),
    "gwet_ac1_se": lambda g, p: tallies.linearised_se(_tally(g), "gwet_ac1"),
    "fleiss_kappa_se_null_1979": lambda g, p: tallies.fleiss_null_se(_tally(g)),
    "fleiss_kappa_per_category": lambda g, p: tallies.fleiss_kappa_per_category(_tally(g)),
    "conger_kappa": lambda g, p: c.conger_kappa(g["ratings"], g["categories"]),
    "hubert_kappa": lambda g, p: c.hubert_kappa(_pair_tables(g)),
    "light_kappa": lambda g, p: c.light_kappa(_pair_tables(g)),
    "cohen_kappa_pair_1_2": lambda g, p: c.cohen_kappa(_pair_tables(g)[0]),
}
_TWO: dict[str, Callable] = {
    "cohen_kappa": lambda g, p: c.cohen_kappa(_table(g)),
    "cohen_expected_agreement": lambda g, p: float(tables.observed_and_expected(_table(g))[1]),
    "cohen_kappa_max": lambda g, p: c.cohen_kappa_max(_table(g)),
    "cohen_kappa_se_fce1969": lambda g, p: tables.cohen_kappa_se(_table(g)),
    "cohen_kappa_se_null": lambda g, p: tables.cohen_kappa_se_null(_table(g)),
    "cohen_kappa_per_category": lambda g, p: np.array(
        [tables.cohen_kappa_values(tables.against_the_rest(_table(g), i)) for i in range(len(g["table"]))]
    ),
    "prevalence_index": lambda g, p: c.prevalence_index(_table(g)),
    "bias_index": lambda g, p: c.bias_index(_table(g)),
    "pabak": lambda g, p: c.brennan_prediger(_tally(g)),
    "p_pos": lambda g, p: c.positive_agreement(_table(g)),
    "p_neg": lambda g, p: c.negative_agreement(_table(g)),
    "jaccard": lambda g, p: c.jaccard(_table(g)),
}
_SETS: dict[str, Callable] = {
    "alpha_sets_jaccard": lambda g, p: code_sets.alpha_sets_jaccard(_sets(g)),
    "alpha_sets_masi": lambda g, p: code_sets.alpha_sets_masi(_sets(g)),
    "alpha_sets_dice": lambda g, p: code_sets.alpha_sets_dice(_sets(g)),
    "alpha_sets_nominal": lambda g, p: code_sets.alpha_sets_nominal(_sets(g)),
    "alpha_sets_passonneau2004": lambda g, p: code_sets.alpha_sets_passonneau2004(_sets(g)),
    "alpha_sets_masi_dkpro_variant": lambda g, p: code_sets.alpha_sets_values(_sets(g), _masi_of_dkpro),
    "percent_exact_set_match": lambda g, p: code_sets.percent_exact_set_match(_sets(g)),
    "percent_agreement_code": lambda g, p: c.percent_agreement(_code_tally(g, p["code"])),
    "gwet_ac1_code": lambda g, p: c.gwet_ac1(_code_tally(g, p["code"])),
    "brennan_prediger_code": lambda g, p: c.brennan_prediger(_code_tally(g, p["code"])),
    "krippendorff_alpha_code": lambda g, p: c.krippendorff_alpha_nominal(_code_tally(g, p["code"])),
    "fleiss_kappa_code": lambda g, p: c.fleiss_kappa(_code_tally(g, p["code"])),
    "cohen_kappa_code": lambda g, p: c.cohen_kappa(_code_table(g, p["code"])),
    "prevalence_index": lambda g, p: c.prevalence_index(_code_table(g, p["code"])),
    "bias_index": lambda g, p: c.bias_index(_code_table(g, p["code"])),
    "pabak": lambda g, p: c.brennan_prediger(_code_tally(g, p["code"])),
    "p_pos": lambda g, p: c.positive_agreement(_code_table(g, p["code"])),
    "p_neg": lambda g, p: c.negative_agreement(_code_table(g, p["code"])),
    "jaccard": lambda g, p: c.jaccard(_code_table(g, p["code"])),
    "mean_kappa_over_codes": lambda g, p: c.mean_kappa_over_codes(_code_tables(g)),
    "pooled_kappa": lambda g, p: c.pooled_kappa(_code_tables(g)),
    "holsti_code_decisions": lambda g, p: c.holsti(_code_tables(g)),
    "cohen_kappa_stacked": lambda g, p: c.cohen_kappa(_code_tables(g).sum(axis=0)),
}


def _sums(given: dict) -> "unitizing.Continuum":
    return unitizing.continuum(_columns(given)).summed()


def _place(given: dict, params: dict) -> int:
    return _codes(given).index(params["code"])


_SPANS: dict[str, Callable] = {
    "u_alpha": lambda g, p: unitizing.u_alpha(_sums(g)),
    "bin_u_alpha": lambda g, p: unitizing.bin_u_alpha(unitizing.binary_continuum(_columns(g)).sum(axis=0)),
    "cu_alpha": lambda g, p: unitizing.cu_alpha(_sums(g)),
    "cu_alpha_2019_union_variant": lambda g, p: unitizing.cu_alpha(_sums(g), reading="2019"),
    "cu_coverage": lambda g, p: unitizing.cu_coverage(_sums(g)),
    "ku_alpha": lambda g, p: unitizing.ku_alpha(_sums(g), _place(g, p)),
    "ku_coverage": lambda g, p: unitizing.ku_coverage(_sums(g), _place(g, p)),
    "char_alpha_nominal": lambda g, p: c.krippendorff_alpha_nominal(_character_tally(g)),
    "cohen_kappa_characters": lambda g, p: c.cohen_kappa(_character_table(g)),
    "scott_pi_characters": lambda g, p: c.scott_pi(_character_tally(g)),
    "alpha_U_2004": _older,
    "alpha_U_2004_overall": lambda g, p: older_unitizing.alpha_u_2004(g["length"], _spans(g), _codes(g)),
    "alpha_U_2004_stretched_x50000": lambda g, p: _older(g, p, stretched=50_000),
    "alpha_U_2004_observed": lambda g, p: _disagreement(g, p).observed,
    "alpha_U_2004_expected": lambda g, p: _disagreement(g, p).expected,
    "percent_agreement_characters_code": lambda g, p: _code_agreement(g, p["code"]),
}

STATISTICS: dict[str, dict[str, Callable]] = {
    "contingency_table": _MANY | _TWO,
    "ratings": _MANY | _TWO,
    "counts": _MANY,
    "label_sets": _SETS,
    "unitizing": _SPANS,
    "gamma": {
        "gamma": lambda g, p: gamma.gamma([_aligned(g)], by=_costs(p), seed=1),
        "gamma_cat": lambda g, p: gamma.gamma_cat(_aligned(g), by=_costs(p), seed=1),
        "gamma_best_alignment_disorder": _disorder,
        "gamma_positional_dissimilarity": lambda g, p: gamma.Dissimilarity().positional(p["u"], p["v"]),
    },
    "benchmark": {"benchmark_cumulative": lambda g, p: _membership(g)},
    "bootstrap": {"fleiss_kappa_ci95_bootstrap_units": lambda g, p: _bootstrapped(g)},
}
