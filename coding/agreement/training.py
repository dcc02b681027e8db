"""A coder measured against a gold layer, code by code: what they found, missed and added, and which code stood there.

Precision is the share of what the coder applied that the gold layer has too, recall the share of what the gold layer
has that the coder found, F1 their harmonic mean (van Rijsbergen 1979; Hripcsak & Rothschild 2005). By unit, and by
spans: there a span counts as met where a span of the same code of the other side shares at least one character with it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from coding.agreement.coefficient import Coefficient, defined, undefined
from coding.agreement.passages import coded_units
from coding.agreement.sifting import sources_by_code
from coding.agreement.units import CodedSource

NEVER_APPLIED = "the coder never applied this code here"
NOT_IN_GOLD = "the gold layer has this code nowhere here"
CITATION = (
    "Hripcsak, G., & Rothschild, A. S. (2005). Agreement, the F-measure, and reliability in information retrieval. "
    "Journal of the American Medical Informatics Association, 12(3), 296–298."
)


@dataclass(frozen=True)
class Score:
    """Counts of units or spans: `found` of `gold` by the coder, and `right` of `applied` by the coder."""

    found: int = 0
    gold: int = 0
    right: int = 0
    applied: int = 0

    @property
    def missed(self) -> int:
        return self.gold - self.found

    @property
    def extra(self) -> int:
        return self.applied - self.right

    @property
    def precision(self) -> Coefficient:
        return defined(self.right / self.applied, self.applied) if self.applied else undefined(NEVER_APPLIED)

    @property
    def recall(self) -> Coefficient:
        return defined(self.found / self.gold, self.gold) if self.gold else undefined(NOT_IN_GOLD)

    @property
    def f1(self) -> Coefficient:
        """Harmonic mean of both; undefined where one of them is, 0 where both are 0."""
        precision, recall = self.precision, self.recall
        if precision.value is None or recall.value is None:
            return undefined(precision.undefined or recall.undefined or "")
        both = precision.value + recall.value
        return defined(2 * precision.value * recall.value / both if both else 0.0, self.gold + self.applied)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.found + other.found, self.gold + other.gold, self.right + other.right, self.applied + other.applied
        )


@dataclass(frozen=True)
class Place:
    """One unit on which coder and gold layer differ, with the codes of each that the other lacks, and those of both."""

    source: Hashable
    start: int
    end: int
    missed: frozenset
    extra: frozenset
    shared: frozenset


@dataclass
class CodeTraining:
    """One code: scores by unit and by span; `instead` counts the codes that stood where this one was missed."""

    code: Hashable
    units: Score = field(default_factory=Score)
    spans: Score = field(default_factory=Score)
    instead: Counter = field(default_factory=Counter)


@dataclass(frozen=True)
class Training:
    """The codes that either side used, in the order given, and the places to talk about, in the order of the texts."""

    codes: list[CodeTraining]
    places: list[Place]

    @property
    def units(self) -> Score:
        return sum((one.units for one in self.codes), Score())

    @property
    def spans(self) -> Score:
        return sum((one.spans for one in self.codes), Score())


def against_gold(
    sources: Sequence[CodedSource], gold: Hashable, coder: Hashable, codes: Iterable[Hashable], unit: str
) -> Training:
    """Compare a coder with the gold layer on the sources that both saw; `gold` and `coder` are keys of the codings."""
    both = [source for source in sources if {gold, coder} <= source.seen]
    order = {source.key: place for place, source in enumerate(both)}
    judged: dict[tuple, tuple[set, set]] = defaultdict(lambda: (set(), set()))
    found, by_code = [], sources_by_code(both)
    for code in codes:
        here = by_code.get(code, [])
        score = _unit_score(here, gold, coder, code, unit, judged)
        if score.gold or score.applied:
            found.append(CodeTraining(code, score, _span_score(here, gold, coder, code)))
    places = [
        Place(*unit_, frozenset(golden - own), frozenset(own - golden), frozenset(golden & own))
        for unit_, (golden, own) in judged.items()
        if golden != own
    ]
    _count_instead(found, places)
    return Training(found, sorted(places, key=lambda place: (order[place.source], place.start)))


def _unit_score(
    sources: Sequence[CodedSource],
    gold: Hashable,
    coder: Hashable,
    code: Hashable,
    unit: str,
    judged: dict[tuple, tuple[set, set]],
) -> Score:
    units = coded_units(sources, [gold, coder], code, unit)
    for one in units:
        golden, own = judged[one.source, one.start, one.end]
        if gold in one.coders:
            golden.add(code)
        if coder in one.coders:
            own.add(code)
    hits = sum(1 for one in units if not one.missing)
    golden = sum(1 for one in units if gold in one.coders)
    return Score(hits, golden, hits, len(units) - golden + hits)


def _span_score(sources: Sequence[CodedSource], gold: Hashable, coder: Hashable, code: Hashable) -> Score:
    total = Score()
    for source in sources:
        golden, own = ([span[:2] for span in source.codings.get(who, ()) if span[2] == code] for who in (gold, coder))
        golden, own = sorted(set(golden)), sorted(set(own))
        total += Score(_met(golden, own), len(golden), _met(own, golden), len(own))
    return total


def _met(spans: list[tuple[int, int]], others: list[tuple[int, int]]) -> int:
    """How many of the spans share a character with one of the others, which are sorted by their start."""
    reach, furthest = [], 0
    for _start, end in others:
        furthest = max(furthest, end)
        reach.append(furthest)
    met = 0
    for start, end in spans:
        before = bisect_left(others, (end,))  # those that begin before this one ends
        met += before > 0 and reach[before - 1] > start
    return met


def _count_instead(found: list[CodeTraining], places: list[Place]) -> None:
    by_code = {one.code: one for one in found}
    for place in places:
        for code in place.missed:
            by_code[code].instead.update(place.extra)
