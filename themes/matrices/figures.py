"""The theme matrix as a figure: shaded cells with their numbers."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding.quotations.layers import ALL
from themes.matrices.queries import CASES, TOP, Shown, theme_matrix
from themes.matrices.tables import MATRIX, facts_of, head_of, table_of
from workbench.charts import heatmap
from workbench.exporting.documents import Document, Figure
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

PASSAGES, PEOPLE = "passages", "people"


def build_heatmap(
    project: Project,
    viewer: Membership | None,
    *,
    rows: str = CASES,
    layer: str = ALL,
    themes: str = TOP,
    counted: str = PASSAGES,
) -> Document:
    """Return the matrix of themes (down) by cases or groups of cases (across) as a heat map."""
    shown = theme_matrix(project, viewer, rows=rows, layer=layer, themes=themes)
    table = table_of(shown, counted, across=True)
    title = _("Theme matrix of “%(project)s”") % {"project": project.name}
    figure = Figure(table.title, _chart(shown, counted), _said(shown, counted), notes=table.notes, table=table)
    return Document(title, [], landscape=True, facts=facts_of(project, layer), figures=[figure])


def _numbers(shown: Shown, counted: str) -> list[list[float | None]]:
    matrix = shown.matrix

    def value(row: object, column: object) -> float:
        cell = matrix.cell(row, column)
        return cell.people if counted == PEOPLE else cell.count

    return [[value(row.key, column.key) for row in matrix.rows] for column in matrix.columns]


def _chart(shown: Shown, counted: str) -> dict:
    matrix = shown.matrix
    labels = [f"{'· ' * line.depth}{head_of(line)}" for line in matrix.columns]
    legend = _("Cases") if counted == PEOPLE else _("Passages")
    return heatmap(_numbers(shown, counted), labels, [head_of(line) for line in matrix.rows], legend=legend)


def _said(shown: Shown, counted: str) -> str:
    """Say in words what there is to see."""
    themes, across = shown.matrix.columns, shown.matrix.rows
    cells = [
        (value, theme.label, head_of(row))
        for theme, line in zip(themes, _numbers(shown, counted), strict=True)
        for row, value in zip(across, line, strict=True)
    ]
    sizes = _("Heat map of %(themes)s by %(across)s.") % {
        "themes": ngettext("%(n)s theme", "%(n)s themes", len(themes)) % {"n": len(themes)},
        "across": ngettext("%(n)s column", "%(n)s columns", len(across)) % {"n": len(across)},
    }
    most = max(cells, default=None, key=lambda cell: cell[0] or 0)
    if most is None or not most[0]:
        return sizes
    return f"{sizes} " + _("Most, %(value)s, stand under “%(theme)s” at %(where)s.") % {
        "value": most[0], "theme": most[1], "where": most[2],
    }  # fmt: skip


def _counted(_project: Project, _viewer: Membership | None) -> list[tuple[str, str]]:
    return [(PASSAGES, _("Passages")), (PEOPLE, _("Cases"))]


_LIKE_THE_TABLE = {choice.name: choice for choice in MATRIX.choices}
MATRIX_HEATMAP = Exporter(
    what="matrix-heatmap",
    label=gettext_lazy("Heat map of themes"),
    description=gettext_lazy("Themes by cases, or by groups of cases: shaded cells, each with its number."),
    formats=("svg", "png", "pdf", "docx", "html", "xlsx", "csv", "json"),
    build=build_heatmap,
    kind="figure",
    holds=("cases", "codings", "names"),
    choices=(
        _LIKE_THE_TABLE["rows"],
        _LIKE_THE_TABLE["themes"],
        Choice("counted", gettext_lazy("Cells count"), _counted),
        _LIKE_THE_TABLE["layer"],
    ),
)
