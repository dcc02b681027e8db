"""What is behind a number: the passages, or the cases, that an address asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext as _

from coding.analysis.choices import YES
from coding.analysis.cooccurring import CASE, OVERLAP, SOURCE, overlapping
from coding.analysis.kinds import CODES, Loaded, kind_of, kinds
from coding.analysis.mentions import NOBODY, Line, Mentions
from coding.analysis.queries import (
    CODED,
    EVERYTHING,
    NO_VALUE,
    SAID,
    Frame,
    Grouping,
    NothingToAnalyse,
    cases_counted,
    frame_of,
    grouping_of,
    narrowed,
)
from coding.cases.groups import parts_of
from coding.quotations.layers import ALL
from coding.sources.models import Case, Variable, VariableValue
from workbench.membership.models import Membership
from workbench.projects.models import Project
from workbench.web.numbers import key_in


@dataclass(frozen=True)
class Found:
    """The rows of `frame` behind a number, of `line` (and of `also`), by the cases of a group."""

    frame: Frame
    rows: np.ndarray
    line: Line | None = None
    also: Line | None = None
    how: str = ""
    group: str = ""


def passages_behind(project: Project, viewer: Membership | None, asked: Mapping[str, str]) -> Found:
    """Return the passages that an address asks for; raises WorkbenchError for what there is not."""
    of = asked.get("of", CODES)
    if of not in {kind.name for kind in kinds()}:
        raise NothingToAnalyse(_("There is nothing of this kind to count."))
    layer, scope = asked.get("layer") or ALL, asked.get("scope") or EVERYTHING
    rollup = asked.get("rollup") == YES
    loaded = kind_of(of).load(project, viewer, layer, rollup)
    line, also = _line(loaded, asked.get("line", "")), _line(loaded, asked.get("also", ""))

    def within(wanted: str) -> Frame:
        return narrowed(kind_of(of), loaded, project, viewer, layer, rollup, wanted, asked.get("base", SAID))

    frame = within(scope)
    kept = np.ones(len(frame.mentions), dtype=bool)
    if line is not None:
        kept &= frame.mentions.line == line
    for name in ("source", "case"):
        if (key := key_in(asked.get(name, ""))) is not None:
            kept &= frame.mentions.units(name) == key
    group = ""
    if (variable := key_in(asked.get("by", ""))) is not None:
        cases, group = group_members(project, variable, asked.get("group", ""), frame.base)
        kept &= np.isin(frame.mentions.case, np.fromiter(cases, dtype=np.int64, count=len(cases)))
    how = asked.get("how", CASE)
    if also is None:
        return Found(frame, _in_order(frame.mentions, np.flatnonzero(kept)), _named(loaded, line), None, "", group)
    frame, rows = _of_both(frame, within(asked.get("also_scope") or scope), kept, also, how)
    return Found(frame, rows, _named(loaded, line), loaded.lines[also], how, group)


def _line(loaded: Loaded, key: str) -> int | None:
    """Return the place of the line with this key; raises NothingToAnalyse where one is asked for that there is not."""
    if not key:
        return None
    for place, line in enumerate(loaded.lines):
        if str(line.key) == key:
            return place
    raise NothingToAnalyse(_("What was counted here is no longer there."))


def _named(loaded: Loaded, place: int | None) -> Line | None:
    return None if place is None else loaded.lines[place]


def _of_both(frame: Frame, other: Frame, kept: np.ndarray, also: int, how: str) -> tuple[Frame, np.ndarray]:
    """Return the passages of both lines where they come together, each once, as rows of a frame that holds them."""
    mine = frame.kept[np.flatnonzero(kept)]
    theirs = other.kept[np.flatnonzero(other.mentions.line == also)]
    everything = frame.loaded.mentions
    ones, others = everything.where(mine), everything.where(theirs)
    if how == OVERLAP:
        rows = np.concatenate([mine, theirs])
        first, second = overlapping(everything.where(rows))
        side = np.arange(len(rows)) < len(mine)
        across = side[first] != side[second]
        chosen = rows[np.unique(np.concatenate([first[across], second[across]]))]
    else:
        by = SOURCE if how == SOURCE else CASE
        both = np.intersect1d(ones.units(by), others.units(by))
        both = both[both != NOBODY]
        chosen = np.concatenate([mine[np.isin(ones.units(by), both)], theirs[np.isin(others.units(by), both)]])
    frame = replace(frame, kept=np.unique(chosen))
    return frame, _in_order(frame.mentions, np.arange(len(frame.kept)))


def _in_order(mentions: Mentions, rows: np.ndarray) -> np.ndarray:
    """In the order of the texts; a place that several lines below one hold stands once."""
    found = mentions.where(rows)
    return rows[np.lexsort((found.line, found.end, found.start, found.source))]


def group_members(project: Project, variable: int, key: str, base: frozenset[int]) -> tuple[frozenset, str]:
    """Return the cases of a group of a variable, and what the group is called."""
    grouping = _grouping(project, variable, base)
    for group in grouping.groups:
        if group.key == key:
            return frozenset(group.cases), f"{grouping.variable.name}: {group.label}"
    return frozenset(), f"{grouping.variable.name}: {key or _('no value')}"


def _grouping(project: Project, variable: int, base: frozenset[int]) -> Grouping:
    found = Variable.objects.filter(project=project, pk=variable).first()
    return grouping_of(project, found.name if found else "", base)


def cases_behind(project: Project, viewer: Membership | None, asked: Mapping[str, str]) -> tuple[list[Case], list[str]]:
    """Return the cases that an address asks for, and in words what they have in common."""
    cases = _counted(project, viewer, asked)
    words: list[str] = []
    if (variable := key_in(asked.get("by", ""))) is not None:
        cases, group = group_members(project, variable, asked.get("group", ""), cases)
        words.append(group)
    if (variable := key_in(asked.get("variable", ""))) is not None:
        cases, value = _with_value(project, variable, asked.get("value", ""), cases)
        words.append(value)
    return list(Case.objects.filter(project=project, pk__in=cases).order_by("name")), words


def _counted(project: Project, viewer: Membership | None, asked: Mapping[str, str]) -> frozenset[int]:
    """Return the cases of which a table counts: of Table 1, or of an analysis of codings (which says `of`)."""
    scope, of = asked.get("scope") or EVERYTHING, asked.get("of", "")
    if of not in {kind.name for kind in kinds()}:
        return cases_counted(project, scope)
    base = CODED if asked.get("base") == CODED else SAID
    return frame_of(project, viewer, of=of, layer=asked.get("layer") or ALL, scope=scope, base=base).base


def _with_value(project: Project, key: int, value: str, cases: frozenset[int]) -> tuple[frozenset[int], str]:
    """Return those of the cases with a value of the variable (one of several counts), or without any."""
    variable = Variable.objects.filter(project=project, pk=key).first()
    if variable is None:
        raise NothingToAnalyse(_("What was counted here is no longer there."))
    rows = VariableValue.objects.filter(variable=variable).values_list("case_id", "value")
    parts = {case: parts_of(text, variable.kind) for case, text in rows if case in cases}
    if value == NO_VALUE:
        return frozenset(case for case in cases if not parts.get(case)), f"{variable.name}: {_('no value')}"
    return frozenset(case for case, own in parts.items() if value in own), f"{variable.name}: {value}"
