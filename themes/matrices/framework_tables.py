"""A saved matrix as a table of a manuscript."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding.codings.memo_markdown import as_text
from coding.exchange.codebook_tables import facts_about
from themes.matrices import build
from themes.matrices.columns import Heading
from themes.matrices.framework import Framework, framework
from themes.matrices.measures import Measured, measured
from themes.matrices.models import CellKind, RowKind
from themes.matrices.queries import matrix_named, saved_matrices
from themes.matrices.rows import Row, words_of_rows
from themes.matrices.summaries import Written, plain_texts, written_in
from workbench.exporting.documents import Cell as Value
from workbench.exporting.documents import Column, Document, Table
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

STALE = "†"
TEXTS = {CellKind.SUMMARIES, CellKind.QUOTATIONS}
AS_DEFINED = "as defined"


def matrix_choices(project: Project, _viewer: Membership | None) -> list[tuple[str, str]]:
    return [(one.name, one.name) for one in saved_matrices(project)]


def cell_choices(_project: Project, _viewer: Membership | None) -> list[tuple[str, str]]:
    return [(AS_DEFINED, _("As the matrix says")), *((str(value), str(label)) for value, label in CellKind.choices)]


def build_framework_document(
    project: Project, viewer: Membership | None, *, matrix: str = "", cells: str = AS_DEFINED
) -> Document:
    """Return a saved matrix by its name, with its summaries, quotations or numbers."""
    if not matrix:
        nothing = Table(
            _("No matrix"), [], [], [_("This study has no saved matrix yet. Make one on the page of matrices.")]
        )
        return Document(_("Framework matrix"), [nothing])
    definition = matrix_named(project, matrix)
    kind = CellKind(definition.cells if cells == AS_DEFINED else cells)
    shown = framework(definition, viewer, texts=kind == CellKind.QUOTATIONS)
    body = _Body(shown, viewer, kind)
    columns = [Column(_first(shown), width=1.6)]
    columns += [
        Column(one.path, numeric=kind not in TEXTS, width=2.4 if kind in TEXTS else 0.9) for one in shown.headings
    ]
    in_sections = any(row.section for row in shown.rows.rows)
    if in_sections:
        columns.insert(0, Column(definition.sections.name, width=1))
    rows = [
        [*([row.section] if in_sections else []), _name(row, definition.rows), *body.row(row)]
        for row in shown.rows.rows
    ]
    table = Table(title=str(kind.label), columns=columns, rows=rows, notes=body.notes(), sheet=str(kind.label)[:31])
    return Document(definition.name, [table], landscape=True, facts=facts_about(project, definition.layer))


class _Body:
    """The cells of one kind."""

    def __init__(self, shown: Framework, viewer: Membership | None, kind: CellKind) -> None:
        self.shown, self.kind = shown, kind
        self.words = words_of_rows(shown.definition, shown.rows.rows) if kind == CellKind.PER_WORDS else {}
        self.written: dict[tuple[object, str], Written] = {}
        self.texts: dict[tuple[object, str], str] = {}
        if kind == CellKind.SUMMARIES:
            self.written = written_in(shown, viewer)
            versions = [one.version for one in self.written.values()]
            texts = plain_texts(shown.definition.project, viewer, versions)
            self.texts = dict(zip(self.written, map(as_text, texts), strict=True))

    def row(self, row: Row) -> list[Value]:
        return [self._value(row, one) for one in self.shown.headings]

    def _value(self, row: Row, heading: Heading) -> Value:
        place = (row.line.key, heading.key)
        cell = self.shown.matrix.cell(*place)
        if self.kind == CellKind.SUMMARIES:
            stale = place in self.written and self.written[place].is_stale
            return f"{self.texts.get(place, '')}{f' {STALE}' if stale else ''}"
        if self.kind == CellKind.QUOTATIONS:
            return "\n".join(f"“{text}”" for text in cell.quotations())
        return self._number(measured(cell, self.kind, cases=len(row.cases), words=self.words.get(row.line.key)))

    def _number(self, found: Measured) -> Value:
        if self.kind == CellKind.YES:
            return _("yes") if found.value else _("no")
        return found.value

    def notes(self) -> list[str]:
        notes = []
        if any(one.is_stale for one in self.written.values()):
            notes.append(
                _("%(sign)s A coding or quotation behind this text has changed since it was written.") % {"sign": STALE}
            )
        if self.shown.rows.locked and self.kind == CellKind.SUMMARIES:
            told = ngettext(
                "What is written in %(n)s row is left out while its texts are being coded blind.",
                "What is written in %(n)s rows is left out while their texts are being coded blind.",
                len(self.shown.rows.locked),
            )
            notes.append(told % {"n": len(self.shown.rows.locked)})
        if self.kind == CellKind.QUOTATIONS:
            notes.append(_("Up to three quotations in a cell, of different people first."))
        if self.kind == CellKind.PER_WORDS:
            notes.append(_("Passages for each 1,000 words of participants; interviewers are left out."))
        if self.kind not in TEXTS:
            notes.append(
                _(
                    "A theme or code counts what stands below it; spans that share half of their joint length or more "
                    "are one passage. An empty cell has no value: its row has no case or no words."
                )
            )
        return notes


def _first(shown: Framework) -> str:
    definition = shown.definition
    if definition.rows == RowKind.GROUPS and definition.variable:
        return definition.variable.name
    return _("Source") if definition.rows == RowKind.SOURCES else _("Case")


def _name(row: Row, rows: str) -> str:
    line: build.Line = row.line
    return f"{line.label} (n = {line.size})" if rows == RowKind.GROUPS else line.label


FRAMEWORK = Exporter(
    what="framework",
    holds=("cases", "codings", "names"),
    label=gettext_lazy("Framework matrix"),
    description=gettext_lazy("A saved matrix with what is written in its cells, its quotations, or its numbers."),
    formats=("docx", "xlsx", "csv", "md", "html", "tex", "json"),
    build=build_framework_document,
    choices=(
        Choice("matrix", gettext_lazy("Matrix"), matrix_choices),
        Choice("cells", gettext_lazy("Cells"), cell_choices),
    ),
)
