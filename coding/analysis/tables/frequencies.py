"""How often each code or theme occurs: places, texts, people, and per 1,000 words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.analysis.charting import bars_of
from coding.analysis.choices import ALL_LINES, BASE, LAYER, LINES, OF, ORDER, ROLLUP, SCOPE, TOP, YES
from coding.analysis.kinds import CODES
from coding.analysis.mentions import place_counts, unit_counts
from coding.analysis.queries import EVERYTHING, SAID, Frame, frame_of
from coding.analysis.registry import Analysis
from coding.analysis.results import Result, Rows
from coding.analysis.telling import base_notes, facts_of, passages, rollup_note, shown_lines
from coding.quotations.layers import ALL
from workbench.exporting.documents import Column, Share
from workbench.membership.models import Membership
from workbench.projects.models import Project


def build_frequencies(
    project: Project,
    viewer: Membership | None,
    *,
    of: str = CODES,
    layer: str = ALL,
    scope: str = EVERYTHING,
    lines: str = ALL_LINES,
    rollup: str = YES,
    order: str = "tree",
    base: str = SAID,
) -> Result:
    """Return codings, sources, cases and codings per 1,000 words of each line."""
    frame = frame_of(project, viewer, of=of, layer=layer, scope=scope, rollup=rollup == YES or lines == TOP, base=base)
    rows, shown = _rows(frame, scope, lines, order)
    notes = [
        *base_notes(frame, scope, base),
        rollup_note(frame),
        _("Per 1,000 words: of the %(words)s words of these texts, those of interviewers included.")
        % {"words": f"{frame.words:,}"},
    ]
    title = _("How often %(what)s occur, in %(number)s texts") % {
        "what": str(frame.kind.label).lower(), "number": f"{len(frame.texts):,}",
    }  # fmt: skip
    sheet = rows.sheet(title, notes, str(frame.kind.label))
    cases = unit_counts(frame.mentions, len(frame.lines))
    figure = bars_of(frame, shown, cases, sheet.table)
    return Result(
        title=_("Frequencies in “%(project)s”") % {"project": project.name},
        sheets=[sheet],
        figures=[figure],
        facts=facts_of(frame),
    )


def _rows(frame: Frame, scope: str, lines: str, order: str) -> tuple[Rows, list[int]]:
    count = len(frame.lines)
    codings, cases = place_counts(frame.mentions, count), unit_counts(frame.mentions, count)
    texts = unit_counts(frame.mentions, count, "source")
    shown = shown_lines(frame, cases, lines, order)
    rows = Rows(
        [
            Column(frame.kind.head, width=2.4),
            Column(_("Path"), width=2.4, data_only=True),
            Column(_("Cases"), numeric=True, width=0.9),
            Column(str(frame.kind.places), numeric=True, width=0.9),
            Column(_("Texts"), numeric=True, width=0.8),
            Column(_("Per 1,000 words"), numeric=True, width=1.0),
        ]
    )
    for place in shown:
        line, number = frame.lines[place], int(codings[place])
        behind = passages(frame, scope, line) if number else None
        rows.add(
            line.name if order == "tree" else line.path,
            line.path,
            (Share(int(cases[place]), len(frame.base)), behind),
            (number, behind),
            (int(texts[place]), behind),
            1000 * number / frame.words if frame.words else None,
            level=line.depth if order == "tree" else 0,
        )
    return rows, shown


FREQUENCIES = Analysis(
    what="frequencies",
    tab=gettext_lazy("Frequencies"),
    label=gettext_lazy("Code frequencies"),
    lede=gettext_lazy("How many cases, passages and texts each code or theme has."),
    build=build_frequencies,
    choices=(OF, LAYER, SCOPE, LINES, ROLLUP, ORDER, BASE),
    position=20,
    figure=gettext_lazy("Code frequencies, bars"),
)
