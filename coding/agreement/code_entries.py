"""One code of a report: its coefficients for all coders and for each pair, and the counts behind them."""

from dataclasses import replace

import numpy as np

from coding.agreement import coefficients as stats
from coding.agreement import overlap, tables, tallies, unitizing
from coding.agreement.coefficient import (
    NO_PAIR,
    NO_UNITS,
    NOTHING_CODED,
    TWO_CODERS_ONLY,
    Coefficient,
    as_number,
    defined,
    undefined,
)
from coding.agreement.intervals import FCE_1969, LINEARISATION, with_formula, with_interval
from coding.agreement.replicates import CodeReplicates, CodeWork, Workings, mean_of_defined, pair_tally
from coding.agreement.statistics import STATISTICS
from coding.agreement.tallies import Tally
from coding.agreement.units import UNITIZING

# Shown for every code: name -> the function of its tally.
PER_CODE = {
    "percent_agreement": stats.percent_agreement,
    "krippendorff_alpha_nominal": stats.krippendorff_alpha_nominal,
    "fleiss_kappa": stats.fleiss_kappa,
    "gwet_ac1": stats.gwet_ac1,
    "brennan_prediger": stats.brennan_prediger,
}
# Shown for every pair of coders: name -> the function of their 2x2 table.
PER_PAIR = {
    "cohen_kappa": stats.cohen_kappa,
    "cohen_kappa_max": stats.cohen_kappa_max,
    "p_pos": stats.positive_agreement,
    "p_neg": stats.negative_agreement,
    "prevalence_index": stats.prevalence_index,
    "bias_index": stats.bias_index,
    "pabak": lambda table: _named(stats.brennan_prediger, table),
    "jaccard": stats.jaccard,
    "scott_pi": lambda table: _named(stats.scott_pi, table),
    "krippendorff_alpha_nominal": lambda table: _named(stats.krippendorff_alpha_nominal, table),
    "gwet_ac1": lambda table: _named(stats.gwet_ac1, table),
}
OVERLAPS = ("f1_characters", "iou_characters", "f1_spans")


def _named(statistic, source: np.ndarray | Tally) -> Coefficient:
    """A statistic of applied-or-not; where nobody used the code, or everybody did throughout, it says so."""
    tally = source if isinstance(source, Tally) else pair_tally(np.asarray(source))
    point = statistic(tally)
    if point.value is None:
        return undefined(stats.presence_reason(tally), point.n)
    applied, left_off = tally.weights @ (tally.counts * tally.paired[:, None])
    return point if applied and left_off else replace(point, note=stats.presence_reason(tally))


def code_entry(work: Workings, i: int, code: CodeWork, repeated: CodeReplicates | None, ku: dict) -> dict:
    """``ku``: replicates of the (k)u-alpha family of this code."""
    found, tally = work.found, code.tables.tally()
    compared = tally.weights * tally.paired
    applied, left_off = compared @ tally.counts
    coefficients = _of_all(work, code, tally, repeated)
    pairs = [_pair_entry(work, code, place, repeated) for place in range(len(work.pairs))]
    if found.on_continuum:
        coefficients |= _spans(work, i, code, repeated, ku)
    if found.unit == UNITIZING:
        coefficients = without_units(coefficients)
        for pair in pairs:
            pair["coefficients"] = without_units(pair["coefficients"])
    for pair in pairs:
        pair["coefficients"] = {name: value.as_dict() for name, value in pair["coefficients"].items()}
    return {
        "code": found.columns.codes[i],
        "units": as_number(found.units_compared),
        "units_coded": as_number(compared @ (tally.counts[:, 0] > 0)),
        "units_in_dispute": as_number(compared @ (tally.counts > 0).all(axis=1)),
        "prevalence": float(applied / (applied + left_off)) if applied + left_off else None,
        "counts": _counts(work, i),
        "coefficients": {name: value.as_dict() for name, value in coefficients.items()},
        "pairs": pairs,
    }


def without_units(coefficients: dict[str, Coefficient]) -> dict[str, Coefficient]:
    """In unitizing, what counts units has no value."""
    return {name: value if is_of_spans(name) else undefined(NO_UNITS, value.n) for name, value in coefficients.items()}


def is_of_spans(name: str) -> bool:
    return STATISTICS[name].spans


def _of_all(work: Workings, code: CodeWork, tally: Tally, repeated: CodeReplicates | None) -> dict[str, Coefficient]:
    draws = repeated.all if repeated else {}
    refusal = work.resampler.refusal
    answers = {}
    for name, function in PER_CODE.items():
        point = with_interval(_named(function, tally), draws.get(name), refusal)
        if not work.found.on_continuum:
            units = tallies.units_of_formula(tally, name)
            point = with_formula(point, tallies.linearised_se(tally, name), units, LINEARISATION)
        answers[name] = point
    if len(work.pairs) == 1:
        table = code.tables.pairs[:, 0].sum(axis=0)
        answers["cohen_kappa"] = _cohen(work, table, repeated, 0)
        answers["scott_pi"] = answers["fleiss_kappa"]
    else:
        answers["cohen_kappa"] = undefined(TWO_CODERS_ONLY, tally.units())
        answers["scott_pi"] = undefined(TWO_CODERS_ONLY, tally.units())
        kappa = stats.light_kappa(code.tables.pairs.sum(axis=0))
        answers["light_kappa"] = with_interval(kappa, draws.get("light_kappa"), refusal)
    return answers


def _cohen(work: Workings, table: np.ndarray, repeated: CodeReplicates | None, pair: int) -> Coefficient:
    draws = repeated.pairs["cohen_kappa"][:, pair] if repeated else None
    point = with_interval(stats.cohen_kappa(table), draws, work.refusal_of_pair(pair))
    if work.found.on_continuum or point.value is None:
        return point
    return with_formula(point, tables.cohen_kappa_se(table), float(table.sum()), FCE_1969)


def _spans(work: Workings, i: int, code: CodeWork, repeated: CodeReplicates | None, ku: dict) -> dict[str, Coefficient]:
    draws, refusal = (repeated.all if repeated else {}), work.resampler.refusal
    sums = work.continuum.summed()
    points = {
        "bin_u_alpha": unitizing.bin_u_alpha(code.spans.sum(axis=0)),
        "ku_alpha": unitizing.ku_alpha(sums, i),
        "ku_alpha_2019_union_variant": unitizing.ku_alpha(sums, i, reading="2019"),
        "ku_coverage": unitizing.ku_coverage(sums, i),
    }
    tables_of_pairs = code.tables.pairs.sum(axis=0)
    n = work.found.units_compared
    per_pair = {
        "f1_characters": tables.positive_agreement_values(tables_of_pairs),
        "iou_characters": tables.jaccard_values(tables_of_pairs),
        "f1_spans": overlap.f1_spans_values(code.matches.sum(axis=0)),
    }
    reason = NOTHING_CODED if n else NO_PAIR
    points |= {name: defined(mean_of_defined(values), n, reason=reason) for name, values in per_pair.items()}
    return {name: with_interval(point, ku.get(name, draws.get(name)), refusal) for name, point in points.items()}


def _counts(work: Workings, i: int) -> dict:
    """Per coder, in the sources that two coders or more saw: units with the code, and codings."""
    found, columns = work.found, work.found.columns
    source, mask, weight = found.cells(i)
    compared = columns.coders_of_source >= 2
    kept = compared[source]
    return {
        coder: {
            "units": as_number(weight[kept & (mask >> place & 1).astype(bool)].sum()),
            "codings": int(work.codings[i, place]),
        }
        for place, coder in enumerate(columns.coders)
    }


def _pair_entry(work: Workings, code: CodeWork, pair: int, repeated: CodeReplicates | None) -> dict:
    table = code.tables.pairs[:, pair].sum(axis=0)
    points = {"percent_agreement": _named(stats.percent_agreement, table)}
    points |= {name: function(table) for name, function in PER_PAIR.items()}
    if code.matches is not None:
        matched = overlap.f1_spans_values(code.matches[:, pair].sum(axis=0))
        points["f1_characters"], points["iou_characters"] = points["p_pos"], points["jaccard"]
        points["f1_spans"] = defined(float(matched), table.sum(), reason=NOTHING_CODED)
    refusal, draws = work.refusal_of_pair(pair), (repeated.pairs if repeated else {})
    coefficients = {
        name: with_interval(point, draws[name][:, pair] if name in draws else None, refusal)
        for name, point in points.items()
    }
    coefficients["cohen_kappa"] = _cohen(work, table, repeated, pair)
    (both, first), (second, neither) = table.tolist()
    counts = {"both": both, "first_only": first, "second_only": second, "neither": neither}
    return {
        "coders": list(work.pairs[pair]),
        "units": as_number(table.sum()),
        "sources": int(work.sources_of_pair[pair]),
        "counts": {name: as_number(amount) for name, amount in counts.items()},
        "coefficients": coefficients,
    }
