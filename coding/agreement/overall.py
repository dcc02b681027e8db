"""The part of a report that looks at all codes together."""

from dataclasses import dataclass, replace

import numpy as np

from coding.agreement import code_sets, nominal, tallies, unitizing
from coding.agreement.code_entries import is_of_spans, without_units
from coding.agreement.coefficient import (
    NO_CODES,
    NO_PAIR,
    NO_SCALE,
    NO_VARIATION,
    ONE_CATEGORY,
    SEVERAL_CODES,
    TWO_CODERS_ONLY,
    Coefficient,
    defined,
    undefined,
)
from coding.agreement.gamma import Dissimilarity, gamma, texts_of
from coding.agreement.intervals import LINEARISATION, with_formula, with_interval
from coding.agreement.older_unitizing import alpha_u_2004_of_texts
from coding.agreement.replicates import Running, Workings, nominal_values
from coding.agreement.units import UNITIZING

TOO_COSTLY = "too many different combinations of codes for an interval"
SET_ALPHAS = {
    "alpha_sets_jaccard": code_sets.alpha_sets_jaccard,
    "alpha_sets_masi": code_sets.alpha_sets_masi,
}
UNUSED = "nobody used them where two coders looked, so there is no variation to agree about"


@dataclass(frozen=True)
class Scale:
    """An ordered scale: its codes from one end to the other, and how part credit is weighed."""

    codes: tuple
    weights: str


@dataclass(frozen=True)
class Asked:
    """What a report has only when asked: statistics of an ordered scale, and those that align spans, which are slow."""

    scale: Scale | None = None
    aligned: bool = False


def overall(
    work: Workings, point: Running, running: Running | None, used: list[int], drawn: dict, asked: Asked
) -> dict:
    """``point``: sums over the codes of the data; ``running``: the same for every resample; ``drawn``: the rest."""
    codes = work.found.columns.codes
    answers = _over_codes(work, point, running)
    if work.sets is not None:
        answers |= _sets(work, drawn) | _nominal(work, drawn) | _scale(work, asked.scale)
    if work.found.on_continuum:
        answers |= _spans(work, drawn)
        if asked.aligned:
            answers |= _aligned(work)
    if work.found.unit == UNITIZING:
        answers = without_units(answers)
    varying = np.asarray(point.varying)
    return {
        "coefficients": {name: value.as_dict() for name, value in answers.items()},
        "codes_used": len(used),
        "categories": _categories(work),
        "exclusive": nominal.exclusive(work.sets) if work.sets is not None else None,
        "left_out": {
            "codes": [code for i, code in enumerate(codes) if i not in set(used)],
            "reason": UNUSED,
            "kappas": int(len(codes) * len(work.pairs) - varying.sum()),
            "kappas_of": len(codes) * len(work.pairs),
        },
        "pairs": [_pair(work, point, running, place) for place in range(len(work.pairs))],
    }


def _categories(work: Workings) -> int | None:
    """q of AC1 and Brennan–Prediger: the codes compared, headings nobody applied left out, and "no code" if chosen."""
    if work.sets is None:
        return None
    columns = work.found.columns
    headings = [i for i, code in enumerate(columns.codes) if code in work.tabulated.headings]
    applied = set(np.unique(columns.code).tolist())
    return nominal.categories_of(work.sets, len(columns.codes) - sum(i not in applied for i in headings))


def _over_codes(work: Workings, point: Running, running: Running | None) -> dict[str, Coefficient]:
    n, refusal = work.found.units_compared, work.resampler.refusal
    reason = NO_CODES if n else NO_PAIR
    draws = running.values() if running else {}
    answers = {}
    agreement = point.agreement / point.used if point.used else np.nan
    repeated = running.agreement / running.used if running and running.used else None
    answers["percent_agreement"] = with_interval(defined(float(agreement), n, reason=reason), repeated, refusal)
    if not len(work.pairs) or not np.ndim(point.observed):
        names = ["pooled_kappa", "mean_kappa_over_codes", "holsti_code_decisions"]
        names += ["f1_characters", "iou_characters", "f1_spans"] if work.found.on_continuum else []
        return answers | {name: undefined(reason, n) for name in names}
    for name, value in point.values().items():
        if is_of_spans(name) and not work.found.on_continuum:
            continue
        answers[name] = with_interval(defined(float(value), n, reason=reason), draws.get(name), refusal)
    return answers


def _pair(work: Workings, point: Running, running: Running | None, place: int) -> dict:
    n = float(work.found.sizes @ _seen_by(work, place))
    draws = running.values(place) if running else {}
    answers = {
        name: with_interval(
            defined(float(value), n, reason=NO_CODES if n else NO_PAIR), draws.get(name), work.refusal_of_pair(place)
        )
        for name, value in (point.values(place).items() if np.ndim(point.observed) else ())
        if work.found.on_continuum or not is_of_spans(name)
    }
    if not answers:
        names = ("pooled_kappa", "mean_kappa_over_codes", "holsti_code_decisions")
        answers = {name: undefined(NO_CODES if n else NO_PAIR, n) for name in names}
    if work.found.unit == UNITIZING:
        answers = without_units(answers)
    return {
        "coders": list(work.pairs[place]),
        "sources": int(work.sources_of_pair[place]),
        "coefficients": {name: value.as_dict() for name, value in answers.items()},
    }


def _seen_by(work: Workings, place: int) -> np.ndarray:
    """1.0 for the sources that both coders of a pair saw."""
    coders, seen = work.found.columns.coders, work.found.columns.seen
    first, second = (coders.index(coder) for coder in work.pairs[place])
    return ((seen >> first & 1) * (seen >> second & 1)).astype(float)


def _sets(work: Workings, drawn: dict) -> dict[str, Coefficient]:
    answers = {}
    for name, function in SET_ALPHAS.items():
        answers[name] = _drawn(work, function(work.sets), drawn.get(name))
    return answers


def _drawn(work: Workings, point: Coefficient, repeated: np.ndarray | None) -> Coefficient:
    if point.value is not None and not work.resampler.refusal and repeated is None:
        return replace(point, no_interval=TOO_COSTLY)
    return with_interval(point, repeated, work.resampler.refusal)


def _nominal(work: Workings, drawn: dict) -> dict[str, Coefficient]:
    """The unit's whole set of codes as one category; AC1 and Brennan–Prediger where codes exclude one another."""
    sets, n = work.sets, work.found.units_compared
    categories = _categories(work)
    sums = work.nominal.of(np.ones(len(work.nominal.paired)))
    alone = nominal.exclusive(sets)
    answers = {}
    for name, value in nominal_values(sums, max(categories, 2)).items():
        point = defined(float(value), n, reason=NO_VARIATION if n else NO_PAIR)
        if n and name in {"gwet_ac1", "brennan_prediger"} and (not alone or categories < 2):
            point = undefined(ONE_CATEGORY if alone else SEVERAL_CODES, n)
        elif n and name == "cohen_kappa" and len(work.found.columns.coders) != 2:
            point = undefined(TWO_CODERS_ONLY, n)
        point = _drawn(work, point, drawn.get(name))
        formula = {"percent_exact_set_match": "percent_agreement"}.get(name, name)
        if point.value is not None and formula != "cohen_kappa" and not work.found.on_continuum:
            se = nominal.standard_error(sets, formula, categories)
            units = n if formula == "krippendorff_alpha_nominal" else float(sums.seen)
            point = with_formula(point, se, units, LINEARISATION)
        answers[name] = point
    two = len(work.found.columns.coders) == 2
    answers["scott_pi"] = answers["fleiss_kappa"] if two else undefined(TWO_CODERS_ONLY if n else NO_PAIR, n)
    return answers


def _scale(work: Workings, scale: Scale | None) -> dict[str, Coefficient]:
    """AC2 and ordinal alpha, where an ordered scale was named."""
    n = work.found.units_compared
    if scale is None:
        return {}
    if not nominal.exclusive(work.sets) or len(scale.codes) < 2:
        reason = SEVERAL_CODES if len(scale.codes) >= 2 else NO_SCALE
        return {name: undefined(reason, n) for name in ("gwet_ac2", "krippendorff_alpha_ordinal")}
    places = {code: i for i, code in enumerate(work.found.columns.codes)}
    tally = nominal.scale_tally(work.sets, [places[code] for code in scale.codes])
    credit = tallies.similarity(scale.weights, len(scale.codes))
    units = float(tally.units())
    reason = NO_VARIATION if units else NO_PAIR
    ac2 = defined(float(tallies.gwet_ac2_values(tally, credit)), units, reason=reason)
    if ac2.value is not None and not work.found.on_continuum:
        se = tallies.linearised_se(tally, "gwet_ac2", credit)
        ac2 = with_formula(ac2, se, tallies.units_of_formula(tally, "gwet_ac2"), LINEARISATION)
    alpha = tallies.krippendorff_alpha_values(tally, tallies.ordinal_distance(tally))
    return {"gwet_ac2": ac2, "krippendorff_alpha_ordinal": defined(float(alpha), units, reason=reason)}


def _aligned(work: Workings) -> dict[str, Coefficient]:
    texts = texts_of(work.found.columns)
    places = Dissimilarity(alpha=3.0, beta=1.0, empty=1.0)
    codes = range(len(work.found.columns.codes))
    return {
        "gamma": gamma([coders for _length, coders in texts], by=places, seed=work.resampler.seed),
        "alpha_U_2004": alpha_u_2004_of_texts(texts, codes),
    }


def _spans(work: Workings, drawn: dict) -> dict[str, Coefficient]:
    sums = work.continuum.summed()
    points = {
        "bin_u_alpha": unitizing.bin_u_alpha(work.any_code.sum(axis=0)),
        "u_alpha": unitizing.u_alpha(sums),
        "cu_alpha": unitizing.cu_alpha(sums),
        "cu_alpha_2019_union_variant": unitizing.cu_alpha(sums, reading="2019"),
        "cu_coverage": unitizing.cu_coverage(sums),
    }
    return {name: with_interval(point, drawn.get(name), work.resampler.refusal) for name, point in points.items()}
