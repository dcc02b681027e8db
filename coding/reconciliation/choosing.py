"""What a round is drawn from, and the draft of a round: which sources, drawn how, and who codes which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coding.cases.groups import NUMERIC, group_by_band, group_by_value, number_of, quantile_bands
from coding.codings.models import Assignment
from coding.reconciliation.allotting import balanced, everyone, meetings
from coding.reconciliation.drawing import Stratum, draw, draw_stratified, number_meant
from coding.reconciliation.queries import busy_sources
from coding.sources.models import Source, SourceKind, Speaker, Variable, VariableValue
from workbench.projects.models import Project

BANDS = 3  # that numbers are divided into
HAND, RANDOM, STRATIFIED = "hand", "random", "stratified"
EVERYONE, BALANCED = "everyone", "balanced"


@dataclass(frozen=True)
class Pool:
    """What sources are drawn from: transcripts, answers to questions, of a group of cases, of so many words."""

    transcripts: bool = False
    questions: tuple[int, ...] = ()
    variable: Variable | None = None
    value: str = ""
    fresh: bool = False
    least: int | None = None
    most: int | None = None


def free_sources(project: Project) -> QuerySet[Source]:
    """Return the sources that no round which is not settled holds."""
    return Source.objects.filter(project=project).exclude(pk__in=busy_sources(project))


def pool_of(project: Project, pool: Pool) -> QuerySet[Source]:
    """Return the free sources that a pool holds; at most two queries more than reading them."""
    found = free_sources(project)
    transcripts = found.filter(kind=SourceKind.TRANSCRIPT) if pool.transcripts else found.none()
    found = transcripts | found.filter(question__in=pool.questions)
    if pool.variable:
        values = VariableValue.objects.filter(variable=pool.variable)
        cases = {case for case, value in values.values_list("case_id", "value") if _is_in(value, pool)}
        spoken = Speaker.objects.filter(source__project=project, case__in=cases).values("source")
        found = found.filter(case__in=cases) | found.filter(pk__in=spoken)
    if pool.fresh:
        asked = Assignment.objects.filter(project=project, round__isnull=False)
        found = found.exclude(pk__in=asked.values("source"))
    if pool.least:
        found = found.filter(words__gte=pool.least)
    if pool.most:
        found = found.filter(words__lte=pool.most)
    return found.distinct().order_by("pk")


def _is_in(value: str, pool: Pool) -> bool:
    groups = group_by_value({0: value}, pool.variable.kind, pool.variable.levels)
    return pool.value in {group.key for group in groups}


def strata_of(variable: Variable, sources: Collection[int]) -> dict[str, list[int]]:
    """Return the sources by the value of their case, numbers in bands; those without one last; three queries.

    A conversation of several cases is of all of their values.
    """
    cases: dict[int, set[int]] = defaultdict(set)
    wanted = set(sources)
    project = variable.project_id
    for source, case in Source.objects.filter(project=project, case__isnull=False).values_list("pk", "case_id"):
        cases[source].add(case)
    speaking = Speaker.objects.filter(source__project=project, case__isnull=False, is_interviewer=False)
    for source, case in speaking.values_list("source_id", "case_id"):
        cases[source].add(case)
    labels = _labels(variable)
    strata: dict[str, list[int]] = defaultdict(list)
    for source in sorted(wanted):
        mine = sorted({labels[case] for case in cases[source] if case in labels})
        strata[" + ".join(mine) if mine else ""].append(source)
    without = strata.pop("", [])
    known = [group.key for group in group_by_value(labels, "", variable.levels)]
    ordered = {label: strata[label] for label in [*known, *strata] if label in strata}
    return ordered | ({_("(no value)"): without} if without else {})


def _labels(variable: Variable) -> dict[int, str]:
    """The stratum of each case that has a value; several answers of one case are one stratum."""
    values = dict(VariableValue.objects.filter(variable=variable).values_list("case_id", "value"))
    if variable.kind != NUMERIC:
        return {case: value.strip() for case, value in values.items() if value.strip()}
    numbers = [number for value in values.values() if (number := number_of(value)) is not None]
    groups, _words = group_by_band(values, quantile_bands(numbers, BANDS))
    return {case: group.label for group in groups for case in group.cases}


@dataclass(frozen=True)
class Draft:
    """A round as it would be: the sources that were drawn, of which pool, from which strata, and who codes which."""

    pool: int
    sources: list[int]
    parts: dict[int, tuple[int, ...]]
    strata: list[Stratum] = field(default_factory=list)
    drawn: dict[str, Any] = field(default_factory=dict)
    rest: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Who codes what, as (source, coder)."""
        return [(source, coder) for source, team in self.parts.items() for coder in team]

    @property
    def rest_pairs(self) -> list[tuple[int, int]]:
        """Who codes what of the rest, as (source, coder)."""
        return [(source, coder) for source, team in self.rest.items() for coder in team]

    @property
    def mark(self) -> str:
        """A short text that two drafts have in common only where they are the same."""
        told = repr((sorted(self.parts.items()), sorted(self.rest.items())))
        return sha256(told.encode()).hexdigest()[:20]

    def loads(self, words: Mapping[int, int]) -> dict[int, tuple[int, int]]:
        """Return how many sources, and words, each coder has."""
        sources, read = Counter(), Counter()
        for source, team in [*self.parts.items(), *self.rest.items()]:
            for coder in team:
                sources[coder] += 1
                read[coder] += words.get(source, 0)
        return {coder: (sources[coder], read[coder]) for coder in sources}

    def met(self, coders: Iterable[int]) -> tuple[int, int]:
        """Return how many sources two coders have in common, at least and at most."""
        met = meetings(self.parts)
        times = [met[frozenset(pair)] for pair in combinations(coders, 2)]
        return (min(times), max(times)) if times else (0, 0)


def draft_round(project: Project, chosen: Mapping[str, Any]) -> Draft:
    """Return the round that a form asks for (RoundForm, PlanForm); nothing is stored.

    Raises ValueError with what is wrong, in words.
    """
    how, seed, coders = chosen["how"], chosen.get("seed") or 0, chosen["coders"]
    if how == HAND:
        pool = sources = sorted(set(chosen["sources"]))
        strata: list[Stratum] = []
    else:
        pool = list(pool_of(project, chosen["pool"]).values_list("pk", flat=True))
        strata, sources = _drawn(pool, chosen, seed)
    if not sources:
        raise ValueError(_("No source is left to draw from. Choose more kinds of sources, or fewer conditions."))
    words = dict(Source.objects.filter(project=project).values_list("pk", "words"))
    several = sources
    if chosen["sharing"] == EVERYONE:
        parts = everyone(sources, coders)
        rest: dict = {}
    else:
        per_source = chosen["per_source"]
        if per_source > len(coders):
            raise ValueError(
                _("%(wanted)s coders cannot share a source where only %(there)s are chosen.")
                % {"wanted": per_source, "there": len(coders)}
            )
        if not chosen.get("rest"):
            several = draw(sources, number_meant(f"{chosen['share']}%", len(sources)), seed)
        mine = pool if chosen.get("rest") else sources
        parts = balanced({source: words[source] for source in mine}, coders, per_source, seed, several)
        rest = {source: team for source, team in parts.items() if source not in set(sources)}
        parts = {source: parts[source] for source in sources}
    return Draft(len(pool), sources, parts, strata, _record(chosen, pool, sources, several, strata), rest)


def _drawn(pool: Sequence[int], chosen: Mapping[str, Any], seed: int) -> tuple[list[Stratum], list[int]]:
    number = number_meant(chosen["size"], len(pool)) or 0
    if chosen["how"] == RANDOM:
        return [], draw(pool, number, seed)
    strata = draw_stratified(strata_of(chosen["variable"], pool), number, seed)
    return strata, [source for stratum in strata for source in stratum.drawn]


def _record(
    chosen: Mapping[str, Any], pool: Sequence[int], sources: Sequence[int], several: Sequence[int], strata: list
) -> dict[str, Any]:
    """What the round keeps of how it was drawn: enough to draw it again, and to say so in a report."""
    kept: dict[str, Any] = {"how": chosen["how"], "sharing": chosen["sharing"], "chosen": len(sources)}
    if chosen["sharing"] == BALANCED:
        kept |= {"per_source": chosen["per_source"], "several": len(several), "seed": chosen.get("seed")}
    if chosen["how"] == HAND:
        return kept
    wanted: Pool = chosen["pool"]
    kept |= {"pool": len(pool), "size": chosen["size"], "seed": chosen["seed"], "plan": bool(chosen.get("plan"))}
    kept["from"] = {
        "transcripts": wanted.transcripts, "questions": list(wanted.questions), "fresh": wanted.fresh,
        "least": wanted.least, "most": wanted.most,
        "group": {"name": wanted.variable.name, "value": wanted.value} if wanted.variable else None,
    }  # fmt: skip
    if strata:
        kept["variable"] = chosen["variable"].name
        kept["strata"] = [[one.label, one.size, len(one.drawn)] for one in strata]
    return kept
