"""Which codes or themes occur together."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.analysis.charting import heatmap_of
from coding.analysis.choices import ALL_LINES, APART, BASE, LAYER, LINES, NO, OF, SCOPE, TOP, YES, fixed
from coding.analysis.cooccurring import CASE, OVERLAP, SOURCE, Together, together
from coding.analysis.kinds import CODES
from coding.analysis.mentions import related
from coding.analysis.queries import EVERYTHING, SAID, Frame, frame_of
from coding.analysis.registry import Analysis
from coding.analysis.results import Result, Rows, Sheet
from coding.analysis.telling import base_notes, facts_of, heat_step, passages, rollup_note, shown_lines
from coding.quotations.layers import ALL
from workbench.exporting.documents import Cell, Column
from workbench.exporting.registry import Choice
from workbench.membership.models import Membership
from workbench.projects.models import Project

COUNTS, JACCARD = "counts", "jaccard"
MOST = "20"
MOST_PAIRS = 100
MOST_NAMED = 8
"""Columns up to which a page of a manuscript holds their names."""

HOW = Choice(
    "how",
    gettext_lazy("Together in"),
    fixed(lambda: [(CASE, _("The same case")), (SOURCE, _("The same text")), (OVERLAP, _("The same words"))]),
)
CELLS = Choice("cells", gettext_lazy("Show"), fixed(lambda: [(COUNTS, _("Counts")), (JACCARD, _("Jaccard index"))]))
FIRST = Choice(
    "most",
    gettext_lazy("How many"),
    fixed(
        lambda: [
            *((str(most), _("The %(most)s most frequent") % {"most": most}) for most in (20, 10, 40)),
            ("all", _("All")),
        ]
    ),
)


def build_cooccurrence(
    project: Project,
    viewer: Membership | None,
    *,
    of: str = CODES,
    how: str = CASE,
    layer: str = ALL,
    scope: str = EVERYTHING,
    lines: str = ALL_LINES,
    rollup: str = NO,
    most: str = MOST,
    cells: str = COUNTS,
    base: str = SAID,
) -> Result:
    """Return a square table of the lines, and the pairs that most have, with counts and Jaccard index."""
    frame = frame_of(project, viewer, of=of, layer=layer, scope=scope, rollup=rollup == YES or lines == TOP, base=base)
    found = together(frame.mentions, len(frame.lines), how)
    shown = _shown(frame, found, lines, most)
    square = _square(frame, found, shown, scope, how, cells)
    notes = [_HOW[how](), *(base_notes(frame, scope, base) if how == CASE else []), rollup_note(frame)]
    if frame.rollup:
        notes.append(
            _("A %(one)s and its %(below)s share what they hold: their cells are left empty.")
            % {"one": frame.kind.one, "below": frame.kind.below}
        )
    title = _("%(what)s together in %(where)s") % {"what": frame.kind.label, "where": _WHERE[how]()}
    sheet = square.sheet(title, notes, _("Together"))
    sheet.spoken = {column: frame.lines[place].name for column, place in enumerate(shown, start=1)}
    sheets = [sheet, _pairs(frame, found, shown, scope, how)]
    return Result(
        title=_("Co-occurrence in “%(project)s”") % {"project": project.name},
        sheets=sheets,
        figures=[
            heatmap_of(
                frame,
                shown,
                _values(frame, found, cells),
                title,
                sheets[1].table,
                decimals=2 if cells == JACCARD else 0,
            )
        ],
        facts=facts_of(frame),
        landscape=len(shown) > 6,
    )


_WHERE = {
    CASE: lambda: _("the same case"),
    SOURCE: lambda: _("the same text"),
    OVERLAP: lambda: _("the same words"),
}
_HOW = {
    CASE: lambda: _(
        "Counts are cases who have both, anywhere in what they said; on the diagonal those who have the one. "
        "Jaccard: those who have both, of those who have either."
    ),
    SOURCE: lambda: _(
        "Counts are texts that have both; on the diagonal those that have the one. "
        "Jaccard: those that have both, of those that have either."
    ),
    OVERLAP: lambda: _(
        "Counts are pairs of passages, one of each, that share at least a character; on the diagonal the passages "
        "of the one. Passages of one that overlap are one passage, and only what the same coder marked is together. "
        "Jaccard: the characters under both, of those under either."
    ),
}


def _shown(frame: Frame, found: Together, lines: str, most: str) -> list[int]:
    """The most frequent lines, in the order of their tree; lines under which nothing stands are left out."""
    own = np.diag(found.joint)
    places = [place for place in shown_lines(frame, [], lines) if own[place]]
    if most == "all":
        return places
    return sorted(sorted(places, key=lambda place: -own[place])[: int(most)])


def _values(frame: Frame, found: Together, cells: str) -> np.ndarray:
    """What the cells show: nan where two lines stand above each other and share their passages by themselves."""
    values = (found.jaccard if cells == JACCARD else found.joint).astype(float)
    if frame.rollup:
        values[related(frame.lines) & ~np.eye(len(values), dtype=bool)] = np.nan
    if cells == JACCARD:
        np.fill_diagonal(values, np.nan)
    return values


def _square(frame: Frame, found: Together, shown: list[int], scope: str, how: str, cells: str) -> Rows:
    """Return the square; where it is too wide for names above its columns, rows are numbered and columns named so."""
    values = _values(frame, found, cells)
    numbered = len(shown) > MOST_NAMED
    fullest = max((float(values[a, b]) for a in shown for b in shown if a != b and values[a, b] > 0), default=0.0)
    columns = [Column(frame.kind.head, width=3 if numbered else 2)]
    columns += [
        Column(str(number) if numbered else frame.lines[place].name, numeric=True, width=0.8, bounded=cells == JACCARD)
        for number, place in enumerate(shown, start=1)
    ]
    rows = Rows(columns)
    for row, place in enumerate(shown):
        line, row_cells = frame.lines[place], []
        for column, other in enumerate(shown, start=1):
            value = values[place, other]
            cell: Cell = None if np.isnan(value) else float(value) if cells == JACCARD else int(value)
            behind = None
            if found.joint[place, other] and cell is not None:
                more = {} if place == other else {"also": frame.lines[other].key, "how": how}
                behind = passages(frame, scope, line, **more)
            row_cells.append((cell, behind))
            if place != other:
                rows.heat(row, column, heat_step(None if np.isnan(value) else float(value), fullest))
        rows.add(f"{row + 1}. {line.name}" if numbered else line.name, *row_cells)
    return rows


def _pairs(frame: Frame, found: Together, shown: list[int], scope: str, how: str) -> Sheet:
    kin = related(frame.lines) if frame.rollup else np.eye(len(frame.lines), dtype=bool)
    pairs = [(a, b) for a in shown for b in shown if a < b and found.joint[a, b] and not kin[a, b]]
    pairs.sort(key=lambda pair: (-found.joint[pair], -found.jaccard[pair], pair))
    rows = Rows(
        [
            Column(frame.kind.head, width=2),
            Column(_("Together with"), width=2),
            Column(_("First"), numeric=True, width=0.7),
            Column(_("Second"), numeric=True, width=0.7),
            Column(_("Both"), numeric=True, width=0.7),
            Column(_("Jaccard"), numeric=True, width=0.7, bounded=True),
        ]
    )
    for first, second in pairs[:MOST_PAIRS]:
        one, other = frame.lines[first], frame.lines[second]
        both = passages(frame, scope, one, also=other.key, how=how)
        rows.add(
            one.path,
            other.path,
            (int(found.joint[first, first]), passages(frame, scope, one)),
            (int(found.joint[second, second]), passages(frame, scope, other)),
            (int(found.joint[first, second]), both),
            float(found.jaccard[first, second]),
        )
    notes = [_HOW[how]()]
    if len(pairs) > MOST_PAIRS:
        text = _("The first %(shown)s of %(all)s pairs.")
        notes.append(text % {"shown": MOST_PAIRS, "all": len(pairs)})
    return rows.sheet(_("Pairs, the most frequent first"), notes, _("Pairs"))


COOCCURRENCE = Analysis(
    what="cooccurrence",
    tab=gettext_lazy("Together"),
    label=gettext_lazy("Co-occurrence"),
    lede=gettext_lazy(
        "Which codes or themes come together: with the same person, in the same text, or in the same words."
    ),
    build=build_cooccurrence,
    choices=(HOW, OF, LAYER, SCOPE, LINES, APART, FIRST, CELLS, BASE),
    position=40,
    figure=gettext_lazy("Co-occurrence, heatmap"),
)
