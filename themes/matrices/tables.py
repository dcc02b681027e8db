"""The theme matrix and the themes as tables of a manuscript."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding.exchange.codebook_tables import facts_about
from coding.quotations.layers import ALL
from themes.catalogue.queries import (
    QUOTATIONS,
    support_choices,
)
from themes.matrices.build import Cell, Line, Matrix
from themes.matrices.queries import (
    CASES,
    WITH_SUBTHEMES,
    Shown,
    column_choices,
    grouping_choices,
    theme_matrix,
)
from workbench.exporting.documents import Cell as Value
from workbench.exporting.documents import Column, Document, Table
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

LAYER = Choice("layer", gettext_lazy("What supports a theme"), support_choices)
ROWS = Choice("rows", gettext_lazy("By"), grouping_choices)


def cell_choices(_project: Project, _viewer: Membership | None) -> list[tuple[str, str]]:
    return [
        ("both", _("Counts, and quotations")),
        ("passages", _("Counts of passages")),
        ("people", _("Counts of cases")),
        ("quotations", _("Quotations")),
    ]


def layout_choices(_project: Project, _viewer: Membership | None) -> list[tuple[str, str]]:
    return [("columns", _("Themes in columns")), ("rows", _("Themes in rows"))]


def build_matrix_document(
    project: Project,
    viewer: Membership | None,
    *,
    rows: str = CASES,
    layer: str = ALL,
    themes: str = WITH_SUBTHEMES,
    cells: str = "both",
    layout: str = "columns",
) -> Document:
    """Return the matrix as counts of passages or cases, as quotations, or as both, one table each."""
    shown = theme_matrix(project, viewer, rows=rows, layer=layer, themes=themes)
    wanted = ["passages", "quotations"] if cells == "both" else [cells]
    return Document(
        title=_("Theme matrix of “%(project)s”") % {"project": project.name},
        tables=[table_of(shown, what, across=layout == "rows") for what in wanted],
        landscape=True,
        facts=facts_of(project, layer),
    )


def facts_of(project: Project, layer: str) -> list[str]:
    """Say of which day and whose codings a table of themes is."""
    return [] if layer == QUOTATIONS else facts_about(project, layer)


def table_of(shown: Shown, what: str, *, across: bool) -> Table:
    """Return the matrix with counts of passages or people, or with quotations; `across` puts the themes in rows."""
    matrix = shown.matrix
    lines, heads = (matrix.columns, matrix.rows) if across else (matrix.rows, matrix.columns)
    numeric = what != "quotations"
    by = _("Case") if shown.variable is None else shown.variable.name
    columns = [Column(_("Theme") if across else by, width=1.6)]
    columns += [Column(head_of(head), numeric=numeric, width=0.9 if numeric else 2.4) for head in heads]
    if numeric:
        columns.append(Column(_("All themes") if not across else _("All"), numeric=True, width=0.9))
    body = [
        [
            head_of(line),
            *(_value(_cell(matrix, line, head, across), what) for head in heads),
            *_total(matrix, line, what, across),
        ]
        for line in lines
    ]
    return Table(
        title=_titles(shown)[what],
        columns=columns,
        rows=body,
        notes=_notes(shown, what),
        sheet=_("Quotations") if what == "quotations" else _("Counts"),
        levels=[line.depth for line in lines] if across else [],
    )


def head_of(line: Line) -> str:
    """Return a row's or column's label, with how many stand behind it."""
    return line.label if line.size is None or line.size == 1 else f"{line.label} (n = {line.size})"


def _cell(matrix: Matrix, line: Line, head: Line, across: bool) -> Cell:
    return matrix.cell(head.key, line.key) if across else matrix.cell(line.key, head.key)


def _value(cell: Cell, what: str) -> Value:
    if what == "quotations":
        return "\n".join(f"“{text}”" for text in cell.quotations())
    return cell.people if what == "people" else cell.count


def _total(matrix: Matrix, line: Line, what: str, across: bool) -> list[Value]:
    if what == "quotations":
        return []
    totals = matrix.column_totals if across else matrix.row_totals
    return [_value(totals.get(line.key) or Cell(), what)]


def _titles(shown: Shown) -> dict[str, str]:
    by = _("cases") if shown.variable is None else _("groups of cases (%(name)s)") % {"name": shown.variable.name}
    return {
        "passages": _("Passages under each theme, by %(by)s") % {"by": by},
        "people": _("Cases under each theme, by %(by)s") % {"by": by},
        "quotations": _("Quotations under each theme, by %(by)s") % {"by": by},
    }


def _notes(shown: Shown, what: str) -> list[str]:
    notes = [
        _(
            "A theme counts the passages of its subthemes; a passage counts once in each total, and spans that share "
            "half of their joint length or more are one passage."
        )
    ]
    if what == "quotations":
        notes = [_("Up to three quotations in a cell, of different people first.")]
    if shown.unseen:
        text = ngettext(
            "%(count)s case without any passage under a theme is left out.",
            "%(count)s cases without any passage under a theme are left out.",
            shown.unseen,
        )
        notes.append(text % {"count": shown.unseen})
    return notes


MATRIX = Exporter(
    what="matrix",
    orders=True,
    holds=("cases", "codings", "names"),
    label=gettext_lazy("Theme matrix"),
    description=gettext_lazy("Themes by cases, or by groups of cases, with counts and quotations."),
    formats=("docx", "xlsx", "csv", "md", "html", "tex", "json"),
    build=build_matrix_document,
    choices=(
        ROWS,
        # A page of Word holds the themes; with their subthemes it seldom does.
        Choice("themes", gettext_lazy("Themes"), lambda project, viewer: column_choices(project, viewer)[::-1]),
        Choice("cells", gettext_lazy("Cells"), cell_choices),
        Choice("layout", gettext_lazy("Layout"), layout_choices),
        LAYER,
    ),
)
