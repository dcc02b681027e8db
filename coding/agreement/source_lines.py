"""Agreement source by source, all sources at once: which interviews or answers the coders disagree on."""

import numpy as np

from coding.agreement import tallies, unitizing
from coding.agreement.code_entries import is_of_spans
from coding.agreement.code_sets import EMPTY, MISSING
from coding.agreement.coefficient import (
    NO_CODES,
    NO_PAIR,
    NO_VARIATION,
    OVERLAPPING_CODES,
    TWO_CODERS_ONLY,
    as_number,
    defined,
    ratio,
    undefined,
)
from coding.agreement.nominal import nominal_sums
from coding.agreement.replicates import OF_SETS, Running, Workings, nominal_values, workings
from coding.agreement.tabulated import Tabulated
from coding.agreement.tallies import Tally
from coding.agreement.units import UNITIZING

# AC1 and Brennan–Prediger over all codes are for alternatives; a line of a source has room for fewer figures.
NOMINAL = ("percent_exact_set_match", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha_nominal")


def report_of_sources(tabulated: Tabulated) -> list[dict]:
    """One line per source that two coders or more saw, in their order: {"source", "coders", "units", "units_coded",
    "units_in_dispute", "coefficients": {name: coefficient}}.

    The coefficients are those over all codes, without intervals: one source has nothing to draw from. A code counts
    in a source where somebody used it. Units in dispute are those that the coders gave different sets of codes.
    """
    work = workings(tabulated, resamples=0, seed=0)
    found, columns = tabulated.found, tabulated.found.columns
    if tabulated.sets is None or not len(found.compared_sources):
        return []
    values, used = _values(work)
    coded, disputed = _units(work)
    lines = []
    for place in found.compared_sources.tolist():
        seen = int(columns.seen[place])
        lines.append({
            "source": columns.keys[place],
            "coders": [coder for bit, coder in enumerate(columns.coders) if seen >> bit & 1],
            "units": as_number(found.sizes[place]),
            "units_coded": as_number(coded[place]),
            "units_in_dispute": as_number(disputed[place]),
            "coefficients": {
                name: _coefficient(work, name, float(of_all[place]), place, bool(used[place]))
                for name, of_all in values.items()
                if found.unit != UNITIZING or is_of_spans(name)
            },
        })  # fmt: skip
    return lines


def _coefficient(work: Workings, name: str, value: float, place: int, used: bool) -> dict:
    n = float(work.found.sizes[place])
    if name == "cohen_kappa" and work.found.columns.coders_of_source[place] != 2:
        return undefined(TWO_CODERS_ONLY, n).as_dict()
    if name.startswith(("u_alpha", "cu_")) and work.continuum.overlapping[place]:
        return undefined(OVERLAPPING_CODES, n).as_dict()
    reason = NO_VARIATION if used else NO_CODES
    return defined(value, n, reason=reason if n else NO_PAIR).as_dict()


def _values(work: Workings) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """name -> (sources,), and whether somebody used a code in the source."""
    sources = len(work.found.sizes)
    running = Running()
    agreement, used = np.zeros(sources), np.zeros(sources)
    for i in range(len(work.found.columns.codes)):
        code = work.of_code(i)
        tally = Tally(code.tables.counts, code.tables.weights)
        applied = code.tables.weights @ ((tally.counts[:, 0] > 0) & tally.paired) > 0
        agreement += np.where(applied, np.nan_to_num(tallies.percent_agreement_values(tally)), 0.0)
        used += applied
        running.add(code.tables.pairs, None, code.matches)
    values = {"percent_agreement": ratio(agreement, used)}
    if np.ndim(running.observed):
        of_spans = work.found.on_continuum
        values |= {name: of_all for name, of_all in running.values().items() if of_spans or not is_of_spans(name)}
    values |= _of_sets(work, sources)
    if work.found.on_continuum:
        sums = work.continuum
        values |= {
            "bin_u_alpha": unitizing.bin_u_alpha_values(work.any_code),
            "u_alpha": unitizing.u_alpha_values(sums),
            "cu_alpha": unitizing.cu_alpha_values(sums),
            "cu_coverage": unitizing.cu_coverage_values(sums),
        }
    return values, used > 0


def _of_sets(work: Workings, sources: int) -> dict[str, np.ndarray]:
    """Where there are not too many different sets of codes to lay them out source by source."""
    if not work.sets_can_be_drawn:
        return {}
    sets = work.sets
    found = nominal_values(nominal_sums(sets, sources), 2)
    values = {name: found[name] for name in NOMINAL}
    totals = sets.values_by_source(sources)
    for name, distance in OF_SETS.items():
        observed = np.bincount(sets.source, weights=sets.observed_of_kinds(distance), minlength=sources)
        expected = ((totals @ sets.distance_matrix(distance)) * totals).sum(axis=1)
        values[name] = 1 - ratio((totals.sum(axis=1) - 1) * observed, expected)
    return values


def _units(work: Workings) -> tuple[np.ndarray, np.ndarray]:
    """Units with a code, and units whose coders gave them different sets, of each source."""
    sets, sources = work.sets, len(work.found.sizes)
    coded = ((sets.ids != EMPTY) & (sets.ids != MISSING)).any(axis=1)
    disputed = sets.differing_of_kinds > 0
    return tuple(np.bincount(sets.source, weights=sets.weight * kind, minlength=sources) for kind in (coded, disputed))
