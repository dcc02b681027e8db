"""The whole agreement report as plain values: what the page, the command and the export all show."""

from collections.abc import Collection, Hashable, Mapping, Sequence

from coding.agreement import tallies
from coding.agreement.code_entries import code_entry
from coding.agreement.coefficient import as_number
from coding.agreement.intervals import assumption
from coding.agreement.overall import Asked, overall
from coding.agreement.replicates import Running, Workings, code_replicates, overall_replicates, workings
from coding.agreement.statistics import about
from coding.agreement.tabulated import Tabulated, tabulate
from coding.agreement.units import CHARACTER_RULE, PROJECTION_RULE, WITHOUT_INTERVIEWER, CodedSource

DEFAULT_SEED = 20260
RESAMPLES = 1000
NOTHING_MORE = Asked()


def agreement_report(
    sources: Sequence[CodedSource],
    coders: Sequence,
    codes: Sequence,
    unit: str,
    *,
    resamples: int = RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> dict:
    """Coefficients per code, per pair of coders and over all codes, with intervals and counts.

    A code's coefficients use every coder who saw the unit. Counts are of sources that two coders or
    more saw; a source that one coder saw only adds to the category shares of Fleiss' kappa and AC1,
    as published. Raises AgreementError for an unknown unit or impossible boundaries.
    """
    return report_of(tabulate(sources, coders, codes, unit), resamples=resamples, seed=seed)


def report_of(
    tabulated: Tabulated,
    *,
    resamples: int = RESAMPLES,
    seed: int = DEFAULT_SEED,
    asked: Asked = NOTHING_MORE,
    code_by_code: bool = True,
) -> dict:
    """The report on what was tabulated; ``asked``: what it has only when asked for.

    Without ``code_by_code`` only what is said over all codes, in half of the time.
    """
    found = tabulated.found
    columns = found.columns
    work = workings(tabulated, resamples=resamples, seed=seed)
    point, running = Running(), None if work.resampler.refusal else Running()
    drawn = overall_replicates(work)
    used, entries = [], []
    for i in range(len(columns.codes)):
        code = work.of_code(i)
        repeated = code_replicates(work, code)
        is_used = _used(work, i)
        if is_used:
            used.append(i)
        tally = code.tables.tally()
        agreement = tallies.percent_agreement_values(tally) if is_used else None
        matches = code.matches.sum(axis=0) if code.matches is not None else None
        point.add(code.tables.pairs.sum(axis=0), agreement, matches)
        if running is not None:
            running.add(repeated.tables, repeated.all["percent_agreement"] if is_used else None, repeated.matches)
        if code_by_code:
            ku = {name: values[:, i] for name, values in drawn.items() if name.startswith("ku_")}
            entries.append(code_entry(work, i, code, repeated, ku))
    whole = overall(work, point, running, used, drawn, asked)
    return {
        "unit": found.unit,
        "rule": CHARACTER_RULE if found.on_continuum else PROJECTION_RULE,
        "left_out_text": WITHOUT_INTERVIEWER if tabulated.left_out else None,
        "coders": list(columns.coders),
        "sources": len(found.compared_sources),
        "units": as_number(found.units_compared),
        "codings_outside_units": found.outside,
        "intervals": {
            "method": "percentile bootstrap over sources, 95 %",
            "resamples": resamples, "seed": seed, "undefined": work.resampler.refusal, "analytic": assumption(found),
        },
        "weights": asked.scale.weights if asked.scale else None,
        "codes": entries,
        "overall": whole,
        "statistics": about(_names(entries, whole)),
    }  # fmt: skip


def _used(work: Workings, i: int) -> bool:
    """Whether somebody used a code where two coders looked."""
    compared = work.found.columns.coders_of_source >= 2
    return bool(compared[work.found.cells(i)[0]].any())


def _names(entries: list[dict], whole: dict) -> set[str]:
    names = set(whole["coefficients"])
    for entry in entries[:1]:
        names |= entry["coefficients"].keys()
        names |= {name for pair in entry["pairs"][:1] for name in pair["coefficients"]}
    return names


# ---------------------------------------------------------------------------------------------
# Subsets of the sources


def reports_of_groups(
    tabulated: Tabulated,
    groups: Mapping[Hashable, Collection[Hashable]],
    *,
    resamples: int = RESAMPLES,
    seed: int = DEFAULT_SEED,
    asked: Asked = NOTHING_MORE,
    code_by_code: bool = True,
) -> dict[Hashable, dict]:
    """The same report on each group of sources: {label: report}, in the order given.

    ``groups``: label -> keys of sources (a variable's value, a round's sources, a month). Groups may overlap. A group
    of fewer than ten sources has figures and the reason why there is no interval by resampling.
    """
    return {
        label: report_of(tabulated.only(keys), resamples=resamples, seed=seed, asked=asked, code_by_code=code_by_code)
        for label, keys in groups.items()
    }
