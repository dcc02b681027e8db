"""Figures of the analyses, as chart specifications with the numbers behind them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _

from coding.analysis.queries import Frame
from coding.analysis.saturating import Saturation
from workbench.charts.bar_charts import Bar, bars
from workbench.charts.curves import Line, Point, curve
from workbench.charts.heat_maps import heatmap
from workbench.exporting.documents import Figure, Table

if TYPE_CHECKING:
    from coding.analysis.tables.saturation import Interview

MOST_BARS = 40
MOST_NAMED = 24


def bars_of(frame: Frame, shown: Sequence[int], cases: Sequence[int], table: Table) -> Figure:
    """Return bars of the cases of each line, in the order of the table; at most 40, those of most cases."""
    kept = set(sorted(shown, key=lambda place: -cases[place])[:MOST_BARS])
    places = [place for place in shown if place in kept]
    labels = _labels(frame, places)
    size = len(frame.base)
    given = [Bar(label, int(cases[place])) for place, label in zip(places, labels, strict=True)]
    spec = bars(given, axis=_("Cases (N = %(size)s)") % {"size": size})
    alt = _("Bars: how many of %(size)s cases have each of %(lines)s %(label)s.") % {
        "lines": len(given),
        "size": size,
        "label": str(frame.kind.label).lower(),
    }
    if most := max(given, key=lambda bar: bar.value or 0, default=None):
        alt += " " + _("Most have “%(line)s”: %(cases)s.") % {"line": most.label, "cases": most.value}
    notes = [_("The %(most)s of most cases.") % {"most": MOST_BARS}] if len(shown) > MOST_BARS else []
    return Figure(_("Cases with each %(one)s") % {"one": frame.kind.one}, spec, alt, notes, table)


def _labels(frame: Frame, places: Sequence[int]) -> list[str]:
    """Return different labels: names, and paths where two lines are called alike."""
    names = [frame.lines[place].name for place in places]
    return [
        frame.lines[place].path if names.count(name) > 1 else name for place, name in zip(places, names, strict=True)
    ]


def heatmap_of(
    frame: Frame, shown: Sequence[int], values: np.ndarray, title: str, table: Table, *, decimals: int
) -> Figure:
    """Return a square of the lines, darker where more come together; the diagonal is left empty."""
    labels = _labels(frame, shown)
    square = [
        [None if one == other or np.isnan(values[one, other]) else float(values[one, other]) for other in shown]
        for one in shown
    ]
    legend = _("Jaccard") if decimals else _("Count")
    spec = partial(heatmap, square, labels, labels, legend=legend, decimals=decimals)
    alt = _("Heatmap of %(lines)s %(label)s by each other; every number stands in the table.") % {
        "lines": len(shown),
        "label": str(frame.kind.label).lower(),
    }
    return Figure(title, spec, alt, [], table)


def curve_of(interviews: Sequence[Interview], found: Saturation, table: Table) -> Figure:
    """Return all codes so far, and the new ones of each interview, as lines over the interviews."""
    total = [Point(number, step.total) for number, step in enumerate(found.steps, start=1)]
    new = [Point(number, len(step.new)) for number, step in enumerate(found.steps, start=1)]
    names = [one.name for one in interviews] if len(interviews) <= MOST_NAMED else []
    spec = curve(
        [Line(_("All so far"), total), Line(_("New"), new)], x=_("Interviews"), y=_("Different codes"), names=names
    )
    alt = _("%(codes)s codes in %(interviews)s interviews; every number stands in the table.") % {
        "codes": found.steps[-1].total if found.steps else 0,
        "interviews": len(interviews),
    }
    return Figure(_("New codes by interview"), spec, alt, [], table)
