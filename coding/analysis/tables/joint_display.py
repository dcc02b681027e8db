"""Joint displays of mixed methods: what people said in their own words, by what they answered to a closed item."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.analysis.choices import BASE, BY, LAYER, OF, ROLLUP, SCOPE, TOP, TOP_FIRST, YES, fixed
from coding.analysis.kinds import CODES, Passage
from coding.analysis.mentions import cases_under
from coding.analysis.picking import illustrating
from coding.analysis.queries import EVERYTHING, SAID, Frame, Grouping, frame_of, grouping_of
from coding.analysis.registry import Analysis
from coding.analysis.results import Result, Rows, Sheet
from coding.analysis.telling import base_notes, facts_of, passages, rollup_note, shown_lines
from coding.bank.queries import Attributing, stars_of
from coding.cases.groups import Group
from coding.quotations.layers import ALL
from workbench.exporting.documents import Column, Share
from workbench.exporting.registry import Choice
from workbench.membership.models import Membership
from workbench.projects.models import Project

QUOTED = Choice(
    "quoted",
    gettext_lazy("Quotations"),
    fixed(lambda: [(YES, _("One for each level")), ("no", _("None"))]),
)
Quotes = dict[tuple[int, int], tuple[Passage, str]]


def build_joint_display(
    project: Project,
    viewer: Membership | None,
    *,
    by: str = "",
    of: str = CODES,
    layer: str = ALL,
    scope: str = EVERYTHING,
    lines: str = TOP,
    rollup: str = YES,
    quoted: str = YES,
    base: str = SAID,
) -> Result:
    """Return, for each line and each level of the item, who of its cases has the line, and a quotation."""
    frame = frame_of(project, viewer, of=of, layer=layer, scope=scope, rollup=rollup == YES or lines == TOP, base=base)
    grouping = grouping_of(project, by, frame.base)
    shown = [place for place in shown_lines(frame, [], lines) if cases_under(frame.mentions, place)]
    quotes = _quotes(frame, grouping, shown) if quoted == YES else {}
    sheet = _sheet(frame, grouping, shown, quotes, scope, base)
    names = {"what": frame.kind.label, "by": grouping.variable.name, "project": project.name}
    return Result(
        title=_("Joint display: %(what)s by %(by)s in “%(project)s”") % names,
        sheets=[sheet],
        facts=facts_of(frame),
        landscape=True,
    )


def _quotes(frame: Frame, grouping: Grouping, shown: list[int]) -> Quotes:
    """Return the quotation of each (line, group), and whose words it is in the study's pattern.

    What somebody marked for the manuscript comes first. The number of queries is constant.
    """
    starred = {place[:3] for place in stars_of(frame.project, frame.viewer)}
    chosen: dict[tuple[int, int], int] = {}
    for place in shown:
        for number, group in enumerate(grouping.groups):
            row = illustrating(frame.mentions, place, group.cases, starred)
            if row is not None:
                chosen[place, number] = row
    words = frame.passages(list(chosen.values()))
    naming, found = Attributing(frame.project), frame.mentions
    return {
        key: (passage, naming.said(int(found.source[row]), int(found.start[row]), int(found.end[row])))
        for (key, row), passage in zip(chosen.items(), words, strict=True)
    }


def _sheet(frame: Frame, grouping: Grouping, shown: list[int], quotes: Quotes, scope: str, base: str) -> Sheet:
    columns = [
        Column(f"{frame.kind.head} / {grouping.variable.name}", width=1.8),
        Column(frame.kind.head, width=1.8, data_only=True),
        Column(grouping.variable.name, width=1, data_only=True),
        Column(_("Cases"), numeric=True, width=0.8),
        *([Column(_("Illustrative quotation"), width=3.6), Column(_("Whose words"), width=0.8)] if quotes else []),
    ]
    rows = Rows(columns)
    for place in shown:
        line, people = frame.lines[place], cases_under(frame.mentions, place)
        rest = [None, None] if quotes else []
        share = Share(len(people), len(frame.base))
        rows.add(line.name, line.path, "", (share, passages(frame, scope, line)), *rest, level=line.depth)
        for number, group in enumerate(grouping.groups):
            count = len(people & group.cases)
            behind = passages(frame, scope, line, by=grouping.variable.pk, group=group.key) if count else None
            said = quotes.get((place, number))
            rest = ([f"“{said[0].text}”" if said else "", said[1] if said else ""]) if quotes else []
            share = Share(count, len(group.cases))
            rows.add(_level(group), line.path, group.label, (share, behind), *rest, level=line.depth + 1)
    notes = [
        *base_notes(frame, scope, base),
        _("Percentages at a level are of the cases of that level."),
        rollup_note(frame),
    ]
    if quotes:
        notes.append(_("Quotations: those marked for the manuscript, else of the length of a short quotation."))
    if not grouping.apart:
        notes.append(_("Several values were allowed: a case stands at each of its levels."))
    title = _("%(what)s by the levels of %(by)s") % {"what": frame.kind.label, "by": grouping.variable.name}
    return rows.sheet(title, notes, _("Joint display"))


def _level(group: Group) -> str:
    return _("%(label)s (n = %(size)s)") % {"label": group.label, "size": len(group.cases)}


JOINT_DISPLAY = Analysis(
    what="joint-display",
    tab=gettext_lazy("Joint display"),
    label=gettext_lazy("Joint display"),
    lede=gettext_lazy("What people said in their own words beside what they answered to a closed item."),
    build=build_joint_display,
    choices=(BY, OF, LAYER, SCOPE, TOP_FIRST, ROLLUP, QUOTED, BASE),
    position=70,
)
