"""From what supports the themes to a matrix by cases, or by groups of cases that a variable makes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from coding.cases.groups import group_by_band, group_by_value, natural, number_of, quantile_bands
from coding.quotations.layers import ALL
from coding.sources.models import Case, Source, Variable, VariableKind, VariableValue
from themes.catalogue.models import Stance
from themes.catalogue.queries import Evidence, all_evidence, distinct_places, parents_of, rolled_up, theme_tree
from themes.matrices import build
from themes.matrices.build import Entry, Line, build_matrix
from themes.matrices.models import Matrix
from workbench.membership.models import Membership
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

CASES = "cases"
MOST_GROUPS = 30
BANDS = 4
NO_VALUE = "no value"
WITH_SUBTHEMES, TOP = "all", "top"


@dataclass(frozen=True)
class Shown:
    """A matrix with what it was made of."""

    matrix: build.Matrix
    variable: Variable | None
    unseen: int
    """Cases of the study under which no passage stands (by cases only)."""


def grouping_choices(project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label): by cases, or by a variable with few enough values or with numbers; one query."""
    variables = Variable.objects.filter(project=project).annotate(different=Count("values__value", distinct=True))
    whatever = {VariableKind.MULTIPLE, VariableKind.NUMERIC}
    offered = [one for one in variables if one.different > 1 and (one.different <= MOST_GROUPS or one.kind in whatever)]
    return [(CASES, _("Cases")), *((one.name, one.name) for one in offered)]


def saved_matrices(project: Project) -> list[Matrix]:
    """Return the saved matrices by name, with how many of their cells are written (`written`); one query."""
    found = Matrix.objects.filter(project=project, removed_at=None).select_related("variable")
    some = Q(summaries__current__isnull=False) & ~Q(summaries__current__text="")
    matrices = list(found.annotate(written=Count("summaries", filter=some)))
    for one in matrices:
        one.project = project
    return matrices


def matrix_named(project: Project, name: str) -> Matrix:
    """Return the saved matrix of this name; raises WorkbenchError where there is none."""
    found = Matrix.objects.filter(project=project, removed_at=None, name=name)
    matrix = found.select_related("project", "variable", "sections", "sort").first()
    if matrix is None:
        raise WorkbenchError(_("There is no saved matrix “%(name)s”.") % {"name": name})
    return matrix


def variable_named(project: Project, name: str) -> Variable | None:
    """Return the variable to group by; None for "cases". Raises WorkbenchError for one that there is not."""
    if name in {"", CASES}:
        return None
    found = Variable.objects.filter(project=project, name=name).first()
    if found is None:
        raise WorkbenchError(_("There is no variable “%(name)s”.") % {"name": name})
    return found


def column_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label): all themes, or those at the top, which count what stands below them."""
    return [(WITH_SUBTHEMES, _("themes and subthemes")), (TOP, _("themes only"))]


def theme_matrix(
    project: Project,
    viewer: Membership | None,
    *,
    rows: str = CASES,
    layer: str = ALL,
    themes: str = WITH_SUBTHEMES,
) -> Shown:
    """Return themes (columns, with what stands below them) by cases or groups of cases."""
    nodes = [node for node in theme_tree(project) if themes != TOP or not node.depth]
    columns = [Line(node.theme.pk, node.theme.name, depth=node.depth) for node in nodes]
    found = rolled_up(all_evidence(project, viewer, layer=layer), parents_of(project))
    entries = [
        Entry(theme, one.person, place, one.text)
        for theme, passages in found.items()
        for place, one in passages.items()
    ]
    variable = variable_named(project, rows)
    if variable is None:
        lines, rows_of, unseen = _by_case(project, {entry.person for entry in entries})
    else:
        (lines, rows_of), unseen = groups_of(variable), 0
    matrix = build_matrix(lines, columns, entries, rows_of)
    for total in matrix.row_totals.values():
        kept = distinct_places(total.passages)
        total.passages = {place: entry for place, entry in total.passages.items() if place in kept}
    return Shown(matrix, variable, unseen)


def _by_case(project: Project, people: set[Hashable]) -> tuple[list[Line], dict[Hashable, list[Hashable]], int]:
    """Cases under which something stands; a source stands for a person where its case is unknown."""
    cases = dict(Case.objects.filter(project=project).values_list("pk", "name"))
    sources = Source.objects.filter(project=project, pk__in=[-one for one in people if one < 0])
    names = cases | {-pk: name for pk, name in sources.values_list("pk", "name")}
    lines = sorted((Line(one, names[one], 1) for one in people if one in names), key=lambda line: natural(line.label))
    return lines, {one: [one] for one in people}, len(set(cases) - people)


def groups_of(variable: Variable) -> tuple[list[Line], dict[Hashable, list[Hashable]]]:
    """Groups of the same value; numbers of which there are too many different ones stand in bands of about as many."""
    values = dict(VariableValue.objects.filter(variable=variable).values_list("case_id", "value"))
    groups, words = group_by_value(values, variable.kind, variable.levels), frozenset()
    if variable.kind == VariableKind.NUMERIC and len(groups) > MOST_GROUPS:
        numbers = [number for value in values.values() if (number := number_of(value)) is not None]
        groups, words = group_by_band(values, quantile_bands(numbers, BANDS))
    rows_of: dict[Hashable, list[Hashable]] = defaultdict(list)
    for group in groups:
        for case in group.cases:
            rows_of[case].append(group.key)
    everyone = set(Case.objects.filter(project=variable.project_id).values_list("pk", flat=True))
    missing = [case for case in everyone if case not in rows_of]
    for case in missing:
        rows_of[case] = [NO_VALUE]
    lines = [Line(group.key, group.label, len(group.cases)) for group in groups]
    none = _("no value") if not words else _("no value, or no number")
    return [*lines, *([Line(NO_VALUE, none, len(missing))] if missing else [])], rows_of


def passages_behind(
    project: Project,
    viewer: Membership | None,
    *,
    theme: int,
    row: str,
    rows: str,
    layer: str,
    stance: str = Stance.SUPPORTS,
) -> list[Evidence]:
    """Return the passages behind one cell (or behind a theme, where `row` is empty), in the order of the sources.

    They are those that support the theme, or those that speak against it.
    """
    parents = parents_of(project)
    found = rolled_up(all_evidence(project, viewer, layer=layer), parents, stance).get(theme, {})
    passages = sorted(found.values(), key=lambda one: (one.source, one.start))
    if not row:
        return passages
    variable = variable_named(project, rows)
    if variable is None:
        return [one for one in passages if str(one.person) == row]
    rows_of = groups_of(variable)[1]
    return [one for one in passages if row in map(str, rows_of.get(one.person, ()))]
