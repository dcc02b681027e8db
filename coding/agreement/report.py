"""The whole agreement report as plain values: what the page, the command and the export all show."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from coding.agreement import code_sets, tables, tallies, unitizing
from coding.agreement import coefficients as stats
from coding.agreement.bootstrap import percentile_interval
from coding.agreement.coefficient import (
    NO_CODES,
    NO_PAIR,
    TWO_CODERS_ONLY,
    Coefficient,
    defined,
    undefined,
)
from coding.agreement.replicates import Replicates, Workings, replicate, workings
from coding.agreement.tallies import Tally
from coding.agreement.units import (
    CHARACTER,
    CHARACTER_RULE,
    PROJECTION_RULE,
    CodedSource,
    Presence,
    presence,
    trimmed,
    unit_axis,
)

DEFAULT_SEED = 20260
TOO_COSTLY = "too many different combinations of codes for an interval"
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
}
SET_ALPHAS = {
    "alpha_sets_jaccard": code_sets.alpha_sets_jaccard,
    "alpha_sets_masi": code_sets.alpha_sets_masi,
}


def agreement_report(
    sources: Sequence[CodedSource],
    coders: Sequence,
    codes: Sequence,
    unit: str,
    *,
    resamples: int = 1000,
    seed: int = DEFAULT_SEED,
) -> dict:
    """Coefficients per code, per pair of coders and over all codes, with intervals and counts.

    A code's coefficients use every coder who saw the unit. Counts are of sources that two coders or
    more saw; a source that one coder saw only adds to the category shares of Fleiss' kappa and AC1,
    as published. Raises AgreementError for an unknown unit or impossible boundaries.
    """
    return report_of(*_tabulated(sources, coders, codes, unit), resamples=resamples, seed=seed)


def _tabulated(sources: Sequence[CodedSource], coders: Sequence, codes: Sequence, unit: str) -> tuple:
    found = presence(sources, coders, codes, unit)
    sets = None
    if len(coders) >= 2:
        columns = found.columns
        axis = code_sets.segment_axis(columns) if unit == CHARACTER else unit_axis(sources, columns, unit)
        laid = columns if unit == CHARACTER else trimmed(sources, columns)
        sets = code_sets.set_table(laid, axis, unit)
    return found, sets


def report_of(found: Presence, sets: code_sets.SetTable | None, *, resamples: int, seed: int) -> dict:
    """The report from tabulated presence; ``sets`` may be left out."""
    columns = found.columns
    work = workings(found, sets, resamples=resamples, seed=seed)
    replicates = replicate(work)
    return {
        "unit": found.unit,
        "rule": CHARACTER_RULE if found.unit == CHARACTER else PROJECTION_RULE,
        "coders": list(columns.coders),
        "sources": len(found.compared_sources),
        "units": _number(found.units_compared),
        "codings_outside_units": found.outside,
        "intervals": {
            "method": "percentile bootstrap over sources, 95 %",
            "resamples": resamples, "seed": seed, "undefined": work.resampler.refusal,
        },
        "codes": [_code_entry(work, i, replicates) for i in range(len(columns.codes))],
        "overall": _overall(work, replicates),
    }  # fmt: skip


def _with_interval(point: Coefficient, replicates: np.ndarray | None, work: Workings) -> Coefficient:
    if point.value is None:
        return point
    if replicates is None:
        return replace(point, no_interval=work.resampler.refusal)
    found = percentile_interval(replicates)
    return replace(point, low=found.low, high=found.high, no_interval=found.reason)


# ---------------------------------------------------------------------------------------------
# One code


def _code_entry(work: Workings, i: int, replicates: Replicates | None) -> dict:
    found, tally = work.found, work.tables[i].tally()
    compared = tally.weights * tally.paired
    applied, left_off = compared @ tally.counts
    return {
        "code": found.columns.codes[i],
        "units": _number(found.units_compared),
        "units_coded": _number(compared @ (tally.counts[:, 0] > 0)),
        "units_in_dispute": _number(compared @ (tally.counts > 0).all(axis=1)),
        "prevalence": float(applied / (applied + left_off)) if applied + left_off else None,
        "counts": _counts(work, i),
        "coefficients": {
            name: value.as_dict() for name, value in _code_coefficients(work, i, tally, replicates).items()
        },
        "pairs": [_pair_entry(work, i, pair, replicates) for pair in range(len(work.pairs))],
    }


def _code_coefficients(work: Workings, i: int, tally: Tally, replicates: Replicates | None) -> dict[str, Coefficient]:
    repeated = replicates.codes[i] if replicates else {}
    answers = {}
    for name, function in PER_CODE.items():
        point = function(tally)
        if point.value is None:
            point = undefined(stats.presence_reason(tally), point.n)
        answers[name] = _with_interval(point, repeated.get(name), work)
    two = len(work.pairs) == 1
    if two:
        table = work.tables[i].pairs[:, 0].sum(axis=0)
        kappa = replicates.pairs[i]["cohen_kappa"][:, 0] if replicates else None
        answers["cohen_kappa"] = _with_interval(stats.cohen_kappa(table), kappa, work)
        answers["scott_pi"] = answers["fleiss_kappa"]
    else:
        answers["cohen_kappa"] = undefined(TWO_CODERS_ONLY, tally.units())
        answers["scott_pi"] = undefined(TWO_CODERS_ONLY, tally.units())
        answers["light_kappa"] = stats.light_kappa(work.tables[i].pairs.sum(axis=0))
    if work.spans:
        point = unitizing.bin_u_alpha(work.spans[i].sum(axis=0))
        answers["bin_u_alpha"] = _with_interval(point, repeated.get("bin_u_alpha"), work)
    return answers


def _counts(work: Workings, i: int) -> dict:
    """Per coder, in the sources that two coders or more saw: units with the code, and codings."""
    found, columns = work.found, work.found.columns
    source, mask, weight = found.cells(i)
    compared = columns.coders_of_source >= 2
    here = (columns.code == i) & compared[columns.source]
    codings = np.bincount(columns.coder[here], minlength=len(columns.coders))
    kept = compared[source]
    return {
        coder: {
            "units": _number(weight[kept & (mask >> place & 1).astype(bool)].sum()),
            "codings": int(codings[place]),
        }
        for place, coder in enumerate(columns.coders)
    }


def _pair_entry(work: Workings, i: int, pair: int, replicates: Replicates | None) -> dict:
    table = work.tables[i].pairs[:, pair].sum(axis=0)
    coefficients = {"percent_agreement": _pair_percent(table, replicates, i, pair, work).as_dict()}
    for name, function in PER_PAIR.items():
        repeated = replicates.pairs[i].get(name) if replicates else None
        value = function(table)
        if repeated is not None:
            value = _with_interval(value, repeated[:, pair], work)
        coefficients[name] = value.as_dict()
    (both, first), (second, neither) = table.tolist()
    counts = {"both": both, "first_only": first, "second_only": second, "neither": neither}
    return {
        "coders": list(work.pairs[pair]),
        "units": _number(table.sum()),
        "counts": {name: _number(amount) for name, amount in counts.items()},
        "coefficients": coefficients,
    }


def _pair_percent(table: np.ndarray, replicates: Replicates | None, i: int, pair: int, work: Workings) -> Coefficient:
    observed, _ = tables.observed_and_expected(table)
    point = defined(float(observed), table.sum(), reason=NO_PAIR)
    return _with_interval(point, replicates.observed[:, pair, i] if replicates else None, work)


# ---------------------------------------------------------------------------------------------
# Over all codes


def _overall(work: Workings, replicates: Replicates | None) -> dict:
    n = work.found.units_compared
    used = [i for i in range(len(work.tables)) if work.found.cells(i)[0].size and _used(work, i)]
    answers = {"percent_agreement": _mean_percent(work, used, replicates)}
    pair_tables = np.array([code.pairs.sum(axis=0) for code in work.tables])
    pair_tables = pair_tables.reshape(len(work.tables), len(work.pairs), 2, 2)
    pooled = _pooled(work, pair_tables, replicates)
    answers.update(pooled)
    answers["holsti_code_decisions"] = _holsti(pair_tables, n)
    if work.sets is not None:
        answers.update(_set_coefficients(work, replicates))
    if work.found.unit == CHARACTER:
        answers.update(_span_coefficients(work, replicates))
    expected = tables.observed_and_expected(pair_tables)[1]
    return {
        "coefficients": {name: value.as_dict() for name, value in answers.items()},
        "codes_used": len(used),
        "left_out": {
            "codes": [work.found.columns.codes[i] for i in range(len(work.tables)) if i not in used],
            "reason": "nobody used them where two coders looked, so there is no variation to agree about",
            "kappas": int((~tables.varies(expected)).sum()),
            "kappas_of": int(expected.size),
        },
        "pairs": [_pair_overall(work, pair_tables[:, p], p) for p in range(len(work.pairs))],
    }


def _used(work: Workings, i: int) -> bool:
    compared = work.found.columns.coders_of_source >= 2
    return bool(compared[work.found.cells(i)[0]].any())


def _mean_percent(work: Workings, used: list[int], replicates: Replicates | None) -> Coefficient:
    """Mean over the codes somebody used; unused ones would only push it up."""
    n = work.found.units_compared
    if not n:
        return undefined(NO_PAIR)
    if not used:
        return undefined(NO_CODES, n)
    values = [float(tallies.percent_agreement_values(work.tables[i].tally())) for i in used]
    repeated = None
    if replicates is not None:
        repeated = np.mean([replicates.codes[i]["percent_agreement"] for i in used], axis=0)
    point = defined(float(np.mean(values)), n)
    return _with_interval(point, repeated, work)


def _pooled(work: Workings, pair_tables: np.ndarray, replicates: Replicates | None) -> dict[str, Coefficient]:
    flat = pair_tables.reshape(-1, 2, 2)
    repeated = None
    if replicates is not None:
        draws = len(replicates.observed)
        repeated = tables.pool(replicates.observed.reshape(draws, -1), replicates.expected.reshape(draws, -1))
    answers = {
        "pooled_kappa": _with_interval(stats.pooled_kappa(flat), repeated, work),
        "mean_kappa_over_codes": stats.mean_kappa_over_codes(flat),
    }
    if not work.found.units_compared:
        return {name: undefined(NO_PAIR) for name in answers}
    return answers


def _holsti(pair_tables: np.ndarray, n: float) -> Coefficient:
    """Mean over coder pairs; a pair who both applied nothing is left out."""
    values = tables.holsti_values(np.moveaxis(pair_tables, 1, 0))
    kept = values[np.isfinite(values)]
    return defined(kept.mean(), n) if kept.size else undefined(NO_CODES if n else NO_PAIR, n)


def _set_coefficients(work: Workings, replicates: Replicates | None) -> dict[str, Coefficient]:
    answers = {"percent_exact_set_match": code_sets.percent_exact_set_match(work.sets)}
    for name, function in SET_ALPHAS.items():
        point = function(work.sets)
        repeated = replicates.overall.get(name) if replicates else None
        if replicates and repeated is None and point.value is not None:
            answers[name] = replace(point, no_interval=TOO_COSTLY)
        else:
            answers[name] = _with_interval(point, repeated, work)
    return answers


def _span_coefficients(work: Workings, replicates: Replicates | None) -> dict[str, Coefficient]:
    repeated = replicates.overall.get("bin_u_alpha") if replicates else None
    point = unitizing.bin_u_alpha(work.any_code.sum(axis=0))
    answers = {"bin_u_alpha": _with_interval(point, repeated, work)}
    try:
        found = unitizing.coincidences(work.found.columns)
    except unitizing.OverlapError as error:
        names = ("u_alpha", "cu_alpha", "cu_coverage")
        return answers | {name: undefined(str(error), work.found.units_compared) for name in names}
    return answers | {
        "u_alpha": unitizing.u_alpha(found),
        "cu_alpha": unitizing.cu_alpha(found),
        "cu_coverage": unitizing.cu_coverage(found),
    }


def _pair_overall(work: Workings, code_tables_of_pair: np.ndarray, pair: int) -> dict:
    answers = {
        "pooled_kappa": stats.pooled_kappa(code_tables_of_pair),
        "mean_kappa_over_codes": stats.mean_kappa_over_codes(code_tables_of_pair),
        "holsti_code_decisions": stats.holsti(code_tables_of_pair),
    }
    return {
        "coders": list(work.pairs[pair]),
        "coefficients": {name: value.as_dict() for name, value in answers.items()},
    }


def _number(amount: float) -> int | float:
    amount = float(amount)
    return int(amount) if amount.is_integer() else amount
