"""A saved matrix as a viewer sees it: what stands in which cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable
from dataclasses import dataclass

from coding.cases.voices import CaseFinder
from coding.codebook.models import Code
from coding.codebook.tree import descendants
from coding.quotations.layers import layer_codings
from coding.sources.models import Source
from themes.catalogue.models import Stance, Theme
from themes.catalogue.queries import distinct_places, parents_of, visible_quotations
from themes.catalogue.tree import with_ancestors
from themes.embeddings.passages import are_alike
from themes.matrices import build
from themes.matrices.columns import CODE, QUESTION, THEME, Heading, chosen_headings
from themes.matrices.models import Matrix, RowKind
from themes.matrices.rows import Rows, rows_of
from themes.matrices.staleness import Fact
from workbench.membership.models import Membership
from workbench.projects.models import Project

Cell = tuple[Hashable, str]


@dataclass(frozen=True, slots=True)
class Item:
    """What puts a passage into a column: a coding ("c" and its key), a quotation ("q") or an answer ("a")."""

    column: str
    key: str
    person: int
    text: str
    fact: Fact

    @property
    def place(self) -> tuple[Hashable, int, int]:
        return (self.fact.source, self.fact.start, self.fact.end)

    @property
    def is_against(self) -> bool:
        return self.fact.code == Stance.AGAINST


@dataclass
class Framework:
    """Rows, columns and cells; `items` are all that stand in a cell, also those that mark the same words."""

    definition: Matrix
    headings: list[Heading]
    rows: Rows
    matrix: build.Matrix
    items: dict[Cell, list[Item]]
    unplaced: int
    """Passages under a column that are in no row."""
    against: dict[Cell, list[build.Entry]]
    """Passages that speak against the theme of their column: shown, and counted in no cell."""

    def basis(self, cell: Cell) -> dict[str, Fact]:
        return {item.key: item.fact for item in self.items.get(cell, [])}


def framework(
    matrix: Matrix, viewer: Membership | None, *, layer: str = "", texts: bool = False, only: str = ""
) -> Framework:
    """Return the matrix with its cells, `layer` instead of its own, one column `only`; a constant number of queries."""
    headings = [one for one in chosen_headings(matrix.project, matrix.columns) if only in {"", one.key}]
    rows = rows_of(matrix)
    items = items_of(matrix.project, viewer, layer or matrix.layer, headings, texts=texts)
    by_source = matrix.rows == RowKind.SOURCES
    places: dict[str, set[tuple]] = defaultdict(set)
    cells: dict[Cell, list[Item]] = defaultdict(list)
    unplaced: set[tuple] = set()
    for item in items:
        places[item.column].add(item.place)
        here = rows.of.get(item.fact.source if by_source else item.person, ())
        for row in here:
            cells[row, item.column].append(item)
        if not here:
            unplaced.add(item.place)
    denied = _denied(items)
    kept = {
        column: distinct_places(place for place in found if not denied.holds(column, place))
        for column, found in places.items()
    }
    entries = [_entry(item) for item in items if item.place in kept[item.column]]
    columns = [build.Line(one.key, one.label, depth=one.depth) for one in headings]
    by = (lambda entry: entry.passage[0]) if by_source else (lambda entry: entry.person)
    built = build.build_matrix(rows.lines, columns, entries, rows.of, by)
    for total in built.row_totals.values():
        alone = distinct_places(total.passages)
        total.passages = {place: entry for place, entry in total.passages.items() if place in alone}
    against = {
        cell: [_entry(item) for item in found if item.is_against]
        for cell, found in cells.items()
        if any(item.is_against for item in found)
    }
    return Framework(matrix, headings, rows, built, cells, len(distinct_places(unplaced)), against)


def _entry(item: Item) -> build.Entry:
    return build.Entry(item.column, item.person, item.place, item.text)


class _Denied:
    """Places of which somebody said that they speak against the theme of a column, however they are coded."""

    def __init__(self) -> None:
        self.spans: dict[tuple[str, Hashable], list[tuple[int, int]]] = defaultdict(list)

    def holds(self, column: str, place: tuple[Hashable, int, int]) -> bool:
        source, *span = place
        return any(are_alike(tuple(span), other) for other in self.spans.get((column, source), ()))


def _denied(items: Collection[Item]) -> _Denied:
    denied = _Denied()
    for item in items:
        if item.is_against:
            source, *span = item.place
            denied.spans[item.column, source].append(tuple(span))
    return denied


def items_of(
    project: Project, viewer: Membership | None, layer: str, headings: Collection[Heading], *, texts: bool
) -> list[Item]:
    """Return what stands under the columns, with the words only where `texts`; a constant number of queries."""
    of = {kind: {one.pk: one.key for one in headings if one.kind == kind} for kind in (THEME, CODE, QUESTION)}
    finder = CaseFinder(project)
    found = _answers(of[QUESTION], texts)
    if of[THEME] or of[CODE]:
        columns = _columns_of_codes(project, of[CODE]), _columns_of_themes(project, of[THEME])
        found += _quotations(project, columns[1], finder, texts)
        found += _codings(project, viewer, layer, columns, finder, texts)
    found.sort(key=lambda item: (*item.place, item.key))
    return found


def _columns_of_codes(project: Project, wanted: dict[int, str]) -> dict[int, set[str]]:
    """For each code, the columns of codes that it counts in: its own and those above it."""
    found: dict[int, set[str]] = defaultdict(set)
    if wanted:
        parents = dict(Code.objects.filter(project=project).values_list("pk", "parent_id"))
        for pk, key in wanted.items():
            for code in {pk} | descendants(parents, pk):
                found[code].add(key)
    return found


def _columns_of_themes(project: Project, wanted: dict[int, str]) -> dict[int, set[str]]:
    """For each theme, the columns of themes that it counts in."""
    if not wanted:
        return {}
    parents = parents_of(project)
    return {theme: {wanted[one] for one in with_ancestors(parents, theme) if one in wanted} for theme in parents}


def _answers(wanted: dict[int, str], texts: bool) -> list[Item]:
    if not wanted:
        return []
    answers = Source.objects.filter(question__in=wanted, no_answer=False).order_by()
    rows = answers.values_list("pk", "question", "case", "characters", "revision", *(["text"] if texts else []))
    return [
        Item(wanted[question], f"a{pk}", case, "".join(text), Fact(None, None, pk, 0, characters, revision))
        for pk, question, case, characters, revision, *text in rows
    ]


def _quotations(project: Project, columns: dict[int, set[str]], finder: CaseFinder, texts: bool) -> list[Item]:
    themes = [theme for theme, found in columns.items() if found]
    if not themes:
        return []
    rows = (
        visible_quotations(project)
        .filter(theme__in=themes)
        .order_by()
        .values_list(
            "pk", "theme", "stance", "source", "source__revision", "source__case", "case", "start", "end",
            *(["text"] if texts else []),
        )
    )  # fmt: skip
    return [
        Item(
            column, f"q{pk}", _person(finder, source, start, end, case or own), "".join(text),
            # What speaks against the theme is no longer the same when somebody says that it supports it.
            Fact(stance if stance == Stance.AGAINST else None, None, source, start, end, revision),
        )
        for pk, theme, stance, source, revision, own, case, start, end, *text in rows
        for column in columns[theme]
    ]  # fmt: skip


def _codings(
    project: Project,
    viewer: Membership | None,
    layer: str,
    columns: tuple[dict[int, set[str]], dict[int, set[str]]],
    finder: CaseFinder,
    texts: bool,
) -> list[Item]:
    of_code, of_theme = columns
    links = Theme.codes.through.objects.filter(theme__in=[theme for theme, found in of_theme.items() if found])
    for code, theme in links.values_list("code_id", "theme_id"):
        of_code[code] |= of_theme[theme]
    if not of_code:
        return []
    rows = (
        layer_codings(project, viewer, layer)
        .filter(code__in=of_code)
        .order_by()
        .values_list(
            "pk", "code", "coder", "source", "source__revision", "source__case", "start", "end",
            *(["quote"] if texts else []),
        )
    )  # fmt: skip
    return [
        Item(
            column, f"c{pk}", _person(finder, source, start, end, own), "".join(text),
            Fact(code, coder, source, start, end, revision),
        )
        for pk, code, coder, source, revision, own, start, end, *text in rows
        for column in of_code[code]
    ]  # fmt: skip


def _person(finder: CaseFinder, source: int, start: int, end: int, case: int | None) -> int:
    """Whose words they are; a source stands for a person, as its key below zero, where that is unknown."""
    return finder.at(source, start, end) or case or -source
