"""The quotation bank as a table."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.bank.listing import group_choices as groups
from coding.bank.listing import grouped, narrowed
from coding.bank.listing import show_choices as shows
from coding.bank.queries import Line, lines_of, spread_of, visible_bank
from coding.exchange.codebook_tables import sealed_facts
from workbench.exporting.documents import Cell, Column, Document, Share, Table
from workbench.exporting.facts import day_fact
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

EVERY = "all"


def group_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of what the table is ordered by."""
    return [(value, str(label)) for value, label in groups()]


def show_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of which quotations stand in the table."""
    return [(str(value) or EVERY, str(label)) for value, label in shows()]


def build_bank(project: Project, viewer: Membership | None, by: str = "code", show: str = EVERY) -> Document:
    """Return the marked quotations with their attribution, and how they are spread over participants."""
    placed = lines_of(project, visible_bank(project, viewer).filter(displaced=False))
    wanted = narrowed(placed, "" if show == EVERY else show)
    heading = dict(group_choices(project))[by]
    rows: list[list[Cell]] = [
        [
            group.name, line.banked.text, line.said, line.case_name, line.banked.source.name, str(_role(line)),
            _used(line), line.banked.start, line.banked.end,
        ]
        for group in grouped(project, viewer, wanted, by)
        for line in group.lines
    ]  # fmt: skip
    columns = [
        Column(heading, width=1.4),
        Column(_("Quotation"), width=4),
        Column(_("Attribution"), width=1.4),
        Column(_("Case"), width=0.7, data_only=True),
        Column(_("Source"), width=1.2, data_only=True),
        Column(_("Shows"), width=0.9),
        Column(_("In the draft"), width=0.7),
        Column(_("Start"), numeric=True, data_only=True),
        Column(_("End"), numeric=True, data_only=True),
    ]
    table = Table(_("Quotations marked for the manuscript"), columns, rows, sheet=_("Quotations"))
    title = _("Quotation bank of “%(project)s”") % {"project": project.name}
    facts = [day_fact(), *sealed_facts(project)]
    return Document(title=title, tables=[table, _spread(project, placed)], landscape=True, facts=facts)


def _role(line: Line) -> object:
    return line.banked.get_role_display() if line.banked.role else ""


def _used(line: Line) -> str:
    return _("yes") if line.banked.in_draft else ""


def _spread(project: Project, lines: list[Line]) -> Table:
    shares, people = spread_of(project, lines)
    names = {line.case: line.case_name for line in lines}
    whole = sum(share.marked for share in shares)
    rows: list[list[Cell]] = [
        [
            names.get(share.person) or _("unknown"),
            Share(share.marked, whole),
            share.used,
            _("much") if share.is_much else "",
        ]
        for share in shares
    ]
    columns = [
        Column(_("Case"), width=1.4),
        Column(_("Quotations"), width=1),
        Column(_("In the draft"), numeric=True),
        Column(_("Quoted"), width=0.8, note=_("Much: three quotations or more, and at least twice an even share.")),
    ]
    quoted = sum(1 for share in shares if share.person is not None)
    note = _("%(quoted)s of %(people)s cases are quoted.") % {"quoted": quoted, "people": people}
    return Table(_("How quotations are spread over participants"), columns, rows, notes=[note], sheet=_("Spread"))


BANK = Exporter(
    what="quotation-bank",
    holds=("names",),
    label=gettext_lazy("Quotation bank"),
    description=gettext_lazy(
        "The quotations marked for the manuscript, attributed as the study does it, and how they are spread over "
        "participants."
    ),
    formats=("docx", "xlsx", "csv", "md", "html", "tex", "json"),
    build=build_bank,
    position=22,
    choices=(
        Choice("by", gettext_lazy("Ordered by"), group_choices),
        Choice("show", gettext_lazy("Quotations"), show_choices),
    ),
)
