"""The log of reconciliation as a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.reconciliation.log import Applied, reconciliation_log
from coding.reconciliation.models import Round, RoundState
from coding.reconciliation.queries import unfinished_rounds
from workbench.exporting.documents import Cell, Column, Document, Table
from workbench.exporting.facts import day_fact
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

ALL = "all"


def _rounds(project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    names = Round.objects.filter(project=project).exclude(state=RoundState.CODING).values_list("name", flat=True)
    return [(ALL, _("Every round")), *((name, name) for name in names)]


def build_decisions(project: Project, viewer: Membership | None, round: str = ALL) -> Document:  # noqa: A002
    """Return every decision of a round, or of all, with what stood before and after; not what a blind round hides."""
    rounds = Round.objects.filter(project=project).exclude(state=RoundState.CODING).select_related("project")
    chosen = list(rounds if round == ALL else rounds.filter(name__iexact=round))
    if not chosen and round != ALL:
        raise WorkbenchError(_("There is no opened round “%(round)s”.") % {"round": round})
    rows: list[list[Cell]] = []
    for one in chosen:
        for line in reconciliation_log(one):
            place = line.place
            text = place.source.text
            notes = "; ".join(f"{code}: {note}" for code, note in line.notes)
            talks = "; ".join(_talk(*talk) for talk in line.discussed)
            rows.append(
                [
                    line.round, place.source.name, str(place.get_kind_display()), place.start, place.end,
                    text[place.start : place.end], _said(line.before, text), line.choice, line.kept,
                    _said(line.after, text), line.reason, notes, talks, line.who, _when(line.at),
                    _when(line.withdrawn_at), line.withdrawn_by,
                ]
            )  # fmt: skip
    columns = [
        Column(_("Round"), width=0.8),
        Column(_("Source"), width=1),
        Column(_("Disagreement"), width=0.9),
        Column(_("Start"), numeric=True, decimals=0, data_only=True),
        Column(_("End"), numeric=True, decimals=0, data_only=True),
        Column(_("Words"), width=2.2),
        Column(_("Before"), width=2),
        Column(_("Choice"), width=0.9),
        Column(_("Kept from"), width=0.7),
        Column(_("After"), width=1.6),
        Column(_("Reason"), width=1.8),
        Column(_("Note on the codebook"), width=1.2),
        Column(_("Discussed with"), width=1.2),
        Column(_("Decided by"), width=0.8),
        Column(_("Decided"), width=0.8),
        Column(_("Withdrawn"), width=0.8),
        Column(_("Withdrawn by"), width=0.8),
    ]
    waiting = set(unfinished_rounds(project))
    open_rounds = [one.name for one in chosen if one in waiting]
    facts = [day_fact()]
    if open_rounds:
        facts.append(_("Not everything is settled yet in: %(rounds)s.") % {"rounds": ", ".join(open_rounds)})
    title = _("Decisions of “%(project)s”") % {"project": project.name}
    table = Table(_("Decisions"), columns, rows, sheet=_("Decisions"))
    return Document(title=title, tables=[table], landscape=True, facts=facts)


def _said(applied: Sequence[Applied], text: str) -> str:
    """Say codes with who applied them and on which words."""
    said = []
    for one in applied:
        words = " ".join(text[one.start : one.end].split())
        said.append(f"{one.coder}{': ' if one.coder else ''}{one.code} [{one.start}–{one.end}] “{words}”")
    return "; ".join(said) or _("nothing coded")


def _talk(who: str, question: str, answer: str) -> str:
    return f"{who}: {question or '–'} / {answer or '–'}"


def _when(at: object) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i") if at else ""


DECISIONS = Exporter(
    what="decisions",
    holds=("decisions", "names"),
    label=gettext_lazy("Decisions"),
    description=gettext_lazy("Every settled disagreement: who decided what, when and why, and what stood before."),
    formats=("xlsx", "csv", "docx", "md", "html", "json"),
    build=build_decisions,
    position=80,
    choices=(Choice("round", gettext_lazy("Round"), _rounds),),
)
