"""Quotations and codings as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.cases.voices import whose_name, whose_words
from coding.codebook.queries import code_paths
from coding.codings.models import Assignment, Layer
from coding.exchange.codebook_tables import LAYER_CHOICE, facts_about
from coding.quotations.layers import ALL, CONSENSUS, layer_codings
from workbench.exporting.documents import Cell, Column, Document, Table
from workbench.exporting.registry import Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

OFFSETS = gettext_lazy(
    "Start and end count characters (Unicode code points) of the source from 0; the end is not included."
)


def _flat(project: Project, viewer: Membership | None, layer: str, *fields: str) -> Iterator[tuple[Any, ...]]:
    """Give fields of the codings row by row; a project may have more of them than is good to hold as objects.

    `whose_name` is the case whose words they are.
    """
    codings = layer_codings(project, viewer, layer).alias(whose=whose_words(project))
    if "whose_name" in fields:
        codings = codings.annotate(whose_name=whose_name())
    codings = codings.order_by("source_id", "start", "end", "code_id", "coder_id")
    return codings.values_list(*fields).iterator(chunk_size=5000)


def _name(coder: str, layer: str) -> str:
    return CONSENSUS if layer == Layer.CONSENSUS else coder


def build_quotations(project: Project, viewer: Membership | None, layer: str = ALL) -> Document:
    """Return the coded passages in the order of the codebook, each with where it comes from."""
    paths = code_paths(project)
    order = {code: place for place, code in enumerate(paths)}
    where = ("whose_name", "source__name", "source__question__text")
    fields = ("code_id", "layer", "coder__name", "quote", *where, "round__name", "start", "end")
    found = sorted(_flat(project, viewer, layer, *fields), key=lambda coding: order[coding[0]])
    rows: list[list[Cell]] = [
        [paths[code], quote, case, source, question, _name(coder, whose), round_, start, end]
        for code, whose, coder, quote, case, source, question, round_, start, end in found
    ]
    columns = [
        Column(_("Code"), width=1.2),
        Column(_("Quotation"), width=3.5),
        Column(_("Case"), width=0.6),
        Column(_("Source"), width=1.2),
        Column(_("Question"), width=1.2),
        Column(_("Coder"), width=0.7),
        Column(_("Round"), width=0.7),
        Column(_("Start"), numeric=True),
        Column(_("End"), numeric=True),
    ]
    table = Table(_("Quotations by code"), columns, rows, notes=[str(OFFSETS)], sheet=_("Quotations"))
    title = _("Quotations of “%(project)s”") % {"project": project.name}
    return Document(title=title, tables=[table], landscape=True, facts=facts_about(project, layer))


def _read_without_coding(project: Project, viewer: Membership | None, layer: str) -> list[list[Cell]]:
    """Return a row without a code for who has read a source, in a round or outside of any, and applied nothing there.

    Only for sources whose codings the viewer may see: elsewhere it would tell that there are none.
    """
    codings = layer_codings(project, viewer, layer).order_by()
    coded = set(codings.values_list("source_id", "coder_id", "round_id"))
    read = Assignment.objects.filter(project=project, done_at__isnull=False).select_related("source", "coder", "round")
    sealed = Assignment.objects.filter(project=project, sealed=True).values("source_id")
    own = read.filter(coder=viewer.user_id) if viewer else read.none()
    seen = (read.exclude(source__in=sealed) | own).defer("source__text").order_by("source_id", "coder_id", "round_id")
    name = layer.removeprefix("coder:").casefold() if layer != ALL else None
    return [
        [
            item.source.name,
            item.coder.name,
            "",
            None,
            None,
            "",
            item.round.name if item.round else "",
            Layer.CODER,
            "",
        ]
        for item in seen
        if (item.source_id, item.coder_id, item.round_id) not in coded
        and (name is None or name in {item.coder.name.casefold(), (item.coder.email or "").casefold()})
    ]


def build_codings(project: Project, viewer: Membership | None, layer: str = ALL) -> Document:
    """Return the codings in the shape that import_codings reads."""
    paths = code_paths(project)
    rows: list[list[Cell]] = [
        [source, _name(coder, whose), paths[code], start, end, quote, round_ or "", whose, origin]
        for source, coder, code, start, end, quote, round_, whose, origin in _flat(
            project, viewer, layer, "source__name", "coder__name", "code_id", "start", "end", "quote",
            "round__name", "layer", "origin",
        )
    ]  # fmt: skip
    if layer != CONSENSUS:
        rows += _read_without_coding(project, viewer, layer)
    # The names of the columns are a promise to scripts (import_codings), so they are not translated.
    columns = [
        Column("source", width=1.2),
        Column("coder", width=0.7),
        Column("code", width=1.2),
        Column("start", numeric=True, decimals=0),
        Column("end", numeric=True, decimals=0),
        Column("quote", width=3),
        Column("round", width=0.7),
        Column("layer", width=0.5),
        Column("origin", width=0.6),
    ]
    notes = [
        str(OFFSETS),
        _("Origin says how a coding came to be: by hand, from a search, from a suggestion, or by import."),
        _("A row without a code says that the coder has read the source and applied nothing to it."),
    ]
    table = Table(_("Codings"), columns, rows, notes=notes, sheet=_("Codings"))
    title = _("Codings of “%(project)s”") % {"project": project.name}
    return Document(title=title, tables=[table], landscape=True, facts=facts_about(project, layer))


_FORMATS = ("xlsx", "csv", "json")
QUOTATIONS = Exporter(
    what="quotations",
    holds=("codings", "names"),
    kind="data",
    label=gettext_lazy("Quotations"),
    description=gettext_lazy("Every coded passage under its code, with case, source, question and coder."),
    formats=_FORMATS,
    build=build_quotations,
    position=20,
    choices=(LAYER_CHOICE,),
)
CODINGS = Exporter(
    what="codings",
    holds=("codings", "names"),
    kind="data",
    label=gettext_lazy("Codings"),
    description=gettext_lazy(
        "One row for each coding with source, coder, code, start and end, for statistics and for importing again."
    ),
    formats=_FORMATS,
    build=build_codings,
    position=30,
    choices=(LAYER_CHOICE,),
)
