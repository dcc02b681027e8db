"""Bootstrap of a whole report: every statistic of every code from the same draws of sources."""

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np

from coding.agreement import code_sets, tables, tallies, unitizing
from coding.agreement.bootstrap import Resampler
from coding.agreement.tallies import Tally
from coding.agreement.units import CHARACTER, CodeTables, Columns, Presence, code_tables, coder_pairs

# Above this many numbers (sources x distinct code sets, or sets x sets) a set alpha gets no interval.
MAX_SET_CELLS = 20_000_000
MAX_SETS = 1_500

OF_TALLY = {
    "percent_agreement": tallies.percent_agreement_values,
    "krippendorff_alpha_nominal": tallies.krippendorff_alpha_values,
    "fleiss_kappa": tallies.fleiss_kappa_values,
    "gwet_ac1": tallies.gwet_ac1_values,
    "brennan_prediger": tallies.brennan_prediger_values,
}
OF_TABLE = {
    "cohen_kappa": tables.cohen_kappa_values,
    "p_pos": tables.positive_agreement_values,
    "p_neg": tables.negative_agreement_values,
}
OF_SETS = {
    "alpha_sets_jaccard": code_sets.jaccard_distance,
    "alpha_sets_masi": code_sets.masi_distance,
}


@dataclass(frozen=True)
class Workings:
    """What a report is computed from, all of it per source."""

    found: Presence
    sets: code_sets.SetTable | None
    resampler: Resampler
    tables: list[CodeTables]
    spans: list[np.ndarray]  # per code, sources x 4 sums of |u-alpha; only at the character unit
    any_code: np.ndarray | None  # the same for all codes read as one
    pairs: list[tuple]  # coders who share a source, in the order of the tables' pairs

    @property
    def read(self) -> np.ndarray:
        """Sources that somebody saw: these are drawn."""
        return np.flatnonzero(self.found.columns.coders_of_source >= 1)


@dataclass(frozen=True)
class Replicates:
    """Per code: name -> (draws,), and for pairs name -> (draws, pairs); overall name -> (draws,).

    ``observed`` and ``expected``: p_o and p_e of every pair, draws x pairs x codes.
    """

    codes: list[dict[str, np.ndarray]]
    pairs: list[dict[str, np.ndarray]]
    overall: dict[str, np.ndarray]
    observed: np.ndarray
    expected: np.ndarray


def workings(found: Presence, sets: code_sets.SetTable | None, *, resamples: int, seed: int) -> Workings:
    columns = found.columns
    codes = range(len(columns.codes))
    at_characters = found.unit == CHARACTER
    read = int((columns.coders_of_source >= 1).sum())
    shared = _sharing(columns)
    names = list(zip(*coder_pairs(len(columns.coders)), strict=True))
    counted = [code_tables(found, i) for i in codes]
    return Workings(
        found=found,
        sets=sets,
        resampler=Resampler(read, resamples, seed, compared=len(found.compared_sources)),
        tables=[replace(one, pairs=one.pairs[:, shared]) for one in counted],
        pairs=[(columns.coders[names[p][0]], columns.coders[names[p][1]]) for p in shared],
        spans=[unitizing.binary_continuum(of_code(columns, i)) for i in codes] if at_characters else [],
        any_code=unitizing.binary_continuum(columns) if at_characters else None,
    )


def _sharing(columns: Columns) -> list[int]:
    """Places of the pairs of coders who share a source; with two coders always that pair."""
    first, second = coder_pairs(len(columns.coders))
    if len(first) <= 1:
        return list(range(len(first)))
    both = np.left_shift(np.int64(1), first) | np.left_shift(np.int64(1), second)
    seen = np.unique(columns.seen)
    return np.flatnonzero([np.any(seen & mask == mask) for mask in both]).tolist()


def of_code(columns: Columns, code: int) -> Columns:
    kept = columns.code == code
    return replace(
        columns, source=columns.source[kept], coder=columns.coder[kept], code=columns.code[kept],
        start=columns.start[kept], end=columns.end[kept],
    )  # fmt: skip


def replicate(work: Workings) -> Replicates | None:
    """None where there are too few sources or no resamples were asked for."""
    if work.resampler.refusal:
        return None
    parts = defaultdict(list)
    sums = [_code_sums(work, i) for i in range(len(work.tables))]
    set_sums = _set_sums(work)
    for block in work.resampler.blocks():
        for i, code_sums in enumerate(sums):
            for key, values in _of_code(work, i, block, code_sums).items():
                parts[key].append(values)
        for name, values in _of_all(work, block, set_sums).items():
            parts["overall", name].append(values)
    return _assembled(work, {key: np.concatenate(values) for key, values in parts.items()})


def _code_sums(work: Workings, i: int) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    code, read = work.tables[i], work.read
    spans = work.spans[i][read] if work.spans else None
    return code.weights[read], code.pairs[read].reshape(len(read), -1), spans


def _of_code(work: Workings, i: int, block: np.ndarray, sums: tuple) -> dict[tuple, np.ndarray]:
    weights, pairs, spans = sums
    tally = Tally(work.tables[i].counts, block @ weights)
    answers = {("code", i, name): values(tally) for name, values in OF_TALLY.items()}
    if spans is not None:
        answers["code", i, "bin_u_alpha"] = unitizing.bin_u_alpha_values(block @ spans)
    squares = (block @ pairs).reshape(len(block), -1, 2, 2)
    answers |= {("pair", i, name): values(squares) for name, values in OF_TABLE.items()}
    answers["observed", i], answers["expected", i] = tables.observed_and_expected(squares)
    return answers


def _set_sums(work: Workings) -> dict[str, tuple]:
    """Per set alpha: observed disagreement and value counts per source, and the sets' distances."""
    sets, read = work.sets, work.read
    if sets is None or len(sets.members) > MAX_SETS or len(sets.members) * len(read) > MAX_SET_CELLS:
        return {}
    sources = len(work.found.sizes)
    totals = sets.values_by_source(sources)[read]
    return {
        name: (
            np.bincount(sets.source, weights=sets.observed_of_kinds(distance), minlength=sources)[read],
            totals,
            sets.distance_matrix(distance),
        )
        for name, distance in OF_SETS.items()
    }


def _of_all(work: Workings, block: np.ndarray, set_sums: dict[str, tuple]) -> dict[str, np.ndarray]:
    answers = {name: code_sets.alpha_from_sums(block, *sums) for name, sums in set_sums.items()}
    if work.any_code is not None:
        answers["bin_u_alpha"] = unitizing.bin_u_alpha_values(block @ work.any_code[work.read])
    return answers


def _assembled(work: Workings, parts: dict[tuple, np.ndarray]) -> Replicates:
    codes = range(len(work.tables))
    empty = np.empty((work.resampler.resamples, len(work.pairs), 0))
    return Replicates(
        codes=[{key[2]: values for key, values in parts.items() if key[:2] == ("code", i)} for i in codes],
        pairs=[{key[2]: values for key, values in parts.items() if key[:2] == ("pair", i)} for i in codes],
        overall={key[1]: values for key, values in parts.items() if key[0] == "overall"},
        observed=np.stack([parts["observed", i] for i in codes], axis=-1) if work.tables else empty,
        expected=np.stack([parts["expected", i] for i in codes], axis=-1) if work.tables else empty,
    )
