"""Bootstrap of a whole report: every statistic of every code from the same draws of sources."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from coding.agreement import code_sets, nominal, overlap, tables, tallies, unitizing
from coding.agreement.bootstrap import MIN_SOURCES, TOO_FEW_SOURCES, Resampler
from coding.agreement.coefficient import ratio
from coding.agreement.histograms import CodeTables, code_tables, coder_pairs
from coding.agreement.tabulated import Tabulated
from coding.agreement.tallies import Tally
from coding.agreement.units import Columns, of_code

# Above this many numbers (sources x distinct code sets, or sets x sets) a set alpha gets no interval.
MAX_SET_CELLS = 20_000_000
MAX_SETS = 1_500
# What two coders can have done with a unit, as a tally of one code: both, one, neither.
PAIR_KINDS = np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]])

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
    "jaccard": tables.jaccard_values,
    "prevalence_index": tables.prevalence_index_values,
    "bias_index": tables.bias_index_values,
    "scott_pi": lambda table: tallies.fleiss_kappa_values(pair_tally(table)),
    "krippendorff_alpha_nominal": lambda table: tallies.krippendorff_alpha_values(pair_tally(table)),
    "gwet_ac1": lambda table: tallies.gwet_ac1_values(pair_tally(table)),
}
OF_SETS = {
    "alpha_sets_jaccard": code_sets.jaccard_distance,
    "alpha_sets_masi": code_sets.masi_distance,
}


def pair_tally(table: np.ndarray) -> Tally:
    """(..., 2, 2) tables of one code as a tally of two coders."""
    one = table[..., 0, 1] + table[..., 1, 0]
    return Tally(PAIR_KINDS, np.stack([table[..., 0, 0], one, table[..., 1, 1]], axis=-1))


@dataclass(frozen=True)
class CodeWork:
    """Sufficient statistics of one code, source by source; the last two on a continuum alone."""

    tables: CodeTables
    spans: np.ndarray | None = None  # sources x 4 sums of |u-alpha
    matches: np.ndarray | None = None  # sources x pairs x 2


@dataclass(frozen=True)
class Workings:
    """What a report is computed from, all of it per source."""

    tabulated: Tabulated
    resampler: Resampler
    shared: list[int]  # places of the pairs of coders who share a source

    @property
    def found(self):
        return self.tabulated.found

    @property
    def sets(self) -> code_sets.SetTable | None:
        return self.tabulated.sets

    @cached_property
    def pairs(self) -> list[tuple]:
        """Coders who share a source, in the order of the tables' pairs."""
        coders = self.found.columns.coders
        first, second = coder_pairs(len(coders))
        return [(coders[first[place]], coders[second[place]]) for place in self.shared]

    @cached_property
    def sources_of_pair(self) -> np.ndarray:
        """How many sources both coders of each pair saw."""
        seen = self.found.columns.seen[:, None] >> np.arange(len(self.found.columns.coders)) & 1
        first, second = coder_pairs(len(self.found.columns.coders))
        return (seen[:, first[self.shared]] & seen[:, second[self.shared]]).sum(axis=0)

    def refusal_of_pair(self, pair: int) -> str | None:
        """Why there is no interval for a pair: the two may share fewer sources than all coders together."""
        few = self.sources_of_pair[pair] < MIN_SOURCES
        return self.resampler.refusal or (TOO_FEW_SOURCES if few else None)

    @cached_property
    def read(self) -> np.ndarray:
        """Sources that somebody saw: these are drawn."""
        return np.flatnonzero(self.found.columns.coders_of_source >= 1)

    @cached_property
    def codings(self) -> np.ndarray:
        """(codes, coders): codings in the sources that two coders or more saw."""
        columns = self.found.columns
        shape = len(columns.codes), len(columns.coders)
        here = (columns.coders_of_source >= 2)[columns.source]
        cells = columns.code[here] * max(shape[1], 1) + columns.coder[here]
        return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)

    @cached_property
    def any_code(self) -> np.ndarray:
        """Sums of |u-alpha for all codes read as one."""
        return unitizing.binary_continuum(self.found.columns)

    @cached_property
    def continuum(self) -> unitizing.Continuum:
        return unitizing.continuum(self.found.columns)

    @cached_property
    def nominal(self) -> nominal.NominalSums:
        """Per source; or all in one row where there are too many different sets for that."""
        return nominal.nominal_sums(self.sets, len(self.found.sizes) if self.sets_can_be_drawn else 1)

    @property
    def sets_can_be_drawn(self) -> bool:
        sets = self.sets
        if sets is None:
            return False
        return len(sets.members) <= MAX_SETS and len(sets.members) * len(self.found.sizes) <= MAX_SET_CELLS

    def of_code(self, i: int) -> CodeWork:
        counted = code_tables(self.found, i)
        counted = replace(counted, pairs=counted.pairs[:, self.shared])
        if not self.found.on_continuum:
            return CodeWork(counted)
        own = of_code(self.found.columns, i)
        return CodeWork(counted, unitizing.binary_continuum(own), overlap.span_matches(own)[:, self.shared])


def workings(tabulated: Tabulated, *, resamples: int, seed: int) -> Workings:
    found = tabulated.found
    read = int((found.columns.coders_of_source >= 1).sum())
    resampler = Resampler(read, resamples, seed, compared=len(found.compared_sources))
    return Workings(tabulated, resampler, _sharing(found.columns))


def _sharing(columns: Columns) -> list[int]:
    """Places of the pairs of coders who share a source; with two coders always that pair."""
    first, second = coder_pairs(len(columns.coders))
    if len(first) <= 1:
        return list(range(len(first)))
    both = np.left_shift(np.int64(1), first) | np.left_shift(np.int64(1), second)
    seen = np.unique(columns.seen)
    return np.flatnonzero([np.any(seen & mask == mask) for mask in both]).tolist()


# ---------------------------------------------------------------------------------------------
# One code


@dataclass(frozen=True)
class CodeReplicates:
    """``all``: name -> (draws,); ``pairs``: name -> (draws, pairs); ``tables``: (draws, pairs, 2, 2)."""

    all: dict[str, np.ndarray]
    pairs: dict[str, np.ndarray]
    tables: np.ndarray
    matches: np.ndarray | None


def code_replicates(work: Workings, code: CodeWork) -> CodeReplicates | None:
    """None where there are too few sources or no resamples were asked for."""
    if work.resampler.refusal:
        return None
    read = work.read
    parts = defaultdict(list)
    weights, pairs = code.tables.weights[read], code.tables.pairs[read].reshape(len(read), -1)
    spans = code.spans[read] if code.spans is not None else None
    matches = code.matches[read].reshape(len(read), -1) if code.matches is not None else None
    for block in work.resampler.blocks():
        parts["weights"].append(block @ weights)
        parts["pairs"].append((block @ pairs).reshape(len(block), -1, 2, 2))
        if spans is not None:
            parts["spans"].append(block @ spans)
            parts["matches"].append((block @ matches).reshape(len(block), -1, 2))
    summed = {name: np.concatenate(arrays) for name, arrays in parts.items()}
    squares = summed["pairs"]
    tally = Tally(code.tables.counts, summed["weights"])
    of_all = {name: values(tally) for name, values in OF_TALLY.items()}
    of_pairs = {name: values(squares) for name, values in OF_TABLE.items()}
    of_pairs["percent_agreement"] = tables.observed_and_expected(squares)[0]
    of_pairs["pabak"] = 2 * of_pairs["percent_agreement"] - 1
    of_all["light_kappa"] = mean_of_defined(of_pairs["cohen_kappa"])
    if spans is not None:
        of_all["bin_u_alpha"] = unitizing.bin_u_alpha_values(summed["spans"])
        of_pairs["f1_characters"], of_pairs["iou_characters"] = of_pairs["p_pos"], of_pairs["jaccard"]
        of_pairs["f1_spans"] = overlap.f1_spans_values(summed["matches"])
        of_all |= {name: mean_of_defined(of_pairs[name]) for name in ("f1_characters", "iou_characters", "f1_spans")}
    return CodeReplicates(of_all, of_pairs, squares, summed.get("matches"))


def mean_of_defined(values: np.ndarray) -> np.ndarray:
    """Mean over the last axis of what is not nan; nan where nothing is."""
    kept = np.isfinite(values)
    return ratio(np.where(kept, values, 0.0).sum(axis=-1), kept.sum(axis=-1))


# ---------------------------------------------------------------------------------------------
# Over all codes: running sums, so that no code's draws need to stay in memory


@dataclass
class Running:
    """Sums over codes, per draw and pair (or per pair, of the data themselves)."""

    observed: np.ndarray | float = 0.0
    expected: np.ndarray | float = 0.0
    varying: np.ndarray | float = 0.0
    kappas: np.ndarray | float = 0.0
    both: np.ndarray | float = 0.0
    either: np.ndarray | float = 0.0
    all_applied: np.ndarray | float = 0.0
    agreement: np.ndarray | float = 0.0
    used: int = 0
    matches: np.ndarray | float = field(default=0.0)

    def add(self, squares: np.ndarray, agreement: np.ndarray | None, matches: np.ndarray | None) -> None:
        """``squares``: (..., pairs, 2, 2) of one code; ``agreement`` where somebody used it."""
        observed, expected = tables.observed_and_expected(squares)
        varying = tables.varies(expected)
        self.observed = self.observed + np.where(varying, observed, 0.0)
        self.expected = self.expected + np.where(varying, expected, 0.0)
        self.varying = self.varying + varying
        self.kappas = self.kappas + np.where(varying, np.nan_to_num(tables.cohen_kappa_values(squares)), 0.0)
        self.both = self.both + squares[..., 0, 0]
        self.either = self.either + squares[..., 0, 0] + squares[..., 0, 1] + squares[..., 1, 0]
        self.all_applied = self.all_applied + 2 * squares[..., 0, 0] + squares[..., 0, 1] + squares[..., 1, 0]
        if agreement is not None:
            self.agreement = self.agreement + agreement
            self.used += 1
        if matches is not None:
            self.matches = self.matches + matches

    def values(self, pair: int | None = None) -> dict[str, np.ndarray]:
        """Every statistic over the codes, for one pair or for all."""

        def of(sums: np.ndarray | float) -> np.ndarray:
            return np.asarray(sums)[..., pair] if pair is not None else np.asarray(sums).sum(axis=-1)

        count = of(self.varying)
        observed, expected = ratio(of(self.observed), count), ratio(of(self.expected), count)

        def mean(values: np.ndarray) -> np.ndarray:
            return values[..., pair] if pair is not None else mean_of_defined(values)

        answers = {
            "pooled_kappa": ratio(observed - expected, 1 - expected),
            "mean_kappa_over_codes": ratio(of(self.kappas), count),
            "holsti_code_decisions": mean(ratio(2 * np.asarray(self.both), self.all_applied)),
            "iou_characters": mean(ratio(self.both, self.either)),
        }
        answers["f1_characters"] = answers["holsti_code_decisions"]
        if np.ndim(self.matches):
            answers["f1_spans"] = mean(overlap.f1_spans_values(np.asarray(self.matches)))
        return answers


def overall_replicates(work: Workings) -> dict[str, np.ndarray]:
    """name -> (draws,), of what is not a mean over codes."""
    if work.resampler.refusal:
        return {}
    parts = defaultdict(list)
    read = work.read
    set_sums = _set_sums(work) if work.sets_can_be_drawn else {}
    categories = nominal.categories_of(work.sets, len(work.found.columns.codes)) if work.sets is not None else 2
    for block in work.resampler.blocks():
        draws = np.zeros((len(block), len(work.found.sizes)))
        draws[:, read] = block
        for name, sums in set_sums.items():
            parts[name].append(code_sets.alpha_from_sums(draws, *sums))
        if work.sets_can_be_drawn:
            for name, values in nominal_values(work.nominal.of(draws), categories).items():
                parts[name].append(values)
        if work.found.on_continuum:
            parts["bin_u_alpha"].append(unitizing.bin_u_alpha_values(draws @ work.any_code))
            for name, values in _continuum_values(work.continuum.of(draws)).items():
                parts[name].append(values)
    return {name: np.concatenate(values) for name, values in parts.items()}


def nominal_values(sums: nominal.NominalSums, categories: int) -> dict[str, np.ndarray]:
    return {
        "percent_exact_set_match": nominal.observed(sums),
        "fleiss_kappa": nominal.fleiss_values(sums),
        "krippendorff_alpha_nominal": nominal.alpha_values(sums),
        "cohen_kappa": nominal.cohen_values(sums),
        "gwet_ac1": nominal.ac1_values(sums, categories),
        "brennan_prediger": nominal.brennan_prediger_values(sums, categories),
    }


def _continuum_values(sums: unitizing.Continuum) -> dict[str, np.ndarray]:
    ku = {"ku_alpha": unitizing.ku_alpha_values(sums), "ku_coverage": unitizing.ku_coverage_values(sums)}
    return ku | {
        "u_alpha": unitizing.u_alpha_values(sums),
        "cu_alpha": unitizing.cu_alpha_values(sums),
        "cu_alpha_2019_union_variant": unitizing.cu_alpha_values(sums, "2019"),
        "cu_coverage": unitizing.cu_coverage_values(sums),
        "ku_alpha_2019_union_variant": unitizing.ku_alpha_values(sums, "2019"),
    }


def _set_sums(work: Workings) -> dict[str, tuple]:
    """Per set alpha: observed disagreement and value counts per source, and the sets' distances."""
    sets, sources = work.sets, len(work.found.sizes)
    totals = sets.values_by_source(sources)
    return {
        name: (
            np.bincount(sets.source, weights=sets.observed_of_kinds(distance), minlength=sources),
            totals,
            sets.distance_matrix(distance),
        )
        for name, distance in OF_SETS.items()
    }
