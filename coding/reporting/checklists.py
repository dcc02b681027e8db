"""COREQ and SRQR, filled in where the study knows the answer and marked where the author must."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.reporting.facts import facts
from coding.reporting.items import COREQ, COREQ_CITATION, SRQR, SRQR_CITATION, Item
from coding.reporting.parts import OPEN, Asked, Sentence, parts
from workbench.exporting.documents import Cell, Column, Document, Table
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

BOTH = "both"
LISTS = {
    "coreq": ("COREQ", COREQ, COREQ_CITATION),
    "srqr": ("SRQR", SRQR, SRQR_CITATION),
}


def list_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of the checklists."""
    return [(BOTH, _("COREQ and SRQR")), ("coreq", _("COREQ (32 items)")), ("srqr", _("SRQR (21 items)"))]


def build_checklists(project: Project, viewer: Membership | None, checklist: str = BOTH) -> Document:
    """Return the checklists with what the study knows of each item."""
    known = _Known(Asked(project, viewer))
    wanted = [name for name in LISTS if checklist in {BOTH, name}]
    day = date_format(timezone.localdate(), "j F Y")
    fact = _("Filled in from the facts of the study on %(day)s; what is marked […] is for the author.") % {"day": day}
    title = _("Reporting checklists of “%(project)s”") % {"project": project.name}
    return Document(title=title, tables=[_table(name, known) for name in wanted], landscape=True, facts=[fact])


def _table(name: str, known: _Known) -> Table:
    short, items, citation = LISTS[name]
    rows: list[list[Cell]] = [_row(item, known) for item in items]
    columns = [
        Column(_("No."), width=0.4),
        Column(_("Domain"), width=1),
        Column(_("Item"), width=1.3),
        Column(_("What is asked"), width=2),
        Column(_("Answer"), width=4),
        Column(_("Answered by"), width=0.9),
        Column(_("Page"), width=0.5),
    ]
    notes = [_("Items in our own words, after: %(citation)s") % {"citation": citation}]
    return Table(_("%(name)s checklist") % {"name": short}, columns, rows, notes=notes, sheet=short)


def _row(item: Item, known: _Known) -> list[Cell]:
    said = [sentence.text for name in item.parts for sentence in known.of(name) if not sentence.is_open]
    answer = " ".join(dict.fromkeys(said))
    whole = item.whole and bool(answer)
    if not whole:
        answer = f"{answer} {OPEN}".strip()
    who = _("the study") if whole else _("the study in part; the author") if said else _("the author")
    return [item.number, str(item.domain), str(item.topic), str(item.asks), answer, who, ""]


class _Known:
    """What the study knows, each part asked for once."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.parts = {part.name: part.says for part in parts()} | facts
        self.said: dict[str, list[Sentence]] = {}

    def of(self, name: str) -> list[Sentence]:
        if name not in self.said:
            says = self.parts.get(name)
            self.said[name] = list(says(self.asked)) if says else []
        return self.said[name]


CHECKLISTS = Exporter(
    what="checklists",
    label=gettext_lazy("Reporting checklists"),
    description=gettext_lazy(
        "COREQ (32 items) and SRQR (21 items), filled in where the study knows the answer, and marked where you must."
    ),
    formats=("docx", "xlsx", "csv", "md", "html", "tex", "json"),
    build=build_checklists,
    kind="text",
    position=20,
    holds=("codes", "codings"),
    choices=(Choice("checklist", gettext_lazy("Checklist"), list_choices),),
)
