"""A codebook as a table of a file, in and out."""

from __future__ import annotations

from functools import partial

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding.codebook.queries import code_tree
from coding.codings.visibility import sealed_source_ids
from coding.exchange.projects.exporting import write_codebook_file
from coding.quotations.layers import ALL, CONSENSUS, layer_choices, layer_label
from coding.quotations.queries import NEVER, code_counts
from coding.reconciliation.queries import unfinished_rounds
from workbench.exporting.documents import Column, Document, Table
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

LAYER_CHOICE = Choice("layer", gettext_lazy("Whose codings"), layer_choices)


def facts_about(project: Project, layer: str) -> list[str]:
    """Say of which day and whose codings an export is, and what it leaves out."""
    day = date_format(timezone.localdate(), "j F Y")
    facts = [_("State of %(day)s; counted are %(layer)s.") % {"day": day, "layer": layer_label(layer)}]
    if layer == CONSENSUS and (names := [one.name for one in unfinished_rounds(project)]):
        facts.append(
            _("The consensus is not complete: not everything is settled yet in %(rounds)s.")
            % {"rounds": ", ".join(names)}
        )
    if sealed := len(sealed_source_ids(project)):
        facts.append(
            ngettext(
                "%(count)s source is being coded blind: the codings of others on it are left out.",
                "%(count)s sources are being coded blind: the codings of others on them are left out.",
                sealed,
            )
            % {"count": sealed}
        )
    return facts


def build_codebook(project: Project, viewer: Membership | None, layer: str = ALL) -> Document:
    """Return the codebook as a manuscript table: codes in their tree, their meaning, their use."""
    nodes = code_tree(project)
    counts = code_counts(project, viewer, layer)
    columns = [
        Column(_("Code"), width=1.5),
        Column(_("Path"), width=1.5, data_only=True),
        Column(_("Definition"), width=2.6),
        Column(_("When to use"), width=2.4),
        Column(_("When not to use"), width=2.4),
        Column(_("Example"), width=2.4),
        Column(_("Colour"), width=0.5, data_only=True),
        Column(_("Codings"), numeric=True, width=0.85),
        Column(_("Cases"), numeric=True, width=0.75),
    ]
    rows = []
    for node in nodes:
        code, count = node.code, counts.get(node.code.pk, NEVER)
        texts = [code.definition, code.include, code.exclude, code.example]
        rows.append([code.name, node.path, *texts, code.color, count.codings, count.cases])
    note = _("Subcodes are indented below their code. Codings and cases count %(layer)s.") % {
        "layer": layer_label(layer)
    }
    title = _("Codebook of “%(project)s”") % {"project": project.name}
    table = Table(
        title=_("Codes, their definitions and how often they were applied"),
        columns=columns,
        rows=rows,
        notes=[note],
        sheet=_("Codebook"),
        levels=[node.depth for node in nodes],
    )
    files = {"qdc": partial(write_codebook_file, project, viewer)}
    return Document(title=title, tables=[table], landscape=True, facts=facts_about(project, layer), files=files)


CODEBOOK = Exporter(
    what="codebook",
    label=gettext_lazy("Codebook"),
    description=gettext_lazy(
        "Every code in its tree: definition, when to use it, when not, an example, how often it was applied."
    ),
    formats=("docx", "xlsx", "csv", "md", "html", "tex", "json", "qdc"),
    build=build_codebook,
    position=10,
    choices=(LAYER_CHOICE,),
)
