"""Memos as a table."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.codings.memo_markdown import as_text
from coding.codings.models import Memo
from coding.codings.queries import memo_texts
from coding.codings.visibility import visible_memos
from coding.memos.things import things
from workbench.exporting.documents import Cell, Column, Document, Table
from workbench.exporting.facts import day_fact
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

ANY = "all"


def _kinds(project: Project, viewer: Membership | None) -> list[tuple[str, str]]:
    return [(ANY, _("Everything")), *((value, str(label)) for value, label in Memo.About.choices)]


def build_memos(project: Project, viewer: Membership | None, about: str = ANY) -> Document:
    """Return the memos that the viewer may see, by what they are on, the oldest first."""
    found = visible_memos(project, viewer).select_related("author").order_by("about", "about_id", "created_at", "pk")
    memos = list(found if about == ANY else found.filter(about=about))
    on = things(viewer, project.pk, {(memo.about, memo.about_id) for memo in memos})
    rows: list[list[Cell]] = []
    for memo, text in zip(memos, memo_texts(project, viewer, memos), strict=True):
        thing = on.get((memo.about, memo.about_id))
        days = [date_format(timezone.localtime(at), "Y-m-d H:i") for at in (memo.created_at, memo.updated_at)]
        where = [str(memo.get_about_display()), thing.label if thing else _("no longer there")]
        rows.append([*where, memo.title, as_text(text), memo.author.name, *days, text])
    columns = [
        Column(_("On"), width=0.7),
        Column(_("Which"), width=1.4),
        Column(_("Title"), width=1.2),
        Column(_("Memo"), width=4),
        Column(_("Author"), width=0.8),
        Column(_("Written"), width=0.9),
        Column(_("Changed"), width=0.9),
        Column(_("Markdown"), width=3, data_only=True),
    ]
    title = _("Memos of “%(project)s”") % {"project": project.name}
    facts = [day_fact(), _("What a blind round hides is left out.")]
    table = Table(_("Memos"), columns, rows, sheet=_("Memos"))
    return Document(title=title, tables=[table], landscape=True, facts=facts)


MEMOS = Exporter(
    what="memos",
    holds=("memos", "names"),
    label=gettext_lazy("Memos"),
    description=gettext_lazy("Every memo with what it is on, its author and its days; the journal of the study too."),
    formats=("docx", "md", "csv", "xlsx", "html", "json"),
    build=build_memos,
    position=90,
    choices=(Choice("about", gettext_lazy("Memos on"), _kinds),),
)
