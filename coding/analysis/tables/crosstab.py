"""Codes or themes by groups of cases, with the exact denominator of each group."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.analysis.choices import ALL_LINES, BASE, BY, LAYER, LINES, OF, ROLLUP, SCOPE, TOP, YES, fixed
from coding.analysis.comparing import HIDDEN, Tested, compare_groups, hidden_cells
from coding.analysis.kinds import CODES
from coding.analysis.mentions import Mentions, incidence, place_counts
from coding.analysis.queries import EVERYTHING, NO_VALUE, SAID, Frame, Grouping, frame_of, grouping_of
from coding.analysis.registry import Analysis
from coding.analysis.results import CASES, Behind, Result, Rows, Sheet
from coding.analysis.telling import asks_of, base_notes, facts_of, passages, rollup_note, shown_lines
from coding.quotations.layers import ALL
from workbench.exporting.documents import Cell, Column, Share
from workbench.exporting.registry import Choice
from workbench.membership.models import Membership
from workbench.projects.models import Project

SHARES, PLACES, BOTH = "cases", "passages", "both"
ALL_SHOWN = "1"
TESTED = "p"

CELLS = Choice(
    "cells",
    gettext_lazy("Show"),
    fixed(lambda: [(SHARES, _("Cases, n (%)")), (PLACES, _("Codings or passages")), (BOTH, _("Both, a table each"))]),
)
SMALLEST = Choice(
    "smallest",
    gettext_lazy("Small counts"),
    fixed(
        lambda: [
            (ALL_SHOWN, _("Show all")),
            *((str(least), _("Hide counts from 1 to %(most)s") % {"most": least - 1}) for least in (3, 5, 10)),
        ]
    ),
)
TEST = Choice("test", gettext_lazy("Test"), fixed(lambda: [("", _("None")), (TESTED, _("Differences between groups"))]))


def build_crosstab(
    project: Project,
    viewer: Membership | None,
    *,
    by: str = "",
    of: str = CODES,
    layer: str = ALL,
    scope: str = EVERYTHING,
    lines: str = ALL_LINES,
    rollup: str = YES,
    cells: str = SHARES,
    smallest: str = ALL_SHOWN,
    test: str = "",
    base: str = SAID,
) -> Result:
    """Return the lines by the groups of a variable: cases of each group who have the line, or passages."""
    frame = frame_of(project, viewer, of=of, layer=layer, scope=scope, rollup=rollup == YES or lines == TOP, base=base)
    grouping = grouping_of(project, by, frame.base)
    common = [*base_notes(frame, scope, base), rollup_note(frame)]
    sheets = []
    if cells != PLACES:
        sheets.append(_cases(frame, grouping, scope, lines, int(smallest), bool(test), common))
    if cells != SHARES:
        sheets.append(_places(frame, grouping, scope, lines, int(smallest), common))
    names = {"what": frame.kind.label, "by": grouping.variable.name, "project": project.name}
    return Result(
        title=_("%(what)s by %(by)s in “%(project)s”") % names,
        sheets=sheets,
        facts=facts_of(frame),
        landscape=len(grouping.groups) > 4,
    )


def _columns(frame: Frame, grouping: Grouping, *, sizes: bool) -> list[Column]:
    def head(label: str, size: int) -> str:
        return _("%(label)s (n = %(size)s)") % {"label": label, "size": size} if sizes else label

    return [
        Column(frame.kind.head, width=2),
        Column(_("Path"), width=2, data_only=True),
        Column(head(_("All"), len(frame.base)), numeric=True, width=0.9),
        *(
            Column(head(group.label, len(group.cases)), numeric=True, width=0.9, group=grouping.variable.name)
            for group in grouping.groups
        ),
    ]


def _cases(
    frame: Frame, grouping: Grouping, scope: str, lines: str, smallest: int, tested: bool, common: list[str]
) -> Sheet:
    people, found = incidence(frame.mentions, len(frame.lines))
    place_of = {int(case): place for place, case in enumerate(people)}
    members = [[place_of[case] for case in group.cases if case in place_of] for group in grouping.groups]
    columns = _columns(frame, grouping, sizes=True)
    rows = Rows([*columns, Column("p", numeric=True, decimals=3, bounded=True, width=0.6)] if tested else columns)
    tests: list[Tested] = []
    for place in shown_lines(frame, [], lines):
        line = frame.lines[place]
        counts = [int(found[group, place].sum()) for group in members]
        hidden = hidden_cells(counts, smallest)
        total: Cell = None if any(hidden) else Share(int(found[:, place].sum()), len(frame.base))
        cells: list[Cell | tuple[Cell, Behind | None]] = [
            (total, passages(frame, scope, line) if _some(total) else None)
        ]
        for count, group, hide in zip(counts, grouping.groups, hidden, strict=True):
            behind = passages(frame, scope, line, by=grouping.variable.pk, group=group.key)
            shown = _few(smallest) if hide else Share(count, len(group.cases))
            cells.append((shown, behind if count and not hide else None))
        if tested:
            one = _tested(grouping, counts) if not any(hidden) else Tested(None, reason=HIDDEN)
            tests.append(one)
            cells.append(one.p)
        rows.add(line.name, line.path, *cells, level=line.depth)
    notes = [*common, _("Percentages are of the cases in the head of each column."), *_hidden_notes(rows, smallest)]
    notes += [*_group_notes(grouping), *(_test_notes(tests, grouping) if tested else [])]
    sheet = rows.sheet(
        _("Cases with each %(one)s, by %(by)s") % {"one": frame.kind.one, "by": grouping.variable.name},
        notes,
        _("Cases"),
    )
    sheet.heads = _head_links(frame, grouping, scope)
    return sheet


def _some(cell: Cell) -> bool:
    return isinstance(cell, Share) and cell.count > 0


def _few(smallest: int) -> str:
    return f"<{smallest}"


def _places(frame: Frame, grouping: Grouping, scope: str, lines: str, smallest: int, common: list[str]) -> Sheet:
    mentions = frame.mentions
    rows = Rows(_columns(frame, grouping, sizes=False))
    counted = [_place_counts(mentions, group.cases, len(frame.lines)) for group in grouping.groups]
    everywhere = _place_counts(mentions, None, len(frame.lines))
    for place in shown_lines(frame, [], lines):
        line = frame.lines[place]
        counts = [group[place] for group in counted]
        hidden = hidden_cells(counts, smallest)
        total = None if any(hidden) else everywhere[place]
        cells: list[tuple[Cell, Behind | None]] = [(total, passages(frame, scope, line) if total else None)]
        for count, group, hide in zip(counts, grouping.groups, hidden, strict=True):
            behind = passages(frame, scope, line, by=grouping.variable.pk, group=group.key)
            cells.append((_few(smallest) if hide else count, behind if count and not hide else None))
        rows.add(line.name, line.path, *cells, level=line.depth)
    notes = [*common[:1], *common[2:], *_hidden_notes(rows, smallest), *_group_notes(grouping)]
    return rows.sheet(
        _("%(places)s of each %(one)s, by %(by)s")
        % {"places": frame.kind.places, "one": frame.kind.one, "by": grouping.variable.name},
        notes,
        str(frame.kind.places),
    )


def _place_counts(mentions: Mentions, cases: frozenset[int] | None, lines: int) -> list[int]:
    if cases is not None:
        mentions = mentions.where(np.isin(mentions.case, np.fromiter(cases, dtype=np.int64, count=len(cases))))
    return [int(count) for count in place_counts(mentions, lines)]


def _tested(grouping: Grouping, counts: list[int]) -> Tested:
    """Test without the cases that have no value: they are no group."""
    if not grouping.apart:
        return Tested(None)
    valued = [
        (count, len(group.cases)) for count, group in zip(counts, grouping.groups, strict=True) if group.key != NO_VALUE
    ]
    return compare_groups([count for count, _size in valued], [size for _count, size in valued])


def _hidden_notes(rows: Rows, smallest: int) -> list[str]:
    if not any(isinstance(cell, str) and cell == _few(smallest) for row in rows.rows for cell in row[2:]):
        return []
    text = _(
        "Counts from 1 to %(most)s are shown as <%(smallest)s, and the total of such a row is left out, "
        "so that none can be worked out from it."
    )
    return [text % {"most": smallest - 1, "smallest": smallest}]


def _group_notes(grouping: Grouping) -> list[str]:
    if grouping.apart:
        return []
    return [
        _("Several values were allowed: a case stands in each of its groups, so that groups add up to more than all.")
    ]


def _test_notes(tests: list[Tested], grouping: Grouping) -> list[str]:
    if not grouping.apart:
        return [_("No test: a case can stand in several groups.")]
    names = sorted({_(one.name) for one in tests if one.p is not None})
    reasons = sorted({_(one.reason) for one in tests if one.reason})
    notes = []
    if names:
        text = _(
            "p: %(tests)s, two-sided, without cases that have no value. Exploratory: cases were not sampled to test "
            "it, and nothing is corrected for the number of rows."
        )
        notes.append(text % {"tests": "; ".join(names)})
    if reasons:
        notes.append(_("A dash stands where a test has no value: %(reasons)s.") % {"reasons": "; ".join(reasons)})
    return notes


def _head_links(frame: Frame, grouping: Grouping, scope: str) -> dict[int, Behind]:
    everyone = {2: Behind(CASES, asks_of(frame, scope))}
    return everyone | {
        place: Behind(CASES, asks_of(frame, scope, by=grouping.variable.pk, group=group.key))
        for place, group in enumerate(grouping.groups, start=3)
    }


CROSSTAB = Analysis(
    what="crosstab",
    tab=gettext_lazy("By group"),
    label=gettext_lazy("Codes by groups of cases"),
    lede=gettext_lazy("Which groups of participants said what: cases of each group with each code or theme."),
    build=build_crosstab,
    choices=(BY, OF, LAYER, SCOPE, LINES, ROLLUP, CELLS, SMALLEST, TEST, BASE),
    position=30,
)
