"""Participants across questions: who says one thing in answer to one, and another in answer to the other."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding.analysis.aligning import SMALL, Pair, aligned, strongest
from coding.analysis.choices import LAYER, OF, ROLLUP, TOP, TOP_FIRST, YES, fixed
from coding.analysis.kinds import CODES, kind_of
from coding.analysis.mentions import cases_under
from coding.analysis.queries import QUESTION, SAID, Frame, NothingToAnalyse, narrowed, question_choices
from coding.analysis.registry import Analysis
from coding.analysis.results import Behind, Result, Rows, Sheet
from coding.analysis.telling import facts_of, heat_step, passages, rollup_note
from coding.codings.visibility import visible_codings
from coding.quotations.layers import ALL
from workbench.exporting.documents import Cell, Column, Share
from workbench.exporting.registry import Choice
from workbench.membership.models import Membership
from workbench.projects.models import Project

COUNTS, JACCARD, LIFT = "counts", "jaccard", "lift"
SMALL_MARK = "†"


def _questions(project: Project, viewer: Membership | None) -> list[tuple[str, str]]:
    """The questions in their order, those without any coding last; two queries."""
    coded = visible_codings(project, viewer).exclude(source__question=None).order_by()
    asked = set(coded.values_list("source__question__text", flat=True).distinct())
    texts = [value.removeprefix(QUESTION) for value, _label in question_choices(project)]
    return [(f"{QUESTION}{text}", text) for text in sorted(texts, key=lambda text: text not in asked)]


def _second_first(project: Project, viewer: Membership | None) -> list[tuple[str, str]]:
    """The questions, the second one before the first: two different ones are chosen unless one asks otherwise."""
    offered = _questions(project, viewer)
    return [*offered[1:], *offered[:1]]


CELLS = Choice(
    "cells",
    gettext_lazy("Show"),
    fixed(lambda: [(COUNTS, _("Participants, n (%)")), (JACCARD, _("Jaccard index")), (LIFT, _("Lift"))]),
)


def build_alignment(
    project: Project,
    viewer: Membership | None,
    *,
    first: str = "",
    second: str = "",
    of: str = CODES,
    layer: str = ALL,
    lines: str = TOP,
    rollup: str = YES,
    cells: str = COUNTS,
) -> Result:
    """Return the lines of one question by those of another: participants who have both, of those who answered both."""
    if not first or not second or first == second:
        raise NothingToAnalyse(_("This compares the answers to two different questions of a survey."))
    kind, together = kind_of(of), rollup == YES or lines == TOP
    loaded = kind.load(project, viewer, layer, together)
    one, other = (narrowed(kind, loaded, project, viewer, layer, together, scope, SAID) for scope in (first, second))
    answered = one.base & other.base
    pairs = aligned(_people(one, lines), _people(other, lines), answered)
    notes = _notes(one, len(answered), first, second)
    return Result(
        title=_("Alignment across questions in “%(project)s”") % {"project": project.name},
        sheets=[_square(one, other, pairs, first, second, cells, notes), _list(one, pairs, first, second, notes)],
        facts=facts_of(one),
        landscape=True,
    )


def _people(frame: Frame, lines: str) -> dict[int, set]:
    """Who has each line that anybody has, by its place."""
    shown = [place for place, line in enumerate(frame.lines) if lines != TOP or not line.depth]
    found = {place: cases_under(frame.mentions, place) for place in shown}
    return {place: people for place, people in found.items() if people}


def _notes(frame: Frame, answered: int, first: str, second: str) -> list[str]:
    text = ngettext(
        "N = %(count)s participant who answered both “%(first)s” (rows) and “%(second)s” (columns).",
        "N = %(count)s participants who answered both “%(first)s” (rows) and “%(second)s” (columns).",
        answered,
    )
    asked = {"first": first.removeprefix(QUESTION), "second": second.removeprefix(QUESTION)}
    return [
        text % {"count": answered, **asked},
        _("The unit is the participant, after Kim et al. (J Med Internet Res 2026;28:e96556)."),
        _(
            "Jaccard: those who have both, of those who have either. Lift: how many times as many have both as "
            "would if the one said nothing of the other (1 = as many)."
        ),
        _("%(mark)s Fewer than %(small)s participants have both: read with caution.")
        % {"mark": SMALL_MARK, "small": SMALL},
        rollup_note(frame),
    ]


def _behind(frame: Frame, pair: Pair, first: str, second: str) -> Behind:
    """The passages of both lines, each in its question, of who has both."""
    more = {"also": frame.lines[pair.second].key, "also_scope": second, "how": "case"}
    return passages(frame, first, frame.lines[pair.first], **more)


def _cell(pair: Pair, cells: str) -> Cell:
    if cells == JACCARD:
        return pair.jaccard
    return pair.lift if cells == LIFT else Share(pair.both, pair.of)


def _square(
    one: Frame, other: Frame, pairs: list[Pair], first: str, second: str, cells: str, notes: list[str]
) -> Sheet:
    seconds = list(dict.fromkeys(pair.second for pair in pairs))
    having = {pair.second: pair.have_second for pair in pairs}
    columns = [Column(one.kind.head, width=2), Column("n", numeric=True, width=0.6)]
    columns += [
        Column(
            _("%(label)s (n = %(size)s)") % {"label": other.lines[place].name, "size": having[place]},
            numeric=True, width=0.9, bounded=cells == JACCARD, group=second.removeprefix(QUESTION),
        )
        for place in seconds
    ]  # fmt: skip
    rows = Rows(columns)
    of_first: dict[int, list[Pair]] = {}
    for pair in pairs:
        of_first.setdefault(pair.first, []).append(pair)
    fullest = max((pair.both for pair in pairs), default=0)
    for number, (place, across) in enumerate(of_first.items()):
        line = one.lines[place]
        linked = [(_cell(pair, cells), _behind(one, pair, first, second) if pair.both else None) for pair in across]
        rows.add(line.name, (across[0].have_first, passages(one, first, line)), *linked)
        for column, pair in enumerate(across, start=2):
            rows.heat(number, column, heat_step(pair.both, fullest))
    names = {"first": first.removeprefix(QUESTION), "second": second.removeprefix(QUESTION)}
    title = _("Participants with both: “%(first)s” by “%(second)s”") % names
    few = _("Which of these rest on fewer than %(small)s participants is marked %(mark)s in the list of pairs.")
    notes = [few % {"small": SMALL, "mark": SMALL_MARK} if SMALL_MARK in note else note for note in notes]
    return rows.sheet(title, notes, _("Matrix"))


def _list(frame: Frame, pairs: list[Pair], first: str, second: str, notes: list[str]) -> Sheet:
    rows = Rows(
        [
            Column(_("In the first"), width=2),
            Column(_("In the second"), width=2),
            Column(_("Both, of all"), numeric=True, width=0.9),
            Column(_("Of those with the first"), numeric=True, width=0.9),
            Column(_("Of those with the second"), numeric=True, width=0.9),
            Column(_("Jaccard"), numeric=True, width=0.6, bounded=True),
            Column(_("Lift"), numeric=True, width=0.6),
            Column(_("Few"), width=0.4),
        ]
    )
    for pair in strongest(pairs):
        rows.add(
            frame.lines[pair.first].path,
            frame.lines[pair.second].path,
            (Share(pair.both, pair.of), _behind(frame, pair, first, second)),
            Share(pair.both, pair.have_first),
            Share(pair.both, pair.have_second),
            pair.jaccard,
            pair.lift,
            SMALL_MARK if pair.small else "",
        )
    return rows.sheet(_("Pairs, those of most participants first"), notes, _("Pairs"))


ALIGNMENT = Analysis(
    what="alignment",
    tab=gettext_lazy("Across questions"),
    label=gettext_lazy("Alignment across questions"),
    lede=gettext_lazy("Whether participants who say one thing to one question say another to another question."),
    build=build_alignment,
    choices=(
        Choice("first", gettext_lazy("Rows"), _questions),
        Choice("second", gettext_lazy("Columns"), _second_first),
        OF, LAYER, TOP_FIRST, ROLLUP, CELLS,
    ),
    position=60,
)  # fmt: skip
